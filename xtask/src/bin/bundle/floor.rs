//! The oldest browser that the bundles must run in, and the check that they ask for no more.

use std::path::Path;
use std::process::Command;
use wasmparser::{ExternalKind, FuncType, Parser, Payload, TypeRef, ValType, Validator, WasmFeatures};
use xtask::{Outcome, place};

/// The floor, as Chrome counts; Android's WebView counts alike. docs/android.md gives the reasons.
pub const CHROME: u32 = 69;

/// What every Chrome from 66 on can read.
const ECMA_SCRIPT: &str = "--ecma2019";

/// WebAssembly as it first was, since Chrome 57: no feature that came later.
const WASM: WasmFeatures = WasmFeatures::MVP;

/// Whether the floor can run a module.
///
/// # Errors
/// One sentence with the feature that the module asks for.
pub fn module(bytes: &[u8]) -> Outcome {
    Validator::new_with_features(WASM)
        .validate_all(bytes)
        .map_err(|error| format!("The module asks for more than Chrome {CHROME} has: {error}."))?;
    let unread = |error| format!("The module can't be read: {error}.");
    if let Some(name) = wide_boundary(bytes).map_err(unread)? {
        return Err(format!(
            "`{name}` hands a 64-bit number between WebAssembly and JavaScript, which Chrome {CHROME} can't: make it a 32-bit one or a float."
        ));
    }
    match loose_import(bytes).map_err(unread)? {
        None => Ok(()),
        Some(name) => Err(format!("The module asks for `{name}`, which the glue beside it doesn't have.")),
    }
}

/// The first import that is from no file beside the module: wasm-bindgen left it unresolved.
fn loose_import(bytes: &[u8]) -> Result<Option<String>, wasmparser::BinaryReaderError> {
    for payload in Parser::new(0).parse_all(bytes) {
        let Payload::ImportSection(section) = payload? else { continue };
        for import in section.into_imports() {
            let import = import?;
            if !import.module.starts_with("./") {
                return Ok(Some(format!("{} of {}", import.name, import.module)));
            }
        }
    }
    Ok(None)
}

/// The first import or export that carries an `i64`: it becomes a BigInt, since Chrome 85.
fn wide_boundary(bytes: &[u8]) -> Result<Option<String>, wasmparser::BinaryReaderError> {
    let (mut types, mut functions, mut crossing) = (Vec::new(), Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    types.push(ty?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    if let TypeRef::Func(ty) = import.ty {
                        crossing.push((import.name.to_owned(), functions.len()));
                        functions.push(ty);
                    }
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    functions.push(ty?);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        crossing.push((export.name.to_owned(), export.index as usize));
                    }
                }
            }
            _ => {}
        }
    }
    let wide = |ty: &FuncType| ty.params().iter().chain(ty.results()).any(|value| *value == ValType::I64);
    let type_of = |function: usize| types.get(*functions.get(function)? as usize);
    Ok(crossing.into_iter().find(|(_, function)| type_of(*function).is_some_and(wide)).map(|(name, _)| name))
}

/// Whether the floor can read a script, as acorn reads it.
///
/// # Errors
/// One sentence with what acorn stumbled over and where.
pub fn script(path: &Path) -> Outcome {
    let output = Command::new(place::npm("acorn"))
        .args([ECMA_SCRIPT, "--module", "--silent"])
        .arg(path)
        .output()
        .map_err(|error| format!("acorn could not be started: {error}."))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{} asks for more than Chrome {CHROME} reads: {}",
        path.display(),
        String::from_utf8_lossy(&output.stderr).trim()
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

    use super::*;

    const HEAD: [u8; 8] = [0, b'a', b's', b'm', 1, 0, 0, 0];

    /// A module of one exported function of type `[ty] -> []` whose body is `code`.
    fn of_one_function(ty: u8, code: &[u8]) -> Vec<u8> {
        let mut module = HEAD.to_vec();
        module.extend([1, 5, 1, 0x60, 1, ty, 0]);
        module.extend([3, 2, 1, 0]);
        module.extend([5, 3, 1, 0, 1]);
        module.extend([7, 5, 1, 1, b'f', 0, 0]);
        let body = u8::try_from(code.len() + 2).unwrap();
        module.extend([10, body + 2, 1, body, 0]);
        module.extend(code);
        module.push(0x0b);
        module
    }

    #[test]
    fn what_the_first_webassembly_had_is_let_through() {
        module(&of_one_function(0x7f, &[])).unwrap();
    }

    #[test]
    fn each_later_feature_is_named() {
        let i32s = |code: &[u8]| of_one_function(0x7f, code);
        let cases: [(&str, Vec<u8>); 3] = [
            ("bulk memory", i32s(&[0x20, 0, 0x20, 0, 0x20, 0, 0xfc, 0x0b, 0])),
            ("sign extension", i32s(&[0x20, 0, 0xc0, 0x1a])),
            ("saturating float to int", i32s(&[0x43, 0, 0, 0, 0, 0xfc, 0x00, 0x1a])),
        ];
        for (feature, bytes) in cases {
            let said = module(&bytes).unwrap_err();
            assert!(said.contains(feature), "{feature}: {said}");
        }
    }

    #[test]
    fn a_reference_to_a_javascript_value_is_refused() {
        let said = module(&of_one_function(0x6f, &[])).unwrap_err();
        assert!(said.contains("reference types"), "{said}");
    }

    #[test]
    fn a_64_bit_number_across_the_boundary_is_refused_by_its_name() {
        let said = module(&of_one_function(0x7e, &[])).unwrap_err();
        assert!(said.contains("`f`"), "{said}");
    }

    #[test]
    fn an_import_that_no_file_beside_the_module_has_is_refused() {
        let importing = |from: u8| {
            let mut module = HEAD.to_vec();
            module.extend([1, 4, 1, 0x60, 0, 0]);
            module.extend([2, 9, 1, 3, from, b'/', b'a', 1, b'f', 0, 0]);
            module
        };
        module(&importing(b'.')).unwrap();
        let said = module(&importing(b'x')).unwrap_err();
        assert!(said.contains("f of x/a"), "{said}");
    }

    #[test]
    fn a_script_newer_than_the_floor_is_refused_and_an_older_one_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        script(&write("old.js", "export const f = async (a) => { try { await a; } catch { } };")).unwrap();
        let said = script(&write("new.js", "export const f = (a) => a?.b;")).unwrap_err();
        assert!(said.contains("new.js"), "{said}");
    }
}
