//! Packed changes: whatever people wrote comes out as it went in, and whatever strangers write is
//! read or refused, never more.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use proptest::prelude::*;
use serde_bytes::ByteBuf;
use shared_model::document::{Doc, DocId, Put, read_change, write_change};
use shared_model::moment::Millis;
use shared_model::protocol::packed::{MOST_PACKED, Packed, pack, unpack};
use shared_model::protocol::*;
use support::*;

type Change = (DocId, Vec<u8>);

fn docs() -> [DocId; 3] {
    [
        DocId::Household(village(), household_id(1)),
        DocId::VisitBook(village(), household_id(1), 2026),
        DocId::Case(village(), case_id(1)),
    ]
}

fn packed(changes: &[Change]) -> Option<Packed> {
    pack(changes.iter().map(|(doc, bytes)| (doc, bytes.as_slice())))
}

fn unpacked(packed: &Packed) -> Result<Vec<Change>, PackedProblem> {
    Ok(unpack(packed)?.into_iter().map(|change| (change.doc, change.bytes)).collect())
}

/// Somebody writes a few puts into a document, at some time, or hears what another wrote there.
#[derive(Clone, Debug)]
struct Move {
    who: u8,
    start: u8,
    doc: usize,
    at: i64,
    puts: Vec<(u8, String)>,
    hears: Option<u8>,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let value = prop_oneof![
        "[一-龥]{0,12}",
        (0i64..4_000_000_000_000, "[a-z一-龥]{0,9}")
            .prop_map(|(at, note)| format!(r#"{{"entry":"visit","written_at":{at},"note":"{note}"}}"#)),
        Just(r#"{"written_at":99999999999999999999999}"#.to_owned()),
    ];
    let puts = prop::collection::vec((0u8..6, value), 1..4);
    let one =
        (0u8..3, 0u8..3, 0usize..3, -5_000_000_000i64..5_000_000_000_000, puts, prop::option::of(0u8..3));
    let one = one.prop_map(|(who, start, doc, at, puts, hears)| Move { who, start, doc, at, puts, hears });
    prop::collection::vec(one, 1..40)
}

/// Identities and other names.
fn key_of(number: u8) -> String {
    if number.is_multiple_of(2) { event(u64::from(number)).to_string() } else { format!("key{number}") }
}

/// What the three wrote in the end, document by document, ancestors first.
fn played(moves: &[Move]) -> Vec<Change> {
    let mut copies: Vec<Vec<Doc>> = vec![vec![Doc::default(); 3]; 3];
    let mut all: Vec<Vec<Vec<u8>>> = vec![Vec::new(); 3];
    for one in moves {
        if let Some(other) = one.hears {
            let theirs = copies[other as usize][one.doc].changes_since(&[]);
            let mine = copies[one.who as usize][one.doc].changes_since(&[]);
            let both = mine.iter().chain(&theirs).map(|(_, bytes)| bytes.as_slice());
            copies[one.who as usize][one.doc] = Doc::load(both).unwrap();
        }
        let puts: Vec<Put> =
            one.puts.iter().map(|(key, value)| Put { key: key_of(*key), value: value.clone() }).collect();
        let doc = &mut copies[one.who as usize][one.doc];
        if let Some((_, bytes)) = doc.write(actor(one.who, one.start), Millis(one.at), &puts).unwrap() {
            all[one.doc].push(bytes);
        }
    }
    let named = docs();
    all.into_iter().zip(named).flat_map(|(all, doc)| all.into_iter().map(move |b| (doc.clone(), b))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_wrote_comes_out_as_it_went_in(moves in moves(), from in 0usize..40) {
        let all = played(&moves);
        prop_assert_eq!(unpacked(&packed(&all).unwrap()).unwrap(), all.clone());
        // Only the newest: their ancestors are named by hash.
        let newest = all[from.min(all.len())..].to_vec();
        prop_assert_eq!(unpacked(&packed(&newest).unwrap()).unwrap(), newest);
    }

    #[test]
    fn a_change_is_written_again_from_what_it_says(moves in moves()) {
        for (_, bytes) in played(&moves) {
            prop_assert_eq!(write_change(&read_change(&bytes).unwrap()).unwrap(), bytes);
        }
    }
}

/// Two documents of two people, who heard of each other.
fn sample() -> Vec<Change> {
    let visit =
        r#"{"entry":"visit","at":1773800000000,"written_at":1773800000000,"kind":"routine","note":"在家"}"#;
    let one = |who, doc, puts: &[(u8, &str)], hears| Move {
        who,
        start: 1,
        doc,
        at: 1_773_800_000_000,
        puts: puts.iter().map(|(key, value)| (*key, (*value).to_owned())).collect(),
        hears,
    };
    played(&[
        one(0, 0, &[(1, "李"), (2, "12")], None),
        one(1, 0, &[(1, "王")], Some(0)),
        one(2, 0, &[(1, "张")], Some(0)),
        one(0, 0, &[(1, "赵"), (3, "")], Some(1)),
        one(0, 0, &[(1, "钱")], Some(2)),
        one(1, 1, &[(1, visit)], None),
        one(1, 1, &[(2, visit), (3, visit)], None),
    ])
}

fn columns(packed: &mut Packed) -> [&mut ByteBuf; 15] {
    let Packed { docs, ids, counts, actors, hashes, who, seqs, starts, .. } = packed;
    let Packed { times, deps, puts, lengths, keys, values, preds, .. } = packed;
    [docs, ids, counts, actors, hashes, who, seqs, starts, times, deps, puts, lengths, keys, values, preds]
}

#[test]
fn every_byte_of_every_column_may_be_anything_and_what_comes_out_is_what_went_in() {
    let whole = packed(&sample()).unwrap();
    let mut read = 0;
    for column in 0..15 {
        for place in 0..columns(&mut whole.clone())[column].len() {
            for value in 0..=255u8 {
                let mut damaged = whole.clone();
                columns(&mut damaged)[column][place] = value;
                // Another spelling of the same, or nothing.
                if let Ok(changes) = unpacked(&damaged) {
                    read += 1;
                    assert_eq!(changes, sample());
                }
            }
        }
        for end in 0..columns(&mut whole.clone())[column].len() {
            let mut cut = whole.clone();
            columns(&mut cut)[column].truncate(end);
            assert!(unpacked(&cut).is_err(), "column {column} cut at {end}");
        }
        let mut longer = whole.clone();
        columns(&mut longer)[column].push(0);
        assert!(unpacked(&longer).is_err(), "column {column} with a byte behind");
    }
    let bytes: usize = columns(&mut whole.clone()).iter().map(|column| column.len()).sum();
    assert!(read >= bytes, "each byte once as it was: {read}");
}

#[test]
fn what_is_too_much_is_told() {
    let whole = packed(&sample()).unwrap();
    let with = |change: &dyn Fn(&mut Packed)| {
        let mut packed = whole.clone();
        change(&mut packed);
        unpacked(&packed)
    };
    let many = ByteBuf::from(vec![0x80, 0x80, 0x80, 0x80, 0x10]);
    assert_eq!(with(&|p| p.counts = many.clone()), Err(PackedProblem::Malformed), "more than there are");
    // Changes without an operation, as many as wanted.
    let empty = |count: usize| {
        let mut packed = Packed { villages: vec![village()], ..Packed::default() };
        packed.docs = vec![0, 0].into();
        packed.ids = vec![0; 10].into();
        packed.actors = ByteBuf::from(vec![1; 16]);
        shared_count(&mut packed.counts, count);
        for column in [&mut packed.who, &mut packed.seqs, &mut packed.starts] {
            column.resize(count, 0);
        }
        for column in [&mut packed.times, &mut packed.deps, &mut packed.puts] {
            column.resize(count, 0);
        }
        unpacked(&packed)
    };
    assert_eq!(empty(1000), Err(PackedProblem::Malformed), "they are not what was packed");
    assert_eq!(empty(MOST_PACKED + 1), Err(PackedProblem::TooLarge));
    let large = "户".repeat(30_000);
    let mut doc = Doc::default();
    let puts = [Put { key: "note".into(), value: large }];
    let (_, bytes) = doc.write(actor(1, 1), Millis(0), &puts).unwrap().unwrap();
    assert!(packed(&[(docs()[0].clone(), bytes)]).is_none(), "the door takes none so large");
}

fn shared_count(column: &mut ByteBuf, mut count: usize) {
    while count > 0x7f {
        column.push(count as u8 & 0x7f | 0x80);
        count >>= 7;
    }
    column.push(count as u8);
}

#[test]
fn a_request_and_an_answer_travel_packed_and_are_read_as_they_were() {
    let changes = sample();
    let mut request = SyncRequest {
        changes: changes
            .iter()
            .map(|(doc, bytes)| SentChange { doc: doc.clone(), bytes: bytes.clone() })
            .collect(),
        ..SyncRequest::empty(2)
    };
    let before = request.clone();
    request.pack();
    assert!(request.changes.is_empty());
    let mut request: SyncRequest = decode(&encode(&request, false).unwrap()).unwrap();
    request.unpack().unwrap();
    assert_eq!(request, before);

    let news = |doc: &DocId, tag: u8| {
        let own: Vec<ByteBuf> =
            changes.iter().filter(|(of, _)| of == doc).map(|(_, bytes)| bytes.clone().into()).collect();
        let attestation =
            |n: usize| Attestation { author: n as u32 % 2, at: Millis(1_773_800_000_000 - n as i64) };
        let attestations = (0..own.len()).map(attestation).collect();
        DocNews { doc: doc.clone(), saved: None, changes: own, attestations, tag: Some(vec![tag; 16].into()) }
    };
    let member = shared_model::people::Account {
        id: account(1),
        name: "李玉珍".into(),
        role: shared_model::people::Role::Member,
        place: micro_grid(),
        post: None,
    };
    let mut answer = SyncAnswer {
        news: vec![news(&docs()[0], 1), news(&docs()[1], 2)],
        ..SyncAnswer::empty(2, Millis(0), "e".into(), member)
    };
    let before = answer.clone();
    answer.pack();
    assert!(answer.news.is_empty() && answer.packed.is_some());
    let mut read: SyncAnswer = decode(&encode(&answer, false).unwrap()).unwrap();
    read.unpack().unwrap();
    assert_eq!(read, before);

    // A document sent whole goes as it is.
    let mut whole = before.clone();
    whole.news[0] = DocNews { saved: Some(ByteBuf::new()), changes: vec![], ..whole.news[0].clone() };
    let unpackable = whole.clone();
    whole.pack();
    assert_eq!(whole, unpackable);
    // Both ways at once is neither.
    let twice = SyncRequest { packed: packed(&changes), ..request };
    assert_eq!(twice.clone().unpack(), Err(PackedProblem::Malformed));
}
