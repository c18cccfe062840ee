//! Weige's server: the ground of a county's work, and what is derived from it.
//!
//! Read in this order: [`store`] (what is kept), [`ingest`] (the only door in), [`sync`] (what a
//! phone says and hears), [`photos`] (what travels apart), [`ask`] and [`act`] (the console's questions and deeds), [`http`] (the
//! routes, and who may call each). [`import`], [`sample`] and [`cli`] fill and keep a data folder.
//! Time and randomness come in through [`clock`] alone; SQL stands only in [`store`].

pub mod act;
pub mod app;
pub mod ask;
pub mod check;
pub mod cli;
pub mod clock;
pub mod copy;
pub mod error;
pub mod feedback;
pub mod http;
pub mod import;
pub mod ingest;
pub mod keys;
pub mod news;
pub mod notices;
pub mod papers;
pub mod permit;
pub mod photos;
pub mod policies;
pub mod reconcile;
pub mod reference;
pub mod sample;
pub mod scope;
pub mod secret;
pub mod store;
pub mod sync;
pub mod throttle;
