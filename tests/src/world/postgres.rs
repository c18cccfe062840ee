//! A real PostgreSQL of a test's own: started in a folder of its own, reached by a socket in it,
//! gone with the process that started it. Uses nothing but the standard library and `tempfile`, so
//! that the server's own tests can take it in by path.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Starts PostgreSQL and waits for the other end of its standard input: told `stop`, it stops and
/// keeps the folder; `crash`, the same without a farewell. When nobody holds that end any more
/// (also because the process that did was killed), it stops and removes the folder.
const KEEPER: &str = r#"
folder=$1; shift
"$@" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=on -c synchronous_commit=on -c shared_buffers=64MB -c max_connections=60 &
read -r word
case "$word" in
    stop) kill -INT $!; wait $! ;;
    crash) kill -QUIT $!; wait $! ;;
    *) kill -INT $!; wait $!; rm -rf "$folder" ;;
esac
"#;

/// A running PostgreSQL with no database of ours yet.
pub struct Postgres {
    keeper: Child,
    line: Option<ChildStdin>,
    programs: PathBuf,
    folder: PathBuf,
    settings: Vec<String>,
    databases: AtomicU32,
}

impl Postgres {
    /// Makes a cluster in a temporary folder and starts it; what is committed is flushed to disk.
    ///
    /// # Errors
    /// When PostgreSQL isn't installed, or doesn't come up: one sentence.
    pub fn start() -> Result<Postgres, String> {
        Postgres::start_with(&[])
    }

    /// The same with settings of its own: `name=value`.
    ///
    /// # Errors
    /// As [`Postgres::start`].
    pub fn start_with(settings: &[&str]) -> Result<Postgres, String> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("weige-pg-").tempdir().map_err(|e| e.to_string())?;
        // The keeper removes it: it outlives this process.
        let folder = folder.keep();
        if let Some((user, group)) = other_user()? {
            chown(&folder, Some(user), Some(group)).map_err(|e| e.to_string())?;
        }
        let mut initdb = as_postgres(&programs.join("initdb"))?;
        initdb.args([
            "--no-sync",
            "--no-locale",
            "--encoding=UTF8",
            "--auth=trust",
            "--username=weige",
            "-D",
        ]);
        let made = initdb.arg(folder.join("data")).output().map_err(|e| format!("initdb: {e}"))?;
        if !made.status.success() {
            return Err(format!("initdb: {}", String::from_utf8_lossy(&made.stderr)));
        }
        let settings: Vec<String> =
            settings.iter().flat_map(|setting| ["-c".to_owned(), (*setting).to_owned()]).collect();
        let (keeper, line) = keep(&programs, &folder, &settings)?;
        Ok(Postgres { keeper, line: Some(line), programs, folder, settings, databases: AtomicU32::new(0) })
    }

    /// A new empty database: the URL that leads to it.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn database(&self) -> Result<String, String> {
        let name = format!("county_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let sql = format!("CREATE DATABASE {name}");
        self.ask("postgres", &sql)?;
        Ok(format!("postgres:///{name}?user=weige&host={}", self.folder.display()))
    }

    /// What `psql` answers to statements, without headings; the database by its name or URL.
    ///
    /// # Errors
    /// What `psql` complains of.
    pub fn ask(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-U", "weige", "-h"]);
        let said = psql.arg(&self.folder).args(["-d", database, "-c", sql]).output();
        let said = said.map_err(|e| format!("psql: {e}"))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if said.status.success() { Ok(text(&said.stdout)) } else { Err(text(&said.stderr)) }
    }

    /// The process from which all of its others descend.
    pub fn pid(&self) -> u32 {
        self.keeper.id()
    }

    /// The folder of its socket, which is its host name.
    pub fn host(&self) -> &Path {
        &self.folder
    }

    /// Ends it: in order, or as a power cut would. What was committed stays.
    pub fn stop(&mut self, in_order: bool) {
        if let Some(mut line) = self.line.take() {
            let _ = line.write_all(if in_order { b"stop\n" } else { b"crash\n" });
        }
        let _ = self.keeper.wait();
    }

    /// Starts it again on the same databases.
    ///
    /// # Errors
    /// When it doesn't come up.
    pub fn start_again(&mut self) -> Result<(), String> {
        let (keeper, line) = keep(&self.programs, &self.folder, &self.settings)?;
        (self.keeper, self.line) = (keeper, Some(line));
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if self.line.take().is_none() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
        let _ = self.keeper.wait();
    }
}

/// Starts the keeper, and waits until PostgreSQL says that it is ready.
fn keep(programs: &Path, folder: &Path, settings: &[String]) -> Result<(Child, ChildStdin), String> {
    let mut command = as_postgres(Path::new("/bin/sh"))?;
    command.args(["-c", KEEPER, "keeper"]).arg(folder).arg(programs.join("postgres")).args(settings);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    // A control-C in the terminal is for the test; the keeper follows in its own way.
    let mut keeper = command.process_group(0).spawn().map_err(|e| format!("sh: {e}"))?;
    let (Some(line), Some(log)) = (keeper.stdin.take(), keeper.stderr.take()) else {
        return Err("the keeper has no standard streams".into());
    };
    let mut log = BufReader::new(log).lines();
    let mut said = String::new();
    for heard in log.by_ref().map_while(Result::ok) {
        if heard.contains("database system is ready to accept connections") {
            // Somebody must go on reading, or PostgreSQL stops when the pipe is full.
            std::thread::spawn(move || log.map_while(Result::ok).for_each(drop));
            return Ok((keeper, line));
        }
        said += &heard;
        said.push('\n');
    }
    Err(format!("PostgreSQL did not come up: {said}"))
}

/// Where Debian, or the PATH, has the server's programs: the newest version.
fn programs() -> Result<PathBuf, String> {
    let version = |path: &PathBuf| {
        let name = path.parent().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
        name.and_then(|n| n.parse::<u32>().ok()).unwrap_or(0)
    };
    let packaged = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let packaged =
        packaged.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").is_file());
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let newest = packaged.max_by_key(version);
    newest
        .or_else(|| std::env::split_paths(&on_path).find(|folder| folder.join("initdb").is_file()))
        .ok_or_else(|| "PostgreSQL is not installed: run `cargo xtask setup`".into())
}

/// A program run as somebody whom PostgreSQL serves: it refuses to run as root.
fn as_postgres(program: &Path) -> Result<Command, String> {
    let mut command = Command::new(program);
    if let Some((user, group)) = other_user()? {
        command.uid(user).gid(group);
    }
    command.current_dir("/");
    Ok(command)
}

/// The `postgres` user of Debian's package, when this process is root's.
fn other_user() -> Result<Option<(u32, u32)>, String> {
    let me = std::fs::metadata("/proc/self").map_err(|e| e.to_string())?;
    if me.uid() != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd").map_err(|e| e.to_string())?;
    let found = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let ids = |user: Vec<&str>| Some((user.get(2)?.parse().ok()?, user.get(3)?.parse().ok()?));
    let postgres = found.into_iter().find(|user| user.first() == Some(&"postgres")).and_then(ids);
    postgres.map(Some).ok_or_else(|| "there is no user postgres, and root may not run it".into())
}
