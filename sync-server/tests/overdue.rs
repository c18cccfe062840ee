//! Overdue cases go up one level by themselves: once, saying why, whoever looks and however seldom.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod office;

use office::*;
use shared_model::api::desk::CameUp;
use shared_model::api::view::{CaseView, Delivery};
use shared_model::api::{Code, Query};
use shared_model::casework::{ClockKind, Colour, EventKind, Stage, Step, Void};
use shared_model::document::{Doc, DocId, Put, actor_bytes};
use shared_model::ids::{CaseId, DeviceId, EventId};
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::people::{Role, the_server};
use shared_model::place::{Level, PlaceCode};
use sync_server::app::App;
use sync_server::ingest::{self, Given, Sender};
use sync_server::reconcile::reconcile;
use sync_server::{ask, store};

/// Clock, moment and level of each time the case went up by itself.
fn went_up(view: &CaseView) -> Vec<(ClockKind, Millis, Level)> {
    let said = view.timeline.iter().filter(|entry| entry.void.is_none());
    said.filter_map(|entry| match &entry.step {
        Step::PassedUp { clock, due_at, up_to } => Some((*clock, *due_at, *up_to)),
        _ => None,
    })
    .collect()
}

fn ids(view: &CaseView) -> Vec<EventId> {
    view.timeline.iter().map(|entry| entry.id.clone()).collect()
}

fn dispatched(office: &Office, app: &App, case: &CaseId) {
    let to = office.account(Role::Mediator).account.id;
    office.adds(app, Role::Secretary, case, Step::Dispatched { to, words: String::new() }).unwrap();
}

#[test]
fn a_mediator_who_never_answers_loses_nothing_and_the_township_hears_of_it() {
    let office = Office::new();
    let app = office.serves();
    let case = office.raised(&app, Colour::Yellow);
    dispatched(&office, &app, &case);
    assert_eq!(reconcile(&app).unwrap(), 0);
    let due = office.sees(&app, &case).item.due;
    assert_eq!(due.clock, ClockKind::Take);
    office.later(due.at.0 - NOON.0 + 1);
    assert!(office.sees(&app, &case).item.due.overdue);
    assert_eq!(reconcile(&app).unwrap(), 1);
    let view = office.sees(&app, &case);
    assert_eq!(went_up(&view), [(ClockKind::Take, due.at, Level::Township)]);
    assert_eq!((view.item.stage, view.item.level), (Stage::Dispatched, Level::Township));
    let last = view.timeline.last().unwrap();
    assert_eq!((&last.author.account, last.step.kind()), (&the_server(), EventKind::PassedUp));
    assert!(matches!(last.delivery, Delivery::Received { .. }));
    let township = office.account(Role::Township).account;
    let listed = ask::ask(&app, Some(&township), &Query::Cases { search: String::new(), closed: false });
    let shared_model::api::Answer::Cases(listed) = listed.unwrap() else { panic!("a list") };
    assert!(listed.iter().any(|item| item.id == case && item.mine), "the township sees that it is its turn");
    office.adds(&app, Role::Mediator, &case, Step::Taken { words: String::new() }).unwrap();
    assert_eq!(office.sees(&app, &case).item.stage, Stage::Taken);
    office.is_whole(&app);
}

/// Why a case stands in somebody's list above the village.
fn why_there(office: &Office, app: &App, role: Role, case: &CaseId) -> Option<CameUp> {
    let me = office.account(role).account;
    let listed = ask::ask(app, Some(&me), &Query::Queue { search: String::new(), closed: false }).unwrap();
    let shared_model::api::Answer::Queue(rows) = listed else { panic!("a list") };
    rows.into_iter().find(|row| row.item.id == *case).and_then(|row| row.came_up)
}

#[test]
fn above_the_village_it_is_told_to_which_level_below_a_case_went_by_itself_when_and_why() {
    let office = Office::new();
    let app = office.serves();
    let case = office.raised(&app, Colour::Green);
    let due = office.sees(&app, &case).item.due;
    office.later(due.at.0 - NOON.0 + 1);
    assert_eq!(why_there(&office, &app, Role::Township, &case), Some(CameUp::Overdue));
    // The server was away for a day: it went up when it came back.
    office.later(DAY);
    assert_eq!(reconcile(&app).unwrap(), 1);
    let went = CameUp::PassedUp { clock: due.clock, at: due.at.plus(DAY + 1), up_to: Level::Grid };
    assert_eq!(why_there(&office, &app, Role::Township, &case), Some(went));
    office.adds(&app, Role::Secretary, &case, Step::Escalated { words: "要镇里来".into() }).unwrap();
    assert!(matches!(why_there(&office, &app, Role::Township, &case), Some(CameUp::Escalated { .. })));
}

#[test]
fn run_twice_it_writes_once() {
    let office = Office::new();
    let app = office.serves();
    let case = office.raised(&app, Colour::Red);
    office.later(2 * DAY);
    assert_eq!((reconcile(&app).unwrap(), reconcile(&app).unwrap()), (1, 0));
    assert_eq!(went_up(&office.sees(&app, &case)).len(), 1);
    office.is_whole(&app);
}

#[test]
fn several_processes_at_once_write_once() {
    let office = Office::new();
    let apps: Vec<App> = (0..4).map(|_| office.serves()).collect();
    let cases: Vec<CaseId> = (0..20).map(|_| office.raised(&apps[0], Colour::Red)).collect();
    office.later(2 * DAY);
    let written: u64 = std::thread::scope(|scope| {
        let runs: Vec<_> = apps.iter().map(|app| scope.spawn(|| reconcile(app).unwrap())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(written, 20);
    for case in &cases {
        assert_eq!(went_up(&office.sees(&apps[0], case)).len(), 1);
    }
    office.is_whole(&apps[0]);
}

/// What became of a case: the events that took it up, what each says, and where it is now.
type Taken = (Vec<EventId>, Vec<(ClockKind, Millis, Level)>, Level);

/// The cases of an office after so many days, looked at as often as said.
fn after_days(days: i64, looks_every: i64) -> Vec<Taken> {
    let office = Office::new();
    let app = office.serves();
    let cases: Vec<CaseId> = Colour::ALL.into_iter().map(|colour| office.raised(&app, colour)).collect();
    let slow = office.raised(&app, Colour::Yellow);
    dispatched(&office, &app, &slow);
    office.adds(&app, Role::Mediator, &slow, Step::Taken { words: String::new() }).unwrap();
    for day in 1..=days {
        office.later(DAY);
        if day % looks_every == 0 {
            reconcile(&app).unwrap();
        }
    }
    reconcile(&app).unwrap();
    office.is_whole(&app);
    let mut told = Vec::new();
    for case in cases.iter().chain([&slow]) {
        let view = office.sees(&app, case);
        told.push((ids(&view), went_up(&view), view.item.level));
    }
    told
}

#[test]
fn a_week_without_a_server_ends_in_the_same_events() {
    for days in [7, 40] {
        let daily = after_days(days, 1);
        assert_eq!(daily, after_days(days, 7), "once a week");
        assert_eq!(daily, after_days(days, 1_000), "at the end alone");
    }
    let told = after_days(40, 1);
    let ways: Vec<Vec<Level>> =
        told.iter().map(|(_, went, _)| went.iter().map(|(_, _, level)| *level).collect()).collect();
    assert_eq!(
        ways,
        [vec![Level::County], vec![Level::Township, Level::County], vec![Level::Grid], vec![Level::Township],]
    );
}

#[test]
fn what_was_settled_or_taken_in_time_stays_where_it_is() {
    let office = Office::new();
    let app = office.serves();
    let taken = office.raised(&app, Colour::Red);
    dispatched(&office, &app, &taken);
    office.adds(&app, Role::Mediator, &taken, Step::Taken { words: String::new() }).unwrap();
    let withdrawn = office.raised(&app, Colour::Green);
    office.adds(&app, Role::Secretary, &withdrawn, Step::Withdrawn { words: "误报".into() }).unwrap();
    office.later(20 * DAY);
    assert_eq!(reconcile(&app).unwrap(), 0);
    office.later(20 * DAY);
    assert_eq!(reconcile(&app).unwrap(), 1, "the red one wasn't settled within thirty days");
    assert_eq!(went_up(&office.sees(&app, &taken))[0].0, ClockKind::Settle);
    office.is_whole(&app);
}

#[test]
fn from_the_console_nobody_can_send_a_case_up_so() {
    let office = Office::new();
    let app = office.serves();
    let case = office.raised(&app, Colour::Red);
    office.later(2 * DAY);
    let step = Step::PassedUp { clock: ClockKind::Take, due_at: NOON.plus(24 * HOUR), up_to: Level::County };
    for role in [Role::Secretary, Role::Township] {
        let refused = office.adds(&app, role, &case, step.clone()).unwrap_err();
        assert_eq!((refused.code, refused.detail.as_str()), (Code::Policy, "not_your_role"), "{role:?}");
    }
    assert_eq!(office.sees(&app, &case).timeline.len(), 1);
}

/// A change that says the case went up, as a program writes it that ignores the screen.
fn crafted(office: &Office, app: &App, case: &CaseId, key: &EventId, actor: [u8; 8]) -> (DocId, Vec<u8>) {
    let village = PlaceCode::parse(MICRO_GRID).unwrap().village().unwrap();
    let doc = DocId::Case(village, case.clone());
    let log = store::read(&*app.store, |tx| tx.changes_of(&doc)).unwrap();
    let seen = office.sees(app, case).frontier;
    let event = serde_json::json!({
        "written_at": 1, "after": seen, "step": "passed_up", "clock": "take",
        "due_at": NOON.plus(24 * HOUR).0, "up_to": "county",
    });
    let put = Put { key: key.to_string(), value: event.to_string() };
    let mut loaded = Doc::load(log.iter().map(|row| row.bytes.as_slice())).unwrap();
    let (_, bytes) = loaded.write(actor_bytes(DeviceId(actor), [3; 8]), app.now(), &[put]).unwrap().unwrap();
    (doc, bytes)
}

#[test]
fn a_crafted_change_of_a_phone_counts_for_nothing_and_the_case_goes_up_all_the_same() {
    let office = Office::new();
    let app = office.serves();
    let case = office.raised(&app, Colour::Red);
    office.later(2 * DAY);
    let member = office.account(Role::Member).account;
    let actor = [0x77; 8];
    let (doc, bytes) = crafted(&office, &app, &case, &EventId::from_random([9; 10]), actor);
    let taken = store::write(&*app.store, |tx| {
        let sender = Sender::phone(tx, DeviceId(actor), &member)?;
        let given = Given { doc: &doc, bytes: &bytes, attested: None };
        ingest::take(tx, &*app.policies(tx)?, &sender, &[given], app.now())
    });
    assert!(matches!(taken.unwrap()[0].1, shared_model::protocol::Outcome::Accepted { .. }));
    let view = office.sees(&app, &case);
    assert_eq!(view.timeline[1].void, Some(Void::NotYourRole));
    assert_eq!((went_up(&view), view.item.level), (vec![], Level::Township));
    assert_eq!(reconcile(&app).unwrap(), 1);
    assert_eq!(office.sees(&app, &case).item.level, Level::County);
    office.is_whole(&app);
}

#[test]
fn an_office_that_leaves_overdue_cases_where_they_are_is_left_alone() {
    let office = Office::new();
    let app = office.starts(policy(|policy| policy.overdue_goes_up = false)).unwrap();
    let case = office.raised(&app, Colour::Red);
    office.later(100 * DAY);
    assert_eq!(reconcile(&app).unwrap(), 0);
    assert!(office.sees(&app, &case).item.due.overdue);
    office.is_whole(&app);
}
