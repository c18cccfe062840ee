//! A case: the fold of its events, with what lists and scopes need to know of it.

use super::{Logged, entries};
use crate::api::view::Delivery;
use crate::casework::fold::WrittenEvent;
use crate::casework::{CaseEvent, CaseKind, CaseState, Party, Policies, Stage, Step, fold};
use crate::document::DocError;
use crate::ids::{AccountId, CaseId, EventId};
use crate::moment::Millis;
use crate::place::PlaceCode;
use crate::position::Position;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A case as a store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseProjection {
    /// Its identity.
    pub id: CaseId,
    /// Where it was raised.
    pub micro_grid: PlaceCode,
    /// What kind.
    pub kind: CaseKind,
    /// The category's key.
    pub category: String,
    /// A few words.
    pub title: String,
    /// The words of its beginning.
    pub words: String,
    /// The sides.
    pub parties: Vec<Party>,
    /// What follows from its events.
    pub state: CaseState,
    /// Where each event is that the server hasn't received.
    pub undelivered: BTreeMap<EventId, Delivery>,
    /// When the server received the beginning.
    pub received_at: Option<Millis>,
    /// When it must be settled.
    pub due_at: Millis,
    /// When somebody must have taken it; see [`crate::casework::Clocks`].
    #[serde(default)]
    pub take_due_at: Option<Millis>,
    /// When the server received what settled or closed it; none while it is open.
    pub ended_at: Option<Millis>,
    /// The newest version of the policy that judged one of its events.
    pub policy_version: u32,
}

impl CaseProjection {
    /// The clock has stopped.
    pub fn is_stopped(&self) -> bool {
        self.state.stage == Stage::Settled || self.state.stage.is_closed()
    }

    /// Whether it should be settled, or taken, by now.
    pub fn is_overdue(&self, now: Millis) -> bool {
        !self.is_stopped() && (self.due_at < now || self.take_due_at.is_some_and(|at| at < now))
    }

    /// Where it was found, where the one who raised it said so.
    pub fn position(&self) -> Option<Position> {
        let counting = self.state.events.iter().filter(|event| event.void.is_none());
        counting.into_iter().find_map(|event| match &event.written.event.step {
            Step::Raised { facts, .. } => facts.position,
            _ => None,
        })
    }

    /// The micro-grids whose members have a part in it.
    pub fn places(&self) -> BTreeSet<PlaceCode> {
        let parties = self.parties.iter().filter_map(|party| party.micro_grid.clone());
        parties.chain([self.micro_grid.clone()]).collect()
    }

    /// The accounts it was ever given to, as a whole or with a task: who is to do something for a case
    /// must be able to read it.
    pub fn grants(&self) -> BTreeSet<AccountId> {
        let counting = self.state.events.iter().filter(|e| e.void.is_none());
        counting
            .filter_map(|e| match &e.written.event.step {
                Step::Dispatched { to, .. } | Step::Tasked { to, .. } => Some(to.clone()),
                _ => None,
            })
            .collect()
    }
}

/// Projects a case; none when no event begins it (yet).
///
/// # Errors
/// When the stored changes are damaged.
pub fn project_case(
    case: &CaseId,
    log: &[Logged],
    policies: &Policies,
) -> Result<Option<CaseProjection>, DocError> {
    let mut written = Vec::new();
    let mut undelivered = BTreeMap::new();
    for (key, json, logged) in entries(log)? {
        // What a later version wrote stays in the document and is not shown by this one.
        let (Ok(id), Ok(event)) = (EventId::parse(&key), serde_json::from_str::<CaseEvent>(&json)) else {
            continue;
        };
        let received_at = match &logged.delivery {
            Delivery::Received { at } => Some(*at),
            other => {
                undelivered.insert(id.clone(), other.clone());
                None
            }
        };
        written.push(WrittenEvent { id, author: logged.author.clone(), received_at, event });
    }
    let Some(state) = fold(written, policies) else { return Ok(None) };
    Ok(assemble(case, state, undelivered))
}

fn assemble(
    case: &CaseId,
    state: CaseState,
    undelivered: BTreeMap<EventId, Delivery>,
) -> Option<CaseProjection> {
    let counting = || state.events.iter().filter(|e| e.void.is_none());
    let beginning = counting().find(|e| matches!(e.written.event.step, Step::Raised { .. }))?;
    let Step::Raised { kind, category, title, words, micro_grid, parties, .. } =
        &beginning.written.event.step
    else {
        return None;
    };
    let time = |e: &WrittenEvent| e.received_at.unwrap_or(e.event.written_at);
    let ended = state.stage == Stage::Settled || state.stage.is_closed();
    let last_ending = counting()
        .filter(|e| {
            matches!(
                e.written.event.step,
                Step::Settled { .. } | Step::StruckOff { .. } | Step::Withdrawn { .. } | Step::Merged { .. }
            )
        })
        .map(|e| time(&e.written))
        .max();
    Some(CaseProjection {
        id: case.clone(),
        micro_grid: micro_grid.clone(),
        kind: *kind,
        category: category.clone(),
        title: title.clone(),
        words: words.clone(),
        parties: parties.clone(),
        received_at: beginning.written.received_at,
        due_at: state.clocks.due_at,
        take_due_at: state.clocks.take_due_at,
        ended_at: if ended { last_ending } else { None },
        policy_version: state.events.iter().map(|event| event.policy_version).max().unwrap_or(0),
        undelivered,
        state,
    })
}
