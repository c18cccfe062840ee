//! Editing households and writing visits from the console.

use super::Deed;
use crate::error::{Failed, Outcome};
use crate::scope;
use shared_model::api::{Code, Done};
use shared_model::document::{DocId, Put};
use shared_model::household::FieldEdit;
use shared_model::ids::{EventId, HouseholdId};
use shared_model::projection::VisitProjection;
use shared_model::visit::{Correction, Visit, VisitEntry};

/// Writes the fields whose value differs.
///
/// # Errors
/// `not_found`, `invalid` with the field, or a fault.
pub fn edit(deed: &Deed<'_>, id: &HouseholdId, edits: &[FieldEdit]) -> Outcome<Done> {
    let row = scope::household(deed.tx, &deed.me.account, id)?;
    for edit in edits {
        edit.check().map_err(|problem| Failed::problem(Code::Invalid, problem.to_string()))?;
    }
    let put = |edit: &FieldEdit| Put { key: edit.field.clone(), value: edit.value.clone() };
    deed.write(&DocId::Household(row.village, id.clone()), &edits.iter().map(put).collect::<Vec<_>>())?;
    Ok(Done::Saved { id: id.to_string() })
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
    let row = scope::household(deed.tx, &deed.me.account, id)?;
    let found = deed.tx.visits(&row.village, id)?.into_iter().find(|row| row.id == visit);
    let found = found.ok_or_else(|| scope::not_found("visit"))?;
    let corrected: VisitProjection = serde_json::from_str(&found.row)?;
    let correction = Correction { corrects: visit, written_at: deed.now, note };
    write_entry(deed, id, VisitEntry::Correction(correction), corrected.visit.at)
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
