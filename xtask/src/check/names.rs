//! Rule: names that must not appear in a crate's source, because of what the crate must not do.

use super::source::{code, names};
use super::tree::Tree;

/// One rule: where, which names, and what to do instead.
struct Forbidden {
    /// In the files under these paths.
    within: &'static [&'static str],
    /// But not in those under these.
    except: &'static [&'static str],
    names: &'static [&'static str],
    instead: &'static str,
}

const RULES: [Forbidden; 3] = [
    Forbidden {
        within: &["shared-model/src/"],
        except: &[],
        names: &[
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "std::thread",
            "SystemTime",
            "Instant",
            "now_utc",
            "rand::",
            "getrandom",
            "async fn",
            "println!",
            "eprintln!",
        ],
        instead: "shared-model has no IO, clock, randomness or async: let the caller bring it",
    },
    Forbidden {
        within: &["shared-model/src/", "replica/src/", "sync-server/src/", "app-shell/src/", "ui/src/"],
        except: &["replica/src/store", "sync-server/src/store"],
        names: &["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "PRAGMA "],
        instead: "SQL stands only in replica/src/store and sync-server/src/store: add a function there",
    },
    Forbidden {
        within: &["ui/src/"],
        except: &["ui/src/backend"],
        names: &["invoke", "fetch", "gloo_net", "XmlHttpRequest", "WebSocket", "EventSource", "__TAURI__"],
        instead: "only ui/src/backend talks to the outside: use the hooks on `Backend`",
    },
];

/// Checks all rules.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut breaks = Vec::new();
    for rule in &RULES {
        let under = |path: &str, places: &[&str]| places.iter().any(|place| path.starts_with(place));
        let fits =
            |path: &str| path.ends_with(".rs") && under(path, rule.within) && !under(path, rule.except);
        for (path, text) in tree.texts(fits) {
            for (number, line) in code(text).lines().enumerate() {
                for name in rule.names.iter().filter(|name| names(line, name)) {
                    breaks.push(format!("{path}:{}: `{}`; {}.", number + 1, name.trim(), rule.instead));
                }
            }
        }
    }
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaks(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn the_model_reads_no_clock_disk_network_or_randomness() {
        for name in RULES[0].names {
            assert!(breaks("shared-model/src/a.rs", &format!("fn f() {{ {name}; }}")) > 0, "{name}");
        }
        assert_eq!(breaks("replica/src/a.rs", "use std::fs; async fn f() {}"), 0);
    }

    #[test]
    fn tests_and_comments_of_the_model_may() {
        let text = "// std::fs is not for us\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        assert_eq!(breaks("shared-model/src/a.rs", text), 0);
    }

    #[test]
    fn sql_stands_in_the_stores_alone() {
        let text = "const ALL: &str = \"SELECT * FROM log\";";
        assert_eq!(breaks("replica/src/engine.rs", text), 1);
        assert_eq!(breaks("replica/src/store/log.rs", text), 0);
        assert_eq!(breaks("sync-server/src/store.rs", text), 0);
        assert_eq!(breaks("sync-server/src/http/sync.rs", text), 1);
    }

    #[test]
    fn only_the_backend_talks_to_the_outside() {
        assert_eq!(breaks("ui/src/pages/today.rs", "let x = invoke(\"query\");"), 1);
        assert_eq!(breaks("ui/src/backend/tauri.rs", "let x = invoke(\"query\");"), 0);
        assert_eq!(breaks("ui/src/pages/today.rs", "let x = refetched;"), 0);
    }
}
