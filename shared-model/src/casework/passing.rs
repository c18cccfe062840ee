//! Overdue cases go up one level by themselves, once for each clock: what the server may write of it,
//! and when it is due. A clock takes nothing from anybody: who is at work on the case goes on.

use super::clocks::{self, ClockKind, Clocks};
use super::event::Step;
use super::fold::WrittenEvent;
use super::history::History;
use super::marks::Marks;
use super::policies::Policies;
use super::stage::{Stage, Void};
use super::standing::Standing;
use crate::moment::Millis;
use crate::place::Level;
use serde::{Deserialize, Serialize};

/// A case going up by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassingUp {
    /// Which clock ran out.
    pub clock: ClockKind,
    /// When.
    pub due_at: Millis,
    /// The level it goes up to.
    pub up_to: Level,
}

impl PassingUp {
    /// The event that says so.
    pub fn step(self) -> Step {
        Step::PassedUp { clock: self.clock, due_at: self.due_at, up_to: self.up_to }
    }

    /// The clock that runs out first of those for which the case hasn't gone up yet; none for a case
    /// that is settled or closed, at the county, or whose policy leaves overdue cases where they are.
    pub(super) fn next(
        history: &History<'_>,
        counting: &Marks,
        standing: &Standing,
        policies: &Policies,
    ) -> Option<PassingUp> {
        if has_ended(standing.stage) {
            return None;
        }
        let up_to = clocks::level(history, counting, standing, policies).above()?;
        let (clocks, began) = Clocks::with_beginnings(history, counting, standing, policies);
        let take = clocks.take_due_at.map(|due_at| (due_at, ClockKind::Take, began.take));
        let settle = Some((clocks.due_at, ClockKind::Settle, began.settle));
        let goes_up = |began: usize| history.judged_by(began, policies).overdue_goes_up;
        let went = |wanted: ClockKind, at: Millis| {
            counting.iter().any(|i| {
                matches!(history.step(i), Step::PassedUp { clock, due_at, .. } if *clock == wanted && *due_at == at)
            })
        };
        let open = [take, settle].into_iter().flatten();
        let waiting = open.filter(|(due_at, clock, began)| goes_up(*began) && !went(*clock, *due_at));
        let (due_at, clock, _) = waiting.min()?;
        Some(PassingUp { clock, due_at, up_to })
    }
}

fn has_ended(stage: Stage) -> bool {
    stage == Stage::Settled || stage.is_closed()
}

/// Why a [`Step::PassedUp`] counts for nothing, by how the case stood in what it saw.
pub(super) fn judge(
    history: &History<'_>,
    seen: &Marks,
    before: Option<&Standing>,
    written: &WrittenEvent,
    policies: &Policies,
) -> Option<Void> {
    let Step::PassedUp { clock, due_at, up_to } = &written.event.step else { return None };
    if !written.author.is_the_server() {
        return Some(Void::NotYourRole);
    }
    let Some(before) = before.filter(|before| !has_ended(before.stage)) else {
        return Some(Void::NotAtThisStage);
    };
    if *clock == ClockKind::Take && !clocks::waits_to_be_taken(before.stage) {
        return Some(Void::NotAtThisStage);
    }
    let said = PassingUp { clock: *clock, due_at: *due_at, up_to: *up_to };
    let due = written.received_at.is_none_or(|received| received > *due_at);
    let next = PassingUp::next(history, seen, before, policies);
    (!due || next != Some(said)).then_some(Void::NotDue)
}
