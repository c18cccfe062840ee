//! What the console alone is shown of cases, as one person sees it at one moment.

use super::CaseProjection;
use super::views::{self, Lens};
use crate::api::desk::{CameUp, NearCase, QueueItem};
use crate::api::view::{LastStep, NextStep};
use crate::casework::fold::{JudgedEvent, Rules};
use crate::casework::near::{Alike, Sketch, alike};
use crate::casework::{Colour, EventKind, Step};
use crate::moment::Millis;
use crate::people::Role;
use crate::place::Level;

/// A case in the list of those who review.
pub fn queue_item(projection: &CaseProjection, lens: Lens<'_>) -> QueueItem {
    let urgings = || counting(projection).filter_map(|event| urging(&event.written.event.step));
    let mut item = views::case_item(projection, lens);
    item.mine |= projection.state.tasks.iter().any(|task| task.done.is_none() && task.to == lens.me.id);
    QueueItem {
        item,
        seen: projection.state.frontier.clone(),
        bulk: bulk(projection, lens),
        came_up: came_up(projection, lens),
        urged: u32::try_from(urgings().count()).unwrap_or(u32::MAX),
        urged_by: urgings().next_back().flatten(),
        given: given(projection, lens),
    }
}

fn counting(projection: &CaseProjection) -> impl DoubleEndedIterator<Item = &JudgedEvent> {
    projection.state.events.iter().filter(|event| event.void.is_none())
}

/// For an urging: until when, where that was said.
fn urging(step: &Step) -> Option<Option<Millis>> {
    if let Step::Urged { by, .. } = step { Some(*by) } else { None }
}

/// What can be done with several cases at once. A closed case needs none of it.
fn bulk(projection: &CaseProjection, lens: Lens<'_>) -> Vec<NextStep> {
    if projection.state.stage.is_closed() {
        return Vec::new();
    }
    let (author, policy) = (lens.as_author(), &lens.reference.policy);
    let words = String::new();
    let to = author.account.clone();
    let steps = [
        Step::Accepted { words: words.clone() },
        Step::Dispatched { to, words: words.clone() },
        Step::Urged { words: words.clone(), by: None },
        Step::StruckOff { words },
    ];
    let rules = Rules::of(&projection.state);
    let whys = steps.each_ref().map(|step| rules.may_add(step, &author, policy).err());
    let kinds = steps.iter().map(Step::kind);
    kinds
        .zip(whys)
        .filter(|(kind, _)| policy.may(author.role, *kind))
        .map(|(kind, not_now)| NextStep { kind, not_now })
        .collect()
}

/// Why a case is shown above the village.
fn came_up(projection: &CaseProjection, lens: Lens<'_>) -> Option<CameUp> {
    let level = match lens.me.role {
        Role::Township => Level::Township,
        Role::County => Level::County,
        _ => return None,
    };
    let brought = counting(projection).rev().find_map(|event| match &event.written.event.step {
        Step::PassedUp { up_to, .. } if *up_to <= level => passed_up(event),
        Step::Escalated { .. } if level == Level::Township || event.written.author.role == Role::Township => {
            Some(CameUp::Escalated { at: event.written.event.written_at })
        }
        _ => None,
    });
    let red = (projection.state.colour == Colour::Red).then_some(CameUp::Red);
    // A level below may be where it went: who looks sees it because it is overdue all the same.
    let below = || counting(projection).rev().find_map(passed_up).unwrap_or(CameUp::Overdue);
    brought.or(red).or_else(|| projection.is_overdue(lens.now).then(below))
}

/// How an event tells that the case went up by itself.
fn passed_up(event: &JudgedEvent) -> Option<CameUp> {
    match &event.written.event.step {
        Step::PassedUp { clock, up_to, .. } => {
            Some(CameUp::PassedUp { clock: *clock, at: event.written.event.written_at, up_to: *up_to })
        }
        _ => None,
    }
}

/// By what step a case came to the asker.
fn given(projection: &CaseProjection, lens: Lens<'_>) -> Option<LastStep> {
    let to_me = |event: &&JudgedEvent| match &event.written.event.step {
        Step::Dispatched { to, .. } | Step::Tasked { to, .. } => *to == lens.me.id,
        _ => false,
    };
    let event = &counting(projection).rev().find(to_me)?.written;
    Some(LastStep {
        kind: event.event.step.kind(),
        author: lens.author(&event.author),
        written_at: event.event.written_at,
        words: event.event.step.words().to_owned(),
    })
}

/// What of a case tells whether it is another one.
fn sketch(projection: &CaseProjection) -> Sketch<'_> {
    Sketch {
        kind: projection.kind,
        category: &projection.category,
        micro_grid: &projection.micro_grid,
        parties: &projection.parties,
        position: projection.position(),
        raised_at: projection.received_at.unwrap_or_else(|| first_written(projection)),
    }
}

fn first_written(projection: &CaseProjection) -> Millis {
    let begins = |event: &&JudgedEvent| event.written.event.step.kind() == EventKind::Raised;
    let beginning = counting(projection).find(begins);
    beginning.map_or(projection.due_at, |event| event.written.event.written_at)
}

/// Those of `others` that may be one and the same with a case, the most alike first. Who is above the
/// village is told no names but those of the case they have open.
pub fn near_cases(
    projection: &CaseProjection,
    others: impl Iterator<Item = CaseProjection>,
    lens: Lens<'_>,
) -> Vec<NearCase> {
    let within = lens.reference.policy.suggest.duplicate_days;
    let named = !matches!(lens.me.role, Role::Township | Role::County);
    let mut found: Vec<NearCase> = others
        .filter(|other| other.id != projection.id && !other.state.stage.is_closed())
        .filter_map(|other| {
            let alike = alike(sketch(projection), sketch(&other), within);
            (!alike.is_empty()).then(|| near_case(&other, alike, named, lens))
        })
        .collect();
    found.sort_by(|a, b| (b.alike.len(), &a.item.id).cmp(&(a.alike.len(), &b.item.id)));
    found
}

fn near_case(other: &CaseProjection, alike: Vec<Alike>, named: bool, lens: Lens<'_>) -> NearCase {
    let mut item = views::case_item(other, lens);
    if !named {
        item.parties.clear();
    }
    let words = if named { other.words.clone() } else { String::new() };
    NearCase { item, words, seen: other.state.frontier.clone(), alike }
}
