//! The phone's side of syncing, against a real server in the same process: years, testimony, moving,
//! enrolling again, copies, old versions; and what a phone tells its person of their work.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod diagnostics;
mod enrolment;
mod feedback;
mod files;
mod homes;
mod leaving;
mod link;
mod lost;
mod moves;
mod news;
mod peers;
mod places;
mod reminders;
mod search;
mod sending;
mod shelf;
mod storage;
mod tasks;
mod versions;
mod years;

use replica::{Input, Output};
use shared_model::api::view::{CaseView, Delivery, HouseholdView, OutboxItem, SyncView, TodayView};
use shared_model::api::{Answer, Code, Command, Problem, Query};
use shared_model::casework::{CaseKind, Colour, Party, Step};
use shared_model::exchange::years::default_year;
use shared_model::household::FieldEdit;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::{Day, Millis};
use shared_model::protocol::{SyncRequest, VERSION, decode};
use shared_model::visit::VisitKind;
use std::path::Path;
use system_tests::pocket::{Phone, Village, Way, micro_grid};

const DAY: i64 = 86_400_000;

fn visit_at(household: &HouseholdId, note: &str, at: Option<Millis>) -> Command {
    Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::Routine,
        at,
        checklist: Default::default(),
        note: note.into(),
        problem: false,
        photos: vec![],
        helped: None,
        position: None,
    }
}

fn visit(household: &HouseholdId, note: &str) -> Command {
    visit_at(household, note, None)
}

fn edit(household: &HouseholdId, field: &str, value: &str) -> Command {
    let edits = vec![FieldEdit { field: field.into(), value: value.into() }];
    Command::EditHousehold { household: household.clone(), edits }
}

/// A day in the middle of a year.
fn in_year(year: i32) -> Option<Millis> {
    Day { year, month: 6, day: 15, weekday: 1 }.start()
}

fn household(answer: Answer) -> HouseholdView {
    let Answer::Household(view) = answer else { panic!("household") };
    view
}

fn on_phone(phone: &mut Phone, id: &HouseholdId) -> HouseholdView {
    household(phone.ask(Query::Household { id: id.clone() }).unwrap())
}

fn on_server(village: &Village, id: &HouseholdId) -> HouseholdView {
    household(village.ask(&Query::Household { id: id.clone() }).unwrap())
}

fn notes(view: &HouseholdView) -> Vec<&str> {
    let mut notes: Vec<&str> = view.visits.iter().map(|visit| visit.note.as_str()).collect();
    notes.sort();
    notes
}

fn sync_view(phone: &mut Phone) -> SyncView {
    let Answer::Sync(view) = phone.ask(Query::Sync).unwrap() else { panic!("sync") };
    view
}

fn kept_aside(phone: &mut Phone) -> Vec<OutboxItem> {
    let Answer::KeptAside(items) = phone.ask(Query::KeptAside).unwrap() else { panic!("kept aside") };
    items
}

fn request(phone: &Phone, number: usize) -> SyncRequest {
    decode(&phone.posts[number]).unwrap()
}

fn dir() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// So many visits of each of the last three years at the first household, of six kilobytes each.
fn old_visits(village: &Village, each: usize) -> i32 {
    let this_year = village.app.now().day().year;
    for year in this_year - 3..this_year {
        for number in 0..each {
            let note = format!("{year} {number} {}", "记".repeat(1900));
            village.office(visit_at(&village.households[0], &note, in_year(year))).unwrap();
        }
    }
    this_year
}

fn raise(number: u16, other: Option<u16>, title: &str) -> Command {
    let party = |number| Party {
        household: None,
        micro_grid: Some(micro_grid(number)),
        name: "李玉珍".into(),
        house_no: String::new(),
    };
    let step = Step::Raised {
        kind: CaseKind::Dispute,
        category: "neighbours".into(),
        colour: Colour::Green,
        title: title.into(),
        words: title.into(),
        micro_grid: micro_grid(number),
        parties: std::iter::once(number).chain(other).map(party).collect(),
        facts: Default::default(),
    };
    Command::RaiseCase { step, photos: vec![] }
}

fn add(case: &str, step: Step) -> Command {
    let case = CaseId::parse(case).unwrap();
    Command::AddToCase { case, step, seen: None, anyway: false, photos: vec![] }
}

fn progress(case: &str, words: &str) -> Command {
    add(case, Step::Progress { words: words.into() })
}

fn case(answer: Answer) -> CaseView {
    let Answer::Case(view) = answer else { panic!("case") };
    view
}

fn case_on(phone: &mut Phone, id: &str) -> CaseView {
    case(phone.ask(Query::Case { id: CaseId::parse(id).unwrap() }).unwrap())
}

fn today(phone: &mut Phone) -> TodayView {
    let Answer::Today(view) = phone.ask(Query::Today).unwrap() else { panic!("today") };
    view
}
