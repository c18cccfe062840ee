//! Households as the console sees them.

use super::Asked;
use super::through::Carried;
use crate::error::Outcome;
use crate::ingest::derive::logged;
use crate::photos;
use crate::scope;
use shared_model::api::view::{HistoryEntry, HouseholdItem, HouseholdView};
use shared_model::document::DocId;
use shared_model::ids::HouseholdId;
use shared_model::place::PlaceCode;
use shared_model::projection::{
    CaseProjection, HouseholdProjection, VisitProjection, household_history, views,
};
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
    let mut items = Vec::new();
    for row in asked.tx.households(place)? {
        let projection: HouseholdProjection = serde_json::from_str(&row.row)?;
        if !fits(&projection, search) {
            continue;
        }
        let cases = open.get(&row.id).copied().unwrap_or(0);
        let mut item = views::household_item(&projection, row.last_visit, cases, asked.lens());
        item.hit = views::household_hit(&projection, search);
        items.push(item);
    }
    Ok(items)
}

/// Name, house number, address, phone, note, linked party member or joint-household leader; a phone also without its spaces.
fn fits(projection: &HouseholdProjection, search: &str) -> bool {
    let household = &projection.household;
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
    let projection: HouseholdProjection = serde_json::from_str(&row.row)?;
    let visits = asked.tx.visits(&row.village, id)?;
    let visits = visits
        .iter()
        .map(|visit| serde_json::from_str(&visit.row))
        .collect::<Result<Vec<VisitProjection>, _>>()?;
    let mut cases: Vec<CaseProjection> = Vec::new();
    for case in asked.tx.cases_of(&row.village, id)? {
        let case = scope::projection(&case)?;
        if scope::concerns(asked.me, &case, asked.now) {
            cases.push(case);
        }
    }
    let mut view = views::household(&projection, &visits, &cases, asked.lens());
    photos::mark(asked.tx, asked.room, &row.village, view.photos_mut())?;
    Ok(view)
}

/// Who changed what in a household, newest first.
///
/// # Errors
/// `not_found`, or of the store.
pub fn history(asked: &Asked<'_>, id: &HouseholdId) -> Outcome<Vec<HistoryEntry>> {
    let row = scope::household(asked.tx, asked.me, id)?;
    let doc = DocId::Household(row.village, id.clone());
    let writes = household_history(&logged(&asked.tx.changes_of(&doc)?))?;
    let mut entries: Vec<HistoryEntry> =
        writes.iter().map(|write| views::history_entry(write, asked.lens())).collect();
    Carried::read(asked, &doc)?.tell_fields(&mut entries);
    Ok(entries)
}
