//! The phone's bundle in an ordinary browser: a page that hands the screens' calls to a real engine
//! in this process, under the content security policy of the app.

use crate::world::{Outcome, bundle};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path as Name, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use replica::{Options, Shelf};
use serde_json::Value;
use shared_model::api::device::{Ability, Finger, FingerAct, Platform, Said, Why};
use shared_model::api::{Command, Done, Problem, Query};
use shared_model::position::Position;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The window's own pages of text: the window itself can't be linked into a test.
#[path = "../../../app-shell/src/leaflets.rs"]
mod leaflets;

/// What stands in for Tauri. It is part of the test's page alone.
const STAND_IN: &str = r#"window.__TAURI__ = { core: { invoke: async (name, body) => {
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/engine/" + name, { method: "POST", headers, body: JSON.stringify(body[name]) });
  if (answer.ok) return answer.json();
  throw await answer.json();
} } };"#;

/// How long something the screens do is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A phone whose screens are a page.
pub struct PhonePage {
    /// The page's address.
    pub url: String,
    shelf: Shelf,
    desk: Arc<Desk>,
    runtime: tokio::runtime::Runtime,
}

struct Desk {
    shelf: Shelf,
    /// The reminders that are planned.
    reminders: Mutex<Vec<Said>>,
    /// What was handed on to another app last.
    shared: (Mutex<String>, Condvar),
    bundle: PathBuf,
    more: BTreeMap<String, String>,
    policy: String,
}

impl PhonePage {
    /// Opens an engine over a folder and serves its screens. `more` are files beside those of the
    /// bundle, or in their place, by name.
    ///
    /// # Errors
    /// When the bundle isn't built, or the engine doesn't open.
    pub fn serve(dir: &Path, more: BTreeMap<String, String>) -> Outcome<PhonePage> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|e| e.to_string())?;
        let bundle = bundle("phone").ok_or("the phone's bundle is not built: run `cargo xtask build`")?;
        let shelf = Shelf::open(Options::new(dir));
        let desk = Arc::new(Desk {
            shelf: shelf.clone(),
            reminders: Mutex::default(),
            shared: Default::default(),
            bundle,
            more,
            policy: policy()?,
        });
        let routes = Router::new()
            .route("/engine/command", post(command))
            .route("/engine/query", post(query))
            .route("/engine/take_photo", post(take_photo).layer(DefaultBodyLimit::disable()))
            .route("/engine/read_code", post(read_code).layer(DefaultBodyLimit::disable()))
            .route("/engine/finger", post(finger))
            .route("/engine/platform", post(|| async { axum::Json(PHONE) }))
            .route("/engine/remind", post(remind))
            .route("/engine/share", post(share))
            .route("/engine/position", post(|| async { axum::Json(HERE) }))
            .route("/", get(|desk: State<Arc<Desk>>| file(desk, Name("index.html".into()))))
            .route("/{name}", get(file))
            .with_state(desk.clone());
        let listener =
            runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).map_err(|e| e.to_string())?;
        let url = format!("http://{}", listener.local_addr().map_err(|e| e.to_string())?);
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Ok(PhonePage { url, shelf, desk, runtime })
    }

    /// Does something behind the screens' back.
    ///
    /// # Errors
    /// The engine's problem.
    pub fn command(&self, command: Command) -> Result<Done, Problem> {
        self.runtime.block_on(self.shelf.command(command))
    }

    /// Asks something behind the screens' back.
    ///
    /// # Errors
    /// The engine's problem.
    pub fn query(&self, query: Query) -> Result<shared_model::api::Answer, Problem> {
        self.runtime.block_on(self.shelf.query(query))
    }

    /// The reminders that the screens have had planned.
    pub fn reminders(&self) -> Vec<Said> {
        self.desk.reminders.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the screens hand something on to another app; empty when they don't.
    pub fn shared(&self) -> String {
        let (text, told) = &self.desk.shared;
        let text = text.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = told.wait_timeout_while(text, PATIENCE, |text| text.is_empty());
        waited.unwrap_or_else(PoisonError::into_inner).0.clone()
    }
}

/// What the stand-in of a phone can do.
const PHONE: Platform = Platform {
    camera: Ability::There,
    position: Ability::There,
    qr: Ability::There,
    biometric: Ability::There,
    notifications: Ability::There,
    share: Ability::There,
    key_store: Ability::Absent(Why::KeyFile),
    metered: Ability::There,
};

/// Where it is.
const HERE: Position = Position { lat_e6: 27_400_012, lon_e6: 102_180_034, within_m: 20 };

/// The content security policy of the app, as a header.
fn policy() -> Outcome<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../app-shell/tauri.conf.json");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let config: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let rules = config["app"]["security"]["csp"].as_object().ok_or("the app has no policy")?;
    let rules =
        rules.iter().map(|(name, sources)| format!("{name} {}", sources.as_str().unwrap_or_default()));
    Ok(rules.collect::<Vec<_>>().join("; "))
}

async fn command(State(desk): State<Arc<Desk>>, axum::Json(command): axum::Json<Command>) -> Response {
    told(desk.shelf.command(command).await)
}

async fn take_photo(State(desk): State<Arc<Desk>>, axum::Json(url): axum::Json<String>) -> Response {
    let Some(file) = picture_of(&url) else { return StatusCode::BAD_REQUEST.into_response() };
    told(desk.shelf.take_photo(&file))
}

/// A finger that its phone always knows, and a key store that only turns the key round.
async fn finger(State(desk): State<Arc<Desk>>, axum::Json(finger): axum::Json<Finger>) -> Response {
    let turned = |text: String| text.chars().rev().collect::<String>();
    let act = || {
        let engine = desk.shelf.engine()?;
        match finger.act {
            FingerAct::Ask => {}
            FingerAct::Keep => engine.keep_sealed(&turned(engine.key_to_seal()?))?,
            FingerAct::Forget => engine.forget_sealed(),
            FingerAct::Open => {
                if let Some(sealed) = engine.sealed() {
                    desk.shelf.open_by_key(&turned(sealed))?;
                }
            }
        }
        Ok(engine.sealed().is_some())
    };
    told(act())
}

async fn read_code(axum::Json(url): axum::Json<String>) -> Response {
    let Some(file) = picture_of(&url) else { return StatusCode::BAD_REQUEST.into_response() };
    told(replica::scan(&file))
}

fn picture_of(url: &str) -> Option<Vec<u8>> {
    let (_, base64) = url.split_once(";base64,")?;
    BASE64_STANDARD.decode(base64).ok()
}

async fn share(State(desk): State<Arc<Desk>>, axum::Json(text): axum::Json<String>) -> Response {
    let (shared, told) = &desk.shared;
    *shared.lock().unwrap_or_else(PoisonError::into_inner) = text;
    told.notify_all();
    axum::Json(()).into_response()
}

async fn remind(State(desk): State<Arc<Desk>>, axum::Json(said): axum::Json<Vec<Said>>) -> Response {
    *desk.reminders.lock().unwrap_or_else(PoisonError::into_inner) = said;
    axum::Json(()).into_response()
}

async fn query(State(desk): State<Arc<Desk>>, axum::Json(query): axum::Json<Query>) -> Response {
    told(match query {
        Query::Leaflet { about, language } => {
            leaflets::answer(&about, &language, || desk.shelf.diagnostics())
        }
        query => desk.shelf.query(query).await,
    })
}

fn told(answer: Result<impl serde::Serialize, Problem>) -> Response {
    match answer {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(problem) => (StatusCode::BAD_REQUEST, axum::Json(problem)).into_response(),
    }
}

async fn file(State(desk): State<Arc<Desk>>, Name(name): Name<String>) -> Response {
    let stand_in = (name == "stand-in.js").then(|| STAND_IN.to_owned());
    let bytes = match desk.more.get(&name).cloned().or(stand_in) {
        Some(text) => text.into_bytes(),
        None => match std::fs::read(desk.bundle.join(&name)) {
            Ok(bytes) => bytes,
            Err(_) => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        _ => "text/plain; charset=utf-8",
    };
    let bytes = if name == "index.html" { with_stand_in(bytes) } else { bytes };
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, &*desk.policy)], bytes).into_response()
}

/// The page with the stand-in before its first script, as Tauri puts its own there.
fn with_stand_in(page: Vec<u8>) -> Vec<u8> {
    let page = String::from_utf8_lossy(&page);
    page.replacen("<script ", "<script src=\"stand-in.js\"></script><script ", 1).into_bytes()
}
