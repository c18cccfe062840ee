//! What lies in somebody's scope in the console: which household, which case.

use crate::error::{Failed, Outcome};
use crate::ingest::rights::holds;
use crate::store::ReadTx;
use crate::store::records::{CaseRow, Grantee, HouseholdRow};
use shared_model::api::Code;
use shared_model::casework::{Colour, EventKind, Stage, Step};
use shared_model::document::DocId;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author, Role};
use shared_model::place::{Level, PlaceCode};
use shared_model::projection::CaseProjection;
use shared_model::scope::works_by_place;

/// What isn't there and what isn't the asker's are answered alike.
pub fn not_found(what: &str) -> Failed {
    Failed::problem(Code::NotFound, format!("there is no such {what} in your place"))
}

/// A household of the asker's place.
///
/// # Errors
/// `not_found`, or of the store.
pub fn household(tx: &dyn ReadTx, asker: &Account, id: &HouseholdId) -> Outcome<HouseholdRow> {
    let row = tx.household(&asker.place, id)?.filter(|row| row.micro_grid.is_within(&asker.place));
    row.ok_or_else(|| not_found("household"))
}

/// What a case row holds.
///
/// # Errors
/// When the row is damaged.
pub fn projection(row: &CaseRow) -> Outcome<CaseProjection> {
    Ok(serde_json::from_str(&row.row)?)
}

/// A case the asker has a part in.
///
/// # Errors
/// `not_found`, or of the store.
pub fn case(tx: &dyn ReadTx, asker: &Account, id: &CaseId, now: Millis) -> Outcome<CaseProjection> {
    let holders = [Grantee::Account(asker.id.clone()), Grantee::Place(asker.place.clone())];
    let row = tx.case(&holders, id)?.ok_or_else(|| not_found("case"))?;
    let case = projection(&row)?;
    let scope = tx.scope_of(&DocId::Case(row.village, id.clone()))?;
    let author = Author::of(asker);
    let held = scope.iter().any(|row| holds(&author, &row.grantee));
    if held && concerns(asker, &case, now) { Ok(case) } else { Err(not_found("case")) }
}

/// The cases the asker has a part in; `closed`: the closed ones too.
///
/// # Errors
/// Of the store.
pub fn cases(tx: &dyn ReadTx, asker: &Account, closed: bool, now: Millis) -> Outcome<Vec<CaseProjection>> {
    let held = |grantee: &Grantee| if closed { tx.cases(grantee) } else { tx.open_cases(grantee) };
    let mut rows = held(&Grantee::Account(asker.id.clone()))?;
    if works_by_place(asker.role) {
        rows.extend(held(&Grantee::Place(asker.place.clone()))?);
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|a, b| a.id == b.id);
    }
    rows.retain(|row| may_concern(asker, row));
    let cases = rows.iter().map(projection).collect::<Outcome<Vec<_>>>()?;
    Ok(cases.into_iter().filter(|case| concerns(asker, case, now)).collect())
}

/// False only where [`concerns`] is: reading a whole county's cases to find the few that were brought up
/// to it takes longer than looking for the words without which none was.
fn may_concern(asker: &Account, row: &CaseRow) -> bool {
    let says = |key: &str, word: &str| row.row.contains(&format!("\"{key}\":\"{word}\""));
    asker.role != Role::County
        || says("up_to", Level::County.word())
        || says("step", EventKind::Escalated.word()) && says("role", Role::Township.word())
        || row.row.contains(asker.id.as_str())
}

/// The open cases raised in a village of the asker's place, or in the asker's own, in which the asker
/// has a part. Closed ones are left unread.
///
/// # Errors
/// Of the store.
pub fn open_cases_of(
    tx: &dyn ReadTx,
    asker: &Account,
    village: &PlaceCode,
    now: Millis,
) -> Outcome<Vec<CaseProjection>> {
    if !village.is_within(&asker.place) {
        return Ok(Vec::new());
    }
    let closed: Vec<&str> =
        Stage::ALL.into_iter().filter(|stage| stage.is_closed()).map(Stage::word).collect();
    let mut rows = tx.cases(&Grantee::Place(village.clone()))?;
    rows.retain(|row| row.village == *village && !closed.contains(&row.stage.as_str()));
    let cases = rows.iter().map(projection).collect::<Outcome<Vec<_>>>()?;
    Ok(cases.into_iter().filter(|case| concerns(asker, case, now)).collect())
}

/// Above the village only what was given to somebody by name or brought up: by colour, by escalation
/// or by lateness to the township, by the township's own escalation or a clock that ran out there to
/// the county.
pub fn concerns(asker: &Account, case: &CaseProjection, now: Millis) -> bool {
    let asked = case.state.tasks.iter().any(|task| task.done.is_none() && task.to == asker.id);
    let given = asked || case.state.handler.as_ref() == Some(&asker.id);
    let counting =
        || case.state.events.iter().filter(|event| event.void.is_none()).map(|event| &event.written);
    let escalated_by =
        |role: Role| counting().any(|w| w.event.step.kind() == EventKind::Escalated && w.author.role == role);
    let went_up_to = |level: Level| {
        counting().any(|w| matches!(&w.event.step, Step::PassedUp { up_to, .. } if *up_to <= level))
    };
    match asker.role {
        Role::Administrator => false,
        _ if given => true,
        Role::Township => {
            case.state.colour == Colour::Red
                || case.state.stage == Stage::Escalated
                || counting().any(|w| w.event.step.kind() == EventKind::Escalated)
                || went_up_to(Level::Township)
                || case.is_overdue(now)
        }
        Role::County => escalated_by(Role::Township) || went_up_to(Level::County),
        _ => true,
    }
}
