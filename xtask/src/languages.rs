//! The languages of the screens: each is one Fluent file of `assets/locales`, or a folder of files
//! that are read as one; a face is given its own words of it.

use crate::{Outcome, screens};
use std::path::Path;

/// The language that is always there, and is offered first.
pub const FIRST: &str = "zh-CN";

/// The key under which a language says what its speakers call it.
const OWN_NAME: &str = "language-name";

/// A language and all its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its tag: the name of its file or folder.
    pub tag: String,
    /// Its messages, as written.
    pub words: String,
}

/// All languages, the first one first, then by tag.
pub fn all(root: &Path) -> Outcome<Vec<Language>> {
    let folder = root.join("assets/locales");
    let mut languages = Vec::new();
    for path in listed(&folder)? {
        let Some(tag) = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else { continue };
        let parts = if path.is_dir() { listed(&path)? } else { vec![path] };
        let mut words = String::new();
        for part in parts.iter().filter(|part| part.extension().is_some_and(|ext| ext == "ftl")) {
            words += &std::fs::read_to_string(part)
                .map_err(|error| format!("{} can't be read: {error}.", part.display()))?;
            words.push('\n');
        }
        languages.push(Language { tag, words });
    }
    languages.sort_by_key(|language| (language.tag != FIRST, language.tag.clone()));
    Ok(languages)
}

fn listed(folder: &Path) -> Outcome<Vec<std::path::PathBuf>> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("{} can't be read: {error}.", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// The messages: each with its key and all its lines. Remarks are left out.
pub fn messages(words: &str) -> Vec<(String, String)> {
    let mut messages: Vec<(String, String)> = Vec::new();
    for line in words.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let begins = line.starts_with(|c: char| c.is_ascii_alphabetic());
        match (begins, line.split_once('='), messages.last_mut()) {
            (true, Some((key, _)), _) => messages.push((key.trim_end().to_owned(), line.to_owned())),
            (_, _, Some((_, message))) => {
                message.push('\n');
                message.push_str(line);
            }
            _ => {}
        }
    }
    messages
}

impl Language {
    /// What its speakers call it.
    ///
    /// # Errors
    /// When it doesn't say so.
    pub fn own_name(&self) -> Outcome<String> {
        let found = messages(&self.words).into_iter().find(|(key, _)| key == OWN_NAME);
        let name = found.and_then(|(_, message)| Some(message.split_once('=')?.1.trim().to_owned()));
        name.ok_or_else(|| {
            format!("The language {} has no `{OWN_NAME}`: say what its speakers call it.", self.tag)
        })
    }

    /// The words that a face needs: all but those that are named after another face.
    pub fn words_of(&self, face: &str) -> String {
        let mut words = String::new();
        let foreign =
            |key: &str| screens::FACES.iter().any(|f| *f != face && key.starts_with(&format!("{f}-")));
        for (_, message) in messages(&self.words).into_iter().filter(|(key, _)| !foreign(key)) {
            words += &message;
            words.push('\n');
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "# remark\nlanguage-name = 中文\nsave = 存\n\nconsole-save = 存上\ndays = { $n ->\n    [one] { $n } day\n   *[other] { $n } days\n}\n";

    fn language() -> Language {
        Language { tag: FIRST.into(), words: WORDS.into() }
    }

    #[test]
    fn a_message_keeps_its_lines_and_remarks_go() {
        let keys: Vec<String> = messages(WORDS).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["language-name", "save", "console-save", "days"]);
        assert!(messages(WORDS)[3].1.ends_with("days\n}"));
        assert_eq!(language().own_name().as_deref(), Ok("中文"));
    }

    #[test]
    fn a_face_is_given_no_words_of_the_other() {
        assert!(!language().words_of("phone").contains("console-save"));
        assert!(language().words_of("console").contains("console-save"));
        assert!(language().words_of("phone").contains("*[other] { $n } days\n}\n"));
    }

    #[test]
    fn a_file_and_a_folder_are_a_language_each_and_the_first_comes_first() {
        let root = tempfile::tempdir().unwrap();
        let locales = root.path().join("assets/locales");
        std::fs::create_dir_all(locales.join("zh-CN")).unwrap();
        std::fs::write(locales.join("zh-CN/a.ftl"), "a = 1").unwrap();
        std::fs::write(locales.join("zh-CN/b.ftl"), "b = 2").unwrap();
        std::fs::write(locales.join("ii.ftl"), "a = 1\nb = 2").unwrap();
        let all = all(root.path()).unwrap();
        assert_eq!(all.iter().map(|l| l.tag.as_str()).collect::<Vec<_>>(), ["zh-CN", "ii"]);
        assert_eq!(all[0].words, "a = 1\nb = 2\n");
    }
}
