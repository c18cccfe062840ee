//! Looks from above the village: each is noted before it is given, and the village has the list.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;
#[path = "office/mod.rs"]
mod office;

use common::*;
use office::Office;
use serde_json::{Value, json};
use shared_model::api::Query;
use shared_model::casework::Colour;
use shared_model::moment::HOUR;
use shared_model::people::Role;
use std::sync::Barrier;
use sync_server::{ask, store};

async fn looks(console: &Console) -> Vec<Value> {
    console.ask(json!({"ask": "looks"})).await["looks"].as_array().unwrap().clone()
}

/// A case that the member brought up to the township and the township to the county.
async fn brought_up(world: &World) -> (String, Console) {
    let mut a = world.phone("A").await;
    a.sync().await;
    let (case, raised) = a.raise(&micro_grid(1), &micro_grid(1));
    a.event(&case, json!({"step": "escalated", "words": "请镇里来"}), &[&raised]);
    a.sync().await;
    let id = case.to_string().rsplit('.').next().unwrap().to_owned();
    let township = world.console("township").await;
    let up = json!({"step": "escalated", "words": "报县里"});
    township.does(json!({"cmd": "add_to_case", "case": id, "step": up})).await;
    (id, township)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_village_sees_who_from_above_opened_what_and_nobody_elses_village_does() {
    let world = World::new().await;
    let (case, township) = brought_up(&world).await;
    let secretary = world.console("secretary").await;
    assert_eq!(looks(&secretary).await, Vec::<Value>::new(), "writing a word is no look");
    township.ask(json!({"ask": "household", "id": world.households[0]})).await;
    let county = world.console("county").await;
    county.ask(json!({"ask": "case", "id": case})).await;
    // Of the village's own people no note is taken.
    secretary.ask(json!({"ask": "case", "id": case})).await;
    let seen = looks(&secretary).await;
    let told = |look: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let what = &look["what"];
        let name = if what["kind"] == "case" { text(&what["title"]) } else { text(&what["name"]) };
        (text(&look["author"]["name"]), text(&look["place_name"]), text(&what["kind"]), name)
    };
    let expected = [("county", "德昌县", "case", "排水沟"), ("township", "永郎镇", "household", "12 李玉珍")]
        .map(|(who, place, kind, name)| (who.to_owned(), place.to_owned(), kind.to_owned(), name.to_owned()));
    assert_eq!(seen.iter().map(told).collect::<Vec<_>>(), expected);
    assert_eq!(seen[1]["author"]["role"], "township");
    assert_eq!(looks(&world.console("neighbour").await).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_register_that_is_saved_is_told_from_a_case_that_is_opened() {
    let world = World::new().await;
    let (case, township) = brought_up(&world).await;
    let secretary = world.console("secretary").await;
    let register = format!("/v1/papers/register?period={}&form=csv", sync_server::clock::now().day().year);
    assert!(township.fetch(&register).await.status.is_success());
    let told = async || {
        let seen = looks(&secretary).await;
        let one = |look: &Value| (look["in_register"].clone(), look["what"]["title"].clone());
        seen.iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(told().await, [(json!(true), json!("排水沟"))]);
    township.ask(json!({"ask": "case", "id": case})).await;
    assert_eq!(told().await, [(json!(false), json!("排水沟")), (json!(true), json!("排水沟"))]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_given_is_no_look() {
    let world = World::new().await;
    let township = world.console("township").await;
    let unknown = json!({"ask": "household", "id": "0000000000000001"});
    assert_eq!(township.query(unknown).await.1["code"], "not_found");
    let refused = json!({"ask": "household_history", "id": world.households[0]});
    assert_eq!(township.query(refused).await.1["code"], "forbidden");
    assert_eq!(looks(&world.console("secretary").await).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_above_the_village_names_nobody_and_finds_nobody_by_name() {
    let world = World::new().await;
    let (id, township) = brought_up(&world).await;
    let parties = |answer: &Value| answer["cases"][0]["parties"].clone();
    let search = |word: &str| json!({"ask": "cases", "search": word});
    let dispatched = json!({"step": "dispatched", "to": world.department().id});
    township.does(json!({"cmd": "add_to_case", "case": id, "step": dispatched})).await;
    for above in [&township, &world.console("county").await, &world.console("department").await] {
        assert_eq!(parties(&above.ask(json!({"ask": "cases"})).await), json!([]));
        assert_eq!(above.ask(search("王芳")).await["cases"], json!([]));
        assert_eq!(above.ask(search("排水沟")).await["cases"].as_array().unwrap().len(), 1);
    }
    let secretary = world.console("secretary").await;
    assert_eq!(parties(&secretary.ask(search("王芳")).await), json!(["李玉珍", "王芳"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_is_sent_to_a_departments_phone_is_a_look() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let (case, _) = a.raise(&micro_grid(1), &micro_grid(1));
    a.sync().await;
    let department = world.department();
    let mut phone = world.phone_of(&department).await;
    phone.sync().await;
    let secretary = world.console("secretary").await;
    assert_eq!(looks(&secretary).await, Vec::<Value>::new());
    let id = case.to_string().rsplit('.').next().unwrap().to_owned();
    let dispatched = json!({"step": "dispatched", "to": department.id});
    secretary.does(json!({"cmd": "add_to_case", "case": id, "step": dispatched})).await;
    for _ in 0..2 {
        phone.sync().await;
    }
    assert!(phone.docs.contains_key(&case));
    let seen = looks(&secretary).await;
    assert_eq!(seen.len(), 1, "what was sent once is noted once: {seen:?}");
    assert_eq!((&seen[0]["on_phone"], &seen[0]["what"]["title"]), (&json!(true), &json!("排水沟")));
    assert_eq!(seen[0]["author"]["name"], "镇林业站");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_given_to_the_township_is_shown_to_it_before_anybody_brings_it_up() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let (case, _) = a.raise(&micro_grid(1), &micro_grid(1));
    a.sync().await;
    let id = case.to_string().rsplit('.').next().unwrap().to_owned();
    let township = world.console("township").await;
    assert_eq!(township.query(json!({"ask": "case", "id": id})).await.1["code"], "not_found");
    let dispatched = json!({"step": "dispatched", "to": world.person("township").id});
    let secretary = world.console("secretary").await;
    secretary.does(json!({"cmd": "add_to_case", "case": id, "step": dispatched})).await;
    assert_eq!(township.ask(json!({"ask": "case", "id": id})).await["case"]["item"]["title"], "排水沟");
}

/// How many looks at its village the store has.
fn noted(office: &Office) -> usize {
    let village = office.account(Role::Secretary).account.place;
    store::read(&*office.store, |tx| tx.looks(&village, 100)).unwrap().len()
}

#[test]
fn who_looks_at_the_same_again_within_the_hour_is_noted_once() {
    let office = Office::new();
    let app = office.serves();
    let up = json!({"step": "escalated", "words": "报县里"});
    let cases = [office.raised(&app, Colour::Red), office.raised(&app, Colour::Red)];
    for case in &cases {
        office.adds(&app, Role::Township, case, serde_json::from_value(up.clone()).unwrap()).unwrap();
    }
    let looks = |role: Role, number: usize| {
        let query = Query::Case { id: cases[number].clone() };
        ask::ask(&app, Some(&office.account(role).account), &query).unwrap();
        noted(&office)
    };
    assert_eq!(looks(Role::Township, 0), 1);
    assert_eq!((looks(Role::Township, 0), looks(Role::Secretary, 0)), (1, 1));
    assert_eq!(looks(Role::Township, 1), 2, "another case");
    assert_eq!(looks(Role::County, 0), 3, "another person");
    office.later(HOUR - 1);
    assert_eq!((looks(Role::Township, 0), looks(Role::County, 0)), (3, 3));
    office.later(1);
    assert_eq!(looks(Role::Township, 0), 4, "an hour later");
    // A clock that had run ahead and was put right keeps nothing unnoted.
    office.later(-24 * HOUR);
    assert_eq!((looks(Role::Township, 0), looks(Role::Township, 0)), (5, 5));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_that_are_asked_at_once_note_one_look_and_miss_none() {
    let world = World::new().await;
    let servers = [world.app.clone(), world.another_process()];
    let me = world.person("township").clone();
    let start = Barrier::new(6);
    for household in &world.households {
        let query = Query::Household { id: household.clone() };
        std::thread::scope(|scope| {
            for number in 0..6 {
                let (app, me, query, start) = (&servers[number % 2], &me, &query, &start);
                scope.spawn(move || {
                    start.wait();
                    ask::ask(app, Some(me), query).unwrap();
                });
            }
        });
    }
    let seen = store::read(&*world.app.store, |tx| tx.looks(&village(), 100)).unwrap();
    let mut subjects: Vec<String> = seen.into_iter().map(|look| look.subject).collect();
    subjects.sort();
    let expected: Vec<String> = world.households.iter().map(|id| format!("household {id}")).collect();
    assert_eq!(subjects, expected);
}
