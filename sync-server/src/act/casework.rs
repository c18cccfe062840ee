//! Raising cases and adding to them from the console.

use super::Deed;
use crate::error::{Failed, Outcome};
use crate::scope;
use shared_model::api::{Code, Done};
use shared_model::casework::fold::may_add;
use shared_model::casework::{CaseEvent, CaseKind, EventKind, Fact, Step, Void, as_seen};
use shared_model::document::{DocId, Put};
use shared_model::ids::{AccountId, CaseId, EventId};
use shared_model::people::Author;

fn refused(void: Void) -> Failed {
    Failed::problem(Code::Policy, void.word())
}

fn checked(step: &Step) -> Outcome<()> {
    step.check().map_err(|problem| Failed::problem(Code::Invalid, problem.to_string()))
}

/// What the policy requires of a step in a kind of case.
fn said_enough(deed: &Deed<'_>, kind: CaseKind, step: &Step) -> Outcome<()> {
    let policies = deed.app.policies(deed.tx)?;
    let lacks = |fact: Fact| Failed::problem(Code::Invalid, format!("the policy asks for {}", fact.word()));
    policies.newest().lacks(kind, step).map_or(Ok(()), |fact| Err(lacks(fact)))
}

/// Begins a case.
///
/// # Errors
/// `policy`, `invalid`, `forbidden`, or a fault.
pub fn raise(deed: &Deed<'_>, step: Step) -> Outcome<Done> {
    checked(&step)?;
    let Step::Raised { micro_grid, category, kind, .. } = &step else {
        return Err(Failed::problem(Code::Invalid, "a case begins with the step raised"));
    };
    let policies = deed.app.policies(deed.tx)?;
    let policy = policies.newest();
    if !policy.may(deed.me.account.role, EventKind::Raised) {
        return Err(refused(Void::NotYourRole));
    }
    if !policy.categories.iter().any(|known| known.key == *category && known.kind == *kind) {
        return Err(Failed::problem(Code::Invalid, "the category belongs to no kind of case in the policy"));
    }
    said_enough(deed, *kind, &step)?;
    let known = micro_grid.is_within(&deed.me.account.place) && deed.tx.place(micro_grid)?.is_some();
    let village = micro_grid.village().filter(|_| known).ok_or_else(|| scope::not_found("micro-grid"))?;
    let case = CaseId::from_random(deed.app.random());
    write_event(deed, &DocId::Case(village, case.clone()), vec![], step)?;
    Ok(Done::Saved { id: case.to_string() })
}

/// Adds an event to a case, when the policy allows it as its author's screen showed the case.
///
/// # Errors
/// `not_found`, `policy` with the word of the rule, `invalid`, `day_past`, or a fault.
pub fn add(deed: &Deed<'_>, id: &CaseId, step: Step, seen: Option<Vec<EventId>>) -> Outcome<Done> {
    checked(&step)?;
    if step.wants_a_past_day(deed.now) {
        return Err(Failed::problem(Code::DayPast, "an answer is wanted today or later"));
    }
    let me = &deed.me.account;
    let case = scope::case(deed.tx, me, id, deed.now)?;
    let after = seen.unwrap_or_else(|| case.state.frontier.clone());
    let policies = deed.app.policies(deed.tx)?;
    let shown = as_seen(&case.state, &after, &policies)
        .ok_or_else(|| Failed::problem(Code::Invalid, "seen names an event that is not in the case"))?;
    may_add(&step, &Author::of(me), &shown, policies.newest()).map_err(refused)?;
    said_enough(deed, case.kind, &step)?;
    if let Step::Dispatched { to, .. } | Step::Tasked { to, .. } = &step {
        check_handler(deed, &case.micro_grid, to)?;
    }
    let village = case.micro_grid.village().ok_or_else(|| scope::not_found("case"))?;
    let event = write_event(deed, &DocId::Case(village.clone(), id.clone()), after, step)?;
    for ready in deed.photos {
        deed.tx.keep_photo(&village, &ready.photo.hash, ready.photo.bytes, deed.now)?;
    }
    Ok(Done::Saved { id: event.to_string() })
}

/// Whom a case can be given to: somebody of the village it lies in, or an office above it.
fn check_handler(
    deed: &Deed<'_>,
    micro_grid: &shared_model::place::PlaceCode,
    to: &AccountId,
) -> Outcome<()> {
    let unfit = || {
        Failed::problem(
            Code::Invalid,
            "a case is dispatched to somebody of its village or an office above it",
        )
    };
    let handler = deed.tx.account(to)?.ok_or_else(unfit)?.account;
    let village = micro_grid.village().ok_or_else(unfit)?;
    if handler.can_be_given(&village) { Ok(()) } else { Err(unfit()) }
}

fn write_event(deed: &Deed<'_>, id: &DocId, after: Vec<EventId>, step: Step) -> Outcome<EventId> {
    let event = EventId::from_random(deed.app.random());
    let photos = deed.photos.iter().map(|ready| ready.photo.clone()).collect();
    let content = CaseEvent { written_at: deed.now, after, photos, step };
    deed.write(id, &[Put { key: event.to_string(), value: serde_json::to_string(&content)? }])?;
    Ok(event)
}
