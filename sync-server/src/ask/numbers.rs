//! Numbers by place, from the rows. What each of them means is said in `docs/numbers.md`.

use super::Asked;
use super::protect::{Cells, protect};
use crate::error::{Failed, Outcome};
use crate::scope;
use crate::store::records::{CaseCount, HouseholdCount};
use shared_model::api::Code;
use shared_model::api::view::{Count, NumbersRow, NumbersView};
use shared_model::ids::HouseholdId;
use shared_model::moment::{DAY, Millis};
use shared_model::people::Role;
use shared_model::place::{Level, Place, PlaceCode};
use shared_model::projection::homes;
use std::collections::{BTreeMap, BTreeSet};

/// The window of what is new and what was visited.
const DAYS: i64 = 30;
/// Digits of a grid's code, and of a micro-grid's.
const GRID_DIGITS: usize = 14;
const MICRO_GRID_DIGITS: usize = 17;

/// Numbers of a place and its children.
///
/// # Errors
/// When the place isn't the asker's, or of the store.
pub fn numbers(asked: &Asked<'_>, place: Option<&PlaceCode>) -> Outcome<NumbersView> {
    let place = place.unwrap_or(&asked.me.place);
    if !place.is_within(&asked.me.place) {
        return Err(Failed::problem(
            Code::Forbidden,
            "numbers are given for your own place and those within it",
        ));
    }
    let protected = matches!(asked.me.role, Role::Township | Role::County);
    if protected && place.level() > Level::Village {
        return Err(Failed::problem(
            Code::Forbidden,
            "above the village, numbers are given down to the grids of a village",
        ));
    }
    // What is hidden must not depend on who asks or how deep: it is decided for the whole county.
    let root =
        if protected { place.at(Level::County).unwrap_or_else(|| place.clone()) } else { place.clone() };
    let deepest = if protected { Level::Grid } else { Level::MicroGrid };
    let tree: Vec<Place> =
        asked.tx.places_within(&root)?.into_iter().filter(|p| p.code.level() <= deepest).collect();
    let since = asked.now.plus(-DAYS * DAY);
    // Counted no finer than shown: a county's micro-grids would be thousands of sums.
    let digits = if deepest == Level::Grid { GRID_DIGITS } else { MICRO_GRID_DIGITS };
    let cases = asked.tx.case_counts(&root, digits, asked.now, since)?;
    let mut households = asked.tx.household_counts(&root, digits, since)?;
    visited_before_merging(asked, &root, digits, since, &mut households)?;
    let exact: Vec<Cells> = tree.iter().map(|place| cells(&place.code, &cases)).collect();
    let codes: Vec<&PlaceCode> = tree.iter().map(|place| &place.code).collect();
    let shown = if protected {
        protect(&codes, &exact)
    } else {
        exact.iter().map(|cells| cells.map(Count::Is)).collect()
    };
    let row = |index: usize| numbers_row(&tree[index], &shown[index], &households);
    let at = tree.iter().position(|p| p.code == *place).ok_or_else(|| scope::not_found("place"))?;
    let children = (0..tree.len()).filter(|i| tree[*i].code.parent().as_ref() == Some(place));
    Ok(NumbersView {
        total: row(at),
        rows: children.map(row).collect(),
        as_of: asked.now,
        log_length: asked.tx.log_length(place)?,
        protected,
    })
}

/// A household into which another was merged was visited when that one was.
fn visited_before_merging(
    asked: &Asked<'_>,
    root: &PlaceCode,
    digits: usize,
    since: Millis,
    counts: &mut [HouseholdCount],
) -> Outcome<()> {
    let aside = asked.tx.households_aside(root)?;
    let all = aside.iter().map(|row| serde_json::from_str(&row.row)).collect::<Result<Vec<_>, _>>()?;
    let homes = homes::homes(&all);
    let mut visited: BTreeMap<&PlaceCode, BTreeSet<HouseholdId>> = BTreeMap::new();
    for row in aside.iter().filter(|row| row.last_visit.is_some_and(|at| at >= since)) {
        let end = homes.survivor(&row.id);
        if *end != row.id {
            visited.entry(&row.village).or_default().insert(end.clone());
        }
    }
    for (village, ends) in visited {
        let ends: Vec<HouseholdId> = ends.into_iter().collect();
        for row in asked.tx.households_of(village, &ends)? {
            let counted = row.last_visit.is_some_and(|at| at >= since);
            let here =
                counts.iter_mut().find(|count| row.micro_grid.as_str().get(..digits) == Some(&count.digits));
            if let Some(count) = here.filter(|_| row.stands && !counted) {
                count.visited += 1;
            }
        }
    }
    Ok(())
}

/// Open, red, yellow, green, overdue, settled, struck off, contested, new: in the order of
/// [`Cells`].
fn cells(place: &PlaceCode, counts: &[CaseCount]) -> Cells {
    let mut cells = [0; 9];
    for count in within(counts, place, |count| &count.digits) {
        let open = !matches!(count.stage.as_str(), "settled" | "struck_off" | "withdrawn" | "merged");
        let add = [
            open,
            open && count.colour == "red",
            open && count.colour == "yellow",
            open && count.colour == "green",
        ];
        for (cell, add) in cells.iter_mut().zip(add) {
            *cell += if add { count.cases } else { 0 };
        }
        cells[4] += count.overdue;
        cells[5] += if count.stage == "settled" { count.cases } else { 0 };
        cells[6] += if count.stage == "struck_off" { count.cases } else { 0 };
        cells[7] += count.contested;
        cells[8] += count.new;
    }
    cells
}

/// Those of a place among counts that are sorted by their digits.
fn within<'a, T>(counts: &'a [T], place: &PlaceCode, digits: impl Fn(&T) -> &String) -> &'a [T] {
    let prefix = place.prefix();
    let from = counts.partition_point(|count| digits(count).as_str() < prefix);
    let rest = &counts[from..];
    &rest[..rest.partition_point(|count| digits(count).starts_with(prefix))]
}

fn numbers_row(place: &Place, cells: &[Count; 9], households: &[HouseholdCount]) -> NumbersRow {
    let here = || within(households, &place.code, |count| &count.digits).iter();
    let [open, red, yellow, green, overdue, settled, struck_off, contested, new_30_days] = *cells;
    NumbersRow {
        place: place.clone(),
        level: place.code.level(),
        open,
        by_colour: [red, yellow, green],
        overdue,
        settled,
        struck_off,
        contested,
        new_30_days,
        households: here().map(|count| count.households).sum(),
        visited_30_days: here().map(|count| count.visited).sum(),
    }
}
