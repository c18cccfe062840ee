//! How the member wants to see the screens: language, size of type, care mode, light or dark, and
//! whether to be reminded.
//! Kept in the window's own storage: it is about this phone and belongs to no one's data.

use serde::Serialize;
use ui::json::record::read;
use ui::text::Language;
use ui::{record, words};
use yew::prelude::*;

/// Size of type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeSize {
    /// 标准
    #[default]
    Standard,
    /// 大
    Large,
    /// 特大
    Xl,
}

impl TypeSize {
    /// All sizes, smallest first.
    pub const ALL: [TypeSize; 3] = [TypeSize::Standard, TypeSize::Large, TypeSize::Xl];

    /// The word in `data-wg-type` and in the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            TypeSize::Standard => "standard",
            TypeSize::Large => "large",
            TypeSize::Xl => "xl",
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the phone has it.
    #[default]
    Follow,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All themes.
    pub const ALL: [Theme; 3] = [Theme::Follow, Theme::Light, Theme::Dark];

    /// The key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Theme::Follow => "follow",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    fn is_dark(self) -> bool {
        match self {
            Theme::Light => false,
            Theme::Dark => true,
            Theme::Follow => web_sys::window()
                .and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok().flatten())
                .is_some_and(|query| query.matches()),
        }
    }
}

/// All settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Language.
    pub language: Language,
    /// Size of type.
    pub type_size: TypeSize,
    /// Larger buttons, stronger ink.
    pub care: bool,
    /// Light or dark.
    pub theme: Theme,
    /// The phone reminds of nothing.
    pub quiet: bool,
}

/// How settings stand in storage; what is missing or unknown is the default.
#[derive(Default, Serialize)]
struct Stored {
    language: String,
    type_size: TypeSize,
    care: bool,
    theme: Theme,
    quiet: bool,
}

words! { TypeSize, Theme }

record! { Stored { language, type_size or TypeSize::Standard, care, theme or Theme::Follow, quiet } }

const PLACE: &str = "weige.settings";

fn kept() -> String {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    storage.and_then(|storage| storage.get_item(PLACE).ok().flatten()).unwrap_or_default()
}

/// The tag of the language that is kept: it is wanted before it is known which languages there are.
pub fn remembered_language() -> Option<String> {
    read::<Stored>(&kept()).ok().map(|stored| stored.language)
}

impl Settings {
    fn read(text: &str) -> Settings {
        let stored: Stored = read(text).unwrap_or_default();
        Settings {
            language: Language::parse(&stored.language).unwrap_or_default(),
            type_size: stored.type_size,
            care: stored.care,
            theme: stored.theme,
            quiet: stored.quiet,
        }
    }

    fn write(self) -> String {
        let Settings { language, type_size, care, theme, quiet } = self;
        let stored = Stored { language: language.tag().into(), type_size, care, theme, quiet };
        ui::json::say::say(&stored)
    }

    /// What is kept, or the defaults.
    pub fn load() -> Settings {
        Settings::read(&kept())
    }

    /// Keeps them. A window without storage forgets them at its end, no more.
    pub fn keep(self) {
        if let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok().flatten()) {
            let _ = storage.set_item(PLACE, &self.write());
        }
    }

    /// Puts them on the page, where the stylesheet reads them.
    pub fn apply(self) {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        let Some(body) = document.body() else { return };
        let theme = if self.theme.is_dark() { "dark" } else { "light" };
        let mode = if self.care { "care" } else { "" };
        let _ = body.set_attribute("data-weui-theme", theme);
        let _ = body.set_attribute("data-weui-mode", mode);
        let _ = body.set_attribute("data-wg-type", self.type_size.word());
        if let Some(root) = document.document_element() {
            let _ = root.set_attribute("lang", self.language.tag());
        }
    }
}

/// The settings and how to change them, as the context carries them.
#[derive(Clone, PartialEq)]
pub struct Preferences {
    /// As they are.
    pub now: Settings,
    /// Changes them.
    pub change: Callback<Settings>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use ui::text;

    #[test]
    fn settings_are_found_again_and_strange_ones_are_the_default() {
        text::offer(vec![("zh-CN".into(), "Chinese".into()), ("en".into(), "English".into())]);
        let language = Language::parse("en").unwrap_or_default();
        let chosen =
            Settings { language, type_size: TypeSize::Xl, care: true, theme: Theme::Dark, quiet: true };
        assert_eq!(Settings::read(&chosen.write()), chosen);
        assert_eq!(
            Settings::read("{\"care\":true,\"later\":1}"),
            Settings { care: true, ..Settings::default() }
        );
        assert_eq!(Settings::read("not json"), Settings::default());
    }
}
