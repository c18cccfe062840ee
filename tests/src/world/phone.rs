//! A real phone: the `phone` program over a folder, spoken to in JSON lines.

use super::{Outcome, program};
use serde_json::{Value, json};
use shared_model::api::view::{MeetReport, SyncReport};
use shared_model::api::{Answer, Code, Command as PhoneCommand, Done, Problem, Query};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// A phone.
pub struct Phone {
    dir: PathBuf,
    clock_offset: i64,
    process: Process,
    peer: Option<String>,
}

impl Phone {
    /// Switches a phone on.
    ///
    /// # Errors
    /// When the program can't be started.
    pub fn on(dir: &Path) -> Outcome<Phone> {
        Phone::with_clock(dir, 0)
    }

    /// Switches a phone on whose clock is so many seconds off.
    ///
    /// # Errors
    /// When the program can't be started.
    pub fn with_clock(dir: &Path, clock_offset: i64) -> Outcome<Phone> {
        Ok(Phone { dir: dir.to_owned(), clock_offset, process: start(dir, clock_offset)?, peer: None })
    }

    /// Switches a phone on that other phones can call. (One that is started again can't be called.)
    ///
    /// # Errors
    /// When the program can't be started or doesn't listen.
    pub fn listening(dir: &Path) -> Outcome<Phone> {
        let mut command = Command::new(program("WEIGE_PHONE", "phone")?);
        command.args(["--peer-listen", "127.0.0.1:0"]);
        let mut process = spawn(command, dir, 0)?;
        let told: Value = hear(&mut process)?;
        let peer = told["peer_listen"].as_str().ok_or_else(|| format!("the phone said {told}"))?.to_owned();
        Ok(Phone { dir: dir.to_owned(), clock_offset: 0, process, peer: Some(peer) })
    }

    /// Where other phones call it.
    pub fn address(&self) -> &str {
        self.peer.as_deref().unwrap_or_default()
    }

    /// Calls a phone that listens.
    ///
    /// # Errors
    /// The phone's problem.
    pub fn meet(&mut self, address: &str, courier: bool) -> Result<MeetReport, Problem> {
        match self.command(PhoneCommand::MeetPeer { address: address.to_owned(), courier })? {
            Done::Met(report) => Ok(report),
            other => Err(Problem::new(Code::Internal, format!("{other:?}"))),
        }
    }

    /// Kills the process and starts it again where no file may grow beyond so many kilobytes: a
    /// disk that is full.
    ///
    /// # Errors
    /// When the program can't be started.
    pub fn restart_on_a_full_disk(&mut self, kilobytes: u64) -> Outcome<()> {
        self.kill();
        let mut command = Command::new("bash");
        // A program that ignores the signal gets the error instead, as from a full disk.
        command.args(["-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "bash"]);
        command.arg(kilobytes.to_string()).arg(program("WEIGE_PHONE", "phone")?);
        self.process = spawn(command, &self.dir, self.clock_offset)?;
        Ok(())
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.process.child.try_wait(), Ok(None))
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.child.id()
    }

    /// Its folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Kills the process (SIGKILL), as Android does.
    pub fn kill(&mut self) {
        let _ = self.process.child.kill();
        let _ = self.process.child.wait();
    }

    /// Kills the process and starts it again.
    ///
    /// # Errors
    /// When the program can't be started.
    pub fn restart(&mut self) -> Outcome<()> {
        self.kill();
        self.process = start(&self.dir, self.clock_offset)?;
        Ok(())
    }

    /// Says something and doesn't wait for the answer.
    ///
    /// # Errors
    /// When the process has ended.
    pub fn say(&mut self, command: &PhoneCommand) -> Outcome<()> {
        let line = serde_json::to_string(command).map_err(|e| e.to_string())?;
        writeln!(self.process.input, "{line}").map_err(|e| format!("the phone has ended: {e}"))
    }

    /// Says one line and hears one.
    ///
    /// # Errors
    /// When the process has ended or answers no JSON.
    pub fn line(&mut self, line: &str) -> Outcome<Value> {
        writeln!(self.process.input, "{line}").map_err(|e| format!("the phone has ended: {e}"))?;
        hear(&mut self.process)
    }

    fn said<T: serde::de::DeserializeOwned>(&mut self, asked: &impl serde::Serialize) -> Result<T, Problem> {
        let broken = |detail: String| Problem::new(Code::Internal, detail);
        let line = serde_json::to_string(asked).map_err(|e| broken(e.to_string()))?;
        let mut answer = self.line(&line).map_err(broken)?;
        if answer.get("error").is_some() {
            return Err(serde_json::from_value(answer["error"].take()).map_err(|e| broken(e.to_string()))?);
        }
        serde_json::from_value(answer["ok"].take()).map_err(|e| broken(e.to_string()))
    }

    /// Does something.
    ///
    /// # Errors
    /// The phone's problem.
    pub fn command(&mut self, command: PhoneCommand) -> Result<Done, Problem> {
        self.said(&command)
    }

    /// Asks something.
    ///
    /// # Errors
    /// The phone's problem.
    pub fn query(&mut self, query: Query) -> Result<Answer, Problem> {
        self.said(&query)
    }

    /// Writes something; the id of what was written.
    ///
    /// # Errors
    /// One sentence.
    pub fn save(&mut self, command: PhoneCommand) -> Outcome<String> {
        match self.command(command).map_err(|p| p.to_string())? {
            Done::Saved { id } => Ok(id),
            other => Err(format!("expected saved, heard {other:?}")),
        }
    }

    /// Enrols with a code; how many households arrived.
    ///
    /// # Errors
    /// One sentence.
    pub fn enrol(&mut self, server: &str, code: &str) -> Outcome<u32> {
        let command = PhoneCommand::Enrol { server: server.into(), code: code.into(), pin: None };
        match self.command(command).map_err(|p| p.to_string())? {
            Done::Enrolled { households, .. } => Ok(households),
            other => Err(format!("expected enrolled, heard {other:?}")),
        }
    }

    /// Delivers and fetches.
    ///
    /// # Errors
    /// The phone's problem.
    pub fn sync(&mut self) -> Result<SyncReport, Problem> {
        match self.command(PhoneCommand::Sync)? {
            Done::Synced(report) => Ok(report),
            other => Err(Problem::new(Code::Internal, format!("{other:?}"))),
        }
    }

    /// Rebuilds all rows; whether they came out the same.
    ///
    /// # Errors
    /// One sentence.
    pub fn rebuilds_the_same(&mut self) -> Outcome<bool> {
        let answer = self.line(&json!({ "cmd": "rebuild" }).to_string())?;
        answer["ok"]["rebuilt"]["same"].as_bool().ok_or_else(|| format!("heard {answer}"))
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.kill();
    }
}

fn hear(process: &mut Process) -> Outcome<Value> {
    let mut answer = String::new();
    process.output.read_line(&mut answer).map_err(|e| e.to_string())?;
    serde_json::from_str(&answer).map_err(|e| format!("the phone answered {answer:?}: {e}"))
}

fn start(dir: &Path, clock_offset: i64) -> Outcome<Process> {
    spawn(Command::new(program("WEIGE_PHONE", "phone")?), dir, clock_offset)
}

fn spawn(mut command: Command, dir: &Path, clock_offset: i64) -> Outcome<Process> {
    let mut child = command
        .arg("--dir")
        .arg(dir)
        .args(["--clock-offset", &clock_offset.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("phone: {e}"))?;
    let lost = || "the phone has no standard input or output".to_owned();
    let input = child.stdin.take().ok_or_else(lost)?;
    let output = BufReader::new(child.stdout.take().ok_or_else(lost)?);
    Ok(Process { child, input, output })
}
