//! Bytes of version 1 as they were first written: today's code still reads them as the same values
//! and lets the changes in.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use serde_bytes::ByteBuf;
use shared_model::casework::event::Colour;
use shared_model::casework::policy::{Calendar, Clock, Term};
use shared_model::document::{Accepted, Doc, DocId, accept};
use shared_model::people::{Reference, Role};
use shared_model::place::Place;
use shared_model::protocol::*;
use support::frozen::*;
use support::*;

#[test]
fn the_changes_of_version_1_are_still_let_in_and_say_the_same() {
    for (name, (id, puts)) in
        [("change_household.bin", household()), ("change_visit.bin", visit()), ("change_case.bin", case())]
    {
        let (fresh, ..) = change(&id, &puts);
        let stored = golden("v1", name, &fresh);
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
    let stored = golden("v1", "document_visits.bin", &Doc::load([bytes.as_slice()]).unwrap().save());
    assert_eq!(
        Doc::load_saved(&stored).unwrap().changes().into_iter().map(|c| c.1).collect::<Vec<_>>(),
        [bytes]
    );
}

#[test]
fn enrolment_of_version_1_is_still_read() {
    message(
        "v1",
        "enrol_request.bin",
        &EnrolRequest { protocol: 1, code: "K7Q2M9XA".into(), device_key: None },
    );
    let place = Place { code: village(), name: "阿月村".into() };
    message(
        "v1",
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
    message("v1", "sync_request.bin", &daily);
    let heads = heads.iter().map(|h| ByteBuf::from(*h)).collect();
    let have = Some(vec![DocHeads { doc: id, heads }]);
    message("v1", "sync_request_repair.bin", &SyncRequest { changes: vec![], have, ..daily });
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
    message("v1", "sync_answer.bin", &answer);
    let reference = Reference {
        version: 4,
        places: vec![Place { code: village(), name: "阿月村".into() }],
        people: vec![member()],
        policy: policy_v1(),
        earlier: vec![],
        services: Default::default(),
    };
    message("v1", "sync_answer_reference.bin", &SyncAnswer { reference: Some(reference), ..answer });
}

/// A small policy of its own, so that an edit of the shipped one changes no golden file.
fn policy_v1() -> shared_model::casework::Policy {
    let mut policy = policy();
    policy.version = 1;
    policy.categories.truncate(1);
    policy.categories[0].name = "邻里".into();
    let hours = Clock { take: Some(Term::Hours(24)), settle: Term::Hours(720) };
    policy.clocks = [(Colour::Red, hours)].into();
    policy.calendar = Calendar::default();
    policy.asks.clear();
    policy.overdue_goes_up = false;
    policy.rights.retain(|kind, _| kind.word() == "struck_off");
    policy.checklist.truncate(1);
    policy.care_tags.truncate(1);
    policy.suggest.red_words.truncate(1);
    policy.suggest.yellow_categories.truncate(1);
    policy
}
