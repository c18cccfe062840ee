//! The phone's engine without a screen.
//!
//! [`Engine`] answers every question and takes every entry from its own encrypted file; the
//! network only makes it newer. The Tauri shell and the `phone` command line are two faces of it.
//!
//! An entry's way: `intents` turns a [`Command`](shared_model::api::Command) into puts, writes one
//! Automerge change, and stores change, outbox item and rows in one transaction (`store`). `sync`
//! delivers what is unsent and takes in what is new. `answers` makes views of the rows.

mod answers;
mod engine;
mod intents;
mod problems;
mod rescue;
mod store;
mod surroundings;
mod sync;
mod vault;

pub use engine::{Engine, Options};
pub use sync::{Progress, backoff};
