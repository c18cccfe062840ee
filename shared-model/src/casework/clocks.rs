//! A case's clocks and its level: until when it is to be taken and settled, and who answers for it.
//! Clocks run on the server's times of receipt; only while something is unsent, on when it was
//! written.

use super::event::{EventKind, Step};
use super::history::History;
use super::policy::Policy;
use super::stage::Stage;
use super::standing::{Standing, newest_by};
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

impl Clocks {
    /// `counting`: the events that count, `standing`: how the case stands after them.
    pub(super) fn of(history: &History, counting: &[usize], standing: &Standing, policy: &Policy) -> Clocks {
        let at = |index: &usize| history.time(*index);
        let newest =
            |kind: EventKind| counting.iter().filter(move |i| history.step(**i).kind() == kind).map(at).max();
        // Whoever reopens a case, or brings it up, gives it its time anew.
        let coloured = history.time(standing.coloured_by);
        let began = newest(EventKind::Reopened).map_or(coloured, |reopened| reopened.max(coloured));
        let came_up = newest(EventKind::Escalated).map_or(began, |escalated| escalated.max(began));
        let Some(clock) = policy.clocks.get(&standing.colour) else {
            return Clocks { due_at: began, take_due_at: None };
        };
        let take = clock.take.filter(|_| waits_to_be_taken(standing.stage));
        Clocks {
            due_at: policy.calendar.end(clock.settle, began),
            take_due_at: take.map(|term| policy.calendar.end(term, came_up)),
        }
    }
}

fn waits_to_be_taken(stage: Stage) -> bool {
    matches!(stage, Stage::Raised | Stage::Accepted | Stage::Dispatched | Stage::Escalated | Stage::Reopened)
}

/// The level that answers for a case: where its colour's route begins, or higher where somebody
/// brought it up and nobody above gave it back.
pub(super) fn level(history: &History, counting: &[usize], standing: &Standing, policy: &Policy) -> Level {
    let moves = |step: &Step| matches!(step.kind(), EventKind::Escalated | EventKind::Returned).then_some(());
    let brought = newest_by(history, counting, moves).into_iter().filter_map(|(_, index)| {
        let by = history.events[index].author.role.level();
        let up = history.step(index).kind() == EventKind::Escalated;
        up.then(|| by.above().unwrap_or(Level::County))
    });
    brought.chain([policy.handles(standing.colour)]).min().unwrap_or(Level::County)
}
