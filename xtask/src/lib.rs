//! The tooling of Weige: set-up, build, demo, test, the architecture's rules, and measurements.
//!
//! `cargo xtask` is the only command that a newcomer needs. The bundler is a second program of
//! this package, because it needs a library that takes minutes to compile.

pub mod bench;
pub mod check;
pub mod compile;
pub mod demo;
pub mod fuzz;
pub mod languages;
pub mod licences;
pub mod needs;
pub mod pictures;
pub mod place;
pub mod process;
pub mod screens;
pub mod setup;
pub mod soak;
pub mod tables;
pub mod testing;
pub mod wasm;
pub mod xvfb;

/// Why a command ended: one clear sentence, with the mend.
pub type Outcome<T = ()> = Result<T, String>;
