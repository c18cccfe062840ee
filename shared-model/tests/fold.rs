//! The rules by which a case's state follows from its events, as the people of a village meet them.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use proptest::prelude::*;
use shared_model::casework::event::{CaseKind, Colour, Step};
use shared_model::casework::fold::{CaseState, Stage, Void, fold, may_add};
use shared_model::moment::Millis;
use shared_model::people::Role;
use shared_model::place::Level;
use support::story::*;
use support::*;

#[test]
fn a_case_that_is_red_for_one_and_dispatched_for_another_is_red_and_dispatched() {
    let case = case()
        .raised(a(), Colour::Yellow)
        .recoloured(a(), Colour::Red)
        .having_seen(&[1])
        .dispatched(secretary(), &mediator());
    let state = case.state();
    assert_eq!((state.colour, state.stage), (Colour::Red, Stage::Dispatched));
    assert_eq!(state.coloured_by, event(2));
    assert_eq!(state.handler, Some(mediator().account));
    assert!(state.contested.is_empty());
    let mut other_order = case.clone();
    other_order.events.reverse();
    assert_eq!(other_order.state(), state);
}

#[test]
fn settled_followed_up_and_struck_off_is_closed() {
    let state = Case::ready_for_review().struck_off(secretary()).state();
    assert_eq!(state.stage, Stage::StruckOff);
    assert_eq!(state.satisfied, Some(true));
    assert_eq!(state.settled_by, Some(mediator().account));
    assert_eq!(state.frontier, [event(5)]);
    assert!(state.events.iter().all(|e| e.void.is_none()));
}

#[test]
fn a_member_who_strikes_off_their_own_case_is_recorded_and_counts_for_nothing() {
    let before = Case::ready_for_review();
    let tried = before.clone().struck_off(a());
    assert_eq!(tried.void(5), Some(Void::NotYourRole));
    let state = tried.state();
    assert_eq!(state.events.len(), 5);
    assert_eq!(apart_from_events(state), apart_from_events(before.state()));
    let then = tried.having_seen(&[4]).struck_off(secretary());
    assert_eq!(then.state().stage, Stage::StruckOff);
}

#[test]
fn a_dispute_is_not_struck_off_before_somebody_has_asked_the_household() {
    let case = case()
        .raised(a(), Colour::Yellow)
        .dispatched(secretary(), &mediator())
        .settled(mediator())
        .struck_off(secretary());
    assert_eq!(case.void(4), Some(Void::FollowUpMissing));
    assert_eq!(case.state().stage, Stage::Settled);
}

#[test]
fn a_follow_up_that_came_before_the_last_settlement_is_not_enough() {
    let case = Case::ready_for_review().reopened(secretary()).settled(mediator()).struck_off(secretary());
    assert_eq!(case.void(7), Some(Void::FollowUpMissing));
}

#[test]
fn a_hazard_is_struck_off_without_a_follow_up() {
    let case = case().step(a(), raised(CaseKind::Hazard, Colour::Green)).settled(a()).struck_off(secretary());
    assert_eq!(case.state().stage, Stage::StruckOff);
}

#[test]
fn nobody_strikes_off_what_they_settled_or_raised_themselves() {
    let settled_it =
        case().raised(a(), Colour::Green).settled(secretary()).followed_up(a()).struck_off(secretary());
    assert_eq!(settled_it.void(4), Some(Void::OwnWork));
    let raised_it = case()
        .raised(secretary(), Colour::Green)
        .settled(a())
        .followed_up(a())
        .struck_off(secretary())
        .having_seen(&[3])
        .struck_off(township());
    assert_eq!(raised_it.void(4), Some(Void::OwnWork));
    assert_eq!(raised_it.state().stage, Stage::StruckOff);
}

#[test]
fn who_settled_at_the_same_time_as_another_does_not_strike_off_either() {
    // Whichever of the two settlements has the higher id.
    for (first, second) in [(secretary(), mediator()), (mediator(), secretary())] {
        let case = case()
            .raised(a(), Colour::Green)
            .dispatched(township(), &mediator())
            .settled(first)
            .having_seen(&[2])
            .settled(second)
            .having_seen(&[3, 4])
            .followed_up(a())
            .struck_off(secretary());
        assert_eq!(case.void(6), Some(Void::OwnWork));
    }
}

#[test]
fn a_closing_beside_an_escalation_is_contested_and_not_closed() {
    let case = Case::ready_for_review().struck_off(secretary()).having_seen(&[4]).escalated(a());
    let state = case.state();
    assert_eq!(state.contested, [event(5), event(6)]);
    assert_eq!(state.frontier, [event(5), event(6)]);
    assert_eq!(state.stage, Stage::Escalated);
}

#[test]
fn a_word_that_it_goes_on_leaves_an_escalation_where_it_went_until_somebody_gives_the_case_back() {
    let goes_on = Case::ready_for_review()
        .struck_off(secretary())
        .having_seen(&[4])
        .escalated(a())
        .having_seen(&[5, 6])
        .progress(secretary());
    let state = goes_on.state();
    assert_eq!((state.stage, state.contested.len()), (Stage::Escalated, 0));
    assert_eq!(
        state.level,
        Level::Village,
        "a yellow one is the village's, and a member brings it no higher"
    );
    // Without an escalation nothing is escalated: it stands where it stood before the ending.
    let beside = Case::ready_for_review()
        .struck_off(secretary())
        .having_seen(&[4])
        .progress(a())
        .having_seen(&[5, 6])
        .step(secretary(), Step::Reopened { words: "还没完".into() });
    assert_eq!(beside.state().stage, Stage::Reopened);
}

#[test]
fn a_settlement_beside_a_progress_is_contested_and_not_settled() {
    let case = case()
        .raised(a(), Colour::Yellow)
        .dispatched(secretary(), &mediator())
        .settled(mediator())
        .having_seen(&[2])
        .progress(a());
    let state = case.state();
    assert_eq!(state.contested, [event(3), event(4)]);
    assert_eq!(state.stage, Stage::Dispatched);
    assert_eq!(state.settled_by, None);
}

#[test]
fn a_contested_case_is_not_struck_off() {
    let case = Case::ready_for_review()
        .struck_off(secretary())
        .having_seen(&[4])
        .progress(a())
        .having_seen(&[5, 6])
        .struck_off(township());
    assert_eq!(case.void(7), Some(Void::Contested));
    assert_eq!(case.state().contested, [event(5), event(6)]);
}

#[test]
fn somebody_who_saw_both_sides_resolves_what_is_contested() {
    let contested = Case::ready_for_review().struck_off(secretary()).having_seen(&[4]).escalated(a());
    let state = contested
        .having_seen(&[5, 6])
        .step(township(), Step::Returned { words: "请村里先走访".into() })
        .state();
    assert!(state.contested.is_empty());
    assert_eq!((state.stage, state.frontier), (Stage::Returned, vec![event(7)]));
}

#[test]
fn a_word_about_a_contested_closing_does_not_close_the_case_by_the_way() {
    let contested = Case::ready_for_review().struck_off(secretary()).having_seen(&[4]).progress(a());
    for told in [
        contested.clone().having_seen(&[5, 6]).recoloured(secretary(), Colour::Red),
        contested.clone().having_seen(&[5, 6]).urged(township()),
        contested.clone().having_seen(&[5, 6]).progress(b()),
    ] {
        let state = told.state();
        assert_eq!(state.stage, Stage::Settled);
        assert!(state.contested.is_empty());
        let confirmed = told.struck_off(secretary());
        assert_eq!(confirmed.state().stage, Stage::StruckOff);
    }
}

#[test]
fn two_who_close_at_once_in_the_same_way_agree_and_otherwise_do_not() {
    let agreed =
        Case::ready_for_review().struck_off(secretary()).having_seen(&[4]).struck_off(township()).state();
    assert_eq!(agreed.stage, Stage::StruckOff);
    assert!(agreed.contested.is_empty());
    let divided =
        case().raised(a(), Colour::Green).withdrawn(a()).having_seen(&[1]).merged(secretary()).state();
    assert_eq!(divided.contested, [event(2), event(3)]);
    assert_eq!(divided.stage, Stage::Raised);
}

#[test]
fn a_reopened_case_is_open_and_has_no_handler() {
    let case = Case::ready_for_review().struck_off(secretary()).reopened(secretary());
    let state = case.state();
    assert_eq!((state.stage, state.handler), (Stage::Reopened, None));
    assert_eq!(case.dispatched(secretary(), &b()).state().handler, Some(b().account));
}

#[test]
fn only_who_raised_a_case_or_the_office_withdraws_it_and_then_nothing_more_is_written() {
    let case =
        case().raised(a(), Colour::Green).withdrawn(b()).having_seen(&[1]).withdrawn(a()).progress(a());
    assert_eq!(case.void(2), Some(Void::NotTheRaiser));
    assert_eq!(case.void(4), Some(Void::NotAtThisStage));
    assert_eq!(case.state().stage, Stage::Withdrawn);
    let merged = self::case().raised(a(), Colour::Green).merged(secretary());
    assert_eq!(merged.state().stage, Stage::Merged);
}

#[test]
fn only_the_handler_or_somebody_above_settles() {
    let dispatched = case().raised(a(), Colour::Yellow).dispatched(secretary(), &mediator());
    assert_eq!(dispatched.clone().settled(b()).void(3), Some(Void::NotTheHandler));
    assert_eq!(dispatched.clone().settled(mediator()).void(3), None);
    assert_eq!(dispatched.settled(secretary()).void(3), None);
}

#[test]
fn two_dispatches_at_once_name_one_handler_whatever_happened_beside_them() {
    let plain = case()
        .raised(a(), Colour::Yellow)
        .dispatched(secretary(), &mediator())
        .having_seen(&[1])
        .dispatched(township(), &b());
    // A void event before one of the dispatches moves it down the timeline, nothing else.
    let mut beside = plain.clone().having_seen(&[1]).struck_off(a());
    beside.events[1].event.after = vec![event(4)];
    assert_eq!(beside.void(4), Some(Void::NotYourRole));
    assert_eq!(apart_from_events(beside.state()), apart_from_events(plain.state()));
}

#[test]
fn a_second_beginning_takes_over_nothing() {
    // Written by somebody who pretends to have seen nothing, under an id that sorts first.
    let honest = Case::ready_for_review();
    let mut crafted = honest.clone().having_seen(&[]).step(b(), raised(CaseKind::AgendaTopic, Colour::Red));
    crafted.events[4].id = event(0);
    let state = crafted.state();
    assert_eq!(void_of(&state, 0), Some(Void::SecondBeginning));
    assert_eq!(apart_from_events(state), apart_from_events(honest.state()));
    let seen = honest.step(a(), raised(CaseKind::Dispute, Colour::Red));
    assert_eq!(seen.void(5), Some(Void::SecondBeginning));
}

#[test]
fn a_colour_is_the_gravest_of_those_nobody_replaced() {
    let case = case()
        .raised(a(), Colour::Yellow)
        .recoloured(a(), Colour::Red)
        .having_seen(&[1])
        .recoloured(secretary(), Colour::Green);
    assert_eq!(case.state().colour, Colour::Red);
    assert_eq!(
        case.having_seen(&[2, 3]).recoloured(secretary(), Colour::Green).state().colour,
        Colour::Green
    );
}

#[test]
fn wrong_clocks_change_nothing() {
    let right = Case::ready_for_review().struck_off(secretary()).having_seen(&[4]).escalated(a());
    let mut wrong = right.clone();
    for (written, at) in wrong.events.iter_mut().zip([i64::MAX, 0, i64::MIN, -1, 7, 1 << 60]) {
        written.event.written_at = Millis(at);
    }
    assert_eq!(apart_from_events(wrong.state()), apart_from_events(right.state()));
}

#[test]
fn a_case_nobody_may_have_raised_is_none() {
    assert_eq!(fold(vec![], &policies()), None);
    assert_eq!(fold(case().raised(mediator(), Colour::Green).events, &policies()), None);
    assert_eq!(fold(case().progress(a()).events, &policies()), None);
}

#[test]
fn a_circle_or_a_dangling_name_in_what_was_seen_harms_nobody() {
    let mut case = Case::ready_for_review().progress(a());
    case.events[2].event.after.push(event(5));
    case.events[3].event.after.push(event(4));
    case.events[4].event.after.push(event(999));
    let state = case.state();
    assert_eq!(state.events.len(), 5);
    case.events.reverse();
    assert_eq!(case.state(), state);
}

#[test]
fn a_case_of_two_thousand_events_is_folded_in_a_moment() {
    let mut long = case().raised(a(), Colour::Yellow);
    while long.events.len() < 2_000 {
        long = long.progress(a());
    }
    let began = std::time::Instant::now();
    assert_eq!(long.state().events.len(), 2_000);
    assert!(began.elapsed().as_secs() < 20, "took {:?}", began.elapsed());
}

/// The state without its events (and with nothing else left out).
fn apart_from_events(state: CaseState) -> CaseState {
    CaseState { events: vec![], ..state }
}

/// What a random case is made of: per event who, what, and which of the events before it were seen.
type Plan = Vec<(u8, u8, Vec<prop::sample::Index>)>;

fn plans() -> impl Strategy<Value = Plan> {
    let event = (0..6u8, 0..15u8, prop::collection::vec(any::<prop::sample::Index>(), 0..3));
    prop::collection::vec(event, 0..14)
}

/// A case that follows a plan. Ids are scattered, so that their order says nothing about time.
fn play(plan: &Plan) -> Case {
    let mut case = case().raised(a(), Colour::Yellow);
    for (who, what, seen) in plan {
        let author =
            [a(), b(), secretary(), mediator(), township(), person(6, Role::County)][*who as usize].clone();
        let events = case.events.len() as u64;
        let mut seen: Vec<u64> = seen.iter().map(|i| i.index(events as usize) as u64 + 1).collect();
        if seen.is_empty() {
            seen.push(events);
        }
        let case_so_far = case.having_seen(&seen);
        case = match what {
            0 => case_so_far.raised(author, Colour::Red),
            1 => case_so_far.recoloured(author, Colour::Red),
            2 => case_so_far.recoloured(author, Colour::Green),
            3 => case_so_far.step(author, Step::Accepted { words: String::new() }),
            4 => case_so_far.dispatched(author, &mediator()),
            5 => case_so_far.step(author, Step::Taken { words: String::new() }),
            6 => case_so_far.progress(author),
            7 => case_so_far.urged(author),
            8 => case_so_far.escalated(author),
            9 | 10 => case_so_far.settled(author),
            11 => case_so_far.followed_up(author),
            12 => case_so_far.struck_off(author),
            13 => case_so_far.reopened(author),
            _ => case_so_far.withdrawn(author),
        };
    }
    let scatter = |id: &mut shared_model::ids::EventId| {
        let number = (1..=99).find(|n| *id == event(*n)).expect("a small number");
        *id = event(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    };
    for written in &mut case.events {
        scatter(&mut written.id);
        written.event.after.iter_mut().for_each(scatter);
    }
    case
}

/// The case as if one event had never been written: who had seen it has seen what it had seen.
fn without(case: &Case, index: usize) -> Case {
    let gone = case.events[index].clone();
    let mut rest = case.clone();
    rest.events.remove(index);
    for written in &mut rest.events {
        let after = &mut written.event.after;
        if after.contains(&gone.id) {
            after.retain(|id| *id != gone.id);
            after.extend(gone.event.after.iter().cloned());
        }
    }
    rest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_repetition_of_what_arrives_change_nothing(
        (plan, shuffled) in plans().prop_flat_map(|plan| {
            let twice: Vec<usize> = (0..=plan.len()).chain(0..=plan.len()).collect();
            (Just(plan), Just(twice).prop_shuffle())
        })
    ) {
        let case = play(&plan);
        let arrived: Vec<_> = shuffled.iter().map(|i| case.events[*i].clone()).collect();
        prop_assert_eq!(fold(arrived, &policies()), Some(case.state()));
    }

    #[test]
    fn an_event_that_counts_for_nothing_changes_nothing(plan in plans()) {
        let case = play(&plan);
        let state = case.state();
        for (index, written) in case.events.iter().enumerate() {
            let judged = state.events.iter().find(|e| e.written.id == written.id).unwrap();
            if judged.void.is_some() {
                let rest = without(&case, index).state();
                prop_assert_eq!(apart_from_events(rest.clone()), apart_from_events(state.clone()));
                for other in &rest.events {
                    let same = state.events.iter().find(|e| e.written.id == other.written.id).unwrap();
                    prop_assert_eq!(other.void, same.void);
                }
            }
        }
    }

    #[test]
    fn a_case_is_closed_only_if_all_of_its_frontier_closes_or_contests_nothing(plan in plans()) {
        let state = play(&plan).state();
        let closes = |id| {
            let judged = state.events.iter().find(|e| e.written.id == id).unwrap();
            let step = &judged.written.event.step;
            let closing = matches!(step, Step::StruckOff { .. } | Step::Withdrawn { .. } | Step::Merged { .. });
            closing || step.kind().contests_nothing()
        };
        let all_close = state.frontier.iter().all(|id| closes(id.clone()));
        prop_assert!(!state.stage.is_closed() || (all_close && state.contested.is_empty()));
        prop_assert_ne!(state.contested.len(), 1, "a case is contested between two");
    }

    #[test]
    fn the_screen_offers_exactly_what_the_fold_will_count(plan in plans(), who in 0..5usize, what in 0..15u8) {
        let mut plan = plan;
        plan.push((who as u8, what, vec![]));
        let mut case = play(&plan);
        let mut next = case.events.pop().unwrap();
        let state = case.state();
        next.event.after = state.frontier.clone();
        let offered = may_add(&next.event.step, &next.author, &state, &policy());
        case.events.push(next.clone());
        let judged = case.state().events.into_iter().find(|e| e.written.id == next.id).unwrap();
        prop_assert_eq!(offered.err(), judged.void);
    }
}
