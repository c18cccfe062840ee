//! Every input the fuzzer kept is tried again: those that reach far, and those that once failed.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on stops")]

#[path = "../../tests/fuzz/src/inputs.rs"]
mod inputs;

use std::path::Path;

fn replay(name: &str, run: impl Fn(&[u8])) {
    let mut tried = 0;
    for kind in ["corpus", "found"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz").join(kind).join(name);
        let Ok(files) = std::fs::read_dir(folder) else { continue };
        for file in files {
            run(&std::fs::read(file.unwrap().path()).unwrap());
            tried += 1;
        }
    }
    assert!(tried > 0, "there is a corpus for {name}");
}

#[test]
fn changes_of_the_corpus_are_judged_alike_and_leave_documents_loadable() {
    replay("change", inputs::change);
}

#[test]
fn frames_of_the_corpus_are_read_or_refused() {
    replay("message", inputs::message);
}

#[test]
fn texts_of_the_corpus_are_read_or_refused() {
    replay("text", inputs::text);
}
