//! The words: messages of the language that is spoken.
//!
//! A language is one Fluent file of the bundle; which there are is told when the page starts. A key
//! is written as a literal: `t("save")`, `t_with("left-days", …)`; a key made of an enumeration's word
//! through [`t_word`] and [`t_word_with`], whose families are listed in `tests/texts.rs`. A test reads the source for all
//! of them. A key that is missing all the same shows itself.

mod message;

pub use message::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A language. The default is the one that is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    tag: &'static str,
    own_name: &'static str,
}

impl Default for Language {
    fn default() -> Language {
        Language { tag: "zh-CN", own_name: "中文" }
    }
}

impl Language {
    /// All languages there are, in the order they are offered.
    pub fn all() -> Vec<Language> {
        OFFERED.with_borrow(Clone::clone)
    }

    /// Its tag, as in `lang="…"`.
    pub fn tag(self) -> &'static str {
        self.tag
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        self.own_name
    }

    /// Reads [`Language::tag`].
    pub fn parse(tag: &str) -> Option<Language> {
        Language::all().into_iter().find(|language| language.tag == tag)
    }
}

/// Which form a language takes for a number: `one`, `other`, … The browser knows it of all
/// languages.
pub type Plural = fn(tag: &str, number: i64) -> String;

struct Shelf {
    language: Language,
    plural: Plural,
    messages: BTreeMap<String, String>,
}

thread_local! {
    static OFFERED: RefCell<Vec<Language>> = RefCell::new(vec![Language::default()]);
    static SHELF: RefCell<Option<Shelf>> = const { RefCell::new(None) };
}

/// Says which languages there are: tags with their own names. Once, when the page starts.
pub fn offer(languages: Vec<(String, String)>) {
    // They are named as long as the page lives.
    let lasting = |text: String| -> &'static str { text.leak() };
    let all =
        languages.into_iter().map(|(tag, name)| Language { tag: lasting(tag), own_name: lasting(name) });
    OFFERED.set(all.collect());
}

/// Takes over the words of a language: Fluent, as far as `message` reads it.
pub fn speak(language: Language, words: &str, plural: Plural) {
    SHELF.set(Some(Shelf { language, plural, messages: message::all(words) }));
}

/// The language spoken now, once there is one.
pub fn language() -> Option<Language> {
    SHELF.with_borrow(|shelf| shelf.as_ref().map(|shelf| shelf.language))
}

/// The text of a key.
pub fn t(key: &str) -> String {
    t_with(key, &[])
}

/// The text of a key with its variables: `t_with("left-days", &[("n", 9.into())])`.
pub fn t_with(key: &str, variables: &[(&'static str, Value)]) -> String {
    SHELF.with_borrow(|shelf| {
        let Some(shelf) = shelf else { return key.to_owned() };
        let Some(message) = shelf.messages.get(key) else { return key.to_owned() };
        message::say(message, variables, |number| (shelf.plural)(shelf.language.tag, number))
    })
}

/// The text of an enumeration's word: `t_word("stage", stage.word())` looks up `stage-raised`.
/// A word that came from outside and has no text is shown as it is.
pub fn t_word(family: &str, word: &str) -> String {
    t_word_with(family, word, &[])
}

/// The same with variables.
pub fn t_word_with(family: &str, word: &str, variables: &[(&'static str, Value)]) -> String {
    let key = format!("{family}-{word}");
    let text = t_with(&key, variables);
    if text == key { word.to_owned() } else { text }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Speaks the Chinese that both bundles share.
    pub fn in_chinese() {
        let words = include_str!("../../assets/locales/zh-CN/common.ftl");
        speak(Language::default(), words, |_, _| "other".into());
    }

    #[test]
    fn a_language_is_known_by_its_tag_once_it_is_offered() {
        assert_eq!(Language::parse("ii"), None);
        offer(vec![("zh-CN".into(), "Chinese".into()), ("ii".into(), "ꆈꌠꉙ".into())]);
        assert_eq!(Language::parse("ii").map(Language::own_name), Some("ꆈꌠꉙ"));
        assert_eq!(Language::all().first().map(|first| first.tag()), Some("zh-CN"));
    }

    #[test]
    fn a_key_without_a_text_shows_itself() {
        in_chinese();
        assert_eq!(t("no-such-key"), "no-such-key");
        assert_eq!(t_word("no-such-family", "word"), "word");
    }
}
