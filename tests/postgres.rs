//! A county in PostgreSQL: the village day, two server processes on one database, the way there
//! from SQLite while phones work, and back from a backup into either store.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::{Answer, Code, Command, Done, Query};
use shared_model::ids::{AccountId, HouseholdId};
use shared_model::people::Role;
use shared_model::visit::VisitKind;
use std::path::Path;
use system_tests::day::{self, First};
use system_tests::world::{Console, Phone, Postgres, Server, administer, sample};

const SECRETARY: &str = "secretary-103209";

/// A new database with the sample people of one village.
fn sample_in(postgres: &Postgres) -> String {
    let (url, folder) = (postgres.database().unwrap(), tempfile::tempdir().unwrap());
    sample(folder.path(), 7, 1).unwrap();
    administer(&["migrate", "--from", &folder.path().display().to_string(), "--to", &url]).unwrap();
    url
}

fn members(secretary: &Console) -> Vec<AccountId> {
    let Answer::Members(mut members) = secretary.query(Query::Members).unwrap() else { panic!("members") };
    members.retain(|member| member.account.role == Role::Member);
    members.sort_by_key(|member| member.account.place.clone());
    members.into_iter().map(|member| member.account.id).collect()
}

/// A phone of the village's first, second … member.
fn phone(server: &Server, number: usize, dir: &Path) -> Phone {
    let secretary = Console::log_in(&server.url, SECRETARY).unwrap();
    let account = members(&secretary)[number].clone();
    let Done::Code(code) = secretary.command(Command::NewCode { account }).unwrap() else { panic!("code") };
    let mut phone = Phone::on(dir).unwrap();
    phone.enrol(&server.url, &code.code).unwrap();
    phone
}

fn households(phone: &mut Phone) -> Vec<HouseholdId> {
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(items) = phone.query(query).unwrap() else { panic!("households") };
    items.into_iter().map(|item| item.id).collect()
}

fn visits(phone: &mut Phone, household: &HouseholdId, note: &str) {
    let command = Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::Routine,
        at: None,
        checklist: Default::default(),
        note: note.into(),
        problem: false,
        photos: vec![],
        helped: None,
        position: None,
    };
    phone.save(command).unwrap();
}

/// Notes of a household's visits as the village sees them.
fn notes(server: &Server, household: &HouseholdId) -> Vec<String> {
    let secretary = Console::log_in(&server.url, SECRETARY).unwrap();
    let Answer::Household(view) = secretary.query(Query::Household { id: household.clone() }).unwrap() else {
        panic!("household")
    };
    view.visits.into_iter().map(|visit| visit.note).collect()
}

/// The log is whole, and rebuilt rows equal those that are there.
fn is_sound(store: &[&str]) {
    administer(&[&["check"], store].concat()).unwrap();
    administer(&[&["rebuild", "--check"], store].concat()).unwrap();
}

#[test]
fn the_village_day_holds_on_postgresql() {
    let postgres = Postgres::start().unwrap();
    let url = sample_in(&postgres);
    let (data, phones) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut server = Server::start_on(&url, data.path()).unwrap();
    let played = day::play(&mut server, phones.path(), First::Office, &mut |line| println!("{line}"));
    if let Err(sentence) = played {
        panic!("{sentence}");
    }
    is_sound(&["--database-url", &url]);
}

#[test]
fn two_server_processes_on_one_database_are_one_server_to_phones_and_offices() {
    let postgres = Postgres::start().unwrap();
    let url = sample_in(&postgres);
    let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = Server::start_on(&url, data.path()).unwrap();
    let mut second = Server::start_on(&url, other.path()).unwrap();
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut a = phone(&first, 0, dirs[0].path());
    let mut b = phone(&second, 1, dirs[1].path());
    let (house_a, house_b) = (households(&mut a)[0].clone(), households(&mut b)[0].clone());
    std::thread::scope(|scope| {
        // Both phones write into one village's log through different processes at once.
        scope.spawn(|| {
            for number in 0..10 {
                visits(&mut a, &house_a, &format!("甲{number}"));
                assert!(a.sync().unwrap().agreed);
            }
        });
        scope.spawn(|| {
            for number in 0..10 {
                visits(&mut b, &house_b, &format!("乙{number}"));
                assert!(b.sync().unwrap().agreed);
            }
        });
    });
    for (server, household) in [(&second, &house_a), (&first, &house_b)] {
        assert_eq!(notes(server, household).iter().filter(|n| n.starts_with(['甲', '乙'])).count(), 10);
    }
    // One process dies; a phone of its village goes on through the other.
    let address = second.url.clone();
    second.kill();
    drop(first);
    let mut again = Server::start_on(&url, other.path()).unwrap();
    visits(&mut a, &house_a, "甲十");
    assert!(a.sync().is_err(), "its own server is gone");
    again.move_to_address(&address).unwrap();
    assert!(b.sync().unwrap().agreed);
    is_sound(&["--database-url", &url]);
}

#[test]
fn a_running_county_moves_from_sqlite_to_postgresql_and_phones_notice_nothing() {
    let postgres = Postgres::start().unwrap();
    let url = postgres.database().unwrap();
    let (data, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sample(data.path(), 7, 1).unwrap();
    let mut server = Server::start(data.path()).unwrap();
    let mut a = phone(&server, 0, dir.path());
    let household = households(&mut a)[0].clone();
    visits(&mut a, &household, "搬家之前");
    a.sync().unwrap();
    let from = data.path().display().to_string();
    let migrate = || administer(&["migrate", "--from", &from, "--to", &url]).unwrap();

    assert!(migrate().contains("Both are equal"), "nobody wrote meanwhile");
    visits(&mut a, &household, "搬家之中");
    a.sync().unwrap();
    let again = migrate();
    assert!(again.starts_with("1 changes, 1 documents"), "only what came since: {again}");
    visits(&mut a, &household, "没发出的");

    server.move_to(&url).unwrap();
    is_sound(&["--database-url", &url]);
    let refused = administer(&["migrate", "--from", &from, "--to", &url]).unwrap_err();
    assert!(refused.contains("holds a county already"), "it is served now: {refused}");
    let report = a.sync().unwrap();
    assert_eq!((report.requests, report.sent, report.received, report.agreed), (1, 1, 0, true), "{report:?}");
    let seen = notes(&server, &household);
    for note in ["搬家之前", "搬家之中", "没发出的"] {
        assert!(seen.iter().any(|n| n == note), "{note}");
    }
}

#[test]
fn a_backup_of_postgresql_restores_into_either_store_and_phones_give_back_the_rest() {
    let postgres = Postgres::start().unwrap();
    let url = sample_in(&postgres);
    let (data, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut server = Server::start_on(&url, data.path()).unwrap();
    let mut a = phone(&server, 0, dir.path());
    let household = households(&mut a)[0].clone();
    visits(&mut a, &household, "备份之前");
    a.sync().unwrap();
    let backup = dir.path().join("backup.sqlite");
    server.back_up(&backup).unwrap();
    assert!(server.back_up(&backup).is_err(), "a backup never overwrites");
    visits(&mut a, &household, "备份之后");
    a.sync().unwrap();
    server.kill();

    let file = backup.display().to_string();
    let other = postgres.database().unwrap();
    administer(&["restore", &file, "--database-url", &other]).unwrap();
    assert!(administer(&["restore", &file, "--database-url", &other]).is_err(), "only into an empty one");
    server.move_to(&other).unwrap();
    comes_back(&server, &mut a, &household);
    is_sound(&["--database-url", &other]);
    server.kill();

    // The same file into SQLite: again another history.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    administer(&["restore", &file, "--data", &path]).unwrap();
    let address = server.url.clone();
    let mut small = Server::start(folder.path()).unwrap();
    small.move_to_address(&address).unwrap();
    comes_back(&small, &mut a, &household);
    is_sound(&["--data", &path]);
}

/// Whatever appends a change has its connection cut the first two times, and is then taken back
/// twice for what another transaction did.
const TROUBLE: &str = "
    CREATE SEQUENCE trouble;
    CREATE FUNCTION trouble() RETURNS TRIGGER LANGUAGE plpgsql AS $$
    DECLARE time BIGINT := nextval('trouble');
    BEGIN
        IF time <= 2 THEN
            PERFORM pg_terminate_backend(pg_backend_pid());
            PERFORM pg_sleep(60);
        ELSIF time = 3 THEN
            RAISE EXCEPTION 'on purpose' USING ERRCODE = 'serialization_failure';
        ELSIF time = 4 THEN
            RAISE EXCEPTION 'on purpose' USING ERRCODE = 'deadlock_detected';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER trouble AFTER INSERT ON change FOR EACH STATEMENT EXECUTE FUNCTION trouble();";

#[test]
fn a_connection_cut_inside_a_transaction_is_told_a_conflict_is_tried_again_and_nothing_is_lost() {
    let postgres = Postgres::start().unwrap();
    let url = sample_in(&postgres);
    let (data, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::start_on(&url, data.path()).unwrap();
    let mut a = phone(&server, 0, dir.path());
    let household = households(&mut a)[0].clone();
    postgres.ask(&url, TROUBLE).unwrap();
    visits(&mut a, &household, "断线");
    for _ in 0..2 {
        let told = a.sync().unwrap_err();
        assert_eq!(told.code, Code::ServerDown, "{told:?}");
        assert!(!notes(&server, &household).contains(&"断线".to_owned()), "nothing half written stays");
    }
    let report = a.sync().unwrap();
    assert_eq!((report.requests, report.sent, report.agreed), (1, 1, true), "{report:?}");
    assert_eq!(
        postgres.ask(&url, "SELECT last_value FROM trouble").unwrap().trim(),
        "5",
        "the server tried again"
    );
    assert_eq!(notes(&server, &household).iter().filter(|note| *note == "断线").count(), 1);
    is_sound(&["--database-url", &url]);
}

#[test]
fn a_backup_is_made_while_phones_sync_and_holds_one_state() {
    let postgres = Postgres::start().unwrap();
    let url = sample_in(&postgres);
    let (data, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::start_on(&url, data.path()).unwrap();
    let mut a = phone(&server, 0, &dir.path().join("phone"));
    let household = households(&mut a)[0].clone();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..15 {
                visits(&mut a, &household, &format!("丙{number}"));
                a.sync().unwrap();
            }
        });
        for number in 0..3 {
            server.back_up(&dir.path().join(format!("{number}.sqlite"))).unwrap();
        }
    });
    for number in 0..3 {
        let restored = dir.path().join(format!("restored-{number}"));
        std::fs::create_dir(&restored).unwrap();
        std::fs::rename(dir.path().join(format!("{number}.sqlite")), restored.join("weige.sqlite")).unwrap();
        is_sound(&["--data", &restored.display().to_string()]);
    }
}

/// The phone notices the other history and gives back what it wrote after the backup.
fn comes_back(server: &Server, phone: &mut Phone, household: &HouseholdId) {
    assert!(!notes(server, household).contains(&"备份之后".to_owned()), "the backup is older");
    phone.sync().unwrap();
    assert!(phone.sync().unwrap().agreed);
    let seen = notes(server, household);
    assert!(seen.iter().any(|n| n == "备份之前") && seen.iter().any(|n| n == "备份之后"), "{seen:?}");
}
