//! The WebDriver processes: started on ports of their own, ended with all they started.

use crate::world::Outcome;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running driver.
pub struct Driver {
    child: Child,
    /// Where it listens.
    pub url: String,
    /// The browser's profile, deleted with it.
    _profile: Option<tempfile::TempDir>,
}

impl Driver {
    /// Debian's chromedriver; it looks for a free port itself and says which.
    pub fn chromium(profile: tempfile::TempDir) -> Outcome<Driver> {
        let mut child = group(Command::new("chromedriver").arg("--port=0"))
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("chromedriver ({e}): run `cargo xtask setup`"))?;
        let output = child.stdout.take().ok_or("chromedriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let said = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let port = line.split("successfully on port ").nth(1)?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        // Who stops listening makes the driver fail when it speaks again.
        std::thread::spawn(move || lines.for_each(drop));
        let port = said.ok_or("chromedriver did not say its port")?;
        Ok(Driver { child, url: format!("http://127.0.0.1:{port}"), _profile: Some(profile) })
    }

    /// tauri-driver over WebKit's driver; the window gets the replica's folder, and what else it is told
    /// by its environment.
    pub fn tauri(dir: &Path, told: &[(&str, String)]) -> Outcome<Driver> {
        if std::env::var_os("DISPLAY").is_none() {
            return Err("the window needs a display: run the tests by `cargo xtask test`".into());
        }
        let (port, native) = (free_port()?, free_port()?);
        let mut child = group(&mut Command::new(tauri_driver()))
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .args(["--native-driver", "/usr/bin/WebKitWebDriver"])
            .env("WEIGE_DATA", dir)
            .envs(told.iter().map(|(name, value)| (*name, value)))
            .stdout(Stdio::null())
            .spawn()
            .map_err(|e| format!("tauri-driver ({e}): run `cargo xtask setup`"))?;
        // WebKit's driver is started by tauri-driver and comes up a little later.
        let listens = |port: u16| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        while !(listens(port) && listens(native)) {
            if let Ok(Some(status)) = child.try_wait() {
                return Err(format!("tauri-driver ended: {status}"));
            }
            std::thread::yield_now();
        }
        Ok(Driver { child, url: format!("http://127.0.0.1:{port}"), _profile: None })
    }

    /// The window's program among those the driver started: of the driver's group, by its name.
    pub fn window(&self) -> Option<u32> {
        let processes = std::fs::read_dir("/proc").ok()?;
        let mut pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
        pids.find(|pid| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            // pid (name) state parent group …
            let Some((name, rest)) = stat.rsplit_once(')') else { return false };
            let group = rest.split_whitespace().nth(2).and_then(|group| group.parse::<u32>().ok());
            name.ends_with("(weige") && group == Some(self.child.id())
        })
    }

    /// Ends the driver and everything it started.
    pub fn kill(&mut self) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A process group of its own, so that it can be ended with all it started.
fn group(command: &mut Command) -> &mut Command {
    command.process_group(0).stdin(Stdio::null()).stderr(Stdio::null())
}

fn tauri_driver() -> PathBuf {
    let told = std::env::var_os("WEIGE_TAURI_DRIVER").map(PathBuf::from);
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin/tauri-driver");
    told.unwrap_or_else(|| if installed.is_file() { installed } else { OsStr::new("tauri-driver").into() })
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|e| e.to_string())
}
