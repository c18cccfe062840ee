//! Slows down guessing: after five wrong tries for one name, each further one must wait longer.
//!
//! Counted in this process alone; several copies of the server each count for themselves.

use shared_model::moment::Millis;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Wrong tries that cost nothing.
const FREE_TRIES: u32 = 5;
/// The first wait, in milliseconds; it doubles with each further wrong try.
const FIRST_WAIT: i64 = 30_000;
/// The longest wait.
const LONGEST_WAIT: i64 = 15 * 60_000;
/// Names that are remembered; a flood of invented names must not fill the memory.
const MOST_NAMES: usize = 10_000;

/// Counts wrong tries by name.
#[derive(Default)]
pub struct Throttle {
    tries: Mutex<HashMap<String, Tries>>,
}

#[derive(Clone, Copy, Default)]
struct Tries {
    wrong: u32,
    not_before: Millis,
}

impl Throttle {
    /// Milliseconds to wait before a try under this name is looked at; 0 when it may be.
    pub fn wait(&self, name: &str, now: Millis) -> i64 {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.get(name).map_or(0, |tries| (tries.not_before.0 - now.0).max(0))
    }

    /// Takes note of a wrong try.
    pub fn wrong(&self, name: &str, now: Millis) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST_NAMES {
            tries.retain(|_, t| t.not_before > now);
        }
        if tries.len() >= MOST_NAMES {
            return;
        }
        let entry = tries.entry(name.to_owned()).or_default();
        entry.wrong += 1;
        if entry.wrong >= FREE_TRIES {
            let doubled = FIRST_WAIT << (entry.wrong - FREE_TRIES).min(10);
            entry.not_before = now.plus(doubled.min(LONGEST_WAIT));
        }
    }

    /// Forgets the wrong tries after a right one.
    pub fn right(&self, name: &str) {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_waits_and_a_right_one_clears_the_slate() {
        let throttle = Throttle::default();
        let now = Millis(1_000_000);
        for _ in 0..FREE_TRIES {
            assert_eq!(throttle.wait("luo", now), 0);
            throttle.wrong("luo", now);
        }
        assert_eq!(throttle.wait("luo", now), FIRST_WAIT);
        assert_eq!(throttle.wait("somebody else", now), 0);
        assert_eq!(throttle.wait("luo", now.plus(FIRST_WAIT)), 0);
        throttle.wrong("luo", now.plus(FIRST_WAIT));
        assert_eq!(throttle.wait("luo", now.plus(FIRST_WAIT)), 2 * FIRST_WAIT);
        throttle.right("luo");
        assert_eq!(throttle.wait("luo", now), 0);
    }
}
