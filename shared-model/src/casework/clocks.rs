//! A case's clocks and its level: until when it is to be taken and settled, and who answers for it.
//! Each clock runs by the version of the policy that was in force when it began, on the server's
//! times of receipt; only while something is unsent, on when it was
//! written.

use super::event::{EventKind, Step};
use super::history::History;
use super::marks::Marks;
use super::policies::Policies;
use super::stage::Stage;
use super::standing::Standing;
use crate::moment::Millis;
use crate::place::Level;
use serde::{Deserialize, Serialize};

/// One of a case's clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Until somebody has taken it (接单).
    Take,
    /// Until it is settled (办结).
    #[default]
    Settle,
}

impl ClockKind {
    /// Both.
    pub const ALL: [ClockKind; 2] = [ClockKind::Take, ClockKind::Settle];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            ClockKind::Take => "take",
            ClockKind::Settle => "settle",
        }
    }
}

/// Until when a case is to be taken and settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// When it must be settled.
    pub due_at: Millis,
    /// When somebody must have taken it; none for a colour without that clock, and once it is taken,
    /// settled, closed or waits for an answer from below.
    pub take_due_at: Option<Millis>,
}

/// The events at which a case's clocks began.
pub(super) struct Beginnings {
    pub(super) settle: usize,
    pub(super) take: usize,
}

impl Clocks {
    /// `counting`: the events that count, `standing`: how the case stands after them.
    pub(super) fn of(
        history: &History<'_>,
        counting: &Marks,
        standing: &Standing,
        policies: &Policies,
    ) -> Clocks {
        Clocks::with_beginnings(history, counting, standing, policies).0
    }

    /// The same with the events at which the clocks began.
    pub(super) fn with_beginnings(
        history: &History<'_>,
        counting: &Marks,
        standing: &Standing,
        policies: &Policies,
    ) -> (Clocks, Beginnings) {
        let newest = |kind: EventKind| {
            let of_kind = counting.iter().filter(move |i| history.kind(*i) == kind);
            of_kind.max_by_key(|i| (history.time(*i), history.id(*i)))
        };
        let later = |one: usize, other: Option<usize>| match other {
            Some(other) if history.time(other) >= history.time(one) => other,
            _ => one,
        };
        // Whoever reopens a case, or brings it up, gives it its time anew.
        let began = later(standing.coloured_by, newest(EventKind::Reopened));
        let came_up = later(began, newest(EventKind::Escalated));
        let end = |from: usize, clock: ClockKind| {
            let policy = history.judged_by(from, policies);
            let clocks = policy.clocks.get(&standing.colour)?;
            let term = match clock {
                ClockKind::Take => clocks.take?,
                ClockKind::Settle => clocks.settle,
            };
            Some(policy.calendar.end(term, history.time(from)))
        };
        let clocks = Clocks {
            due_at: end(began, ClockKind::Settle).unwrap_or(history.time(began)),
            take_due_at: end(came_up, ClockKind::Take).filter(|_| waits_to_be_taken(standing.stage)),
        };
        (clocks, Beginnings { settle: began, take: came_up })
    }
}

/// Whether the clock for taking runs.
pub(super) fn waits_to_be_taken(stage: Stage) -> bool {
    matches!(stage, Stage::Raised | Stage::Accepted | Stage::Dispatched | Stage::Escalated | Stage::Reopened)
}

/// The level that answers for a case: where its colour's route begins, or higher where somebody
/// brought it up, or it went up by itself, and nobody gave it back or reopened it since.
pub(super) fn level(
    history: &History<'_>,
    counting: &Marks,
    standing: &Standing,
    policies: &Policies,
) -> Level {
    let gives_back = |step: &Step| matches!(step.kind(), EventKind::Returned | EventKind::Reopened);
    let given_back: Vec<usize> = counting.iter().filter(|i| gives_back(history.step(*i))).collect();
    let stands = |i: &usize| !given_back.iter().any(|back| history.seen[*back].has(*i));
    let brought = counting.iter().filter(stands).filter_map(|i| match history.step(i) {
        Step::PassedUp { up_to, .. } => Some(*up_to),
        Step::Escalated { .. } => {
            Some(history.events[i].author.role.level().above().unwrap_or(Level::County))
        }
        _ => None,
    });
    let route = history.judged_by(standing.coloured_by, policies).handles(standing.colour);
    brought.chain([route]).min().unwrap_or(Level::County)
}
