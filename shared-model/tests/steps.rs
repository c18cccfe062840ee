//! What a step may say and how much, before it is written and again at the door; and that who knows
//! less goes on.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use serde_json::{Value, json};
use shared_model::casework::policy::Term;
use shared_model::casework::{CaseEvent, Colour, EventKind, Step};
use shared_model::document::{Doc, DocId, Put, accept};
use shared_model::moment::Millis;
use shared_model::people::{Account, Reference, Role};
use std::collections::BTreeSet;
use support::*;

const NOW: Millis = Millis(1_773_800_000_000);

/// A well-formed step of a kind as JSON, with `more` on top.
fn step(kind: EventKind, more: Value) -> Value {
    let mut step = json!({
        "step": kind.word(), "written_at": 1, "words": "写几句",
        "kind": "dispute", "category": "neighbours", "colour": "green", "title": "水渠", "micro_grid": MICRO_GRID,
        "outcome": "agreement_reached", "satisfied": true, "to": account(1), "into": case_id(1),
        "clock": "take", "due_at": 1, "up_to": "township", "task": event(1), "took_part": ["李玉珍"], "who": "志愿者", "minutes": 30,
    });
    if kind != EventKind::Settled {
        step.as_object_mut().unwrap().remove("outcome");
    }
    step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    step
}

fn is_let_in(json: &Value) -> bool {
    let id = DocId::Case(village(), case_id(1));
    let put = Put { key: event(9).to_string(), value: json.to_string() };
    let (_, bytes) = Doc::default().write(actor(1, 1), NOW, &[put]).unwrap().unwrap();
    accept(&id, &mut Doc::default(), &bytes, Some(device(1).0), false).is_ok()
}

fn is_writable(json: &Value) -> bool {
    serde_json::from_value::<CaseEvent>(json.clone()).is_ok_and(|event| event.step.check().is_ok())
}

#[test]
fn facts_that_can_be_so_are_written_and_let_in() {
    let raised = |more| step(EventKind::Raised, more);
    let settled = |more| step(EventKind::Settled, more);
    let right = [
        raised(json!({"source": "police", "people": 12, "amount": 0, "service_item": "s68"})),
        raised(json!({"people": 1_000_000, "amount": 1_000_000_000_000_u64})),
        settled(json!({"agreement": "oral", "amount": 800, "difficult": true})),
        settled(json!({"outcome": "failed", "went_to": "arbitration", "difficult": false})),
        step(EventKind::Tasked, json!({"by": 1_773_900_000_000_i64})),
        step(EventKind::Helped, json!({"minutes": 1440})),
        step(EventKind::Discussed, json!({"took_part": vec!["李"; 50]})),
    ];
    for json in right.iter().chain(&EventKind::ALL.map(|kind| step(kind, json!({})))) {
        assert!(is_writable(json) && is_let_in(json), "{json}");
        let event: CaseEvent = serde_json::from_value(json.clone()).unwrap();
        let again: CaseEvent = serde_json::from_value(serde_json::to_value(&event).unwrap()).unwrap();
        assert_eq!(again, event);
    }
}

#[test]
fn facts_that_can_not_be_so_are_neither_written_nor_let_in() {
    let wrong = [
        (EventKind::Raised, json!({"source": "neighbour"})),
        (EventKind::Raised, json!({"people": 0})),
        (EventKind::Raised, json!({"people": 1_000_001})),
        (EventKind::Raised, json!({"amount": -1})),
        (EventKind::Raised, json!({"amount": 1.5})),
        (EventKind::Raised, json!({"amount": 1_000_000_000_001_u64})),
        (EventKind::Raised, json!({"service_item": " "})),
        (EventKind::Raised, json!({"service_item": "s".repeat(61)})),
        (EventKind::Settled, json!({"outcome": "failed", "agreement": "oral"})),
        (EventKind::Settled, json!({"went_to": "court"})),
        (EventKind::Settled, json!({"amount": 1_000_000_000_001_u64})),
        (EventKind::Tasked, json!({"words": " "})),
        (EventKind::Tasked, json!({"to": "nobody"})),
        (EventKind::TaskDone, json!({"words": ""})),
        (EventKind::TaskDone, json!({"task": "none"})),
        (EventKind::Discussed, json!({"words": ""})),
        (EventKind::Discussed, json!({"took_part": []})),
        (EventKind::Discussed, json!({"took_part": ["李", " "]})),
        (EventKind::Discussed, json!({"took_part": vec!["李"; 51]})),
        (EventKind::Helped, json!({"words": ""})),
        (EventKind::Helped, json!({"who": ""})),
        (EventKind::Helped, json!({"who": "长".repeat(41)})),
        (EventKind::Helped, json!({"minutes": 0})),
        (EventKind::Helped, json!({"minutes": 1441})),
        (EventKind::Helped, json!({"words": "长".repeat(2001)})),
    ];
    for (kind, more) in wrong {
        let json = step(kind, more);
        assert!(!is_writable(&json), "{json}");
        assert!(!is_let_in(&json), "{json}");
    }
}

#[test]
fn who_writes_without_the_facts_writes_as_ever() {
    let old = r#"{"written_at":1,"step":"settled","outcome":"failed","words":"谈不拢"}"#;
    let event: CaseEvent = serde_json::from_str(old).unwrap();
    assert!(matches!(&event.step, Step::Settled { facts, .. } if *facts == Default::default()));
    assert_eq!(serde_json::to_string(&event).unwrap(), old);
}

#[test]
fn a_phone_of_the_first_release_meets_no_word_it_does_not_know_in_the_policy() {
    const KNOWN: [&str; 15] = [
        "accepted",
        "dispatched",
        "escalated",
        "followed_up",
        "merged",
        "progress",
        "raised",
        "recoloured",
        "reopened",
        "returned",
        "settled",
        "struck_off",
        "taken",
        "urged",
        "withdrawn",
    ];
    let keys = |json: &Value| json.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let holder =
        Account {
            id: account(1), name: "阿依".into(), role: Role::Member, place: micro_grid(), post: None
        };
    let reference = Reference {
        version: 4,
        places: vec![],
        people: vec![holder],
        policy: policy(),
        earlier: vec![],
        services: Default::default(),
    };
    let sent = serde_json::to_value(&reference).unwrap();
    assert_eq!(keys(&sent["policy"]["rights"]), KNOWN);
    assert_eq!(
        keys(&sent["policy"]),
        [
            "care_tags",
            "care_visit_due_days",
            "categories",
            "checklist",
            "clocks",
            "follow_up_before_strike_off",
            "rights",
            "suggest",
            "version",
            "visit_due_days",
        ]
    );
    assert_eq!(keys(&sent["policy"]["clocks"]["red"]), ["settle_hours", "take_hours"]);
    // Who knows more has all of it; who is sent less goes by that.
    assert_eq!(serde_json::from_value::<Reference>(sent.clone()).unwrap(), reference);
    let mut old = sent;
    old.as_object_mut().unwrap().remove("policies");
    let read: Reference = serde_json::from_value(old).unwrap();
    assert_eq!(read.policy.rights.keys().map(|kind| kind.word()).collect::<BTreeSet<_>>(), KNOWN.into());
    assert_eq!(read.policy.clocks[&Colour::Green].settle, Term::Hours(236));
    assert_eq!(read.policy.categories, reference.policy.categories);
}
