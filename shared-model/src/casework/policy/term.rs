//! A term: how long something may take, in plain hours or days, or in working hours or days.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How long something may take. In files and messages it is words: `24 hours`, `30 days`,
/// `4 working hours`, `7 working days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Term {
    /// So many hours by the clock on the wall.
    Hours(u32),
    /// So many times 24 hours.
    Days(u32),
    /// So many hours of work.
    WorkingHours(u32),
    /// Until the end of work on so many-th working day after the day it began.
    WorkingDays(u32),
}

/// Longest term, in its own unit.
const MOST: u32 = 10_000;

/// Why words are no term.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no term: write a number from 1 to 10000 and hours, days, working hours or working days, like \"7 working days\""
)]
pub struct NotATerm(String);

impl Term {
    /// Reads the words.
    ///
    /// # Errors
    /// When they are none of a term.
    pub fn parse(words: &str) -> Result<Term, NotATerm> {
        let not = || NotATerm(words.chars().take(40).collect());
        let (number, unit) = words.trim().split_once(' ').ok_or_else(not)?;
        let number: u32 = number.parse().map_err(|_| not())?;
        if !(1..=MOST).contains(&number) {
            return Err(not());
        }
        match unit.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["hour" | "hours"] => Ok(Term::Hours(number)),
            ["day" | "days"] => Ok(Term::Days(number)),
            ["working", "hour" | "hours"] => Ok(Term::WorkingHours(number)),
            ["working", "day" | "days"] => Ok(Term::WorkingDays(number)),
            _ => Err(not()),
        }
    }

    /// Whether it counts working time.
    pub fn is_working(self) -> bool {
        matches!(self, Term::WorkingHours(_) | Term::WorkingDays(_))
    }

    /// About how many hours by the clock on the wall, for replicas that know no other unit: a working
    /// day is seven fifths of a day, and has eight working hours.
    pub fn in_hours(self) -> u32 {
        match self {
            Term::Hours(n) => n,
            Term::Days(n) => n.saturating_mul(24),
            Term::WorkingHours(n) => n.saturating_mul(24 * 7).div_ceil(8 * 5),
            Term::WorkingDays(n) => n.saturating_mul(24 * 7).div_ceil(5),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match self {
            Term::Hours(n) => (n, "hour"),
            Term::Days(n) => (n, "day"),
            Term::WorkingHours(n) => (n, "working hour"),
            Term::WorkingDays(n) => (n, "working day"),
        };
        write!(f, "{number} {unit}{}", if *number == 1 { "" } else { "s" })
    }
}

impl TryFrom<String> for Term {
    type Error = NotATerm;

    fn try_from(words: String) -> Result<Term, NotATerm> {
        Term::parse(&words)
    }
}

impl From<Term> for String {
    fn from(term: Term) -> String {
        term.to_string()
    }
}
