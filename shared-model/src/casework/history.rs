//! The events of a case in an order in which each comes after what it has seen, and who saw what.

use super::event::{EventKind, Step};
use super::fold::WrittenEvent;
use super::policies::Policies;
use super::policy::Policy;
use crate::ids::EventId;
use crate::moment::Millis;
use std::collections::{BTreeMap, BTreeSet};

/// The events in an order in which each comes after what it has seen, with all it has seen.
pub(super) struct History {
    pub(super) events: Vec<WrittenEvent>,
    pub(super) depth: Vec<u32>,
    pub(super) seen: Vec<Marks>,
}

/// A set of events, one bit each: a case of two thousand events is still folded in a moment.
#[derive(Clone)]
pub(super) struct Marks(Vec<u64>);

impl Marks {
    pub(super) fn none_of(events: usize) -> Marks {
        Marks(vec![0; events.div_ceil(64)])
    }

    pub(super) fn has(&self, index: usize) -> bool {
        self.0[index / 64] >> (index % 64) & 1 == 1
    }

    pub(super) fn add(&mut self, index: usize) {
        self.0[index / 64] |= 1 << (index % 64);
    }

    pub(super) fn add_all(&mut self, other: &Marks) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }
}

impl History {
    pub(super) fn new(events: Vec<WrittenEvent>) -> History {
        let by_id: BTreeMap<EventId, WrittenEvent> = events.into_iter().map(|e| (e.id.clone(), e)).collect();
        let depths = depths(&by_id);
        let mut ordered: Vec<WrittenEvent> = by_id.into_values().collect();
        ordered.sort_by(|a, b| (depths[&a.id], &a.id).cmp(&(depths[&b.id], &b.id)));
        let index: BTreeMap<&EventId, usize> = ordered.iter().enumerate().map(|(i, e)| (&e.id, i)).collect();
        let mut seen: Vec<Marks> = Vec::with_capacity(ordered.len());
        for (i, written) in ordered.iter().enumerate() {
            let mut all = Marks::none_of(ordered.len());
            for direct in written.event.after.iter().filter_map(|a| index.get(a).copied()).filter(|a| *a < i)
            {
                all.add_all(&seen[direct]);
                all.add(direct);
            }
            seen.push(all);
        }
        let depth = ordered.iter().map(|e| depths[&e.id]).collect();
        History { events: ordered, depth, seen }
    }

    pub(super) fn step(&self, index: usize) -> &Step {
        &self.events[index].event.step
    }

    /// When the server received it; while it is unsent, when it was written.
    pub(super) fn time(&self, index: usize) -> Millis {
        let written = &self.events[index];
        written.received_at.unwrap_or(written.event.written_at)
    }

    /// The version of the policy that judges an event.
    pub(super) fn judged_by<'a>(&self, index: usize, policies: &'a Policies) -> &'a Policy {
        policies.at(self.events[index].received_at)
    }

    pub(super) fn id(&self, index: usize) -> &EventId {
        &self.events[index].id
    }

    /// Those of `among` that no other of them has seen.
    pub(super) fn newest(&self, among: &[usize]) -> Vec<usize> {
        let mut seen = Marks::none_of(self.events.len());
        among.iter().for_each(|i| seen.add_all(&self.seen[*i]));
        among.iter().copied().filter(|i| !seen.has(*i)).collect()
    }

    /// The event that begins the case: of those whose author may raise one and that have seen no
    /// other such, the one the server received first. Only a crafted change makes a second one.
    pub(super) fn beginning(&self, policies: &Policies) -> Option<usize> {
        let raised: Vec<usize> = (0..self.events.len())
            .filter(|i| self.step(*i).kind() == EventKind::Raised)
            .filter(|i| self.judged_by(*i, policies).may(self.events[*i].author.role, EventKind::Raised))
            .collect();
        let first = raised.iter().copied().filter(|i| !raised.iter().any(|j| self.seen[*i].has(*j)));
        first.min_by_key(|i| {
            let received = self.events[*i].received_at;
            (received.is_none(), received, self.id(*i))
        })
    }
}

/// The longest chain behind each event, from 1. An event names only what stood in the document
/// before it, so there is no circle; crafted data that drew one is cut at its lowest id.
fn depths(by_id: &BTreeMap<EventId, WrittenEvent>) -> BTreeMap<EventId, u32> {
    let mut followers: BTreeMap<&EventId, Vec<&EventId>> = BTreeMap::new();
    let mut waits: BTreeMap<&EventId, usize> = BTreeMap::new();
    for (id, written) in by_id {
        let after: BTreeSet<&EventId> =
            written.event.after.iter().filter(|a| by_id.contains_key(*a)).collect();
        waits.insert(id, after.len());
        after.iter().for_each(|a| followers.entry(a).or_default().push(id));
    }
    let mut depths: BTreeMap<EventId, u32> = BTreeMap::new();
    let mut ready: Vec<&EventId> = waits.iter().filter(|(_, n)| **n == 0).map(|(id, _)| *id).collect();
    while let Some(id) = ready.pop().or_else(|| waits.keys().next().copied()) {
        waits.remove(id);
        let before = by_id[id].event.after.iter().filter_map(|a| depths.get(a)).max().copied();
        depths.insert(id.clone(), before.unwrap_or(0) + 1);
        for follower in followers.get(id).into_iter().flatten() {
            if let Some(left) = waits.get_mut(follower) {
                *left -= 1;
                if *left == 0 {
                    ready.push(follower);
                }
            }
        }
    }
    depths
}
