//! The reference model: what was acknowledged to whom, and where it must be found again.
//!
//! It knows nothing of documents, changes or merging. Every entry carries a word of its own; an
//! entry is where its word is.

use super::updates::Updates;
use std::collections::{BTreeMap, BTreeSet};

/// What was acknowledged.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    made: u32,
    /// The entries each phone holds because they were written on it (or on what it is a copy of).
    pub held: BTreeMap<usize, BTreeSet<String>>,
    /// What somebody was told the server has.
    pub received: BTreeSet<String>,
    /// What a restore, of the server or of a phone, took away from where it was acknowledged. It
    /// may come back.
    pub given_up: BTreeSet<String>,
    /// Which words of household fields replace which.
    pub updates: Updates,
}

/// The mark all made-up words begin with.
const MARK: char = 'ε';
const DIGITS: usize = 5;

impl Ledger {
    /// A word nobody used yet.
    pub fn new_word(&mut self) -> String {
        self.made += 1;
        format!("{MARK}{:05}", self.made)
    }

    /// How many words were made.
    pub fn made(&self) -> u32 {
        self.made
    }

    /// A phone said that an entry is saved.
    pub fn saved(&mut self, phone: usize, word: String) {
        self.held.entry(phone).or_default().insert(word);
    }

    /// What a phone holds.
    pub fn held_by(&self, phone: usize) -> BTreeSet<String> {
        self.held.get(&phone).cloned().unwrap_or_default()
    }

    /// The server was put back to what it was: only this is there still.
    pub fn server_restored(&mut self, there: &BTreeSet<String>) {
        let lost: Vec<String> = self.received.difference(there).cloned().collect();
        for word in lost {
            self.received.remove(&word);
            self.given_up.insert(word);
        }
    }

    /// Nobody has an entry any more: the server was put back, and no phone holds it.
    pub fn gone_for_good(&mut self, word: &str) {
        self.received.remove(word);
        self.held.values_mut().for_each(|held| {
            held.remove(word);
        });
        self.given_up.insert(word.to_owned());
    }

    /// A phone was put back to what it was.
    pub fn phone_restored(&mut self, phone: usize, held: BTreeSet<String>) {
        let before = self.held.insert(phone, held.clone()).unwrap_or_default();
        self.given_up.extend(before.difference(&held).cloned());
    }

    /// What must be on the server, or returned to its author, when all was delivered: with the
    /// phones that hold it.
    pub fn owed(&self) -> BTreeMap<String, BTreeSet<usize>> {
        let mut owed: BTreeMap<String, BTreeSet<usize>> =
            self.received.iter().map(|word| (word.clone(), BTreeSet::new())).collect();
        for (phone, words) in &self.held {
            for word in words {
                owed.entry(word.clone()).or_default().insert(*phone);
            }
        }
        owed
    }
}

/// The made-up words in a text.
pub fn words_in(text: &str) -> impl Iterator<Item = String> {
    text.match_indices(MARK).filter_map(|(begin, _)| {
        let word: String = text[begin..].chars().take(1 + DIGITS).collect();
        let digits = word.chars().skip(1).filter(char::is_ascii_digit).count();
        (digits == DIGITS).then_some(word)
    })
}

/// The first made-up word in a text.
pub fn word_in(text: &str) -> Option<String> {
    words_in(text).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_again_in_what_was_written() {
        let mut ledger = Ledger::default();
        let word = ledger.new_word();
        assert_eq!(word_in(&format!("{{\"note\":\"看望 {word} 好\"}}")), Some(word));
        assert_eq!(word_in("ε12"), None);
        assert_eq!(words_in("ε00001, ε00002").count(), 2);
    }

    #[test]
    fn what_a_restore_took_away_is_owed_only_by_who_still_holds_it() {
        let mut ledger = Ledger::default();
        let word = ledger.new_word();
        ledger.saved(0, word.clone());
        ledger.received.insert(word.clone());
        ledger.server_restored(&BTreeSet::new());
        assert!(ledger.owed().contains_key(&word), "its phone has it still");
        ledger.phone_restored(0, BTreeSet::new());
        assert!(ledger.owed().is_empty());
    }
}
