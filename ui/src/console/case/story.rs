//! The story of a case as its page tells it: newest first, both branches of a contest together,
//! and how long a piece of news took to arrive.

use shared_model::api::view::{CaseView, Delivery, TimelineEntry};
use shared_model::casework::EventKind;
use shared_model::ids::EventId;
use shared_model::moment::{HOUR, Millis};

/// One side of a contested case.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// What was written.
    pub entry: TimelineEntry,
    /// The case goes on by this side until somebody who saw both writes the next step.
    pub holds: bool,
    /// The newest event its author had seen.
    pub seen: Option<TimelineEntry>,
}

/// Steps that close a case; beside anything else they wait until somebody has seen both.
fn ends(kind: EventKind) -> bool {
    matches!(kind, EventKind::Settled | EventKind::StruckOff | EventKind::Withdrawn | EventKind::Merged)
}

fn find<'a>(view: &'a CaseView, id: &EventId) -> Option<&'a TimelineEntry> {
    view.timeline.iter().find(|entry| entry.id == *id)
}

/// The sides of a contested case, the one that holds last, as one reads from left to right.
pub fn branches(view: &CaseView) -> Vec<Branch> {
    let entries = view.contested.iter().filter_map(|id| find(view, id));
    let mut found: Vec<Branch> = entries
        .map(|entry| Branch {
            entry: entry.clone(),
            holds: !ends(entry.step.kind()),
            seen: newest_seen(view, entry),
        })
        .collect();
    found.sort_by_key(|branch| branch.holds);
    found
}

fn newest_seen(view: &CaseView, entry: &TimelineEntry) -> Option<TimelineEntry> {
    // The timeline stands in the order of what saw what: the last of the seen is the newest.
    view.timeline.iter().rev().find(|earlier| entry.after.contains(&earlier.id)).cloned()
}

/// What isn't told in the contested block, newest first.
pub fn rest(view: &CaseView) -> Vec<TimelineEntry> {
    view.timeline.iter().rev().filter(|entry| !view.contested.contains(&entry.id)).cloned().collect()
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
    use super::*;

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
