//! `cargo xtask soak --minutes N [--seed FIRST]`: builds the simulated world and lets it run as long
//! as asked. Not optimised, on purpose: overflows and other slips are caught in such a build.

use crate::compile::{self, Program};
use crate::needs::Part;
use crate::process::{run, say};
use crate::{Outcome, place, setup};
use std::process::Command;

/// Runs new plans for so many minutes; the numbers are words of the command line.
pub fn soak(minutes: &str, seed: Option<&str>) -> Outcome {
    let is_number = |word: &str| word.parse::<u64>().is_ok();
    if !is_number(minutes) || !seed.is_none_or(is_number) {
        return Err("soak: minutes and seed are whole numbers: cargo xtask soak --minutes 10".to_owned());
    }
    setup::ensure(&[Part::Native])?;
    compile::programs(&[Program::Soak])?;
    say(&format!("running new plans for {minutes} min"));
    let mut soak = Command::new(place::program(Program::Soak.name()));
    soak.arg(minutes).args(seed).current_dir(place::root());
    run(&mut soak, "A plan")
}
