//! Where the built programs are.

use super::Outcome;
use std::path::PathBuf;

/// A program: by its environment variable (`WEIGE_SERVER`, `WEIGE_PHONE`, `WEIGE_APP`), or beside
/// the program that asks.
///
/// # Errors
/// When it was not built.
pub fn program(variable: &str, name: &str) -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(PathBuf::from(path));
    }
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let near = own.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|path| path.is_file());
    near.ok_or_else(|| format!("{name} is not built: run `cargo xtask build`"))
}

/// A bundle of screens, when it was built: `console` or `phone`.
pub fn bundle(name: &str) -> Option<PathBuf> {
    let variable = format!("WEIGE_{}_DIST", name.to_uppercase());
    let told = std::env::var_os(variable).map(PathBuf::from);
    let path = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../dist").join(name));
    path.join("index.html").is_file().then_some(path)
}
