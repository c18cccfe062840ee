//! `cargo xtask bench spine`: the numbers of docs/performance.md, one JSON on standard output.

use crate::compile::{self, Program};
use crate::needs::Part;
use crate::process::{cargo, run, say};
use crate::{Outcome, place, setup};
use serde_json::{Value, json};
use std::process::Command;

/// Builds optimised programs, measures, and prints.
pub fn bench(which: &str) -> Outcome {
    setup::ensure(&[Part::Native, Part::Screens])?;
    compile::bundles()?;
    say("building optimised programs");
    let names = [Program::Bench, Program::Server, Program::Phone].map(Program::name);
    let mut build = cargo();
    build.args(["build", "--workspace", "--release"]);
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
        .current_dir(place::root());
    say("measuring");
    let mut figures = json_of(&mut measure, "The measurement")?;
    if let Value::Object(all) = &mut figures {
        all.insert("bundles".into(), json_of(compile::bundler().arg("sizes"), "Measuring the bundles")?);
    }
    println!("{figures:#}");
    Ok(())
}

/// Runs a program whose standard output is one JSON value.
fn json_of(command: &mut Command, what: &str) -> Outcome<Value> {
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("{what} could not be started: {error}."))?;
    if !output.status.success() {
        return Err(format!("{what} failed ({}); its own words are above.", output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| {
        format!("{what} printed something else than one JSON value: {}", json!(error.to_string()))
    })
}
