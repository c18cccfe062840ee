//! The reference model of household fields: an edit replaces what its author saw, and nothing else.
//!
//! Of several people who write one field without seeing each other's words, nobody's may vanish:
//! all stand side by side until somebody has seen them.

use shared_model::household::Household;
use std::collections::{BTreeMap, BTreeSet};

/// What stood in the field, as its author saw it, when each word was written.
#[derive(Clone, Debug, Default)]
pub struct Updates {
    seen: BTreeMap<String, BTreeSet<String>>,
}

impl Updates {
    /// Somebody writes a word into a field while these words stand in it for them.
    pub fn written(&mut self, word: &str, seen: BTreeSet<String>) {
        self.seen.insert(word.to_owned(), seen);
    }

    /// Of the words that were written into one field and arrived, those that must stand in it.
    pub fn standing(&self, arrived: &BTreeSet<String>) -> BTreeSet<String> {
        let replaced: BTreeSet<&String> =
            arrived.iter().filter_map(|word| self.seen.get(word)).flatten().collect();
        arrived.iter().filter(|word| !replaced.contains(word)).cloned().collect()
    }
}

/// The made-up words that stand in a field of a household, the shown one and those beside it.
pub fn words_of(household: &Household, field: &str) -> BTreeSet<String> {
    let shown = match field {
        "note" => &household.note,
        "address" => &household.address,
        "party_contact" => &household.party_contact,
        _ => &household.joint_leader,
    };
    let beside = household.conflicts.iter().filter(|conflict| conflict.field == field);
    let texts = beside.flat_map(|conflict| conflict.others.iter()).chain([shown]);
    texts.filter_map(|text| super::ledger::word_in(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_nobody_saw_stands_beside_what_others_wrote() {
        let mut updates = Updates::default();
        updates.written("a", set(&[]));
        updates.written("b", set(&["a"]));
        updates.written("c", set(&["a"]));
        assert_eq!(updates.standing(&set(&["a", "b", "c"])), set(&["b", "c"]));
        updates.written("d", set(&["b", "c"]));
        assert_eq!(updates.standing(&set(&["a", "b", "c", "d"])), set(&["d"]));
        assert_eq!(updates.standing(&set(&["a", "b", "c"])), set(&["b", "c"]), "d never arrived");
    }
}
