//! Overdue cases go up one level by themselves. What is due is read from the store and written through
//! the one door, under the server's own account; it takes no input. Run twice, by several processes at
//! once, or after a week, it leaves the same events: each has an id that follows from case, clock and
//! moment, an entry is written once, and the fold lets only what was due count.

use crate::app::App;
use crate::error::Outcome;
use crate::ingest::{self, Given, Sender, derive};
use crate::store::{self, WriteTx};
use sha2::{Digest, Sha256};
use shared_model::api::Code;
use shared_model::casework::{CaseEvent, PassingUp, Policies};
use shared_model::document::{Doc, DocId, Put, actor_bytes};
use shared_model::ids::{CaseId, EventId};
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::projection::{CaseProjection, Projected, project};
use shared_model::protocol::Outcome as Verdict;

/// Cases looked at before the store is asked again.
const AT_ONCE: usize = 200;

/// Sends up what is overdue now, and says how many events that took.
///
/// # Errors
/// Of the store; what was written by then stays, and the next run goes on from there.
pub fn reconcile(app: &App) -> Outcome<u64> {
    let now = app.now();
    let mut written = 0;
    loop {
        let due = store::read(&*app.store, |tx| tx.cases_to_pass_up(now, AT_ONCE))?;
        if due.is_empty() {
            return Ok(written);
        }
        for (village, case) in due {
            written += store::write(&*app.store, |tx| send_up(app, tx, &village, &case, now))?;
        }
    }
}

/// Writes what is due of one case; where nothing is, its rows are made anew, so that it isn't looked at
/// again.
fn send_up(app: &App, tx: &dyn WriteTx, village: &PlaceCode, id: &CaseId, now: Millis) -> Outcome<u64> {
    // Held first: what is read from here on nobody changes before this is done.
    tx.lock_log(village)?;
    let policies = app.policies(tx)?;
    let doc = DocId::Case(village.clone(), id.clone());
    let mut written = 0;
    while let Some((case, next)) = due(tx, &policies, &doc, now)? {
        write(app, tx, &policies, &doc, &case, next, now)?;
        written += 1;
    }
    if written == 0 {
        derive::derive_again(tx, &policies, village, std::slice::from_ref(&doc))?;
    }
    Ok(written)
}

fn due(
    tx: &dyn WriteTx,
    policies: &Policies,
    doc: &DocId,
    now: Millis,
) -> Outcome<Option<(CaseProjection, PassingUp)>> {
    let log = derive::logged(&tx.changes_of(doc)?);
    let Projected::Case(case) = project(doc, &log, policies)? else { return Ok(None) };
    let next = case.state.passes_up.filter(|next| next.due_at < now);
    Ok(next.map(|next| (case, next)))
}

fn write(
    app: &App,
    tx: &dyn WriteTx,
    policies: &Policies,
    id: &DocId,
    case: &CaseProjection,
    next: PassingUp,
    now: Millis,
) -> Outcome<()> {
    let event = CaseEvent {
        written_at: now,
        after: case.state.frontier.clone(),
        photos: Vec::new(),
        step: next.step(),
    };
    let put = Put { key: event_id(&case.id, next).to_string(), value: serde_json::to_string(&event)? };
    let log = tx.changes_of(id)?;
    let mut doc = Doc::load(log.iter().map(|row| row.bytes.as_slice()))?;
    let Some((_, bytes)) = doc.write(actor_bytes(Sender::HAND, app.nonce), now, &[put])? else {
        return Ok(());
    };
    let given = Given { doc: id, bytes: &bytes, attested: None };
    let verdicts = ingest::take(tx, policies, &Sender::the_server(id), &[given], now)?;
    match verdicts.into_iter().next() {
        Some((_, Verdict::Accepted { .. })) => Ok(()),
        other => {
            let told = format!("the server's own event was not taken: {other:?}");
            Err(crate::error::Failed::problem(Code::Internal, told))
        }
    }
}

/// The same case, clock and moment always give the same id.
fn event_id(case: &CaseId, next: PassingUp) -> EventId {
    let said = format!("weige passed up {case} {} {}", next.clock.word(), next.due_at.0);
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&Sha256::digest(said)[..10]);
    EventId::from_random(bytes)
}
