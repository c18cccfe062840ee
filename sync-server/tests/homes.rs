//! People who move from one household to another, households that are merged or archived: by the console
//! and by phones at once, and what the numbers say of it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use serde_json::{Value, json};
use shared_model::ids::HouseholdId;

fn code(answer: &(reqwest::StatusCode, Value)) -> &str {
    answer.1["code"].as_str().unwrap_or("answered")
}

async fn household(console: &Console, id: &HouseholdId) -> Value {
    console.ask(json!({"ask": "household", "id": id})).await["household"].clone()
}

/// Of each person of a household: name, why gone, where they live since they moved.
fn people(view: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one =
        |person: &Value| (text(&person["name"]), text(&person["gone"]), text(&person["lives"]["to"]["id"]));
    view["household"]["residents"].as_array().unwrap().iter().map(one).collect()
}

async fn add_person(console: &Console, id: &HouseholdId, name: &str) -> String {
    let resident = sync_resident(name);
    let field = format!("resident.{resident}.name");
    let edits = json!([{"field": field, "value": name}]);
    console.does(json!({"cmd": "edit_household", "household": id, "edits": edits})).await;
    resident
}

fn sync_resident(name: &str) -> String {
    let mut bytes = [7; 10];
    name.bytes().zip(&mut bytes).for_each(|(from, to)| *to = from);
    shared_model::ids::ResidentId::from_random(bytes).to_string()
}

async fn numbers(console: &Console) -> (Value, Value) {
    let total = console.ask(json!({"ask": "numbers"})).await["numbers"]["total"].clone();
    (total["households"].clone(), total["visited_30_days"].clone())
}

async fn told(console: &Console, id: &HouseholdId, field: &str) -> Vec<Value> {
    let history = console.ask(json!({"ask": "household_history", "id": id})).await["history"].clone();
    let of = |entry: &&Value| entry["field"].as_str().unwrap().ends_with(field);
    history.as_array().unwrap().iter().filter(of).cloned().collect()
}

fn claim(n: u32, id: &str, from: &HouseholdId, to: &HouseholdId) -> String {
    let home = |id: &HouseholdId| json!({"id": id, "house_no": "12", "name": "李玉珍"});
    json!({"n": n, "id": id, "to": home(to), "from": home(from)}).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_moves_keeps_one_identity_and_both_households_tell_it() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let (from, to) = (&world.households[0], &world.households[2]);
    let who = add_person(&secretary, from, "杨小梅").await;
    let phone = json!([{"field": format!("resident.{who}.phone"), "value": "100 0000 0007"}]);
    secretary.does(json!({"cmd": "edit_household", "household": from, "edits": phone})).await;
    let moves =
        json!({"cmd": "move_resident", "household": from, "resident": who, "to": to, "relation": "儿媳"});
    secretary.does(moves.clone()).await;
    let (there, here) = (household(&secretary, to).await, household(&secretary, from).await);
    let gone = ("杨小梅".to_owned(), "moved".to_owned(), to.to_string());
    assert_eq!(people(&here).last(), Some(&gone));
    let now = &there["household"]["residents"][1];
    assert_eq!(
        (&now["id"], &now["relation"], &now["phone"]),
        (&json!(who), &json!("儿媳"), &json!("100 0000 0007"))
    );
    assert_eq!((&now["lives"]["from"]["id"], &now["lives"]["from"]["held"]), (&json!(from), &json!(true)));
    for id in [from, to] {
        let told = told(&secretary, id, ".lives").await;
        assert_eq!(
            (told.len(), &told[0]["to"], &told[0]["from"]),
            (1, &json!("12 李玉珍"), &json!(["12 李玉珍"]))
        );
        assert_eq!(told[0]["author"]["name"], "secretary");
    }
    // Once moved, they aren't there to be moved; and back again they are in one household still.
    assert_eq!(code(&secretary.command(moves).await), "invalid");
    let back = json!({"cmd": "move_resident", "household": to, "resident": who, "to": from});
    secretary.does(back).await;
    assert_eq!(people(&household(&secretary, from).await)[1].1, "");
    assert_eq!(people(&household(&secretary, to).await)[1].1, "moved");
    let neighbour = world.console("neighbour").await;
    let theirs = json!({"cmd": "move_resident", "household": from, "resident": who, "to": to});
    assert_eq!(code(&neighbour.command(theirs).await), "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moved_to_two_households_at_once_they_live_in_one_and_who_holds_the_other_alone_is_told() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let (mut a, mut b) = (world.phone("A").await, world.phone("B").await);
    let who = add_person(&secretary, &world.households[0], "杨小梅").await;
    a.sync().await;
    b.sync().await;
    // The phone was offline when the office moved them; of two first moves the higher identity counts.
    let moves = json!({"cmd": "move_resident", "household": world.households[0], "resident": who, "to": world.households[2]});
    secretary.does(moves).await;
    let key = format!("resident.{who}.lives");
    let lives = claim(1, "zzzzzzzzzzzzzzzz", &world.households[0], &world.households[1]);
    a.write(&world.household_doc(1), &[(&format!("resident.{who}.name"), "杨小梅"), (&key, &lives)]);
    a.write(&world.household_doc(0), &[(&key, &lives)]);
    // And an edit of somebody who was moved away meanwhile goes with them.
    a.write(&world.household_doc(0), &[(&format!("resident.{who}.birth_year"), "1999")]);
    a.sync().await;
    b.sync().await;
    let homes: Vec<String> = {
        let mut homes = vec![];
        for id in &world.households {
            let here = people(&household(&secretary, id).await);
            homes.extend(
                here.into_iter().filter(|one| one.0 == "杨小梅" && one.1.is_empty()).map(|one| one.2),
            );
        }
        homes
    };
    assert_eq!(homes, [world.households[1].to_string()]);
    let year =
        household(&secretary, &world.households[1]).await["household"]["residents"][1]["birth_year"].clone();
    assert_eq!(year, "1999");
    let kept = b.docs[&world.household_doc(2)].field(&key).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&kept).unwrap()["id"], "zzzzzzzzzzzzzzzz", "B holds no other");
    let server = told(&secretary, &world.households[2], ".lives").await;
    assert!(server.iter().any(|entry| entry["author"]["role"] == "administrator"), "the server wrote it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_can_say_of_nobody_that_they_live_or_lived_outside_its_place() {
    let world = World::new().await;
    let mut b = world.phone("B").await;
    b.sync().await;
    let who = world.households[0].to_string();
    let key = format!("resident.{who}.lives");
    let (away, home) = (&world.households[0], &world.households[2]);
    for (from, to) in [(away, home), (home, away)] {
        b.write(&world.household_doc(2), &[(&key, &claim(1, &who, from, to))]);
    }
    let merged = json!({"n": 1, "id": who, "into": {"id": away, "house_no": "1", "name": "x"}});
    b.write(&world.household_doc(3), &[("merged", &merged.to_string())]);
    let unknown = HouseholdId::from_random([99; 10]);
    b.write(&world.household_doc(2), &[(&key, &claim(1, &who, &unknown, home))]);
    let length = world.log_length();
    b.sync().await;
    assert_eq!(world.log_length(), length, "all were refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn merged_households_count_once_show_all_and_part_again() {
    let world = World::new().await;
    let (secretary, county) = (world.console("secretary").await, world.console("county").await);
    let (one, into) = (&world.households[0], &world.households[2]);
    let visit = json!({"cmd": "record_visit", "household": one, "kind": "care", "note": "老屋"});
    secretary.does(visit).await;
    let party = json!({"household": one, "micro_grid": micro_grid(1), "name": "李玉珍", "house_no": "12"});
    let step = json!({"step": "raised", "kind": "dispute", "category": "neighbours", "colour": "green", "title": "排水沟",
        "words": "水", "micro_grid": micro_grid(1), "parties": [party], "facts": {}});
    let case = secretary.does(json!({"cmd": "raise_case", "step": step})).await;
    let who = add_person(&secretary, one, "杨小梅").await;
    assert_eq!(numbers(&county).await, (json!(4), json!(1)));
    secretary.does(json!({"cmd": "merge_household", "household": one, "into": into})).await;
    assert_eq!(numbers(&county).await, (json!(3), json!(1)), "it was visited as what it is part of");
    let view = household(&secretary, into).await;
    let names: Vec<String> = people(&view).into_iter().map(|person| person.0).collect();
    assert_eq!(names, ["李玉珍", "杨小梅"], "who was written down twice is one");
    assert_eq!((&view["visits"][0]["note"], &view["visits"][0]["of"]), (&json!("老屋"), &json!("12 李玉珍")));
    assert_eq!((&view["cases"][0]["id"], &view["parts"][0]["id"]), (&json!(case), &json!(one)));
    let old = household(&secretary, one).await;
    assert_eq!(
        (&old["household"]["merged"]["into"]["id"], &old["visits"][0]["note"]),
        (&json!(into), &json!("老屋"))
    );
    let live = secretary.ask(json!({"ask": "case", "id": case})).await["case"]["parties"].clone();
    assert_eq!((&live[0]["household"], &live[0]["name"]), (&json!(into), &json!("李玉珍")));
    let merged = told(&secretary, into, "merged").await;
    assert_eq!((&merged[0]["to"], &merged[0]["of"]), (&json!("12 李玉珍"), &json!("12 李玉珍")));
    let list = secretary.ask(json!({"ask": "households"})).await["households"].clone();
    assert_eq!(list.as_array().unwrap().len(), 3);
    // B keeps the micro-grid it lies in now, with all of it.
    let mut b = world.phone("B").await;
    b.sync().await;
    assert!(b.docs.contains_key(&world.household_doc(0)));
    // An edit of somebody of the part is written there; and it all parts again, with who wasn't moved.
    let edits = json!([{"field": format!("resident.{who}.phone"), "value": "100 0000 0008"}]);
    secretary.does(json!({"cmd": "edit_household", "household": into, "edits": edits})).await;
    secretary.does(json!({"cmd": "merge_household", "household": one})).await;
    let parted = household(&secretary, one).await;
    assert_eq!(parted["household"]["residents"][1]["phone"], "100 0000 0008");
    assert_eq!(
        (&parted["household"]["merged"]["into"], &parted["household"]["micro_grid"]),
        (&Value::Null, &json!(micro_grid(1)))
    );
    assert_eq!(household(&secretary, into).await["visits"], json!([]));
    assert_eq!(numbers(&county).await, (json!(4), json!(1)));
    assert_eq!(
        code(&secretary.command(json!({"cmd": "merge_household", "household": one})).await),
        "invalid"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_merges_that_go_in_a_circle_leave_one_household_and_a_chain_is_undone_link_by_link() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let (one, other) = (&world.households[0], &world.households[1]);
    secretary.does(json!({"cmd": "merge_household", "household": one, "into": other})).await;
    let merged =
        json!({"n": 1, "id": "zzzzzzzzzzzzzzzz", "into": {"id": one, "house_no": "12", "name": "李玉珍"}});
    a.write(&world.household_doc(1), &[("merged", &merged.to_string())]);
    a.sync().await;
    assert_eq!(
        household(&secretary, one).await["household"]["merged"]["into"]["id"],
        json!(other),
        "the lower claim counts"
    );
    assert_eq!(household(&secretary, other).await["household"]["merged"]["into"], Value::Null);
    secretary.does(json!({"cmd": "merge_household", "household": other, "into": world.households[2]})).await;
    let all = household(&secretary, &world.households[2]).await;
    assert_eq!(all["parts"].as_array().unwrap().len(), 2);
    secretary.does(json!({"cmd": "merge_household", "household": other})).await;
    assert_eq!(household(&secretary, other).await["parts"][0]["id"], json!(one));
    assert_eq!(household(&secretary, &world.households[2]).await["parts"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archived_household_is_counted_no_more_until_it_is_back_and_takes_nobody_in() {
    let world = World::new().await;
    let (secretary, township) = (world.console("secretary").await, world.console("township").await);
    let mut a = world.phone("A").await;
    let home = &world.households[1];
    let who = add_person(&secretary, &world.households[0], "杨小梅").await;
    a.sync().await;
    let archive = |gone: &str, why: &str| {
        let edits = json!([{"field": "gone", "value": gone}, {"field": "gone_why", "value": why}]);
        json!({"cmd": "edit_household", "household": home, "edits": edits})
    };
    secretary.does(archive("moved", "died_out")).await;
    assert_eq!(numbers(&township).await.0, json!(3));
    let moves =
        json!({"cmd": "move_resident", "household": world.households[0], "resident": who, "to": home});
    assert_eq!(code(&secretary.command(moves.clone()).await), "invalid");
    assert_eq!(household(&secretary, home).await["household"]["gone_why"], "died_out");
    // A phone that didn't know moves somebody in: somebody lives there, so it stands.
    let (key, lives) = (format!("resident.{who}.lives"), claim(1, &who, &world.households[0], home));
    a.write(&world.household_doc(1), &[(&format!("resident.{who}.name"), "杨小梅"), (&key, &lives)]);
    a.write(&world.household_doc(0), &[(&key, &lives)]);
    a.sync().await;
    let view = household(&secretary, home).await;
    assert_eq!((&view["household"]["gone"], people(&view)[1].1.as_str()), (&Value::Null, ""));
    assert_eq!(numbers(&township).await.0, json!(4));
    assert_eq!(a.docs[&world.household_doc(1)].field("gone").as_deref(), Some(""));
    // Who knows that archives it all the same.
    secretary.does(archive("moved", "left_village")).await;
    assert_eq!(numbers(&township).await.0, json!(3));
    secretary.does(archive("", "")).await;
    assert_eq!(numbers(&township).await.0, json!(4));
}
