//! The server as a backend: JSON over HTTP, the session in a cookie.

use super::{Backend, Coming, Sheet};
use gloo_net::http::Request;
use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared_model::api::import::ImportReport;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::RequestCredentials;

/// The server this page came from.
pub struct Http;

impl Backend for Http {
    fn command(&self, command: Command) -> Coming<Done> {
        Box::pin(async move { post("/v1/command", &command).await })
    }

    fn query(&self, query: Query) -> Coming<Answer> {
        Box::pin(async move { post("/v1/query", &query).await })
    }

    fn import_cases(&self, sheet: Rc<Sheet>, trial: bool, partial: bool) -> Coming<ImportReport> {
        let form = if sheet.xlsx { "xlsx" } else { "csv" };
        let path =
            format!("/v1/import/cases?form={form}&trial={}&partial={}", u8::from(trial), u8::from(partial));
        Box::pin(async move {
            let body = Uint8Array::from(sheet.bytes.as_slice());
            send(&path, "application/octet-stream", body).await
        })
    }
}

async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Problem> {
    let body =
        serde_json::to_string(body).map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    send(path, "application/json", body).await
}

async fn send<T: DeserializeOwned>(path: &str, kind: &str, body: impl Into<JsValue>) -> Result<T, Problem> {
    let unlinked = |error: gloo_net::Error| Problem::new(Code::NoLink, error.to_string());
    let response = Request::post(path)
        .credentials(RequestCredentials::SameOrigin)
        // A form on a foreign page can't set a header: the server takes nothing without it.
        .header("x-weige", "1")
        .header("content-type", kind)
        .body(body)
        .map_err(unlinked)?
        .send()
        .await
        .map_err(unlinked)?;
    let text = response.text().await.map_err(unlinked)?;
    if response.status() == 200 {
        return serde_json::from_str(&text).map_err(|error| Problem::new(Code::Internal, error.to_string()));
    }
    // A proxy in between answers with a page of its own instead of a problem.
    let foreign = Problem::new(Code::ServerDown, format!("status {} without a problem", response.status()));
    Err(serde_json::from_str(&text).unwrap_or(foreign))
}
