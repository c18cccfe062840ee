//! `cargo xtask …`: reads which command was asked for and runs it.

use std::process::ExitCode;
use xtask::needs::Part;
use xtask::{Outcome, bench, check, compile, demo, fuzz, licences, pictures, setup, soak, tables, testing};

const HELP: &str = "cargo xtask …
  setup               install what is missing for everything below
  build               the two bundles, the server, the phone, the window
  demo [--once] [--window] [--data DIR]
                      play the village day; --once ends instead of serving
  test                formatting, clippy, the architecture's rules, every test
  check               the architecture's rules alone
  check --renew-protocol
                      after the protocol and docs/protocol.md changed together
  licences            assets/licences.txt, the page of what ships in the phone
  tables              the tables in docs/casework.md and docs/rights.md, from the tests' data
  bench phone         the phone's bundle in bytes, and what its person waits for, as JSON
  bench spine         the numbers of docs/performance.md, as JSON
  bench sync [--workload FILE] [--phones N,…] [--only PART,…] [--profile]
                      the same for sync: bytes, slow link, server, phone
  bench casework --data DIR [--stores sqlite,postgres] [--households N] [--cases N] [--years N] [--visits N]
                      the same for casework: pages of a whole county, the fold
  pictures [--to DIR] every screen as a picture of an invented village, into docs/screens
  soak --minutes N [--seed FIRST]
                      new random plans in the simulated world; what was tried, as JSON
  fuzz [--minutes N]  look for new inputs that break the guarded door";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[String]) -> Outcome {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["setup"] => {
            setup::ensure(&[Part::Native, Part::Screens, Part::Window, Part::Tests])?;
            println!("setup: everything is there.");
            Ok(())
        }
        ["build"] => build(),
        ["demo", ..] => demo::demo(&arguments[1..]),
        ["test"] => testing::test(),
        ["check"] => check::check(),
        ["check", "--renew-protocol"] => check::renew_protocol(),
        ["licences"] => licences::renew(),
        ["tables"] => tables::tables(),
        ["bench", which, ..] => bench::bench(which, &arguments[2..]),
        ["pictures"] => pictures::pictures("docs/screens"),
        ["pictures", "--to", folder] => pictures::pictures(folder),
        ["fuzz"] => fuzz::fuzz("2"),
        ["fuzz", "--minutes", minutes] => fuzz::fuzz(minutes),
        ["soak", "--minutes", minutes] => soak::soak(minutes, None),
        ["soak", "--minutes", minutes, "--seed", seed] => soak::soak(minutes, Some(seed)),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("`{}` is not a command.\n{HELP}", other.join(" "))),
    }
}

fn build() -> Outcome {
    setup::ensure(&[Part::Native, Part::Screens, Part::Window])?;
    compile::bundles()?;
    compile::programs(&[compile::Program::Server, compile::Program::Phone, compile::Program::App])
}
