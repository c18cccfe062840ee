//! At what time of day invented people do things: between eight and eight in China, whenever the sample
//! is loaded.

use shared_model::moment::{DAY, HOUR, Millis};

/// Nobody does anything earlier.
const FIRST: i64 = 8 * HOUR;
/// Nobody begins anything later: what takes a quarter of an hour ends by daylight too.
const LAST: i64 = 19 * HOUR + HOUR / 2;
/// What was written has arrived by then.
const END: i64 = 20 * HOUR;

fn midnight(at: Millis) -> Millis {
    at.day().start().unwrap_or(at)
}

/// The newest moment of a day that isn't later than now: early in the morning that is yesterday evening.
fn latest(now: Millis) -> Millis {
    let start = midnight(now);
    if now < start.plus(FIRST) { start.plus(LAST - DAY) } else { now.min(start.plus(LAST)) }
}

/// A moment by day in the place of any moment: the same day's, in the same order, and not later than now.
pub fn by_day(at: Millis, now: Millis) -> Millis {
    let start = midnight(at);
    let into_day = at.0.saturating_sub(start.0).clamp(0, DAY);
    // The whole day is drawn together into its light hours.
    start.plus(FIRST + into_day / 24 * (LAST - FIRST) / HOUR).min(latest(now))
}

/// When something that was written by day arrives so many minutes later: by the evening, or by now.
pub fn arrives(written: Millis, minutes: usize, now: Millis) -> Millis {
    let minutes = i64::try_from(minutes).unwrap_or(0);
    let evening = midnight(written).plus(END);
    written.plus(minutes.saturating_mul(60_000)).min(evening).min(now).max(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-18 00:00 in China.
    const MIDNIGHT: Millis = Millis(1_773_763_200_000);

    #[test]
    fn whenever_it_is_loaded_people_do_things_by_day_in_order_and_not_later_than_now() {
        for hour in 0..24 {
            let now = MIDNIGHT.plus(hour * HOUR + 1_860_000);
            let moments = (-300..=0).map(|half| by_day(now.plus(half * HOUR / 2), now));
            let moments: Vec<Millis> = moments.collect();
            assert!(moments.is_sorted(), "{hour}");
            for at in moments {
                let arrived = arrives(at, 600, now);
                assert!(at <= arrived && arrived <= now, "{hour}: {at:?} {arrived:?} {now:?}");
                for at in [at, arrived] {
                    let (hour, minute) = at.clock();
                    assert!((8..20).contains(&hour) || (hour, minute) == (20, 0), "{hour}:{minute}");
                }
            }
        }
    }

    #[test]
    fn a_moment_stays_on_its_day() {
        let now = MIDNIGHT.plus(12 * HOUR);
        for hours in [1, 30, 49, 400] {
            let at = now.plus(-hours * HOUR);
            assert_eq!(by_day(at, now).day(), at.day(), "{hours}");
        }
    }
}
