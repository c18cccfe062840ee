//! From a document's log to its rows and to whose replica it belongs: a pure function of the log
//! and the policy, so that rebuilt equals incremental.

use crate::error::Outcome;
use crate::store::WriteTx;
use crate::store::records::*;
use shared_model::api::view::Delivery;
use shared_model::casework::{Policy, Step};
use shared_model::document::{Doc, DocError, DocId, Hash, read_change};
use shared_model::ids::{EventId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::projection::{
    CaseProjection, HouseholdProjection, Logged, Projected, VisitProjection, project,
};
use std::collections::BTreeMap;

/// The log's rows as projections read them.
pub fn logged(log: &[ChangeRow]) -> Vec<Logged> {
    let one = |row: &ChangeRow| Logged {
        bytes: row.bytes.clone(),
        author: row.author.clone(),
        delivery: Delivery::Received { at: row.received_at },
    };
    log.iter().map(one).collect()
}

/// Derives everything that follows from one document.
///
/// # Errors
/// Of the store, or when the document is damaged.
pub fn derive(
    tx: &dyn WriteTx,
    policy: &Policy,
    id: &DocId,
    log: &[ChangeRow],
    heads: Vec<Hash>,
) -> Outcome<()> {
    let last_seq = log.last().map_or(0, |row| row.seq);
    tx.put_document(&DocumentRow { doc: id.clone(), heads, last_seq })?;
    match project(id, &logged(log), policy)? {
        Projected::Household(household) => derive_household(tx, id, log, &household),
        Projected::Visits(visits) => derive_book(tx, id, &visits),
        Projected::Case(case) => {
            tx.put_case(&case_row(id, &case)?)?;
            Ok(tx.put_scope(id, &case_scope(log, &case)?)?)
        }
        Projected::Nothing => Ok(tx.put_scope(id, &authors(log))?),
    }
}

fn derive_household(
    tx: &dyn WriteTx,
    id: &DocId,
    log: &[ChangeRow],
    projection: &HouseholdProjection,
) -> Outcome<()> {
    let household = &projection.household;
    let place = household.micro_grid.clone();
    tx.put_household(&HouseholdRow {
        village: id.village().clone(),
        id: household.id.clone(),
        micro_grid: place.clone(),
        house_no: household.house_no.clone(),
        row: serde_json::to_string(projection)?,
        last_visit: None,
    })?;
    let scope = vec![ScopeRow { grantee: Grantee::Place(place), since_seq: placed_at(log)? }];
    if tx.scope_of(id)? != scope {
        for book in tx.books_of(id.village(), &household.id)? {
            tx.put_scope(&book, &scope)?;
        }
    }
    Ok(tx.put_scope(id, &scope)?)
}

/// Where in the log the household came into the micro-grid it is in.
fn placed_at(log: &[ChangeRow]) -> Result<u64, DocError> {
    let mut at = 0;
    for row in log {
        let places = read_change(&row.bytes)?.puts.iter().any(|op| op.put.key == "micro_grid");
        at = if places { row.seq } else { at };
    }
    Ok(at)
}

fn derive_book(tx: &dyn WriteTx, id: &DocId, visits: &[VisitProjection]) -> Outcome<()> {
    let Some(household) = id.household() else { return Ok(()) };
    let rows = visits.iter().map(visit_row).collect::<Outcome<Vec<_>>>()?;
    tx.put_visits(id.village(), household, &rows)?;
    Ok(tx.put_scope(id, &household_scope(tx, id.village(), household)?)?)
}

/// A book belongs to whom its household belongs to.
fn household_scope(tx: &dyn WriteTx, village: &PlaceCode, household: &HouseholdId) -> Outcome<Vec<ScopeRow>> {
    Ok(tx.scope_of(&DocId::Household(village.clone(), household.clone()))?)
}

fn visit_row(visit: &VisitProjection) -> Outcome<VisitRow> {
    // A phone's clock may run ahead: a visit was at the latest when it was received.
    let received = match &visit.delivery {
        Delivery::Received { at } => *at,
        _ => Millis(i64::MAX),
    };
    Ok(VisitRow {
        id: visit.id.clone(),
        at: visit.visit.at.min(received),
        row: serde_json::to_string(visit)?,
    })
}

fn case_row(id: &DocId, case: &CaseProjection) -> Outcome<CaseRow> {
    Ok(CaseRow {
        village: id.village().clone(),
        id: case.id.clone(),
        micro_grid: case.micro_grid.clone(),
        colour: case.state.colour.word().to_owned(),
        stage: case.state.stage.word().to_owned(),
        contested: !case.state.contested.is_empty(),
        due_at: case.due_at,
        stopped: case.is_stopped(),
        received_at: case.received_at.unwrap_or_default(),
        row: serde_json::to_string(case)?,
        parties: case.parties.iter().filter_map(|party| party.household.clone()).collect(),
    })
}

/// Places from the beginning of the case, accounts from the dispatch that named them first.
fn case_scope(log: &[ChangeRow], case: &CaseProjection) -> Result<Vec<ScopeRow>, DocError> {
    let mut written: BTreeMap<EventId, u64> = BTreeMap::new();
    for row in log {
        for op in read_change(&row.bytes)?.puts {
            if let Ok(event) = EventId::parse(&op.put.key) {
                written.entry(event).or_insert(row.seq);
            }
        }
    }
    let mut since: BTreeMap<Grantee, u64> = BTreeMap::new();
    for event in case.state.events.iter().filter(|event| event.void.is_none()) {
        let seq = written.get(&event.written.id).copied().unwrap_or(0);
        let granted = match &event.written.event.step {
            Step::Raised { .. } => case.places().into_iter().map(Grantee::Place).collect(),
            Step::Dispatched { to, .. } => vec![Grantee::Account(to.clone())],
            _ => vec![],
        };
        for grantee in granted {
            let entry = since.entry(grantee).or_insert(seq);
            *entry = seq.min(*entry);
        }
    }
    Ok(since.into_iter().map(|(grantee, since_seq)| ScopeRow { grantee, since_seq }).collect())
}

/// What makes no sense by itself yet belongs to those who wrote it.
fn authors(log: &[ChangeRow]) -> Vec<ScopeRow> {
    let mut since: BTreeMap<Grantee, u64> = BTreeMap::new();
    for row in log {
        since.entry(Grantee::Account(row.author.account.clone())).or_insert(row.seq);
    }
    since.into_iter().map(|(grantee, since_seq)| ScopeRow { grantee, since_seq }).collect()
}

/// Drops all derived rows and derives them again from the log.
///
/// # Errors
/// Of the store, or when a document is damaged.
pub fn rebuild(tx: &dyn WriteTx, policy: &Policy) -> Outcome<u64> {
    tx.drop_derived()?;
    let mut rebuilt = 0;
    for village in tx.villages()? {
        // By name: a household comes before its books, whose scope it gives.
        for id in tx.logged_documents(&village)? {
            let log = tx.changes_of(&id)?;
            let doc = Doc::load(log.iter().map(|row| row.bytes.as_slice()))?;
            derive(tx, policy, &id, &log, doc.heads())?;
            rebuilt += 1;
        }
    }
    Ok(rebuilt)
}
