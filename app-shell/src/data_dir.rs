//! Where the replica lies: the app's own data folder, or one that was named.

use shared_model::api::{Code, Problem};
use std::path::PathBuf;
use tauri::{App, Manager};

/// Names a folder instead of the platform's: for tests, and for two members on one desk.
const NAMED: &str = "WEIGE_DATA";

/// The folder.
pub fn of(app: &App) -> Result<PathBuf, Problem> {
    if let Some(dir) = std::env::var_os(NAMED).filter(|dir| !dir.is_empty()) {
        return Ok(dir.into());
    }
    app.path().app_data_dir().map_err(|error| {
        let detail = format!("this system names no data folder ({error}); set {NAMED} to one");
        Problem::new(Code::Internal, detail)
    })
}
