//! Casework in the console: rows with what they showed, tasks, cases that may be one, photos of the
//! paper.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use image::{ImageFormat, RgbImage};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Cursor;

fn code(answer: &(StatusCode, Value)) -> &str {
    answer.1["code"].as_str().unwrap_or("answered")
}

fn party(world: &World, number: usize) -> Value {
    json!({"household": world.households[number], "micro_grid": micro_grid(1), "name": "陈德贵", "house_no": "12"})
}

async fn raise(console: &Console, grid: u16, title: &str, parties: Vec<Value>) -> String {
    let step = json!({"step": "raised", "kind": "dispute", "category": "neighbours", "colour": "yellow",
        "title": title, "words": "水沟堵了", "micro_grid": micro_grid(grid), "parties": parties});
    console.does(json!({"cmd": "raise_case", "step": step})).await
}

fn add(case: &str, step: Value) -> Value {
    json!({"cmd": "add_to_case", "case": case, "step": step})
}

/// The rows of somebody's list, by case.
async fn row(console: &Console, case: &str) -> Option<Value> {
    let answer = console.ask(json!({"ask": "queue"})).await;
    answer["queue"].as_array().unwrap().iter().find(|row| row["item"]["id"] == case).cloned()
}

fn why_not(row: &Value, kind: &str) -> Value {
    let steps = row["bulk"].as_array().unwrap();
    steps
        .iter()
        .find(|step| step["kind"] == kind)
        .map_or(json!("not offered"), |step| step["not_now"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_says_what_can_be_done_with_it_and_a_step_is_judged_by_what_the_row_had_shown() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let case = raise(&secretary, 1, "排水沟", vec![party(&world, 0)]).await;
    let shown = row(&secretary, &case).await.unwrap();
    assert_eq!(why_not(&shown, "accepted"), json!(null));
    assert_eq!(why_not(&shown, "struck_off"), json!("not_at_this_stage"));
    assert_eq!(shown["seen"].as_array().unwrap().len(), 1);

    secretary.does(add(&case, json!({"step": "accepted"}))).await;
    let mediator = &world.person("mediator").id;
    secretary.does(add(&case, json!({"step": "dispatched", "to": mediator}))).await;
    let late =
        json!({"cmd": "add_to_case", "case": case, "step": {"step": "accepted"}, "seen": shown["seen"]});
    secretary.does(late).await;
    let view = secretary.ask(json!({"ask": "case", "id": case})).await;
    let told = view["case"]["timeline"].as_array().unwrap();
    let on_what_was_shown = told.iter().filter(|entry| entry["after"] == shown["seen"]);
    assert_eq!(on_what_was_shown.count(), 2, "concurrent with the first acceptance, whatever came since");

    let handler = world.console("mediator").await;
    let given = row(&handler, &case).await.unwrap();
    assert_eq!(given["given"]["author"]["name"], "secretary");
    assert_eq!(given["came_up"], json!(null));
    assert_eq!(why_not(&given, "accepted"), json!("not offered"), "a mediator accepts nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn above_the_village_a_row_says_why_it_is_there_and_how_often_somebody_urged() {
    let world = World::new().await;
    let (secretary, township) = (world.console("secretary").await, world.console("township").await);
    let case = raise(&secretary, 1, "排水沟", vec![party(&world, 0)]).await;
    assert_eq!(row(&township, &case).await, None);
    secretary.does(add(&case, json!({"step": "escalated", "words": "要镇里来"}))).await;
    let shown = row(&township, &case).await.unwrap();
    assert!(shown["came_up"]["escalated"]["at"].is_i64(), "{shown}");
    assert_eq!(shown["item"]["parties"], json!([]), "a list above the village names nobody");
    assert_eq!(shown["urged"], 0);
    for by in [1_900_000_000_000i64, 1_900_000_500_000] {
        township.does(add(&case, json!({"step": "urged", "words": "请说进度", "by": by}))).await;
    }
    let shown = row(&township, &case).await.unwrap();
    assert_eq!((&shown["urged"], &shown["urged_by"]), (&json!(2), &json!(1_900_000_500_000i64)));
    let county = world.console("county").await;
    assert_eq!(row(&county, &case).await, None, "the township has not passed it on");
    township.does(add(&case, json!({"step": "escalated", "words": "要县里来"}))).await;
    assert!(row(&county, &case).await.unwrap()["came_up"]["escalated"].is_object());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_given_a_task_sees_the_case_and_answers_it_once() {
    let world = World::new().await;
    let (secretary, mediator) = (world.console("secretary").await, world.console("mediator").await);
    let case = raise(&secretary, 1, "排水沟", vec![]).await;
    assert_eq!(row(&mediator, &case).await, None);
    let to = &world.person("mediator").id;
    let task = secretary
        .does(add(
            &case,
            json!({"step": "tasked", "to": to, "words": "去看一下", "by": 1_900_000_000_000i64}),
        ))
        .await;
    let shown = row(&mediator, &case).await.unwrap();
    assert_eq!(shown["item"]["mine"], true, "an open task waits for whom it was given to");
    assert_eq!((&shown["given"]["kind"], &shown["given"]["words"]), (&json!("tasked"), &json!("去看一下")));
    let view = mediator.ask(json!({"ask": "case", "id": case})).await;
    let told = &view["case"]["tasks"][0];
    assert_eq!((&told["answerable"], &told["done"]), (&json!(true), &json!(false)));
    let answer = add(&case, json!({"step": "task_done", "task": task, "words": "看过了"}));
    mediator.does(answer.clone()).await;
    assert_eq!(mediator.command(answer).await.1["detail"], "no_such_task");
    assert_eq!(row(&mediator, &case).await.unwrap()["item"]["mine"], false);
    let outside = &world.person("neighbour").id;
    let elsewhere = add(&case, json!({"step": "tasked", "to": outside, "words": "x"}));
    assert_eq!(code(&secretary.command(elsewhere).await), "invalid");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_asks_for_a_day_that_is_over() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let case = raise(&secretary, 1, "排水沟", vec![]).await;
    let to = &world.person("mediator").id;
    let today = world.app.now().day().start().unwrap();
    let urged = |by: i64| add(&case, json!({"step": "urged", "words": "请说进度", "by": by}));
    let tasked = |by: i64| add(&case, json!({"step": "tasked", "to": to, "words": "去看", "by": by}));
    for step in [urged(today.0 - 1), tasked(today.0 - 1)] {
        let (status, problem) = secretary.command(step).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("day_past")));
    }
    for step in [urged(today.0), tasked(today.0)] {
        secretary.does(step).await;
    }
}

async fn near(console: &Console, case: &str) -> Vec<Value> {
    let answer = console.ask(json!({"ask": "near_cases", "id": case})).await;
    answer["near_cases"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_duplicate_is_suggested_with_its_reasons_and_merged_and_nobody_is_shown_what_is_not_theirs() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let first = raise(&secretary, 1, "排水沟", vec![party(&world, 0)]).await;
    let second = raise(&secretary, 2, "水沟又堵了", vec![party(&world, 0)]).await;
    raise(&secretary, 2, "别的事", vec![party(&world, 3)]).await;
    let found = near(&secretary, &first).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["item"]["id"], second);
    assert_eq!(
        found[0]["alike"],
        json!([{"household": {"name": "陈德贵"}}, "village", "category", {"days": {"apart": 0}}])
    );
    assert_eq!(found[0]["words"], "水沟堵了");

    let neighbour = world.console("neighbour").await;
    assert_eq!(code(&neighbour.query(json!({"ask": "near_cases", "id": first})).await), "not_found");
    let mediator = world.console("mediator").await;
    assert_eq!(code(&mediator.query(json!({"ask": "near_cases", "id": first})).await), "forbidden");
    // The township meets only what was brought up, and of it no names in a list.
    let township = world.console("township").await;
    secretary.does(add(&first, json!({"step": "escalated", "words": "要镇里来"}))).await;
    assert_eq!(near(&township, &first).await, Vec::<Value>::new());
    secretary.does(add(&second, json!({"step": "escalated", "words": "要镇里来"}))).await;
    let seen = near(&township, &first).await;
    assert_eq!((&seen[0]["item"]["parties"], &seen[0]["words"]), (&json!([]), &json!("")));

    let merge = json!({"cmd": "add_to_case", "case": second, "step": {"step": "merged", "into": first},
        "seen": near(&secretary, &first).await[0]["seen"]});
    secretary.does(merge).await;
    assert_eq!(near(&secretary, &first).await, Vec::<Value>::new(), "what is closed is suggested no more");
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(vec![]);
    RgbImage::new(width, height).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

async fn settled_with(console: &Console, case: &str, photos: &[&Value]) -> (StatusCode, Value) {
    let step =
        json!({"step": "settled", "outcome": "agreement_reached", "words": "说好了", "agreement": "written"});
    console.command(json!({"cmd": "add_to_case", "case": case, "step": step, "photos": photos})).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scan_of_the_paper_goes_with_the_settlement_and_is_whole_at_once() {
    let world = World::new().await;
    let (secretary, mediator) = (world.console("secretary").await, world.console("mediator").await);
    let case = raise(&secretary, 1, "排水沟", vec![party(&world, 0)]).await;
    let address = format!("/v1/photo/add?case={case}");
    let scan = jpeg(120, 90);
    let outside = mediator.hand_in(&address, scan.clone()).await;
    assert_eq!(outside.status, StatusCode::NOT_FOUND, "the case isn't the mediator's yet");
    let to = &world.person("mediator").id;
    secretary.does(add(&case, json!({"step": "dispatched", "to": to}))).await;

    for wrong in [b"<svg onload=alert(1)>".to_vec(), scan[..20].to_vec(), vec![]] {
        let answer = mediator.hand_in(&address, wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let county = world.console("county").await;
    assert_eq!(county.hand_in(&address, scan.clone()).await.status, StatusCode::FORBIDDEN);

    let taken: Value = serde_json::from_slice(&mediator.hand_in(&address, scan.clone()).await.bytes).unwrap();
    assert_eq!(taken["hash"], hex::encode(Sha256::digest(&scan)));
    assert_eq!(
        (&taken["width"], &taken["height"], &taken["mime"]),
        (&json!(120), &json!(90), &json!("image/jpeg"))
    );

    let unknown = json!("5e".repeat(32));
    assert_eq!(code(&settled_with(&mediator, &case, &[&unknown]).await), "not_found");
    assert_eq!(
        code(&settled_with(&secretary, &case, &[&taken["hash"]]).await),
        "not_found",
        "another's photo"
    );
    assert_eq!(code(&settled_with(&mediator, &case, &[&taken["hash"], &taken["hash"]]).await), "invalid");
    let early = json!({"cmd": "add_to_case", "case": case, "step": {"step": "returned", "words": "x"}, "seen": ["000000000000000z"], "photos": [taken["hash"]]});
    assert_eq!(code(&mediator.command(early).await), "invalid");

    let done = settled_with(&mediator, &case, &[&taken["hash"]]).await;
    assert_eq!(code(&done), "answered", "a photo whose step was refused waits for the next one: {done:?}");
    let view = secretary.ask(json!({"ask": "case", "id": case})).await;
    let photo = &view["case"]["timeline"].as_array().unwrap().last().unwrap()["photos"][0];
    assert_eq!((&photo["here"], &photo["state"]), (&json!(true), &json!("here")));
    let shown = format!("/v1/photo?doc=c.{}.{case}&hash={}", village(), taken["hash"].as_str().unwrap());
    assert_eq!(secretary.fetch(&shown).await.bytes, scan);
    assert_eq!(
        code(&settled_with(&mediator, &case, &[&taken["hash"]]).await),
        "not_found",
        "it waits no more"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_of_the_console_stop_where_the_villages_room_is_full() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let case = raise(&secretary, 1, "排水沟", vec![]).await;
    // Noise doesn't become small: three of these are more than the room holds.
    let noise = |seed: u32| {
        let mut bytes = Cursor::new(vec![]);
        let mut state = seed;
        let picture = RgbImage::from_fn(700, 700, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgb([(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8])
        });
        picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    };
    let address = format!("/v1/photo/add?case={case}");
    for (kept, seed) in (1..6).enumerate() {
        let answer = secretary.hand_in(&address, noise(seed)).await;
        if answer.status == StatusCode::INSUFFICIENT_STORAGE {
            assert!(kept > 0);
            return;
        }
        let photo: Value = serde_json::from_slice(&answer.bytes).unwrap();
        let step = json!({"step": "progress", "words": "看过"});
        secretary
            .does(json!({"cmd": "add_to_case", "case": case, "step": step, "photos": [photo["hash"]]}))
            .await;
    }
    panic!("the room is never full");
}
