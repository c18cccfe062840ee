//! Where things are: the workspace, what is built, what is bundled.

use std::path::{Path, PathBuf};

/// The workspace's folder.
pub fn root() -> PathBuf {
    // Asked at run time first, so that a moved work tree with a kept target folder still works.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    manifest.parent().map(Path::to_path_buf).unwrap_or(manifest)
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A program that `cargo build` made.
pub fn program(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The bundle of one of the two faces: `phone` or `console`.
pub fn bundle(face: &str) -> PathBuf {
    root().join("dist").join(face)
}

/// A program of the npm packages.
pub fn npm(program: &str) -> PathBuf {
    root().join("node_modules/.bin").join(program)
}

/// Tools that are installed for this workspace alone.
pub fn tools() -> PathBuf {
    target().join("tools")
}
