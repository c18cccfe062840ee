//! The first letters of a name's pinyin, for people who type those: `wf` for 王芳.
//!
//! A character with several readings counts with each of them. So no list of surnames is needed:
//! 单 is found as `s` (Shàn) and as `d` (dān), 曾 as `z` and as `c`.

use pinyin::ToPinyinMulti;

/// A name with more spellings keeps the first of these; two characters of three letters each have
/// nine.
const SPELLINGS_MOST: usize = 12;

/// All spellings of a name by first letters, lower-cased, each once. Letters and digits stand for
/// themselves; a name without a Chinese character has none.
pub fn initials(name: &str) -> Vec<String> {
    let mut spellings = vec![String::new()];
    let mut chinese = false;
    for (character, readings) in name.chars().zip(name.to_pinyin_multi()) {
        let letters = match readings {
            Some(readings) => {
                chinese = true;
                first_letters(readings.into_iter().map(pinyin::Pinyin::plain))
            }
            None if character.is_alphanumeric() => character.to_lowercase().collect(),
            None => continue,
        };
        spellings = spellings
            .iter()
            .flat_map(|begun| letters.iter().map(move |letter| format!("{begun}{letter}")))
            .take(SPELLINGS_MOST)
            .collect();
    }
    if chinese { spellings } else { Vec::new() }
}

/// Whether what a person typed are first letters that stand in the name, at its beginning or not.
pub fn spells(typed: &str, name: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    !typed.is_empty() && initials(name).iter().any(|spelling| spelling.contains(&typed))
}

fn first_letters<'a>(readings: impl Iterator<Item = &'a str>) -> Vec<char> {
    let mut letters: Vec<char> = Vec::new();
    for letter in readings.filter_map(|reading| reading.chars().next()) {
        // ü is typed as v; no syllable begins with it, but ê and ń do exist.
        if letter.is_ascii_lowercase() && !letters.contains(&letter) {
            letters.push(letter);
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_spelt_by_its_first_letters() {
        // 王 is also read yù.
        assert_eq!(initials("王芳"), ["wf", "yf"]);
        assert_eq!(initials("阿依A2"), ["ayA2".to_lowercase(), "eyA2".to_lowercase()]);
    }

    #[test]
    fn surnames_are_found_by_the_reading_they_have_as_names_and_by_the_usual_one() {
        for (name, as_surname, usual) in
            [("单芳", "sf", "df"), ("解芳", "xf", "jf"), ("仇芳", "qf", "cf"), ("曾芳", "zf", "cf")]
        {
            let spellings = initials(name);
            assert!(spellings.iter().any(|s| s == as_surname), "{name}: {spellings:?}");
            assert!(spellings.iter().any(|s| s == usual), "{name}: {spellings:?}");
        }
    }

    #[test]
    fn what_is_no_chinese_name_has_no_spelling() {
        assert!(initials("").is_empty() && initials("A. B.").is_empty());
    }

    #[test]
    fn a_long_name_of_many_readings_stays_small() {
        let name = "单解仇曾".repeat(5);
        assert!(initials(&name).len() <= SPELLINGS_MOST);
    }

    #[test]
    fn part_of_a_spelling_is_enough() {
        assert!(spells("wf", "王芳") && spells(" F ", "王芳") && spells("xf", "王小芳"));
        assert!(!spells("", "王芳") && !spells("fw", "王芳"));
    }
}
