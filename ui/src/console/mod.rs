//! The console: what village secretaries, handlers, townships and the county see in a browser.
//!
//! Read in this order: [`route`] and [`duty`] (which pages there are, and for whom), [`app`]
//! (session and address), [`asking`] and [`writing`] (the only two ways to the server), then a
//! folder per page. What decides anything is a pure function with tests; what is drawn is a
//! component.

pub mod app;
pub mod asking;
pub mod bits;
pub mod case;
pub mod desk;
pub mod duty;
pub mod faults;
pub mod feedback;
pub mod glyph;
pub mod household;
pub mod import;
pub mod items;
pub mod light;
pub mod login;
pub mod looks;
pub mod mask;
pub mod members;
pub mod news;
pub mod numbers;
pub mod papers;
pub mod people;
pub mod posts;
pub mod queue;
pub mod route;
pub mod shell;
pub mod states;
pub mod watch;
pub mod window;
pub mod words;

pub use app::App;
