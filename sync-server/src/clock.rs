//! The one place where the time and the dice of the machine come in.

use shared_model::moment::Millis;
use shared_model::surroundings::Surroundings;
use std::time::{SystemTime, UNIX_EPOCH};

/// The machine's own clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct Machine;

impl Surroundings for Machine {
    fn now(&self) -> Millis {
        now()
    }

    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no secret may be made.
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}

/// The machine's randomness, and its clock so many milliseconds on: for trying what a month brings.
#[derive(Clone, Copy, Debug)]
pub struct Later(pub i64);

impl Surroundings for Later {
    fn now(&self) -> Millis {
        now().plus(self.0)
    }

    fn fill(&self, bytes: &mut [u8]) {
        Machine.fill(bytes);
    }
}

/// Now, by the server's clock.
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Bytes nobody can guess.
///
/// # Panics
/// When the machine has no randomness: then no secret may be made.
pub fn random<const N: usize>() -> [u8; N] {
    shared_model::surroundings::random(&Machine)
}
