//! Becoming a device: lost answers, used codes, codes of somebody else.

use super::*;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use replica::{Engine, Options};
use shared_model::api::Done;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const KEY: [u8; 32] = [7; 32];

#[test]
fn the_same_code_under_the_same_key_is_the_same_device_and_under_another_key_used_up() {
    let village = Village::new().unwrap();
    let code = village.code("A").unwrap();
    let first = village.redeem(&code, KEY, 2).unwrap();
    assert_eq!(village.redeem(&code, KEY, 2).unwrap(), first, "also the token");
    assert_eq!(village.redeem(&code, [8; 32], 2).unwrap_err().code, Code::CodeInvalid);
    assert_eq!(village.redeem(&code, KEY, 1).unwrap_err().code, Code::CodeInvalid, "nor without a key");
    let other = village.redeem(&village.code("A").unwrap(), KEY, 2).unwrap();
    assert_ne!(other.device, first.device, "another code is another device");
    village.office(Command::RevokeDevices { account: first.account.id.clone() }).unwrap();
    assert_eq!(village.redeem(&code, KEY, 2).unwrap_err().code, Code::CodeInvalid, "revoked stays revoked");
    let code = village.code("A").unwrap();
    village.redeem(&code, KEY, 2).unwrap();
    village.clock.pass(2 * DAY);
    assert_eq!(village.redeem(&code, KEY, 2).unwrap_err().code, Code::CodeInvalid, "a code lives for a day");
}

#[test]
fn a_phone_of_the_protocol_before_enrols_once_by_a_code() {
    let village = Village::new().unwrap();
    let code = village.code("A").unwrap();
    village.redeem(&code, KEY, 1).unwrap();
    assert_eq!(village.redeem(&code, KEY, 1).unwrap_err().code, Code::CodeInvalid);
    assert_eq!(village.redeem(&code, KEY, 2).unwrap_err().code, Code::CodeInvalid);
}

#[test]
fn a_phone_whose_enrolment_answer_was_lost_enrols_with_the_same_code_over_http() {
    let village = Village::new().unwrap();
    let (dir, code) = (dir(), village.code("A").unwrap());
    let lost = Arc::new(AtomicUsize::new(2));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let server = behind_a_bad_gateway(&village, lost.clone()).await;
        let enrol = || Command::Enrol { server: server.clone(), code: code.clone(), pin: None };
        for _ in 0..2 {
            // Each time the app is started anew, too.
            let engine = Engine::open(Options::new(dir.path())).unwrap();
            assert_eq!(engine.command(enrol()).await.unwrap_err().code, Code::ServerDown);
        }
        let engine = Engine::open(Options::new(dir.path())).unwrap();
        let done = engine.command(enrol()).await.unwrap();
        assert_eq!(done, Done::Enrolled { name: "A".into(), households: 2 });
        let (home, Done::Synced(report)) =
            (village.households[0].clone(), engine.command(Command::Sync).await.unwrap())
        else {
            panic!("synced")
        };
        assert!(report.agreed);
        engine.command(visit(&home, "登记后的走访")).await.unwrap();
        engine.command(Command::Sync).await.unwrap();
    });
    assert_eq!(notes(&on_server(&village, &village.households[0])), ["登记后的走访"]);
    let Answer::Members(members) = village.ask(&Query::Members).unwrap() else { panic!("members") };
    let a = members.iter().find(|member| member.account.name == "A").unwrap();
    assert_eq!(a.devices, 1, "three requests are one phone");
}

#[test]
fn the_devices_key_goes_along_until_there_is_a_pass_that_says_what_is_so() {
    let mut village = Village::new().unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    let key = |phone: &Phone, number: usize| request(phone, number).device_key;
    let first = key(&phone, 0).unwrap();
    phone.sync(&village).unwrap();
    assert_eq!(key(&phone, 0), None, "it has its pass");
    phone.restart().unwrap();
    phone.sync(&village).unwrap();
    assert_eq!(key(&phone, 0), None, "and keeps it");
    for days in [44, 2] {
        phone.clock.pass(days * DAY);
        village.clock.pass(days * DAY);
        phone.sync(&village).unwrap();
    }
    assert_eq!(key(&phone, 0).unwrap(), first, "half of it is over; the key is the same");
    village.moves("A", micro_grid(2)).unwrap();
    phone.sync(&village).unwrap();
    let sent = (0..phone.posts.len()).filter_map(|number| key(&phone, number)).next_back();
    assert_eq!(sent.unwrap(), first, "the pass named the place before");
    phone.sync(&village).unwrap();
    assert_eq!(key(&phone, 0), None);
}

/// The village's server on a port of its own, behind a gateway that loses so many of its answers.
/// The village over HTTP.
pub async fn behind_a_gateway(village: &Village) -> String {
    behind_a_bad_gateway(village, Arc::default()).await
}

/// The village behind a gateway that loses so many answers.
async fn behind_a_bad_gateway(village: &Village, lost: Arc<AtomicUsize>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = sync_server::http::router(village.app.clone(), None).layer(from_fn_with_state(lost, lose));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn lose(State(lost): State<Arc<AtomicUsize>>, request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    let loses = lost.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    if loses.is_ok() { StatusCode::BAD_GATEWAY.into_response() } else { answer }
}
