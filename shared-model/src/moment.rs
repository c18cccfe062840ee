//! Moments: instants in milliseconds, and the calendar day they fall on in China.

use serde::{Deserialize, Serialize};
use time::{Date, Month, OffsetDateTime, UtcOffset};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

/// One hour.
pub const HOUR: i64 = 3_600_000;
/// One day.
pub const DAY: i64 = 24 * HOUR;

/// A calendar day in China (UTC+8, no summer time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    /// 2026
    pub year: i32,
    /// 1 to 12
    pub month: u8,
    /// 1 to 31
    pub day: u8,
    /// 1 = Monday to 7 = Sunday
    pub weekday: u8,
}

impl Millis {
    /// `self` later by so many milliseconds; stays at the end of time rather than overflow.
    pub fn plus(self, millis: i64) -> Millis {
        Millis(self.0.saturating_add(millis))
    }

    fn in_china(self) -> OffsetDateTime {
        // A device clock can say anything: what lies outside year 1 to 9999 is shown as its edge.
        let (least, most) = (-62_135_596_800_000, 253_402_271_999_000);
        let seconds = self.0.clamp(least, most).div_euclid(1000);
        OffsetDateTime::from_unix_timestamp(seconds)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .checked_to_offset(UtcOffset::from_hms(8, 0, 0).unwrap_or(UtcOffset::UTC))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The day in China.
    pub fn day(self) -> Day {
        let at = self.in_china();
        Day {
            year: at.year(),
            month: u8::from(at.month()),
            day: at.day(),
            weekday: at.weekday().number_from_monday(),
        }
    }

    /// Hour (0 to 23) and minute in China.
    pub fn clock(self) -> (u8, u8) {
        let at = self.in_china();
        (at.hour(), at.minute())
    }

    /// Whole days from the day of `self` to the day of `other` (negative when `other` is earlier).
    pub fn days_until(self, other: Millis) -> i64 {
        i64::from(other.in_china().date().to_julian_day()) - i64::from(self.in_china().date().to_julian_day())
    }
}

impl Day {
    /// The instant the day begins in China; `None` for a day that is in no calendar.
    pub fn start(self) -> Option<Millis> {
        let month = Month::try_from(self.month).ok()?;
        let date = Date::from_calendar_date(self.year, month, self.day).ok()?;
        Some(Millis(date.midnight().assume_utc().unix_timestamp() * 1000 - 8 * HOUR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let late_evening = Millis(1_773_849_600_000 - 1); // 2026-03-18 23:59:59.999 +08:00
        let midnight = late_evening.plus(1);
        let day = late_evening.day();
        assert_eq!((day.year, day.month, day.day, day.weekday), (2026, 3, 18, 3));
        assert_eq!(midnight.day().day, 19);
        assert_eq!(midnight.day().start(), Some(midnight));
        assert_eq!(late_evening.days_until(midnight), 1);
    }

    #[test]
    fn a_mad_clock_harms_nothing() {
        for mad in [i64::MIN, i64::MAX, 0] {
            let _ = (Millis(mad).day(), Millis(mad).clock(), Millis(mad).plus(i64::MAX));
        }
    }
}
