//! Tries every case event as every role, in the console and by a phone that writes what it likes;
//! and what phones may write elsewhere, and are sent.

use crate::common::*;
use crate::table::Event;
use crate::town::{self, Laid, Lies, Town, code, raised};
use serde_json::{Value, json};
use shared_model::casework::EventKind;
use shared_model::document::{Doc, DocId};
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::people::Role;
use shared_model::place::PlaceCode;
use shared_model::protocol::encode;
use std::collections::{BTreeMap, BTreeSet};
use sync_server::{clock, store};

/// For each event: own and given, each in the console and by a phone. What lies elsewhere is out of
/// everybody's reach, whatever they try.
pub async fn tried(town: &mut Town, role: Role, events: &[Event]) -> Vec<[String; 4]> {
    let mut cells: Vec<[String; 4]> = vec![Default::default(); events.len()];
    for (cell, event) in cells.iter_mut().zip(events) {
        cell[0] = in_console(town, role, event, Lies::Own).await;
        cell[1] = in_console(town, role, event, Lies::Given).await;
        let outside = in_console(town, role, event, Lies::Elsewhere).await;
        assert!(matches!(outside.as_str(), "" | "not_found" | "forbidden"), "{role:?} {event:?}: {outside}");
    }
    for (index, lies) in [(2, Lies::Own), (3, Lies::Given), (0, Lies::Elsewhere)] {
        let became = by_phone(town, role, events, lies).await;
        for (cell, became) in cells.iter_mut().zip(became) {
            if lies == Lies::Elsewhere {
                assert!(matches!(became.as_str(), "" | "out_of_scope"), "{role:?} elsewhere: {became}");
            } else {
                cell[index] = became;
            }
        }
    }
    cells
}

/// Where a case is begun when it lies so; none where there is no such place or it is given.
fn begins_at(role: Role, lies: Lies) -> Option<PlaceCode> {
    match lies {
        Lies::Own | Lies::Quiet => Some(town::own()),
        Lies::Elsewhere => town::elsewhere(role),
        Lies::Given => None,
    }
}

async fn in_console(town: &mut Town, role: Role, event: &Event, lies: Lies) -> String {
    let begins = event.kind == EventKind::Raised && lies != Lies::Given;
    let (message, laid) = if begins {
        let Some(at) = begins_at(role, lies) else { return String::new() };
        (json!({"cmd": "raise_case", "step": raised(&at)}), None)
    } else {
        let Some(laid) = town.case(role, lies, event.at) else { return String::new() };
        let step = step(event.kind, &laid);
        (json!({"cmd": "add_to_case", "case": laid.id, "step": step}), Some(laid))
    };
    let length = town.log_length();
    let answer = town.console(role).await.command(message).await;
    let Some(saved) = answer.1["saved"]["id"].as_str() else {
        assert_eq!(town.log_length(), length, "refused and written");
        return code(&answer).to_owned();
    };
    match laid {
        Some(laid) => town.judged(&laid.id, saved),
        None => "counts".to_owned(),
    }
}

/// All events of one way of lying, in one exchange.
async fn by_phone(town: &Town, role: Role, events: &[Event], lies: Lies) -> Vec<String> {
    let mut phone = town.phone(role).await;
    let mut written: Vec<Option<(CaseId, String)>> = Vec::new();
    for event in events {
        let begins = event.kind == EventKind::Raised && lies != Lies::Given;
        if begins {
            written.push(begins_at(role, lies).map(|at| {
                let id = CaseId::from_random(clock::random());
                let doc = DocId::Case(at.village().unwrap(), id.clone());
                (id, phone.event(&doc, raised(&at), &[]).to_string())
            }));
            continue;
        }
        written.push(town.case(role, lies, event.at).map(|laid| {
            let step = step(event.kind, &laid);
            let after: Vec<_> = laid.newest.iter().collect();
            phone.docs.insert(laid.doc.clone(), laid.content);
            (laid.id, phone.event(&laid.doc, step, &after).to_string())
        }));
    }
    let answer = phone.post(encode(&phone.request(), false).unwrap()).await.unwrap();
    let mut verdicts = answer.verdicts.iter();
    let mut became = Vec::new();
    for written in written {
        let Some((id, event)) = written else {
            became.push(String::new());
            continue;
        };
        became.push(match word(verdicts.next().unwrap()) {
            "accepted" => town.judged(&id, &event),
            refused => refused.to_owned(),
        });
    }
    became
}

fn micro_grid_of(laid: &Laid) -> PlaceCode {
    let fields = laid.content.fields();
    let raised = fields.values().find_map(|text| {
        let event: Value = serde_json::from_str(text).unwrap();
        event["micro_grid"].as_str().map(place)
    });
    raised.unwrap()
}

fn step(kind: EventKind, laid: &Laid) -> Value {
    let to = || town::helper(Role::Mediator, &micro_grid_of(laid)).id;
    let mut step = match kind {
        EventKind::Raised => raised(&micro_grid_of(laid)),
        EventKind::Recoloured => json!({"colour": "red"}),
        EventKind::Dispatched | EventKind::Tasked => json!({"to": to()}),
        EventKind::Settled => json!({"outcome": "agreement_reached", "agreement": "oral"}),
        EventKind::FollowedUp => json!({"satisfied": true}),
        EventKind::Merged => json!({"into": "0000000000000001"}),
        EventKind::TaskDone => json!({"task": laid.newest[0]}),
        EventKind::Discussed => json!({"took_part": ["李玉珍", "王芳"]}),
        EventKind::Helped => json!({"who": "王芳", "minutes": 90}),
        EventKind::PassedUp => {
            json!({"clock": "take", "due_at": clock::now(), "up_to": "township"})
        }
        EventKind::Accepted
        | EventKind::Taken
        | EventKind::Progress
        | EventKind::Urged
        | EventKind::Escalated
        | EventKind::Returned
        | EventKind::StruckOff
        | EventKind::Reopened
        | EventKind::Withdrawn => json!({}),
    };
    step["step"] = json!(kind);
    if !matches!(kind, EventKind::Raised | EventKind::PassedUp) {
        step["words"] = json!("有人来说了情况");
    }
    step
}

/// What becomes of a change by a phone: `household own`, `addition own` (a household that is added),
/// `visit elsewhere`, `correction own`.
pub async fn written(town: &Town, role: Role, what: &str) -> String {
    let (what, lies) = what.split_once(' ').unwrap();
    let at = if lies == "own" { Some(town::own()) } else { town::elsewhere(role) };
    let Some(at) = at else { return String::new() };
    let (id, visit) = town.household(&at);
    let household = DocId::Household(at.village().unwrap(), id);
    let now = clock::now();
    let book = household.book_of(now).unwrap();
    let mut phone = town.phone(role).await;
    for doc in [&household, &book] {
        let log = store::read(&*town.world.app.store, |tx| tx.changes_of(doc)).unwrap();
        let content = Doc::load(log.iter().map(|row| row.bytes.as_slice())).unwrap();
        phone.docs.insert(doc.clone(), content);
    }
    match what {
        "household" => drop(phone.write(&household, &[("note", "院里有狗")])),
        "addition" => {
            // Each adds one of their own.
            let number = 100 + 2 * role as u8 + u8::from(lies == "own");
            let new = DocId::Household(at.village().unwrap(), HouseholdId::from_random([number; 10]));
            phone.write(&new, &[("house_no", "99"), ("micro_grid", at.as_str())]);
        }
        "visit" => drop(phone.visit(&household, "在家")),
        "correction" => {
            let entry =
                json!({"entry": "correction", "corrects": visit, "written_at": now, "note": "不在家"});
            phone.write(&book, &[("0000000000000009", &entry.to_string())]);
        }
        other => panic!("{other} is nothing to write"),
    }
    let answer = phone.post(encode(&phone.request(), false).unwrap()).await.unwrap();
    word(&answer.verdicts[0]).to_owned()
}

/// What a fresh phone of a role is sent of households and cases that lie so or so.
pub async fn sent(town: &Town, role: Role) -> BTreeSet<String> {
    let mut names: BTreeMap<DocId, String> = BTreeMap::new();
    let mut household = |at: PlaceCode, lies: &str| {
        let (id, _): (HouseholdId, _) = town.household(&at);
        let doc = DocId::Household(at.village().unwrap(), id);
        names.insert(doc.book_of(clock::now()).unwrap(), format!("visit book {lies}"));
        names.insert(doc, format!("household {lies}"));
    };
    household(town::own(), "own");
    if let Some(at) = town::elsewhere(role) {
        household(at, "elsewhere");
    }
    let ways = [
        (Lies::Own, "case own brought_up"),
        (Lies::Quiet, "case own quiet"),
        (Lies::Given, "case given"),
        (Lies::Elsewhere, "case elsewhere"),
    ];
    for (lies, name) in ways {
        if let Some(laid) = town.case(role, lies, EventKind::Raised) {
            names.insert(laid.doc, name.to_owned());
        }
    }
    let mut phone = town.phone(role).await;
    loop {
        if !phone.sync().await.more {
            break;
        }
    }
    phone.docs.keys().filter_map(|doc| names.get(doc).cloned()).collect()
}
