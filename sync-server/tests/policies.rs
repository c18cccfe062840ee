//! An office changes its policy: what was judged stays judged, and a wrong number is refused.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod office;

use office::*;
use shared_model::api::Code;
use shared_model::casework::policy::{Clock, Term};
use shared_model::casework::{Colour, EventKind, Policy, Stage, Step};
use shared_model::moment::{DAY, HOUR};
use shared_model::people::Role;
use shared_model::protocol::encode;
use sync_server::{reference, store};

fn next(change: impl FnOnce(&mut Policy)) -> Policy {
    policy(|policy| {
        policy.version += 1;
        change(policy);
    })
}

fn accepted() -> Step {
    Step::Accepted { words: String::new() }
}

/// Long enough that a new version judges what comes.
const SOON: i64 = 60_000;

#[test]
fn a_new_policy_judges_what_comes_and_rewrites_nothing() {
    let office = Office::new();
    let before = office.serves();
    let case = office.raised(&before, Colour::Yellow);
    office.later(SOON);
    office.adds(&before, Role::Secretary, &case, accepted()).unwrap();
    let due = office.sees(&before, &case).item.due;
    office.later(SOON);
    let after = office
        .starts(next(|policy| {
            policy.rights.insert(EventKind::Accepted, vec![Role::Township]);
            policy.clocks.insert(Colour::Yellow, Clock { take: None, settle: Term::Hours(1) });
        }))
        .unwrap();
    office.later(SOON);
    let view = office.sees(&after, &case);
    assert_eq!((view.item.stage, view.item.due), (Stage::Accepted, due));
    office.is_whole(&after);
    // What comes now is judged by the new one; each event says by which.
    let other = office.raised(&after, Colour::Yellow);
    let refused = office.adds(&after, Role::Secretary, &other, accepted()).unwrap_err();
    assert_eq!((refused.code, refused.detail.as_str()), (Code::Policy, "not_your_role"));
    office.adds(&after, Role::Secretary, &case, Step::Progress { words: "约好了".into() }).unwrap();
    let (old, new) = (policy(|_| ()).version, policy(|_| ()).version + 1);
    let view = office.sees(&after, &case);
    assert_eq!(view.timeline.iter().map(|entry| entry.policy_version).collect::<Vec<_>>(), [old, old, new]);
    assert_eq!(view.policy_version, new);
    assert!(office.sees(&after, &other).item.due.at < due.at);
    office.is_whole(&after);
}

#[test]
fn another_process_that_goes_on_sees_the_new_policy() {
    let office = Office::new();
    let running = office.serves();
    let case = office.raised(&running, Colour::Green);
    let _started = office.starts(next(|policy| drop(policy.rights.remove(&EventKind::Accepted)))).unwrap();
    office.later(SOON);
    assert!(office.adds(&running, Role::Secretary, &case, accepted()).is_err());
    office.is_whole(&running);
}

#[test]
fn what_is_being_taken_in_while_the_policy_changes_is_judged_the_same_by_all() {
    let office = Office::new();
    let running = office.serves();
    let case = office.raised(&running, Colour::Green);
    let started = office.starts(next(|policy| drop(policy.rights.remove(&EventKind::Progress)))).unwrap();
    // Stamped in the same moment: by the version before.
    for app in [&running, &started] {
        let view = office.sees(app, &case);
        assert!(view.timeline.iter().all(|entry| entry.void.is_none()));
    }
    office.later(SOON);
    office.is_whole(&running);
    office.is_whole(&started);
}

#[test]
fn a_changed_file_without_a_higher_version_is_refused_and_says_how_to_mend_it() {
    let office = Office::new();
    let app = office.serves();
    office.raised(&app, Colour::Green);
    drop(office.serves());
    let changed = office.starts(policy(|policy| policy.visit_due_days = 10)).err().unwrap().to_string();
    assert!(changed.contains("Raise `version`"), "{changed}");
    office.later(SOON);
    drop(office.starts(next(|_| ())).unwrap());
    let older = office.starts(policy(|_| ())).err().unwrap().to_string();
    assert!(older.contains("older than version"), "{older}");
    assert_eq!(app.policies_now().unwrap().newest().version, policy(|_| ()).version + 1);
}

#[test]
fn a_version_under_which_nothing_came_leaves_no_trace_and_a_phone_is_sent_little() {
    let office = Office::new();
    for version in 10..30 {
        office.starts(policy(|policy| policy.version = version)).unwrap();
        office.later(HOUR);
    }
    let app = office.starts(policy(|policy| policy.version = 30)).unwrap();
    assert!(app.policies_now().unwrap().earlier().is_empty());
    for version in 31..34 {
        office.raised(&app, Colour::Green);
        office.later(DAY);
        office.starts(policy(|policy| policy.version = version)).unwrap();
        office.later(DAY);
    }
    let policies = app.policies_now().unwrap();
    assert_eq!(policies.earlier().len(), 3);
    let member = office.account(Role::Member).account;
    let sent = |policies: &shared_model::casework::Policies| {
        let of = store::read(&*app.store, |tx| reference::of(tx, &member, policies)).unwrap();
        encode(&of, false).unwrap().len()
    };
    let alone = sent(&shared_model::casework::Policies::only(policies.newest().clone()));
    assert!(sent(&policies) < alone + 600, "{} and {alone} bytes", sent(&policies));
}
