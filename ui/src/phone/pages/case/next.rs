//! Which of the possible steps stand on the dock and which behind the dots.

use shared_model::api::view::NextStep;
use shared_model::casework::{EventKind, Stage};

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

/// Chooses. A merger names another case and is made where both can be seen: in the console. What is
/// done beside the case's way has no form here.
pub fn offer(next: &[NextStep], stage: Stage) -> Offer {
    let next: Vec<&NextStep> =
        next.iter().filter(|step| step.kind != EventKind::Merged && !step.kind.is_aside()).collect();
    let allowed = |kind: &EventKind| next.iter().any(|step| step.kind == *kind && step.not_now.is_none());
    let mut chosen = awaited(stage).iter().chain(&OFTEN).copied().filter(allowed);
    let first = chosen.next();
    let second = chosen.find(|kind| Some(*kind) != first);
    let shown = [first, second];
    let more = next.into_iter().filter(|step| !shown.contains(&Some(step.kind))).cloned().collect();
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
            step(EventKind::Merged, None),
        ];
        let offer = offer(&next, Stage::Settled);
        assert_eq!((offer.first, offer.second), (Some(EventKind::FollowedUp), Some(EventKind::Progress)));
        let more: Vec<_> = offer.more.iter().map(|step| step.kind).collect();
        assert_eq!(more, [EventKind::Recoloured, EventKind::StruckOff]);
    }

    #[test]
    fn a_step_that_is_not_allowed_is_never_on_the_dock() {
        let next = [step(EventKind::Taken, Some(Void::NotTheHandler)), step(EventKind::Progress, None)];
        let offer = offer(&next, Stage::Dispatched);
        assert_eq!((offer.first, offer.second, offer.more.len()), (Some(EventKind::Progress), None, 1));
    }

    #[test]
    fn a_closed_case_offers_nothing() {
        assert_eq!(offer(&[], Stage::StruckOff), Offer { first: None, second: None, more: vec![] });
    }
}
