//! Access for all: axe-core finds nothing serious on any screen of phone and console; on the phone
//! every target is large enough for a finger and nothing has to be scrolled sideways, also at twice
//! the size of type. And what is done most costs few taps.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod console;
mod homes;
mod languages;
mod look;
mod moving;
mod phone;
mod room;
mod sending;
mod sheets;
mod shelf;
mod states;
mod taps;
