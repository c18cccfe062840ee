//! Bytes as they were first written, and the small case they tell of: one household, a visit, a case.
//!
//! `WEIGE_WRITE_GOLDEN=1 cargo test -p shared-model --test golden --test golden_v2` writes them anew,
//! which only a new protocol version may need.
#![allow(dead_code, reason = "each test file uses its part")]

use super::*;
use shared_model::casework::event::{CaseEvent, CaseKind, Colour, Party, Step};
use shared_model::document::{Doc, DocId, Put, accept};
use shared_model::moment::Millis;
use shared_model::people::{Account, Role};
use shared_model::protocol::{decode, encode};
use shared_model::visit::{Visit, VisitEntry, VisitKind};
use std::path::PathBuf;

pub const NOW: Millis = Millis(1_773_800_000_000);

fn path(version: &str, name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/golden").join(version).join(name)
}

/// The stored bytes; written first when asked for.
pub fn golden(version: &str, name: &str, fresh: &[u8]) -> Vec<u8> {
    if std::env::var_os("WEIGE_WRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(path(version, "")).unwrap();
        std::fs::write(path(version, name), fresh).unwrap();
    }
    std::fs::read(path(version, name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

pub fn message<T>(version: &str, name: &str, value: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let stored = golden(version, name, &encode(value, false).unwrap());
    assert_eq!(&decode::<T>(&stored).unwrap(), value, "{name} is read differently");
}

/// One change in a new document, by device 7; the household's by the office.
pub fn change(id: &DocId, puts: &[Put]) -> (Vec<u8>, [u8; 32], Vec<[u8; 32]>) {
    let mut doc = Doc::default();
    let (hash, bytes) = doc.write(actor(7, 1), NOW, puts).unwrap().unwrap();
    assert!(accept(id, &mut Doc::default(), &bytes, Some(device(7).0), true).is_ok());
    (bytes, hash, doc.heads())
}

pub fn household() -> (DocId, Vec<Put>) {
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

pub fn entry(number: u64, json: &impl serde::Serialize) -> Vec<Put> {
    vec![Put { key: event(number).to_string(), value: serde_json::to_string(json).unwrap() }]
}

pub fn visit() -> (DocId, Vec<Put>) {
    let visit = Visit {
        at: NOW,
        written_at: NOW.plus(60_000),
        kind: VisitKind::Routine,
        checklist: [("fire".to_owned(), "problem".to_owned())].into(),
        note: "灶边电线老化".into(),
        problem: true,
        photos: vec![],
        helped: None,
        position: None,
    };
    (DocId::VisitBook(village(), household_id(1), 2026), entry(1, &VisitEntry::Visit(visit)))
}

pub fn case() -> (DocId, Vec<Put>) {
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
        facts: Default::default(),
    };
    let event = CaseEvent { written_at: NOW, after: vec![], photos: vec![], step };
    (DocId::Case(village(), case_id(1)), entry(2, &event))
}

pub fn member() -> Account {
    Account { id: account(1), name: "阿依".into(), role: Role::Member, place: micro_grid(), post: None }
}
