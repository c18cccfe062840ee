//! What befalls a real process at a chosen system call: strace lets it come to its nth call of a kind
//! and sends SIGKILL instead of letting the call through, or answers it as a full disk does.

use super::Outcome;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// The calls by which a program changes files or speaks.
pub const STEPS: [&str; 7] = ["pwrite64", "fdatasync", "fsync", "write", "writev", "sendto", "ftruncate"];

/// How long strace may take to let go of a process.
const PATIENCE: Duration = Duration::from_secs(2);

/// A process that is watched.
pub struct Watch {
    watched: u32,
    strace: u32,
    ended: Receiver<()>,
}

impl Watch {
    /// From now on the process dies at the nth call (from 1) of this kind in one of its threads.
    ///
    /// # Errors
    /// When strace isn't there or may not look.
    pub fn kill_at(pid: u32, call: &str, nth: usize) -> Outcome<Watch> {
        Watch::inject(pid, call, &format!("signal=SIGKILL:when={nth}"))
    }

    /// From the nth write (from 1) into a file on, the disk is full, until this is dropped.
    ///
    /// # Errors
    /// As [`Watch::kill_at`].
    pub fn full_from(pid: u32, nth: usize) -> Outcome<Watch> {
        Watch::inject(pid, "pwrite64", &format!("error=ENOSPC:when={nth}+"))
    }

    fn inject(pid: u32, call: &str, fault: &str) -> Outcome<Watch> {
        let mut strace = Command::new("strace")
            .args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")])
            .args(["-e", &format!("inject={call}:{fault}")])
            .args(["-p", &pid.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("strace: {e}: run `cargo xtask setup`"))?;
        let Some(stderr) = strace.stderr.take() else { return Err("strace says nothing".into()) };
        let mut said = String::new();
        let mut lines = BufReader::new(stderr);
        while !said.contains("attached") {
            let before = said.len();
            if lines.read_line(&mut said).map_err(|e| e.to_string())? == 0 {
                return Err(format!(
                    "strace could not look at the process ({}): this test needs ptrace, which a container \
                     allows with --cap-add SYS_PTRACE and the kernel with kernel.yama.ptrace_scope = 0",
                    said.trim()
                ));
            }
            said.drain(..before);
        }
        let (tell, ended) = channel();
        let id = strace.id();
        std::thread::spawn(move || {
            // Somebody must go on listening, or strace dies of its own words.
            lines.lines().map_while(Result::ok).for_each(drop);
            let _ = strace.wait();
            let _ = tell.send(());
        });
        Ok(Watch { watched: pid, strace: id, ended })
    }

    /// Whether the process is alive: a dead one is a zombie until somebody asks after it.
    fn lives(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.watched)).unwrap_or_default();
        stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with(['Z', 'X']))
    }

    fn tell_strace(&self, signal: &str) {
        let _ = Command::new("kill").args([signal, &self.strace.to_string()]).status();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Asked kindly, strace lets go of the process; killed, it would leave it standing still.
        if self.lives() {
            self.tell_strace("-TERM");
        }
        // When the process dies in that very moment, strace waits for ever for its first thread.
        if self.ended.recv_timeout(PATIENCE).is_err() {
            self.tell_strace("-KILL");
            let _ = self.ended.recv();
        }
    }
}
