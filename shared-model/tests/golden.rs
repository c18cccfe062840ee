//! Bytes of version 1 as they were first written: today's code still reads them as the same values
//! and lets the changes in. `WEIGE_WRITE_GOLDEN=1 cargo test -p shared-model --test golden` writes
//! them anew, which only a new protocol version may need.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use serde_bytes::ByteBuf;
use shared_model::casework::event::{CaseEvent, CaseKind, Colour, Party, Step};
use shared_model::document::{Accepted, Doc, DocId, Put, accept};
use shared_model::moment::Millis;
use shared_model::people::{Account, Reference, Role};
use shared_model::place::Place;
use shared_model::protocol::*;
use shared_model::visit::{Visit, VisitEntry, VisitKind};
use std::path::PathBuf;
use support::*;

const NOW: Millis = Millis(1_773_800_000_000);

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/v1").join(name)
}

/// The stored bytes; written first when asked for.
fn golden(name: &str, fresh: &[u8]) -> Vec<u8> {
    if std::env::var_os("WEIGE_WRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(path("")).unwrap();
        std::fs::write(path(name), fresh).unwrap();
    }
    std::fs::read(path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn message<T>(name: &str, value: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let stored = golden(name, &encode(value, false).unwrap());
    assert_eq!(&decode::<T>(&stored).unwrap(), value, "{name} is read differently");
}

/// One change in a new document, by device 7; the household's by the office.
fn change(id: &DocId, puts: &[Put]) -> (Vec<u8>, [u8; 32], Vec<[u8; 32]>) {
    let mut doc = Doc::default();
    let (hash, bytes) = doc.write(actor(7, 1), NOW, puts).unwrap().unwrap();
    assert!(accept(id, &mut Doc::default(), &bytes, Some(device(7).0), true).is_ok());
    (bytes, hash, doc.heads())
}

fn household() -> (DocId, Vec<Put>) {
    let resident = resident_id(1);
    let fields = [
        ("micro_grid".to_owned(), MICRO_GRID),
        ("house_no".to_owned(), "12"),
        (format!("resident.{resident}.name"), "李玉珍"),
        (format!("resident.{resident}.relation"), "head"),
        ("tag.living_alone".to_owned(), "1"),
    ];
    let puts = fields.map(|(key, value)| Put { key, value: value.into() }).into();
    (DocId::Household(village(), household_id(1)), puts)
}

fn entry(number: u64, json: &impl serde::Serialize) -> Vec<Put> {
    vec![Put { key: event(number).to_string(), value: serde_json::to_string(json).unwrap() }]
}

fn visit() -> (DocId, Vec<Put>) {
    let visit = Visit {
        at: NOW,
        written_at: NOW.plus(60_000),
        kind: VisitKind::Routine,
        checklist: [("fire".to_owned(), "problem".to_owned())].into(),
        note: "灶边电线老化".into(),
        problem: true,
        photos: vec![],
    };
    (DocId::VisitBook(village(), household_id(1), 2026), entry(1, &VisitEntry::Visit(visit)))
}

fn case() -> (DocId, Vec<Put>) {
    let party = Party {
        household: Some(household_id(1)),
        micro_grid: Some(micro_grid()),
        name: "李玉珍".into(),
        house_no: "12".into(),
    };
    let step = Step::Raised {
        kind: CaseKind::Dispute,
        category: "neighbours".into(),
        colour: Colour::Yellow,
        title: "水渠".into(),
        words: "两户争水".into(),
        micro_grid: micro_grid(),
        parties: vec![party],
    };
    let event = CaseEvent { written_at: NOW, after: vec![], photos: vec![], step };
    (DocId::Case(village(), case_id(1)), entry(2, &event))
}

fn member() -> Account {
    Account { id: account(1), name: "阿依".into(), role: Role::Member, place: micro_grid() }
}

#[test]
fn the_changes_of_version_1_are_still_let_in_and_say_the_same() {
    for (name, (id, puts)) in
        [("change_household.bin", household()), ("change_visit.bin", visit()), ("change_case.bin", case())]
    {
        let (fresh, ..) = change(&id, &puts);
        let stored = golden(name, &fresh);
        let mut doc = Doc::default();
        let let_in = accept(&id, &mut doc, &stored, Some(device(7).0), true);
        assert!(matches!(let_in, Ok(Accepted::New { .. })), "{name}: {let_in:?}");
        let said = puts.into_iter().map(|put| (put.key, put.value)).collect();
        assert_eq!(doc.fields(), said, "{name}");
        assert_eq!(stored, fresh, "{name} is written differently");
    }
}

#[test]
fn a_saved_document_of_version_1_is_still_read() {
    let (id, puts) = visit();
    let (bytes, ..) = change(&id, &puts);
    let stored = golden("document_visits.bin", &Doc::load([bytes.as_slice()]).unwrap().save());
    assert_eq!(
        Doc::load_saved(&stored).unwrap().changes().into_iter().map(|c| c.1).collect::<Vec<_>>(),
        [bytes]
    );
}

#[test]
fn enrolment_of_version_1_is_still_read() {
    message("enrol_request.bin", &EnrolRequest { protocol: 1, code: "K7Q2M9XA".into(), device_key: None });
    let place = Place { code: village(), name: "阿月村".into() };
    message(
        "enrol_answer.bin",
        &EnrolAnswer {
            device: device(7),
            token: "secret".into(),
            account: member(),
            path: vec![place],
            sample: true,
            server_key: None,
            seal_key: None,
        },
    );
}

#[test]
fn requests_of_version_1_are_still_read() {
    let (id, puts) = visit();
    let (bytes, hash, heads) = change(&id, &puts);
    let cursor = Cursor { village: village(), seq: 41, chain: next_chain(CHAIN_START, &hash) };
    let daily = SyncRequest {
        epoch: Some("e1".into()),
        cursors: vec![cursor],
        reference: 3,
        changes: vec![SentChange { doc: id.clone(), bytes }],
        ..SyncRequest::empty(1)
    };
    message("sync_request.bin", &daily);
    let heads = heads.iter().map(|h| ByteBuf::from(*h)).collect();
    let have = Some(vec![DocHeads { doc: id, heads }]);
    message("sync_request_repair.bin", &SyncRequest { changes: vec![], have, ..daily });
}

#[test]
fn answers_of_version_1_are_still_read() {
    let (id, puts) = case();
    let (bytes, hash, heads) = change(&id, &puts);
    let outcomes = [
        Outcome::Accepted { seq: 42, at: NOW },
        Outcome::Had { seq: 12, at: NOW },
        Outcome::Missing { hashes: vec![ByteBuf::from([9; 32])] },
        Outcome::Refused { reason: "content".into() },
    ];
    let digest = scope_digest([(&id, heads.as_slice())]);
    let answer = SyncAnswer {
        verdicts: outcomes.map(|outcome| Verdict { hash, outcome }).into(),
        authors: vec![person(1, Role::Member)],
        news: vec![DocNews {
            doc: id.clone(),
            saved: None,
            changes: vec![ByteBuf::from(bytes)],
            attestations: vec![Attestation { author: 0, at: NOW }],
            tag: None,
        }],
        cursors: vec![Cursor { village: village(), seq: 42, chain: next_chain(CHAIN_START, &hash) }],
        left: vec![DocId::Case(village(), case_id(2))],
        digest: Some(ByteBuf::from(digest)),
        ..SyncAnswer::empty(1, NOW, "e1".into(), member())
    };
    message("sync_answer.bin", &answer);
    let reference = Reference {
        version: 4,
        places: vec![Place { code: village(), name: "阿月村".into() }],
        people: vec![member()],
        policy: policy_v1(),
    };
    message("sync_answer_reference.bin", &SyncAnswer { reference: Some(reference), ..answer });
}

/// A small policy of its own, so that an edit of the shipped one changes no golden file.
fn policy_v1() -> shared_model::casework::Policy {
    let mut policy = policy();
    policy.version = 1;
    policy.categories.truncate(1);
    policy.categories[0].name = "邻里".into();
    policy.clocks.retain(|colour, _| *colour == Colour::Red);
    policy.rights.retain(|kind, _| kind.word() == "struck_off");
    policy.checklist.truncate(1);
    policy.care_tags.truncate(1);
    policy.suggest.red_words.truncate(1);
    policy.suggest.yellow_categories.truncate(1);
    policy
}
