//! A change of the policy doesn't rewrite the past.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use proptest::prelude::*;
use shared_model::casework::event::{Colour, EventKind, Step};
use shared_model::casework::fold::{CaseState, Stage, Void, fold};
use shared_model::casework::policy::{Clock, Policy, Term};
use shared_model::casework::{NotInForce, Policies};
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::people::{Account, Reference, Role};
use support::story::*;
use support::*;

/// The shipped policy as another version, changed.
fn version(version: u32, change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = Policy { version, ..policy() };
    change(&mut policy);
    policy
}

/// Version 1 until a moment, then version 2.
fn changed_at(until: Millis, first: Policy, second: &Policy) -> Policies {
    Policies::only(first).followed_by(second, until, false).unwrap()
}

fn at(case: &Case, number: usize) -> Millis {
    case.events[number - 1].received_at.unwrap()
}

fn judged(case: &Case, policies: &Policies) -> CaseState {
    fold(case.events.clone(), policies).unwrap()
}

fn versions(state: &CaseState) -> Vec<u32> {
    state.events.iter().map(|event| event.policy_version).collect()
}

#[test]
fn what_was_allowed_stays_allowed_and_what_was_not_stays_so() {
    let members_accept =
        version(1, |policy| policy.rights.get_mut(&EventKind::Accepted).unwrap().push(Role::Member));
    let no_more = version(2, |_| ());
    let accepted = |case: Case| case.step(a(), Step::Accepted { words: String::new() });
    let case = accepted(accepted(case().raised(a(), Colour::Green)).having_seen(&[1]));
    let state = judged(&case, &changed_at(at(&case, 3), members_accept.clone(), &no_more));
    assert_eq!((state.events[1].void, state.events[2].void), (None, Some(Void::NotYourRole)));
    assert_eq!((versions(&state), state.stage), (vec![1, 1, 2], Stage::Accepted));
    // The other way round.
    let state = judged(
        &case,
        &changed_at(at(&case, 3), Policy { version: 1, ..no_more }, &Policy { version: 2, ..members_accept }),
    );
    assert_eq!((state.events[1].void, state.events[2].void), (Some(Void::NotYourRole), None));
}

#[test]
fn what_the_server_does_not_have_yet_is_judged_by_the_newest() {
    let mut case = case().raised(a(), Colour::Green).progress(a());
    let policies = changed_at(at(&case, 2), version(1, |_| ()), &version(2, |_| ()));
    assert_eq!(versions(&judged(&case, &policies)), [1, 2]);
    case.events.iter_mut().for_each(|event| event.received_at = None);
    assert_eq!(versions(&judged(&case, &policies)), [2, 2]);
}

#[test]
fn a_clock_runs_by_the_version_under_which_it_began() {
    let shorter = version(2, |policy| {
        policy.clocks.insert(Colour::Red, Clock { take: Some(Term::Hours(1)), settle: Term::Days(3) });
    });
    let case = case().raised(a(), Colour::Red).progress(a()).escalated(secretary());
    let policies = changed_at(at(&case, 2), version(1, |_| ()), &shorter);
    let before = judged(&Case { events: case.events[..2].to_vec(), ..case.clone() }, &policies).clocks;
    assert_eq!(before.due_at, at(&case, 1).plus(30 * DAY));
    assert_eq!(before.take_due_at, Some(at(&case, 1).plus(24 * HOUR)));
    // The escalation began the clock for taking anew, under the new version.
    let after = judged(&case, &policies).clocks;
    assert_eq!(after.due_at, before.due_at);
    assert_eq!(after.take_due_at, Some(at(&case, 3).plus(HOUR)));
}

#[test]
fn a_follow_up_is_asked_for_by_the_version_under_which_somebody_strikes_off() {
    let unasked = version(1, |policy| policy.follow_up_before_strike_off.clear());
    let case = case()
        .raised(a(), Colour::Green)
        .settled(b())
        .struck_off(secretary())
        .having_seen(&[2])
        .struck_off(township());
    let state = judged(&case, &changed_at(at(&case, 4), unasked, &version(2, |_| ())));
    assert_eq!((state.events[2].void, state.events[3].void), (None, Some(Void::FollowUpMissing)));
}

#[test]
fn a_file_with_an_old_number_or_the_same_number_and_other_content_is_refused() {
    let policies = Policies::only(version(3, |_| ()));
    let follow = |policy: &Policy| policies.clone().followed_by(policy, Millis(1), false);
    assert_eq!(follow(&version(3, |_| ())).unwrap(), policies);
    let changed = follow(&version(3, |policy| policy.visit_due_days = 7)).unwrap_err();
    assert!(changed.to_string().contains("Raise `version` in the changed file to 4"), "{changed}");
    let older = follow(&version(2, |_| ())).unwrap_err();
    assert_eq!(older, NotInForce::Older { given: 2, in_force: 3 });
}

#[test]
fn a_version_that_judged_nothing_is_forgotten() {
    let first = Policies::only(version(1, |_| ()));
    let second = first.followed_by(&version(2, |_| ()), Millis(10), false).unwrap();
    let third = second.followed_by(&version(3, |_| ()), Millis(20), true).unwrap();
    assert_eq!(third.earlier().iter().map(|one| one.policy.version).collect::<Vec<_>>(), [1]);
    assert_eq!([9, 10].map(|at| third.at(Some(Millis(at))).version), [1, 3]);
}

#[test]
fn a_server_clock_that_went_back_takes_no_moment_from_an_older_version() {
    let policies = changed_at(Millis(100), version(1, |_| ()), &version(2, |_| ()));
    let policies = policies.followed_by(&version(3, |_| ()), Millis(50), false).unwrap();
    assert_eq!([49, 99, 100].map(|at| policies.at(Some(Millis(at))).version), [1, 1, 3]);
}

#[test]
fn phones_are_sent_what_judges_and_read_it_the_same() {
    let policies = changed_at(Millis(100), version(1, |_| ()), &version(2, |_| ()));
    let holder =
        Account {
            id: account(1), name: "阿依".into(), role: Role::Member, place: micro_grid(), post: None
        };
    let reference = Reference {
        version: 4,
        places: vec![],
        people: vec![holder],
        policy: policies.newest().clone(),
        earlier: policies.earlier().to_vec(),
        services: Default::default(),
    };
    let sent = serde_json::to_value(&reference).unwrap();
    let read: Reference = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!((&read, read.policies()), (&reference, policies));
    assert_eq!(sent["policies"].as_array().unwrap().len(), 2);
    let first = serde_json::to_string(&sent["policies"][0]).unwrap();
    assert!(!first.contains("邻里") && first.contains("rights"), "only what judges: {first}");
    assert_eq!(sent["policy"]["version"], 2);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever changes later: what was received before keeps its judgement.
    #[test]
    fn a_later_version_changes_no_judgement_of_what_was_there(
        steps in prop::collection::vec((0..5usize, 0..6usize), 1..12), loses in 0..15usize,
    ) {
        let mut case = case().raised(a(), Colour::Yellow);
        for (who, what) in steps {
            let author = [a(), b(), secretary(), mediator(), township()][who].clone();
            case = match what {
                0 => case.recoloured(author, Colour::Red),
                1 => case.settled(author),
                2 => case.struck_off(author),
                3 => case.escalated(author),
                4 => case.reopened(author),
                _ => case.progress(author),
            };
        }
        let before = Policies::only(version(1, |_| ()));
        let harsh = version(2, |policy| {
            policy.rights.remove(&EventKind::ALL[loses]);
            policy.clocks.values_mut().for_each(|clock| clock.settle = Term::Hours(1));
        });
        let end = case.events.iter().filter_map(|event| event.received_at).max().unwrap();
        let after = before.clone().followed_by(&harsh, end.plus(1), false).unwrap();
        prop_assert_eq!(judged(&case, &after), judged(&case, &before));
    }
}
