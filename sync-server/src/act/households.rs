//! Editing households and writing visits from the console.

use super::Deed;
use crate::ask::homes::around;
use crate::error::{Failed, Outcome};
use crate::scope;
use crate::store::records::HouseholdRow;
use shared_model::api::{Code, Done};
use shared_model::document::{DocId, Put};
use shared_model::homes::{CantMove, Written};
use shared_model::household::FieldEdit;
use shared_model::ids::{EventId, HouseholdId, ResidentId};
use shared_model::projection::homes::homes;
use shared_model::projection::{HouseholdProjection, VisitProjection};
use shared_model::visit::{Correction, Visit, VisitEntry};
use std::collections::BTreeMap;

/// Writes the fields whose value differs. What belongs to a household that was merged into this one is
/// written there.
///
/// # Errors
/// `not_found`, `invalid` with the field, or a fault.
pub fn edit(deed: &Deed<'_>, id: &HouseholdId, edits: &[FieldEdit]) -> Outcome<Done> {
    let (row, all) = at_hand(deed, id, &[])?;
    let homes = homes(&all);
    let mut puts: BTreeMap<HouseholdId, Vec<Put>> = BTreeMap::new();
    for edit in edits {
        edit.check().map_err(|problem| Failed::problem(Code::Invalid, problem.to_string()))?;
        for part in homes.written_in(id, &edit.field, &edit.value) {
            let put = Put { key: edit.field.clone(), value: edit.value.clone() };
            puts.entry(part).or_default().push(put);
        }
    }
    let doc = |part| DocId::Household(row.village.clone(), part);
    deed.write_all(&puts.into_iter().map(|(part, puts)| (doc(part), puts)).collect::<Vec<_>>())?;
    Ok(Done::Saved { id: id.to_string() })
}

/// A household of the asker's place, with those around it and around others.
fn at_hand(
    deed: &Deed<'_>,
    id: &HouseholdId,
    others: &[&HouseholdId],
) -> Outcome<(HouseholdRow, Vec<HouseholdProjection>)> {
    let row = scope::household(deed.tx, &deed.me.account, id)?;
    let mut ids = vec![id.clone()];
    for other in others {
        // Both ends are the asker's to write about, and lie in one village.
        let other = scope::household(deed.tx, &deed.me.account, other)?;
        if other.village != row.village {
            return Err(Failed::problem(Code::Invalid, "both households lie in one village"));
        }
        ids.push(other.id);
    }
    let all = around(deed.tx, &deed.me.account.place, &row.village, &ids)?;
    Ok((row, all))
}

/// Somebody moves to another household.
///
/// # Errors
/// `not_found`, `invalid`, or a fault.
pub fn move_resident(
    deed: &Deed<'_>,
    id: &HouseholdId,
    resident: &ResidentId,
    to: &HouseholdId,
    relation: &str,
) -> Outcome<Done> {
    let field = FieldEdit { field: format!("resident.{resident}.relation"), value: relation.to_owned() };
    field.check().map_err(|problem| Failed::problem(Code::Invalid, problem.to_string()))?;
    let (row, all) = at_hand(deed, id, &[to])?;
    let event = EventId::from_random(deed.app.random());
    let written = shared_model::homes::move_resident(&homes(&all), id, resident, to, relation.trim(), event);
    write_homes(deed, &row, written)
}

/// A household is merged into another, or stands by itself again.
///
/// # Errors
/// `not_found`, `invalid`, or a fault.
pub fn merge(deed: &Deed<'_>, id: &HouseholdId, into: Option<&HouseholdId>) -> Outcome<Done> {
    let others: Vec<&HouseholdId> = into.into_iter().collect();
    let (row, all) = at_hand(deed, id, &others)?;
    let (homes, event) = (homes(&all), EventId::from_random(deed.app.random()));
    let written = match into {
        Some(into) => shared_model::homes::merge(&homes, id, into, true, event),
        None => shared_model::homes::part(&homes, id, true, event),
    };
    write_homes(deed, &row, written)
}

fn write_homes(deed: &Deed<'_>, row: &HouseholdRow, written: Result<Written, CantMove>) -> Outcome<Done> {
    let written = written.map_err(|why| match why {
        CantMove::NoSuch(what) => scope::not_found(what),
        why => Failed::problem(Code::Invalid, why.to_string()),
    })?;
    let id = written.first().map(|(id, _)| id.to_string()).unwrap_or_default();
    let doc = |household| DocId::Household(row.village.clone(), household);
    let written: Vec<_> = written.into_iter().map(|(household, puts)| (doc(household), puts)).collect();
    deed.write_all(&written)?;
    Ok(Done::Saved { id })
}

/// Writes a visit into the book of its year.
///
/// # Errors
/// `not_found`, `invalid`, or a fault.
pub fn record_visit(deed: &Deed<'_>, id: &HouseholdId, visit: Visit) -> Outcome<Done> {
    let at = visit.at;
    write_entry(deed, id, VisitEntry::Visit(visit), at)
}

/// Writes a correction into the book of the visit it corrects.
///
/// # Errors
/// `not_found`, `invalid`, or a fault.
pub fn correct_visit(deed: &Deed<'_>, id: &HouseholdId, visit: EventId, note: String) -> Outcome<Done> {
    let (row, all) = at_hand(deed, id, &[])?;
    let mut visits = Vec::new();
    for part in homes(&all).group(id) {
        visits.extend(deed.tx.visits(&row.village, &part)?);
    }
    let found = visits.into_iter().find(|row| row.id == visit);
    let found = found.ok_or_else(|| scope::not_found("visit"))?;
    let corrected: VisitProjection = serde_json::from_str(&found.row)?;
    let correction = Correction { corrects: visit, written_at: deed.now, note };
    write_entry(deed, &found.household, VisitEntry::Correction(correction), corrected.visit.at)
}

fn write_entry(
    deed: &Deed<'_>,
    id: &HouseholdId,
    entry: VisitEntry,
    at: shared_model::moment::Millis,
) -> Outcome<Done> {
    let row = scope::household(deed.tx, &deed.me.account, id)?;
    entry.check().map_err(|problem| Failed::problem(Code::Invalid, problem.to_string()))?;
    let book =
        DocId::Household(row.village, id.clone()).book_of(at).ok_or_else(|| scope::not_found("book"))?;
    let event = EventId::from_random(deed.app.random());
    deed.write(&book, &[Put { key: event.to_string(), value: serde_json::to_string(&entry)? }])?;
    Ok(Done::Saved { id: event.to_string() })
}
