//! How a case stands after some of its events: stage, colour, handler, what is contested.

use super::clocks::Clocks;
use super::event::{CaseKind, Colour, EventKind, Step};
use super::fold::{CaseState, JudgedEvent, Task};
use super::history::History;
use super::marks::Marks;
use super::stage::Stage;
use crate::ids::{AccountId, EventId};
use crate::people::{Author, Role};
use crate::place::Level;
use std::cmp::Reverse;
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

/// Which events of a history say something about what: read once, asked for every standing.
pub(super) struct Speaking {
    raised: Marks,
    stage: Marks,
    colour: Marks,
    handler: Marks,
    settled: Marks,
    followed_up: Marks,
    tasked: Marks,
    task_done: Marks,
    closes: Marks,
    contests_nothing: Marks,
    aside: Marks,
}

impl Speaking {
    pub(super) fn of(history: &History<'_>) -> Speaking {
        let kind = |kind: EventKind| history.those(|step| step.kind() == kind);
        Speaking {
            raised: kind(EventKind::Raised),
            stage: history.those(|step| Stage::set_by(step.kind()).is_some()),
            colour: history.those(|step| step.colour().is_some()),
            handler: history.those(|step| hands_over(step.kind())),
            settled: kind(EventKind::Settled),
            followed_up: kind(EventKind::FollowedUp),
            tasked: kind(EventKind::Tasked),
            task_done: kind(EventKind::TaskDone),
            closes: history.those(|step| closes(step.kind())),
            aside: history.those(|step| step.kind().is_aside()),
            contests_nothing: history.those(|step| step.kind().contests_nothing()),
        }
    }
}

fn closes(kind: EventKind) -> bool {
    Stage::set_by(kind).is_some_and(Stage::is_closed)
}

fn ends(kind: EventKind) -> bool {
    kind == EventKind::Settled || closes(kind)
}

fn hands_over(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Dispatched
            | EventKind::Taken
            | EventKind::Escalated
            | EventKind::Reopened
            | EventKind::Returned
    )
}

/// Whether two endings say the same: two settlements with one outcome, two merges into one case.
fn same_ending(one: &Step, other: &Step) -> bool {
    match (one, other) {
        (Step::Settled { outcome: a, .. }, Step::Settled { outcome: b, .. }) => a == b,
        (Step::Merged { into: a, .. }, Step::Merged { into: b, .. }) => a == b,
        _ => one.kind() == other.kind(),
    }
}

impl Standing {
    /// How the case stands after `counting`: events that are valid.
    pub(super) fn of(history: &History<'_>, speaking: &Speaking, counting: &Marks) -> Option<Standing> {
        let beginning = counting.and(&speaking.raised).first()?;
        let Step::Raised { kind, .. } = history.step(beginning) else { return None };
        let on_the_way = counting.without(&speaking.contests_nothing);
        let newest = history.newest(&on_the_way);
        // Who urges and saw both sides has put them together; a task or a clock hasn't.
        let deciding = history.newest(&counting.without(&speaking.aside));
        let opposed = opposed(history, speaking, &on_the_way, &deciding);
        let handlers = handlers(history, &counting.and(&speaking.handler));
        let divided = !opposed.is_empty() || are_rivals(history, &deciding, &handlers);
        // Closed only if all of the newest close. After a contested closing somebody who saw both
        // sides goes on with the case: whatever they write, even a new colour, doesn't close it.
        let all_close = newest.iter().all(|i| closes(history.kind(*i)));
        let mut open = counting.clone();
        opposed.iter().for_each(|ending| open.take(*ending));
        if !all_close {
            open.take_all(&speaking.closes);
        }
        let stages = history.newest(&open.and(&speaking.stage));
        let stage = stages.iter().filter_map(|i| Stage::set_by(history.kind(*i))).min();
        let colours = history.newest(&counting.and(&speaking.colour));
        let (colour, coloured_by) = colours
            .into_iter()
            .filter_map(|i| history.step(i).colour().map(|colour| (colour, i)))
            .max_by_key(|(colour, i)| (*colour, Reverse(history.id(*i))))?;
        let settled = history.newest(&open.and(&speaking.settled));
        let account = |i: &usize| history.events[*i].author.account.clone();
        Some(Standing {
            stage: stage.unwrap_or(Stage::Raised),
            colour,
            coloured_by,
            contested: if divided { newest } else { Vec::new() },
            kind: *kind,
            raised_by: history.events[beginning].author.clone(),
            handler: handlers.first().and_then(|i| named(history, *i)).cloned(),
            settled_by: settled.iter().max_by_key(|i| history.id(**i)).map(account),
            settlers: settled.iter().map(account).collect(),
            satisfied: satisfied(history, &open.and(&speaking.followed_up), &settled),
            tasks: tasks(history, speaking, counting),
            frontier: history.newest(counting),
        })
    }

    pub(super) fn into_state(
        self,
        history: &History<'_>,
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
            coloured_by: history.id(self.coloured_by).clone(),
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
fn tasks(history: &History<'_>, speaking: &Speaking, counting: &Marks) -> Vec<Task> {
    let answers: Vec<(&EventId, usize)> = counting
        .and(&speaking.task_done)
        .iter()
        .filter_map(|i| match history.step(i) {
            Step::TaskDone { task, .. } => Some((task, i)),
            _ => None,
        })
        .collect();
    let given = counting.and(&speaking.tasked);
    let given = given.iter().filter_map(|i| match history.step(i) {
        Step::Tasked { to, by, .. } => Some((history.id(i), to, *by)),
        _ => None,
    });
    given
        .map(|(event, to, by)| {
            let answered: Vec<usize> =
                answers.iter().filter(|(task, _)| *task == event).map(|(_, i)| *i).collect();
            let first = answered.iter().filter(|i| !answered.iter().any(|j| history.seen[**i].has(*j)));
            let done = first.map(|i| history.id(*i)).min().cloned();
            Task { event: event.clone(), to: to.clone(), by, done }
        })
        .collect()
}

/// The endings that stand, beside which something happened that is not the same ending, and that
/// nobody has put together with it yet (`frontier`: the newest that can). It needn't be the newest event of either side: who settles
/// and asks the household has settled all the same.
fn opposed(history: &History<'_>, speaking: &Speaking, on_the_way: &Marks, frontier: &[usize]) -> Vec<usize> {
    if frontier.len() < 2 {
        return Vec::new();
    }
    let mut standing = on_the_way.and(&speaking.stage);
    let mut all = Vec::new();
    loop {
        let mut endings = history.newest(&standing);
        endings.retain(|i| ends(history.kind(*i)));
        let is_opposed = |ending: &usize| has_beside(history, on_the_way, frontier, &endings, *ending);
        let opposed: Vec<usize> = endings.iter().copied().filter(is_opposed).collect();
        if opposed.is_empty() {
            return all;
        }
        // Without a closing, the settlement behind it stands beside the same thing.
        opposed.iter().for_each(|ending| standing.take(*ending));
        all.extend(opposed);
    }
}

/// Whether something stands beside an ending that neither is nor has to do with the same ending.
fn has_beside(
    history: &History<'_>,
    on_the_way: &Marks,
    frontier: &[usize],
    endings: &[usize],
    ending: usize,
) -> bool {
    let mut beside = on_the_way.clone();
    for at in frontier.iter().filter(|at| **at == ending || history.seen[**at].has(ending)) {
        beside.take(*at);
        beside.take_all(&history.seen[*at]);
    }
    let agrees = |other: &&usize| same_ending(history.step(ending), history.step(**other));
    for other in endings.iter().filter(agrees) {
        beside.take(*other);
        beside.take_all(&history.seen[*other]);
        let behind: Vec<usize> = beside.iter().filter(|i| history.seen[*i].has(*other)).collect();
        behind.into_iter().for_each(|i| beside.take(i));
    }
    !beside.is_empty()
}

/// The newest events that say who handles the case, the one that counts first: what is more open,
/// then what comes from further above, then the higher id, so that all replicas name the same.
fn handlers(history: &History<'_>, among: &Marks) -> Vec<usize> {
    let mut newest = history.newest(among);
    newest.sort_by_key(|i| (weight(history, *i), Reverse(history.id(*i))));
    newest
}

fn weight(history: &History<'_>, index: usize) -> (Option<Stage>, Reverse<u8>) {
    let rank = match history.events[index].author.role {
        Role::County => 3,
        Role::Township => 2,
        Role::Secretary => 1,
        _ => 0,
    };
    (Stage::set_by(history.kind(index)), Reverse(rank))
}

/// Whether two of equal weight gave the case to different people, and nobody has seen both.
fn are_rivals(history: &History<'_>, frontier: &[usize], handlers: &[usize]) -> bool {
    let Some((first, others)) = handlers.split_first() else { return false };
    let is_rival = |other: &usize| {
        weight(history, *first) == weight(history, *other)
            && named(history, *first) != named(history, *other)
            && !history.have_met(frontier, *first, *other)
    };
    others.iter().any(is_rival)
}

/// Whom an event makes the handler: whom a dispatch names, or who took it; nobody after an
/// escalation, a return or a reopening.
fn named<'a>(history: &History<'a>, index: usize) -> Option<&'a AccountId> {
    match history.step(index) {
        Step::Dispatched { to, .. } => Some(to),
        Step::Taken { .. } => Some(&history.events[index].author.account),
        _ => None,
    }
}

/// What the household said when it was asked after all that settled the case: of several who asked
/// at once, one who heard that it is not satisfied is enough.
fn satisfied(history: &History<'_>, follow_ups: &Marks, settled: &[usize]) -> Option<bool> {
    let mut asked = follow_ups.clone();
    for i in follow_ups.iter().filter(|i| !settled.iter().all(|s| history.seen[*i].has(*s))) {
        asked.take(i);
    }
    let said = history.newest(if settled.is_empty() { return None } else { &asked });
    let yes = |i: usize| matches!(history.step(i), Step::FollowedUp { satisfied: true, .. });
    (!said.is_empty()).then(|| said.into_iter().all(yes))
}
