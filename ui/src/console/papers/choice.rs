//! What somebody has chosen on the page of papers: a place and a period, and which places and periods
//! there are to choose from.

use shared_model::moment::Millis;
use shared_model::people::{Reference, Role};
use shared_model::place::{Level, Place, PlaceCode};
use std::collections::BTreeSet;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
    /// From one day to another.
    Days,
}

impl Span {
    /// The spans a role may ask for: the county has no days ([`crate::console::papers`]).
    pub fn of(role: Role) -> &'static [Span] {
        match role {
            Role::County => &[Span::Month, Span::Quarter, Span::Year],
            _ => &[Span::Month, Span::Quarter, Span::Year, Span::Days],
        }
    }

    /// The word of its `data-test` and its text.
    pub fn word(self) -> &'static str {
        match self {
            Span::Month => "month",
            Span::Quarter => "quarter",
            Span::Year => "year",
            Span::Days => "days",
        }
    }
}

/// What is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Another place than the own one.
    pub place: Option<PlaceCode>,
    /// How long.
    pub span: Span,
    /// Which year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 4.
    pub quarter: u8,
    /// First day, as an input of that type writes it: 2026-10-01; empty while none is chosen.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// The year and month of a text like `2026-10`.
pub fn month(text: &str) -> Option<(i32, u8)> {
    let (year, month) = text.split_once('-')?;
    Some((year.parse().ok()?, month.parse().ok().filter(|month| (1..=12).contains(month))?))
}

impl Choice {
    /// What reports are mostly made of, the last whole month, when there is anything in it; else the
    /// newest month in which there is. `months` are those of all papers offered.
    pub fn begin(now: Millis, months: &BTreeSet<(i32, u8)>) -> Choice {
        let today = now.day();
        let last = if today.month == 1 { (today.year - 1, 12) } else { (today.year, today.month - 1) };
        let (year, month) =
            if months.contains(&last) { last } else { months.last().copied().unwrap_or(last) };
        let quarter = (month - 1) / 3 + 1;
        Choice {
            place: None,
            span: Span::Month,
            year,
            month,
            quarter,
            from: String::new(),
            to: String::new(),
        }
    }

    /// The same place, with a month.
    pub fn of_month(&self, (year, month): (i32, u8)) -> Choice {
        Choice { span: Span::Month, year, month, quarter: (month - 1) / 3 + 1, ..self.clone() }
    }

    /// Whether the chosen period touches one of these months. Days are told no finer than their months.
    pub fn touches(&self, months: &BTreeSet<(i32, u8)>) -> bool {
        let day = |text: &str| text.get(..7).and_then(month);
        let (from, to) = (day(&self.from), day(&self.to));
        months.iter().any(|one| match self.span {
            Span::Month => *one == (self.year, self.month),
            Span::Quarter => one.0 == self.year && (one.1 - 1) / 3 + 1 == self.quarter,
            Span::Year => one.0 == self.year,
            Span::Days => from.is_some_and(|from| from <= *one) && to.is_some_and(|to| *one <= to),
        })
    }

    /// The period as the server reads it; none while the days don't make one.
    pub fn period(&self) -> Option<String> {
        let Choice { year, month, quarter, from, to, .. } = self;
        Some(match self.span {
            Span::Month => format!("{year}-{month:02}"),
            Span::Quarter => format!("{year}-Q{quarter}"),
            Span::Year => year.to_string(),
            // Days in this form compare as they follow each other.
            Span::Days if from.len() == 10 && to.len() == 10 && from <= to => format!("{from}..{to}"),
            Span::Days => return None,
        })
    }
}

/// The years to choose from, the newest first.
pub fn years(now: Millis) -> Vec<i32> {
    let this = now.day().year;
    (this - 5..=this).rev().collect()
}

/// The own place and those of the level below, by code. Who works on given cases has only the own.
pub fn places(reference: Option<&Reference>, own: &PlaceCode, role: Role) -> Vec<Place> {
    let below = match role {
        Role::County => Level::Township,
        Role::Township => Level::Village,
        Role::Secretary => Level::Grid,
        _ => return Vec::new(),
    };
    let all = reference.map(|reference| reference.places.as_slice()).unwrap_or_default();
    let within = |place: &&Place| place.code.is_within(own) && place.code.level() == below;
    let mut places: Vec<Place> = all.iter().filter(within).cloned().collect();
    places.sort_by(|a, b| a.code.cmp(&b.code));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_with_the_last_whole_month_and_says_periods_as_the_server_reads_them() {
        let january = Millis(1_767_600_000_000); // 2026-01-05 in China
        let choice = Choice::begin(january, &BTreeSet::new());
        assert_eq!(choice.period().as_deref(), Some("2025-12"));
        let of = |span| Choice { span, ..choice.clone() }.period();
        assert_eq!(of(Span::Quarter).as_deref(), Some("2025-Q4"));
        assert_eq!(of(Span::Year).as_deref(), Some("2025"));
        assert_eq!(of(Span::Days), None);
        let days = |from: &str, to: &str| {
            Choice { span: Span::Days, from: from.into(), to: to.into(), ..choice.clone() }.period()
        };
        assert_eq!(days("2025-12-01", "2025-12-15").as_deref(), Some("2025-12-01..2025-12-15"));
        assert_eq!(days("2025-12-15", "2025-12-01"), None);
        let begun = |months: &[(i32, u8)]| Choice::begin(january, &months.iter().copied().collect()).period();
        assert_eq!(begun(&[(2025, 12), (2026, 1)]).as_deref(), Some("2025-12"), "whole, and not empty");
        assert_eq!(begun(&[(2025, 9), (2025, 4)]).as_deref(), Some("2025-09"), "the newest that isn't empty");
        assert_eq!(years(january)[..2], [2026, 2025]);
        assert!(!Span::of(Role::County).contains(&Span::Days));
    }

    #[test]
    fn a_period_has_something_when_it_touches_a_month_that_has() {
        let months = BTreeSet::from([(2025, 12)]);
        let choice = Choice::begin(Millis(1_767_600_000_000), &months);
        let touches = |choice: Choice| choice.touches(&months);
        assert!(touches(choice.clone()) && !touches(choice.of_month((2025, 11))));
        let of = |span, year, quarter| Choice { span, year, quarter, ..choice.clone() };
        assert!(touches(of(Span::Quarter, 2025, 4)) && !touches(of(Span::Quarter, 2025, 3)));
        assert!(touches(of(Span::Year, 2025, 1)) && !touches(of(Span::Year, 2026, 4)));
        let days = |from: &str, to: &str| {
            touches(Choice { span: Span::Days, from: from.into(), to: to.into(), ..choice.clone() })
        };
        assert!(days("2025-11-20", "2025-12-01") && !days("2025-10-01", "2025-11-30"));
        assert_eq!(month("2026-13"), None);
    }
}
