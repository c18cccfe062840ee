//! Makes what the compilers wrote small, and old enough for the floor: Binaryen for the module,
//! esbuild for scripts and styles, PurgeCSS for WeUI.

use crate::floor;
use sha2::{Digest, Sha256};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use wasmparser::{Parser, Payload};
use xtask::{Outcome, place, process};

/// Has our code and wasm-bindgen's do without references to JavaScript's values and without several
/// results: no pass can lower those.
pub const COMPILER: [&str; 1] = ["-Ctarget-feature=-reference-types,-multivalue"];

/// What a module of rustc may use beyond the first WebAssembly, and the passes that take it out.
/// The passes come first: what follows then adds nothing of the kind again.
const BINARYEN: [&str; 15] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--llvm-memory-copy-fill-lowering",
    "--signext-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    // Nothing lies below address 1,024 but the last of a full stack, so sums of addresses become offsets.
    "--low-memory-unused",
    "-Oz",
    // Functions of generic code that differ in a constant become one; then all again until no pass finds
    // anything.
    "--merge-similar-functions",
    "-Oz",
    "--converge",
    // How a read is aligned is a hint which the engines of phones don't need: one hint for all packs smaller.
    "--dealign",
    "--strip-target-features",
    "--strip-producers",
];

/// Takes the same two from the module's own list of features, which wasm-bindgen follows: rustc's
/// ready-made standard library names them without needing them.
pub fn without_references(mut module: Vec<u8>) -> Outcome<Vec<u8>> {
    let section = Parser::new(0).parse_all(&module).find_map(|payload| match payload {
        Ok(Payload::CustomSection(section)) if section.name() == "target_features" => {
            Some(section.data_offset()..section.data_offset() + section.data().len())
        }
        _ => None,
    });
    let section = section.ok_or("the compiled module doesn't list its features: don't strip it")?;
    for feature in ["reference-types", "multivalue"] {
        let mut listed = vec![b'+', u8::try_from(feature.len()).unwrap_or(u8::MAX)];
        listed.extend(feature.as_bytes());
        let list = &mut module[section.clone()];
        if let Some(at) = list.windows(listed.len()).position(|window| window == listed) {
            list[at] = b'-';
        }
    }
    Ok(module)
}

/// Lowers and shrinks a module from one file to another. It takes a while, so what was made of the
/// same bytes in the same way before is kept.
pub fn module(from: &Path, to: &Path) -> Outcome {
    let bytes = read(from)?;
    let mut hash = Sha256::new();
    hash.update(read(&place::root().join("package-lock.json"))?);
    BINARYEN.iter().for_each(|argument| hash.update(argument));
    hash.update(&bytes);
    let made_of = to.with_extension("made-of");
    let name: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if to.is_file() && std::fs::read_to_string(&made_of).is_ok_and(|kept| kept == name) {
        return Ok(());
    }
    process::say(&format!("lowering {} to Chrome {}", from.display(), floor::CHROME));
    let mut command = Command::new(place::npm("wasm-opt"));
    command.arg(from).args(BINARYEN).arg("-o").arg(to);
    process::run(&mut command, "wasm-opt")?;
    std::fs::write(&made_of, name)
        .map_err(|error| format!("{} can't be written: {error}.", made_of.display()))
}

/// Writes a script or a style sheet shorter, in the words of the floor.
pub fn text(from: &Path, to: &Path) -> Outcome {
    let mut command = Command::new(place::npm("esbuild"));
    command
        .arg(from)
        .args(["--minify", "--charset=utf8", "--log-level=warning"])
        .arg(format!("--target=chrome{}", floor::CHROME))
        .arg(joined("--outfile=", to));
    process::run(&mut command, "esbuild")
}

/// Takes out of WeUI what no screen of the phone names.
pub fn weui(from: &Path, to: &Path) -> Outcome {
    let mut command = Command::new(place::npm("purgecss"));
    command
        .current_dir(place::root())
        .arg("--css")
        .arg(from)
        .args(["--content", "ui/index-phone.html", "ui/src/*.rs", "ui/src/phone/**/*.rs"])
        .args(["--keyframes", "--variables", "--font-face", "--output"])
        .arg(to)
        // It prints the style sheet once more.
        .stdout(Stdio::null());
    process::run(&mut command, "purgecss")
}

fn joined(option: &str, path: &Path) -> std::ffi::OsString {
    let mut whole = OsStr::new(option).to_os_string();
    whole.push(path);
    whole
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("{} can't be read: {error}.", path.display()))
}
