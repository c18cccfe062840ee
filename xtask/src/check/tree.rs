//! The files of the work tree that belong to the project, as paths and contents.

use crate::Outcome;
use crate::process::ask;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Paths from the workspace's folder, with what stands in the files.
#[derive(Default)]
pub struct Tree {
    files: BTreeMap<String, Vec<u8>>,
}

impl Tree {
    /// Reads what git tracks and what it would, were it added.
    pub fn read(root: &Path) -> Outcome<Tree> {
        let list = ask(Command::new("git").arg("-C").arg(root).args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]))
        .ok_or("`git ls-files` failed: run this in a clone of the repository.")?;
        let mut tree = Tree::default();
        for path in list.split('\0').filter(|path| !path.is_empty()) {
            // A tracked file that was just deleted is no file any more.
            if let Ok(content) = std::fs::read(root.join(path)) {
                tree.files.insert(path.to_owned(), content);
            }
        }
        Ok(tree)
    }

    /// A tree made by hand, for tests of the rules.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Tree {
        Tree {
            files: files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect(),
        }
    }

    /// How many files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// The text files whose path fits, in order. What isn't UTF-8 is left out.
    pub fn texts<'a>(&'a self, fits: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| fits(path))
            .filter_map(|(path, content)| Some((path.as_str(), std::str::from_utf8(content).ok()?)))
    }

    /// Contents as they are, of the files whose path fits, in order.
    pub fn raw<'a>(&'a self, fits: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.files
            .iter()
            .filter(move |(path, _)| fits(path))
            .map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// Whether there is such a file or folder; a `*` at the end stands for anything.
    pub fn has(&self, path: &str) -> bool {
        if let Some(beginning) = path.strip_suffix('*') {
            return self.files.keys().any(|file| file.starts_with(beginning));
        }
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }
}
