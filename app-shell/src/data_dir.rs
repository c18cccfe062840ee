//! Where the replicas lie and by which clock they run: the app's own folder and the system's clock, or
//! what was named instead.

use replica::Options;
use shared_model::api::{Code, Problem};
use std::path::PathBuf;
use tauri::{App, Manager};

/// Names a folder instead of the platform's: for tests, and for two members on one desk.
const NAMED: &str = "WEIGE_DATA";

/// Seconds added to the clock: to try a wrong one.
const CLOCK_OFFSET: &str = "WEIGE_CLOCK_OFFSET";

/// Folder and clock.
pub fn options(app: &App) -> Result<Options, Problem> {
    let seconds = std::env::var(CLOCK_OFFSET).ok().and_then(|text| text.parse::<i64>().ok());
    let clock_offset = seconds.unwrap_or_default().saturating_mul(1000);
    Ok(Options { clock_offset, ..Options::new(folder(app)?) })
}

fn folder(app: &App) -> Result<PathBuf, Problem> {
    if let Some(dir) = std::env::var_os(NAMED).filter(|dir| !dir.is_empty()) {
        return Ok(dir.into());
    }
    app.path().app_data_dir().map_err(|error| {
        let detail = format!("this system names no data folder ({error}); set {NAMED} to one");
        Problem::new(Code::Internal, detail)
    })
}
