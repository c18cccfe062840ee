//! A screen for the window where there is none: Xvfb on a display that is free, ended after use.

use crate::Outcome;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running Xvfb; dropping it ends it.
pub struct Screen {
    server: Child,
    /// What DISPLAY must say.
    pub display: String,
}

impl Screen {
    /// Starts one; the server itself looks for a free number and tells it.
    pub fn open() -> Outcome<Screen> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x960x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| {
                format!("Xvfb could not be started ({error}): install the Debian package xvfb.")
            })?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output)
                .read_line(&mut number)
                .map_err(|error| format!("Xvfb is silent: {error}."))?;
        }
        let screen = Screen { server, display: format!(":{}", number.trim()) };
        if number.trim().is_empty() {
            return Err("Xvfb ended without opening a display: run `Xvfb :99` to see why.".into());
        }
        Ok(screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
