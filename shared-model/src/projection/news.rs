//! Whom an event of a case concerns: what somebody is told of when others wrote it.

use super::{CaseProjection, Lens};
use crate::api::view::NewsItem;
use crate::casework::fold::JudgedEvent;
use crate::casework::{EventKind, Step};
use crate::ids::{AccountId, EventId};
use crate::people::{Account, Role};
use crate::place::Level;

/// The news that an event of a case is for who looks; none when it is none of theirs, or their own.
pub fn news(case: &CaseProjection, event: &EventId, lens: Lens<'_>) -> Option<NewsItem> {
    let judged = case.state.events.iter().find(|judged| judged.written.id == *event)?;
    let (written, step) = (&judged.written, &judged.written.event.step);
    if judged.void.is_some() || written.author.account == lens.me.id || !concerns(judged, case, lens.me) {
        return None;
    }
    Some(NewsItem {
        case: case.id.clone(),
        title: case.title.clone(),
        colour: case.state.colour,
        event: event.clone(),
        kind: step.kind(),
        to_me: given_to(step) == Some(&lens.me.id),
        author: lens.author(&written.author),
        words: step.words().to_owned(),
        written_at: written.event.written_at,
        unread: false,
    })
}

/// To whom a step gives something.
fn given_to(step: &Step) -> Option<&AccountId> {
    match step {
        Step::Dispatched { to, .. } | Step::Tasked { to, .. } => Some(to),
        _ => None,
    }
}

/// What is written into a case concerns who has a hand in it. Beside that: to whom it gives something,
/// to whom a case comes up, and the member in whose micro-grid one is raised.
fn concerns(judged: &JudgedEvent, case: &CaseProjection, me: &Account) -> bool {
    let step = &judged.written.event.step;
    match step {
        Step::Dispatched { to, .. } | Step::Tasked { to, .. } if *to == me.id => return true,
        Step::TaskDone { task, .. } if gave(case, task, &me.id) => return true,
        Step::Raised { .. } if me.role == Role::Member => return true,
        Step::Escalated { .. } if comes_up_to(case, me) => return true,
        _ => {}
    }
    // A discussion and help are told of where they stand; they ask nothing of anybody.
    !matches!(step.kind(), EventKind::Discussed | EventKind::Helped | EventKind::TaskDone)
        && has_a_hand_in(case, &me.id)
}

fn gave(case: &CaseProjection, task: &EventId, me: &AccountId) -> bool {
    case.state.events.iter().any(|e| e.written.id == *task && e.written.author.account == *me)
}

fn comes_up_to(case: &CaseProjection, me: &Account) -> bool {
    match me.role {
        Role::GridLeader => case.state.level == Level::Grid,
        Role::Secretary => case.state.level == Level::Village,
        _ => false,
    }
}

/// Who raised it, took it or settled it, and whom it was given to.
fn has_a_hand_in(case: &CaseProjection, me: &AccountId) -> bool {
    case.state.events.iter().filter(|e| e.void.is_none()).any(|e| {
        let step = &e.written.event.step;
        let does = matches!(step, Step::Raised { .. } | Step::Taken { .. } | Step::Settled { .. });
        (does && e.written.author.account == *me) || matches!(step, Step::Dispatched { to, .. } if to == me)
    })
}
