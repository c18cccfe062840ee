//! Photos in entries: what the door lets in, what an older phone carries, what a document names.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use serde_json::{Value, json};
use shared_model::api::view::Delivery;
use shared_model::document::{Doc, DocId, Put, Refusal, accept};
use shared_model::moment::Millis;
use shared_model::people::Role;
use shared_model::projection::{Logged, Projected, photos_named, project};
use support::*;

const NOW: Millis = Millis(1_773_800_000_000);

fn book() -> DocId {
    DocId::VisitBook(village(), household_id(1), 2026)
}

fn case() -> DocId {
    DocId::Case(village(), case_id(1))
}

fn photo(number: u8) -> Value {
    let hash = format!("{number:02x}").repeat(32);
    json!({ "hash": hash, "bytes": 200_000, "width": 1600, "height": 1200, "mime": "image/jpeg" })
}

fn visit(photos: Value) -> Value {
    json!({ "entry": "visit", "at": 1, "written_at": 2, "kind": "routine", "photos": photos })
}

fn raised(photos: Value) -> Value {
    json!({ "step": "raised", "written_at": 2, "kind": "hazard", "category": "fire", "colour": "green",
        "title": "电线", "words": "老化", "micro_grid": MICRO_GRID, "photos": photos })
}

fn write(doc: &mut Doc, device: u8, number: u64, entry: &Value) -> Vec<u8> {
    let put = Put { key: event(number).to_string(), value: entry.to_string() };
    doc.write(actor(device, 1), NOW, &[put]).unwrap().unwrap().1
}

fn at_door(id: &DocId, entry: &Value) -> Result<(), Refusal> {
    let bytes = write(&mut Doc::default(), 1, 1, entry);
    accept(id, &mut Doc::default(), &bytes, Some(device(1).0), false).map(drop)
}

fn logged(bytes: Vec<u8>) -> Logged {
    Logged { bytes, author: person(1, Role::Member), delivery: Delivery::Received { at: NOW } }
}

#[test]
fn visits_and_case_events_may_name_photos_of_the_form_that_photos_have() {
    for (id, entry) in [(book(), visit as fn(Value) -> Value), (case(), raised)] {
        assert_eq!(at_door(&id, &entry(json!([photo(1), photo(2)]))), Ok(()));
        let change = |key: &str, value: Value| {
            let mut changed = photo(1);
            changed[key] = value;
            json!([changed])
        };
        for bad in [
            change("hash", json!("../../../etc/passwd")),
            change("hash", json!("0F".repeat(32))),
            change("bytes", json!(1_500_001)),
            change("bytes", json!(0)),
            change("bytes", json!(-1)),
            change("width", json!(100_000)),
            change("mime", json!("text/html")),
            json!([photo(1), photo(1)]),
            json!((0..10).map(photo).collect::<Vec<_>>()),
            json!("all of them"),
        ] {
            let refused = at_door(&id, &entry(bad.clone()));
            assert!(matches!(refused, Err(Refusal::Content(_))), "{bad}: {refused:?}");
        }
    }
}

#[test]
fn an_entry_with_fields_of_a_later_version_passes_an_older_phone_unharmed() {
    // What photos are to a phone of before photos, `sounds` is to this one.
    let mut doc = Doc::default();
    let mut entry = visit(json!([photo(1)]));
    entry["sounds"] = json!([{ "hash": "00", "seconds": 7 }]);
    let first = write(&mut doc, 1, 1, &entry);
    let mut older = Doc::default();
    accept(&book(), &mut older, &first, None, false).unwrap();
    let second = write(&mut older, 2, 2, &visit(json!([])));
    let carried = older.fields()[event(1).as_str()].clone();
    assert_eq!(serde_json::from_str::<Value>(&carried).unwrap(), entry);
    let log = [logged(first), logged(second)];
    let Projected::Visits(visits) = project(&book(), &log, &policies()).unwrap() else { panic!("a book") };
    assert_eq!((visits.len(), visits[0].visit.photos.len()), (2, 1));
    assert_eq!(photos_named(&log).unwrap().len(), 1);
}

#[test]
fn a_document_names_the_photos_of_all_its_entries_also_of_those_a_later_version_wrote() {
    let mut doc = Doc::default();
    let later = json!({ "step": "handed_round", "written_at": 3, "photos": [photo(2), photo(1)] });
    let nonsense = json!({ "step": "handed_round", "written_at": 3, "photos": [{ "hash": "x" }] });
    let log: Vec<Logged> = [raised(json!([photo(1)])), later, nonsense]
        .iter()
        .enumerate()
        .map(|(number, entry)| logged(write(&mut doc, 1, number as u64, entry)))
        .collect();
    let named: Vec<String> = photos_named(&log).unwrap().iter().map(|p| p.hash.to_string()).collect();
    assert_eq!(named, ["01".repeat(32), "02".repeat(32)]);
}

#[test]
fn an_entry_without_photos_is_written_as_before_there_were_any() {
    let without: shared_model::visit::VisitEntry = serde_json::from_value(visit(json!([]))).unwrap();
    assert!(!serde_json::to_string(&without).unwrap().contains("photos"));
}
