//! The window around the phone's engine: opens both, and ends with a sentence when it can't.

mod commands;
mod data_dir;
mod finger;
mod leaflets;
#[cfg(target_os = "android")]
mod phone;
mod platform;
mod position;
mod reminders;
mod share;

use replica::Shelf;
use std::process::ExitCode;
use tauri::{App, Manager};

/// What Android calls when the app is started.
#[cfg(mobile)]
#[tauri::mobile_entry_point]
fn start() {
    // There is nobody to tell a code to: the system shows that the app has ended.
    let _ = run();
}

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    let window = tauri::Builder::default().plugin(tauri_plugin_notification::init());
    #[cfg(target_os = "android")]
    let window = window.plugin(tauri_plugin_geolocation::init()).plugin(tauri_plugin_biometric::init());
    let built = window
        .setup(|app| {
            open_shelf(app);
            app.manage(reminders::Bell::default());
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            commands::command,
            commands::query,
            commands::take_photo,
            commands::read_code,
            finger::finger,
            platform::platform,
            position::position,
            reminders::remind,
            share::share,
        ])
        .run(tauri::generate_context!());
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("weige: the window could not be opened: {error}. Is there a display?");
            ExitCode::FAILURE
        }
    }
}

/// Opens the phone's replicas and hands them to the commands. One that can't be opened does not close
/// the window: every command then answers with the reason, and the screen says what to do.
fn open_shelf(app: &App) {
    let shelf = data_dir::options(app).map(Shelf::open);
    if let Ok(shelf) = shelf.clone() {
        #[cfg(target_os = "android")]
        if let Err(error) = app.handle().plugin(phone::plugin(shelf.clone())) {
            eprintln!("weige: nothing is delivered while nobody looks: {error}");
        }
        // Exchanges run as tasks of the runtime, so the first one begins on it.
        tauri::async_runtime::spawn(async move { shelf.keep_syncing() });
    }
    app.manage(commands::Held(shelf));
}
