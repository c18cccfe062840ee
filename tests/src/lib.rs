//! What the stories, faults and measurements of the whole system are told with: real servers, real
//! phones (the `phone` program), real consoles (HTTP with a session), in folders of their own.
//!
//! [`bench`] is what is measured. [`day`] is the village day: the demo plays it and a test checks it.
//! [`pocket`] is a village in one process, for what needs a link that breaks at a given place; [`sim`]
//! a world of its own in one process, from one seed. [`link`] is a link that counts, slows and breaks
//! between real programs; [`sampling`] chooses where.
//! [`gallery`] takes pictures of all screens.

pub mod bench;
pub mod day;
pub mod gallery;
pub mod link;
pub mod pocket;
pub mod sampling;
pub mod screen;
pub mod sim;
pub mod world;
