//! Runs the cases of `cases/*.json`.
//!
//! A case is a list of steps; each step is one transaction, `write` or `read`, with operations
//! `[name, arguments…]`. A question is followed by `"=>"` and its expected answer. A step with
//! `"fails": word` must end with that error and change nothing. See `words.rs` for how rows are
//! spelled.

use crate::Kind;
use crate::failing::Failing;
use crate::words::{ask, tell};
use serde_json::Value;
use std::path::Path;
use sync_server::store::{self, ReadTx, Store, StoreError, WriteTx};

/// Every case: its file, what it says, its steps.
fn cases() -> Vec<(String, Vec<Value>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let read: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let before = read["before"].as_array().cloned().unwrap_or_default();
        for case in read["cases"].as_array().unwrap() {
            let steps = before.iter().chain(case["steps"].as_array().unwrap()).cloned().collect();
            cases.push((format!("{}: {}", file.file_stem().unwrap().display(), case["case"]), steps));
        }
    }
    assert!(cases.len() > 20, "the cases are found");
    cases
}

/// All that can be seen of a store, as text.
pub fn seen(store: &dyn Store) -> Vec<String> {
    store::read(store, |tx| {
        let mut seen = Vec::new();
        tx.ground(&mut |row| {
            seen.push(format!("{row:?}"));
            Ok(())
        })?;
        for village in tx.villages()? {
            seen.push(format!("{village} {:?}", tx.log_head(&village)?));
            seen.extend(tx.log(&village, 0, usize::MAX)?.iter().map(|row| format!("{row:?}")));
        }
        seen.extend(tx.derived()?);
        Ok::<_, StoreError>(seen)
    })
    .unwrap()
}

/// The operations of a step and whether it writes.
fn operations(step: &Value) -> (bool, &[Value]) {
    let writes = step.get("write").is_some();
    let list = if writes { &step["write"] } else { &step["read"] };
    (writes, list.as_array().unwrap_or_else(|| panic!("a step reads or writes: {step}")))
}

fn question(tx: &dyn ReadTx, operation: &Value) -> Result<bool, StoreError> {
    let words = operation.as_array().unwrap();
    let Some(arrow) = words.iter().position(|word| word == "=>") else { return Ok(false) };
    let answer = ask(tx, words[0].as_str().unwrap(), &words[1..arrow])?;
    assert_eq!(answer, words[arrow + 1], "{operation}");
    Ok(true)
}

/// One step on a store.
fn run(store: &dyn Store, step: &Value) -> Result<(), StoreError> {
    let (writes, operations) = operations(step);
    if !writes {
        return store::read(store, |tx| operations.iter().try_for_each(|one| question(tx, one).map(drop)));
    }
    store::write(store, |tx: &dyn WriteTx| {
        for operation in operations {
            if !question(tx, operation)? {
                let words = operation.as_array().unwrap();
                tell(tx, words[0].as_str().unwrap(), &words[1..])?;
            }
        }
        Ok(())
    })
}

fn word(error: &StoreError) -> &'static str {
    match error {
        StoreError::Contradiction(_) => "contradiction",
        _ => "another error",
    }
}

fn checked(store: &dyn Store, step: &Value) {
    let Some(expected) = step.get("fails") else {
        return run(store, step).unwrap_or_else(|error| panic!("{step}: {error}"));
    };
    let before = seen(store);
    let error = run(store, step).expect_err("it must fail");
    assert_eq!(word(&error), expected.as_str().unwrap(), "{error}");
    assert_eq!(seen(store), before, "what failed changed nothing: {step}");
}

/// Every case on an empty store of its own.
pub fn all_cases(kind: &Kind) {
    for (name, steps) in cases() {
        println!("{}: {name}", kind.name);
        let (store, _alive) = (kind.make)();
        steps.iter().for_each(|step| checked(&*store, step));
    }
}

/// Every case while each operation of each writing step fails once, the commit too.
pub fn all_cases_failing(kind: &Kind) {
    for (name, steps) in cases() {
        println!("{}: {name}", kind.name);
        let (store, _alive) = (kind.make)();
        let failing = Failing::over(store);
        for step in &steps {
            if operations(step).0 && step.get("fails").is_none() {
                fail_each(&failing, step);
            } else {
                checked(&failing, step);
            }
        }
    }
}

fn fail_each(store: &Failing, step: &Value) {
    let before = seen(store);
    for number in 0.. {
        store.fail_at(number);
        let ran = run(store, step);
        if !store.has_failed() {
            return ran.unwrap_or_else(|error| panic!("{step}: {error}"));
        }
        assert!(
            matches!(ran, Err(StoreError::Full)),
            "operation {number} failed, and the step was told: {ran:?}"
        );
        assert_eq!(seen(store), before, "operation {number} failed, and nothing was changed: {step}");
    }
}
