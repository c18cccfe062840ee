//! How the screens are compiled to WebAssembly on this machine: the choice, and the command.
//!
//! An installed target first, then `rustup target add`, then Debian's own compiler, else a
//! sentence. The choice is a pure function of what is there, so that each branch is tested.

use crate::process::{ask, cargo, on_path};
use std::path::PathBuf;
use std::process::Command;

/// The target.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler that can build the standard library for [`TARGET`] itself.
pub const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// What the choice depends on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// The compiler in use has the target.
    pub installed: bool,
    /// There is a rustup that could add it.
    pub rustup: bool,
    /// It was asked to, and could not.
    pub rustup_failed: bool,
    /// Debian's packages are installed.
    pub debian: bool,
    /// There is an apt-get that we may use.
    pub apt: bool,
}

/// The way to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Compile with the compiler in use.
    Ready,
    /// First `rustup target add`.
    AddWithRustup,
    /// Compile with Debian's compiler.
    Debian,
    /// First install Debian's compiler.
    InstallDebian,
    /// There is none: what to tell.
    None(String),
}

/// Chooses the way.
pub fn choose(facts: Facts) -> Route {
    if facts.installed {
        return Route::Ready;
    }
    if facts.rustup && !facts.rustup_failed {
        return Route::AddWithRustup;
    }
    if facts.debian {
        return Route::Debian;
    }
    if facts.apt {
        return Route::InstallDebian;
    }
    Route::None(format!(
        "The Rust target {TARGET} is missing: run `rustup target add {TARGET}`, or as root \
         `apt-get install {}`.",
        DEBIAN_PACKAGES.join(" ")
    ))
}

/// What is there now. `rustup_failed` is for the caller to remember.
pub fn look(rustup_failed: bool, apt: bool) -> Facts {
    let libdir = ask(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    Facts {
        installed: libdir.is_some_and(|dir| PathBuf::from(dir).is_dir()),
        rustup: on_path("rustup"),
        rustup_failed,
        debian: DEBIAN_PACKAGES.iter().all(|package| debian_has(package)),
        apt,
    }
}

/// Whether a Debian package is installed.
pub fn debian_has(package: &str) -> bool {
    ask(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

/// The cargo that compiles for [`TARGET`], without its arguments for the package.
pub fn compiler(route: &Route) -> Command {
    if *route != Route::Debian {
        return cargo();
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("/usr/bin/cargo");
    command
        .current_dir(crate::place::root())
        .env("PATH", format!("/usr/bin:{path}"))
        .env("RUSTC", "/usr/bin/rustc")
        // Debian's compiler is a stable one, and `-Zbuild-std` asks for this word.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "/usr/lib/llvm-22/bin/wasm-ld")
        .env_remove("RUSTUP_TOOLCHAIN");
    command
}

/// Arguments that the way asks for, after `build`.
pub fn extra_arguments(route: &Route) -> &'static [&'static str] {
    if *route == Route::Debian { &["-Zbuild-std=std,panic_abort"] } else { &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Facts =
        Facts { installed: false, rustup: false, rustup_failed: false, debian: false, apt: false };

    #[test]
    fn an_installed_target_is_taken_before_all_else() {
        let facts = Facts { installed: true, rustup: true, debian: true, apt: true, ..NOTHING };
        assert_eq!(choose(facts), Route::Ready);
    }

    #[test]
    fn rustup_is_asked_before_debian() {
        let facts = Facts { rustup: true, debian: true, apt: true, ..NOTHING };
        assert_eq!(choose(facts), Route::AddWithRustup);
    }

    #[test]
    fn after_rustup_failed_debians_compiler_is_taken_if_there() {
        let facts = Facts { rustup: true, rustup_failed: true, debian: true, apt: true, ..NOTHING };
        assert_eq!(choose(facts), Route::Debian);
    }

    #[test]
    fn without_rustup_debians_compiler_is_installed() {
        assert_eq!(choose(Facts { apt: true, ..NOTHING }), Route::InstallDebian);
    }

    #[test]
    fn with_nothing_the_sentence_names_both_mends() {
        let Route::None(sentence) = choose(Facts { rustup: true, rustup_failed: true, ..NOTHING }) else {
            panic!("a way was chosen where there is none");
        };
        assert!(sentence.contains("rustup target add") && sentence.contains("rustc-web"));
    }

    #[test]
    fn only_debians_way_builds_the_standard_library() {
        assert!(extra_arguments(&Route::Ready).is_empty());
        assert_eq!(extra_arguments(&Route::Debian), ["-Zbuild-std=std,panic_abort"]);
    }
}
