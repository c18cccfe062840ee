//! Several at once: writers on one log, readers meanwhile, two processes that start together, one
//! code in two hands, a database that is restarted.

use crate::postgres::Postgres;
use crate::{Kind, memory, postgres_server, shared_postgres, sqlite};
use shared_model::document::DocId;
use shared_model::ids::{AccountId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author, Role};
use shared_model::place::{Place, PlaceCode};
use std::sync::{Barrier, mpsc};
use sync_server::store::postgres::PostgresStore;
use sync_server::store::records::*;
use sync_server::store::{self, StoreError, WriteTx};

fn village(number: u8) -> PlaceCode {
    PlaceCode::parse(&format!("5134241012{number:02}")).unwrap()
}

/// Appends one change behind the head, as ingest does.
fn append_one(tx: &dyn WriteTx, village: &PlaceCode, hash: [u8; 32]) -> Result<u64, StoreError> {
    let head = tx.lock_log(village)?;
    let author =
        Author { account: AccountId::from_random([1; 10]), role: Role::Member, place: village.clone() };
    let row = ChangeRow {
        seq: head.seq + 1,
        hash,
        doc: DocId::Household(village.clone(), HouseholdId::from_random([1; 10])),
        actor: vec![1; 16],
        author,
        received_at: Millis(0),
        chain: hash[..8].try_into().unwrap(),
        bytes: vec![],
        carrier: None,
    };
    tx.append(&[row])?;
    Ok(head.seq + 1)
}

fn hash(writer: u8, number: u8) -> [u8; 32] {
    let mut hash = [writer; 32];
    hash[0] = number;
    hash
}

/// Four writers on two villages while a reader follows with a cursor: no number is given twice or
/// left out, and the cursor sees every change once, in order.
fn many_write_and_a_reader_follows(kind: &Kind) {
    const EACH: u8 = 25;
    let (store, _alive) = (kind.make)();
    let store = &*store;
    let (done, writers) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let done = done.clone();
            scope.spawn(move || {
                for number in 0..EACH {
                    let one = village(number % 2);
                    store::write(store, |tx| append_one(tx, &one, hash(writer, number))).unwrap();
                }
                drop(done);
            });
        }
        drop(done);
        let mut cursors = [0, 0];
        loop {
            let over = matches!(writers.try_recv(), Err(mpsc::TryRecvError::Disconnected));
            for (index, cursor) in cursors.iter_mut().enumerate() {
                let one = village(index as u8);
                let (head, new) = store::read(store, |tx| {
                    Ok::<_, StoreError>((tx.log_head(&one)?, tx.log(&one, *cursor, 1_000)?))
                })
                .unwrap();
                let seqs: Vec<u64> = new.iter().map(|row| row.seq).collect();
                assert_eq!(seqs, (*cursor + 1..=head.seq).collect::<Vec<_>>(), "no gap that fills later");
                assert!(
                    new.last().is_none_or(|row| row.chain == head.chain),
                    "head and log are of one state"
                );
                *cursor = head.seq;
            }
            if over {
                break;
            }
        }
        assert_eq!(cursors.iter().sum::<u64>(), 4 * u64::from(EACH));
    });
}

#[test]
fn many_write_and_a_reader_follows_in_memory() {
    many_write_and_a_reader_follows(&memory());
}

#[test]
fn many_write_and_a_reader_follows_in_sqlite() {
    many_write_and_a_reader_follows(&sqlite());
}

#[test]
fn many_write_and_a_reader_follows_in_postgresql() {
    many_write_and_a_reader_follows(&postgres_server());
}

/// A reader keeps the state it began with while another writes.
fn a_reader_sees_one_state(kind: &Kind) {
    let (store, _alive) = (kind.make)();
    let store = &*store;
    let set = |value: &str| store::write(store, |tx| tx.set_meta("m", value)).unwrap();
    set("before");
    store::read(store, |tx| {
        assert_eq!(tx.meta("m")?.as_deref(), Some("before"));
        std::thread::scope(|scope| scope.spawn(|| set("after")).join().unwrap());
        assert_eq!(tx.meta("m")?.as_deref(), Some("before"), "the state it began with");
        Ok::<_, StoreError>(())
    })
    .unwrap();
    let now = store::read(store, |tx| tx.meta("m")).unwrap();
    assert_eq!(now.as_deref(), Some("after"));
}

#[test]
fn a_reader_sees_one_state_while_another_writes() {
    [memory(), sqlite(), postgres_server()].iter().for_each(a_reader_sees_one_state);
}

#[test]
fn a_panic_in_the_middle_leaves_nothing_and_the_store_goes_on() {
    for kind in [memory(), sqlite(), postgres_server()] {
        let (store, _alive) = (kind.make)();
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            store::write(&*store, |tx| {
                tx.set_meta("m", "x")?;
                assert!(tx.meta("m")?.is_none(), "on purpose");
                Ok::<_, StoreError>(())
            })
        }));
        assert!(panicked.is_err(), "{}", kind.name);
        store::write(&*store, |tx| {
            assert_eq!(tx.meta("m")?, None, "{}", kind.name);
            tx.set_meta("n", "y")
        })
        .unwrap();
    }
}

fn two_processes() -> (std::sync::Arc<Postgres>, PostgresStore, PostgresStore) {
    let server = shared_postgres();
    let url = server.database().unwrap();
    let both = std::thread::scope(|scope| {
        // Both find an empty database, and one makes the tables.
        let open = || scope.spawn(|| PostgresStore::open(&url, 2).unwrap());
        let (a, b) = (open(), open());
        (a.join().unwrap(), b.join().unwrap())
    });
    (server, both.0, both.1)
}

#[test]
fn two_server_processes_that_start_together_agree_on_what_is_made_once() {
    let (_server, a, b) = two_processes();
    let (start, made) = (Barrier::new(2), |name: &str| format!("made by {name}"));
    let make = |store: &PostgresStore, name: &str| {
        start.wait();
        store::write(store, |tx| {
            if let Some(there) = tx.meta("secret")? {
                return Ok(there);
            }
            tx.set_meta("secret", &made(name))?;
            Ok::<_, StoreError>(made(name))
        })
        .unwrap()
    };
    let told = std::thread::scope(|scope| {
        let other = scope.spawn(|| make(&b, "b"));
        (make(&a, "a"), other.join().unwrap())
    });
    assert_eq!(told.0, told.1);
}

#[test]
fn one_code_enrols_one_phone_also_through_two_server_processes() {
    let (_server, a, b) = two_processes();
    let account = AccountId::from_random([1; 10]);
    let place = PlaceCode::parse("513424000000").unwrap();
    store::write(&a, |tx| {
        tx.put_place(&Place { code: place.clone(), name: "德昌县".into() })?;
        let account = Account {
            id: account.clone(),
            name: "阿依".into(),
            role: Role::Member,
            place: place.clone(),
            post: None,
        };
        let hand = shared_model::ids::DeviceId([1; 8]);
        tx.put_account(&AccountRow { account, login: None, password: None, hand })?;
        let code = EnrolCodeRow {
            code_hash: [1; 32],
            account: AccountId::from_random([1; 10]),
            expires_at: Millis(9),
            used_at: None,
        };
        tx.put_enrol_code(&code)
    })
    .unwrap();
    let start = Barrier::new(2);
    let enrol = |store: &PostgresStore| {
        start.wait();
        store::write(store, |tx| {
            let code = tx.enrol_code(&[1; 32])?.unwrap();
            let free = code.used_at.is_none();
            tx.put_enrol_code(&EnrolCodeRow { used_at: Some(Millis(1)), ..code })?;
            Ok::<_, StoreError>(free)
        })
        .unwrap()
    };
    let enrolled = std::thread::scope(|scope| {
        let other = scope.spawn(|| enrol(&b));
        [enrol(&a), other.join().unwrap()]
    });
    assert_eq!(enrolled.iter().filter(|yes| **yes).count(), 1);
}

#[test]
fn who_writes_into_one_village_doesnt_wait_for_who_writes_into_another() {
    let (_server, a, b) = two_processes();
    store::write(&a, |tx| {
        append_one(tx, &village(0), hash(0, 0))?;
        // The other transaction begins and ends inside this one.
        std::thread::scope(|scope| {
            scope
                .spawn(|| store::write(&b, |tx| append_one(tx, &village(1), hash(1, 0))).unwrap())
                .join()
                .unwrap()
        });
        Ok::<_, StoreError>(())
    })
    .unwrap();
    let heads = store::read(&b, |tx| {
        Ok::<_, StoreError>((tx.log_head(&village(0))?.seq, tx.log_head(&village(1))?.seq))
    });
    assert_eq!(heads.unwrap(), (1, 1));
}

#[test]
fn two_who_hold_what_the_other_waits_for_both_get_through() {
    let (_server, a, b) = two_processes();
    let both_hold = Barrier::new(2);
    let write = |store: &PostgresStore, writer: u8, first: u8, second: u8| {
        let mut runs = 0;
        store::write(store, |tx| {
            runs += 1;
            append_one(tx, &village(first), hash(writer, 0))?;
            if runs == 1 {
                both_hold.wait();
            }
            append_one(tx, &village(second), hash(writer, 1))
        })
        .unwrap();
        runs
    };
    let runs = std::thread::scope(|scope| {
        let other = scope.spawn(|| write(&b, 2, 1, 0));
        write(&a, 1, 0, 1) + other.join().unwrap()
    });
    assert!(runs > 2, "one of the two was taken back and ran again");
    let head =
        |number| store::read(&a, |tx| Ok::<_, StoreError>(tx.log_head(&village(number))?.seq)).unwrap();
    assert_eq!((head(0), head(1)), (2, 2));
}

#[test]
fn a_store_outlives_a_restart_and_a_crash_of_its_database() {
    let mut server = Postgres::start().unwrap();
    let store = PostgresStore::open(&server.database().unwrap(), 2).unwrap();
    let set = |value: &str| store::write(&store, |tx| tx.set_meta("m", value));
    for (value, in_order) in [("1", true), ("2", false)] {
        set(value).unwrap();
        server.stop(in_order);
        let gone = set("lost").unwrap_err();
        assert!(matches!(gone, StoreError::Unreachable(_)), "{gone}");
        server.start_again().unwrap();
        assert_eq!(
            store::read(&store, |tx| tx.meta("m")).unwrap().as_deref(),
            Some(value),
            "what was told durable"
        );
    }
}
