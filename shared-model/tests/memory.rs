//! How much memory a stranger can make us take: every allocation is counted, and the caps are the
//! ones `docs/testing.md` states. The same inputs are timed by nobody: a cap on memory also bounds
//! the work that fills it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use automerge::{Change, ExpandedChange};
use ciborium::Value;
use peak_alloc::PeakAlloc;
use sha2::{Digest, Sha256};
use shared_model::document::{Doc, DocId, Known, MOST_TIME, Outline, Put, Refusal, accept};
use shared_model::moment::Millis;
use shared_model::protocol::packed::MOST_PACKED;
use shared_model::protocol::*;
use shared_model::trust::{MOST_PARCEL_BYTES, SealKey, TrustProblem, open_parcel, seal};
use std::sync::{Mutex, MutexGuard, PoisonError};
use support::*;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Most that reading a frame may take, whatever is in it.
const FRAME_CAP: usize = 128 << 20;
/// Most that the door may take for one change, whatever is in it, beside the document itself.
const CHANGE_CAP: usize = 8 << 20;

/// The count is the whole program's: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What `run` answers, and how many bytes it took at most beyond what was taken before.
fn measured<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let done = run();
    (done, MEMORY.peak_usage().saturating_sub(before))
}

fn framed(body: &[u8]) -> Vec<u8> {
    let frame = [&b"WG\x01\0"[..], &zstd::bulk::compress(body, 1).unwrap()].concat();
    assert!(frame.len() <= MOST_FRAME, "{}", frame.len());
    frame
}

fn cbor(value: &Value) -> Vec<u8> {
    let mut body = Vec::new();
    ciborium::into_writer(value, &mut body).unwrap();
    body
}

/// A request with one field of one's own making.
fn request_with(field: &str, value: &Value) -> Vec<u8> {
    request_with_raw(field, &cbor(value))
}

/// The same with the field's CBOR as it is.
fn request_with_raw(field: &str, value: &[u8]) -> Vec<u8> {
    let mut map = match Value::serialized(&SyncRequest::empty(2)).unwrap() {
        Value::Map(map) => map,
        other => panic!("{other:?}"),
    };
    map.retain(|(key, _)| key.as_text() != Some(field));
    map.push((Value::Text(field.into()), Value::Null));
    let mut body = cbor(&Value::Map(map));
    // The field was written last, as a null of one byte.
    body.pop();
    body.extend(value);
    body
}

fn list(item: &Value, count: usize) -> Value {
    Value::Array(vec![item.clone(); count])
}

/// Reading the body as each message there is stays below the cap.
fn stays_below(body: &[u8], name: &str) -> Result<SyncRequest, FrameProblem> {
    let frame = framed(body);
    let (request, peak) = measured(|| decode::<SyncRequest>(&frame));
    let (_, of_answer) = measured(|| decode::<SyncAnswer>(&frame).is_ok());
    let (_, of_enrolment) = measured(|| decode::<EnrolRequest>(&frame).is_ok());
    for peak in [peak, of_answer, of_enrolment] {
        assert!(peak < FRAME_CAP, "{name}: {} MiB", peak >> 20);
    }
    request
}

#[test]
fn a_bomb_of_zeros_takes_no_more_than_the_cap() {
    let _alone = alone();
    for size in [MOST_INFLATED, MOST_INFLATED + 1, 8 * MOST_INFLATED] {
        assert!(stays_below(&vec![0; size], "zeros").is_err());
    }
}

#[test]
fn a_message_as_large_as_allowed_takes_no_more_than_the_cap() {
    let _alone = alone();
    let room = MOST_INFLATED - 1000;
    let text = Value::Text("x".repeat(room));
    assert!(stays_below(&request_with("epoch", &text), "one text").is_ok());
    let bytes = Value::Bytes(vec![0; room]);
    assert!(stays_below(&request_with("device_key", &bytes), "one byte string").is_ok());
    assert!(stays_below(&request_with("nobody_knows", &bytes), "an unknown field").is_ok());
    let change = SentChange { doc: DocId::Household(village(), household_id(1)), bytes: vec![7; room / 500] };
    let changes = list(&Value::serialized(&change).unwrap(), 490);
    assert!(stays_below(&request_with("changes", &changes), "many changes").is_ok());
}

#[test]
fn millions_of_empty_things_are_refused_before_they_are_made() {
    let _alone = alone();
    let many: u32 = 20 << 20;
    // An empty text, empty bytes, null, 0.
    for item in [0x60, 0x40, 0xf6, 0x00] {
        let list = [&[0x9a][..], &many.to_be_bytes(), &vec![item; many as usize]].concat();
        for field in ["capabilities", "have", "changes", "cursors", "nobody_knows"] {
            let told = stays_below(&request_with_raw(field, &list), field);
            assert_eq!(told, Err(FrameProblem::TooLarge), "{field}: {item:#x}");
        }
    }
    // As many as are allowed.
    let told = stays_below(&request_with("capabilities", &list(&Value::Text(String::new()), 250_000)), "c");
    assert_eq!(told.unwrap().capabilities.len(), 250_000);
}

#[test]
fn lengths_that_are_lies_reserve_nothing() {
    let _alone = alone();
    let request = cbor(&Value::serialized(&SyncRequest::empty(2)).unwrap());
    for major in 2..=5u8 {
        for length in [1u64 << 31, 1 << 40, 1 << 62, u64::MAX] {
            let lie = [&[major << 5 | 27][..], &length.to_be_bytes()].concat();
            // At the beginning, and in the place of every byte of a request.
            for place in 0..request.len() {
                let body = [&request[..place], &lie, &request[place + 1..]].concat();
                let (_, peak) = measured(|| decode::<SyncRequest>(&framed(&body)).is_ok());
                assert!(peak < 4 << 20, "{major}, {length} at {place}: {peak}");
            }
        }
    }
}

#[test]
fn packed_changes_take_no_more_than_the_cap_whatever_their_columns_say() {
    let _alone = alone();
    let read_and_unpack = |packed: Packed| {
        let request = SyncRequest { packed: Some(packed), ..SyncRequest::empty(2) };
        let mut body = Vec::new();
        ciborium::into_writer(&request, &mut body).unwrap();
        drop(request);
        let frame = framed(&body);
        drop(body);
        let (unpacked, peak) = measured(|| {
            let mut request: SyncRequest = decode(&frame).unwrap();
            request.unpack()
        });
        assert!(peak < FRAME_CAP, "{} MiB", peak >> 20);
        unpacked
    };
    let of = |changes: usize| {
        let mut packed =
            Packed { villages: vec![village()], actors: vec![1; 16].into(), ..Packed::default() };
        packed.docs = vec![0, 0].into();
        packed.ids = vec![0; 10].into();
        let mut left = changes;
        while left > 0x7f {
            packed.counts.push(left as u8 & 0x7f | 0x80);
            left >>= 7;
        }
        packed.counts.push(left as u8);
        for column in [&mut packed.who, &mut packed.seqs, &mut packed.starts, &mut packed.times] {
            column.resize(changes, 0);
        }
        packed.deps.resize(changes, 0);
        packed.puts.resize(changes, 0);
        packed
    };
    let most = MOST_PACKED;
    // All of it is read before the check at its end fails.
    let read = Err(PackedProblem::Malformed);
    assert_eq!(read_and_unpack(of(most)), read, "empty changes");
    // Each with one put of an empty text, or of 300 bytes.
    for length in [0, 300] {
        let mut packed = of(most);
        packed.puts.fill(1);
        for _ in 0..most {
            packed.lengths.extend([1, 0x80 | (length & 0x7f) as u8, (length >> 7) as u8]);
            packed.keys.push(b'k');
        }
        packed.values.resize(most * length, b'x');
        packed.preds.resize(most, 0);
        assert_eq!(read_and_unpack(packed), read, "{length}");
    }
    // One change with a value, or as many ancestors or replaced operations, as there is room for.
    let mut large = of(1);
    large.puts.fill(1);
    large.lengths.extend([1, 0x80, 0x80, 0x80, 0x0e]);
    large.keys.push(b'k');
    large.values.resize(28 << 20, b'x');
    large.preds.push(0);
    assert_eq!(read_and_unpack(large), Err(PackedProblem::TooLarge));
    let mut ancestors = of(1);
    ancestors.deps = [&[0xa0, 0x8d, 0x06][..], &vec![0; 100_000]].concat().into();
    ancestors.hashes.resize(32 * 100_000, 7);
    assert_eq!(read_and_unpack(ancestors), read);
    let mut replaced = of(1);
    replaced.puts.fill(1);
    replaced.lengths.extend([1, 0]);
    replaced.keys.push(b'k');
    replaced.preds = [&[0xa0, 0x8d, 0x06][..], &vec![0; 200_000]].concat().into();
    assert_eq!(read_and_unpack(replaced), read);
}

#[test]
fn deep_messages_end_in_an_error_and_not_in_the_stack() {
    let _alone = alone();
    for opening in [&[0x81][..], &[0x9f], &[0xa1, 0x61, b'x'], &[0xbf, 0x61, b'x'], &[0xc1], &[0x5f]] {
        for depth in [100, 10_000, 80_000] {
            let deep = opening.repeat(depth);
            assert!(stays_below(&deep, "deep").is_err());
            let mut request = cbor(&Value::serialized(&SyncRequest::empty(2)).unwrap());
            request.extend(&deep);
            let _ = stays_below(&request, "deep behind a request");
        }
    }
    let mut nested = Value::Null;
    for _ in 0..200 {
        nested = Value::Array(vec![nested]);
    }
    let _ = stays_below(&request_with("nobody_knows", &nested), "deep inside");
}

#[test]
fn a_parcel_with_a_bomb_inside_takes_no_more_than_the_cap() {
    let _alone = alone();
    let key = SealKey::from_bytes([7; 32]);
    let device = device(3);
    let about = [device.0, 1u64.to_be_bytes()].concat();
    let empty = vec![Value::Null; 20 << 20];
    for body in [vec![0; 8 * MOST_INFLATED], cbor(&Value::Array(empty))] {
        let sealed = seal(&key.public(), &about, &framed(&body), &Still).unwrap();
        assert!(sealed.len() < MOST_PARCEL_BYTES);
        let parcel = Parcel { device, number: 1, sealed: sealed.into(), signature: vec![0; 64].into() };
        let (told, peak) = measured(|| open_parcel(&key, &parcel));
        assert_eq!(told, Err(TrustProblem::Unreadable));
        assert!(peak < FRAME_CAP, "{peak}");
    }
}

/// No clock, no dice.
struct Still;

impl shared_model::surroundings::Surroundings for Still {
    fn now(&self) -> Millis {
        Millis(1)
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(9);
    }
}

// ---- the door ---------------------------------------------------------------------------------

fn book() -> DocId {
    DocId::VisitBook(village(), household_id(1), 2026)
}

fn visit(number: u64, note: &str) -> Put {
    let value = format!(r#"{{"entry":"visit","at":1,"written_at":2,"kind":"routine","note":"{note}"}}"#);
    Put { key: event(number).as_str().into(), value }
}

fn before_and_next() -> (Doc, Vec<u8>) {
    let mut doc = Doc::default();
    doc.write(actor(1, 1), Millis(1_000), &[visit(1, "甲")]).unwrap();
    let next = doc.clone().write(actor(1, 1), Millis(2_000), &[visit(2, "乙")]).unwrap().unwrap().1;
    (doc, next)
}

fn fix(bytes: &mut [u8]) {
    let digest = Sha256::digest(&bytes[8..]);
    bytes[4..8].copy_from_slice(&digest[..4]);
}

/// The door's verdicts on the document and on its outline are the same, and cheap.
fn at_door(doc: &Doc, bytes: &[u8]) -> Option<Refusal> {
    let outline = Outline::of(doc.changes_since(&[]).iter().map(|(_, bytes)| bytes.as_slice())).unwrap();
    let of_doc = cheap(doc.clone(), bytes);
    assert_eq!(of_doc, cheap(outline, bytes));
    of_doc
}

fn cheap<K: Known>(mut known: K, bytes: &[u8]) -> Option<Refusal> {
    let (told, peak) = measured(|| accept(&book(), &mut known, bytes, Some(device(1).0), false));
    assert!(peak < CHANGE_CAP, "{} KiB for {} bytes: {told:?}", peak >> 10, bytes.len());
    told.err()
}

/// A plain change chunk around a body.
fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, kind];
    leb(&mut bytes, body.len() as u64);
    bytes.extend(body);
    fix(&mut bytes);
    bytes
}

fn leb(bytes: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        bytes.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// A change whose columns are given: specification and content.
fn with_columns(deps: u64, columns: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    leb(&mut body, deps);
    leb(&mut body, 16);
    body.extend(actor(1, 1));
    for number in [1, 1, 0, 0, 0] {
        // Sequence, first operation, time, length of the message, other actors.
        leb(&mut body, number);
    }
    leb(&mut body, columns.len() as u64);
    for (specification, content) in columns {
        leb(&mut body, *specification);
        leb(&mut body, content.len() as u64);
    }
    columns.iter().for_each(|(_, content)| body.extend(content));
    chunk(1, &body)
}

/// `count` times the same, as run-length columns say it.
fn run(count: u64, value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Signed: one bit less in the last byte.
    let mut rest = count;
    while rest > 0x3f {
        bytes.push(rest as u8 & 0x7f | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
    bytes.extend(value);
    bytes
}

/// Columns of a change: key text, insert, action, value metadata, value, predecessors.
const KEY: u64 = 0x15;
const INSERT: u64 = 0x34;
const ACTION: u64 = 0x42;
const VALUE_META: u64 = 0x56;
const PRED_COUNT: u64 = 0x70;
const PRED_ACTOR: u64 = 0x71;
const PRED_COUNTER: u64 = 0x73;

#[test]
fn a_few_bytes_that_claim_billions_of_operations_are_refused_cheaply() {
    let _alone = alone();
    let empty = Doc::default();
    for count in [2_001u64, 100_000, 1 << 24, 1 << 31, 1 << 40, (1 << 62) - 1] {
        let mut insert = Vec::new();
        leb(&mut insert, count);
        let plain = [
            (KEY, run(count, b"\x01a")),
            (INSERT, insert),
            (ACTION, run(count, &[1])),
            (VALUE_META, run(count, &[6])),
            (PRED_COUNT, run(count, &[0])),
        ];
        assert!(at_door(&empty, &with_columns(0, &plain)).is_some(), "{count}");
        let mut preds = plain.to_vec();
        preds[4].1 = run(1, &[0x7f]);
        preds.push((PRED_ACTOR, run(count, &[0])));
        preds.push((PRED_COUNTER, run(count, &[1])));
        assert!(at_door(&empty, &with_columns(0, &preds)).is_some(), "{count}");
        // One operation that claims to replace so many.
        let mut insert = Vec::new();
        leb(&mut insert, 1);
        let mut replaced = Vec::new();
        leb(&mut replaced, count);
        let one = [
            (KEY, run(1, b"\x01a")),
            (INSERT, insert),
            (ACTION, run(1, &[1])),
            (VALUE_META, run(1, &[6])),
            (PRED_COUNT, run(1, &replaced)),
            (PRED_ACTOR, run(count, &[0])),
            (PRED_COUNTER, run(count, &[1])),
        ];
        assert!(at_door(&empty, &with_columns(0, &one)).is_some(), "{count}");
    }
}

#[test]
fn counts_and_lengths_that_are_lies_are_refused_cheaply() {
    let _alone = alone();
    let empty = Doc::default();
    for lie in [1 << 16, 1 << 32, 1 << 48, u64::MAX] {
        assert!(at_door(&empty, &with_columns(lie, &[])).is_some());
        let mut body = vec![0];
        leb(&mut body, lie);
        assert!(at_door(&empty, &chunk(1, &body)).is_some());
        let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1];
        leb(&mut bytes, lie);
        fix(&mut bytes);
        assert!(at_door(&empty, &bytes).is_some());
    }
}

#[test]
fn deflated_columns_and_deflated_changes_are_not_inflated() {
    let _alone = alone();
    let (doc, next) = before_and_next();
    // 60 KiB of deflate that would become 60 MiB: the shortest code for "258 zeros more".
    let mut bomb = vec![0xec, 0xc1, 0x01, 0x01];
    bomb.resize(60_000, 0);
    assert!(at_door(&doc, &chunk(2, &bomb)).is_some());
    for column in [KEY, INSERT, ACTION, VALUE_META, 0x57] {
        assert!(at_door(&Doc::default(), &with_columns(0, &[(column | 8, bomb.clone())])).is_some());
    }
    assert!(at_door(&doc, &next).is_none(), "the honest one is let in");
}

#[test]
fn the_largest_honest_change_is_let_in_within_the_cap() {
    let _alone = alone();
    let puts: Vec<Put> = (0..400).map(|number| visit(number, &"长".repeat(20))).collect();
    let next = Doc::default().write(actor(1, 1), Millis(2_000), &puts).unwrap().unwrap().1;
    assert!(next.len() > 40_000 && next.len() <= 65_536, "{}", next.len());
    assert!(at_door(&Doc::default(), &next).is_none());
}

#[test]
fn counters_at_their_limits_are_refused() {
    let _alone = alone();
    let (doc, next) = before_and_next();
    let crafted = |tamper: &dyn Fn(&mut ExpandedChange)| {
        let mut expanded = Change::try_from(next.as_slice()).unwrap().decode();
        tamper(&mut expanded);
        Change::from(expanded).raw_bytes().to_vec()
    };
    let limits = [0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 1 << 32, i64::MAX as u64];
    for limit in limits {
        assert!(at_door(&doc, &crafted(&|c| c.seq = limit)).is_some(), "{limit}");
        let start = limit.try_into().unwrap();
        assert!(at_door(&doc, &crafted(&|c| c.start_op = start)).is_some(), "{limit}");
    }
    // A clock is nobody's proof, but Automerge subtracts one change's time from the next one's.
    for time in [i64::MIN, -MOST_TIME - 1, MOST_TIME + 1, i64::MAX] {
        assert!(at_door(&doc, &crafted(&|c| c.time = time)).is_some(), "{time}");
    }
    for time in [-MOST_TIME, -1, 0, MOST_TIME] {
        assert!(at_door(&doc, &crafted(&|c| c.time = time)).is_none(), "{time}");
    }
}
