//! How late: what the deadline light of a case says. Never a hue, never how grave.

use shared_model::api::view::Due;
use shared_model::moment::{DAY, HOUR, Millis};

/// A span as people say it: hours below a day, else whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// So many hours, at least one.
    Hours(i64),
    /// So many days.
    Days(i64),
}

impl Span {
    fn of(millis: i64) -> Span {
        if millis < DAY { Span::Hours((millis / HOUR).max(1)) } else { Span::Days(millis / DAY) }
    }
}

/// What the light shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// The clock has stopped.
    Stopped,
    /// Past the deadline by so much.
    Late(Span),
    /// Due today.
    Today(Span),
    /// Due tomorrow.
    Tomorrow,
    /// So many days are left.
    Ok(Span),
}

impl Light {
    /// Reads a deadline at a moment.
    pub fn at(due: Due, now: Millis) -> Light {
        let left = due.at.0.saturating_sub(now.0);
        if due.stopped {
            Light::Stopped
        } else if due.overdue || left <= 0 {
            Light::Late(Span::of(left.saturating_neg().max(0)))
        } else {
            match now.days_until(due.at) {
                0 => Light::Today(Span::of(left)),
                1 => Light::Tomorrow,
                days => Light::Ok(Span::Days(days)),
            }
        }
    }

    /// Past the deadline.
    pub fn is_late(self) -> bool {
        matches!(self, Light::Late(_))
    }

    /// Due today or tomorrow.
    pub fn is_near(self) -> bool {
        matches!(self, Light::Today(_) | Light::Tomorrow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::casework::ClockKind;

    const NOON: Millis = Millis(1_773_806_400_000); // 2026-03-18 12:00 +08:00

    fn light(hours: i64, stopped: bool) -> Light {
        let at = NOON.plus(hours * HOUR);
        Light::at(Due { at, clock: ClockKind::Settle, stopped, overdue: !stopped && hours <= 0 }, NOON)
    }

    #[test]
    fn lateness_is_told_in_hours_then_days_and_a_stopped_clock_is_never_late() {
        assert_eq!(light(-2, false), Light::Late(Span::Hours(2)));
        assert_eq!(light(-50, false), Light::Late(Span::Days(2)));
        assert_eq!(light(0, false), Light::Late(Span::Hours(1)));
        assert_eq!(light(3, false), Light::Today(Span::Hours(3)));
        assert_eq!(light(20, false), Light::Tomorrow);
        assert_eq!(light(96, false), Light::Ok(Span::Days(4)));
        assert_eq!(light(-500, true), Light::Stopped);
    }
}
