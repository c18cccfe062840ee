//! Who may do what, by table: `tests/rights/rights.toml` says for every role, route, query, command
//! and event what becomes of it, in the console and by a phone that writes what it likes; here all
//! of it is tried. docs/rights.md tells the same table.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

#[path = "rights/calls.rs"]
mod calls;
mod common;
#[path = "rights/events.rs"]
mod events;
#[path = "rights/giving.rs"]
mod giving;
#[path = "rights/table.rs"]
mod table;
#[path = "rights/told.rs"]
mod told;
#[path = "rights/town.rs"]
mod town;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use shared_model::casework::EventKind;
use shared_model::ids::AccountId;
use shared_model::people::{Account, Role};
use std::collections::BTreeSet;
use sync_server::http::routes::ROUTES;
use sync_server::permit;
use table::Table;
use town::{Town, code};

/// The words a tagged type knows, as its own reader lists them.
fn words_of<T: serde::de::DeserializeOwned>(tag: &str) -> BTreeSet<String> {
    let refused = serde_json::from_value::<T>(json!({ tag: "no such word" })).err().unwrap().to_string();
    let (_, listed) = refused.split_once("expected one of ").unwrap();
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn nothing_is_missing_in_the_table() {
    let table = Table::read();
    let queries = words_of::<shared_model::api::Query>("ask");
    let commands = words_of::<shared_model::api::Command>("cmd");
    assert!(queries.contains("households") && commands.contains("meet_peer"));
    let words: BTreeSet<String> = queries.union(&commands).cloned().collect();
    let permitted: BTreeSet<String> = permit::TABLE.iter().map(|(word, _)| (*word).to_owned()).collect();
    assert!(permitted.is_superset(&words), "every query and command stands in the server's own table");
    let called: BTreeSet<String> = table.calls.iter().map(|call| call.word.clone()).collect();
    assert_eq!(called, permitted, "every query, command, paper and import stands in {}", Table::PATH);
    let paths: BTreeSet<&str> = ROUTES.iter().map(|route| route.path).collect();
    let listed: BTreeSet<&str> = table.routes.iter().map(|route| route.path.as_str()).collect();
    assert_eq!(listed, paths, "every route stands in {}", Table::PATH);
    let kinds: Vec<EventKind> = table.events.iter().map(|event| event.kind).collect();
    for kind in EventKind::ALL {
        let count = kinds.iter().filter(|one| **one == kind).count();
        assert_eq!(count, 1, "{} stands in [[events]] of {}, once", kind.word(), Table::PATH);
    }
    for event in &table.events {
        assert_eq!(event.roles.len(), Role::ALL.len(), "{} says of every role", event.kind.word());
    }
    let given: Vec<Role> = table.gives.iter().map(|gives| gives.to).collect();
    assert_eq!(given, Role::ALL, "[gives] of {} says of every role", Table::PATH);
    for write in &table.writes {
        assert_eq!(write.roles.len(), Role::ALL.len(), "{} says of every role", write.what);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_route_is_open_to_whom_the_table_says() {
    let mut town = Town::new().await;
    let token = town.phone(Role::Member).await.enrolled.token;
    for route in &Table::read().routes {
        let posts = ROUTES.iter().find(|one| one.path == route.path).unwrap().posts;
        let url = format!("{}{}", town.world.url, route.path);
        let request = || if posts { Client::new().post(&url).body("x") } else { Client::new().get(&url) };
        let nobody = request().header("x-weige", "1").send().await.unwrap();
        assert_eq!(called(nobody).await, route.nobody, "{} called by nobody", route.path);
        let phone = request().header("x-weige", "1").bearer_auth(&token).send().await.unwrap();
        assert_eq!(called(phone).await, route.phone, "{} called by a phone", route.path);
        let console = town.console(Role::Secretary).await;
        let console = console.request(posts, &route.path).send().await.unwrap();
        assert_eq!(called(console).await, route.console, "{} called by the console", route.path);
    }
}

/// `through` where the route went on to look at what was sent, else its refusal.
async fn called(response: reqwest::Response) -> String {
    let status = response.status();
    if response.headers()["content-type"] == "text/event-stream" {
        // It has no end.
        return "through".to_owned();
    }
    let body = response.json::<Value>().await.unwrap_or_default();
    match code(&(status, body.clone())) {
        word @ ("token_invalid" | "not_logged_in" | "forbidden") => word.to_owned(),
        _ if status == StatusCode::INTERNAL_SERVER_ERROR => panic!("{body}"),
        _ => "through".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_query_and_command_is_answered_to_whom_the_table_says() {
    let mut town = Town::new().await;
    let places = calls::Places::new(&town);
    let mut wrong = Vec::new();
    for call in &Table::read().calls {
        let nobody = places.called_by_nobody(&town, &call.word).await;
        if nobody != call.nobody {
            wrong.push(format!("{} by nobody is {nobody}, not {}", call.word, call.nobody));
        }
        for role in Role::ALL {
            let says = call.roles.get(&role).map_or("no", String::as_str);
            let is = places.called(&mut town, &call.word, role).await;
            if is != says {
                wrong.push(format!("{} by {} is {is}, not {says}", call.word, role.word()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_event_of_each_role_counts_or_not_as_the_table_says() {
    let mut town = Town::new().await;
    let table = Table::read();
    let mut wrong = Vec::new();
    for role in Role::ALL {
        for (event, is) in table.events.iter().zip(events::tried(&mut town, role, &table.events).await) {
            let says = event.roles.get(&role).cloned().unwrap_or_default();
            if is != says {
                wrong.push(format!(
                    "{} at {} by {}: is {is:?}, not {says:?}",
                    event.kind.word(),
                    event.at.word(),
                    role.word()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_writes_into_households_and_books_as_the_table_says() {
    let town = Town::new().await;
    let mut wrong = Vec::new();
    for write in &Table::read().writes {
        for role in Role::ALL {
            let says = write.roles.get(&role).map_or("", String::as_str);
            let is = events::written(&town, role, &write.what).await;
            if is != says {
                wrong.push(format!("{} by {} is {is}, not {says}", write.what, role.word()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_is_sent_what_the_table_says_and_nothing_else() {
    let town = Town::new().await;
    let table = Table::read();
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let got = events::sent(&town, role).await;
        for sent in &table.sent {
            let is = got.contains(&sent.what);
            if is != sent.to.contains(&role) {
                wrong.push(format!(
                    "{} {} {}",
                    role.word(),
                    if is { "is sent" } else { "isn't sent" },
                    sent.what
                ));
            }
        }
        let known: BTreeSet<String> = table.sent.iter().map(|sent| sent.what.clone()).collect();
        assert!(got.is_subset(&known), "{got:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_given_to_whom_the_table_says_and_to_nobody_else() {
    let mut town = Town::new().await;
    let mut wrong = Vec::new();
    for gives in &Table::read().gives {
        let near = town.people[&gives.to].clone();
        for (to, says) in [(Some(near), &gives.near), (town::stranger(gives.to), &gives.elsewhere)] {
            for step in ["dispatched", "tasked"] {
                let is = match &to {
                    Some(to) => giving::tried(&mut town, to, step).await,
                    None => String::new(),
                };
                if is != *says {
                    wrong.push(format!("{step} to {to:?}: is {is:?}, not {says:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_moved_away_is_given_what_was_written_before_anybody_knew() {
    let town = Town::new().await;
    let moved = giving::moved_away(&town);
    assert_eq!(giving::by_phone(&town, &moved, "dispatched").await, "accepted");
    let nobody = Account { id: AccountId::from_random([250; 10]), ..moved };
    assert_eq!(giving::by_phone(&town, &nobody, "dispatched").await, "out_of_place");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_on_a_refused_dispatch_falls_with_it() {
    let town = Town::new().await;
    let to = town::stranger(Role::Mediator).unwrap();
    assert_eq!(giving::with_a_word_behind_it(&town, &to).await, ["out_of_place", "stands_on_refused"]);
}

#[test]
fn the_document_tells_the_table() {
    told::check(&Table::read());
}
