//! Bundles the screens into dist/phone and dist/console: Rust to WebAssembly, its JavaScript glue,
//! the pages and stylesheets, all of it small and for old browsers.

mod floor;
mod lower;
mod weigh;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use wasm_bindgen_cli_support::Bindgen;
use xtask::{Outcome, languages, place, process, screens, wasm};

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
        .env("CARGO_ENCODED_RUSTFLAGS", flags().join("\x1f"))
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

/// Without the features that no pass can lower afterwards, and without the places where this machine
/// keeps the sources: a panic names its file.
fn flags() -> Vec<String> {
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let registries = cargo.and_then(|cargo| cargo.join("registry/src").read_dir().ok());
    let folders = registries.into_iter().flatten().flatten().map(|entry| entry.path());
    let shorter =
        folders.chain([place::root()]).map(|folder| format!("--remap-path-prefix={}/=", folder.display()));
    lower::COMPILER.into_iter().map(str::to_owned).chain(shorter).collect()
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
    let glue = folder("glue", face)?;
    let small = folder("small", face)?;
    bind(face, module, &glue)?;
    let mut copies = screens::copies(&place::root(), face)?;
    for name in [format!("{face}.js"), format!("{face}_bg.wasm")] {
        copies.push(screens::Copy { from: glue.join(&name), name });
    }
    let target = place::bundle(face);
    std::fs::create_dir_all(&target)
        .map_err(|error| format!("{} can't be made: {error}.", target.display()))?;
    let mut changed = 0;
    for copy in &copies {
        let content = read(&lowered(copy, &small)?)?;
        if copy.name.ends_with(".wasm") {
            floor::module(&content)?;
        }
        changed += usize::from(screens::write_if_changed(&target.join(&copy.name), &content)?);
    }
    let mut names: Vec<String> = copies.into_iter().map(|copy| copy.name).collect();
    for (name, content) in texts(face)? {
        changed += usize::from(screens::write_if_changed(&target.join(&name), content.as_bytes())?);
        names.push(name);
    }
    screens::sweep(&target, &names)?;
    let bytes = weigh::weigh(&target, &names)?;
    process::say(&format!("dist/{face} weighs {bytes} bytes packed"));
    if face == "phone" {
        weigh::check(face, bytes, weigh::PHONE_MOST)?;
    }
    Ok(changed)
}

/// A face's words: a file for each language, and the list of languages.
fn texts(face: &str) -> Outcome<Vec<(String, String)>> {
    let (mut files, mut list) = (Vec::new(), Vec::new());
    for language in languages::all(&place::root())? {
        list.push((language.tag.clone(), language.own_name()?));
        files.push((format!("{}.ftl", language.tag), language.words_of(face)));
    }
    let list = serde_json::to_string(&list).map_err(|error| format!("The list of languages: {error}."))?;
    files.push(("languages.json".into(), list));
    Ok(files)
}

/// The module as the browser loads it, and its glue.
fn bind(face: &str, module: &Path, glue: &Path) -> Outcome {
    Bindgen::new()
        .input_bytes(face, lower::without_references(read(module)?)?)
        .out_name(face)
        .typescript(false)
        // A quarter of the file, and read by nobody on a phone.
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(glue))
        .map_err(|error| format!("wasm-bindgen could not read {}: {error:#}.", module.display()))
}

/// Where the file stands as the floor can read it, small.
fn lowered(copy: &screens::Copy, small: &Path) -> Outcome<PathBuf> {
    let to = small.join(&copy.name);
    match copy.name.rsplit('.').next() {
        Some("wasm") => lower::module(&copy.from, &to)?,
        Some("js") => {
            lower::text(&copy.from, &to)?;
            floor::script(&to)?;
        }
        Some("css") if copy.from.ends_with(screens::WEUI) => {
            let used = small.join("weui.used.css");
            lower::weui(&copy.from, &used)?;
            lower::text(&used, &to)?;
        }
        Some("css") => lower::text(&copy.from, &to)?,
        _ => return Ok(copy.from.clone()),
    }
    Ok(to)
}

fn folder(what: &str, face: &str) -> Outcome<PathBuf> {
    let dir = place::target().join("wasm").join(what).join(face);
    std::fs::create_dir_all(&dir).map_err(|error| format!("{} can't be made: {error}.", dir.display()))?;
    Ok(dir)
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("{} can't be read: {error}.", path.display()))
}
