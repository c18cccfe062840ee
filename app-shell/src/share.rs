//! Handing a text on to another app, chosen by whoever holds the phone. A desk copies and pastes.

use shared_model::api::{Code, Problem};
use tauri::AppHandle;

/// Lets somebody choose the app a text goes to.
#[tauri::command]
pub async fn share(app: AppHandle, share: String) -> Result<(), Problem> {
    let told = tauri::async_runtime::spawn_blocking(move || hand_on(&app, &share)).await;
    told.map_err(|error| Problem::new(Code::Internal, error.to_string()))?
}

#[cfg(not(target_os = "android"))]
fn hand_on(_: &AppHandle, _: &str) -> Result<(), Problem> {
    Err(Problem::new(Code::NotHere, "a computer copies and pastes; a phone hands on"))
}

#[cfg(target_os = "android")]
use crate::phone::share as hand_on;
