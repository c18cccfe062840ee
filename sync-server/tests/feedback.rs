//! Complaints and suggestions at the server: who sees and answers which, what a phone is told of its own,
//! and what is not taken.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use shared_model::feedback::{FEEDBACK_WORDS_MOST, FeedbackKind};
use shared_model::ids::FeedbackId;
use shared_model::moment::Millis;
use shared_model::people::Role;
use shared_model::place::PlaceCode;
use shared_model::protocol::*;
use sync_server::store::records::{GroundRow, TenureRow};
use sync_server::store::{self, StoreError};

const COUNTY: &str = "513424000000";

fn written(number: u8, to: &PlaceCode, words: &str) -> Feedback {
    let (id, kind) = (FeedbackId::from_random([number; 10]), FeedbackKind::Complaint);
    Feedback { id, kind, to: to.clone(), words: words.to_owned(), written_at: Millis(1_000) }
}

fn request(feedback: Vec<Feedback>) -> FeedbackRequest {
    FeedbackRequest { protocol: VERSION, feedback, open: vec![], all: false }
}

async fn post(phone: &Phone, request: &FeedbackRequest) -> Result<Vec<FeedbackHeld>, (StatusCode, String)> {
    let post = Client::new().post(format!("{}/v1/feedback", phone.url)).bearer_auth(&phone.enrolled.token);
    let response = post.body(encode(request, false).unwrap()).send().await.unwrap();
    let status = response.status();
    if !status.is_success() {
        let told: Value = response.json().await.unwrap();
        return Err((status, told["code"].as_str().unwrap().to_owned()));
    }
    let answer: FeedbackAnswer = decode(&response.bytes().await.unwrap()).unwrap();
    Ok(answer.held)
}

async fn hands_in(phone: &Phone, feedback: Vec<Feedback>) -> Vec<FeedbackHeld> {
    post(phone, &request(feedback)).await.unwrap()
}

async fn listed(console: &Console) -> Vec<(String, String)> {
    let rows = console.ask(json!({"ask": "feedback"})).await["feedback"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| (text(&row["words"]), text(&row["reply"]["words"]))).collect()
}

fn told(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(words, reply)| ((*words).to_owned(), (*reply).to_owned())).collect()
}

fn answer(world: &World, name: &str, number: u8, words: &str) -> Value {
    let (account, id) = (&world.person(name).id, FeedbackId::from_random([number; 10]));
    json!({"cmd": "answer_feedback", "account": account, "id": id, "words": words})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_to_the_county_the_village_never_sees_and_what_goes_to_the_village_the_county_neither() {
    let world = World::new().await;
    let a = world.phone("A").await;
    hands_in(&a, vec![written(1, &village(), "路灯坏了"), written(2, &place(COUNTY), "书记不公道")]).await;
    let (secretary, county) = (world.console("secretary").await, world.console("county").await);
    assert_eq!(listed(&secretary).await, told(&[("路灯坏了", "")]));
    assert_eq!(listed(&county).await, told(&[("书记不公道", "")]));
    assert_eq!(listed(&world.console("admin").await).await, told(&[("书记不公道", "")]));
    assert_eq!(listed(&world.console("neighbour").await).await, [], "another village's secretary");
    for other in ["township", "mediator"] {
        let (status, _) = world.console(other).await.query(json!({"ask": "feedback"})).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{other}");
    }
    // Nor by its identity: what isn't theirs is answered as if it weren't there.
    for (console, number) in [(&secretary, 2), (&county, 1)] {
        let (status, told) = console.command(answer(&world, "A", number, "不该能答")).await;
        assert_eq!((status, &told["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    }
    let who = secretary.ask(json!({"ask": "feedback"})).await["feedback"][0].clone();
    assert_eq!((&who["author"]["name"], &who["kind"]), (&json!("A"), &json!("complaint")));
    assert_eq!(who["author"]["places"], json!(["阿月村", "一网格", "一网格 01"]));
    assert_eq!(who["written_at"], 1_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_answered_once_and_its_author_alone_is_told_by_whom() {
    let world = World::new().await;
    let (a, b) = (world.phone("A").await, world.phone("B").await);
    let held = hands_in(&a, vec![written(1, &village(), "路灯坏了")]).await;
    assert!(held[0].reply.is_none() && held[0].written.is_none());
    let secretary = world.console("secretary").await;
    for wrong in ["", " \n", &"话".repeat(FEEDBACK_WORDS_MOST + 1)] {
        let (_, told) = secretary.command(answer(&world, "A", 1, wrong)).await;
        assert_eq!(told["code"], "invalid");
    }
    secretary.does(answer(&world, "A", 1, "已经报修")).await;
    let (status, told_again) = secretary.command(answer(&world, "A", 1, "又一个回复")).await;
    assert_eq!((status, &told_again["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
    assert_eq!(listed(&secretary).await, told(&[("路灯坏了", "已经报修")]));

    let open = vec![FeedbackId::from_random([1; 10])];
    let ask = FeedbackRequest { open, ..request(vec![]) };
    let held = post(&a, &ask).await.unwrap();
    let reply = held[0].reply.clone().unwrap();
    assert_eq!((reply.words.as_str(), reply.by.as_str()), ("已经报修", "secretary"));
    let all = FeedbackRequest { all: true, ..ask };
    assert_eq!(post(&b, &all).await.unwrap(), [], "of another's nothing is told");
    assert_eq!(post(&a, &all).await.unwrap()[0].written, Some(written(1, &village(), "路灯坏了")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_open_is_listed_first_and_then_the_newest() {
    let world = World::new().await;
    let a = world.phone("A").await;
    for (number, words) in [(1, "一"), (2, "二"), (3, "三")] {
        hands_in(&a, vec![written(number, &village(), words)]).await;
    }
    let secretary = world.console("secretary").await;
    secretary.does(answer(&world, "A", 3, "好")).await;
    assert_eq!(listed(&secretary).await, told(&[("二", ""), ("一", ""), ("三", "好")]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_handed_in_again_stays_as_it_came_first() {
    let world = World::new().await;
    let a = world.phone("A").await;
    let first = hands_in(&a, vec![written(1, &village(), "路灯坏了")]).await;
    let again = hands_in(&a, vec![written(1, &village(), "路灯坏了"), written(2, &village(), "还有")]).await;
    assert_eq!(again.iter().find(|held| held.id == first[0].id), Some(&first[0]));
    hands_in(&a, vec![written(1, &place(COUNTY), "换了话")]).await;
    let secretary = world.console("secretary").await;
    assert_eq!(listed(&secretary).await, told(&[("还有", ""), ("路灯坏了", "")]));
    assert_eq!(listed(&world.console("county").await).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_is_not_taken_and_nothing_beside_it() {
    let world = World::new().await;
    let a = world.phone("A").await;
    let good = written(1, &village(), "路灯坏了");
    let long = "话".repeat(FEEDBACK_WORDS_MOST + 1);
    for wrong in [
        written(2, &village(), " "),
        written(2, &village(), &long),
        written(2, &place("513424101204"), "别的村"),
        written(2, &place("513425000000"), "别的县"),
        written(2, &place("513424101000"), "乡镇"),
        written(2, &micro_grid(1), "优网格"),
    ] {
        let refused = post(&a, &request(vec![good.clone(), wrong.clone()])).await.unwrap_err();
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, "invalid".to_owned()), "{wrong:?}");
    }
    let many = (0..=MOST_FEEDBACK as u8).map(|number| written(number, &village(), "话")).collect();
    assert_eq!(post(&a, &request(many)).await.unwrap_err().1, "too_large");
    let open = vec![FeedbackId::from_random([1; 10]); MOST_FEEDBACK_ASKED + 1];
    assert_eq!(post(&a, &FeedbackRequest { open, ..request(vec![]) }).await.unwrap_err().1, "too_large");
    let later = FeedbackRequest { protocol: VERSION + 1, ..request(vec![good]) };
    assert_eq!(post(&a, &later).await.unwrap_err().1, "update_needed");
    assert_eq!(listed(&world.console("secretary").await).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_wait_for_an_answer_and_what_is_more_is_taken_when_some_are_answered() {
    let world = World::new().await;
    let a = world.phone("A").await;
    for part in 0..5 {
        let many = (0..20).map(|number| written(part * 20 + number, &village(), "话")).collect();
        assert_eq!(hands_in(&a, many).await.len(), 20);
    }
    let more = written(200, &village(), "第一百零一条");
    assert_eq!(hands_in(&a, vec![more.clone()]).await, [], "what isn't held, the server doesn't have");
    let secretary = world.console("secretary").await;
    secretary.does(answer(&world, "A", 7, "好")).await;
    assert_eq!(hands_in(&a, vec![more]).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_phone_is_refused_as_elsewhere() {
    let world = World::new().await;
    let a = world.phone("A").await;
    let account = &world.person("A").id;
    world.console("secretary").await.does(json!({"cmd": "revoke_devices", "account": account})).await;
    let refused = post(&a, &request(vec![written(1, &village(), "话")])).await.unwrap_err();
    assert_eq!(refused, (StatusCode::UNAUTHORIZED, "token_invalid".to_owned()));
    assert_eq!(listed(&world.console("secretary").await).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_moved_away_still_reaches_the_village_they_wrote_to() {
    let world = World::new().await;
    let a = world.phone("A").await;
    let there = place("51342410120401001");
    let moved = store::write(&*world.app.store, |tx| {
        let mut row = tx.account(&world.person("A").id)?.unwrap();
        let account = row.account.id.clone();
        let before = std::mem::replace(&mut row.account.place, there.clone());
        tx.put_tenure(&TenureRow { account, role: Role::Member, place: before, until: Millis(5) })?;
        tx.put_account(&row)?;
        Ok::<_, StoreError>(())
    });
    moved.unwrap();
    let new = place("513424101204");
    hands_in(&a, vec![written(1, &village(), "旧村的事"), written(2, &new, "新村的事")]).await;
    assert_eq!(listed(&world.console("secretary").await).await, told(&[("旧村的事", "")]));
    assert_eq!(listed(&world.console("neighbour").await).await, told(&[("新村的事", "")]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_of_the_county_office_is_noted_where_no_village_sees_it() {
    let world = World::new().await;
    let a = world.phone("A").await;
    hands_in(&a, vec![written(1, &place(COUNTY), "书记不公道"), written(2, &village(), "路灯")]).await;
    let secretary = world.console("secretary").await;
    for console in [&secretary, &world.console("county").await, &world.console("admin").await] {
        console.ask(json!({"ask": "feedback"})).await;
        console.ask(json!({"ask": "feedback"})).await;
    }
    let mut looks = Vec::new();
    let read = store::read(&*world.app.store, |tx| {
        tx.ground(&mut |row| {
            if let GroundRow::Look(look) = row {
                looks.push((look.village, look.author.role, look.subject));
            }
            Ok(())
        })
    });
    read.unwrap();
    let id = FeedbackId::from_random([1; 10]);
    let look = |role| (place(COUNTY), role, format!("feedback {} {id}", world.person("A").id));
    assert_eq!(
        looks,
        [look(Role::County), look(Role::Administrator)],
        "each once, and not the village's own"
    );
    assert_eq!(secretary.ask(json!({"ask": "looks"})).await["looks"], json!([]));
}
