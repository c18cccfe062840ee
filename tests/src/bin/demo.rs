//! The demo: fills a sample county, plays the village day on real parts, tells it, and leaves the
//! console open. `cargo xtask demo` builds what it needs and calls it.

use std::path::PathBuf;
use std::process::{Child, Command, ExitCode};
use system_tests::day::{self, Evening, First};
use system_tests::world::{Outcome, SAMPLE_PASSWORD, Server, program, sample};

struct Wanted {
    once: bool,
    window: bool,
    data: PathBuf,
}

fn wanted() -> Outcome<Wanted> {
    let mut wanted = Wanted { once: false, window: false, data: PathBuf::from("demo-data") };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--once" => wanted.once = true,
            "--window" => wanted.window = true,
            "--data" => wanted.data = arguments.next().ok_or("--data needs a folder")?.into(),
            other => return Err(format!("{other} is no option: --once, --window, --data FOLDER")),
        }
    }
    Ok(wanted)
}

fn main() -> ExitCode {
    match wanted().and_then(|wanted| run(&wanted)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("demo: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(wanted: &Wanted) -> Outcome<()> {
    std::fs::create_dir_all(&wanted.data).map_err(|e| format!("{}: {e}", wanted.data.display()))?;
    println!("Loading two villages of the sample county (every person is invented) …");
    print!("{}", sample(&wanted.data, 7, 2)?);
    let mut server = Server::start(&wanted.data)?;
    let phones = tempfile::tempdir().map_err(|e| e.to_string())?;
    println!("\nA village day\n");
    let mut number = 0;
    let evening = day::play(&mut server, phones.path(), First::Office, &mut |line| {
        number += 1;
        println!("{number:>3}. {line}");
    })?;
    println!("\nAll of this was checked while it happened.");
    let window = if wanted.window { Some(open_window(&evening)?) } else { None };
    if let (true, Some(mut window)) = (wanted.once, window) {
        println!("\nThe first member's phone is open; closing its window ends the demo.");
        window.wait().map_err(|e| e.to_string())?;
    }
    if !wanted.once {
        let Evening { secretary, mediator, .. } = &evening;
        println!("\nConsole: {}", server.url);
        println!("Log in as {secretary}, {mediator} or county, password {SAMPLE_PASSWORD}. Ctrl-C ends it.");
        server.wait();
    }
    Ok(())
}

/// The first member's phone, in its window.
fn open_window(evening: &Evening) -> Outcome<Child> {
    let app = program("WEIGE_APP", "weige")?;
    Command::new(app).env("WEIGE_DATA", &evening.phone).spawn().map_err(|e| format!("the window: {e}"))
}
