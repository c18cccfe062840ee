//! What the stories, faults and measurements of the whole system are told with: real servers, real
//! phones (the `phone` program), real consoles (HTTP with a session), in folders of their own.
//!
//! [`day`] is the village day: the demo plays it and a test checks it.

pub mod day;
pub mod screen;
pub mod world;
