//! Which of the possible steps stand on the dock and which behind the dots.

use shared_model::api::view::{CaseView, NextStep, TaskView};
use shared_model::casework::{CaseKind, EventKind, Stage};
use shared_model::ids::EventId;

/// The steps as they are offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The filled button.
    pub first: Option<EventKind>,
    /// The quiet one beside it.
    pub second: Option<EventKind>,
    /// All others, with why not when they are not allowed now.
    pub more: Vec<NextStep>,
}

/// What a stage is waiting for, before all else.
fn awaited(stage: Stage) -> &'static [EventKind] {
    match stage {
        Stage::Settled => &[EventKind::FollowedUp, EventKind::StruckOff],
        Stage::Dispatched => &[EventKind::Taken],
        Stage::Accepted | Stage::Escalated => &[EventKind::Dispatched, EventKind::Accepted],
        Stage::Raised => &[EventKind::Accepted],
        _ => &[],
    }
}

/// What is done often, in the order it is offered when nothing is awaited.
const OFTEN: [EventKind; 4] =
    [EventKind::Progress, EventKind::Settled, EventKind::Taken, EventKind::Reopened];

/// What a case asks before what its stage waits for: the answer to a task of one's own, and of an
/// agenda topic that people sit together and that somebody does what they agreed.
pub fn pressing(view: &CaseView) -> &'static [EventKind] {
    let discussed =
        || view.timeline.iter().any(|e| e.void.is_none() && e.step.kind() == EventKind::Discussed);
    if view.tasks.iter().any(|task| task.answerable && task.to.me) {
        &[EventKind::TaskDone]
    } else if view.item.kind != CaseKind::AgendaTopic || view.item.stage == Stage::Settled {
        &[]
    } else if discussed() {
        &[EventKind::Tasked, EventKind::Settled]
    } else {
        &[EventKind::Discussed]
    }
}

/// The asker may write such a step now.
pub fn allows(view: &CaseView, kind: EventKind) -> bool {
    view.next.iter().any(|step| step.kind == kind && step.not_now.is_none())
}

/// Whether a step's sheet may be open, and for which task: an answer needs one that is open, the one
/// that is named or the first of one's own.
pub fn task_of(view: &CaseView, kind: EventKind, named: Option<&EventId>) -> Option<Option<EventId>> {
    if kind != EventKind::TaskDone {
        return allows(view, kind).then_some(None);
    }
    let fits = |task: &&TaskView| task.answerable && named.map_or(task.to.me, |named| task.event == *named);
    view.tasks.iter().find(fits).map(|task| Some(task.event.clone()))
}

/// Chooses. A task is answered where it stands in the story, and on the dock when it is one's own.
pub fn offer(next: &[NextStep], stage: Stage, pressing: &[EventKind]) -> Offer {
    let allowed = |kind: &EventKind| next.iter().any(|step| step.kind == *kind && step.not_now.is_none());
    let mut chosen = pressing.iter().chain(awaited(stage)).chain(&OFTEN).copied().filter(allowed);
    let first = chosen.next();
    let second = chosen.find(|kind| Some(*kind) != first);
    let shown = [first, second, Some(EventKind::TaskDone)];
    let more = next.iter().filter(|step| !shown.contains(&Some(step.kind))).cloned().collect();
    Offer { first, second, more }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::casework::Void;

    fn step(kind: EventKind, not_now: Option<Void>) -> NextStep {
        NextStep { kind, not_now }
    }

    #[test]
    fn what_the_stage_waits_for_is_the_filled_button() {
        let next = [
            step(EventKind::Recoloured, None),
            step(EventKind::Progress, None),
            step(EventKind::FollowedUp, None),
            step(EventKind::StruckOff, Some(Void::NotYourRole)),
            step(EventKind::TaskDone, Some(Void::NoSuchTask)),
            step(EventKind::Helped, None),
        ];
        let offer = offer(&next, Stage::Settled, &[]);
        assert_eq!((offer.first, offer.second), (Some(EventKind::FollowedUp), Some(EventKind::Progress)));
        let more: Vec<_> = offer.more.iter().map(|step| step.kind).collect();
        assert_eq!(more, [EventKind::Recoloured, EventKind::StruckOff, EventKind::Helped]);
    }

    #[test]
    fn a_step_that_is_not_allowed_is_never_on_the_dock() {
        let next = [step(EventKind::Taken, Some(Void::NotTheHandler)), step(EventKind::Progress, None)];
        let offer = offer(&next, Stage::Dispatched, &[]);
        assert_eq!((offer.first, offer.second, offer.more.len()), (Some(EventKind::Progress), None, 1));
    }

    #[test]
    fn what_is_pressing_comes_before_what_the_stage_waits_for() {
        let next = [
            step(EventKind::Taken, None),
            step(EventKind::Progress, None),
            step(EventKind::TaskDone, None),
            step(EventKind::Discussed, Some(Void::NotYourRole)),
        ];
        let offer = offer(&next, Stage::Dispatched, &[EventKind::Discussed, EventKind::TaskDone]);
        assert_eq!((offer.first, offer.second), (Some(EventKind::TaskDone), Some(EventKind::Taken)));
    }

    #[test]
    fn a_closed_case_offers_nothing() {
        assert_eq!(offer(&[], Stage::StruckOff, &[]), Offer { first: None, second: None, more: vec![] });
    }
}
