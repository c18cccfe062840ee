//! The words: Fluent bundles compiled into the binary, one language at a time.
//!
//! A key is written as a literal: `t("save")`, `t_with("left-days", …)`; a key made of an
//! enumeration's word through [`t_word`], whose families are listed in `tests/texts.rs`. A test
//! reads the source for all of them. A key that is missing all the same shows itself.

pub use fluent_bundle::FluentValue as Value;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use std::cell::RefCell;
use unic_langid::LanguageIdentifier;

/// The languages there are. A further one is one more file and one more line here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// 中文
    #[default]
    Chinese,
    /// English
    English,
}

impl Language {
    /// All languages, in the order they are offered.
    pub const ALL: [Language; 2] = [Language::Chinese, Language::English];

    /// Its tag, as in `lang="…"`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::Chinese => "中文",
            Language::English => "English",
        }
    }

    /// Reads [`Language::tag`].
    pub fn parse(tag: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.tag() == tag)
    }

    fn common(self) -> &'static str {
        match self {
            Language::Chinese => include_str!("../../assets/locales/zh-CN/common.ftl"),
            Language::English => include_str!("../../assets/locales/en/common.ftl"),
        }
    }
}

/// A bundle's own words beside the common ones.
pub type OwnWords = fn(Language) -> &'static str;

struct Shelf {
    own: OwnWords,
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Shelf {
    fn new(own: OwnWords, language: Language) -> Shelf {
        let id: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![id]);
        // No invisible marks around numbers and names: tests and search read the text.
        bundle.set_use_isolating(false);
        for source in [language.common(), own(language)] {
            // A malformed entry is left out here and found by the test of the files.
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(rest, _)| rest);
            bundle.add_resource_overriding(resource);
        }
        Shelf { own, language, bundle }
    }
}

thread_local! {
    static SHELF: RefCell<Shelf> = RefCell::new(Shelf::new(|_| "", Language::default()));
}

/// Brings a bundle's own words and the language to begin with.
pub fn install(own: OwnWords, language: Language) {
    SHELF.with_borrow_mut(|shelf| *shelf = Shelf::new(own, language));
}

/// Changes the language. What is on screen changes when it is rendered next: the binary keeps the
/// language in the state of its root and renders all below anew.
pub fn speak(language: Language) {
    SHELF.with_borrow_mut(|shelf| *shelf = Shelf::new(shelf.own, language));
}

/// The language spoken now.
pub fn language() -> Language {
    SHELF.with_borrow(|shelf| shelf.language)
}

/// The text of a key.
pub fn t(key: &str) -> String {
    t_with(key, &[])
}

/// The text of a key with its variables: `t_with("left-days", &[("n", 9.into())])`.
pub fn t_with(key: &str, variables: &[(&'static str, Value<'_>)]) -> String {
    SHELF.with_borrow(|shelf| {
        let Some(pattern) = shelf.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = variables.iter().cloned().collect();
        shelf.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    })
}

/// The text of an enumeration's word: `t_word("stage", stage.word())` looks up `stage-raised`.
/// A word that came from outside and has no text is shown as it is.
pub fn t_word(family: &str, word: &str) -> String {
    let key = format!("{family}-{word}");
    let text = t(&key);
    if text == key { word.to_owned() } else { text }
}
