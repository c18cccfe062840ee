//! Until when a case is to be taken and settled, and which level answers for it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use shared_model::casework::event::{Colour, Step};
use shared_model::casework::fold::Stage;
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::people::Author;
use shared_model::place::Level;
use support::story::*;
use support::*;

/// When the server received the `number`th event of a [`Case`].
fn received(case: &Case, number: u64) -> Millis {
    case.events.iter().find(|e| e.id == event(number)).unwrap().received_at.unwrap()
}

fn taken(case: Case, by: Author) -> Case {
    case.step(by, Step::Taken { words: String::new() })
}

fn returned(case: Case, by: Author) -> Case {
    case.step(by, Step::Returned { words: "先问清楚".into() })
}

#[test]
fn both_clocks_begin_when_the_server_received_what_set_the_colour() {
    let case = case().raised(a(), Colour::Green).progress(a()).recoloured(a(), Colour::Red).progress(b());
    let clocks = case.state().clocks;
    assert_eq!(clocks.due_at, received(&case, 3).plus(30 * DAY));
    assert_eq!(clocks.take_due_at, Some(received(&case, 3).plus(24 * HOUR)));
}

#[test]
fn a_colour_without_a_clock_for_taking_has_none() {
    assert_eq!(case().raised(a(), Colour::Green).state().clocks.take_due_at, None);
}

#[test]
fn the_clock_for_taking_runs_until_somebody_has_taken_it_or_is_asked_back() {
    let waiting = case().raised(a(), Colour::Red).dispatched(secretary(), &mediator());
    assert!(waiting.state().clocks.take_due_at.is_some());
    for done in [
        taken(waiting.clone(), mediator()),
        waiting.clone().settled(mediator()),
        returned(waiting.clone(), mediator()),
        waiting.clone().withdrawn(a()),
    ] {
        assert_eq!(done.state().clocks.take_due_at, None, "{:?}", done.state().stage);
        assert_eq!(done.state().clocks.due_at, waiting.state().clocks.due_at);
    }
}

#[test]
fn who_brings_a_case_up_gives_the_level_above_its_time_to_take_it() {
    let case = taken(case().raised(a(), Colour::Red), secretary()).escalated(secretary());
    let clocks = case.state().clocks;
    assert_eq!(clocks.take_due_at, Some(received(&case, 3).plus(24 * HOUR)));
    assert_eq!(clocks.due_at, received(&case, 1).plus(30 * DAY));
}

#[test]
fn a_case_that_is_reopened_a_month_later_is_not_late_at_once() {
    let mut case = Case::ready_for_review().struck_off(secretary()).reopened(secretary());
    case.events[5].received_at = Some(received(&case, 1).plus(60 * DAY));
    let clocks = case.state().clocks;
    assert_eq!(clocks.due_at, received(&case, 1).plus(75 * DAY));
    assert!(clocks.take_due_at.unwrap() > received(&case, 1).plus(60 * DAY));
}

#[test]
fn what_counts_for_nothing_moves_no_clock() {
    let case = case().raised(a(), Colour::Red);
    let tried = taken(
        case.clone().recoloured(mediator(), Colour::Green),
        person(8, shared_model::people::Role::County),
    );
    assert_eq!((tried.state().clocks, tried.state().level), (case.state().clocks, case.state().level));
}

#[test]
fn a_case_begins_at_the_level_of_its_colour_and_goes_up_from_who_brings_it_up() {
    let level = |case: Case| case.state().level;
    assert_eq!(level(case().raised(a(), Colour::Green)), Level::MicroGrid);
    assert_eq!(level(case().raised(a(), Colour::Yellow)), Level::Village);
    assert_eq!(level(case().raised(a(), Colour::Red)), Level::Township);
    assert_eq!(level(case().raised(a(), Colour::Green).escalated(a())), Level::Grid);
    assert_eq!(level(case().raised(a(), Colour::Green).escalated(secretary())), Level::Township);
    assert_eq!(level(case().raised(a(), Colour::Red).escalated(a())), Level::Township);
    assert_eq!(level(case().raised(a(), Colour::Red).escalated(township())), Level::County);
}

#[test]
fn who_brings_a_case_up_from_below_does_not_bring_it_down() {
    let up = case().raised(a(), Colour::Yellow).escalated(secretary()).escalated(a());
    assert_eq!(up.state().level, Level::Township);
    let again = Case::ready_for_review().escalated(secretary()).settled(secretary()).reopened(secretary());
    assert_eq!(again.state().level, Level::Village);
}

#[test]
fn a_change_of_colour_sends_a_case_another_way_and_what_was_given_back_is_below_again() {
    let level = |case: Case| case.state().level;
    let up = case().raised(a(), Colour::Yellow).escalated(secretary());
    assert_eq!(level(up.clone()), Level::Township);
    assert_eq!(level(returned(up.clone(), township())), Level::Village);
    assert_eq!(level(up.clone().having_seen(&[1]).recoloured(a(), Colour::Green)), Level::Township);
    assert_eq!(
        level(case().raised(a(), Colour::Red).recoloured(secretary(), Colour::Green)),
        Level::MicroGrid
    );
    // Brought up and given back at once: it is up until somebody who saw both gives it back.
    let both = returned(up.having_seen(&[1]), secretary());
    assert_eq!((level(both.clone()), both.state().stage), (Level::Township, Stage::Escalated));
}
