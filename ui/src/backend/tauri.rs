//! The phone's own engine as a backend: Tauri's `invoke`, JSON on both sides.

use super::{Backend, Coming, Sheet};
use js_sys::{Function, JSON, Object, Promise, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared_model::api::import::ImportReport;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The engine behind this window.
pub struct Tauri;

impl Backend for Tauri {
    fn command(&self, command: Command) -> Coming<Done> {
        Box::pin(async move { invoke("command", &command).await })
    }

    fn query(&self, query: Query) -> Coming<Answer> {
        Box::pin(async move { invoke("query", &query).await })
    }

    fn import_cases(&self, _: Rc<Sheet>, _: bool, _: bool) -> Coming<ImportReport> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "tables are imported in the console")) })
    }
}

fn fault(what: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, what.to_string())
}

/// Calls `window.__TAURI__.core.invoke(name, {[name]: body})`.
async fn invoke<T: DeserializeOwned>(name: &str, body: &impl Serialize) -> Result<T, Problem> {
    let body = serde_json::to_string(body).map_err(fault)?;
    let body = JSON::parse(&body).map_err(|_| fault("the request is no JSON"))?;
    let arguments = Object::new();
    Reflect::set(&arguments, &name.into(), &body).map_err(|_| fault("the request can't be built"))?;
    let promise = call(name, &arguments).ok_or_else(|| fault("this window has no engine"))?;
    match JsFuture::from(promise).await {
        Ok(answer) => read(&answer).ok_or_else(|| fault("the engine's answer can't be read")),
        Err(refused) => Err(read(&refused).unwrap_or_else(|| fault("the engine's problem can't be read"))),
    }
}

fn call(name: &str, arguments: &Object) -> Option<Promise> {
    let mut place: JsValue = js_sys::global().into();
    for part in ["__TAURI__", "core"] {
        place = Reflect::get(&place, &part.into()).ok()?;
    }
    let invoke: Function = Reflect::get(&place, &"invoke".into()).ok()?.dyn_into().ok()?;
    invoke.call2(&place, &name.into(), arguments).ok()?.dyn_into().ok()
}

fn read<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    let text = JSON::stringify(value).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}
