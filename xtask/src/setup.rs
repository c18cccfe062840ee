//! What a command needs on this machine: looked for, said, and then installed.

use crate::needs::{Need, Part, missing};
use crate::process::{ask, cargo, on_path, run, say};
use crate::wasm::{self, Route};
use crate::{Outcome, place, screens};
use std::process::Command;

/// Who we are to the package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// apt-get, as root.
    Root,
    /// apt-get through sudo.
    Sudo,
    /// apt-get is there, but not for us.
    Ordinary,
    /// This is no Debian.
    NoApt,
}

impl Means {
    fn now() -> Means {
        if !on_path("apt-get") {
            return Means::NoApt;
        }
        if ask(Command::new("id").arg("-u")).as_deref() == Some("0") {
            return Means::Root;
        }
        // `-n`: a tool that waits for a password nobody sees looks as if it hung.
        if on_path("sudo") && ask(Command::new("sudo").args(["-n", "true"])).is_some() {
            return Means::Sudo;
        }
        Means::Ordinary
    }

    fn can_install(self) -> bool {
        matches!(self, Means::Root | Means::Sudo)
    }
}

/// Sees to it that the parts are there.
pub fn ensure(parts: &[Part]) -> Outcome {
    let means = Means::now();
    debian(&missing(parts), means)?;
    if parts.contains(&Part::Screens) {
        wasm_target(means)?;
        npm_packages()?;
        screens::placeholder(&place::root())?;
    }
    if parts.contains(&Part::Tests) {
        components()?;
        tauri_driver()?;
    }
    Ok(())
}

/// The sentence for what we may not install ourselves; none when we may.
pub fn refusal(missing: &[&Need], means: Means) -> Option<String> {
    if missing.is_empty() || means.can_install() {
        return None;
    }
    let names: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let reasons: Vec<String> =
        missing.iter().map(|need| format!("{} ({})", need.package, need.why)).collect();
    Some(match means {
        Means::NoApt => format!(
            "Missing: {}. This machine has no apt-get: install what your system calls these Debian packages, then run this again.",
            reasons.join(", ")
        ),
        _ => format!(
            "Missing: {}. As root run `apt-get install -y {}`, then run this again.",
            reasons.join(", "),
            names.join(" ")
        ),
    })
}

fn debian(missing: &[&Need], means: Means) -> Outcome {
    if missing.is_empty() {
        return Ok(());
    }
    if let Some(sentence) = refusal(missing, means) {
        return Err(sentence);
    }
    for (number, need) in missing.iter().enumerate() {
        say(&format!("will install {} of {}: {} ({})", number + 1, missing.len(), need.package, need.why));
    }
    let names: Vec<&str> = missing.iter().map(|need| need.package).collect();
    install(&names, means)
}

/// Installs packages; when the lists are old or absent they are fetched and it is tried once more.
fn install(names: &[&str], means: Means) -> Outcome {
    let arguments = [&["install", "-y", "--no-install-recommends"], names].concat();
    if run(&mut apt(means, &arguments), "apt-get install").is_ok() {
        return Ok(());
    }
    say("fetching Debian's package lists, then once more");
    run(&mut apt(means, &["update"]), "apt-get update")?;
    run(&mut apt(means, &arguments), "apt-get install")
        .map_err(|sentence| format!("{sentence} These were asked for: {}.", names.join(" ")))
}

fn apt(means: Means, arguments: &[&str]) -> Command {
    let mut command = Command::new(if means == Means::Sudo { "sudo" } else { "env" });
    if means == Means::Sudo {
        command.arg("env");
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
    command
}

/// Takes the steps of [`wasm::choose`] until the screens can be compiled.
fn wasm_target(means: Means) -> Outcome {
    let mut rustup_failed = false;
    loop {
        match wasm::choose(wasm::look(rustup_failed, means.can_install())) {
            Route::Ready | Route::Debian => return Ok(()),
            Route::AddWithRustup => {
                say(&format!("adding the Rust target {} (the screens are WebAssembly)", wasm::TARGET));
                let added =
                    run(Command::new("rustup").args(["target", "add", wasm::TARGET]), "rustup target add");
                // Whatever it says: if the target is not there now, rustup is not the way.
                rustup_failed = true;
                if let Err(sentence) = added {
                    say(&format!("{sentence} Trying Debian's own compiler."));
                }
            }
            Route::InstallDebian => {
                say(&format!("will install {} (they compile the screens)", wasm::DEBIAN_PACKAGES.join(", ")));
                install(&wasm::DEBIAN_PACKAGES, means)?;
                if !wasm::look(true, false).debian {
                    return Err(format!(
                        "{} were installed and are not found.",
                        wasm::DEBIAN_PACKAGES.join(", ")
                    ));
                }
            }
            Route::None(sentence) => return Err(sentence),
        }
    }
}

/// WeUI and the bundler's programs from npm, in the versions of package-lock.json.
fn npm_packages() -> Outcome {
    let root = place::root();
    let installed =
        std::fs::metadata(root.join("node_modules/.package-lock.json")).and_then(|meta| meta.modified());
    let wanted = std::fs::metadata(root.join("package-lock.json")).and_then(|meta| meta.modified());
    let fresh = matches!((installed, wanted), (Ok(installed), Ok(wanted)) if installed >= wanted);
    if fresh && root.join(screens::WEUI).exists() {
        return Ok(());
    }
    say("fetching the npm packages of package-lock.json (WeUI, and what makes the bundles small)");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&root), "npm ci")
}

fn components() -> Outcome {
    for component in ["fmt", "clippy"] {
        if ask(cargo().args([component, "--version"])).is_none() {
            return Err(format!(
                "`cargo {component}` is missing: run `rustup component add rustfmt clippy`, then run this again."
            ));
        }
    }
    Ok(())
}

/// The program that lets a test drive the window.
pub fn tauri_driver_path() -> std::path::PathBuf {
    place::tools().join("bin/tauri-driver")
}

fn tauri_driver() -> Outcome {
    if tauri_driver_path().exists() {
        return Ok(());
    }
    say("installing tauri-driver 2.1.0 into the target folder (the tests drive the window with it)");
    let mut command = cargo();
    // Unoptimised: it only passes messages on.
    command.args(["install", "tauri-driver", "--version", "2.1.0", "--locked", "--debug", "--root"]);
    run(command.arg(place::tools()), "cargo install tauri-driver")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::needs::ALL;

    #[test]
    fn nothing_missing_is_no_matter_for_anybody() {
        for means in [Means::Root, Means::Sudo, Means::Ordinary, Means::NoApt] {
            assert_eq!(refusal(&[], means), None);
        }
    }

    #[test]
    fn root_and_sudo_install() {
        let all: Vec<&Need> = ALL.iter().collect();
        assert_eq!(refusal(&all, Means::Root), None);
        assert_eq!(refusal(&all, Means::Sudo), None);
    }

    #[test]
    fn an_ordinary_user_is_told_packages_reasons_and_command() {
        let sentence = refusal(&[&ALL[0]], Means::Ordinary).unwrap();
        assert!(sentence.contains(&format!("apt-get install -y {}", ALL[0].package)), "{sentence}");
        assert!(sentence.contains(ALL[0].why), "{sentence}");
    }

    #[test]
    fn without_apt_the_packages_are_named_all_the_same() {
        let sentence = refusal(&[&ALL[0]], Means::NoApt).unwrap();
        assert!(sentence.contains(ALL[0].package) && !sentence.contains("apt-get install"), "{sentence}");
    }
}
