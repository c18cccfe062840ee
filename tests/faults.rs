//! What goes wrong on a phone: a damaged file, a full disk, a mad clock, a wrong line.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use serde_json::{Value, json};
use shared_model::api::{Answer, Code, Command, Done, Query};
use shared_model::household::{FieldEdit, Household};
use shared_model::ids::HouseholdId;
use shared_model::people::Role;
use shared_model::visit::VisitKind;
use std::path::Path;
use system_tests::world::{Console, Phone, Server, sample};

struct Village {
    _data: tempfile::TempDir,
    server: Server,
    secretary: Console,
}

fn village() -> Village {
    let data = tempfile::tempdir().unwrap();
    sample(data.path(), 7, 1).unwrap();
    let server = Server::start(data.path()).unwrap();
    let secretary = Console::log_in(&server.url, "secretary-103209").unwrap();
    Village { _data: data, server, secretary }
}

impl Village {
    fn code(&self) -> String {
        let Answer::Members(members) = self.secretary.query(Query::Members).unwrap() else {
            panic!("members")
        };
        let member =
            members.iter().filter(|m| m.account.role == Role::Member).min_by_key(|m| m.account.place.clone());
        let account = member.unwrap().account.id.clone();
        let Done::Code(code) = self.secretary.command(Command::NewCode { account }).unwrap() else {
            panic!("code")
        };
        code.code
    }

    fn phone(&self, dir: &Path, clock_offset: i64) -> Phone {
        let mut phone = Phone::with_clock(dir, clock_offset).unwrap();
        phone.enrol(&self.server.url, &self.code()).unwrap();
        phone
    }
}

fn first_household(phone: &mut Phone) -> HouseholdId {
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(items) = phone.query(query).unwrap() else { panic!("households") };
    items[0].id.clone()
}

fn visit(household: &HouseholdId, note: &str) -> Command {
    Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::Routine,
        at: None,
        checklist: Default::default(),
        note: note.into(),
        problem: false,
        photos: vec![],
        helped: None,
        position: None,
    }
}

fn notes(answer: Answer) -> Vec<String> {
    let Answer::Household(view) = answer else { panic!("household") };
    view.visits.into_iter().map(|visit| visit.note).collect()
}

#[test]
fn a_damaged_file_is_kept_aside_and_the_unsent_visit_reaches_the_village() {
    let village = village();
    let dir = tempfile::tempdir().unwrap();
    let mut phone = village.phone(dir.path(), 0);
    let household = first_household(&mut phone);
    phone.save(visit(&household, "还没发出去的走访")).unwrap();
    let before = notes(phone.query(Query::Household { id: household.clone() }).unwrap());
    // A clean end writes everything into the one file, which is then damaged in its middle.
    phone.command(Command::Lock).unwrap();
    phone.kill();
    let file = dir.path().join("replica.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let pages = bytes.len() / 4096;
    for page in (pages / 2)..(pages / 2 + 3) {
        bytes[page * 4096 + 100..page * 4096 + 200].fill(0x5a);
    }
    std::fs::write(&file, bytes).unwrap();

    phone.restart().unwrap();
    phone.sync().unwrap();
    let kept = std::fs::read_dir(dir.path()).unwrap().filter_map(Result::ok);
    let kept = kept.filter(|entry| entry.file_name().to_string_lossy().contains("damaged")).count();
    assert!(kept >= 1, "the damaged file is kept");
    let on_server = notes(village.secretary.query(Query::Household { id: household.clone() }).unwrap());
    assert!(on_server.contains(&"还没发出去的走访".to_owned()), "the unsent visit arrived");
    let on_phone = notes(phone.query(Query::Household { id: household }).unwrap());
    assert_eq!(on_phone.len(), before.len(), "the rest came back from the village");
}

#[test]
fn on_a_full_disk_nothing_is_said_to_be_saved_that_is_not_and_all_that_was_saved_stays() {
    let village = village();
    let dir = tempfile::tempdir().unwrap();
    let mut phone = village.phone(dir.path(), 0);
    let household = first_household(&mut phone);
    phone.command(Command::Lock).unwrap();
    phone.kill();
    let kilobytes = std::fs::metadata(dir.path().join("replica.db")).unwrap().len() / 1024;
    phone.restart_on_a_full_disk(kilobytes + 64).unwrap();
    let mut saved = Vec::new();
    let full = (0..200).find_map(|number| {
        let note = format!("{number} {}", "走访记录".repeat(400));
        match phone.command(visit(&household, &note)) {
            Ok(_) => {
                saved.push(note);
                None
            }
            Err(problem) => Some(problem.code),
        }
    });
    assert_eq!(full, Some(Code::DiskFull));
    phone.restart().unwrap();
    let kept = notes(phone.query(Query::Household { id: household.clone() }).unwrap());
    assert!(saved.iter().all(|note| kept.contains(note)), "what was said to be saved is there");
    assert_eq!(phone.sync().unwrap().sent as usize, saved.len(), "and nothing else was half saved");
}

#[test]
fn after_the_server_went_back_to_a_backup_a_phone_gives_back_all_it_has_of_the_lost_tail() {
    let mut village = village();
    let dir = tempfile::tempdir().unwrap();
    let mut phone = village.phone(dir.path(), 0);
    let household = first_household(&mut phone);
    let backup = dir.path().join("backup.sqlite");
    village.server.back_up(&backup).unwrap();
    let edit = |field: &str, value: &str| Command::EditHousehold {
        household: household.clone(),
        edits: vec![FieldEdit { field: field.into(), value: value.into() }],
    };
    phone.save(edit("note", "先记一笔")).unwrap();
    phone.sync().unwrap();
    village.secretary.command(edit("party_contact", "书记填的")).unwrap();
    phone.sync().unwrap();
    phone.save(edit("joint_leader", "后记一笔")).unwrap();
    phone.save(visit(&household, "还原前的走访")).unwrap();
    phone.sync().unwrap();

    village.server.restore(&backup).unwrap();
    let report = phone.sync().unwrap();
    assert!(report.agreed && report.unsent == 0, "{report:?}");
    let secretary = Console::log_in(&village.server.url, "secretary-103209").unwrap();
    let asked = Query::Household { id: household };
    for answer in [phone.query(asked.clone()).unwrap(), secretary.query(asked).unwrap()] {
        let Answer::Household(view) = answer else { panic!("household") };
        let Household { note, joint_leader, party_contact, .. } = view.household;
        assert_eq!([&*note, &*joint_leader, &*party_contact], ["先记一笔", "后记一笔", "书记填的"]);
        assert!(view.visits.iter().any(|visit| visit.note == "还原前的走访"));
    }
}

#[test]
fn two_phones_with_mad_clocks_end_with_the_same_history_and_state() {
    let village = village();
    let (early, late) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let year = 365 * 24 * 3600;
    let mut early = village.phone(early.path(), -10 * year);
    let mut late = village.phone(late.path(), 10 * year);
    let household = first_household(&mut early);
    early.save(visit(&household, "慢十年的钟")).unwrap();
    late.save(visit(&household, "快十年的钟")).unwrap();
    for phone in [&mut early, &mut late] {
        assert_eq!(phone.sync().unwrap().unsent, 0);
    }
    early.sync().unwrap();
    // A clock ten years slow writes into the book of a year nobody else looks at by himself.
    late.command(Command::FetchYears { from: 2000 }).unwrap();
    let seen = |phone: &mut Phone| {
        let mut notes = notes(phone.query(Query::Household { id: household.clone() }).unwrap());
        notes.sort();
        notes
    };
    assert_eq!(seen(&mut early), seen(&mut late));
    assert!(seen(&mut early).contains(&"慢十年的钟".to_owned()));
    assert!(early.rebuilds_the_same().unwrap() && late.rebuilds_the_same().unwrap());
}

#[test]
fn a_phone_that_speaks_nonsense_is_answered_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut phone = Phone::on(dir.path()).unwrap();
    let code = |answer: Value| answer["error"]["code"].as_str().unwrap_or_default().to_owned();
    assert_eq!(code(phone.line("not json").unwrap()), "malformed");
    assert_eq!(code(phone.line("[]").unwrap()), "malformed");
    assert_eq!(code(phone.line(&json!({ "cmd": "fly" }).to_string()).unwrap()), "malformed");
    assert_eq!(code(phone.line(&json!({ "ask": "household", "id": "x" }).to_string()).unwrap()), "malformed");
    assert_eq!(code(phone.line(&json!({ "ask": "today" }).to_string()).unwrap()), "not_enrolled");
    let wrong = json!({ "cmd": "enrol", "server": "http://example.org", "code": "x" });
    assert_eq!(code(phone.line(&wrong.to_string()).unwrap()), "invalid");
    let nobody = json!({ "cmd": "enrol", "server": "http://127.0.0.1:9", "code": "x", "id_of_line": 7 });
    let answer = phone.line(&nobody.to_string()).unwrap();
    assert_eq!((answer["id_of_line"].as_i64(), code(answer.clone())), (Some(7), "no_link".into()));
    let Answer::Session(session) = phone.query(Query::Session).unwrap() else { panic!("session") };
    assert!(!session.known);
}

#[test]
fn a_token_that_was_revoked_is_told_and_nothing_unsent_is_lost() {
    let village = village();
    let dir = tempfile::tempdir().unwrap();
    let mut phone = village.phone(dir.path(), 0);
    let household = first_household(&mut phone);
    let Answer::Session(session) = phone.query(Query::Session).unwrap() else { panic!("session") };
    let account = session.account.unwrap().id;
    phone.save(visit(&household, "手机停用前写的")).unwrap();
    village.secretary.command(Command::RevokeDevices { account }).unwrap();
    let outcome = phone.sync();
    assert!(outcome.as_ref().err().is_none_or(|p| p.code == Code::TokenInvalid), "{outcome:?}");
    assert!(
        notes(phone.query(Query::Household { id: household.clone() }).unwrap())
            .contains(&"手机停用前写的".to_owned())
    );
    let on_server = notes(village.secretary.query(Query::Household { id: household }).unwrap());
    assert!(
        on_server.contains(&"手机停用前写的".to_owned()),
        "what a revoked phone still delivers is taken in"
    );
}
