//! The simulated world: everything that is not Weige itself, from one seed.
//!
//! [`disk`] is a disk that loses power; [`dice`] is where all chance comes from.

pub mod dice;
pub mod disk;
