//! Working time: which days are worked and at which hours, and when a term that began at a moment
//! ends. Days and hours are China's (UTC+8, no summer time); no clock is read here.

use super::term::Term;
use crate::moment::{DAY, Day, HOUR, Millis};
use serde::{Deserialize, Serialize};

/// China is so much ahead of UTC.
const AHEAD: i64 = 8 * HOUR;
const MINUTE: i64 = HOUR / 60;
/// A term that finds no working time within so many days (27 years) ends there.
const DAYS_MOST: i64 = 10_000;
/// Longest run of days off or worked in one entry.
const RUN_MOST: i64 = 31;

/// A part of the day in which people work, in minutes since midnight: `09:00 to 12:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shift {
    from: u16,
    to: u16,
}

/// One day, or a run of days with both its ends: `2026-10-01`, `2026-10-01 to 2026-10-07`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Days {
    /// Days since 1970-01-01.
    from: i64,
    to: i64,
}

/// Which days are worked, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The parts of a working day, in order and apart.
    pub working_hours: Vec<Shift>,
    /// Days off beside Saturdays and Sundays.
    #[serde(default)]
    pub holidays: Vec<Days>,
    /// Saturdays and Sundays that are worked.
    #[serde(default)]
    pub working_days: Vec<Days>,
}

impl Default for Calendar {
    /// Monday to Friday, 09:00 to 12:00 and 14:00 to 18:00, no holidays.
    fn default() -> Calendar {
        let shifts = [(9, 12), (14, 18)].map(|(from, to)| Shift { from: from * 60, to: to * 60 });
        Calendar { working_hours: shifts.into(), holidays: Vec::new(), working_days: Vec::new() }
    }
}

impl Calendar {
    /// When a term ends that began at a moment.
    pub fn end(&self, term: Term, began: Millis) -> Millis {
        match term {
            Term::Hours(n) => began.plus(i64::from(n) * HOUR),
            Term::Days(n) => began.plus(i64::from(n) * DAY),
            Term::WorkingHours(n) => self.after_hours(i64::from(n) * HOUR, within_years(began)),
            Term::WorkingDays(n) => self.after_days(n, within_years(began)),
        }
    }

    /// Whether the day of a moment is worked.
    pub fn works_on(&self, at: Millis) -> bool {
        self.is_worked(day_of(at))
    }

    /// The end of work on the `n`th working day after the day of `began`.
    fn after_days(&self, n: u32, began: Millis) -> Millis {
        let today = day_of(began);
        let mut working = (today + 1..today + DAYS_MOST).filter(|day| self.is_worked(*day));
        let last = working.nth(n.saturating_sub(1) as usize).unwrap_or(today + DAYS_MOST);
        let ends = self.working_hours.last().map_or(24 * 60, |shift| shift.to);
        begin_of(last).plus(i64::from(ends) * MINUTE)
    }

    fn after_hours(&self, mut left: i64, began: Millis) -> Millis {
        let today = day_of(began);
        for day in (today..today + DAYS_MOST).filter(|day| self.is_worked(*day)) {
            for shift in &self.working_hours {
                let from = begin_of(day).plus(i64::from(shift.from) * MINUTE).max(began);
                let there = begin_of(day).plus(i64::from(shift.to) * MINUTE).0 - from.0;
                if there >= left {
                    return from.plus(left);
                }
                left -= there.max(0);
            }
        }
        begin_of(today + DAYS_MOST)
    }

    fn is_worked(&self, day: i64) -> bool {
        let off = self.holidays.iter().any(|days| days.has(day));
        !off && (!is_weekend(day) || self.working_days.iter().any(|days| days.has(day)))
    }
}

/// A device's clock can say anything; what lies outside these years is taken for their edge.
fn within_years(at: Millis) -> Millis {
    Millis(at.0.clamp(0, 253_402_271_999_000))
}

fn day_of(at: Millis) -> i64 {
    at.plus(AHEAD).0.div_euclid(DAY)
}

fn begin_of(day: i64) -> Millis {
    Millis(day.saturating_mul(DAY)).plus(-AHEAD)
}

/// 1970-01-01 was a Thursday.
fn is_weekend(day: i64) -> bool {
    matches!((day + 3).rem_euclid(7), 5 | 6)
}

impl Days {
    /// Whether the day, so many after 1970-01-01, is one of them.
    fn has(&self, day: i64) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Whether they share a day with others.
    pub fn overlaps(&self, others: &Days) -> bool {
        self.from <= others.to && others.from <= self.to
    }

    /// Whether every one of them is a Saturday or Sunday.
    pub fn are_weekend(&self) -> bool {
        (self.from..=self.to).all(is_weekend)
    }

    fn parse(words: &str) -> Option<Days> {
        let (from, to) = words.split_once(" to ").unwrap_or((words, words));
        let days = Days { from: read_day(from)?, to: read_day(to)? };
        (0..RUN_MOST).contains(&(days.to - days.from)).then_some(days)
    }
}

fn read_day(words: &str) -> Option<i64> {
    let (year, rest) = words.trim().split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let all_digits = [(year, 4), (month, 2), (day, 2)]
        .iter()
        .all(|(part, length)| part.len() == *length && part.bytes().all(|b| b.is_ascii_digit()));
    if !all_digits {
        return None;
    }
    let day =
        Day { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()?, weekday: 1 };
    day.start().map(day_of)
}

impl Shift {
    /// Whether it ends before another begins.
    pub fn is_before(&self, other: &Shift) -> bool {
        self.to <= other.from
    }

    fn parse(words: &str) -> Option<Shift> {
        let (from, to) = words.split_once(" to ")?;
        let shift = Shift { from: read_minute(from)?, to: read_minute(to)? };
        (shift.from < shift.to).then_some(shift)
    }
}

fn read_minute(words: &str) -> Option<u16> {
    let (hour, minute) = words.trim().split_once(':')?;
    if hour.len() != 2 || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

/// Why words are no part of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInACalendar {
    /// For [`Shift`].
    #[error("{0:?} are no working hours: write them like \"09:00 to 12:00\", the earlier one first")]
    Shift(String),
    /// For [`Days`].
    #[error(
        "{0:?} are no days: write one like \"2026-01-01\", or up to 31 like \"2026-01-01 to 2026-01-03\""
    )]
    Days(String),
}

impl TryFrom<String> for Shift {
    type Error = NotInACalendar;

    fn try_from(words: String) -> Result<Shift, NotInACalendar> {
        Shift::parse(&words).ok_or_else(|| NotInACalendar::Shift(words.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Days {
    type Error = NotInACalendar;

    fn try_from(words: String) -> Result<Days, NotInACalendar> {
        Days::parse(&words).ok_or_else(|| NotInACalendar::Days(words.chars().take(40).collect()))
    }
}

impl From<Shift> for String {
    fn from(shift: Shift) -> String {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("{} to {}", clock(shift.from), clock(shift.to))
    }
}

impl From<Days> for String {
    fn from(days: Days) -> String {
        let date = |day: i64| {
            let day = begin_of(day).day();
            format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
        };
        if days.from == days.to {
            date(days.from)
        } else {
            format!("{} to {}", date(days.from), date(days.to))
        }
    }
}
