//! The case as its author saw it: a screen may be older than the log, and a step is judged by what
//! its author knew.

use super::fold::{CaseState, fold};
use super::policies::Policies;
use crate::ids::EventId;
use std::collections::{BTreeMap, BTreeSet};

/// The case folded from the events in `seen` and all that those had seen. `None` when `seen` names
/// an event the case doesn't hold, or nothing that begins it.
pub fn as_seen(state: &CaseState, seen: &[EventId], policies: &Policies) -> Option<CaseState> {
    let by_id: BTreeMap<_, _> = state.events.iter().map(|e| (&e.written.id, &e.written)).collect();
    let mut reached: BTreeSet<&EventId> = BTreeSet::new();
    let mut open: Vec<&EventId> = seen.iter().collect();
    while let Some(id) = open.pop() {
        let written = by_id.get(id)?;
        if reached.insert(id) {
            open.extend(written.event.after.iter().filter(|a| by_id.contains_key(a)));
        }
    }
    let events = reached.into_iter().filter_map(|id| by_id.get(id)).map(|e| (*e).clone()).collect();
    fold(events, policies)
}
