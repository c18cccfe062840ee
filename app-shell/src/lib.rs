//! The window around the phone's engine: opens both, and ends with a sentence when it can't.

mod commands;
mod data_dir;
mod platform;
mod position;
mod reminders;

use replica::{Engine, Options};
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
    let window = window.plugin(tauri_plugin_geolocation::init());
    let built = window
        .setup(|app| {
            open_engine(app);
            app.manage(reminders::Bell::default());
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            commands::command,
            commands::query,
            commands::take_photo,
            platform::platform,
            position::position,
            reminders::remind,
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

/// Opens the replica and hands it to the commands. A replica that can't be opened does not close
/// the window: every command then answers with the reason, and the screen says what to do.
fn open_engine(app: &App) {
    let engine = data_dir::of(app).and_then(|dir| Engine::open(Options::new(dir)));
    if let Ok(engine) = engine.clone() {
        tauri::async_runtime::spawn(async move { engine.keep_syncing().await });
    }
    app.manage(commands::Held(engine));
}
