//! Overdue cases go up one level by themselves: what the server's event does, and what nobody else's
//! can do.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use proptest::prelude::*;
use shared_model::casework::event::{Colour, Step};
use shared_model::casework::fold::{CaseState, Stage, Void, fold, may_add};
use shared_model::casework::{ClockKind, PassingUp, Policies};
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::people::{Author, Role, the_server};
use shared_model::place::{Level, PlaceCode};
use support::story::*;
use support::*;

fn server() -> Author {
    let place = PlaceCode::parse("513424000000").unwrap();
    Author { account: the_server(), role: Role::Administrator, place }
}

fn taken(case: Case, by: Author) -> Case {
    case.step(by, Step::Taken { words: String::new() })
}

/// The next going up that waits, written by the server a while after it was due.
fn passed_up(case: Case) -> Case {
    let next = case.state().passes_up.expect("a clock runs");
    written(case, server(), next, next.due_at.plus(HOUR))
}

fn written(case: Case, author: Author, what: PassingUp, received: Millis) -> Case {
    let mut case = case.step(author, what.step());
    case.events.last_mut().unwrap().received_at = Some(received);
    case
}

fn ways(state: &CaseState) -> (Stage, Level, Vec<Option<Void>>) {
    (state.stage, state.level, state.events.iter().map(|event| event.void).collect())
}

#[test]
fn a_red_case_that_nobody_took_goes_to_the_county_and_one_that_nobody_settled_too_but_no_higher() {
    let case = case().raised(a(), Colour::Red);
    let first = case.state().passes_up.unwrap();
    assert_eq!((first.clock, first.up_to), (ClockKind::Take, Level::County));
    assert_eq!(first.due_at, case.events[0].received_at.unwrap().plus(24 * HOUR));
    let up = passed_up(case);
    assert_eq!(ways(&up.state()), (Stage::Raised, Level::County, vec![None, None]));
    assert_eq!(up.state().passes_up, None, "there is no level above the county");
}

#[test]
fn a_yellow_case_goes_up_once_for_each_clock() {
    let case = case().raised(a(), Colour::Yellow).dispatched(secretary(), &mediator());
    let once = passed_up(case);
    assert_eq!(
        (once.state().level, once.state().passes_up.unwrap().clock),
        (Level::Township, ClockKind::Settle)
    );
    let twice = passed_up(once);
    assert_eq!((twice.state().level, twice.state().passes_up), (Level::County, None));
    // Who was at work on it still is.
    assert_eq!((twice.state().stage, twice.state().handler), (Stage::Dispatched, Some(mediator().account)));
    assert_eq!(twice.clone().settled(mediator()).void(5), None);
}

#[test]
fn nobody_but_the_server_writes_it() {
    let case = case().raised(a(), Colour::Red);
    let next = case.state().passes_up.unwrap();
    let impostor = Author { role: Role::Secretary, ..server() };
    let administrator = person(9, Role::Administrator);
    for author in [a(), secretary(), township(), person(6, Role::County), administrator, impostor] {
        let tried = written(case.clone(), author.clone(), next, next.due_at.plus(HOUR));
        assert_eq!(tried.void(2), Some(Void::NotYourRole), "{author:?}");
        assert_eq!(tried.state().level, case.state().level);
        let told = may_add(&next.step(), &author, &case.state(), &policy());
        assert_eq!(told, Err(Void::NotYourRole));
    }
}

#[test]
fn the_server_too_writes_only_what_is_due() {
    let case = case().raised(a(), Colour::Red);
    let next = case.state().passes_up.unwrap();
    let late = next.due_at.plus(HOUR);
    let void = |what: PassingUp, received: Millis| written(case.clone(), server(), what, received).void(2);
    assert_eq!(void(next, late), None);
    assert_eq!(void(next, next.due_at), Some(Void::NotDue), "it isn't late yet");
    assert_eq!(void(PassingUp { due_at: next.due_at.plus(-1), ..next }, late), Some(Void::NotDue));
    assert_eq!(void(PassingUp { up_to: Level::Village, ..next }, late), Some(Void::NotDue));
    let settle = PassingUp { clock: ClockKind::Settle, due_at: case.state().clocks.due_at, ..next };
    assert_eq!(void(settle, settle.due_at.plus(1)), Some(Void::NotDue), "taking comes first");
    let again = written(passed_up(case), server(), next, late.plus(HOUR));
    assert_eq!(again.void(3), Some(Void::NotDue), "once for each clock");
}

#[test]
fn it_is_void_when_the_case_was_taken_or_settled_in_what_it_saw() {
    let waiting = case().raised(a(), Colour::Red).dispatched(secretary(), &mediator());
    let next = waiting.state().passes_up.unwrap();
    let late = next.due_at.plus(HOUR);
    let after = |case: Case| written(case, server(), next, late);
    assert_eq!(after(taken(waiting.clone(), mediator())).void(4), Some(Void::NotAtThisStage));
    assert_eq!(after(waiting.clone().settled(mediator())).void(4), Some(Void::NotAtThisStage));
    assert_eq!(after(waiting.withdrawn(a())).void(4), Some(Void::NotAtThisStage));
}

#[test]
fn what_people_did_beside_it_stands_as_if_no_clock_had_run() {
    // Written without having seen it, on a phone without signal; received after it.
    let waiting = case().raised(a(), Colour::Red).dispatched(secretary(), &mediator());
    let beside = |case: Case| passed_up(case).having_seen(&[2]);
    for (done, stage) in [
        (taken(beside(waiting.clone()), mediator()), Stage::Taken),
        (beside(waiting.clone()).settled(mediator()), Stage::Settled),
        (beside(waiting.clone()).withdrawn(a()), Stage::Withdrawn),
    ] {
        let state = done.state();
        assert_eq!(ways(&state), (stage, Level::County, vec![None; 4]));
        assert!(state.contested.is_empty());
    }
    let closed = beside(waiting).settled(mediator()).followed_up(a()).struck_off(secretary());
    assert_eq!(closed.state().stage, Stage::StruckOff);
}

#[test]
fn an_escalation_beside_it_stands_too_and_the_higher_level_answers() {
    let case = passed_up(case().raised(a(), Colour::Yellow)).having_seen(&[1]).escalated(a());
    let state = case.state();
    assert_eq!((state.stage, state.level), (Stage::Escalated, Level::Township));
    assert!(state.contested.is_empty());
}

#[test]
fn a_case_that_was_given_back_or_reopened_can_go_up_again() {
    let up = passed_up(passed_up(case().raised(a(), Colour::Yellow)));
    let mut again = up.settled(secretary()).followed_up(a()).struck_off(township()).reopened(township());
    let reopened = again.events[6].received_at.unwrap().plus(90 * DAY);
    again.events[6].received_at = Some(reopened);
    let returned = again.step(township(), Step::Returned { words: "请村里先办".into() });
    let next = returned.state().passes_up.unwrap();
    assert_eq!((returned.state().level, next.up_to), (Level::Village, Level::Township));
    assert_eq!((next.clock, next.due_at), (ClockKind::Settle, reopened.plus(15 * DAY)));
}

#[test]
fn an_office_can_leave_overdue_cases_where_they_are_and_old_versions_did() {
    let quiet = shared_model::casework::Policy { version: 1, overdue_goes_up: false, ..policy() };
    let case = case().raised(a(), Colour::Red);
    assert_eq!(fold(case.events.clone(), &Policies::only(quiet.clone())).unwrap().passes_up, None);
    let later = case.events[0].received_at.unwrap().plus(1);
    let policies = Policies::only(quiet).followed_by(&policy(), later, false).unwrap();
    assert_eq!(fold(case.events.clone(), &policies).unwrap().passes_up, None, "its clocks began before");
    let recoloured = case.recoloured(secretary(), Colour::Yellow);
    assert!(fold(recoloured.events, &policies).unwrap().passes_up.is_some());
}

#[test]
fn a_phone_that_does_not_know_it_stands_where_it_stood_and_closes_what_is_closed() {
    let known = Case::ready_for_review();
    let mut up = passed_up(case().raised(a(), Colour::Yellow)).having_seen(&[1]);
    up = up.dispatched(secretary(), &mediator()).settled(mediator()).followed_up(a()).struck_off(secretary());
    let old = Case { events: up.events.iter().filter(|e| e.id != event(2)).cloned().collect(), ..known };
    assert_eq!((old.state().stage, up.state().stage), (Stage::StruckOff, Stage::StruckOff));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whenever the server looks: in the end the same events stand there, in the same order.
    #[test]
    fn a_server_that_looks_seldom_writes_the_same(pauses in prop::collection::vec(1..40i64, 1..8), colour in 0..3usize) {
        let start = case().raised(a(), Colour::ALL[colour]).dispatched(secretary(), &mediator());
        let run = |looks: &[Millis]| {
            let mut case = start.clone();
            for now in looks {
                while let Some(next) = case.state().passes_up.filter(|next| next.due_at < *now) {
                    case = written(case, server(), next, *now);
                }
            }
            let said: Vec<Step> = case.events.iter().map(|event| event.event.step.clone()).collect();
            (said, case.state().level)
        };
        let began = start.events[0].received_at.unwrap();
        let mut looks = vec![began];
        for pause in pauses {
            looks.push(looks[looks.len() - 1].plus(pause * DAY));
        }
        looks.push(began.plus(400 * DAY));
        prop_assert_eq!(run(&looks), run(&[began.plus(400 * DAY)]));
    }
}
