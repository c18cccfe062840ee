//! The server as a backend: JSON over HTTP, the session in a cookie.

use super::events::{Ear, Heard};
use super::{Backend, Coming, Sheet, Table, Told};
use crate::json;
use gloo_net::http::Request;
use js_sys::Uint8Array;
use shared_model::api::import::ImportReport;
use shared_model::api::{Code, Command, Problem};
use shared_model::ids::CaseId;
use shared_model::photo::Photo;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::RequestCredentials;
use yew::Callback;

/// The server this page came from.
pub struct Http;

impl Backend for Http {
    fn command(&self, command: Command) -> Coming<Told> {
        Box::pin(async move { post("/v1/command", serde_json::to_string(&command)).await })
    }

    fn query(&self, query: String) -> Coming<Told> {
        Box::pin(async move { post("/v1/query", Ok(query)).await })
    }

    fn hand_in(&self, table: Table, sheet: Rc<Sheet>, trial: bool, partial: bool) -> Coming<ImportReport> {
        let form = if sheet.xlsx { "xlsx" } else { "csv" };
        let (word, trial, partial) = (table.word(), u8::from(trial), u8::from(partial));
        let path = format!("/v1/import/{word}?form={form}&trial={trial}&partial={partial}");
        Box::pin(async move {
            let body = Uint8Array::from(sheet.bytes.as_slice());
            let told = send(&path, "application/octet-stream", body).await?;
            json::read(&told.0).map_err(fault)
        })
    }

    fn listen(&self, heard: Callback<Heard>) -> Option<Ear> {
        Ear::open("/v1/events", heard)
    }

    fn add_photo(&self, case: CaseId, jpeg: Vec<u8>) -> Coming<Photo> {
        Box::pin(async move {
            let body = Uint8Array::from(jpeg.as_slice());
            let told = send(&format!("/v1/photo/add?case={case}"), "image/jpeg", body).await?;
            json::read(&told.0).map_err(fault)
        })
    }
}

fn fault(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, error.to_string())
}

async fn post(path: &str, body: serde_json::Result<String>) -> Result<Told, Problem> {
    send(path, "application/json", body.map_err(fault)?).await
}

/// Posts and gives the answer as JSON.
async fn send(path: &str, kind: &str, body: impl Into<JsValue>) -> Result<Told, Problem> {
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
        return Ok(Told(text));
    }
    // A proxy in between answers with a page of its own instead of a problem.
    let foreign = Problem::new(Code::ServerDown, format!("status {} without a problem", response.status()));
    Err(json::read(&text).unwrap_or(foreign))
}
