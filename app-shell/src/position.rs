//! Where the device is: said once for each time somebody asks for it, and kept nowhere here.

use shared_model::api::device::{Ability, Why};
use shared_model::api::{Code, Problem};
use shared_model::position::Position;
use tauri::AppHandle;

/// Where the device is now. Whoever holds it is asked for leave the first time.
#[tauri::command]
pub async fn position(app: AppHandle) -> Result<Position, Problem> {
    let told = tauri::async_runtime::spawn_blocking(move || find(&app)).await;
    told.map_err(|error| Problem::new(Code::Internal, error.to_string()))?
}

#[cfg(not(target_os = "android"))]
fn find(_: &AppHandle) -> Result<Position, Problem> {
    Err(Problem::new(Code::NotHere, "a computer does not say where it is; a phone does"))
}

/// A desk doesn't move.
#[cfg(not(target_os = "android"))]
pub fn ability(_: &AppHandle) -> Ability {
    Ability::Absent(Why::Desk)
}

#[cfg(target_os = "android")]
use tauri::plugin::PermissionState;
#[cfg(target_os = "android")]
use tauri_plugin_geolocation::{GeolocationExt, PermissionType, PositionOptions};

/// So long the satellites have, in milliseconds.
#[cfg(target_os = "android")]
const PATIENCE: u32 = 30_000;

#[cfg(target_os = "android")]
fn find(app: &AppHandle) -> Result<Position, Problem> {
    let failed = |error: tauri_plugin_geolocation::Error| {
        Problem::new(Code::NotFound, format!("the phone does not say where it is: {error}"))
    };
    let finder = app.geolocation();
    let leave = match finder.check_permissions().map_err(failed)? {
        asked if asked.location == PermissionState::Prompt => {
            finder.request_permissions(Some(vec![PermissionType::Location])).map_err(failed)?
        }
        known => known,
    };
    // Who allows the rough place alone gives it with its large radius.
    if leave.location != PermissionState::Granted && leave.coarse_location != PermissionState::Granted {
        return Err(Problem::new(
            Code::Forbidden,
            "this phone's settings do not let the app know where it is",
        ));
    }
    let options = PositionOptions { enable_high_accuracy: true, timeout: PATIENCE, maximum_age: 0 };
    let found = finder.get_current_position(Some(options)).map_err(failed)?.coords;
    Position::of_degrees(found.latitude, found.longitude, found.accuracy)
        .ok_or_else(|| Problem::new(Code::NotFound, "what the phone says is no place"))
}

/// Whether the phone says where it is. Who was not asked yet has not refused.
#[cfg(target_os = "android")]
pub fn ability(app: &AppHandle) -> Ability {
    match app.geolocation().check_permissions() {
        Ok(leave) if leave.coarse_location == PermissionState::Denied => Ability::Absent(Why::Refused),
        Ok(_) => Ability::There,
        Err(_) => Ability::Absent(Why::Off),
    }
}
