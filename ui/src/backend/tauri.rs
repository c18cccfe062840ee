//! The phone's own engine as a backend: Tauri's `invoke`, JSON on both sides.

use super::{Backend, Coming, Sheet, Table, Told};
use crate::json::record;
use crate::json::say::say;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use shared_model::api::device::{Finger, Platform, Said};
use shared_model::api::import::ImportReport;
use shared_model::api::{Code, Command, Problem};
use shared_model::photo::Photo;
use shared_model::position::Position;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The engine behind this window.
pub struct Tauri;

impl Backend for Tauri {
    fn command(&self, command: Command) -> Coming<Told> {
        Box::pin(async move { invoke("command", say(&command)).await })
    }

    fn query(&self, query: String) -> Coming<Told> {
        Box::pin(async move { invoke("query", query).await })
    }

    fn take_photo(&self, file: String) -> Coming<Photo> {
        Box::pin(async move {
            let told = invoke("take_photo", say(&file)).await?;
            record::read(&told.0).map_err(fault)
        })
    }

    fn read_code(&self, file: String) -> Coming<String> {
        Box::pin(async move { record::read(&invoke("read_code", say(&file)).await?.0).map_err(fault) })
    }

    fn platform(&self) -> Coming<Platform> {
        Box::pin(async move { record::read(&invoke("platform", "null".into()).await?.0).map_err(fault) })
    }

    fn finger(&self, finger: Finger) -> Coming<bool> {
        Box::pin(async move { record::read(&invoke("finger", say(&finger)).await?.0).map_err(fault) })
    }

    fn position(&self) -> Coming<Position> {
        Box::pin(async move { record::read(&invoke("position", "null".into()).await?.0).map_err(fault) })
    }

    fn share(&self, text: String) -> Coming<()> {
        Box::pin(async move { invoke("share", say(&text)).await.map(drop) })
    }

    fn remind(&self, said: Vec<Said>) -> Coming<()> {
        Box::pin(async move { invoke("remind", say(&said)).await.map(drop) })
    }

    fn hand_in(&self, _: Table, _: Rc<Sheet>, _: bool, _: bool) -> Coming<ImportReport> {
        Box::pin(async { Err(Problem::new(Code::NotHere, "tables are imported in the console")) })
    }
}

fn fault(what: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, what.to_string())
}

/// Calls `window.__TAURI__.core.invoke(name, {[name]: body})` and gives the answer as JSON.
async fn invoke(name: &str, body: String) -> Result<Told, Problem> {
    let body = JSON::parse(&body).map_err(|_| fault("the request is no JSON"))?;
    let arguments = Object::new();
    Reflect::set(&arguments, &name.into(), &body).map_err(|_| fault("the request can't be built"))?;
    let promise = call(name, &arguments).ok_or_else(|| fault("this window has no engine"))?;
    match JsFuture::from(promise).await {
        Ok(answer) => json(&answer).map(Told).ok_or_else(|| fault("the engine's answer is no JSON")),
        Err(refused) => Err(json(&refused)
            .and_then(|refused| record::read(&refused).ok())
            .unwrap_or_else(|| fault("the engine's problem can't be read"))),
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

fn json(value: &JsValue) -> Option<String> {
    JSON::stringify(value).ok()?.as_string()
}
