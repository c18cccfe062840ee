//! One machine's clock and dice: the world's time with an offset of its own, and throws that follow
//! from the seed.

use super::dice::Dice;
use shared_model::moment::Millis;
use shared_model::surroundings::Surroundings;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// When every world begins: an afternoon in the last days of a year, so that plans run over its end.
const BEGINNING: i64 = 1_798_617_600_000;

/// The world's time; it goes on by a millisecond with each look, and by itself never.
#[derive(Debug)]
pub struct Clock {
    now: AtomicI64,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock { now: AtomicI64::new(BEGINNING) }
    }
}

impl Clock {
    /// Lets time pass.
    pub fn pass(&self, millis: i64) {
        self.now.fetch_add(millis.max(0), Ordering::Relaxed);
    }

    fn look(&self) -> i64 {
        self.now.fetch_add(1, Ordering::Relaxed)
    }
}

/// The clock and the dice of one machine.
pub struct Around {
    clock: Arc<Clock>,
    offset: AtomicI64,
    dice: Mutex<Dice>,
}

impl Around {
    /// A machine whose clock is right.
    pub fn new(clock: &Arc<Clock>, dice: Dice) -> Around {
        Around { clock: Arc::clone(clock), offset: AtomicI64::new(0), dice: Mutex::new(dice) }
    }

    /// Sets the machine's clock forward or back.
    pub fn jump(&self, millis: i64) {
        self.offset.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Surroundings for Around {
    fn now(&self) -> Millis {
        Millis(self.clock.look() + self.offset.load(Ordering::Relaxed))
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
    }
}
