//! What is read is what serde reads of the same text, and every word of the model's lists is known.

use super::super::record;
use super::super::say::say;
use super::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use shared_model::api::{Command, Query};
use shared_model::casework::Step;
use std::fmt::Debug;

/// Reads a sample by serde, and what serde writes of it here.
fn agrees<T: Record + Serialize + DeserializeOwned + PartialEq + Debug>(sample: Json) -> T {
    let by_serde: T =
        serde_json::from_value(sample.clone()).unwrap_or_else(|error| panic!("{error}: {sample}"));
    let text = serde_json::to_string(&by_serde).unwrap();
    assert_eq!(say(&by_serde), text);
    assert_eq!(record::read::<T>(&text), Ok(serde_json::from_str(&text).unwrap()), "{text}");
    by_serde
}

const ID: &str = "0123456789abcdef";
const PLACE: &str = "51342410120301001";

fn author() -> Json {
    json!({"account": ID, "name": "Zhao", "role": "mediator", "me": true})
}

fn photo() -> Json {
    json!({"hash": "0f".repeat(32), "bytes": 9, "width": 8, "height": 7, "mime": "image/jpeg",
        "here": true, "state": {"on_the_way": {"sent": 5}}})
}

fn item() -> Json {
    json!({"id": ID, "title": "line", "kind": "dispute", "category": "land", "category_name": "land",
        "colour": "yellow", "stage": "taken", "level": "village", "contested": true,
        "due": {"at": 5, "clock": "take", "stopped": true, "overdue": true}, "parties": ["a", "b"],
        "micro_grid": PLACE, "micro_grid_name": "grid", "handler": author(),
        "last_step": {"kind": "taken", "author": author(), "written_at": 3, "words": "ok"},
        "received_at": 4, "mine": true, "to_follow_up": true})
}

fn task() -> Json {
    json!({"event": ID, "to": author(), "from": author(), "words": "measure", "by": 8, "done": true, "answerable": true})
}

/// One of each kind, with all it can hold.
fn steps() -> Vec<Json> {
    let party = json!({"household": ID, "micro_grid": PLACE, "name": "Yang", "house_no": "9"});
    let mut steps = vec![
        json!({"step": "raised", "kind": "hazard", "category": "c", "colour": "red", "title": "t", "words": "w",
            "micro_grid": PLACE, "parties": [party], "source": "court", "people": 3, "amount": 1_000_000_000_000u64,
            "service_item": "s"}),
        json!({"step": "recoloured", "colour": "green", "words": "w"}),
        json!({"step": "dispatched", "to": ID, "words": "w"}),
        json!({"step": "urged", "words": "w", "by": 7}),
        json!({"step": "settled", "outcome": "failed", "words": "w", "agreement": "oral", "amount": 5,
            "difficult": true, "went_to": "court"}),
        json!({"step": "followed_up", "satisfied": true, "words": "w"}),
        json!({"step": "merged", "into": ID, "words": "w"}),
        json!({"step": "tasked", "to": ID, "words": "w", "by": 7}),
        json!({"step": "task_done", "task": ID, "words": "w"}),
        json!({"step": "discussed", "took_part": ["a", "b"], "words": "w"}),
        json!({"step": "helped", "who": "a", "minutes": 90, "words": "w"}),
        json!({"step": "passed_up", "clock": "settle", "due_at": 7, "up_to": "county"}),
    ];
    let plain =
        ["accepted", "taken", "progress", "escalated", "returned", "struck_off", "reopened", "withdrawn"];
    steps.extend(plain.map(|step| json!({"step": step, "words": "w"})));
    steps
}

#[test]
fn every_step_is_read() {
    let read: Vec<Step> = steps().into_iter().map(agrees).collect();
    assert!(EventKind::ALL.into_iter().all(|kind| read.iter().any(|step| step.kind() == kind)));
    assert!(record::read::<Step>(r#"{"step":"of_a_later_version"}"#).is_err());
    assert!(record::read::<Step>(r#"{"step":"dispatched","to":"nobody"}"#).is_err());
}

#[test]
fn commands_and_queries_are_said_as_the_engine_reads_them() {
    let raises = |step: Json| json!({"cmd": "raise_case", "step": step, "photos": []});
    let others = [
        json!({"cmd": "enrol", "server": "https://a", "code": "K", "pin": null}),
        json!({"cmd": "sync"}),
        json!({"cmd": "save_draft", "form": "raise", "body": "{\"kind\":null}"}),
    ];
    for sample in steps().into_iter().map(raises).chain(others) {
        let command: Command = serde_json::from_value(sample).unwrap();
        assert_eq!(say(&command), serde_json::to_string(&command).unwrap());
    }
    for query in [Query::Session, Query::Households { search: "w".into(), micro_grid: None }] {
        assert_eq!(say(&query), serde_json::to_string(&query).unwrap());
    }
}

#[test]
fn every_view_of_cases_is_read() {
    let entry = |step: Json| {
        json!({"id": ID, "step": step, "author": author(), "written_at": 1, "delivery": {"received": {"at": 2}},
            "void": "own_work", "policy_version": 3, "colour_before": "red", "to_name": "n", "after": [ID],
            "photos": [photo()], "heard_from": "h", "carried_by": ["c"]})
    };
    let timeline: Vec<Json> = steps().into_iter().map(entry).collect();
    agrees::<CaseView>(json!({"item": item(), "parties": [{"name": "n"}], "words": "w", "outcome": "served",
        "satisfied": false, "timeline": timeline, "contested": [ID], "frontier": [ID],
        "next": [{"kind": "taken", "not_now": "not_due"}, {"kind": "urged", "not_now": null}],
        "policy_version": 4, "tasks": [task()]}));
    let task = json!({"task": task(), "case": ID, "title": "t", "colour": "red"});
    let news = json!({"case": ID, "title": "t", "colour": "red", "event": ID, "kind": "taken", "to_me": true,
        "author": author(), "words": "w", "written_at": 1, "unread": true});
    agrees::<NewsView>(json!({"items": [news], "unread": 1, "upto": 9}));
    agrees::<SuggestionView>(json!({"colour": "red", "reason": "many_parties"}));
    agrees::<TodayView>(json!({"now": 1, "unsent": 2, "returned": [outbox()], "tasks": [task], "news": 3,
        "cases": [item()], "visits": [household_item()], "last_sync": 4}));
}

fn outbox() -> Json {
    json!({"id": ID, "kind": "case_step", "subject": "s", "words": "w", "written_at": 1,
        "delivery": {"returned": {"reason": "policy"}}, "household": ID, "case": ID, "carried_by": ["c"]})
}

fn household_item() -> Json {
    json!({"id": ID, "house_no": "9", "name": "n", "address": "a", "micro_grid": PLACE, "tags": ["elderly"],
        "residents": 3, "last_visit": 1, "visit_due": 2, "open_cases": 4, "hit": "h", "gone": true})
}

#[test]
fn every_view_of_households_is_read() {
    let visit = json!({"id": ID, "at": 1, "written_at": 2, "kind": "care", "author": author(),
        "checklist": {"fire": "ok"}, "note": "n", "problem": true, "photos": [photo()],
        "helped": {"who": "w", "minutes": 3}, "delivery": "sending",
        "corrections": [{"author": author(), "written_at": 3, "note": "n", "delivery": "heard"}]});
    let household = json!({"id": ID, "micro_grid": PLACE, "house_no": "9", "address": "a", "tags": ["elderly"],
        "residents": [{"id": ID, "name": "n", "sex": "f", "birth_year": "1948", "relation": "head", "phone": "1", "gone": "died"}],
        "party_contact": "p", "joint_leader": "j", "note": "n", "gone": "moved",
        "conflicts": [{"field": "note", "shown": "s", "others": ["o"]}]});
    agrees::<HouseholdView>(json!({"household": household, "micro_grid_name": "m", "visits": [visit],
        "cases": [item()], "delivery": "saved_here"}));
    agrees::<Vec<HouseholdItem>>(json!([household_item()]));
    agrees::<HistoryEntry>(
        json!({"field": "note", "from": ["a"], "to": "b", "stands": true, "concurrent": true,
        "author": author(), "written_at": 1, "delivery": "heard", "heard_from": "h", "carried_by": ["c"]}),
    );
}

#[test]
fn every_view_of_the_phone_itself_is_read() {
    let account = json!({"id": ID, "name": "n", "role": "member", "place": PLACE,
        "post": {"kind": "mediation_room", "name": "room"}});
    agrees::<SessionView>(json!({"known": true, "open": true, "account": account, "path":
        [{"code": PLACE, "name": "m"}], "sample": true, "server": "s", "version": "v", "now": 1}));
    agrees::<SyncView>(json!({"items": [outbox()], "running": true, "last_success": 1,
        "last_failure": {"at": 2, "code": "no_link"}, "agreed": true, "years_from": 2024, "years_wanted": 2020,
        "heard": 3, "parcels": 4, "last_meeting": {"at": 5, "report": {"name": "n", "given": 1, "held_back": 2,
        "received": 3, "not_received": 4, "carried": true, "carries": true}},
        "words": {"sent": 1, "left": 2}, "photos": {"count": 1, "sent": 2, "left": 3, "running": true}, "waits": ["clock"],
        "came": [{"kind": "visit", "subject": "s", "count": 2, "by": ["b"], "household": ID, "case": ID}]}));
    for state in [json!("here"), json!("at_village"), json!("not_asked"), json!("missing")] {
        agrees::<PhotoData>(json!({"hash": "0f".repeat(32), "state": state, "url": "u"}));
    }
    agrees::<StorageView>(json!({"file": 1, "photos": 2, "photos_to_go": 3, "years_to_go": 4, "budget": 5,
        "years_from": 2026, "photos_on": "wifi"}));
    for is in BlockKind::ALL {
        agrees::<LeafletView>(json!({"title": "t", "blocks": [{"is": is, "text": "x"}]}));
    }
    agrees::<Problem>(json!({"code": "disk_full", "detail": "d"}));
    let item =
        json!({"key": "k", "list": "power", "name": "n", "desk": "d", "papers": "p", "days": 3, "note": "n"});
    agrees::<ServiceItems>(json!({"place": PLACE, "version": 2, "items": [item]}));
    assert!(record::read::<Delivery>("\"nowhere\"").is_err() && record::read::<PhotoState>("{}").is_err());
}

/// The words that serde knows of a list, told by its own words for one that it doesn't.
fn known<T: DeserializeOwned>() -> Vec<String> {
    let told = serde_json::from_str::<T>("\"?\"").err().map(|error| error.to_string()).unwrap_or_default();
    let words = told.split('`').skip(1).step_by(2).skip(1);
    words.map(str::to_owned).collect()
}

#[test]
fn every_word_of_every_list_is_known() {
    macro_rules! all {
        ($($name:ident),*) => {$(
            let mut ours: Vec<&str> = $name::ALL.into_iter().map($name::word).collect();
            let mut theirs = known::<$name>();
            ours.sort_unstable();
            theirs.sort_unstable();
            assert_eq!(ours, theirs, stringify!($name));
            for one in $name::ALL {
                let text = serde_json::to_string(&one).unwrap();
                assert_eq!(record::read::<$name>(&text).map(|read| read == one), Ok(true), "{text}");
            }
        )*};
    }
    all!(
        Agreement,
        CaseKind,
        ClockKind,
        Code,
        Colour,
        EventKind,
        Fact,
        IntentKind,
        Level,
        Outcome,
        PostKind,
        Role,
        ServiceList,
        Source,
        Stage,
        SuggestReason,
        VisitKind,
        Void,
        Wait,
        WentTo
    );
}
