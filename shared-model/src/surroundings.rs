//! Where time and dice come from: asked for by the engines, given by whoever runs them. The
//! programs give the machine's own; the simulation gives its seed's.

use crate::moment::Millis;

/// A clock and a source of randomness.
pub trait Surroundings: Send + Sync {
    /// Now.
    fn now(&self) -> Millis;
    /// Fills the slice with bytes nobody can guess.
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` bytes nobody can guess.
pub fn random<const N: usize>(surroundings: &dyn Surroundings) -> [u8; N] {
    let mut bytes = [0; N];
    surroundings.fill(&mut bytes);
    bytes
}
