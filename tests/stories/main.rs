//! The ten stories of docs/stories.md, each through the real window of the phones and the real browser of
//! the offices.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod desk;
mod duplicates;
mod groups;
mod hand;
mod hazards;
mod later;
mod quarrels;
mod services;
mod stage;
mod wages;
