//! Periods: the calendar months, quarters and years offices report by, and any days from-to, all by
//! the calendar of China.

use shared_model::moment::{DAY, Day, Millis};
use std::fmt;

/// From the first instant of a day to just before the first instant of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    span: Span,
    /// The first instant that belongs to it.
    pub from: Millis,
    /// The first instant that doesn't any more.
    pub until: Millis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Month(i32, u8),
    Quarter(i32, u8),
    Year(i32),
    /// First and last day, both within.
    Days(Day, Day),
}

/// Why a text is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is 2026, 2026-Q4, 2026-10 or 2026-10-01..2026-10-15, this is {0:?}")]
pub struct NotAPeriod(pub String);

impl Period {
    /// Reads `2026`, `2026-Q4`, `2026-10` or `2026-10-01..2026-10-15` (both days within).
    ///
    /// # Errors
    /// When it is none of these, or a day that no calendar has.
    pub fn parse(text: &str) -> Result<Period, NotAPeriod> {
        span(text).and_then(Period::of).ok_or_else(|| NotAPeriod(text.chars().take(40).collect()))
    }

    fn of(span: Span) -> Option<Period> {
        let first = |year, month| Day { year, month, day: 1, weekday: 1 }.start();
        // The month after so many others; month 13 is January of the next year.
        let begins = |year: i32, month: u8| {
            if month > 12 { first(year + 1, month - 12) } else { first(year, month) }
        };
        let (from, until) = match span {
            Span::Month(year, month) => (first(year, month)?, begins(year, month + 1)?),
            Span::Quarter(year, quarter) => (first(year, quarter * 3 - 2)?, begins(year, quarter * 3 + 1)?),
            Span::Year(year) => (first(year, 1)?, first(year + 1, 1)?),
            Span::Days(from, to) => (from.start()?, to.start()?.plus(DAY)),
        };
        (from < until).then_some(Period { span, from, until })
    }

    /// Whether an instant lies within.
    pub fn has(&self, at: Millis) -> bool {
        self.from <= at && at < self.until
    }

    /// A whole month, quarter or year: what a report to those above is made of.
    pub fn is_reported(&self) -> bool {
        !matches!(self.span, Span::Days(..))
    }
}

fn span(text: &str) -> Option<Span> {
    if let Some((from, to)) = text.split_once("..") {
        return Some(Span::Days(day(from)?, day(to)?));
    }
    let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
    let year = year_of(year)?;
    match rest {
        None => Some(Span::Year(year)),
        Some(rest) => match rest.strip_prefix('Q') {
            Some(quarter) => {
                let quarter = quarter.parse().ok().filter(|q| (1..=4).contains(q))?;
                Some(Span::Quarter(year, quarter))
            }
            None => Some(Span::Month(year, two_digits(rest).filter(|month| (1..=12).contains(month))?)),
        },
    }
}

fn day(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let day = Day { year: year_of(year)?, month: two_digits(month)?, day: two_digits(day)?, weekday: 1 };
    parts.next().is_none().then_some(day)
}

fn year_of(text: &str) -> Option<i32> {
    let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|year| digits && (2000..9999).contains(year))
}

fn two_digits(text: &str) -> Option<u8> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// As an office says it: 2026 年 10 月, 2026 年第 4 季度.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |day: &Day| format!("{} 年 {} 月 {} 日", day.year, day.month, day.day);
        match &self.span {
            Span::Month(year, month) => write!(f, "{year} 年 {month} 月"),
            Span::Quarter(year, quarter) => write!(f, "{year} 年第 {quarter} 季度"),
            Span::Year(year) => write!(f, "{year} 年"),
            Span::Days(from, to) => write!(f, "{} 至 {}", told(from), told(to)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(at: Millis) -> (i32, u8, u8) {
        let day = at.day();
        (day.year, day.month, day.day)
    }

    #[test]
    fn a_period_begins_and_ends_at_midnight_in_china() {
        for (text, first, last, told) in [
            ("2026-10", (2026, 10, 1), (2026, 10, 31), "2026 年 10 月"),
            ("2026-12", (2026, 12, 1), (2026, 12, 31), "2026 年 12 月"),
            ("2026-Q4", (2026, 10, 1), (2026, 12, 31), "2026 年第 4 季度"),
            ("2024-Q1", (2024, 1, 1), (2024, 3, 31), "2024 年第 1 季度"),
            ("2026", (2026, 1, 1), (2026, 12, 31), "2026 年"),
            (
                "2026-02-28..2026-03-01",
                (2026, 2, 28),
                (2026, 3, 1),
                "2026 年 2 月 28 日 至 2026 年 3 月 1 日",
            ),
        ] {
            let period = Period::parse(text).unwrap();
            assert_eq!((day(period.from), day(period.until.plus(-1))), (first, last), "{text}");
            assert_eq!(period.from.clock(), (0, 0));
            assert!(period.has(period.from) && !period.has(period.until), "{text}");
            assert_eq!(period.to_string(), told);
        }
        assert!(Period::parse("2026-Q4").unwrap().is_reported());
        assert!(!Period::parse("2026-10-01..2026-10-31").unwrap().is_reported());
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for bad in [
            "",
            "26",
            "2026-13",
            "2026-1",
            "2026-Q5",
            "2026-Q0",
            "2026-10-03..2026-10-01",
            "2026-02-30..2026-03-01",
            "9999",
            "2026-10-01",
        ] {
            assert!(Period::parse(bad).is_err(), "{bad}");
        }
    }
}
