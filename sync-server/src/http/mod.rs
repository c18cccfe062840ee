//! HTTP: from a request to one call, and back.
//!
//! [`routes`] is the one table of routes, each with who may call it; this file reads the request,
//! finds out who calls, runs the route's function on a thread where it may wait for the disk, and
//! turns whatever happens, a panic too, into an answer.

mod answer;
mod events;
mod files;
mod import;
mod papers;
pub mod routes;

use crate::act::session;
use crate::app::App;
use crate::error::{Failed, Fault, Outcome};
use crate::store::records::{AccountRow, DeviceRow};
use answer::problem;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use routes::{ROUTES, Route, Who};
use shared_model::api::Code;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

/// A phone on 2G gets so long to send its body; the work itself has the same time.
const PATIENCE: Duration = Duration::from_secs(120);
/// Requests worked on at once: each may hold a page and an inflated body in memory.
const AT_ONCE: usize = 48;
/// The cookie a session lies in.
const COOKIE: &str = "weige_session";

/// What the router hands to every request.
#[derive(Clone)]
struct Served {
    app: Arc<App>,
    console: Option<Arc<PathBuf>>,
    turns: Arc<Semaphore>,
}

/// Who calls, as far as the route asks.
pub enum Caller {
    /// The route doesn't ask.
    Nobody,
    /// A phone. Boxed: it is far larger than the others.
    Device(Box<(DeviceRow, AccountRow)>),
    /// Somebody in the console, logged in or not, with the session's secret.
    Console(Option<Box<AccountRow>>, Option<String>),
}

/// A request as a route's function reads it.
pub struct Call {
    /// What every request works with, for an answer that goes on after the function has returned.
    pub app: Arc<App>,
    /// Who calls.
    pub caller: Caller,
    /// What stands behind the question mark of the address.
    pub query: String,
    /// The body.
    pub body: Vec<u8>,
    /// The message that a console heard last before its link broke.
    pub last_event: Option<String>,
}

impl Call {
    /// A value of the address, `?name=value`; empty when it isn't there. Nothing is unescaped: what is
    /// asked for is written in letters that need none.
    pub fn value(&self, name: &str) -> &str {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }
}

/// Builds the router: the routes of the table, and the console's files for every other path.
pub fn router(app: Arc<App>, console: Option<PathBuf>) -> Router {
    let served = Served { app, console: console.map(Arc::new), turns: Arc::new(Semaphore::new(AT_ONCE)) };
    let mut router = Router::new();
    for route in &ROUTES {
        let method = if route.posts { MethodFilter::POST } else { MethodFilter::GET };
        let handler = move |State(served): State<Served>, request: Request| handle(served, route, request);
        router = router.route(route.path, on(method, handler));
    }
    router
        .fallback(|State(served): State<Served>, request: Request| async move {
            files::serve(served.console.as_deref(), request.method(), request.uri().path()).await
        })
        .method_not_allowed_fallback(|| async { answer::method_not_allowed() })
        .layer(CatchPanicLayer::custom(|_| problem(Failed::Fault(Fault::Lost).told())))
        .with_state(served)
}

async fn handle(served: Served, route: &'static Route, request: Request) -> Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let answered = tokio::time::timeout(PATIENCE, work(served, route, parts, body)).await;
    let response = match answered {
        Ok(Ok(response)) => response,
        Ok(Err(failed)) => problem(failed.told()),
        Err(_) => problem(Failed::problem(Code::ServerDown, "the request took too long: try again").told()),
    };
    let (status, millis) = (response.status().as_u16(), began.elapsed().as_millis() as u64);
    tracing::info!(route = route.path, status, millis, "request");
    response
}

async fn work(served: Served, route: &'static Route, parts: Parts, body: Body) -> Outcome<Response> {
    if route.who == Who::Console && route.posts && !parts.headers.contains_key("x-weige") {
        // A form of another site can't set this header: together with SameSite=Strict nobody can
        // act through somebody else's browser. What only looks (a picture in a page) needs the cookie.
        return Err(Failed::problem(Code::Forbidden, "the header x-weige is missing"));
    }
    let body = to_bytes(body, route.most_bytes).await.map_err(|error| no_body(&error, route.most_bytes))?;
    let _turn = served.turns.acquire_owned().await.map_err(|_| Failed::Fault(Fault::Lost))?;
    let app = served.app;
    let done = tokio::task::spawn_blocking(move || {
        let caller = who_calls(&app, route.who, &parts.headers)?;
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let last_event =
            parts.headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
        (route.run)(&app, Call { app: app.clone(), caller, query, body: body.to_vec(), last_event })
    });
    done.await.map_err(|_| Failed::Fault(Fault::Lost))?
}

/// A body that broke off is no fault of who sends it: it is worth sending again.
fn no_body(error: &axum::Error, most_bytes: usize) -> Failed {
    let too_large = error.source().is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
    if too_large {
        return Failed::problem(Code::TooLarge, format!("a body holds at most {most_bytes} bytes"));
    }
    Failed::problem(Code::ServerDown, "the request broke off before its end: send it again")
}

fn who_calls(app: &App, who: Who, headers: &HeaderMap) -> Outcome<Caller> {
    match who {
        Who::Anyone => Ok(Caller::Nobody),
        Who::Device => {
            let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let token = bearer.and_then(|value| value.strip_prefix("Bearer "));
            let missing = || Failed::problem(Code::TokenInvalid, "the bearer token is missing");
            let device = session::of_token(app, token.ok_or_else(missing)?)?;
            Ok(Caller::Device(Box::new(device)))
        }
        Who::Console => {
            let secret = cookie(headers);
            let account =
                secret.as_deref().map(|secret| session::of_cookie(app, secret)).transpose()?.flatten();
            Ok(Caller::Console(account.map(Box::new), secret))
        }
    }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, secret)| secret.to_owned())
}
