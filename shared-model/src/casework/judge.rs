//! Why a step counts for nothing: the rules, seen from how the case stood for its author.

use super::event::{EventKind, Step};
use super::policy::Policy;
use super::stage::{Stage, Void};
use super::standing::Standing;
use crate::people::{Author, Role};

fn is_above(role: Role) -> bool {
    matches!(role, Role::Secretary | Role::Township | Role::County)
}

/// Why a step by `author` counts for nothing in a case that stood as `before` says.
pub(super) fn judge(
    step: &Step,
    author: &Author,
    before: Option<&Standing>,
    policy: &Policy,
) -> Option<Void> {
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
        EventKind::TaskDone => answer(step, author, before),
        _ => None,
    }
}

/// A task is answered once, by whom it was given to or somebody above.
fn answer(step: &Step, author: &Author, before: &Standing) -> Option<Void> {
    let Step::TaskDone { task, .. } = step else { return None };
    let open = before.tasks.iter().find(|given| given.event == *task && given.done.is_none());
    let Some(open) = open else { return Some(Void::NoSuchTask) };
    (open.to != author.account && !is_above(author.role)).then_some(Void::NotYourTask)
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
        // Who was asked to do something can always say that it is done.
        EventKind::TaskDone => true,
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
        | EventKind::Merged
        | EventKind::Tasked
        | EventKind::Discussed
        | EventKind::Helped => !closed,
        // Judged by the clocks ([`super::passing`]).
        EventKind::PassedUp => false,
    }
}
