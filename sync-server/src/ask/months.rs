//! In which months the papers of a place have anything, so that nobody is led to an empty one. A month
//! has what the paper itself would count or list in it.

use super::Asked;
use super::papers::{cases_of_place, helped_at_visits, own_place};
use crate::error::{Failed, Outcome};
use crate::papers::facts::CaseFacts;
use crate::papers::helping;
use crate::papers::period::Period;
use crate::permit::{Who, who_may};
use crate::scope;
use shared_model::api::Code;
use shared_model::api::desk::PaperMonths;
use shared_model::moment::Millis;
use shared_model::people::Role;
use shared_model::place::{Level, PlaceCode};
use shared_model::projection::CaseProjection;
use std::collections::BTreeSet;

/// All that a paper could be asked of.
const EVER: &str = "2000-01-01..9998-12-31";

/// Year and month.
type Months = BTreeSet<(i32, u8)>;

/// The months of the papers that the asker is given. To the county they are those of the whole county,
/// whichever township is meant: where nothing is would say what its table hides.
///
/// # Errors
/// `forbidden` for a place that isn't the asker's, or of the store.
pub fn months(asked: &Asked<'_>, place: Option<&PlaceCode>) -> Outcome<PaperMonths> {
    let place = own_place(asked, place)?;
    let county = (asked.me.role == Role::County).then(|| place.at(Level::County)).flatten();
    let place = county.as_ref().unwrap_or(place);
    let is_given =
        |paper: &str| matches!(who_may(paper), Who::Roles(roles) if roles.contains(&asked.me.role));
    let mut told = PaperMonths::default();
    if is_given("statistics") || is_given("helping") {
        let cases = cases_of_place(asked.tx, place)?;
        told.statistics = newest_first(&counted(&cases));
        told.helping = newest_first(&helped(asked, place, &cases)?);
    }
    if is_given("register") {
        let mut cases = scope::cases(asked.tx, asked.me, true, asked.now)?;
        cases.retain(|case| case.micro_grid.is_within(place));
        told.register = newest_first(&cases.iter().filter_map(|case| case.received_at).map(month).collect());
    }
    Ok(told)
}

fn month(at: Millis) -> (i32, u8) {
    let day = at.day();
    (day.year, day.month)
}

/// As papers name a month: `2026-10`.
fn newest_first(months: &Months) -> Vec<String> {
    months.iter().rev().map(|(year, month)| format!("{year}-{month:02}")).collect()
}

/// The months in which a dispute began or was settled.
fn counted(cases: &[CaseProjection]) -> Months {
    let disputes = cases.iter().filter_map(CaseFacts::of).filter(CaseFacts::is_dispute);
    let moments = disputes.flat_map(|facts| {
        let settled = facts.settlement.as_ref().map(|settlement| settlement.at);
        std::iter::once(facts.raised_at).chain(settled).collect::<Vec<_>>()
    });
    moments.map(month).collect()
}

fn helped(asked: &Asked<'_>, place: &PlaceCode, cases: &[CaseProjection]) -> Outcome<Months> {
    let ever = Period::parse(EVER).map_err(|bad| Failed::problem(Code::Internal, bad.to_string()))?;
    let visits = helped_at_visits(asked.tx, place, &ever)?;
    let sums = helping::count(cases.iter(), &visits, &ever);
    Ok(sums.into_keys().map(|(_, year, month)| (year, month)).collect())
}
