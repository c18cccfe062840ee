//! Syncing by itself: soon after an entry, and again and again while it fails, ever more seldom.

use crate::Engine;
use shared_model::api::Command;
use std::time::Duration;

/// With nothing new to send, look for news this often.
const QUIET: Duration = Duration::from_secs(15 * 60);
/// After an entry, wait for the next few: one request for several.
const GATHER: Duration = Duration::from_secs(3);

/// How long to wait after so many failures in a row: 15 s, doubling to half an hour, and up to a
/// quarter more by `dice` (0 to 255), so that a village's phones don't all come at once.
pub fn backoff(failures: u32, dice: u8) -> Duration {
    let doubled = Duration::from_secs(15) * 2u32.saturating_pow(failures.saturating_sub(1).min(10));
    let wait = doubled.min(Duration::from_secs(30 * 60));
    wait + wait * u32::from(dice) / 1024
}

impl Engine {
    /// Runs until the program ends: delivers soon after each entry, fetches now and then, backs
    /// off while it fails.
    pub async fn keep_syncing(&self) {
        let mut failures = 0u32;
        loop {
            failures = match self.command(Command::Sync).await {
                Ok(_) => 0,
                Err(_) => failures + 1,
            };
            if failures > 0 {
                let [dice] = crate::surroundings::random();
                tokio::time::sleep(backoff(failures, dice)).await;
                continue;
            }
            let entry = self.inner.wake.notified();
            if tokio::time::timeout(QUIET, entry).await.is_ok() {
                tokio::time::sleep(GATHER).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_wait_longer_each_time_up_to_half_an_hour_and_a_quarter() {
        assert_eq!(backoff(1, 0), Duration::from_secs(15));
        assert_eq!(backoff(3, 0), Duration::from_secs(60));
        assert_eq!(backoff(50, 0), Duration::from_secs(1800));
        assert!(backoff(50, 255) < Duration::from_secs(2250));
    }
}
