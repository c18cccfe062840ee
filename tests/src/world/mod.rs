//! The parts of a story.

mod console;
mod phone;
mod programs;
mod server;

pub use console::Console;
pub use phone::Phone;
pub use programs::{bundle, program};
pub use server::{SAMPLE_PASSWORD, Server, sample};

/// What goes wrong in a story: one sentence.
pub type Outcome<T> = Result<T, String>;
