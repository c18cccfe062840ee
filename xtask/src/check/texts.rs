//! Rule: every text of the screens has its key in both languages, and no text stands in the code.

use super::source::code;
use super::tree::Tree;
use std::collections::BTreeMap;

/// The languages that must be complete.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Languages' own names are the one text that is the same in every language.
const NAMES_LANGUAGES: &str = "ui/src/text.rs";

/// Keys of one language file → where.
type Keys = BTreeMap<String, String>;

/// Checks the locale files against each other and the code against them.
pub fn check(tree: &Tree) -> Vec<String> {
    let per_language = LANGUAGES.map(|language| keys(tree, language));
    let mut breaks = differences(&per_language);
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
            for (language, keys) in LANGUAGES.iter().zip(&per_language) {
                if !used.found_in(keys) {
                    breaks.push(format!(
                        "{path}: `{}` has no text in assets/locales/{language}: add it.",
                        used.0
                    ));
                }
            }
        }
    }
    breaks
}

/// The keys of a language: file name and key, for all its files.
fn keys(tree: &Tree, language: &str) -> Keys {
    let folder = format!("assets/locales/{language}/");
    let mut keys = Keys::new();
    for (path, text) in tree.texts(|path| path.starts_with(&folder) && path.ends_with(".ftl")) {
        let file = path.rsplit('/').next().unwrap_or(path);
        for line in text.lines() {
            let Some((key, _)) = line.split_once('=') else { continue };
            let key = key.trim_end();
            let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
                && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
            if is_key {
                keys.insert(key.to_owned(), file.to_owned());
            }
        }
    }
    keys
}

fn differences([first, second]: &[Keys; 2]) -> Vec<String> {
    let lacks = |one: &Keys, other: &Keys, language: &str| -> Vec<String> {
        let missing = one.iter().filter(|(key, file)| other.get(*key) != Some(*file));
        missing
            .map(|(key, file)| format!("assets/locales/{language}/{file} lacks `{key}`: add it."))
            .collect()
    };
    [lacks(first, second, LANGUAGES[1]), lacks(second, first, LANGUAGES[0])].concat()
}

/// A key as the code writes it; a family (all keys with this beginning) ends in `-`.
struct Used(String);

impl Used {
    fn found_in(&self, keys: &Keys) -> bool {
        if self.0.ends_with('-') {
            keys.keys().any(|key| key.starts_with(&self.0))
        } else {
            keys.contains_key(&self.0)
        }
    }
}

/// The literal keys given to `t`, `t_with` and, as a family, `t_word`.
fn uses(code: &str) -> Vec<Used> {
    let mut uses = Vec::new();
    for (call, family) in [("t(", false), ("t_with(", false), ("t_word(", true)] {
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
    fn text_in_the_code_is_found_outside_comments_and_tests() {
        assert_eq!(breaks("", "", "fn f() { let a = \"保存\"; }").len(), 1);
        assert_eq!(breaks("", "", "// 保存\n#[cfg(test)]\nmod tests { const A: &str = \"保存\"; }").len(), 0);
    }
}
