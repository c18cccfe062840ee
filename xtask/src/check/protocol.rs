//! Rule: the protocol's types change only together with docs/protocol.md or the golden files.
//!
//! docs/protocol.lock holds a fingerprint of each; whoever changes the types must describe them
//! and renew it.

use super::source::code;
use super::tree::Tree;
use crate::Outcome;
use sha2::{Digest, Sha256};
use std::path::Path;

const LOCK: &str = "docs/protocol.lock";
const WORDS: &str = "docs/protocol.md";
const RENEW: &str = "`cargo xtask check --renew-protocol`";

/// The three fingerprints, in hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Prints {
    types: String,
    words: String,
    golden: String,
}

impl Prints {
    fn of(tree: &Tree) -> Prints {
        let types = tree
            .texts(|path| path.starts_with("shared-model/src/protocol") && path.ends_with(".rs"))
            // Comments and line breaks are no part of the protocol.
            .map(|(path, text)| {
                (path, code(text).split_whitespace().collect::<Vec<_>>().join(" ").into_bytes())
            });
        let words = tree.raw(|path| path == WORDS).map(|(path, content)| (path, content.to_vec()));
        let golden = tree
            .raw(|path| path.starts_with("tests/golden/"))
            .map(|(path, content)| (path, content.to_vec()));
        Prints { types: print(types), words: print(words), golden: print(golden) }
    }

    fn read(text: &str) -> Prints {
        let field = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name))
                .map_or_else(String::new, |rest| rest.trim().to_owned())
        };
        Prints { types: field("types "), words: field("words "), golden: field("golden ") }
    }

    fn written(&self) -> String {
        format!(
            "# Fingerprints of the protocol; renewed by `cargo xtask check --renew-protocol`.\ntypes {}\nwords {}\ngolden {}\n",
            self.types, self.words, self.golden
        )
    }
}

fn print<'a>(files: impl Iterator<Item = (&'a str, Vec<u8>)>) -> String {
    let mut hash = Sha256::new();
    for (path, content) in files {
        // Lengths keep two files from being taken for one.
        hash.update((path.len() as u64).to_be_bytes());
        hash.update(path);
        hash.update((content.len() as u64).to_be_bytes());
        hash.update(content);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn locked(tree: &Tree) -> Option<Prints> {
    tree.texts(|path| path == LOCK).next().map(|(_, text)| Prints::read(text))
}

/// Compares the fingerprints with the lock.
pub fn check(tree: &Tree) -> Vec<String> {
    let now = Prints::of(tree);
    let sentence = match locked(tree) {
        None => format!("{LOCK} is missing: run {RENEW} and commit it."),
        Some(lock) if lock == now => return Vec::new(),
        Some(lock) if lock.types != now.types && lock.words == now.words && lock.golden == now.golden => {
            format!(
                "The protocol's types (shared-model/src/protocol) changed: say in {WORDS} what changed, renew tests/golden where the bytes differ, then run {RENEW}."
            )
        }
        Some(_) => format!(
            "The protocol or its description changed since {LOCK} was written: run {RENEW} and commit it with the change."
        ),
    };
    vec![sentence]
}

/// Writes the lock anew, unless the types changed and nobody said so.
pub fn renew(tree: &Tree, root: &Path) -> Outcome {
    let now = Prints::of(tree);
    if let Some(lock) = locked(tree)
        && lock.types != now.types
        && lock.words == now.words
        && lock.golden == now.golden
    {
        return Err(format!(
            "The types changed, and neither {WORDS} nor tests/golden did: describe the change first, then run {RENEW} again."
        ));
    }
    std::fs::write(root.join(LOCK), now.written())
        .map_err(|error| format!("{LOCK} can't be written: {error}."))?;
    println!("{LOCK} is renewed.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPES: &str = "shared-model/src/protocol/mod.rs";

    fn tree(types: &str, words: &str, golden: &str, lock: &str) -> Tree {
        Tree::of(&[(TYPES, types), (WORDS, words), ("tests/golden/v1.bin", golden), (LOCK, lock)])
    }

    fn lock() -> String {
        Prints::of(&tree("struct A;", "words", "bytes", "")).written()
    }

    #[test]
    fn unchanged_passes_and_comments_are_free() {
        assert!(check(&tree("struct A;", "words", "bytes", &lock())).is_empty());
        assert!(check(&tree("/// An A.\nstruct\n  A;", "words", "bytes", &lock())).is_empty());
    }

    #[test]
    fn types_alone_are_found_and_not_renewed() {
        let tree = tree("struct B;", "words", "bytes", &lock());
        assert!(check(&tree)[0].contains("say in docs/protocol.md"));
        let dir = tempfile::tempdir().unwrap();
        assert!(renew(&tree, dir.path()).is_err());
    }

    #[test]
    fn types_with_words_or_golden_are_renewed() {
        for (words, golden) in [("new words", "bytes"), ("words", "new bytes")] {
            let changed = tree("struct B;", words, golden, &lock());
            assert_eq!(check(&changed).len(), 1);
            let dir = tempfile::tempdir().unwrap();
            std::fs::create_dir(dir.path().join("docs")).unwrap();
            renew(&changed, dir.path()).unwrap();
            let renewed = std::fs::read_to_string(dir.path().join(LOCK)).unwrap();
            assert!(check(&tree("struct B;", words, golden, &renewed)).is_empty());
        }
    }

    #[test]
    fn a_missing_lock_is_found() {
        assert!(check(&Tree::of(&[(TYPES, "struct A;")]))[0].contains("is missing"));
    }
}
