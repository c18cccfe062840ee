//! Where time and dice come from: the only place in this crate that asks the system for them.

use shared_model::moment::Millis;
use std::time::{SystemTime, UNIX_EPOCH};

/// The device's clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings {
    /// Added to the clock, in milliseconds: a wrong clock can be tried.
    pub clock_offset: i64,
}

impl Surroundings {
    /// Now, by this device.
    pub fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)).plus(self.clock_offset)
    }
}

/// Random bytes from the system.
///
/// # Panics
/// When the system has no randomness at all: nothing could be kept safe then.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[allow(clippy::expect_used, reason = "see Panics")]
    getrandom::fill(&mut bytes).expect("the system has no randomness");
    bytes
}
