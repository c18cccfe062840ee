//! The parts of a story.

mod console;
mod phone;
mod postgres;
mod programs;
mod server;
mod strace;
mod village;

pub use console::Console;
pub use phone::Phone;
pub use postgres::Postgres;
pub use programs::{bundle, program};
pub use server::{SAMPLE_PASSWORD, Server, administer, sample};
pub use strace::{STEPS, Watch};
pub use village::{Village, notes};

/// What goes wrong in a story: one sentence.
pub type Outcome<T> = Result<T, String>;
