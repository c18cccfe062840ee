//! The guarded door against everything a broken or hostile sender can make.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use automerge::legacy::{Key, MarkData, ObjectId, Op, OpId, OpType};
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, Change, ExpandedChange, ObjType, ROOT, ScalarValue};
use sha2::{Digest, Sha256};
use shared_model::document::{Accepted, Doc, DocId, Outline, Put, Refusal, accept};
use shared_model::moment::Millis;
use shared_model::protocol::{SentChange, SyncRequest, decode, encode};
use std::io::Write;
use std::panic::catch_unwind;
use support::*;

const NOW: Millis = Millis(1_773_800_000_000);

fn book() -> DocId {
    DocId::VisitBook(village(), household_id(1), 2026)
}

fn household() -> DocId {
    DocId::Household(village(), household_id(1))
}

fn visit(number: u64) -> Put {
    let json = r#"{"entry":"visit","at":1,"written_at":2,"kind":"routine","note":"一切如常"}"#;
    put(event(number).as_str(), json)
}

fn put(key: &str, value: &str) -> Put {
    Put { key: key.into(), value: value.into() }
}

fn write(doc: &mut Doc, device: u8, puts: &[Put]) -> Vec<u8> {
    doc.write(actor(device, 1), NOW, puts).unwrap().expect("it changes something").1
}

/// A book with two visits by device 1, and an honest third change on top that it does not have.
fn before_and_next() -> (Doc, Vec<u8>) {
    let mut doc = Doc::default();
    write(&mut doc, 1, &[visit(1)]);
    write(&mut doc, 1, &[visit(2)]);
    let next = write(&mut doc.clone(), 1, &[visit(3)]);
    (doc, next)
}

/// The honest next change after somebody tampered with it.
fn crafted(next: &[u8], tamper: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::try_from(next).unwrap().decode();
    tamper(&mut expanded);
    Change::from(expanded).raw_bytes().to_vec()
}

/// What the door says; whatever it says, the document stays loadable and a refusal changes nothing.
/// A document and its outline are told the same, and stand alike afterwards.
fn at_door(id: &DocId, doc: &Doc, bytes: &[u8], sender: Option<u8>) -> Result<Accepted, Refusal> {
    let mut after = doc.clone();
    let verdict = accept(id, &mut after, bytes, sender.map(|number| device(number).0), false);
    let reloaded = Doc::load_saved(&after.save()).expect("what the door left can be loaded");
    assert_eq!(reloaded.heads(), after.heads());
    assert_eq!(reloaded.fields(), after.fields());
    let mut outline = outline_of(doc);
    let of_outline = accept(id, &mut outline, bytes, sender.map(|number| device(number).0), false);
    assert_eq!(of_outline, verdict, "the outline says otherwise");
    assert_eq!(outline.heads(), after.heads());
    if verdict.is_err() {
        assert_eq!((after.heads(), after.fields()), (doc.heads(), doc.fields()));
    }
    verdict
}

/// The outline of a document, as it comes back from where it was stored.
fn outline_of(doc: &Doc) -> Outline {
    let changes = doc.changes_since(&[]);
    let outline = Outline::of(changes.iter().map(|(_, bytes)| bytes.as_slice())).unwrap();
    let stored = outline.to_bytes().unwrap();
    let read = Outline::from_bytes(&stored).unwrap();
    assert_eq!(read, outline);
    read
}

/// Runs without the panic messages that the door catches.
fn quietly<T>(run: impl FnOnce() -> T) -> T {
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = run();
    std::panic::set_hook(hook);
    done
}

#[test]
fn an_honest_change_is_let_in_once() {
    let (mut doc, next) = before_and_next();
    let first = accept(&book(), &mut doc, &next, Some(device(1).0), false).unwrap();
    let Accepted::New { hash, .. } = first else { panic!("it is new") };
    assert_eq!(accept(&book(), &mut doc, &next, Some(device(1).0), false), Ok(Accepted::Had { hash }));
    assert_eq!(doc.fields().len(), 3);
}

#[test]
fn somebody_elses_actor_is_refused_and_a_phone_takes_anybodys_from_its_server() {
    let (doc, next) = before_and_next();
    assert_eq!(at_door(&book(), &doc, &next, Some(2)), Err(Refusal::ForeignActor));
    assert!(at_door(&book(), &doc, &next, None).is_ok());
    let short = crafted(&next, |c| c.actor_id = ActorId::from(&[1u8; 8][..]));
    assert_eq!(at_door(&book(), &doc, &short, Some(1)), Err(Refusal::ForeignActor));
}

#[test]
fn a_change_that_does_not_follow_is_refused() {
    let (doc, next) = before_and_next();
    let word = |tamper: fn(&mut ExpandedChange)| {
        at_door(&book(), &doc, &crafted(&next, tamper), Some(1)).expect_err("it was tampered with")
    };
    assert_eq!(word(|c| c.seq += 1), Refusal::OutOfSequence("seq"));
    assert_eq!(word(|c| c.seq = 2), Refusal::OutOfSequence("seq"));
    assert_eq!(word(|c| c.start_op = 2.try_into().unwrap()), Refusal::OutOfSequence("start_op"));
    assert_eq!(word(|c| c.start_op = 9.try_into().unwrap()), Refusal::OutOfSequence("start_op"));
    let burnt = u64::from(u32::MAX).try_into().unwrap();
    assert_eq!(
        at_door(&book(), &doc, &crafted(&next, |c| c.start_op = burnt), Some(1)),
        Err(Refusal::OutOfSequence("start_op"))
    );
    // A process that has written nothing yet begins with 1.
    assert_eq!(
        at_door(&book(), &doc, &crafted(&next, |c| c.actor_id = ActorId::from(&actor(1, 2)[..])), Some(1)),
        Err(Refusal::OutOfSequence("seq"))
    );
}

#[test]
fn a_change_that_forgets_its_own_last_one_is_refused() {
    let (doc, next) = before_and_next();
    let forgetful = crafted(&next, |c| {
        c.deps = vec![];
        c.start_op = 1.try_into().unwrap();
    });
    assert_eq!(at_door(&book(), &doc, &forgetful, Some(1)), Err(Refusal::OutOfSequence("own")));
}

#[test]
fn missing_ancestors_are_named() {
    let (_, next) = before_and_next();
    let deps = Change::try_from(next.as_slice()).unwrap().deps().iter().map(|d| d.0).collect();
    assert_eq!(at_door(&book(), &Doc::default(), &next, Some(1)), Err(Refusal::Missing(deps)));
}

#[test]
fn only_puts_of_texts_at_the_root_are_let_in() {
    let (doc, next) = before_and_next();
    let refused = |tamper: &dyn Fn(&mut Op)| {
        let bytes = quietly(|| {
            catch_unwind(std::panic::AssertUnwindSafe(|| crafted(&next, |c| tamper(&mut c.operations[0]))))
        });
        let Ok(bytes) = bytes else { return };
        let verdict = quietly(|| at_door(&book(), &doc, &bytes, Some(1)));
        assert!(matches!(verdict, Err(Refusal::Operation(_) | Refusal::Damaged(_))), "{verdict:?}");
    };
    let mark = MarkData { name: "bold".into(), value: ScalarValue::Boolean(true), expand: true };
    for action in [
        OpType::Delete,
        OpType::Increment(1),
        OpType::Make(ObjType::Map),
        OpType::Make(ObjType::List),
        OpType::Make(ObjType::Text),
        OpType::Put(ScalarValue::Int(1)),
        OpType::Put(ScalarValue::Null),
        OpType::Put(ScalarValue::counter(1)),
        OpType::Put(ScalarValue::Bytes(vec![1])),
        OpType::MarkBegin(mark),
        OpType::MarkEnd(true),
    ] {
        refused(&|op| op.action = action.clone());
    }
    refused(&|op| op.insert = true);
    refused(&|op| {
        op.key = Key::Seq(automerge::legacy::ElementId::Head);
        op.insert = true;
    });
    let own = ActorId::from(&actor(1, 1)[..]);
    refused(&|op| op.obj = ObjectId::Id(OpId::new(1, &own)));
    refused(&|op| op.obj = ObjectId::Id(OpId::new(77, &ActorId::from(&[9u8; 16][..]))));
    // What is already there, under other names: a list built and filled by Automerge itself.
    let mut am = Automerge::new().with_actor(own);
    let mut tx = am.transaction();
    let list = tx.put_object(ROOT, event(5).as_str(), ObjType::List).unwrap();
    tx.insert(&list, 0, "x").unwrap();
    tx.commit();
    let bytes = am.get_last_local_change().unwrap().raw_bytes().to_vec();
    assert!(matches!(at_door(&book(), &Doc::default(), &bytes, Some(1)), Err(Refusal::Operation(_))));
}

#[test]
fn what_a_put_claims_to_replace_it_must_have_seen() {
    let mut doc = Doc::default();
    write(&mut doc, 1, &[put("note", "甲"), put("address", "村口")]);
    let next = write(&mut doc.clone(), 1, &[put("note", "乙")]);
    // Somebody else's note, written at the same time, is here but not among its ancestors.
    let mut other = doc.clone();
    let beside = write(&mut other, 2, &[put("note", "丙")]);
    assert!(accept(&household(), &mut doc, &beside, None, false).is_ok());
    assert!(at_door(&household(), &doc, &next, Some(1)).is_ok());
    for id in [
        OpId::new(3, &ActorId::from(&actor(2, 1)[..])),
        OpId::new(2, &ActorId::from(&actor(1, 1)[..])),
        OpId::new(40, &ActorId::from(&actor(1, 1)[..])),
        OpId::new(1, &ActorId::from(&[9u8; 16][..])),
    ] {
        let bytes = crafted(&next, |c| c.operations[0].pred = vec![id.clone()].into());
        let verdict = quietly(|| at_door(&household(), &doc, &bytes, Some(1)));
        assert_eq!(verdict, Err(Refusal::Operation("it replaces what it has not seen")), "{id:?}");
    }
}

#[test]
fn an_event_that_names_as_seen_what_its_change_has_not_seen_is_refused_wherever_it_arrives() {
    let id = DocId::Case(village(), case_id(1));
    let note =
        |after: &str| format!(r#"{{"written_at":1,"after":[{after}],"step":"progress","words":"已约"}}"#);
    let mut doc = Doc::default();
    write(&mut doc, 1, &[put(event(1).as_str(), &note(""))]);
    let mut other = doc.clone();
    let beside = write(&mut other, 2, &[put(event(2).as_str(), &note(""))]);
    let claims = write(&mut doc.clone(), 1, &[put(event(3).as_str(), &note(&format!("\"{}\"", event(2))))]);
    let honest = write(&mut doc.clone(), 1, &[put(event(3).as_str(), &note(&format!("\"{}\"", event(1))))]);
    let mut with_it = doc.clone();
    accept(&id, &mut with_it, &beside, None, false).unwrap();
    for there in [&doc, &with_it] {
        assert_eq!(at_door(&id, there, &claims, Some(1)).unwrap_err().word(), "content");
        assert!(at_door(&id, there, &honest, Some(1)).is_ok());
    }
}

#[test]
fn content_that_is_not_well_formed_is_refused() {
    let (doc, _) = before_and_next();
    let word = |doc: &Doc, id: &DocId, puts: &[Put]| {
        let bytes = write(&mut doc.clone(), 1, puts);
        at_door(id, doc, &bytes, Some(1)).map(|_| ()).map_err(|r| r.word())
    };
    let refused = Err("content");
    assert_eq!(
        word(&doc, &book(), &[put(event(1).as_str(), &visit(1).value.replace("如常", "改"))]),
        refused
    );
    assert_eq!(word(&doc, &book(), &[put(event(9).as_str(), "{not json")]), refused);
    assert_eq!(word(&doc, &book(), &[put("note", &visit(9).value)]), refused);
    assert_eq!(word(&doc, &book(), &[put(event(9).as_str(), r#"{"entry":"visit"}"#)]), refused);
    let unknown = put(event(9).as_str(), r#"{"entry":"measurement","of":"2028"}"#);
    assert_eq!(word(&doc, &book(), &[unknown]), Ok(()));
    let empty = Doc::default();
    // Who adds a household says where it lies; once that is said it is for the office.
    assert_eq!(word(&empty, &household(), &[put("micro_grid", MICRO_GRID)]), Ok(()));
    let mut placed = Doc::default();
    write(&mut placed, 2, &[put("micro_grid", MICRO_GRID)]);
    assert_eq!(word(&placed, &household(), &[put("micro_grid", "51342410120301002")]), refused);
    assert_eq!(word(&empty, &household(), &[put("micro_grid", "51342410120401001")]), refused);
    assert_eq!(word(&empty, &household(), &[put("gone", "who knows")]), refused);
    assert_eq!(word(&empty, &household(), &[put("note", &"长".repeat(2001))]), refused);
    assert_eq!(word(&empty, &household(), &[put("later_field", &"x".repeat(16_385))]), refused);
    assert_eq!(word(&empty, &household(), &[put("later_field", "kept")]), Ok(()));
}

#[test]
fn what_is_too_large_is_refused() {
    let empty = Doc::default();
    let many: Vec<Put> = (0..2_001).map(|n| put(&format!("k{n}"), "1")).collect();
    let bytes = write(&mut Doc::default(), 1, &many);
    assert_eq!(at_door(&household(), &empty, &bytes, Some(1)), Err(Refusal::TooLarge));
    let fat: Vec<Put> = (0..5).map(|n| put(&format!("k{n}"), &"长".repeat(5_000))).collect();
    let bytes = write(&mut Doc::default(), 1, &fat);
    assert_eq!(at_door(&household(), &empty, &bytes, Some(1)), Err(Refusal::TooLarge));
}

#[test]
fn compressed_chunks_bombs_and_documents_are_not_changes() {
    let (doc, next) = before_and_next();
    let chunk = |kind: u8, body: &[u8]| {
        let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, kind];
        let mut length = body.len();
        while length > 0x7f {
            bytes.push(length as u8 & 0x7f | 0x80);
            length >>= 7;
        }
        bytes.push(length as u8);
        bytes.extend(body);
        fix(&mut bytes);
        bytes
    };
    // A stored deflate block; and one that would inflate, which must not even be tried.
    let mut stored = vec![1u8, 4, 0, 0xfb, 0xff];
    stored.write_all(&[0; 4]).unwrap();
    for bytes in [chunk(2, &stored), chunk(0, &next[10..]), chunk(9, &[]), doc.save()] {
        assert!(matches!(at_door(&book(), &doc, &bytes, Some(1)), Err(Refusal::Damaged(_))));
    }
    let twice = [next.clone(), next.clone()].concat();
    assert!(quietly(|| at_door(&book(), &doc, &twice, Some(1))).is_err());
}

/// Makes the checksum right again.
fn fix(bytes: &mut [u8]) {
    let digest = Sha256::digest(&bytes[8..]);
    bytes[4..8].copy_from_slice(&digest[..4]);
}

#[test]
fn no_changed_byte_gets_through_unnoticed_or_harms_the_document() {
    let (doc, next) = before_and_next();
    quietly(|| {
        for place in 0..next.len() {
            for value in (0..=255).filter(|value| *value != next[place]) {
                let mut bytes = next.clone();
                bytes[place] = value;
                assert!(at_door(&book(), &doc, &bytes, Some(1)).is_err(), "byte {place} = {value}");
                if place >= 8 {
                    fix(&mut bytes);
                    let _ = at_door(&book(), &doc, &bytes, None);
                }
            }
            assert!(at_door(&book(), &doc, &next[..place], Some(1)).is_err());
        }
    });
}

#[test]
fn no_changed_byte_and_no_cut_of_a_request_makes_the_reader_panic() {
    let (_, next) = before_and_next();
    let request = SyncRequest {
        epoch: Some("e".into()),
        reference: 3,
        changes: vec![SentChange { doc: book(), bytes: next }],
        ..SyncRequest::empty(1)
    };
    let frame = encode(&request, false).unwrap();
    assert_eq!(decode::<SyncRequest>(&frame), Ok(request));
    for place in 0..frame.len() {
        assert!(decode::<SyncRequest>(&frame[..place]).is_err());
        for value in 0..=255 {
            let mut bytes = frame.clone();
            bytes[place] = value;
            let _ = decode::<SyncRequest>(&bytes);
        }
    }
}
