//! Bytes of version 2 as they were first written: frames, passes, parcels and a meeting of two
//! phones. Today's code reads them as the same values; what was signed or sealed then is still taken.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use serde_bytes::ByteBuf;
use shared_model::moment::DAY;
use shared_model::people::Role;
use shared_model::place::Place;
use shared_model::protocol::*;
use shared_model::trust::*;
use support::frozen::*;
use support::*;

const V2: &str = "v2";

fn server() -> SigningKey {
    SigningKey::from_bytes([1; 32])
}

fn seal_key() -> SealKey {
    SealKey::from_bytes([2; 32])
}

/// The key of the device of this number.
fn device_key(number: u8) -> SigningKey {
    SigningKey::from_bytes([number; 32])
}

fn pass_of(number: u8) -> SignedPass {
    issue_pass(&server(), device(number), &device_key(number).public(), &member(), NOW).unwrap()
}

/// The visit, under the signature of device 7, which wrote it.
fn carried() -> CarriedChange {
    let (doc, puts) = visit();
    let (bytes, hash, _) = change(&doc, &puts);
    let signature = sign_change(&device_key(7), &doc, &hash).to_vec().into();
    CarriedChange { doc, bytes, device: device(7), signature }
}

fn parcel() -> Parcel {
    pack_parcel(&device_key(7), device(7), 3, &seal_key().public(), &[carried()], &Fixed(9)).unwrap().0
}

/// Stored bytes that can't be written the same again (encryption and compression may change): only
/// the first time they are what was made just now.
fn stored<T: serde::Serialize + serde::de::DeserializeOwned>(name: &str, fresh: &T) -> T {
    decode(&golden(V2, name, &encode(fresh, false).unwrap())).unwrap()
}

fn request() -> SyncRequest {
    let (doc, puts) = visit();
    let (bytes, hash, heads) = change(&doc, &puts);
    let cursor = Cursor { village: village(), seq: 41, chain: next_chain(CHAIN_START, &hash) };
    SyncRequest {
        capabilities: vec![PACKED.into()],
        epoch: Some("e1".into()),
        cursors: vec![cursor],
        reference: 3,
        changes: vec![SentChange { doc: doc.clone(), bytes: bytes.clone() }],
        have: Some(vec![DocHeads {
            doc: doc.clone(),
            heads: heads.iter().map(|h| ByteBuf::from(*h)).collect(),
        }]),
        from_year: Some(2026),
        carried: vec![carried()],
        testimony: vec![Testimony {
            doc,
            changes: vec![bytes.into()],
            authors: vec![person(1, Role::Member)],
            received_at: vec![NOW],
            tag: ByteBuf::from([5; 16]),
        }],
        parcels: vec![parcel()],
        device_key: Some(device_key(7).public().to_vec().into()),
        ..SyncRequest::empty(2)
    }
}

fn answer() -> SyncAnswer {
    let (doc, puts) = case();
    let (bytes, hash, _) = change(&doc, &puts);
    let accepted = Verdict { hash, outcome: Outcome::Accepted { seq: 42, at: NOW } };
    let receipt = |opened: bool, reason: Option<&str>| Receipt {
        device: device(7),
        number: 3,
        opened,
        reason: reason.map(str::to_owned),
    };
    SyncAnswer {
        capabilities: vec![PACKED.into()],
        verdicts: vec![accepted.clone()],
        authors: vec![person(1, Role::Member)],
        news: vec![DocNews {
            doc,
            saved: None,
            changes: vec![bytes.into()],
            attestations: vec![Attestation { author: 0, at: NOW }],
            tag: Some(ByteBuf::from([5; 16])),
        }],
        cursors: vec![Cursor { village: village(), seq: 42, chain: next_chain(CHAIN_START, &hash) }],
        carried: vec![accepted.clone()],
        testified: vec![accepted],
        receipts: vec![receipt(true, None), receipt(false, Some(Receipt::MISSING))],
        pass: Some(pass_of(7)),
        server_key: Some(server().public().to_vec().into()),
        seal_key: Some(seal_key().public().to_vec().into()),
        ..SyncAnswer::empty(2, NOW, "e1".into(), member())
    }
}

#[test]
fn enrolment_of_version_2_is_still_read() {
    let request = EnrolRequest {
        protocol: 2,
        code: "K7Q2M9XA".into(),
        device_key: Some(device_key(7).public().to_vec().into()),
    };
    message(V2, "enrol_request.bin", &request);
    let answer = EnrolAnswer {
        device: device(7),
        token: "t".repeat(43),
        account: member(),
        path: vec![Place { code: village(), name: "阿月村".into() }],
        sample: true,
        server_key: Some(server().public().to_vec().into()),
        seal_key: Some(seal_key().public().to_vec().into()),
    };
    message(V2, "enrol_answer.bin", &answer);
}

#[test]
fn requests_and_answers_of_version_2_are_still_read_packed_and_unpacked() {
    message(V2, "sync_request.bin", &request());
    let mut packed = request();
    packed.pack();
    assert!(packed.changes.is_empty() && packed.packed.is_some());
    message(V2, "sync_request_packed.bin", &packed);
    packed.unpack().unwrap();
    assert_eq!(packed, request());

    message(V2, "sync_answer.bin", &answer());
    let mut packed = answer();
    packed.pack();
    assert!(packed.news.is_empty() && packed.packed.is_some());
    message(V2, "sync_answer_packed.bin", &packed);
    packed.unpack().unwrap();
    assert_eq!(packed, answer());
}

#[test]
fn photos_of_version_2_are_still_asked_for_sent_and_read() {
    let photo = NamedPhoto { doc: visit().0, hash: [8; 32] };
    let have = PhotoHaveRequest { protocol: 2, photos: vec![photo.clone()] };
    message(V2, "photo_have_request.bin", &have);
    let held =
        vec![PhotoHeld::Whole, PhotoHeld::Part { bytes: 65_536 }, PhotoHeld::Wrong, PhotoHeld::NotNamed];
    message(V2, "photo_have_answer.bin", &PhotoHaveAnswer { protocol: 2, held });
    let put = PhotoPutRequest { protocol: 2, photo: photo.clone(), offset: 65_536, bytes: vec![0xff, 0xd8] };
    message(V2, "photo_put_request.bin", &put);
    message(V2, "photo_put_answer.bin", &PhotoPutAnswer { protocol: 2, held: PhotoHeld::Whole });
    message(V2, "photo_get_request.bin", &PhotoGetRequest { protocol: 2, photo, offset: 0 });
    message(V2, "photo_get_answer.bin", &PhotoGetAnswer { protocol: 2, size: 2, bytes: vec![0xff, 0xd8] });
}

#[test]
fn what_was_signed_and_sealed_in_version_2_is_still_taken() {
    let pass = stored("pass.bin", &pass_of(7));
    let said = check_pass(&server().public(), &pass, NOW.plus(DAY)).unwrap();
    assert_eq!((said.device, said.account), (device(7), member()));
    assert_eq!(said.key.as_slice(), device_key(7).public());

    let carried_then = stored("carried_change.bin", &carried());
    assert_eq!(carried_then, carried(), "signatures are made the same again");
    let hash = shared_model::document::hash_of(&carried_then.bytes);
    let key = device_key(7).public();
    assert_eq!(check_change(&key, &carried_then.doc, &hash, &carried_then.signature), Ok(()));

    let parcel = stored("parcel.bin", &parcel());
    assert_eq!(check_parcel(&key, &parcel), Ok(()));
    assert_eq!(open_parcel(&seal_key(), &parcel).unwrap(), [carried()]);
}

/// A meeting, as it went over the line: in turns, the caller first.
struct Line {
    messages: Vec<Vec<u8>>,
}

/// Device 7 calls device 8, which has nothing: it gives the visit and takes nothing home.
fn meeting() -> Line {
    let (caller, listener) = (Ephemeral::draw(&Fixed(3)), Ephemeral::draw(&Fixed(4)));
    let hello =
        |key: [u8; 32]| encode(&PeerHello { peer: PEER_VERSION, key: key.to_vec().into() }, false).unwrap();
    let (public, others) = (caller.public(), listener.public());
    let hellos = [hello(public), hello(others)];
    let both: [&[u8]; 2] = [&hellos[0], &hellos[1]];
    let mut calls = channel(Side::Caller, caller, &others, both).unwrap();
    let mut listens = channel(Side::Listener, listener, &public, both).unwrap();
    let mut messages = hellos.to_vec();
    let proof = |number: u8, side: Side, transcript: &[u8; 32]| {
        let signature = sign_proof(&device_key(number), side, transcript).to_vec().into();
        PeerSaid::Proof(PeerProof { pass: pass_of(number), signature })
    };
    let sealed = |end: &mut Channel, said: &PeerSaid| end.send(&encode(said, false).unwrap()).unwrap();
    let said = proof(7, Side::Caller, calls.transcript());
    messages.push(sealed(&mut calls, &said));
    let said = proof(8, Side::Listener, listens.transcript());
    messages.push(sealed(&mut listens, &said));
    let passes = [pass_of(7).pass, pass_of(8).pass];
    calls.bind([&passes[0], &passes[1]]).unwrap();
    listens.bind([&passes[0], &passes[1]]).unwrap();
    for (number, said) in told().iter().enumerate() {
        messages.push(sealed(if number % 2 == 0 { &mut calls } else { &mut listens }, said));
    }
    Line { messages }
}

/// What the two say once they know each other.
fn told() -> [PeerSaid; 5] {
    let (doc, puts) = visit();
    let heads = change(&doc, &puts).2.iter().map(|h| ByteBuf::from(*h)).collect();
    [
        PeerSaid::Have(PeerHave { docs: vec![DocHeads { doc, heads }], courier: true }),
        PeerSaid::Have(PeerHave { docs: vec![], courier: false }),
        PeerSaid::Gift(Gift { changes: vec![carried()], parcel: Some(parcel()), ..Gift::default() }),
        PeerSaid::Gift(Gift { taken: Taken { parcel: Some(3), ..Taken::default() }, ..Gift::default() }),
        PeerSaid::Bye(Taken::default()),
    ]
}

impl Line {
    /// Each message behind its length, as on the line.
    fn bytes(&self) -> Vec<u8> {
        let framed = |message: &Vec<u8>| [&(message.len() as u32).to_be_bytes()[..], message].concat();
        self.messages.iter().map(framed).collect::<Vec<_>>().concat()
    }

    fn read(mut bytes: &[u8]) -> Line {
        let mut messages = Vec::new();
        while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
            let (message, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
            messages.push(message.to_vec());
            bytes = rest;
        }
        Line { messages }
    }
}

#[test]
fn a_meeting_of_version_2_is_still_understood_by_both_ends() {
    let line = Line::read(&golden(V2, "meeting.bin", &meeting().bytes()));
    let (caller, listener) = (Ephemeral::draw(&Fixed(3)), Ephemeral::draw(&Fixed(4)));
    let hellos: [&[u8]; 2] = [&line.messages[0], &line.messages[1]];
    let key = |hello: &[u8]| decode::<PeerHello>(hello).unwrap().key;
    assert_eq!([key(hellos[0]), key(hellos[1])], [caller.public(), listener.public()]);
    let (to, from) = (listener.public(), caller.public());
    let mut calls = channel(Side::Caller, caller, &to, hellos).unwrap();
    let mut listens = channel(Side::Listener, listener, &from, hellos).unwrap();
    let transcript = *calls.transcript();
    let mut passes = Vec::new();
    for (number, side, end) in [(7, Side::Caller, &mut listens), (8, Side::Listener, &mut calls)] {
        let sealed = &line.messages[usize::from(number - 5)];
        let PeerSaid::Proof(proof) = decode(&end.hear(sealed).unwrap()).unwrap() else { panic!("no proof") };
        let pass = check_pass(&server().public(), &proof.pass, NOW).unwrap();
        assert_eq!(pass.device, device(number));
        assert_eq!(check_proof(&pass.key, side, &transcript, &proof.signature), Ok(()));
        passes.push(proof.pass.pass);
    }
    calls.bind([&passes[0], &passes[1]]).unwrap();
    listens.bind([&passes[0], &passes[1]]).unwrap();
    for (number, said) in told().iter().enumerate() {
        let end = if number % 2 == 0 { &mut listens } else { &mut calls };
        let heard: PeerSaid = decode(&end.hear(&line.messages[4 + number]).unwrap()).unwrap();
        assert_eq!(heard, *said, "message {number} after the proofs");
    }
    assert_eq!(line.messages.len(), 9);
}
