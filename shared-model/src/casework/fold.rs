//! The fold: from the events of a case, in whatever order they arrived, to its state.
//!
//! An event supersedes what its author had seen (`after`, and whatever those had seen). The newest
//! valid events that none has seen form the frontier. The case is closed only when every event on
//! the frontier closes it; an ending beside anything else is *contested*, and the case goes on as
//! if the ending were not there until somebody who saw both writes the next event. The colour is
//! the gravest of those not superseded. Clocks of devices decide nothing.

use super::event::{CaseEvent, CaseKind, Colour, EventKind, Step};
use super::policy::Policy;
use crate::ids::{AccountId, EventId};
use crate::moment::Millis;
use crate::people::{Author, Role};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a case stands. The order is by openness: what comes first wins when two are concurrent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 已上报上级: waits for the level above.
    Escalated,
    /// 已重开
    Reopened,
    /// 被退回: waits for an answer from below.
    Returned,
    /// 办理中: its handler has taken it.
    Taken,
    /// 待接单: dispatched.
    Dispatched,
    /// 待派单: accepted.
    Accepted,
    /// 待受理: raised.
    Raised,
    /// 待复核: settled, not yet struck off.
    Settled,
    /// 已销项
    StruckOff,
    /// 已撤回
    Withdrawn,
    /// 已并案
    Merged,
}

impl Stage {
    /// All stages, most open first.
    pub const ALL: [Stage; 11] = [
        Stage::Escalated,
        Stage::Reopened,
        Stage::Returned,
        Stage::Taken,
        Stage::Dispatched,
        Stage::Accepted,
        Stage::Raised,
        Stage::Settled,
        Stage::StruckOff,
        Stage::Withdrawn,
        Stage::Merged,
    ];

    /// Nothing more is to be done.
    pub fn is_closed(self) -> bool {
        matches!(self, Stage::StruckOff | Stage::Withdrawn | Stage::Merged)
    }

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Escalated => "escalated",
            Stage::Reopened => "reopened",
            Stage::Returned => "returned",
            Stage::Taken => "taken",
            Stage::Dispatched => "dispatched",
            Stage::Accepted => "accepted",
            Stage::Raised => "raised",
            Stage::Settled => "settled",
            Stage::StruckOff => "struck_off",
            Stage::Withdrawn => "withdrawn",
            Stage::Merged => "merged",
        }
    }

    fn set_by(kind: EventKind) -> Option<Stage> {
        Some(match kind {
            EventKind::Raised => Stage::Raised,
            EventKind::Accepted => Stage::Accepted,
            EventKind::Dispatched => Stage::Dispatched,
            EventKind::Taken => Stage::Taken,
            EventKind::Escalated => Stage::Escalated,
            EventKind::Returned => Stage::Returned,
            EventKind::Settled => Stage::Settled,
            EventKind::StruckOff => Stage::StruckOff,
            EventKind::Reopened => Stage::Reopened,
            EventKind::Withdrawn => Stage::Withdrawn,
            EventKind::Merged => Stage::Merged,
            EventKind::Recoloured | EventKind::Progress | EventKind::Urged | EventKind::FollowedUp => {
                return None;
            }
        })
    }
}

/// Why an event counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Void {
    /// The author's role may not write this event.
    NotYourRole,
    /// The case is not at a stage where this event makes sense.
    NotAtThisStage,
    /// Nobody strikes off their own work.
    OwnWork,
    /// A dispute is struck off only after a follow-up.
    FollowUpMissing,
    /// Only the handler, or somebody above, takes or settles it.
    NotTheHandler,
    /// Only who raised it, or somebody above, withdraws it.
    NotTheRaiser,
    /// A contested case must be resolved first.
    Contested,
    /// The case begins once.
    SecondBeginning,
    /// The author has no part in this place.
    OutOfPlace,
}

impl Void {
    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Void::NotYourRole => "not_your_role",
            Void::NotAtThisStage => "not_at_this_stage",
            Void::OwnWork => "own_work",
            Void::FollowUpMissing => "follow_up_missing",
            Void::NotTheHandler => "not_the_handler",
            Void::NotTheRaiser => "not_the_raiser",
            Void::Contested => "contested",
            Void::SecondBeginning => "second_beginning",
            Void::OutOfPlace => "out_of_place",
        }
    }
}

/// An event with who wrote it and when it was received: what the fold is fed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenEvent {
    /// Its key in the document.
    pub id: EventId,
    /// The account whose change carries it, as attested.
    pub author: Author,
    /// When the server received it; none while it is unsent.
    pub received_at: Option<Millis>,
    /// What was written.
    pub event: CaseEvent,
}

/// An event with its judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedEvent {
    /// The event.
    pub written: WrittenEvent,
    /// Why it counts for nothing; none when it counts.
    pub void: Option<Void>,
    /// Longest chain of events behind it, from 1: the order of the timeline.
    pub depth: u32,
    /// The colour before it, for an event that changes the colour.
    pub colour_before: Option<Colour>,
}

/// What follows from a case's events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseState {
    /// Where it stands.
    pub stage: Stage,
    /// How grave it is.
    pub colour: Colour,
    /// The event that set that colour.
    pub coloured_by: EventId,
    /// An ending and something else, neither of which had seen the other; empty when there is none.
    pub contested: Vec<EventId>,
    /// Who is to handle it now.
    pub handler: Option<AccountId>,
    /// Who settled it last.
    pub settled_by: Option<AccountId>,
    /// What the household said after it was settled, when it was asked.
    pub satisfied: Option<bool>,
    /// Events that count and that no other event that counts has seen.
    pub frontier: Vec<EventId>,
    /// All events, in the order of the timeline.
    pub events: Vec<JudgedEvent>,
}

/// Folds the events of one case. `None` when no event begins the case (yet).
///
/// The result doesn't depend on the order of `events`.
pub fn fold(events: Vec<WrittenEvent>, policy: &Policy) -> Option<CaseState> {
    let history = History::new(events);
    let beginning = history.beginning(policy);
    let mut judged: Vec<JudgedEvent> = Vec::new();
    for index in 0..history.events.len() {
        let seen: Vec<usize> =
            (0..index).filter(|i| history.seen[index].has(*i) && judged[*i].void.is_none()).collect();
        let before = Standing::of(&history, &seen);
        let written = history.events[index].clone();
        let colour_before = written.event.step.colour().and(before.as_ref()).map(|b| b.colour);
        let again = written.event.step.kind() == EventKind::Raised && beginning.is_some_and(|b| b != index);
        let void = judge(&written.event.step, &written.author, before.as_ref(), policy)
            .or(again.then_some(Void::SecondBeginning));
        judged.push(JudgedEvent { written, void, depth: history.depth[index], colour_before });
    }
    let counting: Vec<usize> = (0..judged.len()).filter(|i| judged[*i].void.is_none()).collect();
    let standing = Standing::of(&history, &counting)?;
    Some(standing.into_state(&history, judged))
}

/// Whether `author` may add `step` to a case that stands as `state` says, and why not.
///
/// # Errors
/// The rule that speaks against it.
pub fn may_add(step: &Step, author: &Author, state: &CaseState, policy: &Policy) -> Result<(), Void> {
    let history = History::new(state.events.iter().map(|e| e.written.clone()).collect());
    let voids: BTreeMap<_, _> = state.events.iter().map(|e| (&e.written.id, e.void)).collect();
    let counting: Vec<usize> =
        (0..history.events.len()).filter(|i| voids.get(&history.events[*i].id) == Some(&None)).collect();
    match judge(step, author, Standing::of(&history, &counting).as_ref(), policy) {
        None => Ok(()),
        Some(void) => Err(void),
    }
}

/// The events in an order in which each comes after what it has seen, with all it has seen.
struct History {
    events: Vec<WrittenEvent>,
    depth: Vec<u32>,
    seen: Vec<Marks>,
}

/// A set of events, one bit each: a case of two thousand events is still folded in a moment.
#[derive(Clone)]
struct Marks(Vec<u64>);

impl Marks {
    fn none_of(events: usize) -> Marks {
        Marks(vec![0; events.div_ceil(64)])
    }

    fn has(&self, index: usize) -> bool {
        self.0[index / 64] >> (index % 64) & 1 == 1
    }

    fn add(&mut self, index: usize) {
        self.0[index / 64] |= 1 << (index % 64);
    }

    fn add_all(&mut self, other: &Marks) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }
}

impl History {
    fn new(events: Vec<WrittenEvent>) -> History {
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

    fn step(&self, index: usize) -> &Step {
        &self.events[index].event.step
    }

    fn id(&self, index: usize) -> &EventId {
        &self.events[index].id
    }

    /// Those of `among` that no other of them has seen.
    fn newest(&self, among: &[usize]) -> Vec<usize> {
        let mut seen = Marks::none_of(self.events.len());
        among.iter().for_each(|i| seen.add_all(&self.seen[*i]));
        among.iter().copied().filter(|i| !seen.has(*i)).collect()
    }

    /// The event that begins the case: of those whose author may raise one and that have seen no
    /// other such, the one the server received first. Only a crafted change makes a second one.
    fn beginning(&self, policy: &Policy) -> Option<usize> {
        let raised: Vec<usize> = (0..self.events.len())
            .filter(|i| self.step(*i).kind() == EventKind::Raised)
            .filter(|i| policy.may(self.events[*i].author.role, EventKind::Raised))
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

/// How a case stands after some of its events.
struct Standing {
    frontier: Vec<usize>,
    stage: Stage,
    colour: Colour,
    coloured_by: usize,
    contested: Vec<usize>,
    kind: CaseKind,
    raised_by: Author,
    handler: Option<AccountId>,
    settled_by: Option<AccountId>,
    /// Everybody whose settlement stands: more than one when they settled at once.
    settlers: Vec<AccountId>,
    satisfied: Option<bool>,
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
    fn of(history: &History, counting: &[usize]) -> Option<Standing> {
        let beginning = counting.iter().copied().find(|i| history.step(*i).kind() == EventKind::Raised)?;
        let Step::Raised { kind, .. } = history.step(beginning) else { return None };
        let frontier = history.newest(counting);
        let contested = contest(history, &frontier);
        // Closed only if all of the frontier closes. After a contested closing somebody who saw both
        // sides goes on with the case: whatever they write, even a new colour, doesn't close it.
        let all_close = frontier.iter().all(|i| closes(history.step(*i)));
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
            frontier,
        })
    }

    fn into_state(self, history: &History, events: Vec<JudgedEvent>) -> CaseState {
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
            frontier: ids(&self.frontier),
            events,
        }
    }
}

/// The frontier when an ending stands on it beside something that is not the same ending.
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

fn is_above(role: Role) -> bool {
    matches!(role, Role::Secretary | Role::Township | Role::County)
}

/// Why a step by `author` counts for nothing in a case that stood as `before` says.
fn judge(step: &Step, author: &Author, before: Option<&Standing>, policy: &Policy) -> Option<Void> {
    let kind = step.kind();
    let Some(before) = before else {
        let fits = kind == EventKind::Raised;
        return if !fits {
            Some(Void::NotAtThisStage)
        } else if !policy.may(author.role, kind) {
            Some(Void::NotYourRole)
        } else {
            None
        };
    };
    if kind == EventKind::Raised {
        return Some(Void::SecondBeginning);
    }
    if !policy.may(author.role, kind) {
        return Some(Void::NotYourRole);
    }
    if !fits_stage(kind, before.stage) {
        return Some(Void::NotAtThisStage);
    }
    match kind {
        EventKind::StruckOff => strike_off(author, before, policy),
        EventKind::Settled => {
            let handles = before.handler.as_ref().is_none_or(|handler| *handler == author.account);
            (!handles && !is_above(author.role)).then_some(Void::NotTheHandler)
        }
        EventKind::Taken => {
            let named = before.handler.as_ref().is_none_or(|handler| *handler == author.account);
            (!named && !is_above(author.role)).then_some(Void::NotTheHandler)
        }
        EventKind::Withdrawn => {
            let own = before.raised_by.account == author.account;
            (!own && !is_above(author.role)).then_some(Void::NotTheRaiser)
        }
        _ => None,
    }
}

fn strike_off(author: &Author, before: &Standing, policy: &Policy) -> Option<Void> {
    if !before.contested.is_empty() {
        return Some(Void::Contested);
    }
    let settled_it = before.settlers.contains(&author.account);
    let raised_it = before.raised_by.account == author.account;
    if settled_it || raised_it {
        return Some(Void::OwnWork);
    }
    let must_ask = policy.follow_up_before_strike_off.contains(&before.kind);
    (must_ask && before.satisfied.is_none()).then_some(Void::FollowUpMissing)
}

/// At which stages an event makes sense.
fn fits_stage(kind: EventKind, stage: Stage) -> bool {
    let closed = stage.is_closed();
    match kind {
        EventKind::Raised => false,
        EventKind::Reopened => closed || stage == Stage::Settled,
        EventKind::FollowedUp | EventKind::StruckOff => stage == Stage::Settled,
        EventKind::Settled | EventKind::Taken => !closed && stage != Stage::Settled,
        EventKind::Accepted => {
            matches!(stage, Stage::Raised | Stage::Returned | Stage::Escalated | Stage::Reopened)
        }
        EventKind::Recoloured
        | EventKind::Dispatched
        | EventKind::Progress
        | EventKind::Urged
        | EventKind::Escalated
        | EventKind::Returned
        | EventKind::Withdrawn
        | EventKind::Merged => !closed,
    }
}
