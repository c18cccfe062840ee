//! The Debian packages, what each is for, and how to see that it is there.

use crate::process::{ask, on_path};
use std::process::Command;

/// A part of the work that needs packages of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Compile native programs.
    Native,
    /// Compile the screens and fetch their stylesheet.
    Screens,
    /// Compile and open the window.
    Window,
    /// Run all tests, the browser's and the window's too.
    Tests,
}

/// How to see that something is there, whoever installed it.
#[derive(Clone, Copy, Debug)]
pub enum Probe {
    /// A program on the PATH.
    Program(&'static str),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// Perl with the modules that OpenSSL's build wants: Debian's perl-base lacks them.
    Perl,
    /// PostgreSQL's server programs: Debian keeps them off the PATH, by version.
    Postgres,
    /// A font for a language.
    Font(&'static str),
}

/// A Debian package.
#[derive(Debug)]
pub struct Need {
    /// Its name.
    pub package: &'static str,
    /// What for, as said to the person.
    pub why: &'static str,
    part: Part,
    probe: Probe,
}

const fn need(part: Part, package: &'static str, probe: Probe, why: &'static str) -> Need {
    Need { package, why, part, probe }
}

/// All of them.
pub const ALL: [Need; 14] = [
    need(Part::Native, "build-essential", Probe::Program("cc"), "C compiler for SQLite and OpenSSL"),
    need(Part::Native, "make", Probe::Program("make"), "builds OpenSSL"),
    need(Part::Native, "perl", Probe::Perl, "configures OpenSSL"),
    need(Part::Native, "pkg-config", Probe::Program("pkg-config"), "finds system libraries"),
    need(Part::Screens, "npm", Probe::Program("npm"), "fetches and runs what makes the bundles small"),
    need(Part::Window, "libwebkit2gtk-4.1-dev", Probe::Library("webkit2gtk-4.1"), "the window's web view"),
    need(Part::Window, "fonts-noto-cjk", Probe::Font("zh-cn"), "Chinese text in window and browser"),
    need(Part::Tests, "strace", Probe::Program("strace"), "tests kill a server and a phone at chosen steps"),
    need(Part::Tests, "webkit2gtk-driver", Probe::Program("WebKitWebDriver"), "tests drive the window"),
    need(Part::Tests, "xvfb", Probe::Program("Xvfb"), "a screen for the window where there is none"),
    need(
        Part::Tests,
        "dbus",
        Probe::Program("dbus-daemon"),
        "the web view asks for it, and tests hear on it what a window shows",
    ),
    need(Part::Tests, "chromium", Probe::Program("chromium"), "tests drive the console"),
    need(Part::Tests, "chromium-driver", Probe::Program("chromedriver"), "tests drive the console"),
    need(Part::Tests, "postgresql", Probe::Postgres, "tests keep a county in it (no service need run)"),
];

/// Those of the parts that are not there.
pub fn missing(parts: &[Part]) -> Vec<&'static Need> {
    ALL.iter().filter(|need| parts.contains(&need.part) && !there(need.probe)).collect()
}

fn there(probe: Probe) -> bool {
    match probe {
        Probe::Program(program) => on_path(program),
        Probe::Library(library) => ask(Command::new("pkg-config").args(["--exists", library])).is_some(),
        Probe::Perl => ask(Command::new("perl").args(["-MFindBin", "-MIPC::Cmd", "-e", "1"])).is_some(),
        Probe::Postgres => on_path("initdb") || installed_postgres(),
        Probe::Font(language) => ask(Command::new("fc-list").arg(format!(":lang={language}")))
            .is_some_and(|fonts| !fonts.is_empty()),
    }
}

fn installed_postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin/initdb")).any(|initdb| initdb.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_without_a_window_asks_for_no_web_view_and_no_browser() {
        let asked: Vec<&str> = ALL
            .iter()
            .filter(|need| [Part::Native, Part::Screens].contains(&need.part))
            .map(|need| need.package)
            .collect();
        assert!(!asked.iter().any(|name| name.contains("webkit") || name.contains("chromium")), "{asked:?}");
    }

    #[test]
    fn each_package_says_what_it_is_for() {
        assert!(ALL.iter().all(|need| !need.why.is_empty()));
    }

    #[test]
    fn a_program_that_nobody_has_is_missing() {
        assert!(!there(Probe::Program("no-such-program-of-weige")));
    }
}
