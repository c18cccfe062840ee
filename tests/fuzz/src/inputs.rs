//! What the fuzzer feeds and what must hold whatever comes: one function for each kind of input from
//! outside. `cargo xtask fuzz` looks for new inputs with them, `shared-model/tests/corpus.rs` replays
//! the kept ones in every test run.

use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use shared_model::casework::Policy;
use shared_model::document::{Doc, DocId, Outline, Put, accept, actor_bytes, read_change};
use shared_model::ids::{AccountId, CaseId, DeviceId, EventId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::protocol::*;
use std::fmt::Debug;

/// A change from another device, before documents of each kind. The first byte says which document,
/// who sends it, and whether the chunk's head and checksum are put right first, so that damage gets
/// past them.
///
/// Whatever the door says: document and outline are told the same and stand alike, the document can
/// be loaded again, a refusal changes nothing, and what is let in can be read.
pub fn change(data: &[u8]) {
    let Some((choice, chunk)) = data.split_first() else { return };
    let mut bytes = chunk.to_vec();
    if choice & 0x80 == 0 {
        mend(&mut bytes);
    }
    let (id, doc) = before(choice & 0x03);
    let sender = (choice & 0x04 == 0).then_some([1; 8]);
    let mut after = doc.clone();
    let verdict = accept(&id, &mut after, &bytes, sender, choice & 0x08 != 0);
    let stored = doc.changes_since(&[]);
    let mut outline = Outline::of(stored.iter().map(|(_, bytes)| bytes.as_slice())).expect("an outline");
    let of_outline = accept(&id, &mut outline, &bytes, sender, choice & 0x08 != 0);
    assert_eq!(verdict, of_outline, "document and outline are told the same");
    assert_eq!(outline.heads(), after.heads());
    let again = Doc::load_saved(&after.save()).expect("what the door left can be loaded");
    assert_eq!((again.heads(), again.fields()), (after.heads(), after.fields()));
    match verdict {
        Ok(_) => drop(read_change(&bytes).expect("what was let in can be read")),
        Err(_) => assert_eq!((after.heads(), after.fields()), (doc.heads(), doc.fields())),
    }
}

/// A change chunk with its magic and checksum put right.
fn mend(bytes: &mut Vec<u8>) {
    if bytes.len() < 9 {
        bytes.resize(9, 1);
    }
    bytes[..4].copy_from_slice(&[0x85, 0x6f, 0x4a, 0x83]);
    let digest = Sha256::digest(&bytes[8..]);
    bytes[4..8].copy_from_slice(&digest[..4]);
}

/// A document of each kind with some history by two devices, and an empty one.
pub fn before(which: u8) -> (DocId, Doc) {
    let village = PlaceCode::parse("513424101203").expect("a village");
    let household = HouseholdId::from_random([1; 10]);
    let (id, puts) = match which {
        0 => (DocId::VisitBook(village, household, 2026), visits()),
        1 => (DocId::Household(village, household), fields()),
        2 => (DocId::Case(village, CaseId::from_random([2; 10])), vec![]),
        _ => (DocId::VisitBook(village, household, 2025), vec![]),
    };
    let mut doc = Doc::default();
    for (number, put) in (0u8..).zip(puts) {
        let actor = actor_bytes(DeviceId([1 + number % 2; 8]), [7; 8]);
        let _ = doc.write(actor, Millis(1_773_800_000_000), &[put]).expect("the sample can be written");
    }
    (id, doc)
}

fn visits() -> Vec<Put> {
    let visit = r#"{"entry":"visit","at":1,"written_at":2,"kind":"routine","note":"一切如常"}"#;
    let key = |number: u8| EventId::from_random([number; 10]).as_str().to_owned();
    (1..4).map(|number| Put { key: key(number), value: visit.to_owned() }).collect()
}

fn fields() -> Vec<Put> {
    [("micro_grid", "\"51342410120301001\""), ("house_no", "\"12\""), ("house_no", "\"13\"")]
        .map(|(key, value)| Put { key: key.to_owned(), value: value.to_owned() })
        .into()
}

/// A frame. The first byte says whether the rest is a frame as it came, or the CBOR inside of one,
/// which is packed first, so that damage gets past zstd.
///
/// It is read as every message there is; what can be read can be written and read again, and packed
/// changes that can be unpacked come out the same however often they are packed.
pub fn message(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    let frame = if choice & 1 == 0 { compressed(rest) } else { rest.to_vec() };
    read::<EnrolRequest>(&frame);
    read::<EnrolAnswer>(&frame);
    if let Some(mut request) = read::<SyncRequest>(&frame)
        && request.unpack().is_ok()
    {
        let unpacked = request.clone();
        request.pack();
        assert_eq!(request.unpack().map(|()| request), Ok(unpacked));
    }
    if let Some(mut answer) = read::<SyncAnswer>(&frame) {
        let _ = answer.unpack().is_ok();
    }
    read::<Parcel>(&frame);
    read::<PhotoHaveRequest>(&frame);
    read::<PhotoPutRequest>(&frame);
    read::<PhotoGetRequest>(&frame);
    read::<PhotoGetAnswer>(&frame);
    read::<peer::PeerHello>(&frame);
    read::<peer::PeerSaid>(&frame);
}

fn compressed(cbor: &[u8]) -> Vec<u8> {
    let body = zstd::bulk::compress(cbor, 1).expect("zstd packs anything");
    [&b"WG\x01\0"[..], &body].concat()
}

fn read<T: Serialize + DeserializeOwned + PartialEq + Debug>(frame: &[u8]) -> Option<T> {
    let message = decode::<T>(frame).ok()?;
    let again = encode(&message, false).expect("what was read can be written");
    assert_eq!(decode::<T>(&again).as_ref(), Ok(&message));
    Some(message)
}

/// Text: identities, document names, places, a policy file. What is taken is written the same again.
pub fn text(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(id) = DocId::parse(text) {
        assert_eq!(id.to_string(), text);
    }
    if let Ok(code) = PlaceCode::parse(text) {
        assert_eq!(code.as_str(), text);
        let _ = (code.parent(), code.prefix());
    }
    let _ = (AccountId::parse(text).is_ok(), EventId::parse(text).is_ok(), HouseholdId::parse(text).is_ok());
    let _ = Policy::from_toml(text).is_ok();
}
