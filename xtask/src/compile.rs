//! Compiling: the bundles, then the native programs.

use crate::process::{cargo, run, say};
use crate::{Outcome, place};
use std::process::Command;

/// Arguments that all native builds share, so that no dependency is compiled under two sets of
/// features: cargo joins features over the packages that are selected, not over those it builds.
const SELECTION: [&str; 3] = ["--workspace", "--features", "xtask/bundle"];

/// Native programs, and where a test or the demo finds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// The server.
    Server,
    /// The phone without a screen.
    Phone,
    /// The phone's window.
    App,
    /// The village day, played.
    Demo,
    /// The measurements.
    Bench,
    /// Random plans in the simulated world.
    Soak,
    /// Every screen as a picture.
    Gallery,
}

impl Program {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Program::Server => "sync-server",
            Program::Phone => "phone",
            Program::App => "weige",
            Program::Demo => "demo",
            Program::Bench => "bench",
            Program::Soak => "soak",
            Program::Gallery => "gallery",
        }
    }
}

/// Bundles the screens.
pub fn bundles() -> Outcome {
    say("bundling the screens");
    let mut command = cargo();
    command.args(["build", "--quiet"]).args(SELECTION).args(["--bin", "bundle"]);
    run(&mut command, "Building the bundler")?;
    run(Command::new(place::program("bundle")).current_dir(place::root()), "Bundling the screens")
}

/// Builds programs.
pub fn programs(programs: &[Program]) -> Outcome {
    let names: Vec<&str> = programs.iter().map(|program| program.name()).collect();
    say(&format!("building {}", names.join(", ")));
    let mut command = cargo();
    command.arg("build").args(SELECTION);
    for name in names {
        command.args(["--bin", name]);
    }
    run(&mut command, "cargo build")
}

/// A cargo command over the whole workspace with all its targets.
pub fn everything(verb: &str) -> Command {
    let mut command = cargo();
    command.arg(verb).args(SELECTION);
    command
}

/// Tells a program where the built things are.
pub fn tell(command: &mut Command) -> &mut Command {
    command
        .env("WEIGE_SERVER", place::program(Program::Server.name()))
        .env("WEIGE_PHONE", place::program(Program::Phone.name()))
        .env("WEIGE_APP", place::program(Program::App.name()))
        .env("WEIGE_CONSOLE_DIST", place::bundle("console"))
        .env("WEIGE_PHONE_DIST", place::bundle("phone"))
        .env("WEIGE_TAURI_DRIVER", crate::setup::tauri_driver_path())
}
