//! Rule: files stay small and say what they are for; nothing in them is true on one machine only.

use super::tree::Tree;

/// Longer files hold more than one thing.
const LONGEST: usize = 600;

/// Where all crates come from; another source would be somebody's own.
const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Folders that belong to one machine. Put together here, so that this file keeps its own rule.
const MACHINE: [&str; 3] = [concat!("/", "work/"), concat!("/", "root/"), concat!("/", "home/")];

/// Checks all files.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut breaks = Vec::new();
    for (path, text) in tree.texts(|path| !generated(path)) {
        let lines = text.lines().count();
        if is_written(path) && lines > LONGEST {
            breaks.push(format!("{path} has {lines} lines, more than {LONGEST}: split it by what it does."));
        }
        if path.ends_with(".rs") && !text.starts_with("//!") {
            breaks.push(format!(
                "{path} doesn't open with a `//!` sentence that says what it alone is responsible for."
            ));
        }
    }
    for (path, text) in tree.texts(|_| true) {
        for (number, line) in text.lines().enumerate() {
            if MACHINE.iter().any(|folder| names_folder(line, folder)) {
                breaks.push(format!(
                    "{path}:{}: a path of one machine: write it relative, or take it out.",
                    number + 1
                ));
            }
            if foreign_source(path, line) {
                breaks.push(format!("{path}:{}: names a registry: take the line's source out.", number + 1));
            }
        }
    }
    breaks
}

fn generated(path: &str) -> bool {
    path.starts_with("app-shell/gen/") || path.ends_with(".lock") || path == "package-lock.json"
}

fn is_written(path: &str) -> bool {
    [".rs", ".md", ".css", ".js", ".html", ".toml", ".ftl", ".sql"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

/// Whether an absolute path into the folder begins in the line.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-/*}".contains(c))
    })
}

fn foreign_source(path: &str, line: &str) -> bool {
    let line = line.trim();
    match path {
        "Cargo.lock" => line.starts_with("source = ") && !line.contains(CRATES),
        "package-lock.json" => line.starts_with("\"resolved\""),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaks(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)]))
    }

    #[test]
    fn a_long_file_is_found() {
        assert!(breaks("docs/a.md", &"x\n".repeat(LONGEST)).is_empty());
        assert_eq!(breaks("docs/a.md", &"x\n".repeat(LONGEST + 1)).len(), 1);
        assert!(breaks("assets/a.csv", &"x\n".repeat(LONGEST + 1)).is_empty());
    }

    #[test]
    fn a_file_without_its_sentence_is_found() {
        assert_eq!(breaks("replica/src/a.rs", "fn a() {}\n").len(), 1);
        assert!(breaks("replica/src/a.rs", "//! Says it.\n").is_empty());
    }

    #[test]
    fn a_path_of_one_machine_is_found() {
        for folder in MACHINE {
            assert_eq!(breaks("a.toml", &format!("dir = \"{folder}main\"")).len(), 1, "{folder}");
            assert!(breaks("a.toml", &format!("see https://example.org{folder}x")).is_empty(), "{folder}");
        }
    }

    #[test]
    fn a_registry_in_a_lock_file_is_found() {
        assert_eq!(breaks("Cargo.lock", "source = \"registry+https://example.org/index\"").len(), 1);
        assert!(breaks("Cargo.lock", &format!("source = \"{CRATES}\"")).is_empty());
        assert_eq!(breaks("package-lock.json", "  \"resolved\": \"https://example.org/weui.tgz\",").len(), 1);
    }
}
