//! What every store must do: cases as data (`cases/*.json`), run against the store in memory,
//! SQLite, a real PostgreSQL, and each of them while it fails on purpose.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on stops")]

mod distribution;
mod failing;
#[path = "../../../tests/src/world/postgres.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod postgres;
mod runner;
mod together;
mod words;

use postgres::Postgres;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use sync_server::store::Store;
use sync_server::store::memory::MemoryStore;
use sync_server::store::postgres::PostgresStore;
use sync_server::store::sqlite::SqliteStore;

/// One PostgreSQL for all tests that run at the same time; it ends with the last of them.
fn shared_postgres() -> Arc<Postgres> {
    static RUNNING: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    running.upgrade().unwrap_or_else(|| {
        let started = Arc::new(Postgres::start().expect("PostgreSQL starts"));
        *running = Arc::downgrade(&started);
        started
    })
}

/// Empties every table of ours, those first that others refer to last.
const EMPTY: &str = "
    DELETE FROM look; DELETE FROM change; DELETE FROM log_head; DELETE FROM document; DELETE FROM outline;
    DELETE FROM doc_scope; DELETE FROM elsewhere; DELETE FROM household; DELETE FROM visit;
    DELETE FROM case_row; DELETE FROM case_party; DELETE FROM draft; DELETE FROM feedback; DELETE FROM session;
    DELETE FROM enrol_code; DELETE FROM device; DELETE FROM tenure; DELETE FROM account;
    DELETE FROM service_list; DELETE FROM directory; DELETE FROM notice; DELETE FROM notice_cursor; DELETE FROM place; DELETE FROM meta;
    DELETE FROM photo_kept; DELETE FROM photo_name;";

/// An empty store, and what it needs to live.
type Made = (Box<dyn Store>, Box<dyn std::any::Any>);

/// Something that can be made empty as often as wanted.
struct Kind {
    name: &'static str,
    make: Box<dyn Fn() -> Made>,
}

fn memory() -> Kind {
    Kind { name: "memory", make: Box::new(|| (Box::new(MemoryStore::default()), Box::new(()))) }
}

fn sqlite() -> Kind {
    let make = || -> Made {
        let folder = tempfile::tempdir().unwrap();
        (Box::new(SqliteStore::open(folder.path()).unwrap()), Box::new(folder))
    };
    Kind { name: "SQLite", make: Box::new(make) }
}

fn postgres_server() -> Kind {
    let server = shared_postgres();
    let database = server.database().unwrap();
    let make = move || -> Made {
        let store = PostgresStore::open(&database, 4).unwrap();
        // Emptying a database is much faster than making one.
        server.ask(&database, EMPTY).unwrap();
        (Box::new(store), Box::new(server.clone()))
    };
    Kind { name: "PostgreSQL", make: Box::new(make) }
}

#[test]
fn the_store_in_memory_keeps_the_contract() {
    runner::all_cases(&memory());
}

#[test]
fn sqlite_keeps_the_contract() {
    runner::all_cases(&sqlite());
}

#[test]
fn postgresql_keeps_the_contract() {
    runner::all_cases(&postgres_server());
}

#[test]
fn whatever_operation_fails_nothing_half_written_stays_and_the_next_try_works_in_memory() {
    runner::all_cases_failing(&memory());
}

#[test]
fn whatever_operation_fails_nothing_half_written_stays_and_the_next_try_works_in_sqlite() {
    runner::all_cases_failing(&sqlite());
}

#[test]
fn whatever_operation_fails_nothing_half_written_stays_and_the_next_try_works_in_postgresql() {
    runner::all_cases_failing(&postgres_server());
}
