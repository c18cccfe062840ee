//! The table of routes: path, who may call it, how much it reads, and what it calls. The router is
//! built from it, so a route that isn't here doesn't exist.

use super::answer::{frame, json, photo, with_cookie};
use super::{Call, Caller, events, import, papers};
use crate::act::{self, session};
use crate::app::App;
use crate::ask;
use crate::error::{Failed, Outcome};
use crate::photos::{self, Asker};
use crate::sync;
use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared_model::api::{Code, Command, Done, Query};
use shared_model::document::DocId;
use shared_model::ids::CaseId;
use shared_model::photo::{PHOTO_BYTES_MOST, PhotoHash};
use shared_model::protocol::{
    self, EnrolRequest, LeaveRequest, MOST_FEEDBACK_FRAME, MOST_FRAME, MOST_PHOTO_FRAME,
};

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone.
    Anyone,
    /// An enrolled phone, by its bearer token.
    Device,
    /// The console, by its session; what works without one is said in [`crate::permit`].
    Console,
}

/// One route.
pub struct Route {
    /// The path.
    pub path: &'static str,
    /// POST, else GET.
    pub posts: bool,
    /// Who may call it.
    pub who: Who,
    /// Largest body.
    pub most_bytes: usize,
    /// What it calls.
    pub run: fn(&App, Call) -> Outcome<Response>,
}

const HAVE: &str = "/v1/photo/have";
const PUT: &str = "/v1/photo/put";
const GET: &str = "/v1/photo/get";
const ADD: &str = "/v1/photo/add";
const FEEDBACK: &str = "/v1/feedback";
const STATISTICS: &str = "/v1/papers/statistics";
const REGISTER: &str = "/v1/papers/register";
const HELPING: &str = "/v1/papers/helping";
const CASE_FILE: &str = "/v1/papers/case";
const AGREEMENT: &str = "/v1/papers/agreement";
const TEMPLATE: &str = "/v1/import/template";
const IMPORT: &str = "/v1/import/cases";
const ITEMS: &str = "/v1/import/items";
const ITEMS_TEMPLATE: &str = "/v1/import/items/template";
const PEOPLE: &str = "/v1/import/people";
const PEOPLE_TEMPLATE: &str = "/v1/import/people/template";
const NO_BODY: usize = 0;
const PHOTO_BODY: usize = PHOTO_BYTES_MOST as usize;
const JSON_BODY: usize = 256 << 10;
/// 2,000 cases with 2,000 letters each are far less, packed.
const SHEET_BODY: usize = 4 << 20;

/// All routes.
pub const ROUTES: [Route; 25] = [
    Route { path: "/health", posts: false, who: Who::Anyone, most_bytes: NO_BODY, run: health },
    Route { path: "/version", posts: false, who: Who::Anyone, most_bytes: NO_BODY, run: version },
    Route { path: "/v1/enrol", posts: true, who: Who::Anyone, most_bytes: 4096, run: enrol },
    Route { path: "/v1/leave", posts: true, who: Who::Anyone, most_bytes: 4096, run: leave },
    Route { path: "/v1/sync", posts: true, who: Who::Device, most_bytes: MOST_FRAME, run: sync_phone },
    Route { path: HAVE, posts: true, who: Who::Device, most_bytes: MOST_PHOTO_FRAME, run: photo_have },
    Route { path: PUT, posts: true, who: Who::Device, most_bytes: MOST_PHOTO_FRAME, run: photo_put },
    Route { path: GET, posts: true, who: Who::Device, most_bytes: MOST_PHOTO_FRAME, run: photo_get },
    Route { path: FEEDBACK, posts: true, who: Who::Device, most_bytes: MOST_FEEDBACK_FRAME, run: feedback },
    Route { path: "/v1/photo", posts: false, who: Who::Console, most_bytes: NO_BODY, run: photo_shown },
    Route { path: ADD, posts: true, who: Who::Console, most_bytes: PHOTO_BODY, run: photo_add },
    Route { path: STATISTICS, posts: false, who: Who::Console, most_bytes: NO_BODY, run: papers::statistics },
    Route { path: REGISTER, posts: false, who: Who::Console, most_bytes: NO_BODY, run: papers::register },
    Route { path: HELPING, posts: false, who: Who::Console, most_bytes: NO_BODY, run: papers::helping },
    Route { path: CASE_FILE, posts: false, who: Who::Console, most_bytes: NO_BODY, run: papers::case_file },
    Route { path: AGREEMENT, posts: false, who: Who::Console, most_bytes: NO_BODY, run: papers::agreement },
    Route { path: TEMPLATE, posts: false, who: Who::Console, most_bytes: NO_BODY, run: import::template },
    Route { path: IMPORT, posts: true, who: Who::Console, most_bytes: SHEET_BODY, run: import::cases },
    Route { path: ITEMS, posts: true, who: Who::Console, most_bytes: SHEET_BODY, run: import::items },
    Route {
        path: ITEMS_TEMPLATE,
        posts: false,
        who: Who::Console,
        most_bytes: NO_BODY,
        run: import::items_template,
    },
    Route { path: PEOPLE, posts: true, who: Who::Console, most_bytes: SHEET_BODY, run: import::people },
    Route {
        path: PEOPLE_TEMPLATE,
        posts: false,
        who: Who::Console,
        most_bytes: NO_BODY,
        run: import::people_template,
    },
    Route { path: "/v1/events", posts: false, who: Who::Console, most_bytes: NO_BODY, run: events::events },
    Route { path: "/v1/query", posts: true, who: Who::Console, most_bytes: JSON_BODY, run: query },
    Route { path: "/v1/command", posts: true, who: Who::Console, most_bytes: JSON_BODY, run: command },
];

#[derive(Serialize)]
struct Health {
    ok: bool,
}

#[derive(Serialize)]
struct Version {
    version: &'static str,
    protocol: u16,
}

/// Healthy is who can read the store.
fn health(app: &App, _: Call) -> Outcome<Response> {
    crate::store::read(&*app.store, |tx| Outcome::Ok(crate::app::epoch(tx)?))?;
    json(&Health { ok: true })
}

fn version(_: &App, _: Call) -> Outcome<Response> {
    json(&Version { version: env!("CARGO_PKG_VERSION"), protocol: protocol::VERSION })
}

fn enrol(app: &App, call: Call) -> Outcome<Response> {
    let request: EnrolRequest = sync::unframed(&call.body)?;
    Ok(frame(sync::framed_answer(&session::enrol(app, &request)?, false)?))
}

fn leave(app: &App, call: Call) -> Outcome<Response> {
    let request: LeaveRequest = sync::unframed(&call.body)?;
    Ok(frame(sync::framed_answer(&session::leave(app, &request)?, false)?))
}

fn sync_phone(app: &App, call: Call) -> Outcome<Response> {
    let Caller::Device(device) = call.caller else {
        return Err(no_token());
    };
    Ok(frame(sync::answer_frame(app, &device.0, &device.1.account, &call.body)?))
}

fn photo_have(app: &App, call: Call) -> Outcome<Response> {
    photos_of_phone(app, call, |asker, request| asker.have(&request))
}

fn photo_put(app: &App, call: Call) -> Outcome<Response> {
    photos_of_phone(app, call, |asker, request| asker.put(request))
}

fn photo_get(app: &App, call: Call) -> Outcome<Response> {
    photos_of_phone(app, call, |asker, request| asker.get(&request))
}

fn feedback(app: &App, call: Call) -> Outcome<Response> {
    let Caller::Device(device) = call.caller else { return Err(no_token()) };
    let answer = crate::feedback::take(app, &device.0, &device.1.account, &sync::unframed(&call.body)?)?;
    Ok(frame(sync::framed_answer(&answer, false)?))
}

fn photos_of_phone<Q: DeserializeOwned, A: Serialize>(
    app: &App,
    call: Call,
    run: impl FnOnce(Asker<'_>, Q) -> Outcome<A>,
) -> Outcome<Response> {
    let Caller::Device(device) = call.caller else { return Err(no_token()) };
    let asker = Asker::new(app, &device.0, &device.1.account)?;
    let answer = run(asker, sync::unframed(&call.body)?)?;
    Ok(frame(sync::framed_answer(&answer, false)?))
}

/// `?doc=<document>&hash=<photo>`: both are written in letters that need no escaping.
fn photo_shown(app: &App, call: Call) -> Outcome<Response> {
    let Caller::Console(Some(account), _) = &call.caller else { return Err(no_console()) };
    let malformed = |error: String| Failed::problem(Code::Malformed, error);
    let doc = DocId::parse(call.value("doc")).map_err(|error| malformed(error.to_string()))?;
    let hash = PhotoHash::parse(call.value("hash")).map_err(|error| malformed(error.to_string()))?;
    let (named, bytes) = photos::shown(app, &account.account, &doc, &hash)?;
    Ok(photo(&named.mime, bytes))
}

/// `?case=<case>`; the body is a JPEG. It waits under the account's hand until a step names it.
fn photo_add(app: &App, call: Call) -> Outcome<Response> {
    let Caller::Console(Some(account), _) = &call.caller else { return Err(no_console()) };
    let case = CaseId::parse(call.value("case"))
        .map_err(|error| Failed::problem(Code::Malformed, error.to_string()))?;
    json(&photos::desk::put_aside(app, account, &case, &call.body)?)
}

fn query(app: &App, call: Call) -> Outcome<Response> {
    let Caller::Console(account, _) = call.caller else { return Err(no_console()) };
    let query: Query = unjson(&call.body)?;
    json(&ask::ask(app, account.as_deref().map(|row| &row.account), &query)?)
}

fn command(app: &App, call: Call) -> Outcome<Response> {
    let Caller::Console(account, secret) = call.caller else { return Err(no_console()) };
    match unjson(&call.body)? {
        Command::LogIn { login, password } => {
            let secret = session::log_in(app, &login, &password)?;
            with_cookie(json(&Done::Nothing)?, app, Some(&secret))
        }
        Command::LogOut => {
            secret.map(|secret| session::log_out(app, &secret)).transpose()?;
            with_cookie(json(&Done::Nothing)?, app, None)
        }
        command => json(&act::act(app, account.as_deref(), command)?),
    }
}

fn no_token() -> Failed {
    Failed::problem(Code::TokenInvalid, "the bearer token is missing")
}

pub(super) fn no_console() -> Failed {
    Failed::problem(Code::NotLoggedIn, "log in first")
}

fn unjson<T: DeserializeOwned>(body: &[u8]) -> Outcome<T> {
    serde_json::from_slice(body).map_err(|error| Failed::problem(Code::Malformed, error.to_string()))
}
