//! `cargo xtask demo`: everything a newcomer needs to see the village day played.

use crate::compile::{self, Program};
use crate::needs::Part;
use crate::process::{run, say};
use crate::{Outcome, place, setup};
use std::process::Command;

/// Sets up, builds, and hands over to the demo program with the arguments it was given.
pub fn demo(arguments: &[String]) -> Outcome {
    let window = arguments.iter().any(|argument| argument == "--window");
    if window && std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none() {
        return Err(
            "`--window` needs a display and there is none: leave it out, or run this on a desktop.".into()
        );
    }
    let mut parts = vec![Part::Native, Part::Screens];
    let mut programs = vec![Program::Server, Program::Phone, Program::Demo];
    if window {
        parts.push(Part::Window);
        programs.push(Program::App);
    }
    setup::ensure(&parts)?;
    compile::bundles()?;
    compile::programs(&programs)?;
    say("the village day");
    let mut command = Command::new(place::program(Program::Demo.name()));
    command.args(arguments).current_dir(place::root());
    run(compile::tell(&mut command), "The demo")
}
