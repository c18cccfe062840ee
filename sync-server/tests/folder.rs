//! The data folder: rebuilt rows, checks, backup, import and the sample county, as a person at the
//! keyboard meets them.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use serde_json::json;
use shared_model::moment::Millis;
use shared_model::projection::{CaseProjection, VisitProjection};
use std::path::Path;
use std::process::{Command, Output};
use sync_server::notices::undelivered;
use sync_server::store::records::{Grantee, NoticeRow};
use sync_server::store::sqlite::SqliteStore;
use sync_server::{check, copy, store};

fn run(args: &[&str], data: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sync-server")).args(args).arg("--data").arg(data).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A few days' work of two phones and the secretary.
async fn work(world: &World) -> Phone {
    let (mut a, mut b) = (world.phone("A").await, world.phone("B").await);
    let secretary = world.console("secretary").await;
    a.sync().await;
    b.sync().await;
    a.visit(&world.household_doc(0), "一");
    a.visit(&world.household_doc(0), "二");
    let (case, raised) = a.raise(&micro_grid(1), &micro_grid(2));
    a.event(&case, json!({"step": "recoloured", "colour": "red", "words": "动手了"}), &[&raised]);
    a.sync().await;
    b.sync().await;
    b.write(&world.household_doc(2), &[("note", "改了"), ("tag.elderly", "1")]);
    b.event(&case, json!({"step": "progress", "words": "去看过"}), &[&raised]);
    b.sync().await;
    let id = case.to_string().rsplit('.').next().unwrap().to_owned();
    let to = &world.person("mediator").id;
    secretary.does(json!({"cmd": "add_to_case", "case": id, "step": {"step": "dispatched", "to": to}})).await;
    secretary.does(json!({"cmd": "record_visit", "household": world.households[1], "kind": "care"})).await;
    a.sync().await;
    a
}

#[tokio::test]
async fn rebuilt_equals_incremental_and_a_difference_is_found() {
    let world = World::new().await;
    work(&world).await;
    let policy = &*world.app.policies_now().unwrap();
    assert_eq!(check::rebuilt_differs(&*world.app.store, policy).unwrap(), Vec::<String>::new());
    store::write(&*world.app.store, |tx| {
        let mut row = tx.household(&village(), &world.households[0])?.unwrap();
        row.house_no = "99".into();
        tx.put_households(&[row])
    })
    .unwrap();
    assert_eq!(check::rebuilt_differs(&*world.app.store, policy).unwrap().len(), 2);
    let rebuilt = run(&["rebuild"], world.folder.path());
    assert!(rebuilt.status.success(), "{}", said(&rebuilt));
    let checked = run(&["rebuild", "--check"], world.folder.path());
    assert!(checked.status.success(), "{}", said(&checked));
}

#[tokio::test]
async fn a_backup_is_whole_and_is_another_history() {
    let world = World::new().await;
    let mut a = work(&world).await;
    let to = world.folder.path().join("copy.sqlite");
    copy::backup(&*world.app.store, world.app.policies_now().unwrap().newest(), &to).unwrap();
    assert!(
        copy::backup(&*world.app.store, world.app.policies_now().unwrap().newest(), &to).is_err(),
        "a backup never overwrites"
    );
    // Work goes on after the backup, and is lost with the machine.
    a.visit(&world.household_doc(0), "after the backup");
    a.sync().await;
    let restored = tempfile::tempdir().unwrap();
    std::fs::copy(&to, restored.path().join("weige.sqlite")).unwrap();
    assert!(check::log(&*open(restored.path()).store).unwrap().faults.is_empty());
    a.url = serve(open(restored.path())).await;
    let answer = a.sync().await;
    assert!(answer.repair, "cursors of the lost history mean nothing");
    let request = shared_model::protocol::SyncRequest { have: Some(a.have()), ..a.request() };
    let answer = a.post(shared_model::protocol::encode(&request, false).unwrap()).await.unwrap();
    assert_eq!(answer.wanted.len(), 1, "the server asks for what it lost");
    let wanted = &answer.wanted[0];
    let heads: Vec<[u8; 32]> = wanted.heads.iter().map(|head| head.to_vec().try_into().unwrap()).collect();
    let lost = a.docs[&wanted.doc].changes_since(&heads);
    a.take(&answer);
    let again =
        |(_, bytes): (_, Vec<u8>)| shared_model::protocol::SentChange { doc: wanted.doc.clone(), bytes };
    a.unsent = lost.into_iter().map(again).collect();
    let answer = a.sync().await;
    assert_eq!(word(&answer.verdicts[0]), "accepted");
    assert_eq!(answer.digest.unwrap().to_vec(), a.digest());
}

/// The first four steps of the schema: a data folder of before the wide rows had tables of their own
/// kind.
const BEFORE: [&str; 4] = [
    include_str!("../migrations/0001_ground.sql"),
    include_str!("../migrations/0002_derived.sql"),
    include_str!("../migrations/0003_sync.sql"),
    include_str!("../migrations/0005_photos.sql"),
];

#[tokio::test]
async fn a_data_folder_of_an_earlier_schema_is_taken_over_with_all_its_rows() {
    let world = World::new().await;
    work(&world).await;
    let now = world.folder.path().join("weige.sqlite");
    let earlier = tempfile::tempdir().unwrap();
    let file = rusqlite::Connection::open(earlier.path().join("weige.sqlite")).unwrap();
    BEFORE.iter().for_each(|step| file.execute_batch(step).unwrap());
    file.execute("ATTACH ?1 AS now", [now.to_str().unwrap()]).unwrap();
    let tables: Vec<String> = file
        .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    file.pragma_update(None, "foreign_keys", false).unwrap();
    for table in &tables {
        let columns: Vec<String> = file
            .prepare("SELECT name FROM pragma_table_info(?1, 'main')")
            .unwrap()
            .query_map([table], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let columns = columns.join(", ");
        let copy = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}");
        file.execute_batch(&copy).unwrap();
    }
    file.pragma_update(None, "user_version", BEFORE.len() as u32).unwrap();
    drop(file);
    let taken_over = store::sqlite::SqliteStore::open(earlier.path()).unwrap();
    // The rows stay; what later columns hold is filled in by a rebuild.
    let policies = world.app.policies_now().unwrap();
    store::write(&taken_over, |tx| sync_server::ingest::derive::rebuild(tx, &policies)).unwrap();
    let rows = |store: &dyn store::Store| store::read(store, |tx| tx.derived()).unwrap();
    assert_eq!(rows(&taken_over), rows(&*world.app.store));
    assert_eq!(
        check::rebuilt_differs(&taken_over, &world.app.policies_now().unwrap()).unwrap(),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_check_finds_a_changed_byte() {
    let world = World::new().await;
    work(&world).await;
    assert!(run(&["check"], world.folder.path()).status.success());
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join("weige.sqlite");
    copy::backup(&*world.app.store, world.app.policies_now().unwrap().newest(), &file).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    // A note that stands in a raw change.
    let needle = "改了".as_bytes();
    let places: Vec<usize> =
        bytes.windows(needle.len()).enumerate().filter(|(_, w)| *w == needle).map(|(i, _)| i).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|place| bytes[*place + 2] ^= 1);
    std::fs::write(&file, bytes).unwrap();
    let checked = run(&["check"], copy.path());
    assert!(!checked.status.success());
    assert!(said(&checked).contains("the bytes are not those that were received"), "{}", said(&checked));
}

#[test]
fn a_bad_file_imports_nothing_and_a_good_one_twice_is_fine() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("divisions.csv");
    let good = "code,name,level,parent_code\n513424000000,德昌县,county,\n513424101000,永郎镇,township,513424000000\n";
    std::fs::write(&file, format!("{good}513424102001,甲村,village,513424102000\n")).unwrap();
    let import = |file: &Path| run(&["import", "divisions", file.to_str().unwrap()], data.path());
    let refused = import(&file);
    assert!(!refused.status.success() && said(&refused).contains("line 4"), "{}", said(&refused));
    let list = || run(&["account", "list", "--place", "513424000000"], data.path());
    let add = || {
        let args = ["account", "add", "--name", "x", "--role", "county", "--place", "513424000000"];
        run(&args, data.path())
    };
    assert!(said(&add()).contains("import it first"), "nothing was half imported");
    std::fs::write(&file, good).unwrap();
    assert!(import(&file).status.success() && import(&file).status.success());
    assert!(add().status.success());
    assert!(said(&list()).contains("county\t513424000000"));
}

/// Written and received between eight and eight in China, whenever the sample was loaded.
fn everything_happens_by_day(data: &Path) {
    let kept = SqliteStore::open(data).unwrap();
    let village = place("513424103209");
    let mut moments = vec![];
    store::read(&kept, |tx| {
        for row in tx.log(&village, 0, usize::MAX >> 1)? {
            moments.push(row.received_at);
        }
        for row in tx.cases(&Grantee::Place(village.clone()))? {
            let case: CaseProjection = serde_json::from_str(&row.row).unwrap();
            moments.extend(case.state.events.iter().map(|event| event.written.event.written_at));
        }
        for home in tx.households(&village)?.into_iter().take(60) {
            for row in tx.visits(&village, &home.id)? {
                let visit: VisitProjection = serde_json::from_str(&row.row).unwrap();
                moments.extend([visit.visit.at, visit.visit.written_at]);
            }
        }
        Ok::<_, store::StoreError>(())
    })
    .unwrap();
    assert!(moments.len() > 500, "{}", moments.len());
    for at in moments {
        let (hour, minute) = at.clock();
        assert!((8..20).contains(&hour) || (hour, minute) == (20, 0), "{hour}:{minute:02}");
    }
}

#[test]
fn the_sample_loads_by_parts_and_says_who_can_log_in() {
    let data = tempfile::tempdir().unwrap();
    let sample =
        |codes: &[&str]| run(&[&["sample", "--seed", "5", "--village"], codes].concat(), data.path());
    let first = sample(&["513424103209"]);
    assert!(first.status.success(), "{}", said(&first));
    assert!(said(&first).contains("secretary-103209"));
    let length = || {
        let checked = run(&["check"], data.path());
        assert!(checked.status.success(), "{}", said(&checked));
        said(&checked)
    };
    everything_happens_by_day(data.path());
    let before = length();
    assert!(sample(&["513424103209"]).status.success());
    assert_eq!(length(), before, "loading it again adds nothing");
    assert!(run(&["rebuild", "--check"], data.path()).status.success());
    let unknown = sample(&["513424999001"]);
    assert!(said(&unknown).contains("513424999001 is no village of the county"), "{}", said(&unknown));
}

#[tokio::test]
async fn a_code_leads_to_the_address_that_was_named_and_to_none_while_none_was() {
    let world = World::new().await;
    let account = world.person("A").id.to_string();
    let code = |more: &[&str]| {
        let output = run(&[&["enrol-code", "--account", &account], more].concat(), world.folder.path());
        assert!(output.status.success(), "{}", said(&output));
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (told["link"].clone(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (link, told) = code(&[]);
    assert!(link.is_null() && told.contains("is not known"), "{link} {told}");
    let leads = |link: &serde_json::Value, host: &str| {
        link.as_str().unwrap().contains(&format!("server=https%3A%2F%2F{host}&code="))
    };
    let (link, told) = code(&["--url", "https://named.example/"]);
    assert!(leads(&link, "named.example") && told.is_empty(), "{link} {told}");
    sync_server::app::remember_public_url(&*world.app.store, "https://served.example/").unwrap();
    let (link, told) = code(&[]);
    assert!(leads(&link, "served.example") && told.is_empty(), "{link} {told}");
    assert!(
        leads(&code(&["--public-url", "https://other.example"]).0, "other.example"),
        "what is named goes before"
    );
    let bad = run(&["enrol-code", "--account", &account, "--url", "served.example"], world.folder.path());
    assert!(said(&bad).contains("begins with https://"), "{}", said(&bad));
}

#[tokio::test]
async fn notices_that_were_given_up_are_listed_and_put_back_into_delivery() {
    let world = World::new().await;
    let data = world.folder.path();
    let notice = |target: &str| NoticeRow {
        village: village(),
        id: target.to_owned(),
        target: target.to_owned(),
        body: json!({"number": "阿月村〔2026〕1 号", "event": "urged"}).to_string(),
        made_at: Millis(1),
        tries: 9,
        next_at: Millis(2),
        dead: true,
    };
    let put = |tx: &dyn store::WriteTx| {
        ["platform", "archive"].iter().try_for_each(|target| tx.put_notice(&notice(target)))
    };
    store::write(&*world.app.store, put).unwrap();
    let given_up = |args: &[&str]| {
        let listed = said(&run(&[&["notices", "list"], args].concat(), data));
        listed.lines().filter(|line| line.ends_with("given up") && line.contains("9 tries")).count()
    };
    assert_eq!((given_up(&[]), given_up(&["--target", "archive"])), (2, 1));
    let again = run(&["notices", "retry", "--target", "platform"], data);
    assert!(again.status.success() && said(&again).starts_with("1 notice(s)"), "{}", said(&again));
    assert_eq!((given_up(&[]), given_up(&["--target", "archive"])), (1, 1));
    let rows = store::read(&*world.app.store, |tx| undelivered::list(tx, Some("platform"))).unwrap();
    assert_eq!((rows[0].dead, rows[0].tries), (false, 0), "as if it had never been tried");
    assert!(said(&run(&["notices", "retry"], data)).starts_with("1 notice(s)"));
    assert!(
        said(&run(&["notices", "retry"], data)).starts_with("0 notice(s)"),
        "nothing is left to be put back"
    );
}

#[test]
fn what_is_asked_wrongly_is_answered_in_one_sentence() {
    let data = tempfile::tempdir().unwrap();
    let missing = run(&["check"], &data.path().join("nothing here"));
    assert!(said(&missing).contains("there is no store in"), "{}", said(&missing));
    let policy = data.path().join("policy.toml");
    std::fs::write(&policy, "version = 1\n").unwrap();
    let bad = run(&["rebuild", "--policy", policy.to_str().unwrap()], data.path());
    assert!(said(&bad).contains("can't be used"), "{}", said(&bad));
}
