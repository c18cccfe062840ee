//! `cargo xtask test`: all that must hold, the cheapest first, and one line at the end.

use crate::needs::Part;
use crate::process::{cargo, run, say};
use crate::xvfb::Screen;
use crate::{Outcome, check, compile, setup};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Instant;

/// What the test programs said.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
    programs: u32,
}

impl Tally {
    /// Adds a line such as `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    pub fn read(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else { return };
        self.programs += 1;
        let words: Vec<&str> =
            rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<u32>() else { continue };
            match pair[1] {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

/// Runs everything.
pub fn test() -> Outcome {
    let begun = Instant::now();
    setup::ensure(&[Part::Native, Part::Screens, Part::Window, Part::Tests])?;
    say("formatting");
    run(cargo().args(["fmt", "--all", "--check"]), "Formatting")
        .map_err(|_| "The formatting differs (see above): run `cargo fmt --all`.".to_owned())?;
    say("the architecture's rules");
    check::check()?;
    compile::bundles()?;
    say("clippy");
    run(compile::everything("clippy").args(["--all-targets", "--", "-D", "warnings"]), "clippy")?;
    say("building programs and tests");
    run(compile::everything("build").arg("--all-targets"), "cargo build")?;
    say("running the tests");
    let (tally, went_well) = run_tests()?;
    let took = begun.elapsed().as_secs();
    let line = format!(
        "{} tests passed, {} failed, {} left out, in {} programs; {} min {} s in all, formatting, clippy and rules included.",
        tally.passed,
        tally.failed,
        tally.ignored,
        tally.programs,
        took / 60,
        took % 60
    );
    if !went_well {
        return Err(line);
    }
    println!("test: {line}");
    Ok(())
}

fn run_tests() -> Outcome<(Tally, bool)> {
    let screen = Screen::open()?;
    let mut command = compile::everything("test");
    command.arg("--no-fail-fast").env("DISPLAY", &screen.display).stdout(Stdio::piped());
    // Under Wayland the web view would look for another screen than the one we opened.
    command.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
    let mut child = compile::tell(&mut command)
        .spawn()
        .map_err(|error| format!("cargo test could not be started: {error}."))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            tally.read(&line);
            println!("{line}");
        }
    }
    let status = child.wait().map_err(|error| format!("cargo test was lost: {error}."))?;
    Ok((tally, status.success()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tally_adds_up() {
        let mut tally = Tally::default();
        tally.read("running 4 tests");
        tally.read(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
        );
        tally.read("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        assert_eq!(tally, Tally { passed: 4, failed: 2, ignored: 1, programs: 2 });
    }
}
