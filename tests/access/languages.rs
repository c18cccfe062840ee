//! A further language is one file: the phone in two that are made while the test runs, one 40 %
//! longer with marked letters, one in Yi script.

use crate::look::Findings;
use crate::phone::Standing;
use std::collections::BTreeMap;
use system_tests::world::{Outcome, bundle};

/// Marks where a made-up text begins and ends: a text without them isn't from the file.
const MARKS: (char, char) = ('⟦', '⟧');

/// The words of a language of the bundle.
fn words(tag: &str) -> Outcome<String> {
    let folder = bundle("phone").ok_or("the phone's bundle is not built: run `cargo xtask build`")?;
    std::fs::read_to_string(folder.join(format!("{tag}.ftl"))).map_err(|e| e.to_string())
}

/// Each text of a Fluent file changed, its keys, variables and selectors as they are.
fn with_each_text(words: &str, change: impl Fn(&str) -> String) -> String {
    let mut made = String::new();
    for line in words.lines() {
        let (head, text) = match (line.find("] "), line.find(" = ")) {
            (Some(at), _) if line.trim_start().starts_with(['[', '*']) => line.split_at(at + 2),
            (_, Some(at)) if !line.starts_with(' ') => line.split_at(at + 3),
            _ => (line, ""),
        };
        let opens_choice = text.trim_end().ends_with("->");
        made += head;
        made += &if text.is_empty() || opens_choice { text.to_owned() } else { change(text) };
        made.push('\n');
    }
    made
}

/// The letters outside of variables, one by one.
fn letters(text: &str, change: impl Fn(char) -> char) -> String {
    let mut depth = 0;
    text.chars()
        .map(|letter| {
            depth += i32::from(letter == '{') - i32::from(letter == '}');
            if depth > 0 { letter } else { change(letter) }
        })
        .collect()
}

fn marked(letter: char) -> char {
    let plain = "aceilnorsuyACEILNORSUY";
    let accented = "áçéíłñöřšůýÁÇÉÍŁÑÖŘŠŮÝ";
    plain.chars().zip(accented.chars()).find(|(from, _)| *from == letter).map_or(letter, |(_, to)| to)
}

fn longer(text: &str) -> String {
    let more = (text.chars().count() * 2).div_ceil(5);
    let tail: String = " žžžžž".chars().cycle().take(more).collect();
    format!("{}{}{tail}{}", MARKS.0, letters(text, marked), MARKS.1)
}

/// One of the 1,165 Yi syllables for each Chinese character.
fn in_yi(text: &str) -> String {
    let syllable = |letter: char| match u32::from(letter) {
        code @ 0x4e00..=0x9fff => char::from_u32(0xa000 + code % 1165).unwrap_or(letter),
        _ => letter,
    };
    letters(text, syllable)
}

/// The phone in a further language, on all its screens; `is_of_it` tells its texts.
fn shown(tag: &str, name: &str, words: String, is_of_it: fn(&str) -> bool) -> Outcome<Findings> {
    let list = format!(r#"[["zh-CN","中文"],["en","English"],["{tag}","{name}"]]"#);
    let more = BTreeMap::from([("languages.json".to_owned(), list), (format!("{tag}.ftl"), words)]);
    let standing = Standing::with(more)?;
    standing.enrol(&mut |_, _| Ok(()))?;
    standing.sets(&format!(r#"{{"language":"{tag}"}}"#))?;
    let mut findings = Findings::default();
    standing.each(tag, &mut |screen, name| findings.sideways(screen, name))?;
    let tab = standing.screen.reads("tab-today")?;
    if !is_of_it(&tab) {
        return Err(format!("{tag}: the first tab says {tab:?}"));
    }
    let offered = standing.screen.reads("me-language")?;
    if !offered.contains(name) {
        return Err(format!("{tag}: the settings offer {offered:?}"));
    }
    standing.screen.close()?;
    Ok(findings)
}

#[test]
fn a_language_that_is_40_percent_longer_fits_on_every_screen() {
    let words = with_each_text(&words("en").unwrap(), longer);
    shown("qps", "⟦Þšéůðö⟧", words, |text| text.starts_with(MARKS.0)).unwrap().must_be_none();
}

#[test]
fn yi_script_is_shown_from_one_more_file() {
    let words = with_each_text(&words("zh-CN").unwrap(), in_yi);
    let is_yi = |text: &str| !text.is_empty() && text.chars().all(|c| ('\u{a000}'..='\u{a4cf}').contains(&c));
    shown("ii", "ꆈꌠꉙ", words, is_yi).unwrap().must_be_none();
}

#[test]
fn a_made_up_text_keeps_keys_variables_and_choices() {
    let words = "days = { $n ->\n    [one] { $n } day\n   *[other] { $n } days\n}\nsave = Save it";
    let made = with_each_text(words, longer);
    assert!(made.contains("days = { $n ->\n    [one] ⟦{ $n } dáý"), "{made}");
    assert!(made.contains("\nsave = ⟦Šávé ít žž⟧"), "{made}");
    let yi = in_yi("{ $name }的");
    assert!(yi.starts_with("{ $name }") && yi.ends_with(|c| ('\u{a000}'..='\u{a48c}').contains(&c)), "{yi}");
}
