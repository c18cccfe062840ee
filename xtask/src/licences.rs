//! The licences of all crates that ship in the phone, as the page that the window shows: made from what
//! cargo knows, and compared with the file that is kept.

use crate::Outcome;
use crate::place;
use crate::process::{ask, cargo};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The file, which the window embeds.
const FILE: &str = "assets/licences.txt";
/// What ships in the phone: the window with the engine, and the screens; each for what it runs on.
const SHIPPED: [(&str, &str); 2] = [("app-shell", "aarch64-linux-android"), ("ui", "wasm32-unknown-unknown")];

const HEAD: &str = "# Weige and what it is made of

Weige itself and the crates below, each with its version and its licence (SPDX).
";

/// Writes the file anew.
///
/// # Errors
/// When cargo can't tell, or the file can't be written.
pub fn renew() -> Outcome {
    let path = place::root().join(FILE);
    std::fs::write(&path, page()?).map_err(|error| format!("{}: {error}.", path.display()))?;
    println!("{FILE} is renewed.");
    Ok(())
}

/// One sentence when the file isn't what it would be made now.
///
/// # Errors
/// When cargo can't tell.
pub fn check() -> Outcome<Vec<String>> {
    let kept = std::fs::read_to_string(place::root().join(FILE)).unwrap_or_default();
    if kept == page()? {
        return Ok(Vec::new());
    }
    Ok(vec![format!("{FILE} doesn't say what ships in the phone: run `cargo xtask licences`.")])
}

fn page() -> Outcome<String> {
    let mut all = BTreeSet::new();
    for (root, platform) in SHIPPED {
        let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", platform];
        let text = ask(cargo().args(arguments)).ok_or("`cargo metadata` failed: is Cargo.lock current?")?;
        let metadata: Value =
            serde_json::from_str(&text).map_err(|error| format!("`cargo metadata` is not JSON: {error}."))?;
        all.extend(shipped(&metadata, root)?);
    }
    let lines = all.iter().map(|line| format!("- {line}\n"));
    Ok(std::iter::once(format!("{HEAD}\n")).chain(lines).collect())
}

/// `name version, licence` of all that a package links, itself included.
fn shipped(metadata: &Value, root: &str) -> Outcome<Vec<String>> {
    let list = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node["id"]), node)).collect();
    let first = packages.iter().find(|(_, package)| package["name"] == root);
    let mut open = vec![first.ok_or_else(|| format!("There is no package {root}."))?.0.clone()];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        // What makes macros runs while it is built, and ships nothing.
        let targets = list(&packages[&id]["targets"]);
        let is_macro = targets.iter().any(|target| list(&target["kind"]).contains(&"proc-macro".into()));
        if is_macro || !seen.insert(id.clone()) {
            continue;
        }
        for need in nodes.get(&id).map(|node| list(&node["deps"])).unwrap_or_default() {
            // Kinds are `dev` and `build`, and none for what is linked.
            if list(&need["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                open.push(text(&need["pkg"]));
            }
        }
    }
    let line = |id: &String| {
        let package = &packages[id];
        let licence = package["license"].as_str().unwrap_or("its own licence file");
        format!("{} {}, {licence}", text(&package["name"]), text(&package["version"]))
    };
    Ok(seen.iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str, kind: &str) -> Value {
        json!({ "id": name, "name": name, "version": "1.0", "license": "MIT", "targets": [{ "kind": [kind] }] })
    }

    fn needs(id: &str, needs: &[(&str, Value)]) -> Value {
        let deps: Vec<Value> =
            needs.iter().map(|(pkg, kind)| json!({ "pkg": pkg, "dep_kinds": [{ "kind": kind }] })).collect();
        json!({ "id": id, "deps": deps })
    }

    #[test]
    fn what_is_linked_is_listed_and_what_only_builds_or_tests_is_not() {
        let metadata = json!({
            "packages": [package("app", "lib"), package("linked", "lib"), package("deep", "lib"),
                package("makes", "proc-macro"), package("builds", "lib"), package("tests", "lib")],
            "resolve": { "nodes": [
                needs("app", &[("linked", Value::Null), ("makes", Value::Null), ("builds", json!("build")),
                    ("tests", json!("dev"))]),
                needs("linked", &[("deep", Value::Null), ("app", json!("dev"))]),
            ] },
        });
        let said = shipped(&metadata, "app").unwrap();
        assert_eq!(said, ["app 1.0, MIT", "deep 1.0, MIT", "linked 1.0, MIT"]);
        assert!(shipped(&metadata, "other").is_err());
    }
}
