//! `cargo xtask pictures [--to DIR]`: every screen as a picture, of an invented village.

use crate::compile::{self, Program};
use crate::needs::Part;
use crate::process::{run, say};
use crate::{Outcome, place, setup};
use std::process::Command;

/// Sets up, builds, and takes the pictures into a folder of the workspace.
pub fn pictures(folder: &str) -> Outcome {
    setup::ensure(&[Part::Native, Part::Screens, Part::Tests])?;
    compile::bundles()?;
    compile::programs(&[Program::Server, Program::Gallery])?;
    say("taking pictures");
    let mut command = Command::new(place::program(Program::Gallery.name()));
    command.arg(folder).current_dir(place::root());
    run(compile::tell(&mut command), "A picture")
}
