//! How long to wait: between tries of one request, and between exchanges.

use crate::api::Code;
use crate::moment::{HOUR, Millis};
use serde::{Deserialize, Serialize};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;

/// Waits before the second and the third try of one request, in milliseconds.
pub(super) const TRIES: [i64; 2] = [500, 2 * SECOND];
/// With nothing new to send, look for news this often.
pub(super) const QUIET: i64 = 15 * MINUTE;
/// After an entry, wait for the next few: one request for several.
pub(super) const GATHER: i64 = 3 * SECOND;
/// What only people can mend (an update, a new code) is asked for again this seldom.
const HOPELESS: i64 = 6 * HOUR;

/// How long to wait after so many failures in a row, in milliseconds: 15 s, doubling to half an
/// hour, and up to a quarter more by `dice`, so that a village's phones don't all come at once.
pub fn backoff(failures: u32, dice: u8) -> i64 {
    let doubled = 15 * SECOND * (1 << failures.saturating_sub(1).min(10));
    spread(doubled.min(30 * MINUTE), dice)
}

/// How long to wait after an exchange failed with `code`, `failures` in a row.
pub(super) fn after(code: Code, failures: u32, dice: u8) -> i64 {
    match code {
        Code::UpdateNeeded | Code::TokenInvalid | Code::Malformed | Code::Forbidden | Code::NotFound => {
            spread(HOPELESS, dice)
        }
        _ => backoff(failures, dice),
    }
}

fn spread(wait: i64, dice: u8) -> i64 {
    wait + wait * i64::from(dice) / 1024
}

/// A wait that a clock set back doesn't make longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wait {
    since: Millis,
    pub until: Millis,
}

impl Wait {
    pub fn of(now: Millis, length: i64) -> Wait {
        Wait { since: now, until: now.plus(length) }
    }

    /// Over when its time has come, or the clock stands before its beginning.
    pub fn is_over(&self, now: Millis) -> bool {
        now >= self.until || now < self.since
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_wait_longer_each_time_up_to_half_an_hour_and_a_quarter() {
        assert_eq!(backoff(1, 0), 15 * SECOND);
        assert_eq!(backoff(3, 0), 60 * SECOND);
        assert_eq!(backoff(50, 0), 30 * MINUTE);
        assert!(backoff(50, 255) < 2250 * SECOND);
    }

    #[test]
    fn a_clock_set_back_a_year_does_not_make_a_wait_a_year_long() {
        let wait = Wait::of(Millis(1_000_000), QUIET);
        assert!(!wait.is_over(Millis(1_000_001)));
        assert!(wait.is_over(Millis(1_000_000 + QUIET)));
        assert!(wait.is_over(Millis(999_999)));
    }
}
