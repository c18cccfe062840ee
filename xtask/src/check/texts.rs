//! Rule: every text of the screens has its key in every language, and no text stands in the code.

use super::source::code;
use super::tree::Tree;
use crate::languages::{FIRST, messages};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the language that is always there is the one text that stands in the code.
const NAMES_LANGUAGES: &str = "ui/src/text.rs";

/// Where the languages are.
const LOCALES: &str = "assets/locales/";

/// The keys of each language.
type Keys = BTreeMap<String, BTreeSet<String>>;

/// Checks the languages against each other and the code against them.
pub fn check(tree: &Tree) -> Vec<String> {
    let languages = keys(tree);
    let mut breaks = differences(&languages);
    for (path, text) in tree.texts(|path| path.starts_with("ui/src/") && path.ends_with(".rs")) {
        let code = code(text);
        for (number, line) in code.lines().enumerate() {
            if path != NAMES_LANGUAGES && line.chars().any(is_chinese) {
                breaks.push(format!(
                    "{path}:{}: text in the code: give it a key in assets/locales.",
                    number + 1
                ));
            }
        }
        for used in uses(&code) {
            for (language, keys) in &languages {
                if !used.found_in(keys) {
                    breaks.push(format!("{path}: `{}` has no text in {LOCALES}{language}: add it.", used.0));
                }
            }
        }
    }
    breaks
}

/// A language is a file, or a folder of files that are read as one.
fn keys(tree: &Tree) -> Keys {
    let mut languages = Keys::new();
    for (path, text) in tree.texts(|path| path.starts_with(LOCALES) && path.ends_with(".ftl")) {
        let name = path.strip_prefix(LOCALES).unwrap_or(path);
        let language = name.split('/').next().unwrap_or(name).trim_end_matches(".ftl");
        let keys = languages.entry(language.to_owned()).or_default();
        keys.extend(messages(text).into_iter().map(|(key, _)| key));
    }
    languages
}

fn differences(languages: &Keys) -> Vec<String> {
    let Some(first) = languages.get(FIRST) else {
        return vec![format!("{LOCALES}{FIRST} is missing: it is the language that is always there.")];
    };
    let mut breaks = Vec::new();
    let mut lacks = |language: &str, one: &BTreeSet<String>, other: &BTreeSet<String>| {
        let missing = one.difference(other);
        breaks.extend(missing.map(|key| format!("{LOCALES}{language} lacks `{key}`: add it.")));
    };
    for (language, keys) in languages {
        lacks(language, first, keys);
        lacks(FIRST, keys, first);
    }
    breaks
}

/// A key as the code writes it; a family (all keys with this beginning) ends in `-`.
struct Used(String);

impl Used {
    fn found_in(&self, keys: &BTreeSet<String>) -> bool {
        if self.0.ends_with('-') {
            keys.iter().any(|key| key.starts_with(&self.0))
        } else {
            keys.contains(&self.0)
        }
    }
}

/// The literal keys given to `t`, `t_with` and, as a family, `t_word`.
fn uses(code: &str) -> Vec<Used> {
    let mut uses = Vec::new();
    for (call, family) in [("t(", false), ("t_with(", false), ("t_word(", true), ("t_word_with(", true)] {
        for (at, _) in code.match_indices(call) {
            let before = code[..at].chars().next_back();
            // Not the end of another name, such as `set(`, and not where it is defined.
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') || code[..at].ends_with("fn ") {
                continue;
            }
            let argument = code[at + call.len()..].trim_start();
            let Some(literal) = argument.strip_prefix('"').and_then(|rest| rest.split('"').next()) else {
                continue;
            };
            uses.push(Used(if family { format!("{literal}-") } else { literal.to_owned() }));
        }
    }
    uses
}

fn is_chinese(c: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaks(zh: &str, en: &str, code: &str) -> Vec<String> {
        check(&Tree::of(&[
            ("assets/locales/zh-CN/common.ftl", zh),
            ("assets/locales/en/common.ftl", en),
            ("ui/src/page.rs", code),
        ]))
    }

    #[test]
    fn complete_languages_and_known_keys_pass() {
        let file = "# words\nsave = x\nstage-raised = y\n    more = z\n";
        let code = "fn f() { t(\"save\"); t_word(\"stage\", w); set(\"no-key\"); }";
        assert_eq!(breaks(file, file, code), Vec::<String>::new());
    }

    #[test]
    fn a_key_that_one_language_lacks_is_found() {
        assert_eq!(breaks("save = x\n", "", "").len(), 1);
        assert_eq!(breaks("", "save = x\n", "").len(), 1);
    }

    #[test]
    fn a_key_that_no_file_has_is_found_in_both_languages() {
        assert_eq!(breaks("save = x\n", "save = x\n", "fn f() { t(\"gone\") }").len(), 2);
        assert_eq!(breaks("save = x\n", "save = x\n", "fn f() { t_with(\n  \"gone\", &[]) }").len(), 2);
        assert_eq!(breaks("save = x\n", "save = x\n", "fn f() { t_word(\"gone\", w) }").len(), 2);
    }

    #[test]
    fn a_further_language_is_one_file_and_is_held_to_the_same_keys() {
        let further = |text: &str| {
            check(&Tree::of(&[
                ("assets/locales/zh-CN/common.ftl", "save = x\n"),
                ("assets/locales/ii.ftl", text),
                ("ui/src/page.rs", ""),
            ]))
        };
        assert!(further("save = y\n").is_empty());
        assert_eq!(further("other = y\n").len(), 2);
    }

    #[test]
    fn text_in_the_code_is_found_outside_comments_and_tests() {
        assert_eq!(breaks("", "", "fn f() { let a = \"保存\"; }").len(), 1);
        assert_eq!(breaks("", "", "// 保存\n#[cfg(test)]\nmod tests { const A: &str = \"保存\"; }").len(), 0);
    }
}
