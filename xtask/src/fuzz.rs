//! `cargo xtask fuzz [--minutes N]`: lets libFuzzer look for new inputs at the guarded door, beginning
//! with the kept corpus. On stable Rust: the instruments are switched on by compiler flags.

use crate::needs::Part;
use crate::process::{cargo, run, say};
use crate::{Outcome, place, setup};
use std::process::Command;

/// What is fuzzed: one binary each in `tests/fuzz`.
const INPUTS: [&str; 3] = ["change", "message", "text"];
/// The fuzzer needs a target named, so that build scripts go without its instruments.
const TARGET: &str = "x86_64-unknown-linux-gnu";
const INSTRUMENTS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Ccodegen-units=1";

/// Fuzzes each kind of input for so many minutes; a find is kept in `tests/fuzz/found`.
pub fn fuzz(minutes: &str) -> Outcome {
    // To libFuzzer no minutes at all means: for ever.
    let minutes: u64 = minutes
        .parse()
        .ok()
        .filter(|minutes| *minutes > 0)
        .ok_or("fuzz: minutes is a whole number from 1 on: cargo xtask fuzz --minutes 5")?;
    setup::ensure(&[Part::Native])?;
    let folder = place::root().join("tests/fuzz");
    let target = place::target().join("fuzz");
    say("building with the fuzzer's instruments");
    let mut build = cargo();
    build.args(["build", "--release", "--target", TARGET, "--target-dir"]).arg(&target);
    run(build.env("RUSTFLAGS", INSTRUMENTS).current_dir(&folder), "cargo build")?;
    for input in INPUTS {
        say(&format!("fuzzing {input} for {minutes} min"));
        let found = folder.join("found").join(input);
        let new = target.join("new").join(input);
        for place in [&found, &new] {
            std::fs::create_dir_all(place).map_err(|e| format!("{}: {e}", place.display()))?;
        }
        // New inputs are written to the first folder; the kept corpus is only read.
        let mut fuzzer = Command::new(target.join(TARGET).join("release").join(input));
        fuzzer.arg(new).arg(folder.join("corpus").join(input));
        fuzzer.args([format!("-max_total_time={}", minutes * 60), "-rss_limit_mb=2048".to_owned()]);
        fuzzer.arg(format!("-artifact_prefix={}/", found.display())).arg("-print_final_stats=1");
        run(&mut fuzzer, input)?;
    }
    Ok(())
}
