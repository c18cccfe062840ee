//! The tests of the sync endpoint and of the console once more, on PostgreSQL.

#![allow(clippy::duplicate_mod, reason = "both files are whole tests by themselves too")]

#[path = "console.rs"]
mod console;
#[path = "sync.rs"]
mod sync;
