//! The tooling of Weige: set-up, build, demo, test, the architecture's rules, and measurements.
//!
//! `cargo xtask` is the only command that a newcomer needs. The bundler is a second program of
//! this package, because it needs a library that takes minutes to compile.

pub mod place;
pub mod process;
pub mod screens;
pub mod wasm;

/// Why a command ended: one clear sentence, with the mend.
pub type Outcome<T = ()> = Result<T, String>;
