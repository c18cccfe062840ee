//! Households as the console sees them.

use super::Asked;
use super::homes::around_one;
use super::through::Carried;
use crate::error::Outcome;
use crate::ingest::derive::logged;
use crate::photos;
use crate::scope;
use shared_model::api::view::{HistoryEntry, HouseholdItem, HouseholdView};
use shared_model::document::DocId;
use shared_model::household::Household;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::projection::{CaseProjection, VisitProjection, homes, household_history, views};
use std::collections::BTreeMap;

/// Households of the asker's place, or of a micro-grid within it, that a text fits.
///
/// # Errors
/// Of the store.
pub fn list(asked: &Asked<'_>, search: &str, micro_grid: Option<&PlaceCode>) -> Outcome<Vec<HouseholdItem>> {
    let place = micro_grid.filter(|place| place.is_within(&asked.me.place)).unwrap_or(&asked.me.place);
    if micro_grid.is_some_and(|wanted| wanted != place) {
        return Err(scope::not_found("micro-grid"));
    }
    let mut open: BTreeMap<HouseholdId, u32> = BTreeMap::new();
    for case in scope::cases(asked.tx, asked.me, false, asked.now)? {
        for household in case.parties.iter().filter_map(|party| party.household.clone()) {
            *open.entry(household).or_default() += 1;
        }
    }
    let search = search.trim();
    let rows = asked.tx.households(place)?;
    let all = rows.iter().map(|row| serde_json::from_str(&row.row)).collect::<Result<Vec<_>, _>>()?;
    let last: BTreeMap<&HouseholdId, Millis> =
        rows.iter().filter_map(|row| Some((&row.id, row.last_visit?))).collect();
    let homes = homes::homes(&all);
    let mut items = Vec::new();
    for row in &rows {
        // What was merged into another is found in that one.
        let stands = homes.survivor(&row.id) == &row.id;
        let Some(shown) = stands.then(|| homes::shown(&all, &homes, &row.id)).flatten() else { continue };
        let group = homes.group(&row.id);
        let fits_any = |one: &HouseholdId| homes.recorded(one).is_some_and(|one| fits(one, search));
        if !group.iter().any(fits_any) {
            continue;
        }
        let cases = group.iter().filter_map(|one| open.get(one)).sum();
        let last_visit = group.iter().filter_map(|one| last.get(one).copied()).max();
        let mut item = views::household_item(&shown, last_visit, cases, asked.lens());
        item.hit = views::household_hit(&shown, search);
        items.push(item);
    }
    // Who is archived comes last.
    items.sort_by_key(|item| item.gone);
    Ok(items)
}

/// Name, house number, address, phone, note, linked party member or joint-household leader; a phone also without its spaces.
fn fits(household: &Household, search: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = digits(search);
    let by_number =
        number.len() >= 3 && number.len() == search.chars().filter(|c| !c.is_whitespace()).count();
    search.is_empty()
        || [
            &household.house_no,
            &household.address,
            &household.note,
            &household.party_contact,
            &household.joint_leader,
        ]
        .iter()
        .any(|text| text.contains(search))
        || household
            .residents
            .iter()
            .any(|r| r.name.contains(search) || (by_number && digits(&r.phone).contains(&number)))
}

/// One household with its visits and cases.
///
/// # Errors
/// `not_found`, or of the store.
pub fn one(asked: &Asked<'_>, id: &HouseholdId) -> Outcome<HouseholdView> {
    let row = scope::household(asked.tx, asked.me, id)?;
    let all = around_one(asked, &row)?;
    let at_hand = homes::homes(&all);
    let mut visits: Vec<VisitProjection> = Vec::new();
    let mut cases: BTreeMap<CaseId, CaseProjection> = BTreeMap::new();
    for part in at_hand.group(id) {
        for visit in asked.tx.visits(&row.village, &part)? {
            visits.push(serde_json::from_str(&visit.row)?);
        }
        for case in asked.tx.cases_of(&row.village, &part)? {
            let case = scope::projection(&case)?;
            if scope::concerns(asked.me, &case, asked.now) {
                cases.insert(case.id.clone(), case);
            }
        }
    }
    let cases: Vec<CaseProjection> = cases.into_values().collect();
    let view = homes::household(&all, &at_hand, id, &visits, &cases, asked.lens());
    let mut view = view.ok_or_else(|| scope::not_found("household"))?;
    photos::mark(asked.tx, asked.room, &row.village, view.photos_mut())?;
    Ok(view)
}

/// Who changed what in a household, newest first.
///
/// # Errors
/// `not_found`, or of the store.
pub fn history(asked: &Asked<'_>, id: &HouseholdId) -> Outcome<Vec<HistoryEntry>> {
    let row = scope::household(asked.tx, asked.me, id)?;
    let all = around_one(asked, &row)?;
    let at_hand = homes::homes(&all);
    let mut of = Vec::new();
    for part in at_hand.group(id) {
        let doc = DocId::Household(row.village.clone(), part.clone());
        let writes = household_history(&logged(&asked.tx.changes_of(&doc)?))?;
        let mut entries: Vec<HistoryEntry> =
            writes.iter().map(|write| views::history_entry(write, asked.lens())).collect();
        Carried::read(asked, &doc)?.tell_fields(&mut entries);
        of.push((part, entries));
    }
    Ok(homes::history(id, &at_hand, of))
}
