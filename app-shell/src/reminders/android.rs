//! Reminders on Android: the system's alarms keep and show them, also with the app closed and the
//! replica locked.

use super::MOST;
use shared_model::api::device::{Ability, Said, Why};
use shared_model::api::{Code, Problem};
use tauri::plugin::PermissionState;
use tauri::{AppHandle, async_runtime};
use tauri_plugin_notification::{Error, NotificationExt, Schedule};

/// Nothing is kept on this side: each reminder has one of a fixed row of places in the system.
#[derive(Default)]
pub struct Bell;

/// Plans these in the place of those before. Whoever holds the phone is asked for leave the first
/// time there is something to plan, and not again after a no.
pub async fn replace(app: &AppHandle, plan: Vec<Said>) -> Result<(), Problem> {
    let app = app.clone();
    let planned = async_runtime::spawn_blocking(move || place(&app, plan)).await;
    planned.map_err(|error| Problem::new(Code::Internal, error.to_string()))?
}

fn place(app: &AppHandle, plan: Vec<Said>) -> Result<(), Problem> {
    let bell = app.notification();
    let places = 0..i32::try_from(MOST).unwrap_or_default();
    bell.cancel(places.clone().collect()).map_err(failed)?;
    if plan.is_empty() {
        return Ok(());
    }
    let leave = match bell.permission_state().map_err(failed)? {
        PermissionState::Prompt => bell.request_permission().map_err(failed)?,
        known => known,
    };
    if leave != PermissionState::Granted {
        return Err(Problem::new(Code::Forbidden, "this phone's settings do not let the app remind"));
    }
    for (place, said) in places.zip(plan) {
        let at = time::OffsetDateTime::from_unix_timestamp(said.at.0 / 1000);
        let Ok(date) = at else { continue };
        let schedule = Schedule::At { date, repeating: false, allow_while_idle: true };
        let reminder = bell.builder().id(place).title(said.title).body(said.body).auto_cancel();
        reminder.schedule(schedule).show().map_err(failed)?;
    }
    Ok(())
}

fn failed(error: Error) -> Problem {
    Problem::new(Code::Internal, format!("the system took no reminder: {error}"))
}

/// Whether reminders can be shown. Who was not asked yet has not refused.
pub fn ability(app: &AppHandle) -> Ability {
    match app.notification().permission_state() {
        Ok(PermissionState::Denied | PermissionState::PromptWithRationale) => Ability::Absent(Why::Refused),
        Ok(_) => Ability::There,
        Err(_) => Ability::Absent(Why::Off),
    }
}
