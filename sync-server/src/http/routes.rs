//! The table of routes: path, who may call it, how much it reads, and what it calls. The router is
//! built from it, so a route that isn't here doesn't exist.

use super::answer::{frame, json, with_cookie};
use super::{Call, Caller};
use crate::act::{self, session};
use crate::app::App;
use crate::ask;
use crate::error::{Failed, Outcome};
use crate::sync;
use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared_model::api::{Code, Command, Done, Query};
use shared_model::protocol::{self, EnrolRequest, MOST_FRAME};

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

const NO_BODY: usize = 0;
const JSON_BODY: usize = 256 << 10;

/// All routes.
pub const ROUTES: [Route; 6] = [
    Route { path: "/health", posts: false, who: Who::Anyone, most_bytes: NO_BODY, run: health },
    Route { path: "/version", posts: false, who: Who::Anyone, most_bytes: NO_BODY, run: version },
    Route { path: "/v1/enrol", posts: true, who: Who::Anyone, most_bytes: 4096, run: enrol },
    Route { path: "/v1/sync", posts: true, who: Who::Device, most_bytes: MOST_FRAME, run: sync_phone },
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

fn sync_phone(app: &App, call: Call) -> Outcome<Response> {
    let Caller::Device(device) = call.caller else {
        return Err(Failed::problem(Code::TokenInvalid, "the bearer token is missing"));
    };
    Ok(frame(sync::answer_frame(app, &device.0, &device.1.account, &call.body)?))
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

fn no_console() -> Failed {
    Failed::problem(Code::NotLoggedIn, "log in first")
}

fn unjson<T: DeserializeOwned>(body: &[u8]) -> Outcome<T> {
    serde_json::from_slice(body).map_err(|error| Failed::problem(Code::Malformed, error.to_string()))
}
