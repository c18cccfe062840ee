//! The pages of text that the window holds, so that the screens needn't: help by screen, privacy,
//! licences, and what may be shared of this phone. Help is the members' guide itself, cut by its headings.

use shared_model::api::leaflet::{Block, BlockKind, LeafletView};
use shared_model::api::{Answer, Code, Problem};

/// A document in each language, the first one's for every other.
type Text = [(&'static str, &'static str); 2];

const GUIDE: Text = [
    ("zh-CN", include_str!("../../docs/guide/member.zh-CN.md")),
    ("en", include_str!("../../docs/guide/member.en.md")),
];
const PRIVACY: Text = [
    ("zh-CN", include_str!("../../docs/guide/privacy.zh-CN.md")),
    ("en", include_str!("../../docs/guide/privacy.en.md")),
];
const SHARING: Text = [
    ("zh-CN", include_str!("../../docs/guide/sharing.zh-CN.md")),
    ("en", include_str!("../../docs/guide/sharing.en.md")),
];
const LICENCES: &str = include_str!("../../assets/licences.txt");

/// Which section of the guide is about which screen, by its number. A screen's name is the word of its
/// address; `enrol` and `unlock` have none.
pub const SCREENS: [(&str, &str); 19] = [
    ("enrol", "2."),
    ("unlock", "3."),
    ("today", "4."),
    ("news", "4."),
    ("households", "5."),
    ("household", "5."),
    ("history", "5."),
    ("edit", "5."),
    ("move", "5."),
    ("add", "5."),
    ("pick", "6."),
    ("visit", "6."),
    ("raise", "7."),
    ("cases", "8."),
    ("case", "8."),
    ("sync", "9."),
    ("me", "10."),
    ("feedback", "13."),
    ("guide", ""),
];

/// What a screen asks for: `help/<screen>`, `privacy`, `licences`, `diagnostics` (with the engine's own
/// words).
///
/// # Errors
/// `not_found` for anything else.
pub fn answer(about: &str, language: &str, diagnostics: impl FnOnce() -> String) -> Result<Answer, Problem> {
    let of = |text: &Text| text.iter().find(|(tag, _)| *tag == language).unwrap_or(&text[0]).1;
    let found = match about.split_once('/') {
        Some(("help", screen)) => SCREENS
            .iter()
            .find(|(name, _)| *name == screen)
            .and_then(|(_, number)| section(&leaflet(of(&GUIDE)), number)),
        None if about == "privacy" => Some(leaflet(of(&PRIVACY))),
        None if about == "licences" => Some(leaflet(LICENCES)),
        None if about == "diagnostics" => {
            let mut sharing = leaflet(of(&SHARING));
            sharing.blocks.push(Block { is: BlockKind::Share, text: diagnostics() });
            Some(sharing)
        }
        _ => None,
    };
    found
        .map(Answer::Leaflet)
        .ok_or_else(|| Problem::new(Code::NotFound, format!("there is no page about {about}")))
}

/// The part of a guide under the heading that begins with `number`; all of it for no number.
fn section(guide: &LeafletView, number: &str) -> Option<LeafletView> {
    if number.is_empty() {
        return Some(guide.clone());
    }
    let begins = |block: &Block| block.is == BlockKind::Head && block.text.starts_with(number);
    let at = guide.blocks.iter().position(begins)?;
    let rest = &guide.blocks[at + 1..];
    let end = rest.iter().position(|block| block.is == BlockKind::Head).unwrap_or(rest.len());
    let title = guide.blocks[at].text[number.len()..].trim().to_owned();
    Some(LeafletView { title, blocks: rest[..end].to_vec() })
}

/// Markdown as blocks: its first heading is the title; pictures are left out.
fn leaflet(markdown: &str) -> LeafletView {
    let mut view = LeafletView { title: String::new(), blocks: Vec::new() };
    let mut fresh = true;
    for line in markdown.lines().map(str::trim) {
        let (is, text) = match line {
            "" => {
                fresh = true;
                continue;
            }
            _ if line.contains("![") || line.starts_with("| ---") => continue,
            _ if line.starts_with('#') => (BlockKind::Head, plain(line.trim_start_matches('#'))),
            _ if line.starts_with("- ") => (BlockKind::Item, plain(&line[2..])),
            _ if line.starts_with('|') => (BlockKind::Item, row(line)),
            _ => (BlockKind::Words, plain(line)),
        };
        if text.is_empty() {
            continue;
        }
        if is == BlockKind::Head && view.title.is_empty() {
            view.title = text;
            continue;
        }
        match view.blocks.last_mut().filter(|last| !fresh && is == BlockKind::Words && last.is == is) {
            Some(last) => last.text = format!("{} {text}", last.text),
            None => view.blocks.push(Block { is, text }),
        }
        fresh = false;
    }
    view
}

/// A row of a table as one line.
fn row(line: &str) -> String {
    let cells = line.split('|').map(plain).filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join(": ")
}

/// Without the signs of emphasis.
fn plain(text: &str) -> String {
    text.replace(['*', '`'], "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(about: &str, language: &str) -> LeafletView {
        match answer(about, language, || "version: 1".into()) {
            Ok(Answer::Leaflet(view)) => view,
            other => panic!("{about} in {language}: {other:?}"),
        }
    }

    #[test]
    fn every_screen_has_its_section_in_both_languages() {
        for (screen, _) in SCREENS {
            let [chinese, english] = ["zh-CN", "en"].map(|tag| asked(&format!("help/{screen}"), tag));
            for view in [&chinese, &english] {
                assert!(!view.title.is_empty() && !view.blocks.is_empty(), "{screen}: {view:?}");
                let signs = |block: &&Block| block.text.contains(['*', '|', '#', '!']);
                assert_eq!(view.blocks.iter().find(signs), None, "{screen}: it is read as words");
            }
            assert_ne!(chinese, english, "{screen}");
        }
    }

    #[test]
    fn a_section_ends_where_the_next_begins_and_its_tables_are_read_line_by_line() {
        let guide =
            "# All\n\n### 1. One\n\na\nb\n\n| x | y |\n| --- | --- |\n| **c** | d |\n\n### 10. Ten\n\ne";
        let one = section(&leaflet(guide), "1.").unwrap();
        let said: Vec<_> = one.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!((one.title.as_str(), said), ("One", vec!["a b", "x: y", "c: d"]));
        assert_eq!(section(&leaflet(guide), "10.").unwrap().title, "Ten");
        assert_eq!(section(&leaflet(guide), "2."), None);
    }

    #[test]
    fn privacy_licences_and_what_may_be_shared_are_there_and_nothing_else() {
        for language in ["zh-CN", "en", "ii"] {
            assert!(asked("privacy", language).blocks.len() > 10);
            let shared = asked("diagnostics", language).blocks.pop().unwrap();
            assert_eq!((shared.is, shared.text.as_str()), (BlockKind::Share, "version: 1"));
        }
        assert_eq!(
            asked("privacy", "ii"),
            asked("privacy", "zh-CN"),
            "where a language lacks it, in Chinese"
        );
        assert!(asked("licences", "en").blocks.iter().any(|block| block.text.starts_with("automerge ")));
        for about in ["", "help", "help/nowhere", "privacy/more"] {
            assert_eq!(answer(about, "en", String::new).unwrap_err().code, Code::NotFound, "{about}");
        }
    }
}
