//! The phone's engine without a screen.
//!
//! [`Replica`] answers every question and takes every entry from its own encrypted file; the
//! network only makes it newer. It does no IO but its file's: syncing is a step of inputs and
//! outputs. [`Engine`] drives it over HTTP; the Tauri shell and the `phone` command line are two
//! faces of that.
//!
//! An entry's way: `intents` turns a [`Command`](shared_model::api::Command) into puts, writes one
//! Automerge change, and stores change, outbox item and rows in one transaction (`store`).
//! [`shared_model::exchange`] plans what is delivered and takes in what is new. `answers` makes
//! views of the rows. `picture` makes photos of a camera's files, `scan` reads an enrolment code in one; `photos` carries them after the
//! records.

mod answers;
mod diagnostics;
mod driver;
mod encounter;
mod engine;
mod enrolment;
mod feedback;
mod finger;
mod homes;
mod http;
mod identity;
mod initials;
mod intents;
mod leaving;
mod news;
mod peer_link;
mod photos;
mod picture;
mod problems;
mod profile;
mod reminders;
mod replica;
mod rescue;
mod scan;
mod sending;
mod shelf;
mod step;
mod storage;
mod store;
mod surroundings;
mod through;
mod training;
mod vault;

pub use encounter::Encounter;
pub use engine::{Engine, Options};
pub use profile::Enrolled;
pub use replica::{Replica, Setting};
pub use scan::scan;
pub use shared_model::exchange::Progress;
pub use shelf::Shelf;
pub use step::{Input, Output};
pub use surroundings::Device;
pub use vault::FileKey;
