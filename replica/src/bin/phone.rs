//! `phone`: a replica without a screen. One JSON object a line in, one a line out; see
//! docs/phone-cli.md. It speaks the same Commands and Queries as the app.

use clap::Parser;
use replica::{Engine, Options, Shelf};
use serde_json::{Value, json};
use shared_model::api::photos::LinkKind;
use shared_model::api::{Code, Command, Problem, Query};
use shared_model::photo::PhotoHash;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

/// A member's phone without a screen: JSON lines on standard input and output.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The replica's folder; made when it is missing.
    #[arg(long)]
    dir: PathBuf,
    /// Added to the clock, in seconds: to try a wrong clock.
    #[arg(long, default_value_t = 0, allow_hyphen_values = true)]
    clock_offset: i64,
    /// The protocol version it speaks: to try what an old app does.
    #[arg(long, hide = true, default_value_t = shared_model::protocol::VERSION)]
    protocol: u16,
    /// Let other phones call at this address (port 0: one the system chooses); the first line
    /// printed says where: {"peer_listen": "127.0.0.1:41234"}.
    #[arg(long)]
    peer_listen: Option<SocketAddr>,
    /// The link the phone begins with: wifi or mobile.
    #[arg(long, default_value = "wifi", value_parser = link)]
    link: LinkKind,
    /// Also print a line per step of an exchange.
    #[arg(long)]
    progress: bool,
}

/// Longest line that is read.
const MOST_LINE: usize = 1 << 20;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments = Arguments::parse();
    let (clock_offset, protocol) = (arguments.clock_offset.saturating_mul(1000), arguments.protocol);
    let options = Options { clock_offset, protocol, ..Options::new(arguments.dir) };
    let shelf = Shelf::open(options);
    shelf.set_link(arguments.link);
    if arguments.progress
        && let Ok(engine) = shelf.engine()
    {
        tokio::spawn(print_progress(engine));
    }
    if let (Some(address), Ok(engine)) = (arguments.peer_listen, shelf.engine()) {
        let told = match engine.listen_for_peers(address).await {
            Ok(address) => json!({ "peer_listen": address.to_string() }),
            Err(problem) => json!({ "error": problem }),
        };
        write_line(&told).await;
    }
    let mut input = BufReader::new(tokio::io::stdin());
    let mut line = Vec::new();
    loop {
        line.clear();
        match input.read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answer = match parse(&line) {
            Err(problem) => (None, Err(problem)),
            Ok((id, asked)) => (id, run(&shelf, asked).await),
        };
        if !print(answer).await {
            return;
        }
    }
}

fn link(text: &str) -> Result<LinkKind, String> {
    serde_json::from_value(json!(text)).map_err(|_| "wifi or mobile".to_owned())
}

/// What the command line adds: files and links, which an app's shell has of itself.
#[derive(serde::Deserialize)]
#[serde(tag = "cmd", rename_all = "snake_case")]
enum Shell {
    Rebuild,
    TakePhoto { file: PathBuf },
    SavePhoto { hash: PhotoHash, file: PathBuf },
    SetLink { link: LinkKind },
}

/// The words of [`Shell`].
const SHELL: [&str; 4] = ["rebuild", "take_photo", "save_photo", "set_link"];

enum Asked {
    Command(Command),
    Query(Query),
    Shell(Shell),
}

fn parse(line: &[u8]) -> Result<(Option<Value>, Asked), Problem> {
    let malformed = |detail: String| Problem::new(Code::Malformed, detail);
    if line.len() > MOST_LINE {
        return Err(Problem::new(Code::TooLarge, "a line holds one million bytes"));
    }
    let mut value: Value =
        serde_json::from_slice(line).map_err(|e| malformed(format!("one JSON object a line: {e}")))?;
    let object = value.as_object_mut().ok_or_else(|| malformed("one JSON object a line".into()))?;
    let id = object.remove("id_of_line");
    let word = object.get("cmd").and_then(Value::as_str).unwrap_or_default();
    let asked = if SHELL.contains(&word) {
        Asked::Shell(serde_json::from_value(value).map_err(|e| malformed(e.to_string()))?)
    } else if object.contains_key("cmd") {
        Asked::Command(serde_json::from_value(value).map_err(|e| malformed(e.to_string()))?)
    } else if object.contains_key("ask") {
        Asked::Query(serde_json::from_value(value).map_err(|e| malformed(e.to_string()))?)
    } else {
        return Err(malformed("give \"cmd\" or \"ask\"; see docs/phone-cli.md".into()));
    };
    Ok((id, asked))
}

async fn run(shelf: &Shelf, asked: Asked) -> Result<Value, Problem> {
    let internal = |e: serde_json::Error| Problem::new(Code::Internal, e.to_string());
    match asked {
        Asked::Command(command) => serde_json::to_value(shelf.command(command).await?).map_err(internal),
        Asked::Query(query) => serde_json::to_value(shelf.query(query).await?).map_err(internal),
        Asked::Shell(shell) => run_shell(&shelf.engine()?, shell),
    }
}

fn run_shell(engine: &Engine, shell: Shell) -> Result<Value, Problem> {
    let file_problem = |e: std::io::Error| Problem::new(Code::Invalid, format!("the file: {e}"));
    match shell {
        Shell::TakePhoto { file } => {
            let photo = engine.take_photo(&std::fs::read(file).map_err(file_problem)?)?;
            Ok(json!({ "photo": photo }))
        }
        Shell::SavePhoto { hash, file } => {
            std::fs::write(file, engine.photo_bytes(&hash)?).map_err(file_problem)?;
            Ok(json!("nothing"))
        }
        Shell::SetLink { link } => {
            engine.set_link(link);
            Ok(json!("nothing"))
        }
        Shell::Rebuild => {
            let before = engine.dump_rows()?;
            let documents = engine.rebuild()?;
            let same = engine.dump_rows()? == before;
            Ok(json!({ "rebuilt": { "documents": documents, "same": same } }))
        }
    }
}

async fn print((id, answer): (Option<Value>, Result<Value, Problem>)) -> bool {
    let mut line = match answer {
        Ok(value) => json!({ "ok": value }),
        Err(problem) => json!({ "error": problem }),
    };
    if let Some(id) = id {
        line["id_of_line"] = id;
    }
    write_line(&line).await
}

async fn write_line(line: &Value) -> bool {
    let mut output = tokio::io::stdout();
    let text = format!("{line}\n");
    output.write_all(text.as_bytes()).await.is_ok() && output.flush().await.is_ok()
}

async fn print_progress(engine: Engine) {
    let mut progress = engine.progress();
    while progress.changed().await.is_ok() {
        let now = *progress.borrow_and_update();
        let line = json!({ "progress": {
            "running": now.running, "requests": now.requests, "bytes_up": now.bytes_up,
            "bytes_down": now.bytes_down, "unsent": now.unsent,
        }});
        if !write_line(&line).await {
            return;
        }
    }
}
