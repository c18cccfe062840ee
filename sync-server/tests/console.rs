//! The console: sessions, rights, codes for phones, and writing through the same door.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod common;

use common::*;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use shared_model::ids::AccountId;
use shared_model::people::Role;
use std::collections::BTreeMap;
use sync_server::http::routes::{ROUTES, Who};
use sync_server::{permit, store};

fn code(answer: &(StatusCode, Value)) -> &str {
    answer.1["code"].as_str().unwrap_or("answered")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_of_the_table_asks_who_calls() {
    let world = World::new().await;
    for route in &ROUTES {
        let url = format!("{}{}", world.url, route.path);
        let request = if route.posts { Client::new().post(url) } else { Client::new().get(url) };
        let status = request.send().await.unwrap().status();
        let expected = match route.who {
            Who::Anyone if route.posts => StatusCode::BAD_REQUEST,
            Who::Anyone => StatusCode::OK,
            Who::Device => StatusCode::UNAUTHORIZED,
            // Without the header that no form of another site can set.
            Who::Console if route.posts => StatusCode::FORBIDDEN,
            // A picture in a page can't set one; its cookie stays with this site.
            Who::Console => StatusCode::UNAUTHORIZED,
        };
        assert_eq!(status, expected, "{}", route.path);
    }
    let elsewhere = Client::new().get(format!("{}/v1/nothing", world.url)).send().await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::NOT_FOUND);
    let wrong_method = Client::new().get(format!("{}/v1/sync", world.url)).send().await.unwrap();
    assert_eq!(wrong_method.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn no_route_is_built_beside_the_table() {
    let builds = |text: &str| {
        text.matches(".route(").count() + text.matches(".nest").count() + text.matches(".merge(").count()
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/http");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let found: usize = files.map(|file| builds(&std::fs::read_to_string(file).unwrap())).sum();
    assert_eq!(found, 1, "the router is built from the table in one place");
}

/// One well-formed message for each word of the table.
fn messages(world: &World) -> BTreeMap<&'static str, (&'static str, Value)> {
    let id = &world.households[0];
    let (case, photo) = ("0000000000000001", "5e".repeat(32));
    let account = &world.person("A").id;
    let raised = json!({"step": "raised", "kind": "dispute", "category": "neighbours", "colour": "green",
        "title": "x", "words": "x", "micro_grid": micro_grid(1)});
    [
        ("session", "query", json!({})),
        ("today", "query", json!({})),
        ("replicas", "query", json!({})),
        ("leaflet", "query", json!({"about": "privacy", "language": "en"})),
        ("take_replica", "command", json!({"replica": "first"})),
        ("new_replica", "command", json!({})),
        ("train", "command", json!({})),
        ("remove_replica", "command", json!({})),
        ("households", "query", json!({})),
        ("household", "query", json!({"id": id})),
        ("household_history", "query", json!({"id": id})),
        ("cases", "query", json!({})),
        ("queue", "query", json!({})),
        ("case", "query", json!({"id": case})),
        ("near_cases", "query", json!({"id": case})),
        ("add_photo", "hand_in", json!(format!("/v1/photo/add?case={case}"))),
        ("suggest_colour", "query", json!({"kind": "dispute", "category": "neighbours"})),
        ("sync", "query", json!({})),
        ("photo_storage", "query", json!({})),
        ("storage", "query", json!({})),
        ("photo", "query", json!({"hash": photo})),
        ("set_photos_on", "command", json!({"links": "wifi"})),
        ("send_photos", "command", json!({})),
        ("fetch_photo", "command", json!({"hash": photo})),
        ("let_photos_go", "command", json!({})),
        ("let_go_now", "command", json!({})),
        ("feedback", "query", json!({})),
        ("write_feedback", "command", json!({"kind": "complaint", "to": "county", "words": "x"})),
        ("answer_feedback", "command", json!({"account": account, "id": case, "words": "x"})),
        ("set_storage_budget", "command", json!({})),
        ("drop_photo", "command", json!({"hash": photo})),
        ("draft", "query", json!({"form": "raise"})),
        ("reference", "query", json!({})),
        ("members", "query", json!({})),
        ("looks", "query", json!({})),
        ("numbers", "query", json!({})),
        ("paper_months", "query", json!({})),
        ("events", "listen", json!("/v1/events")),
        ("service_items", "query", json!({})),
        ("directory", "query", json!({})),
        ("set_post", "command", json!({"account": account, "post": null})),
        ("drop_person", "command", json!({"person": case})),
        ("enrol", "command", json!({"server": "https://x", "code": "x"})),
        ("unlock", "command", json!({"pin": "1"})),
        ("lock", "command", json!({})),
        ("add_household", "command", json!({"house_no": "1", "name": "x"})),
        ("like_households", "query", json!({"house_no": "1", "name": "x"})),
        ("edit_household", "command", json!({"household": id, "edits": []})),
        ("move_resident", "command", json!({"household": id, "resident": id, "to": id})),
        ("merge_household", "command", json!({"household": id, "into": id})),
        ("record_visit", "command", json!({"household": id, "kind": "routine"})),
        ("correct_visit", "command", json!({"household": id, "visit": case, "note": "x"})),
        ("raise_case", "command", json!({"step": raised})),
        ("add_to_case", "command", json!({"case": case, "step": {"step": "accepted"}})),
        ("save_draft", "command", json!({"form": "raise", "body": "x"})),
        ("put_aside", "command", json!({"intent": case})),
        ("kept_aside", "query", json!({})),
        ("news", "query", json!({})),
        ("reminders", "query", json!({})),
        ("read_news", "command", json!({"upto": 1})),
        ("fetch_years", "command", json!({"from": 2020})),
        ("meet_peer", "command", json!({"address": "127.0.0.1:1"})),
        ("photo_storage", "query", json!({})),
        ("photo", "query", json!({"hash": photo})),
        ("set_photos_on", "command", json!({"links": "any"})),
        ("fetch_photo", "command", json!({"hash": photo})),
        ("let_photos_go", "command", json!({})),
        ("drop_photo", "command", json!({"hash": photo})),
        ("log_in", "command", json!({"login": "x", "password": "x"})),
        ("log_out", "command", json!({})),
        ("enrol_member", "command", json!({"name": "阿依", "micro_grid": micro_grid(1)})),
        ("new_code", "command", json!({"account": account})),
        ("revoke_devices", "command", json!({"account": account})),
        ("move_member", "command", json!({"account": account, "micro_grid": micro_grid(1)})),
        ("statistics", "get", json!("/v1/papers/statistics?period=2026-10&form=csv")),
        ("helping", "get", json!("/v1/papers/helping?period=2026-10&form=csv")),
        ("register", "get", json!("/v1/papers/register?period=2026-10&form=csv")),
        ("case_file", "get", json!(format!("/v1/papers/case?id={case}&form=docx"))),
        ("agreement", "get", json!(format!("/v1/papers/agreement?id={case}&form=docx"))),
        ("import_cases", "hand_in", json!("/v1/import/cases?form=csv&trial=1")),
        ("import_items", "hand_in", json!("/v1/import/items?form=csv&trial=1")),
        ("import_people", "hand_in", json!("/v1/import/people?form=csv&trial=1")),
    ]
    .into_iter()
    .map(|(word, path, mut message)| {
        if matches!(path, "get" | "hand_in" | "listen") {
            return (word, (path, message));
        }
        message[if path == "query" { "ask" } else { "cmd" }] = json!(word);
        (word, (path, message))
    })
    .collect()
}

/// Sends a message of [`messages`]; a paper is no JSON and has no code.
async fn send(console: &Console, (path, message): &(&str, Value)) -> (StatusCode, Value) {
    let address = message.as_str().unwrap_or_default();
    if *path == "listen" {
        let response = console.listen(None).await;
        let status = response.status();
        // What is answered has no end.
        let body = if status.is_success() { Value::Null } else { response.json().await.unwrap() };
        return (status, body);
    }
    let handed = match *path {
        "get" => console.fetch(address).await,
        "hand_in" => console.hand_in(address, vec![]).await,
        path => return console.post(&format!("/v1/{path}"), message.to_string()).await,
    };
    (handed.status, serde_json::from_slice(&handed.bytes).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_permission_table_is_what_the_server_does() {
    let world = World::new().await;
    let messages = messages(&world);
    let roles = [
        ("secretary", Role::Secretary),
        ("mediator", Role::Mediator),
        ("township", Role::Township),
        ("county", Role::County),
        ("admin", Role::Administrator),
    ];
    for (word, who) in permit::TABLE {
        let message = messages.get(word).unwrap_or_else(|| panic!("no message for {word}"));
        let nobody = send(&world.stranger(), message).await;
        let expected = match who {
            permit::Who::Anyone => None,
            permit::Who::PhoneOnly => Some("not_here"),
            _ => Some("not_logged_in"),
        };
        assert!(expected.is_none_or(|expected| code(&nobody) == expected), "{word}: {nobody:?}");
        if matches!(word, "log_in" | "log_out") {
            continue;
        }
        for (login, role) in roles {
            let answer = send(&world.console(login).await, message).await;
            let refused = matches!(code(&answer), "forbidden" | "not_here");
            let may = match who {
                permit::Who::Roles(roles) => roles.contains(&role),
                permit::Who::PhoneOnly => false,
                permit::Who::Anyone | permit::Who::AnyRole => true,
            };
            assert_eq!(may, !refused, "{login} {word}: {answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_begins_with_the_password_and_ends_when_told() {
    let world = World::new().await;
    let console = world.stranger();
    assert_eq!(console.ask(json!({"ask": "session"})).await["session"]["known"], false);
    let wrong = console.command(json!({"cmd": "log_in", "login": "secretary", "password": "wrong"})).await;
    assert_eq!((wrong.0, code(&wrong)), (StatusCode::UNAUTHORIZED, "wrong_password"));
    let unknown = console.command(json!({"cmd": "log_in", "login": "nobody", "password": "wrong"})).await;
    assert_eq!(unknown.1, wrong.1, "it isn't told which accounts there are");
    console.does(json!({"cmd": "log_in", "login": "secretary", "password": PASSWORD})).await;
    let session = console.ask(json!({"ask": "session"})).await;
    assert_eq!(session["session"]["account"]["role"], "secretary");
    assert_eq!(session["session"]["path"].as_array().unwrap().len(), 3);
    console.does(json!({"cmd": "log_out"})).await;
    assert_eq!(code(&console.query(json!({"ask": "cases"})).await), "not_logged_in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_is_kept_from_scripts_and_other_sites() {
    let world = World::new().await;
    let body = json!({"cmd": "log_in", "login": "secretary", "password": PASSWORD}).to_string();
    let request = Client::new().post(format!("{}/v1/command", world.url)).header("x-weige", "1").body(body);
    let response = request.send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_a_password_is_slowed_down_for_that_name_alone() {
    let world = World::new().await;
    let console = world.stranger();
    let guess = |login: &str, password: &str| json!({"cmd": "log_in", "login": login, "password": password});
    for _ in 0..5 {
        assert_eq!(code(&console.command(guess("mediator", "wrong")).await), "wrong_password");
    }
    let answer = console.command(guess("mediator", PASSWORD)).await;
    assert_eq!((answer.0, code(&answer)), (StatusCode::TOO_MANY_REQUESTS, "too_many_tries"));
    console.does(guess("secretary", PASSWORD)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_enrols_one_phone_once() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let message = json!({"cmd": "enrol_member", "name": "阿依", "micro_grid": micro_grid(1)});
    let (_, answer) = secretary.command(message).await;
    let code_view = &answer["code"];
    let shown = code_view["code"].as_str().unwrap();
    assert_eq!((shown.len(), &shown[4..5]), (9, "-"));
    assert!(code_view["qr_svg"].as_str().unwrap().contains("<svg"));
    let link = format!("weige://enrol?server=https%3A%2F%2Fweige.example&code={}", shown.replace('-', ""));
    assert_eq!(code_view["link"], link);
    let phone = world.enrol(&shown.to_lowercase()).await.unwrap();
    assert_eq!(phone.enrolled.account.name, "阿依");
    assert_eq!(phone.enrolled.path.len(), 5);
    let (status, problem) = world.enrol(shown).await.err().unwrap();
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("code_invalid")));
    assert_eq!(world.enrol("2222-2222").await.err().unwrap().0, StatusCode::FORBIDDEN);
    let members = secretary.ask(json!({"ask": "members"})).await;
    let row = members["members"].as_array().unwrap().iter().find(|m| m["account"]["name"] == "阿依").unwrap();
    assert_eq!((&row["devices"], &row["households"]), (&json!(1), &json!(2)));
    let elsewhere = json!({"cmd": "enrol_member", "name": "x", "micro_grid": "51342410120401001"});
    assert_eq!(code(&secretary.command(elsewhere).await), "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_is_moved_within_the_askers_place_and_whom_it_concerns_is_told() {
    let world = World::new().await;
    let (a, b) = (world.person("A").id.clone(), world.person("B").place.clone());
    let go =
        |account: &AccountId, to: &str| json!({"cmd": "move_member", "account": account, "micro_grid": to});
    let secretary = world.console("secretary").await;
    for to in ["51342410120401001", "51342410120301009", "51342410120301", "513424101203"] {
        assert_eq!(code(&secretary.command(go(&a, to)).await), "not_found", "{to}");
    }
    let neighbour = world.console("neighbour").await;
    assert_eq!(code(&neighbour.command(go(&a, "51342410120401001")).await), "not_found");
    assert_eq!(code(&secretary.command(go(&world.person("mediator").id, b.as_str())).await), "not_found");
    let version =
        |world: &World| store::read(&*world.app.store, |tx| sync_server::reference::version(tx)).unwrap();
    let before = version(&world);
    for _ in 0..2 {
        secretary.does(go(&a, b.as_str())).await;
    }
    assert_eq!(version(&world), before + 1, "phones are sent the people anew; doing it twice is once");
    let members = secretary.ask(json!({"ask": "members"})).await;
    let row = members["members"].as_array().unwrap().iter().find(|m| m["account"]["id"] == json!(a)).unwrap();
    assert_eq!(row["account"]["place"], json!(b));
    let tenures = store::read(&*world.app.store, |tx| tx.tenures(&a)).unwrap();
    assert_eq!(tenures.iter().map(|once| &once.place).collect::<Vec<_>>(), [&world.person("A").place]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_in_the_console_and_one_on_a_phone_both_stand() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let household = world.household_doc(0);
    let resident = format!("resident.{}.phone", world.households[0]);
    a.write(&household, &[(&resident, "100 2222 2222")]);
    let secretary = world.console("secretary").await;
    let edits = json!([{"field": "note", "value": "院里有狗"}]);
    secretary.does(json!({"cmd": "edit_household", "household": world.households[0], "edits": edits})).await;
    a.sync().await;
    let view = secretary.ask(json!({"ask": "household", "id": world.households[0]})).await;
    let fields = &view["household"]["household"];
    assert_eq!(
        (&fields["note"], &fields["residents"][0]["phone"]),
        (&json!("院里有狗"), &json!("100 2222 2222"))
    );
    let history = secretary.ask(json!({"ask": "household_history", "id": world.households[0]})).await;
    let authors: Vec<_> =
        history["history"].as_array().unwrap().iter().map(|e| e["author"]["name"].clone()).collect();
    assert!(authors.contains(&json!("A")) && authors.contains(&json!("secretary")), "{authors:?}");
    assert_eq!(a.docs[&household].field("note").as_deref(), Some("院里有狗"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_that_do_not_fit_are_told_and_nothing_is_written() {
    let world = World::new().await;
    let secretary = world.console("secretary").await;
    let length = world.log_length();
    let edit = |field: &str, value: &str| json!({"cmd": "edit_household", "household": world.households[0], "edits": [{"field": field, "value": value}]});
    for message in
        [edit("house_no", " "), edit("micro_grid", "51342410120301002"), edit("identity_number", "1")]
    {
        assert_eq!(code(&secretary.command(message).await), "invalid");
    }
    let neighbour = world.console("neighbour").await;
    assert_eq!(code(&neighbour.command(edit("note", "x")).await), "not_found");
    assert_eq!(
        code(&neighbour.query(json!({"ask": "household", "id": world.households[0]})).await),
        "not_found"
    );
    assert_eq!(code(&secretary.post("/v1/command", "{".into()).await), "malformed");
    assert_eq!(code(&secretary.command(json!({"cmd": "no_such"})).await), "malformed");
    assert_eq!(world.log_length(), length);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_policy_refuses_is_told_by_its_rule_and_nothing_is_written() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let (case, _) = a.raise(&micro_grid(1), &micro_grid(2));
    a.sync().await;
    let id = case.to_string().rsplit('.').next().unwrap().to_owned();
    let secretary = world.console("secretary").await;
    let length = world.log_length();
    let strike = json!({"cmd": "add_to_case", "case": id, "step": {"step": "struck_off"}, "anyway": true});
    let answer = secretary.command(strike).await;
    assert_eq!(
        (answer.0, code(&answer), &answer.1["detail"]),
        (StatusCode::UNPROCESSABLE_ENTITY, "policy", &json!("not_at_this_stage"))
    );
    let to_nobody =
        json!({"cmd": "add_to_case", "case": id, "step": {"step": "dispatched", "to": "0000000000000001"}});
    assert_eq!(code(&secretary.command(to_nobody).await), "invalid");
    assert_eq!(world.log_length(), length);
    let mediator = world.console("mediator").await;
    assert_eq!(code(&mediator.query(json!({"ask": "case", "id": id})).await), "not_found");
    let to = &world.person("mediator").id;
    secretary.does(json!({"cmd": "add_to_case", "case": id, "step": {"step": "dispatched", "to": to}})).await;
    let seen = mediator.ask(json!({"ask": "case", "id": id})).await;
    assert_eq!(seen["case"]["item"]["mine"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_township_sees_what_came_up_and_its_looks_are_noted() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    let (case, raised) = a.raise(&micro_grid(1), &micro_grid(1));
    a.sync().await;
    let township = world.console("township").await;
    assert_eq!(township.ask(json!({"ask": "cases"})).await["cases"], json!([]));
    a.event(&case, json!({"step": "escalated", "words": "请镇里来"}), &[&raised]);
    a.sync().await;
    let cases = township.ask(json!({"ask": "cases"})).await;
    let id = &cases["cases"][0]["id"];
    township.ask(json!({"ask": "case", "id": id})).await;
    township.ask(json!({"ask": "household", "id": world.households[0]})).await;
    let looks = store::read(&*world.app.store, |tx| tx.looks(&village(), 9)).unwrap();
    let subjects: Vec<_> = looks.iter().map(|look| look.subject.split(' ').next().unwrap()).collect();
    assert_eq!(subjects, ["household", "case"]);
    let county = world.console("county").await;
    assert_eq!(
        county.ask(json!({"ask": "cases"})).await["cases"],
        json!([]),
        "the township has not passed it on"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_county_sees_small_numbers_protected_and_the_village_its_own() {
    let world = World::new().await;
    let mut a = world.phone("A").await;
    a.sync().await;
    a.raise(&micro_grid(1), &micro_grid(1));
    a.visit(&world.household_doc(0), "在家");
    a.sync().await;
    let exact = world.console("secretary").await.ask(json!({"ask": "numbers"})).await;
    let total = &exact["numbers"]["total"];
    assert_eq!((&total["open"], &total["by_colour"][1]), (&json!({"is": 1}), &json!({"is": 1})));
    assert_eq!((&total["households"], &total["visited_30_days"]), (&json!(4), &json!(1)));
    let county = world.console("county").await;
    let numbers = county.ask(json!({"ask": "numbers"})).await;
    assert_eq!(
        (&numbers["numbers"]["protected"], &numbers["numbers"]["total"]["open"]),
        (&json!(true), &json!("few"))
    );
    let deeper = county.ask(json!({"ask": "numbers", "place": village()})).await;
    assert_eq!(deeper["numbers"]["total"]["open"], json!("few"));
    let grid = json!({"ask": "numbers", "place": "51342410120301"});
    assert_eq!(code(&county.query(grid).await), "forbidden");
    let secretary = world.console("secretary").await;
    assert_eq!(code(&secretary.query(json!({"ask": "numbers", "place": "513424101000"})).await), "forbidden");
}
