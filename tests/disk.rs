//! The simulated disk itself: what was committed is there after every crash, what wasn't never is,
//! and SQLite finds its file whole. With and without SQLCipher, one connection and several.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::collections::BTreeMap;
use std::path::Path;
use sync_server::store::sqlite::SqliteStore;
use sync_server::store::{self, StoreError};
use system_tests::sim::dice::Dice;
use system_tests::sim::disk::{Disk, Failure, Mount};

const FILE: &str = "/data/test.db";

/// As both stores are set up, and as they must be:
///
/// * `EXTRA` while the file is turned to a WAL: with less, the deletion of the first rollback journal
///   may not be durable, and if it comes back with the power it takes the whole file back to nothing;
/// * one write at each opening: what a killed process had written and not synced is found by the
///   next one, and must not be shown or answered for before it is safe.
fn connect(mount: &Mount, key: Option<u8>) -> rusqlite::Result<Connection> {
    let connection = open(mount, key, "EXTRA")?;
    connection.execute_batch("PRAGMA user_version = 1;")?;
    Ok(connection)
}

fn open(mount: &Mount, key: Option<u8>, synchronous: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags_and_vfs(FILE, OpenFlags::default(), mount.name())?;
    if let Some(key) = key {
        connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
        connection.execute_batch(&format!("PRAGMA key = \"x'{}'\";", format!("{key:02x}").repeat(32)))?;
    }
    connection.execute_batch(&format!("PRAGMA synchronous = {synchronous}; PRAGMA journal_mode = WAL;"))?;
    connection
        .execute_batch("CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, body BLOB NOT NULL);")?;
    Ok(connection)
}

type Rows = BTreeMap<i64, Vec<u8>>;

fn rows(connection: &Connection) -> rusqlite::Result<Rows> {
    let mut select = connection.prepare_cached("SELECT id, body FROM kept")?;
    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn is_whole(connection: &Connection) {
    let said: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok");
}

/// One transaction of a few random edits: what the rows are behind it.
fn edit(connection: &mut Connection, dice: &mut Dice, before: &Rows) -> (Rows, rusqlite::Result<()>) {
    let mut after = before.clone();
    let mut work = || {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for _ in 0..=dice.below(4) {
            let id = dice.below(40) as i64;
            if dice.one_in(4) {
                after.remove(&id);
                tx.execute("DELETE FROM kept WHERE id = ?1", [id])?;
            } else {
                let mut body = vec![0; dice.below(6_000) as usize];
                dice.fill(&mut body);
                tx.execute("INSERT OR REPLACE INTO kept (id, body) VALUES (?1, ?2)", (id, &body))?;
                after.insert(id, body);
            }
        }
        tx.commit()
    };
    let outcome = work();
    (after, outcome)
}

/// Many lives of one file: each ends with a kill or a power cut in the middle of something.
fn many_lives(seed: u64, lives: u32, key: Option<u8>) {
    let disk = Disk::new(seed);
    let mut dice = Dice::new(seed);
    let mut committed = Rows::new();
    for life in 0..lives {
        let mount = disk.mount();
        let mut possible = None;
        let failure = match dice.one_in(3) {
            true => Failure::Kill,
            false => Failure::PowerCut { seed: dice.draw() },
        };
        if let Ok(mut connection) = connect(&mount, key) {
            assert_eq!(rows(&connection).unwrap(), committed, "seed {seed}, life {life}");
            disk.fail_after(1 + dice.below(60), failure);
            while mount.lives() {
                let (after, outcome) = edit(&mut connection, &mut dice, &committed);
                match outcome {
                    Ok(()) => committed = after,
                    Err(_) => possible = Some(after),
                }
                if dice.one_in(20) {
                    let _ = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
                }
            }
        }
        disk.never_mind();
        drop(mount);
        // A commit that was not acknowledged is there as a whole, or not at all.
        let mount = disk.mount();
        let connection = connect(&mount, key).unwrap();
        is_whole(&connection);
        let found = rows(&connection).unwrap();
        assert!(
            found == committed || Some(&found) == possible.as_ref(),
            "seed {seed}, life {life}: lost or half of it"
        );
        committed = found;
        if dice.one_in(2) {
            // Closing tidies the WAL away; the next cut may bring it back.
            drop(connection);
            if dice.one_in(2) {
                disk.power_cut(dice.draw());
            }
        } else {
            mount.kill();
        }
    }
}

#[test]
fn what_was_committed_survives_thousands_of_crashes_and_nothing_else_does() {
    for seed in 0..20 {
        many_lives(seed, 60, None);
    }
}

#[test]
fn an_encrypted_file_survives_crashes_alike() {
    for seed in 100..106 {
        many_lives(seed, 30, Some(7));
    }
}

#[test]
fn several_processes_share_one_file_and_one_of_them_is_killed() {
    for seed in 0..20 {
        let disk = Disk::new(seed);
        let mut dice = Dice::new(seed);
        let mut committed = Rows::new();
        let mut running: Vec<(Mount, Connection, Connection)> = Vec::new();
        for _ in 0..150 {
            if running.len() < 3 {
                let mount = disk.mount();
                let (writer, reader) = (connect(&mount, None).unwrap(), connect(&mount, None).unwrap());
                running.push((mount, writer, reader));
            }
            let count = running.len() as u64;
            let (_, writer, _) = &mut running[dice.below(count) as usize];
            let (after, outcome) = edit(writer, &mut dice, &committed);
            outcome.unwrap();
            committed = after;
            let (_, _, reader) = &running[dice.below(count) as usize];
            assert_eq!(rows(reader).unwrap(), committed, "seed {seed}");
            if dice.one_in(6) {
                let (mount, mut writer, _reader) = running.swap_remove(dice.below(count) as usize);
                if dice.one_in(2) {
                    disk.fail_after(1 + dice.below(4), Failure::Kill);
                    let (after, outcome) = edit(&mut writer, &mut dice, &committed);
                    if outcome.is_ok() {
                        committed = after;
                    }
                    disk.never_mind();
                }
                mount.kill();
            }
        }
        let mount = disk.mount();
        is_whole(&connect(&mount, None).unwrap());
    }
}

#[test]
fn a_reader_keeps_its_view_while_another_writes() {
    let disk = Disk::new(1);
    let mount = disk.mount();
    let (mut writer, mut reader) = (connect(&mount, None).unwrap(), connect(&mount, None).unwrap());
    let (first, _) = edit(&mut writer, &mut Dice::new(1), &Rows::new());
    let view = reader.transaction().unwrap();
    assert_eq!(rows(&view).unwrap(), first);
    let (second, outcome) = edit(&mut writer, &mut Dice::new(2), &first);
    outcome.unwrap();
    assert_eq!(rows(&view).unwrap(), first);
    view.finish().unwrap();
    assert_eq!(rows(&reader).unwrap(), second);
    let held = writer.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let refused = reader.transaction_with_behavior(TransactionBehavior::Immediate);
    assert_eq!(refused.unwrap_err().sqlite_error_code(), Some(ErrorCode::DatabaseBusy));
    drop(held);
}

#[test]
fn a_full_disk_refuses_a_transaction_and_keeps_the_others() {
    let disk = Disk::new(3);
    let mount = disk.mount();
    let mut connection = connect(&mount, None).unwrap();
    let mut dice = Dice::new(3);
    let (committed, outcome) = edit(&mut connection, &mut dice, &Rows::new());
    outcome.unwrap();
    disk.set_capacity(Some(disk.used()));
    let mut big = vec![0; 200_000];
    dice.fill(&mut big);
    let refused = connection.execute("INSERT INTO kept (id, body) VALUES (99, ?1)", [&big]);
    assert_eq!(refused.unwrap_err().sqlite_error_code(), Some(ErrorCode::DiskFull));
    assert_eq!(rows(&connection).unwrap(), committed);
    disk.set_capacity(None);
    connection.execute("INSERT INTO kept (id, body) VALUES (99, ?1)", [&big]).unwrap();
    assert!(disk.counts().refused_for_room > 0);
}

#[test]
fn a_commit_without_syncs_is_lost_by_some_cuts() {
    // The disk is worth something only if it takes away what nobody asked it to keep.
    let mut lost = 0;
    for seed in 0..40 {
        let disk = Disk::new(seed);
        let mount = disk.mount();
        let mut connection = connect(&mount, None).unwrap();
        connection.execute_batch("PRAGMA synchronous = NORMAL").unwrap();
        let (committed, outcome) = edit(&mut connection, &mut Dice::new(seed), &Rows::new());
        outcome.unwrap();
        disk.power_cut(seed);
        drop((connection, mount));
        let mount = disk.mount();
        let connection = connect(&mount, None).unwrap();
        is_whole(&connection);
        lost += u32::from(rows(&connection).unwrap() != committed);
    }
    assert!((5..40).contains(&lost), "{lost} of 40");
}

/// How many of 200 cuts lose a row, or the table, that was committed before.
fn lost_by_cuts(live: impl Fn(&Disk, u64)) -> u32 {
    let lost = |seed: &u64| {
        let disk = Disk::new(*seed);
        live(&disk, *seed);
        disk.power_cut(*seed);
        let mount = disk.mount();
        let connection = connect(&mount, None).unwrap();
        rows(&connection).unwrap().is_empty()
    };
    (0..200).filter(lost).count() as u32
}

const A_ROW: &str = "INSERT INTO kept (id, body) VALUES (1, zeroblob(100))";

#[test]
fn a_new_file_that_was_set_up_with_full_alone_can_be_lost_and_with_extra_never() {
    let live = |synchronous: &'static str| {
        move |disk: &Disk, _: u64| {
            let mount = disk.mount();
            open(&mount, None, synchronous).unwrap().execute(A_ROW, []).unwrap();
        }
    };
    assert!(lost_by_cuts(live("FULL")) > 0);
    assert_eq!(lost_by_cuts(live("EXTRA")), 0);
}

#[test]
fn what_a_killed_process_left_is_safe_only_behind_the_next_write() {
    let live = |opening: fn(&Mount) -> Connection| {
        move |disk: &Disk, _: u64| {
            let mount = disk.mount();
            let connection = connect(&mount, None).unwrap();
            // Killed before the sync: a frame's head and its page were written.
            disk.fail_after(3, Failure::Kill);
            connection.execute(A_ROW, []).unwrap_err();
            drop((connection, mount));
            let mount = disk.mount();
            let connection = opening(&mount);
            assert_eq!(rows(&connection).unwrap().len(), 1, "the next one finds it");
            mount.kill();
        }
    };
    assert!(lost_by_cuts(live(|mount| open(mount, None, "EXTRA").unwrap())) > 0);
    assert_eq!(lost_by_cuts(live(|mount| connect(mount, None).unwrap())), 0);
}

/// What the server's store says it counted up to; None when it can't be opened.
fn counted(mount: &Mount) -> Option<u32> {
    let store = SqliteStore::open_on(Path::new("/data"), Some(mount.name())).ok()?;
    let read = store::read(&store, |tx| tx.meta("counted"));
    Some(read.unwrap().map_or(0, |text| text.parse().unwrap()))
}

#[test]
fn the_servers_store_keeps_what_it_answered_wherever_the_power_goes() {
    for operation in 1..150 {
        let disk = Disk::new(operation);
        disk.fail_after(operation, Failure::PowerCut { seed: operation });
        let mount = disk.mount();
        let mut answered = 0;
        if let Ok(store) = SqliteStore::open_on(Path::new("/data"), Some(mount.name())) {
            while mount.lives() {
                let next = (answered + 1).to_string();
                let written: Result<(), StoreError> =
                    store::write(&store, |tx| tx.set_meta("counted", &next));
                answered += u32::from(written.is_ok());
            }
        }
        let found = counted(&disk.mount()).unwrap();
        assert!(found == answered || found == answered + 1, "{operation}: {found} of {answered}");
    }
}

#[test]
fn a_spoiled_byte_is_found() {
    let disk = Disk::new(5);
    let mount = disk.mount();
    let connection = connect(&mount, Some(7)).unwrap();
    connection.execute("INSERT INTO kept (id, body) VALUES (1, zeroblob(20000))", []).unwrap();
    drop((connection, mount));
    disk.corrupt(FILE, 9_000);
    let mount = disk.mount();
    let found = connect(&mount, Some(7)).and_then(|connection| rows(&connection));
    assert!(found.is_err());
}

#[test]
fn the_same_seed_leaves_the_same_bytes() {
    let bytes = |seed| {
        let disk = Disk::new(seed);
        let mount = disk.mount();
        let mut connection = connect(&mount, None).unwrap();
        for throw in 0..20 {
            let _ = edit(&mut connection, &mut Dice::new(throw), &Rows::new());
        }
        disk.power_cut(seed);
        let rows = |name: &str| disk.read(name).map(|bytes| bytes.len());
        (rows(FILE), rows(&format!("{FILE}-wal")), disk.counts())
    };
    assert_eq!(bytes(9), bytes(9));
}
