//! What the stories, faults and measurements of the whole system are told with: real servers, real
//! phones (the `phone` program), real consoles (HTTP with a session), in folders of their own.
//!
//! [`day`] is the village day: the demo plays it and a test checks it. [`pocket`] is a village in one
//! process, for what needs a link that breaks at a given place; [`sim`] a world of its own in one
//! process, from one seed.

pub mod day;
pub mod pocket;
pub mod screen;
pub mod sim;
pub mod world;
