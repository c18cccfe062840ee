//! Rule: who depends on whom, and what each crate must not know.

use crate::Outcome;
use crate::process::{ask, cargo};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a crate must not depend on, itself or (for those of the workspace) through others.
const ABSENT: [(&str, &[&str]); 5] = [
    (
        "shared-model",
        &[
            "axum",
            "getrandom",
            "gloo-net",
            "rand",
            "reqwest",
            "rusqlite",
            "tauri",
            "tokio",
            "tracing",
            "yew",
            "replica",
            "sync-server",
            "app-shell",
            "ui",
        ],
    ),
    ("replica", &["axum", "tauri", "yew", "sync-server", "app-shell", "ui"]),
    ("sync-server", &["tauri", "yew", "replica", "app-shell", "ui"]),
    ("app-shell", &["axum", "automerge", "reqwest", "rusqlite", "yew", "sync-server", "ui"]),
    (
        "ui",
        &[
            "automerge",
            "axum",
            "reqwest",
            "rusqlite",
            "tauri",
            "tokio",
            "replica",
            "sync-server",
            "app-shell",
        ],
    ),
];

/// A package: its dependencies (those for tests apart), its programs.
#[derive(Debug, Default)]
struct Package {
    needs: Vec<String>,
    programs: Vec<String>,
}

/// Checks the crate graph that cargo knows.
pub fn check() -> Outcome<Vec<String>> {
    let text = ask(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))
        .ok_or("`cargo metadata` failed: is a Cargo.toml malformed?")?;
    let metadata: Value =
        serde_json::from_str(&text).map_err(|error| format!("`cargo metadata` is not JSON: {error}."))?;
    let packages = read(&metadata);
    let mut breaks = absences(&packages);
    breaks.extend(twins(&packages));
    Ok(breaks)
}

fn read(metadata: &Value) -> BTreeMap<String, Package> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let mut packages = BTreeMap::new();
    for package in list(&metadata["packages"]) {
        let needs = list(&package["dependencies"]);
        let targets = list(&package["targets"]);
        packages.insert(
            name(&package),
            Package {
                needs: needs.iter().filter(|need| need["kind"] != "dev").map(name).collect(),
                programs: targets.iter().filter(|target| target["kind"][0] == "bin").map(name).collect(),
            },
        );
    }
    packages
}

fn absences(packages: &BTreeMap<String, Package>) -> Vec<String> {
    let mut breaks = Vec::new();
    for (crate_name, absent) in ABSENT {
        let Some(package) = packages.get(crate_name) else {
            breaks.push(format!(
                "The crate {crate_name} is not there; the rule in xtask/src/check/crates.rs names it."
            ));
            continue;
        };
        for need in package.needs.iter().filter(|need| absent.contains(&need.as_str())) {
            breaks.push(format!(
                "{crate_name} must not depend on {need} (design: dependencies run one way): take it out of {crate_name}/Cargo.toml."
            ));
        }
    }
    breaks
}

/// Two programs of one name overwrite each other in the target folder.
fn twins(packages: &BTreeMap<String, Package>) -> Vec<String> {
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (package, content) in packages {
        for program in &content.programs {
            owners.entry(program).or_default().push(package);
        }
    }
    let twins = owners.into_iter().filter(|(_, packages)| packages.len() > 1);
    twins
        .map(|(program, packages)| {
            format!(
                "The program {program} is made by {}, and one overwrites the other in target: rename one in its Cargo.toml.",
                packages.join(" and by ")
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(changed: &str, need: &str) -> BTreeMap<String, Package> {
        let mut packages: BTreeMap<String, Package> =
            ABSENT.iter().map(|(name, _)| ((*name).to_owned(), Package::default())).collect();
        packages.entry(changed.to_owned()).or_default().needs.push(need.to_owned());
        packages
    }

    #[test]
    fn allowed_dependencies_pass() {
        assert!(absences(&packages("replica", "shared-model")).is_empty());
        assert!(absences(&packages("shared-model", "automerge")).is_empty());
    }

    #[test]
    fn each_forbidden_dependency_is_found() {
        for (name, absent) in ABSENT {
            for need in absent {
                assert_eq!(absences(&packages(name, need)).len(), 1, "{name} → {need}");
            }
        }
    }

    #[test]
    fn a_dependency_of_tests_is_free() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "ui", "targets": [], "dependencies": [{ "name": "tokio", "kind": "dev" }] }
        ] });
        assert!(read(&metadata)["ui"].needs.is_empty());
    }

    #[test]
    fn two_programs_of_one_name_are_found() {
        let mut packages = packages("replica", "shared-model");
        for name in ["replica", "ui"] {
            packages.entry(name.to_owned()).or_default().programs.push("phone".into());
        }
        assert!(twins(&packages)[0].contains("replica and by ui"));
    }
}
