//! Bundles the screens into dist/phone and dist/console: Rust to WebAssembly, its JavaScript glue,
//! the pages and stylesheets.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use wasm_bindgen_cli_support::Bindgen;
use xtask::{Outcome, place, process, screens, wasm};

fn main() -> ExitCode {
    match bundle() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("bundle: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn bundle() -> Outcome {
    let compiled = compile()?;
    for face in screens::FACES {
        let module = compiled
            .iter()
            .find(|path| path.file_stem().is_some_and(|stem| stem.to_string_lossy().contains(face)))
            .ok_or_else(|| format!("The crate ui has no program whose name holds `{face}`."))?;
        let changed = write(face, module)?;
        process::say(&format!(
            "dist/{face}: {}",
            if changed == 0 { "unchanged".into() } else { format!("{changed} files written") }
        ));
    }
    Ok(())
}

/// Compiles the programs of the crate `ui`; cargo tells which files they are.
fn compile() -> Outcome<Vec<PathBuf>> {
    // Only set-up adds compilers; here the choice is between those that are there.
    let facts = wasm::look(true, false);
    let route = wasm::choose(facts);
    if let wasm::Route::None(sentence) = route {
        return Err(sentence);
    }
    let mut command = wasm::compiler(&route);
    command
        .args(["build", "-p", "ui", "--bins", "--target", wasm::TARGET, "--profile", "screens"])
        .args(["--message-format", "json-render-diagnostics"])
        .args(wasm::extra_arguments(&route))
        // Apart from the native builds: the two compilers and the two lock files don't wait for
        // each other.
        .env("CARGO_TARGET_DIR", place::target().join("wasm"))
        .stdout(Stdio::piped());
    process::say("compiling the screens to WebAssembly");
    let mut child = command.spawn().map_err(|error| format!("cargo could not be started: {error}."))?;
    let mut modules = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            modules.extend(module_of(&line));
        }
    }
    let status = child.wait().map_err(|error| format!("cargo was lost: {error}."))?;
    if !status.success() {
        return Err("The screens don't compile; cargo's words are above.".into());
    }
    Ok(modules)
}

/// The WebAssembly file that a message of cargo names.
fn module_of(line: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    if message["target"]["kind"][0] != "bin" {
        return None;
    }
    let files = message["filenames"].as_array()?;
    files.iter().filter_map(|file| file.as_str()).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
}

/// Writes one bundle and gives how many files changed.
fn write(face: &str, module: &Path) -> Outcome<usize> {
    let target = place::bundle(face);
    let glue = place::target().join("wasm/glue").join(face);
    std::fs::create_dir_all(&target)
        .map_err(|error| format!("{} can't be made: {error}.", target.display()))?;
    Bindgen::new()
        .input_path(module)
        .out_name(face)
        .typescript(false)
        // A quarter of the file, and read by nobody on a phone.
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(&glue))
        .map_err(|error| format!("wasm-bindgen could not read {}: {error:#}.", module.display()))?;
    let mut copies = screens::copies(&place::root(), face)?;
    for name in [format!("{face}.js"), format!("{face}_bg.wasm")] {
        copies.push(screens::Copy { from: glue.join(&name), name });
    }
    let mut changed = 0;
    for copy in &copies {
        let content = std::fs::read(&copy.from)
            .map_err(|error| format!("{} can't be read: {error}.", copy.from.display()))?;
        changed += usize::from(screens::write_if_changed(&target.join(&copy.name), &content)?);
    }
    let names: Vec<String> = copies.into_iter().map(|copy| copy.name).collect();
    screens::sweep(&target, &names)?;
    Ok(changed)
}
