//! The story of a case as its page tells it: newest first, both branches of a contest together,
//! and how long a piece of news took to arrive.

use shared_model::api::view::{CaseView, Delivery, TimelineEntry};
use shared_model::casework::EventKind;
use shared_model::ids::EventId;
use shared_model::moment::{HOUR, Millis};
use std::collections::BTreeSet;

/// One side of a contested case: what was written on it while nobody there saw the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// What was written, oldest first; the last is the newest event of the side. Never empty.
    pub entries: Vec<TimelineEntry>,
    /// The case goes on by this side until somebody who saw both writes the next step.
    pub holds: bool,
    /// The newest event that both sides had seen.
    pub seen: Option<TimelineEntry>,
}

/// Steps that end a case; beside anything else they wait until somebody has seen both.
pub fn ends(kind: EventKind) -> bool {
    matches!(kind, EventKind::Settled | EventKind::StruckOff | EventKind::Withdrawn | EventKind::Merged)
}

/// An event and all that its author had seen.
fn behind<'a>(view: &'a CaseView, id: &'a EventId) -> BTreeSet<&'a EventId> {
    let mut reached = BTreeSet::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if reached.insert(id)
            && let Some(entry) = view.timeline.iter().find(|entry| entry.id == *id)
        {
            open.extend(&entry.after);
        }
    }
    reached
}

/// The sides of a contested case, the one that holds last, as one reads from left to right.
pub fn branches(view: &CaseView) -> Vec<Branch> {
    let seen: Vec<BTreeSet<&EventId>> = view.contested.iter().map(|id| behind(view, id)).collect();
    let common = |id: &EventId| seen.iter().all(|side| side.contains(id));
    let counts = |entry: &&TimelineEntry| entry.void.is_none();
    // The timeline stands in the order of what saw what: the last of the common is the newest.
    let parted = view.timeline.iter().filter(counts).rev().find(|entry| common(&entry.id)).cloned();
    let side = |side: &BTreeSet<&EventId>| {
        let own = |entry: &&TimelineEntry| side.contains(&entry.id) && !common(&entry.id);
        let entries: Vec<TimelineEntry> = view.timeline.iter().filter(counts).filter(own).cloned().collect();
        let holds = !entries.iter().any(|entry| ends(entry.step.kind()));
        Branch { entries, holds, seen: parted.clone() }
    };
    let mut found: Vec<Branch> = seen.iter().map(side).filter(|side| !side.entries.is_empty()).collect();
    found.sort_by_key(|branch| branch.holds);
    found
}

/// What isn't told in the contested block, newest first.
pub fn rest(view: &CaseView) -> Vec<TimelineEntry> {
    let told: BTreeSet<EventId> = if view.contested.is_empty() {
        BTreeSet::new()
    } else {
        branches(view).into_iter().flat_map(|side| side.entries).map(|entry| entry.id).collect()
    };
    view.timeline.iter().rev().filter(|entry| !told.contains(&entry.id)).cloned().collect()
}

/// The two times of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Written where it was received: one time says it all.
    Once(Millis),
    /// Written on a phone, received later.
    Both {
        /// By the phone's clock.
        written: Millis,
        /// By the server's.
        received: Millis,
        /// Whole hours between them when there is at least one.
        late_hours: Option<i64>,
    },
}

/// A phone that is on line delivers within this time: the two times then say the same.
const AT_ONCE: i64 = 60_000;

/// The times of something written and its delivery.
pub fn times(written: Millis, delivery: &Delivery) -> Times {
    let Delivery::Received { at } = delivery else { return Times::Once(written) };
    let late = at.0.saturating_sub(written.0);
    if (0..AT_ONCE).contains(&late) {
        return Times::Once(written);
    }
    Times::Both { written, received: *at, late_hours: (late >= HOUR).then_some(late / HOUR) }
}

#[cfg(test)]
mod tests {
    use super::super::telling::{contested, entry};
    use super::*;
    use shared_model::casework::{Outcome, SettledFacts, Stage, Step};

    #[test]
    fn each_side_is_told_from_where_the_two_parted_and_nowhere_else() {
        let (words, facts) = (String::new(), SettledFacts::default());
        let settled = Step::Settled { outcome: Outcome::Served, words: words.clone(), facts };
        let mut void = entry(6, Step::StruckOff { words: words.clone() }, &[5]);
        void.void = Some(shared_model::casework::Void::NotYourRole);
        let told = vec![
            entry(1, Step::Accepted { words: words.clone() }, &[]),
            entry(2, Step::Taken { words: words.clone() }, &[1]),
            entry(3, settled, &[2]),
            entry(4, Step::FollowedUp { satisfied: true, words: words.clone() }, &[3]),
            entry(5, Step::Progress { words }, &[2]),
            void,
        ];
        let view = contested(told, &[4, 5], Stage::Taken);
        let ids = |entries: &[TimelineEntry]| entries.iter().map(|e| e.id.clone()).collect::<Vec<_>>();
        let event = super::super::telling::event;
        let sides = branches(&view);
        assert_eq!(ids(&sides[0].entries), [event(3), event(4)]);
        assert_eq!((sides[0].holds, sides[1].holds), (false, true));
        assert_eq!(ids(&sides[1].entries), [event(5)]);
        assert_eq!(sides[0].seen.as_ref().map(|seen| seen.id.clone()), Some(event(2)));
        assert_eq!(ids(&rest(&view)), [event(6), event(2), event(1)]);
    }

    #[test]
    fn one_time_is_told_where_writing_and_receiving_were_one() {
        let written = Millis(1_773_806_400_000);
        let received = |millis| Delivery::Received { at: written.plus(millis) };
        assert_eq!(times(written, &received(2_000)), Times::Once(written));
        assert_eq!(times(written, &Delivery::SavedHere), Times::Once(written));
        let both = |millis, late_hours| Times::Both { written, received: written.plus(millis), late_hours };
        assert_eq!(times(written, &received(5 * 60_000)), both(300_000, None));
        assert_eq!(times(written, &received(9 * HOUR + 1)), both(9 * HOUR + 1, Some(9)));
        // A phone whose clock is ahead wrote "after" it was received: both are told, nothing is late.
        assert_eq!(times(written, &received(-HOUR)), both(-HOUR, None));
    }
}
