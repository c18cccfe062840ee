//! `cargo xtask bench …`: builds optimised programs and hands over to the one that measures.

use crate::compile::{self, Program};
use crate::needs::Part;
use crate::process::{cargo, run, say};
use crate::{Outcome, place, setup};
use std::process::Command;

/// Builds optimised programs, measures, and prints. `options` are the measuring program's own.
pub fn bench(which: &str, options: &[String]) -> Outcome {
    match which {
        "spine" | "phone" => {
            setup::ensure(&[Part::Native, Part::Screens])?;
            compile::bundles()?;
        }
        "sync" | "casework" => setup::ensure(&[Part::Native])?,
        other => return Err(format!("there is no measurement {other:?}: phone, spine, sync or casework")),
    }
    say("building optimised programs");
    let names = [Program::Bench, Program::Server, Program::Phone].map(Program::name);
    let mut build = cargo();
    build.args(["build", "--workspace", "--features", "xtask/bundle", "--release"]);
    for name in names {
        build.args(["--bin", name]);
    }
    run(&mut build, "cargo build")?;
    let release = place::target().join("release");
    let mut measure = Command::new(release.join(Program::Bench.name()));
    compile::tell(&mut measure)
        .env("WEIGE_SERVER", release.join(Program::Server.name()))
        .env("WEIGE_PHONE", release.join(Program::Phone.name()))
        .arg(which)
        .args(options)
        .current_dir(place::root());
    say("measuring");
    run(&mut measure, "The measurement")
}
