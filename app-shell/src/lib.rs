//! The window around the phone's engine: opens it, and passes on what the screens ask.

use std::process::ExitCode;

/// Opens the window and stays until it is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run_mobile() {
    run();
}

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    match tauri::Builder::default().run(tauri::generate_context!()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("weige: the window could not be opened: {error}. Is there a display?");
            ExitCode::FAILURE
        }
    }
}
