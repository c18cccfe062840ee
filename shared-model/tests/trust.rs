//! Signatures, passes, seals, parcels and the channel: what was changed by a single byte, or was
//! made for somebody else, is refused.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use proptest::prelude::*;
use serde_bytes::ByteBuf;
use shared_model::document::DocId;
use shared_model::moment::{DAY, Millis};
use shared_model::people::{Account, Role};
use shared_model::protocol::{CarriedChange, Parcel, SignedPass};
use shared_model::trust::*;
use support::*;

const NOW: Millis = Millis(1_800_000_000_000);

fn owner() -> Account {
    Account { id: account(1), name: "阿依".into(), role: Role::Member, place: micro_grid(), post: None }
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes([number; 32])
}

fn doc() -> DocId {
    DocId::Case(village(), case_id(1))
}

/// The same bytes with one bit other than it was.
fn flip(bytes: &[u8], at: usize, bit: u8) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    let at = at % flipped.len();
    flipped[at] ^= 1 << (bit % 8);
    flipped
}

fn parcel() -> Parcel {
    let signature = sign_change(&key(2), &doc(), &[5; 32]).to_vec().into();
    let change = CarriedChange { doc: doc(), bytes: vec![1, 2, 3], device: device(2), signature };
    pack_parcel(&key(2), device(2), 7, &SealKey::from_bytes([9; 32]).public(), &[change], &Fixed(4))
        .unwrap()
        .0
}

/// Bytes that don't compress.
fn noise(mut state: u32, length: usize) -> Vec<u8> {
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..length).map(|_| next()).collect()
}

/// Two ends of one channel.
fn ends() -> (Channel, Channel) {
    let (caller, listener) = (Ephemeral::draw(&Fixed(1)), Ephemeral::draw(&Fixed(2)));
    let (from, to) = (caller.public(), listener.public());
    let hellos: [&[u8]; 2] = [b"hello", b"hello to you"];
    let ours = channel(Side::Caller, caller, &to, hellos).unwrap();
    (ours, channel(Side::Listener, listener, &from, hellos).unwrap())
}

#[test]
fn a_pass_says_whose_device_it_is_and_only_this_server_can_have_said_it() {
    let signed = issue_pass(&key(1), device(2), &key(2).public(), &owner(), NOW).unwrap();
    let pass = check_pass(&key(1).public(), &signed, NOW).unwrap();
    assert_eq!((pass.device, pass.account), (device(2), owner()));
    assert_eq!(pass.key.as_slice(), key(2).public());
    assert_eq!(check_pass(&key(3).public(), &signed, NOW), Err(TrustProblem::Signature));
    assert_eq!(check_pass(&[0; 31], &signed, NOW), Err(TrustProblem::Malformed));
}

#[test]
fn a_pass_lives_ninety_days_and_a_wrong_clock_is_borne_for_thirty() {
    let signed = issue_pass(&key(1), device(2), &key(2).public(), &owner(), NOW).unwrap();
    let at = |days: i64| check_pass(&key(1).public(), &signed, NOW.plus(days * DAY)).err();
    assert_eq!([at(0), at(119), at(-29)], [None, None, None]);
    assert_eq!([at(121), at(-31)], [Some(TrustProblem::Expired), Some(TrustProblem::NotYet)]);
}

#[test]
fn no_signature_of_one_kind_passes_for_another() {
    let hash = [5; 32];
    let as_change = sign_change(&key(2), &doc(), &hash);
    assert!(check_proof(&key(2).public(), Side::Caller, &hash, &as_change).is_err());
    let as_caller = sign_proof(&key(2), Side::Caller, &hash);
    assert!(check_proof(&key(2).public(), Side::Caller, &hash, &as_caller).is_ok());
    assert!(check_proof(&key(2).public(), Side::Listener, &hash, &as_caller).is_err());
    // The key of order one fits every message in checks that aren't strict.
    let mut weak = [0; 32];
    weak[0] = 1;
    let mut forged = [0; 64];
    forged[0] = 1;
    assert!(check_change(&weak, &doc(), &hash, &forged).is_err());
}

#[test]
fn a_parcel_opens_for_the_server_alone() {
    let parcel = parcel();
    assert_eq!(check_parcel(&key(2).public(), &parcel), Ok(()));
    let opened = open_parcel(&SealKey::from_bytes([9; 32]), &parcel).unwrap();
    assert_eq!(opened[0].bytes, [1, 2, 3]);
    assert_eq!(open_parcel(&SealKey::from_bytes([8; 32]), &parcel), Err(TrustProblem::Sealed));
    let renumbered = Parcel { number: 8, ..parcel.clone() };
    assert_eq!(check_parcel(&key(2).public(), &renumbered), Err(TrustProblem::Signature));
    assert_eq!(open_parcel(&SealKey::from_bytes([9; 32]), &renumbered), Err(TrustProblem::Sealed));
    let readable = |part: &[u8]| parcel.sealed.windows(part.len()).any(|window| window == part);
    assert!(!readable(village().as_str().as_bytes()));
}

#[test]
fn a_parcel_takes_as_many_changes_from_the_front_as_fit() {
    let change = |number: u8| CarriedChange {
        doc: doc(),
        bytes: noise(u32::from(number) + 1, 60_000),
        device: device(2),
        signature: ByteBuf::from([0; 64]),
    };
    let changes: Vec<_> = (0..16).map(change).collect();
    let seal_key = SealKey::from_bytes([9; 32]);
    let (parcel, count) =
        pack_parcel(&key(2), device(2), 1, &seal_key.public(), &changes, &Fixed(4)).unwrap();
    assert!(count > 0 && count < 16 && parcel.sealed.len() <= MOST_PARCEL_BYTES, "{count}");
    assert_eq!(open_parcel(&seal_key, &parcel).unwrap(), changes[..count]);
}

#[test]
fn what_is_said_through_the_channel_is_heard_once_and_in_order() {
    let (mut ours, mut theirs) = ends();
    assert_eq!(ours.transcript(), theirs.transcript());
    let first = ours.send("第一句".as_bytes()).unwrap();
    let second = ours.send(b"second").unwrap();
    assert_eq!(theirs.hear(&first).unwrap(), "第一句".as_bytes());
    assert_eq!(theirs.hear(&first), Err(TrustProblem::Sealed), "a sentence isn't heard twice");
    let (mut ours, mut theirs_too) = (ends().0, ends().1);
    ours.send(b"first").unwrap();
    let _ = second;
    let second = ours.send(b"second").unwrap();
    assert_eq!(theirs_too.hear(&second), Err(TrustProblem::Sealed), "none is left out");
}

#[test]
fn ends_that_saw_different_passes_do_not_understand_each_other() {
    let (mut ours, mut theirs) = ends();
    ours.bind([b"pass a", b"pass b"]).unwrap();
    theirs.bind([b"pass a", b"pass c"]).unwrap();
    let said = ours.send(b"hello").unwrap();
    assert_eq!(theirs.hear(&said), Err(TrustProblem::Sealed));
}

proptest! {
    #[test]
    fn a_pass_with_a_flipped_bit_is_refused(at in 0usize..4096, bit in 0u8..8) {
        let signed = issue_pass(&key(1), device(2), &key(2).public(), &owner(), NOW).unwrap();
        let other = SignedPass { pass: flip(&signed.pass, at, bit).into(), ..signed.clone() };
        prop_assert!(check_pass(&key(1).public(), &other, NOW).is_err());
        let other = SignedPass { signature: flip(&signed.signature, at, bit).into(), ..signed };
        prop_assert!(check_pass(&key(1).public(), &other, NOW).is_err());
    }

    #[test]
    fn a_change_with_a_flipped_bit_is_not_its_authors(hash: [u8; 32], at in 0usize..4096, bit in 0u8..8) {
        let signature = sign_change(&key(2), &doc(), &hash);
        let public = key(2).public();
        prop_assert!(check_change(&public, &doc(), &hash, &signature).is_ok());
        let flipped = flip(&hash, at, bit).try_into().unwrap();
        prop_assert!(check_change(&public, &doc(), &flipped, &signature).is_err());
        prop_assert!(check_change(&public, &doc(), &hash, &flip(&signature, at, bit)).is_err());
        prop_assert!(check_change(&flip(&public, at, bit), &doc(), &hash, &signature).is_err());
        let elsewhere = DocId::Case(village(), case_id(2));
        prop_assert!(check_change(&public, &elsewhere, &hash, &signature).is_err());
    }

    #[test]
    fn a_parcel_with_a_flipped_bit_is_refused_and_does_not_open(at in 0usize..4096, bit in 0u8..8) {
        let parcel = parcel();
        let other = Parcel { sealed: flip(&parcel.sealed, at, bit).into(), ..parcel.clone() };
        prop_assert!(check_parcel(&key(2).public(), &other).is_err());
        prop_assert!(open_parcel(&SealKey::from_bytes([9; 32]), &other).is_err());
        let other = Parcel { signature: flip(&parcel.signature, at, bit).into(), ..parcel };
        prop_assert!(check_parcel(&key(2).public(), &other).is_err());
    }

    #[test]
    fn a_sentence_with_a_flipped_bit_is_not_heard(said: Vec<u8>, at in 0usize..4096, bit in 0u8..8) {
        let (mut ours, mut theirs) = ends();
        let sealed = ours.send(&said).unwrap();
        prop_assert_eq!(theirs.hear(&flip(&sealed, at, bit)), Err(TrustProblem::Sealed));
    }

    #[test]
    fn bytes_of_any_kind_break_nothing(bytes: Vec<u8>) {
        let sealed = SealKey::from_bytes([9; 32]);
        prop_assert!(open(&sealed, b"", &bytes).is_err());
        prop_assert!(check_change(&bytes, &doc(), &[0; 32], &bytes).is_err());
        let signed = SignedPass { pass: bytes.clone().into(), signature: bytes.into() };
        prop_assert!(read_pass(&key(1).public(), &signed).is_err());
    }
}
