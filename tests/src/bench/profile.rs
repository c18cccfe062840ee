//! Where a process spends its CPU time, by `perf`, when it is installed and allowed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A recording that goes on.
pub struct Recording {
    perf: Child,
    file: PathBuf,
}

/// Begins; none when perf can't be started.
pub fn begin(pid: u32, folder: &Path) -> Option<Recording> {
    let file = folder.join("perf.data");
    let mut command = Command::new("perf");
    command.args(["record", "--quiet", "--freq", "499", "--output"]).arg(&file);
    command.args(["--pid", &pid.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
    Some(Recording { perf: command.spawn().ok()?, file })
}

impl Recording {
    /// Ends it: the functions that took most, each with its share in percent.
    pub fn end(mut self) -> Vec<String> {
        let _ = Command::new("kill").args(["-INT", &self.perf.id().to_string()]).status();
        let _ = self.perf.wait();
        let mut report = Command::new("perf");
        report.args(["report", "--stdio", "--no-children", "--percent-limit", "0.8", "--sort", "dso,symbol"]);
        let output = report.arg("--input").arg(&self.file).stderr(Stdio::null()).output();
        let _ = std::fs::remove_file(&self.file);
        let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.take(40).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }
}
