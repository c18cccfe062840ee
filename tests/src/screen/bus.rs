//! A message bus of one's own, with an ear on it: what a window asks the desk to show is heard there.

use crate::world::Outcome;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long a notice may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A session's bus on which nobody shows notices; they are heard all the same.
pub struct Bus {
    programs: [Child; 2],
    /// Its address.
    pub address: String,
    heard: Receiver<String>,
}

impl Bus {
    /// Starts it.
    ///
    /// # Errors
    /// When its programs (Debian's package dbus) are missing.
    pub fn start() -> Outcome<Bus> {
        let mut daemon = Command::new("dbus-daemon");
        let (daemon, mut said) = begin(daemon.args(["--session", "--nofork", "--print-address"]))?;
        let address = said.next().and_then(Result::ok).ok_or("the message bus did not say its address")?;
        let mut ear = Command::new("dbus-monitor");
        let (ear, mut lines) = begin(ear.args(["--address", &address, "member='Notify'"]))?;
        // Its first word is that it listens.
        lines.next().and_then(Result::ok).ok_or("nobody listens on the message bus")?;
        let (tell, heard) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Ok(Bus { programs: [daemon, ear], address, heard })
    }

    /// Waits until the desk is asked to show these words; all that was said until then.
    ///
    /// # Errors
    /// When it isn't.
    pub fn hears(&self, words: &str) -> Outcome<String> {
        let (began, mut all) = (Instant::now(), String::new());
        while !all.contains(words) {
            let line = self.heard.recv_timeout(PATIENCE.saturating_sub(began.elapsed()));
            all += &line.map_err(|_| format!("{words} was not asked to be shown, but: {all}"))?;
            all.push('\n');
        }
        Ok(all)
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        for program in &mut self.programs {
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

fn begin(command: &mut Command) -> Outcome<(Child, Lines<BufReader<ChildStdout>>)> {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|e| format!("{command:?} ({e}): run `cargo xtask setup`"))?;
    let said = child.stdout.take().ok_or("a program has no output")?;
    Ok((child, BufReader::new(said).lines()))
}
