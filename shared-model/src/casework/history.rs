//! The events of a case in an order in which each comes after what it has seen, and who saw what.

use super::event::{EventKind, Step};
use super::fold::WrittenEvent;
use super::marks::Marks;
use super::policies::Policies;
use super::policy::Policy;
use crate::ids::EventId;
use crate::moment::Millis;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The events in an order in which each comes after what it has seen, with all it has seen.
pub(super) struct History<'a> {
    pub(super) events: Vec<&'a WrittenEvent>,
    /// Longest chain of events behind each, from 1.
    pub(super) depth: Vec<u32>,
    pub(super) seen: Vec<Marks>,
}

impl<'a> History<'a> {
    /// Orders events; of those with one id the first is taken.
    pub(super) fn new(events: impl Iterator<Item = &'a WrittenEvent>) -> History<'a> {
        let mut by_id: Vec<&WrittenEvent> = events.collect();
        by_id.sort_by(|a, b| a.id.cmp(&b.id));
        by_id.dedup_by(|a, b| a.id == b.id);
        let direct: Vec<Vec<usize>> = by_id.iter().map(|written| named(written, &by_id)).collect();
        let depths = depths(&direct);
        let mut order: Vec<usize> = (0..by_id.len()).collect();
        order.sort_by_key(|i| (depths[*i], *i));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, i)| place[*i] = at);
        let mut seen: Vec<Marks> = Vec::with_capacity(order.len());
        for (at, i) in order.iter().enumerate() {
            let mut all = Marks::none_of(order.len());
            for before in direct[*i].iter().map(|b| place[*b]).filter(|b| *b < at) {
                all.add_all(&seen[before]);
                all.add(before);
            }
            seen.push(all);
        }
        History {
            events: order.iter().map(|i| by_id[*i]).collect(),
            depth: order.iter().map(|i| depths[*i]).collect(),
            seen,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    pub(super) fn step(&self, index: usize) -> &'a Step {
        &self.events[index].event.step
    }

    pub(super) fn kind(&self, index: usize) -> EventKind {
        self.step(index).kind()
    }

    /// When the server received it; while it is unsent, when it was written.
    pub(super) fn time(&self, index: usize) -> Millis {
        let written = self.events[index];
        written.received_at.unwrap_or(written.event.written_at)
    }

    /// The version of the policy that judges an event.
    pub(super) fn judged_by<'p>(&self, index: usize, policies: &'p Policies) -> &'p Policy {
        policies.at(self.events[index].received_at)
    }

    pub(super) fn id(&self, index: usize) -> &'a EventId {
        &self.events[index].id
    }

    /// The events of which `is` holds.
    pub(super) fn those(&self, is: impl Fn(&Step) -> bool) -> Marks {
        let mut those = Marks::none_of(self.len());
        (0..self.len()).filter(|i| is(self.step(*i))).for_each(|i| those.add(i));
        those
    }

    /// Those of `among` that no other of them has seen, oldest first.
    pub(super) fn newest(&self, among: &Marks) -> Vec<usize> {
        let mut left = among.clone();
        let mut newest = Vec::new();
        // Who has seen an event stands behind it.
        while let Some(last) = left.last() {
            newest.push(last);
            left.take(last);
            left.take_all(&self.seen[last]);
        }
        newest.reverse();
        newest
    }

    /// Whether one of `frontier` is or has seen both.
    pub(super) fn have_met(&self, frontier: &[usize], one: usize, other: usize) -> bool {
        let reaches = |from: usize, to: usize| from == to || self.seen[from].has(to);
        frontier.iter().any(|at| reaches(*at, one) && reaches(*at, other))
    }

    /// The event that begins the case: of those whose author may raise one and that have seen no
    /// other such, the one the server received first. Only a crafted change makes a second one.
    pub(super) fn beginning(&self, policies: &Policies) -> Option<usize> {
        let raised: Vec<usize> = (0..self.len())
            .filter(|i| self.kind(*i) == EventKind::Raised)
            .filter(|i| self.judged_by(*i, policies).may(self.events[*i].author.role, EventKind::Raised))
            .collect();
        let first = raised.iter().copied().filter(|i| !raised.iter().any(|j| self.seen[*i].has(*j)));
        first.min_by_key(|i| {
            let received = self.events[*i].received_at;
            (received.is_none(), received, self.id(*i))
        })
    }
}

/// The places of the events that `written` names as seen, each once.
fn named(written: &WrittenEvent, by_id: &[&WrittenEvent]) -> Vec<usize> {
    let find = |id: &EventId| by_id.binary_search_by(|e| e.id.cmp(id)).ok();
    let mut named: Vec<usize> = written.event.after.iter().filter_map(find).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// The longest chain behind each event, from 1. An event names only what stood in the document
/// before it, so there is no circle; crafted data that drew one is cut at its lowest id.
fn depths(direct: &[Vec<usize>]) -> Vec<u32> {
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); direct.len()];
    for (event, before) in direct.iter().enumerate() {
        before.iter().for_each(|b| followers[*b].push(event));
    }
    let mut waits: Vec<usize> = direct.iter().map(Vec::len).collect();
    let mut depths = vec![0; direct.len()];
    let mut ready: BinaryHeap<Reverse<usize>> =
        (0..direct.len()).filter(|i| waits[*i] == 0).map(Reverse).collect();
    let mut lowest = 0;
    loop {
        while lowest < depths.len() && depths[lowest] > 0 {
            lowest += 1;
        }
        let next = ready.pop().map(|Reverse(i)| i).or((lowest < depths.len()).then_some(lowest));
        let Some(event) = next else { return depths };
        if depths[event] > 0 {
            continue;
        }
        depths[event] = direct[event].iter().map(|b| depths[*b]).max().unwrap_or(0) + 1;
        for follower in &followers[event] {
            waits[*follower] = waits[*follower].saturating_sub(1);
            if waits[*follower] == 0 && depths[*follower] == 0 {
                ready.push(Reverse(*follower));
            }
        }
    }
}
