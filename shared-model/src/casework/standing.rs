//! How a case stands after some of its events: stage, colour, handler, what is contested.

use super::clocks::Clocks;
use super::event::{CaseKind, Colour, EventKind, Step};
use super::fold::{CaseState, JudgedEvent, Task};
use super::history::History;
use super::stage::Stage;
use crate::ids::{AccountId, EventId};
use crate::people::Author;
use crate::place::Level;
use std::collections::BTreeSet;

/// How a case stands after some of its events.
pub(super) struct Standing {
    pub(super) frontier: Vec<usize>,
    pub(super) stage: Stage,
    pub(super) colour: Colour,
    pub(super) coloured_by: usize,
    pub(super) contested: Vec<usize>,
    pub(super) kind: CaseKind,
    pub(super) raised_by: Author,
    pub(super) handler: Option<AccountId>,
    pub(super) settled_by: Option<AccountId>,
    /// Everybody whose settlement stands: more than one when they settled at once.
    pub(super) settlers: Vec<AccountId>,
    pub(super) satisfied: Option<bool>,
    /// What was asked of whom, oldest first.
    pub(super) tasks: Vec<Task>,
}

fn ends(step: &Step) -> bool {
    matches!(
        step.kind(),
        EventKind::Settled | EventKind::StruckOff | EventKind::Withdrawn | EventKind::Merged
    )
}

fn closes(step: &Step) -> bool {
    Stage::set_by(step.kind()).is_some_and(Stage::is_closed)
}

impl Standing {
    /// `counting`: indices of valid events, oldest first.
    pub(super) fn of(history: &History, counting: &[usize]) -> Option<Standing> {
        let beginning = counting.iter().copied().find(|i| history.step(*i).kind() == EventKind::Raised)?;
        let Step::Raised { kind, .. } = history.step(beginning) else { return None };
        let is_aside = |i: &usize| history.step(*i).kind().is_aside();
        let on_the_way: Vec<usize> = counting.iter().copied().filter(|i| !is_aside(i)).collect();
        let newest = history.newest(&on_the_way);
        let contested = contest(history, &newest);
        // Closed only if all of the newest close. After a contested closing somebody who saw both
        // sides goes on with the case: whatever they write, even a new colour, doesn't close it.
        let all_close = newest.iter().all(|i| closes(history.step(*i)));
        let set_aside = |i: usize| {
            let step = history.step(i);
            (contested.contains(&i) && ends(step)) || (!all_close && closes(step))
        };
        let open: Vec<usize> = counting.iter().copied().filter(|i| !set_aside(*i)).collect();
        let (stage, _) = newest_by(history, &open, |step| Stage::set_by(step.kind()))
            .into_iter()
            .min()
            .unwrap_or((Stage::Raised, beginning));
        let (colour, coloured_by) = newest_by(history, counting, Step::colour)
            .into_iter()
            .max_by_key(|(colour, index)| (*colour, std::cmp::Reverse(history.id(*index))))?;
        let settled = newest_of(history, &open, EventKind::Settled);
        let after_settled = |i: &usize| settled.is_none_or(|s| history.seen[*i].has(s));
        let asked: Vec<usize> =
            open.iter().copied().filter(|i| settled.is_some() && after_settled(i)).collect();
        Some(Standing {
            stage,
            colour,
            coloured_by,
            contested,
            kind: *kind,
            raised_by: history.events[beginning].author.clone(),
            handler: handler(history, &open),
            settled_by: settled.map(|i| history.events[i].author.account.clone()),
            settlers: newest_by(history, &open, |step| (step.kind() == EventKind::Settled).then_some(()))
                .into_iter()
                .map(|(_, i)| history.events[i].author.account.clone())
                .collect(),
            satisfied: newest_of(history, &asked, EventKind::FollowedUp).and_then(|i| {
                match history.step(i) {
                    Step::FollowedUp { satisfied, .. } => Some(*satisfied),
                    _ => None,
                }
            }),
            tasks: tasks(history, counting),
            frontier: history.newest(counting),
        })
    }

    pub(super) fn into_state(
        self,
        history: &History,
        (clocks, level): (Clocks, Level),
        events: Vec<JudgedEvent>,
    ) -> CaseState {
        let ids = |indices: &[usize]| {
            let sorted: BTreeSet<EventId> = indices.iter().map(|i| history.id(*i).clone()).collect();
            sorted.into_iter().collect()
        };
        CaseState {
            stage: self.stage,
            colour: self.colour,
            coloured_by: history.events[self.coloured_by].id.clone(),
            contested: ids(&self.contested),
            handler: self.handler,
            settled_by: self.settled_by,
            satisfied: self.satisfied,
            tasks: self.tasks,
            clocks,
            level,
            passes_up: None,
            frontier: ids(&self.frontier),
            events,
        }
    }
}

/// The tasks that were given, each with the answer that counts: of several the one with the lowest id
/// among those that had seen no other.
fn tasks(history: &History, counting: &[usize]) -> Vec<Task> {
    let answers: Vec<(&EventId, usize)> = counting
        .iter()
        .filter_map(|i| match history.step(*i) {
            Step::TaskDone { task, .. } => Some((task, *i)),
            _ => None,
        })
        .collect();
    let given = counting.iter().filter_map(|i| match history.step(*i) {
        Step::Tasked { to, by, .. } => Some((*i, to, *by)),
        _ => None,
    });
    given
        .map(|(index, to, by)| {
            let event = history.id(index);
            let answered: Vec<usize> =
                answers.iter().filter(|(task, _)| *task == event).map(|(_, i)| *i).collect();
            let first = answered.iter().filter(|i| !answered.iter().any(|j| history.seen[**i].has(*j)));
            let done = first.map(|i| history.id(*i)).min().cloned();
            Task { event: event.clone(), to: to.clone(), by, done }
        })
        .collect()
}

/// The newest events when an ending stands among them beside something that is not the same ending.
fn contest(history: &History, frontier: &[usize]) -> Vec<usize> {
    let endings = frontier.iter().filter(|i| ends(history.step(**i))).count();
    let kinds: BTreeSet<EventKind> = frontier.iter().map(|i| history.step(*i).kind()).collect();
    if endings > 0 && kinds.len() > 1 { frontier.to_vec() } else { Vec::new() }
}

/// What the newest events that say something (by `read`) say, with their index.
fn newest_by<T>(history: &History, among: &[usize], read: impl Fn(&Step) -> Option<T>) -> Vec<(T, usize)> {
    let speaking: Vec<usize> = among.iter().copied().filter(|i| read(history.step(*i)).is_some()).collect();
    let newest = history.newest(&speaking);
    newest.into_iter().filter_map(|i| read(history.step(i)).map(|said| (said, i))).collect()
}

/// The newest event of a kind; of several concurrent ones that with the highest id (not the last of
/// the timeline: an event that counts for nothing moves what follows it there).
fn newest_of(history: &History, among: &[usize], kind: EventKind) -> Option<usize> {
    let speak = |step: &Step| (step.kind() == kind).then_some(());
    newest_by(history, among, speak).into_iter().map(|(_, i)| i).max_by_key(|i| history.id(*i))
}

/// Whom the newest dispatch names, or who took it unasked; nobody after an escalation or reopening.
fn handler(history: &History, among: &[usize]) -> Option<AccountId> {
    let says = |step: &Step| {
        matches!(
            step.kind(),
            EventKind::Dispatched
                | EventKind::Taken
                | EventKind::Escalated
                | EventKind::Reopened
                | EventKind::Returned
        )
        .then_some(())
    };
    let (_, index) = newest_by(history, among, says).into_iter().max_by_key(|(_, i)| history.id(*i))?;
    match history.step(index) {
        Step::Dispatched { to, .. } => Some(to.clone()),
        Step::Taken { .. } => Some(history.events[index].author.account.clone()),
        _ => None,
    }
}
