//! The tests of the sync endpoint, of the console and of papers once more, on PostgreSQL.

#![allow(clippy::duplicate_mod, reason = "the files are whole tests by themselves too")]

#[path = "console.rs"]
mod console;
#[path = "import_cases.rs"]
mod import_cases;
#[path = "papers.rs"]
mod papers;
#[path = "sync.rs"]
mod sync;
