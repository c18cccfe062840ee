//! A real server on a port of its own, over a data folder.

use super::{Outcome, bundle, program};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The password of every sample account.
pub const SAMPLE_PASSWORD: &str = "weige-sample";

/// Fills a data folder: the real divisions, and the sample people of so many villages.
///
/// # Errors
/// When the server program says no.
pub fn sample(data: &Path, seed: u64, villages: u32) -> Outcome<String> {
    let data = data.display().to_string();
    administer(&["sample", "--seed", &seed.to_string(), "--villages", &villages.to_string(), "--data", &data])
}

/// Runs a command of the server program to its end: what it said.
///
/// # Errors
/// What it complained of.
pub fn administer(args: &[&str]) -> Outcome<String> {
    let output = Command::new(program("WEIGE_SERVER", "sync-server")?).args(args).output();
    let output = output.map_err(|e| format!("sync-server {}: {e}", args.join(" ")))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

/// A running server.
pub struct Server {
    child: Child,
    data: PathBuf,
    database: Option<String>,
    ahead: u32,
    /// `http://127.0.0.1:<port>`
    pub url: String,
}

impl Server {
    /// Starts a server on a free port and waits until it listens.
    ///
    /// # Errors
    /// When it doesn't come up.
    pub fn start(data: &Path) -> Outcome<Server> {
        Server::listen(data, None, 0, "127.0.0.1:0")
    }

    /// The same on a PostgreSQL database; the folder is for the log.
    ///
    /// # Errors
    /// When it doesn't come up.
    pub fn start_on(database: &str, data: &Path) -> Outcome<Server> {
        Server::listen(data, Some(database), 0, "127.0.0.1:0")
    }

    fn listen(data: &Path, database: Option<&str>, ahead: u32, address: &str) -> Outcome<Server> {
        let mut command = Command::new(program("WEIGE_SERVER", "sync-server")?);
        command.args(["serve", "--listen", address, "--data"]).arg(data);
        if let Some(url) = database {
            command.args(["--database-url", url]);
        }
        if ahead > 0 {
            command.args(["--clock-offset", &ahead.to_string()]);
        }
        if let Some(console) = bundle("console") {
            command.arg("--console").arg(console);
        }
        let log = std::fs::File::create(data.join("server.log")).map_err(|e| e.to_string())?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|e| format!("sync-server serve: {e}"))?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line).map_err(|e| e.to_string())?;
        }
        let told: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        match told["listening"].as_str() {
            Some(url) => Ok(Server {
                child,
                data: data.to_owned(),
                database: database.map(str::to_owned),
                ahead,
                url: url.to_owned(),
            }),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                let log = std::fs::read_to_string(data.join("server.log")).unwrap_or_default();
                Err(format!("the server did not come up: {log}"))
            }
        }
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts it again on the same address.
    ///
    /// # Errors
    /// When it doesn't come up.
    pub fn start_again(&mut self) -> Outcome<()> {
        self.kill();
        let address = self.url.trim_start_matches("http://").to_owned();
        let mut again = Server::listen(&self.data, self.database.as_deref(), self.ahead, &address)?;
        // The new process lives on under this handle; the old one has ended.
        std::mem::swap(&mut self.child, &mut again.child);
        std::mem::forget(again);
        Ok(())
    }

    /// Ends it, and starts it on the same address so many seconds later than it is.
    ///
    /// # Errors
    /// When it doesn't come up.
    pub fn later(&mut self, seconds: u32) -> Outcome<()> {
        self.ahead += seconds;
        self.start_again()
    }

    /// Ends it, and starts it on the same address on another database.
    ///
    /// # Errors
    /// When it doesn't come up.
    pub fn move_to(&mut self, database: &str) -> Outcome<()> {
        self.database = Some(database.to_owned());
        self.start_again()
    }

    /// Ends it, and starts it on another address.
    ///
    /// # Errors
    /// When it doesn't come up.
    pub fn move_to_address(&mut self, url: &str) -> Outcome<()> {
        self.url = url.to_owned();
        self.start_again()
    }

    /// Copies its store while it runs.
    ///
    /// # Errors
    /// When the server program says no.
    pub fn back_up(&self, to: &Path) -> Outcome<()> {
        let (to, data) = (to.display().to_string(), self.data.display().to_string());
        let store = match &self.database {
            Some(url) => ["--database-url", url],
            None => ["--data", &data],
        };
        administer(&[&["backup", &to], &store[..]].concat()).map(drop)
    }

    /// Puts a backup in the place of its store, and starts it again.
    ///
    /// # Errors
    /// When the file can't be copied or the server doesn't come up.
    pub fn restore(&mut self, from: &Path) -> Outcome<()> {
        self.kill();
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(self.data.join(format!("weige.sqlite{suffix}")));
        }
        std::fs::copy(from, self.data.join("weige.sqlite")).map_err(|e| e.to_string())?;
        self.start_again()
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Whether its log is whole and its rows are those that follow from the log.
    ///
    /// # Errors
    /// What is wrong.
    pub fn is_sound(&self) -> Outcome<()> {
        for words in [&["check"][..], &["rebuild", "--check"]] {
            let mut command = Command::new(program("WEIGE_SERVER", "sync-server")?);
            let output =
                command.args(words).arg("--data").arg(&self.data).output().map_err(|e| e.to_string())?;
            if !output.status.success() {
                return Err(format!("{words:?}: {}", String::from_utf8_lossy(&output.stderr)));
            }
        }
        Ok(())
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Waits until it ends by itself.
    pub fn wait(&mut self) {
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
