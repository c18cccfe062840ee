//! How answers and problems become HTTP responses.

use super::COOKIE;
use crate::act::session::SESSION_LIVES;
use crate::app::App;
use crate::error::{Failed, Outcome};
use crate::papers::{Form, Made};
use axum::body::Body;
use axum::http::{HeaderValue, Response as HttpResponse, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use shared_model::api::{Code, Problem};
use shared_model::protocol::FRAME_TYPE;

fn respond(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response {
    let mut response = HttpResponse::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// A photo. Whatever bytes it has, a browser shows them as a picture or not at all.
pub fn photo(mime: &str, bytes: Vec<u8>) -> Response {
    let kind = match mime {
        "image/jpeg" => "image/jpeg",
        "image/png" => "image/png",
        "image/webp" => "image/webp",
        _ => "application/octet-stream",
    };
    let mut response = respond(StatusCode::OK, kind, bytes);
    let shut = HeaderValue::from_static("default-src 'none'; sandbox");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, shut);
    response
}

/// A paper: a page is shown in the browser, everything else is saved under its name.
pub fn paper(made: Made) -> Outcome<Response> {
    let mut response = respond(StatusCode::OK, made.form.content_type(), made.bytes);
    let headers = response.headers_mut();
    if made.form == Form::Html {
        let shut = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; sandbox";
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(shut));
        return Ok(response);
    }
    // A name in Chinese is told escaped, byte for byte.
    let escaped: String = made.name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let name = format!("attachment; filename*=UTF-8''{escaped}.{}", made.form.word());
    let name = HeaderValue::from_str(&name)
        .map_err(|_| Failed::problem(Code::Internal, "the name of a paper holds a strange character"))?;
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// An answer in JSON.
pub fn json<T: Serialize>(answer: &T) -> Outcome<Response> {
    Ok(respond(StatusCode::OK, "application/json", serde_json::to_vec(answer)?))
}

/// An answer that is a frame.
pub fn frame(framed: Vec<u8>) -> Response {
    respond(StatusCode::OK, FRAME_TYPE, framed)
}

/// A problem in JSON, with the status that fits.
pub fn problem(problem: Problem) -> Response {
    let status = match problem.code {
        Code::Malformed => StatusCode::BAD_REQUEST,
        Code::Invalid | Code::DayPast | Code::Policy | Code::PhotoUnreadable => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Forbidden | Code::CodeInvalid => StatusCode::FORBIDDEN,
        Code::NotLoggedIn | Code::WrongPassword | Code::TokenInvalid => StatusCode::UNAUTHORIZED,
        Code::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::UpdateNeeded => StatusCode::UPGRADE_REQUIRED,
        Code::NotHere => StatusCode::NOT_IMPLEMENTED,
        Code::DiskFull | Code::PhotosFull => StatusCode::INSUFFICIENT_STORAGE,
        Code::ServerDown => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    respond(status, "application/json", serde_json::to_vec(&problem).unwrap_or_default())
}

/// The path is there, the method isn't.
pub fn method_not_allowed() -> Response {
    let told = Problem::new(Code::Malformed, "this path is called with another method");
    let mut response = problem(told);
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

/// Sets the session's cookie, or takes it away.
pub fn with_cookie(mut response: Response, app: &App, secret: Option<&str>) -> Outcome<Response> {
    let secure = if app.public_url.starts_with("https://") { "; Secure" } else { "" };
    let (value, age) = secret.map_or(("", 0), |secret| (secret, SESSION_LIVES / 1000));
    let cookie = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}");
    let cookie = HeaderValue::from_str(&cookie)
        .map_err(|_| Failed::problem(Code::Internal, "the cookie holds a strange character"))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}
