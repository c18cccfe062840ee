//! What goes into the two bundles besides the compiled screens.

use crate::Outcome;
use std::path::{Path, PathBuf};

/// The two faces.
pub const FACES: [&str; 2] = ["phone", "console"];

/// The stylesheet that the phone takes from npm.
pub const WEUI: &str = "node_modules/weui/dist/style/weui.min.css";

/// A file to copy: from, and its name in the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// From.
    pub from: PathBuf,
    /// Its name in the bundle.
    pub name: String,
}

/// Whether a file of `ui/assets` belongs to a face: what is named after a face belongs to it
/// alone, all else to both.
pub fn belongs(file: &str, face: &str) -> bool {
    match FACES.iter().find(|owner| file.starts_with(**owner)) {
        Some(owner) => *owner == face,
        None => true,
    }
}

/// The files of one face.
pub fn copies(root: &Path, face: &str) -> Outcome<Vec<Copy>> {
    let assets = root.join("ui/assets");
    let mut copies =
        vec![Copy { from: root.join(format!("ui/index-{face}.html")), name: "index.html".into() }];
    if face == "phone" {
        copies.push(Copy { from: root.join(WEUI), name: "weui.min.css".into() });
    }
    let entries = std::fs::read_dir(&assets).map_err(|error| format!("ui/assets can't be read: {error}."))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_file() && belongs(&name, face) {
            copies.push(Copy { from: entry.path(), name });
        }
    }
    copies.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(copies)
}

/// Writes a file unless it already holds just that: an unchanged bundle must not make the window
/// be built again.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Outcome<bool> {
    if std::fs::read(path).is_ok_and(|there| there == content) {
        return Ok(false);
    }
    std::fs::write(path, content)
        .map_err(|error| format!("{} can't be written: {error}.", path.display()))?;
    Ok(true)
}

/// Takes out of a bundle what no longer belongs to it.
pub fn sweep(bundle: &Path, keep: &[String]) -> Outcome {
    let entries =
        std::fs::read_dir(bundle).map_err(|error| format!("{} can't be read: {error}.", bundle.display()))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_file() && !keep.contains(&name) {
            std::fs::remove_file(entry.path())
                .map_err(|error| format!("{} can't be removed: {error}.", entry.path().display()))?;
        }
    }
    Ok(())
}

/// The page that stands in `dist/phone` until the screens are bundled, so that the window's crate
/// compiles in a fresh clone.
pub fn placeholder(root: &Path) -> Outcome {
    let dir = root.join("dist/phone");
    std::fs::create_dir_all(&dir).map_err(|error| format!("{} can't be made: {error}.", dir.display()))?;
    let page = dir.join("index.html");
    if page.exists() {
        return Ok(());
    }
    let words = "<!doctype html><meta charset=\"utf-8\"><title>Weige</title><p>cargo xtask build</p>\n";
    write_if_changed(&page, words.as_bytes()).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_after_a_face_is_its_own() {
        assert!(belongs("phone.css", "phone") && !belongs("phone.css", "console"));
        assert!(belongs("console-boot.js", "console") && !belongs("console-boot.js", "phone"));
        assert!(belongs("tokens.css", "phone") && belongs("tokens.css", "console"));
    }

    #[test]
    fn an_unchanged_file_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        assert_eq!(write_if_changed(&path, b"one"), Ok(true));
        assert_eq!(write_if_changed(&path, b"one"), Ok(false));
        assert_eq!(write_if_changed(&path, b"two"), Ok(true));
    }

    #[test]
    fn what_no_longer_belongs_is_swept_out() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("old.css"), "").unwrap();
        std::fs::write(dir.path().join("index.html"), "").unwrap();
        sweep(dir.path(), &["index.html".to_owned()]).unwrap();
        assert!(!dir.path().join("old.css").exists() && dir.path().join("index.html").exists());
    }
}
