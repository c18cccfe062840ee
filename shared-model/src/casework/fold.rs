//! The fold: from the events of a case, in whatever order they arrived, to its state.
//!
//! An event supersedes what its author had seen (`after`, and whatever those had seen). The newest
//! valid events that none has seen form the frontier. The case is closed only when every event on
//! the frontier closes it (urgings and what is done beside its way apart); an ending beside anything else is
//! *contested*, and the case goes on as if the ending were not there until somebody who saw both
//! writes the next event. The colour is the gravest of those not superseded. Clocks of devices decide
//! nothing.

use super::clocks::{self, Clocks};
use super::event::{CaseEvent, Colour, EventKind, Step};
use super::history::History;
use super::judge::judge;
use super::marks::Marks;
use super::passing::{self, PassingUp};
use super::policies::Policies;
use super::policy::Policy;
pub use super::stage::{Stage, Void};
use super::standing::{Speaking, Standing};
use crate::ids::{AccountId, EventId};
use crate::moment::Millis;
use crate::people::Author;
use crate::place::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An event with who wrote it and when it was received: what the fold is fed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenEvent {
    /// Its key in the document.
    pub id: EventId,
    /// The account whose change carries it, as attested.
    pub author: Author,
    /// When the server received it; none while it is unsent.
    pub received_at: Option<Millis>,
    /// What was written.
    pub event: CaseEvent,
}

/// An event with its judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedEvent {
    /// The event.
    pub written: WrittenEvent,
    /// Why it counts for nothing; none when it counts.
    pub void: Option<Void>,
    /// The version of the policy it was judged by: that in force when the server received it; while
    /// it is unsent, the newest.
    #[serde(default)]
    pub policy_version: u32,
    /// Longest chain of events behind it, from 1: the order of the timeline.
    pub depth: u32,
    /// The colour before it, for an event that changes the colour.
    pub colour_before: Option<Colour>,
}

/// Something that somebody was asked to do for a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The event that gave it.
    pub event: EventId,
    /// Who is to do it.
    pub to: AccountId,
    /// By when, where that was said.
    pub by: Option<Millis>,
    /// The event that answers it; none while it is open.
    pub done: Option<EventId>,
}

/// What follows from a case's events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseState {
    /// Where it stands.
    pub stage: Stage,
    /// How grave it is.
    pub colour: Colour,
    /// The event that set that colour.
    pub coloured_by: EventId,
    /// An ending and something else, or two people it was given to, neither of which had seen the
    /// other; empty when there is none.
    pub contested: Vec<EventId>,
    /// Who is to handle it now.
    pub handler: Option<AccountId>,
    /// Who settled it last.
    pub settled_by: Option<AccountId>,
    /// What the household said after it was settled, when it was asked.
    pub satisfied: Option<bool>,
    /// What was asked of whom, oldest first.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// Until when it is to be taken and settled.
    #[serde(default)]
    pub clocks: Clocks,
    /// The level that answers for it.
    #[serde(default = "lowest")]
    pub level: Level,
    /// What happens by itself when nobody acts in time.
    #[serde(default)]
    pub passes_up: Option<PassingUp>,
    /// Events that count and that no other event that counts has seen.
    pub frontier: Vec<EventId>,
    /// All events, in the order of the timeline.
    pub events: Vec<JudgedEvent>,
}

/// The level in rows of a version that knew none.
fn lowest() -> Level {
    Level::MicroGrid
}

/// Folds the events of one case. `None` when no event begins the case (yet).
///
/// The result doesn't depend on the order of `events`.
pub fn fold(events: Vec<WrittenEvent>, policies: &Policies) -> Option<CaseState> {
    let history = History::new(events.iter());
    let speaking = Speaking::of(&history);
    let beginning = history.beginning(policies);
    let mut counting = Marks::none_of(history.len());
    let mut judged: Vec<JudgedEvent> = Vec::with_capacity(history.len());
    for (index, written) in history.events.iter().enumerate() {
        let seen = counting.and(&history.seen[index]);
        let before = Standing::of(&history, &speaking, &seen);
        let step = &written.event.step;
        let again = step.kind() == EventKind::Raised && beginning.is_some_and(|b| b != index);
        let policy = history.judged_by(index, policies);
        let void = match step {
            Step::PassedUp { .. } => passing::judge(&history, &seen, before.as_ref(), written, policies),
            _ => judge(step, &written.author, before.as_ref(), policy),
        }
        .or(again.then_some(Void::SecondBeginning));
        if void.is_none() {
            counting.add(index);
        }
        judged.push(JudgedEvent {
            written: (*written).clone(),
            void,
            policy_version: policy.version,
            depth: history.depth[index],
            colour_before: step.colour().and(before.as_ref()).map(|before| before.colour),
        });
    }
    let standing = Standing::of(&history, &speaking, &counting)?;
    let clocks = Clocks::of(&history, &counting, &standing, policies);
    let level = clocks::level(&history, &counting, &standing, policies);
    let passes_up = PassingUp::next(&history, &counting, &standing, policies);
    Some(CaseState { passes_up, ..standing.into_state(&history, (clocks, level), judged) })
}

/// Whether `author` may add `step` to a case that stands as `state` says, by the policy in force now,
/// and why not.
///
/// # Errors
/// The rule that speaks against it.
pub fn may_add(step: &Step, author: &Author, state: &CaseState, policy: &Policy) -> Result<(), Void> {
    Rules::of(state).may_add(step, author, policy)
}

/// A case as the next step meets it: worked out once for however many steps are asked about.
pub struct Rules(Option<Standing>);

impl Rules {
    /// Of a case that stands so.
    pub fn of(state: &CaseState) -> Rules {
        let history = History::new(state.events.iter().map(|e| &e.written));
        let voids: BTreeMap<_, _> = state.events.iter().map(|e| (&e.written.id, e.void)).collect();
        let mut counting = Marks::none_of(history.len());
        for index in (0..history.len()).filter(|i| voids.get(history.id(*i)) == Some(&None)) {
            counting.add(index);
        }
        Rules(Standing::of(&history, &Speaking::of(&history), &counting))
    }

    /// Whether `author` may add `step`, and why not.
    ///
    /// # Errors
    /// The rule that speaks against it.
    pub fn may_add(&self, step: &Step, author: &Author, policy: &Policy) -> Result<(), Void> {
        judge(step, author, self.0.as_ref(), policy).map_or(Ok(()), Err)
    }
}
