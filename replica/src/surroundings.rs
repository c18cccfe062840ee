//! Where time and dice come from on a real phone: the only place in this crate that asks the
//! system for them.

use shared_model::moment::Millis;
use shared_model::surroundings::Surroundings;
use std::time::{SystemTime, UNIX_EPOCH};

/// The device's clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct Device {
    /// Added to the clock, in milliseconds: a wrong clock can be tried.
    pub clock_offset: i64,
}

impl Surroundings for Device {
    fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)).plus(self.clock_offset)
    }

    /// # Panics
    /// When the system has no randomness at all: nothing could be kept safe then.
    fn fill(&self, bytes: &mut [u8]) {
        #[allow(clippy::expect_used, reason = "see Panics")]
        getrandom::fill(bytes).expect("the system has no randomness");
    }
}
