//! Notices to the county's own systems: to a real receiver that refuses, hangs and comes back; each once
//! however many processes send; nothing lost by a restart; no name in them.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod office;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use office::{MICRO_GRID, Office};
use serde_json::{Value, json};
use shared_model::casework::{Colour, Step};
use shared_model::moment::{DAY, HOUR};
use shared_model::people::Role;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use sync_server::app::App;
use sync_server::notices::send::TRIES;
use sync_server::notices::targets::Targets;
use sync_server::notices::{round, send, undelivered};
use sync_server::{check, store};

const SECRET: &str = "a secret of the platform";

/// How a receiver answers.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Takes,
    Refuses,
    Hangs,
}

/// A system of the county: it keeps what it took.
struct Platform {
    url: String,
    manner: Arc<Mutex<Manner>>,
    taken: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    asked: Arc<Mutex<u32>>,
}

type Shared = (Arc<Mutex<Manner>>, Arc<Mutex<Vec<(HeaderMap, String)>>>, Arc<Mutex<u32>>);

async fn heard(State((manner, taken, asked)): State<Shared>, headers: HeaderMap, body: String) -> StatusCode {
    *asked.lock().unwrap() += 1;
    let manner = *manner.lock().unwrap();
    match manner {
        Manner::Takes => {
            taken.lock().unwrap().push((headers, body));
            StatusCode::NO_CONTENT
        }
        Manner::Refuses => StatusCode::SERVICE_UNAVAILABLE,
        // Nobody is answered; the link ends when who asks has had enough.
        Manner::Hangs => std::future::pending().await,
    }
}

impl Platform {
    async fn new(manner: Manner) -> Platform {
        let shared: Shared = (Arc::new(Mutex::new(manner)), Arc::default(), Arc::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new().route("/hook", post(heard)).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Platform { url, manner: shared.0, taken: shared.1, asked: shared.2 }
    }

    fn becomes(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    fn taken(&self) -> Vec<Value> {
        self.taken.lock().unwrap().iter().map(|(_, body)| serde_json::from_str(body).unwrap()).collect()
    }

    fn events(&self) -> Vec<String> {
        self.taken().iter().map(|body| body["event"].as_str().unwrap().to_owned()).collect()
    }

    fn asked(&self) -> u32 {
        *self.asked.lock().unwrap()
    }
}

fn targets(of: &[(&str, &Platform, &str)]) -> Arc<Targets> {
    let one = |(name, platform, more): &(&str, &Platform, &str)| {
        format!("[[target]]\nname = \"{name}\"\nurl = \"{}\"\nsecret_file = \"x\"\n{more}\n", platform.url)
    };
    let text: String = of.iter().map(one).collect();
    Arc::new(Targets::parse(&text, |_| Ok(SECRET.into())).unwrap())
}

const ALL: &str = r#"events = ["red_raised", "passed_up", "escalated", "urged"]"#;

/// One round with little patience; how many were delivered.
async fn sent(app: &Arc<App>, targets: &Arc<Targets>) -> u64 {
    round(app, targets, &send::client(Duration::from_millis(300)).unwrap()).await.unwrap()
}

fn undelivered(app: &App) -> (usize, usize) {
    let counted = store::read(&*app.store, |tx| check::undelivered(tx)).unwrap();
    (counted.waiting, counted.dead)
}

fn words(step: &str) -> Step {
    serde_json::from_value(json!({"step": step, "words": "张三说要打李四"})).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_is_told_once_signed_and_without_a_name_or_a_word() {
    let office = Office::new();
    let app = Arc::new(office.serves());
    office.raised(&app, Colour::Red);
    let platform = Platform::new(Manner::Takes).await;
    let targets = targets(&[("platform", &platform, ALL)]);
    assert_eq!(sent(&app, &targets).await, 0, "what was before there were targets is no news");
    let case = office.raised(&app, Colour::Green);
    office.adds(&app, Role::Secretary, &case, words("progress")).unwrap();
    assert_eq!(sent(&app, &targets).await, 0, "most that happens is nobody's business");
    let recoloured = Step::Recoloured { colour: Colour::Red, words: "张三说要打李四".into() };
    office.adds(&app, Role::Secretary, &case, recoloured.clone()).unwrap();
    office.adds(&app, Role::Township, &case, words("urged")).unwrap();
    office.adds(&app, Role::Township, &case, words("escalated")).unwrap();
    // Another process on the same store, at the same time.
    let other = Arc::new(office.serves());
    let (one, two) = tokio::join!(sent(&app, &targets), sent(&other, &targets));
    let rest = sent(&app, &targets).await;
    assert_eq!((one + two + rest, undelivered(&app)), (3, (0, 0)));
    assert_eq!(
        platform.events().into_iter().collect::<BTreeSet<_>>(),
        BTreeSet::from(["red_raised", "urged", "escalated"].map(str::to_owned))
    );
    let told = platform.taken().into_iter().find(|body| body["event"] == "red_raised").unwrap();
    let keys: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["at", "case", "colour", "event", "id", "level", "link", "number", "stage", "village"],
        "nothing else is told"
    );
    assert_eq!(
        (&told["case"], &told["colour"], &told["level"]),
        (&json!(case), &json!("red"), &json!("county"))
    );
    assert_eq!(told["number"], "513424101203〔2026〕2 号", "the place of these tests is called by its code");
    assert_eq!(told["link"], json!(format!("https://weige.example/#/case/{case}")));
    for (headers, body) in platform.taken.lock().unwrap().iter() {
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let signature = format!("sha256={}", targets.all[0].sign(&header("x-weige-time"), body));
        assert_eq!(header("x-weige-signature"), signature);
        assert!(body.contains(&format!("\"id\":\"{}\"", header("x-weige-notice"))));
        assert!(!body.contains("张三") && !body.contains("水渠") && !body.contains("secretary"), "{body}");
    }
    // Red once is red: nothing new is told of it, and nothing is told twice.
    assert_eq!(sent(&other, &targets).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_refuses_or_hangs_is_tried_again_with_growing_waits_and_a_restart_loses_nothing() {
    let office = Office::new();
    let app = Arc::new(office.serves());
    let (platform, healthy) = (Platform::new(Manner::Refuses).await, Platform::new(Manner::Takes).await);
    let targets = targets(&[("platform", &platform, ALL), ("healthy", &healthy, ALL)]);
    sent(&app, &targets).await;
    let case = office.raised(&app, Colour::Red);
    office.adds(&app, Role::Township, &case, words("urged")).unwrap();
    assert_eq!(sent(&app, &targets).await, 2, "one that refuses holds up no other");
    assert_eq!((platform.asked(), healthy.events().len(), undelivered(&app)), (1, 2, (2, 0)));
    // At once the second is tried, the first waits half a minute.
    platform.becomes(Manner::Hangs);
    sent(&app, &targets).await;
    assert_eq!((platform.asked(), undelivered(&app)), (2, (2, 0)));
    sent(&app, &targets).await;
    assert_eq!(platform.asked(), 2, "nobody is asked before it is time");
    drop(app);
    // Another start on the same store.
    let app = Arc::new(office.serves());
    platform.becomes(Manner::Takes);
    office.later(31_000);
    assert_eq!((sent(&app, &targets).await, undelivered(&app)), (2, (0, 0)));
    assert_eq!(platform.events(), ["red_raised", "urged"]);
    assert_eq!(healthy.events().len(), 2, "what was taken isn't sent again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_many_tries_a_notice_is_given_up_and_said_to_be() {
    let office = Office::new();
    let app = Arc::new(office.serves());
    let platform = Platform::new(Manner::Refuses).await;
    let targets = targets(&[("platform", &platform, ALL)]);
    sent(&app, &targets).await;
    office.raised(&app, Colour::Red);
    for tries in 1..=TRIES {
        assert_eq!(undelivered(&app).1, 0);
        sent(&app, &targets).await;
        assert_eq!(platform.asked(), tries);
        office.later(8 * HOUR + 1);
    }
    assert_eq!(undelivered(&app), (0, 1));
    platform.becomes(Manner::Takes);
    assert_eq!((sent(&app, &targets).await, platform.asked()), (0, TRIES));

    // Whoever keeps the server puts it back; to another system's name nothing is put back.
    let now = app.now();
    let again = |target| store::write(&*app.store, |tx| undelivered::retry(tx, target, now)).unwrap();
    assert_eq!((again(Some("another")), undelivered(&app)), (0, (0, 1)));
    let listed = store::read(&*app.store, |tx| undelivered::list(tx, Some("platform"))).unwrap();
    assert_eq!((listed.len(), listed[0].dead, listed[0].tries), (1, true, TRIES));
    assert_eq!((again(Some("platform")), again(None), undelivered(&app)), (1, 0, (1, 0)));
    assert_eq!((sent(&app, &targets).await, undelivered(&app)), (1, (0, 0)));
    assert_eq!(platform.events(), ["red_raised"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_system_is_told_of_its_own_events_and_places() {
    let office = Office::new();
    let app = Arc::new(office.serves());
    let (urged, elsewhere) = (Platform::new(Manner::Takes).await, Platform::new(Manner::Takes).await);
    let targets = targets(&[
        ("urged", &urged, "events = [\"urged\", \"passed_up\"]\nplaces = [\"513424101203\"]"),
        ("elsewhere", &elsewhere, &format!("{ALL}\nplaces = [\"513424102000\"]")),
    ]);
    sent(&app, &targets).await;
    let case = office.raised(&app, Colour::Red);
    office.adds(&app, Role::Township, &case, words("urged")).unwrap();
    assert_eq!(sent(&app, &targets).await, 1);
    assert_eq!((urged.events(), elsewhere.events().len()), (vec!["urged".to_owned()], 0));
    assert!(MICRO_GRID.starts_with("513424101203"));
    // What goes up by itself is told, too.
    office.later(2 * DAY);
    sync_server::reconcile::reconcile(&app).unwrap();
    assert_eq!(sent(&app, &targets).await, 1);
    assert_eq!(urged.events(), ["urged", "passed_up"]);
    // A server that had no targets for days tells nothing of then.
    office.adds(&app, Role::Township, &case, words("urged")).unwrap();
    office.later(3 * DAY + HOUR);
    assert_eq!(sent(&app, &targets).await, 0);
}
