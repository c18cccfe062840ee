//! What a console is told at once: that something is new in its sight, never what it may not see;
//! through several processes on one store, from where it was told last, until the session ends or the
//! server stops.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use shared_model::people::Role;
use std::time::Duration;
use sync_server::news::watch::SEATS;
use sync_server::{http, store};

/// Longer than any of these may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A console that listens.
struct Ear {
    response: Response,
    heard: String,
    last: Option<String>,
}

impl Ear {
    async fn open(console: &Console, last: Option<&str>) -> Ear {
        let response = console.listen(last).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut ear = Ear { response, heard: String::new(), last: None };
        assert_eq!(ear.next().await.unwrap().0, "begun");
        ear
    }

    /// The next message but signs of life: its word and what it says; none at the end.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some((message, rest)) = self.heard.split_once("\n\n") {
                let message = message.to_owned();
                self.heard = rest.to_owned();
                let field = |name: &str| {
                    message
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .map(|value| value.trim().to_owned())
                };
                self.last = field("id:").or(self.last.take());
                if let Some(word) = field("event:") {
                    return Some((word, serde_json::from_str(&field("data:").unwrap()).unwrap()));
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.unwrap();
            self.heard += std::str::from_utf8(&chunk.ok().flatten()?).unwrap();
        }
    }

    /// The next message must be of a case: kind, role, urgent, own.
    async fn case(&mut self, case: &str) -> (String, String, bool, bool) {
        let (word, told) = self.next().await.unwrap();
        assert_eq!((word.as_str(), &told["case"]), ("case", &json!(case)), "{told}");
        let keys: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["case", "kind", "level", "mine", "role", "urgent"], "no word of what was written");
        let text = |key: &str| told[key].as_str().unwrap().to_owned();
        (text("kind"), text("role"), told["urgent"].as_bool().unwrap(), told["mine"].as_bool().unwrap())
    }
}

impl Ear {
    /// Hears on until an event of a kind. Who may see a case only now may hear, with what let them in, of
    /// what was written just before.
    async fn until(&mut self, case: &str, kind: &str) -> (String, String, bool, bool) {
        loop {
            let heard = self.case(case).await;
            if heard.0 == kind {
                return heard;
            }
        }
    }
}

fn told(kind: &str, role: &str, urgent: bool, mine: bool) -> (String, String, bool, bool) {
    (kind.to_owned(), role.to_owned(), urgent, mine)
}

fn raised(at: impl serde::Serialize) -> Value {
    json!({"cmd": "raise_case", "step": {"step": "raised", "kind": "dispute", "category": "neighbours",
        "colour": "green", "title": "排水沟", "words": "雨水改道", "micro_grid": at}})
}

fn step(case: &str, step: Value) -> Value {
    json!({"cmd": "add_to_case", "case": case, "step": step})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_hears_of_their_own_cases_and_of_nobody_elses() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let (neighbour, township) = (world.console("neighbour").await, world.console("township").await);
    let (mediator, county) = (world.console("mediator").await, world.console("county").await);
    let mut ears = Vec::new();
    for console in [&secretary, &neighbour, &township, &mediator, &county] {
        ears.push(Ear::open(console, None).await);
    }
    // A green case of the village that goes no further: the secretary's alone.
    let quiet = secretary.does(raised(micro_grid(2))).await;
    assert_eq!(ears[0].case(&quiet).await, told("raised", "secretary", false, true));
    let case = secretary.does(raised(micro_grid(1))).await;
    assert_eq!(ears[0].case(&case).await.0, "raised");
    secretary.does(step(&case, json!({"step": "accepted"}))).await;
    assert_eq!(ears[0].case(&case).await.0, "accepted");
    secretary.does(step(&case, json!({"step": "dispatched", "to": world.person("mediator").id}))).await;
    assert_eq!(ears[3].until(&case, "dispatched").await, told("dispatched", "secretary", false, false));
    mediator.does(step(&case, json!({"step": "taken"}))).await;
    mediator.does(step(&case, json!({"step": "escalated", "words": "谈不拢"}))).await;
    assert_eq!(ears[2].until(&case, "escalated").await, told("escalated", "mediator", true, false));
    township.does(step(&case, json!({"step": "recoloured", "colour": "red", "words": "要打起来了"}))).await;
    township.does(step(&case, json!({"step": "escalated", "words": "请县里"}))).await;
    assert_eq!(ears[2].case(&case).await, told("recoloured", "township", true, true));
    // The county hears when it was brought up to it.
    while ears[4].until(&case, "escalated").await != told("escalated", "township", true, false) {}
    // The neighbouring village has heard nothing of all that: the first is its own.
    let own = neighbour.does(raised("51342410120401001")).await;
    assert_eq!(ears[1].case(&own).await, told("raised", "secretary", false, true));
    let refused = world.console("admin").await.listen(None).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(world.stranger().listen(None).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_goes_on_from_the_last_word_also_at_another_process() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let mut ear = Ear::open(&secretary, None).await;
    let case = secretary.does(raised(micro_grid(1))).await;
    ear.case(&case).await;
    let last = ear.last.clone().unwrap();
    drop(ear);
    secretary.does(step(&case, json!({"step": "accepted"}))).await;
    secretary.does(step(&case, json!({"step": "progress", "words": "去看过"}))).await;
    // Another process on the same store: its own address, the same cookie.
    let url = serve(world.another_process()).await;
    let other = secretary.at(&url);
    let mut ear = Ear::open(&other, Some(&last)).await;
    assert_eq!(ear.case(&case).await.0, "accepted");
    assert_eq!(ear.case(&case).await.0, "progress");
    // What the first process writes is heard at the other.
    secretary.does(step(&case, json!({"step": "progress", "words": "又去过"}))).await;
    assert_eq!(ear.case(&case).await.0, "progress");
    // Nobody is told old things one by one for ever: behind very much it is said that much is new.
    for _ in 0..201 {
        secretary.does(step(&case, json!({"step": "progress", "words": "记"}))).await;
    }
    let mut late = Ear::open(&secretary, Some(&last)).await;
    assert_eq!(late.next().await.unwrap().0, "much");
    let mut nonsense = Ear::open(&secretary, Some("no such word")).await;
    secretary.does(step(&case, json!({"step": "progress", "words": "完"}))).await;
    assert_eq!(nonsense.case(&case).await.0, "progress", "it begins at the end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_or_another_role_ends_it() {
    let world = World::new().await;
    let (secretary, mediator) = (world.console("secretary").await, world.console("mediator").await);
    let mut ear = Ear::open(&secretary, None).await;
    secretary.does(json!({"cmd": "log_out"})).await;
    assert_eq!(ear.next().await.unwrap().0, "over");
    assert_eq!(ear.next().await, None);
    let mut ear = Ear::open(&mediator, None).await;
    store::write(&*world.app.store, |tx| {
        let mut row = tx.account(&world.person("mediator").id)?.unwrap();
        row.account.role = Role::Department;
        row.account.place = place("513424101000");
        tx.put_account(&row)
    })
    .unwrap();
    world.app.hub.wake();
    assert_eq!(ear.next().await.unwrap().0, "over");
    assert_eq!(ear.next().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_account_watches_in_so_many_tabs_and_a_closed_one_makes_room() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let mut ears = Vec::new();
    for _ in 0..SEATS.1 {
        ears.push(Ear::open(&secretary, None).await);
    }
    assert_eq!(secretary.listen(None).await.status(), StatusCode::TOO_MANY_REQUESTS);
    let mediator = Ear::open(&world.console("mediator").await, None).await;
    assert_eq!(world.app.hub.watching(), SEATS.1 + 1);
    drop(ears);
    let began = std::time::Instant::now();
    while world.app.hub.watching() > 1 {
        assert!(began.elapsed() < PATIENCE, "a closed tab leaves its seat");
        // What is written to who has gone shows that they have.
        secretary.does(raised(micro_grid(1))).await;
    }
    Ear::open(&secretary, None).await;
    drop(mediator);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_lets_go_of_who_watches() {
    let world = World::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (app, (stop, stopped)) = (world.another_process(), tokio::sync::oneshot::channel::<()>());
    let router = http::router(app.clone(), None);
    let until = async move {
        let _ = stopped.await;
        app.hub.stop();
    };
    let serving =
        tokio::spawn(async move { axum::serve(listener, router).with_graceful_shutdown(until).await });
    let secretary = world.console("secretary").await.at(&url);
    let mut ear = Ear::open(&secretary, None).await;
    stop.send(()).unwrap();
    assert_eq!(ear.next().await, None);
    tokio::time::timeout(PATIENCE, serving).await.unwrap().unwrap().unwrap();
    assert!(Client::new().get(format!("{url}/health")).send().await.is_err(), "it has stopped");
}
