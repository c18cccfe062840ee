//! What a phone tells of itself for help: enough to help, and nothing of anybody.

use super::shelf::Shared;
use super::*;
use serde_json::Value;
use shared_model::people::Role;

/// Every text that stands in a value.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|one| texts(one, into)),
        Value::Object(fields) => fields.values().for_each(|one| texts(one, into)),
        _ => {}
    }
}

/// A word of the program's own, or a figure too short to name anybody.
fn says_nothing(text: &str) -> bool {
    let figure = text.len() < 4 && text.chars().all(|sign| sign.is_ascii_digit());
    text.chars().count() < 2 || figure || Role::ALL.iter().any(|role| role.word() == text)
}

#[test]
fn what_is_told_of_a_phone_holds_nothing_of_any_household() {
    let phone = Shared::new();
    phone.enrols("A");
    let home = phone.households()[0].clone();
    for (field, value) in [("note", "屋后有狗"), ("house_no", "甲77"), ("joint_leader", "曾雪梅")] {
        phone.does(edit(&home, field, value)).unwrap();
    }
    phone.does(visit(&home, "老人咳嗽三天了")).unwrap();
    phone.does(raise(1, None, "水渠边的地界")).unwrap();
    phone.does(Command::SaveDraft { form: format!("visit:{home}"), body: "写了一半".into() }).unwrap();
    phone.revokes("A");
    // What a phone that was taken out of use still delivers is taken in; then it is told.
    let _ = phone.does(Command::Sync);
    phone.does(Command::Sync).unwrap_err();

    let told = phone.told();
    for line in ["visits: 1", "cases: 1", "drafts: 1", "entries unsent: 0", "failed: token_invalid at "] {
        assert!(told.contains(line), "{line} is missing:\n{told}");
    }
    assert!(told.contains("disk free, bytes: ") && told.contains("version: "), "{told}");

    let mut held = vec!["写了一半".to_owned(), phone.server.clone()];
    for row in phone.rows() {
        held.extend(row.split(' ').map(str::to_owned));
        let json = row.find('{').and_then(|at| serde_json::from_str(&row[at..]).ok());
        texts(&json.unwrap_or_default(), &mut held);
    }
    let Ok(Answer::Session(session)) = phone.asks(Query::Session) else { panic!("session") };
    texts(&serde_json::to_value(&session.path).unwrap(), &mut held);
    held.push(session.account.unwrap().id.to_string());
    assert!(held.iter().any(|text| text == "曾雪梅") && held.iter().any(|text| text == "阿月村"));
    let leaked: Vec<_> = held.iter().filter(|text| !says_nothing(text) && told.contains(*text)).collect();
    assert!(leaked.is_empty(), "{leaked:?} in:\n{told}");
}

#[test]
fn a_locked_phone_tells_its_version_and_that_it_is_locked() {
    let phone = Shared::new();
    phone.enrols("A");
    phone.does(Command::Lock).unwrap();
    let told = phone.told();
    assert!(told.contains("the one in hand: locked") && told.contains("replicas: 1"), "{told}");
    assert!(!told.contains("households"), "nothing is read of a locked file: {told}");
}
