//! All that a screen sees: Commands it gives, Queries it asks, Views it gets, Problems it is told.
//!
//! Phone and console speak the same language to different backends. What one of them doesn't
//! offer it answers with [`Code::NotHere`].

pub mod asked;
pub mod command;
pub mod desk;
pub mod device;
pub mod feedback;
pub mod import;
pub mod leaflet;
pub mod outbox;
pub mod photos;
pub mod problem;
pub mod query;
pub mod sending;
pub mod session;
pub mod view;

pub use command::{Command, Done};
pub use problem::{Code, Problem};
pub use query::{Answer, Query};
