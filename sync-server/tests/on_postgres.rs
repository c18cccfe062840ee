//! The tests of the sync endpoint, of the console, its lists and events, of feedback, of looks and of papers
//! once more, on PostgreSQL.

#![allow(clippy::duplicate_mod, reason = "the files are whole tests by themselves too")]

#[path = "console.rs"]
mod console;
#[path = "events.rs"]
mod events;
#[path = "feedback.rs"]
mod feedback;
#[path = "homes.rs"]
mod homes;
#[path = "import_cases.rs"]
mod import_cases;
#[path = "lists.rs"]
mod lists;
#[path = "looks.rs"]
mod looks;
#[path = "papers.rs"]
mod papers;
#[path = "sync.rs"]
mod sync;
