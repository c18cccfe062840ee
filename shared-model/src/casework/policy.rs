//! The policy: who may write which event, how long it may take, which categories there are.
//!
//! One file (`assets/policy.toml`) that an office can read and change; it is checked when it is
//! loaded and sent to phones as reference data.

use super::event::{CaseKind, Colour, EventKind};
use crate::moment::HOUR;
use crate::people::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rules cases are judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Grows with every change.
    pub version: u32,
    /// What cases are about, in the order they are offered.
    pub categories: Vec<Category>,
    /// Clocks by colour.
    pub clocks: BTreeMap<Colour, Clock>,
    /// Who may write which event. An event that is not listed nobody may write.
    pub rights: BTreeMap<EventKind, Vec<Role>>,
    /// Kinds of case that are struck off only after a follow-up.
    pub follow_up_before_strike_off: Vec<CaseKind>,
    /// What suggests a colour.
    pub suggest: Suggest,
    /// What is looked at on a visit: keys of texts, in order.
    pub checklist: Vec<ChecklistItem>,
    /// After how many days without a visit a household is due.
    pub visit_due_days: u32,
    /// The same for a household with one of `care_tags`.
    pub care_visit_due_days: u32,
    /// Service tags that ask for more frequent visits.
    pub care_tags: Vec<String>,
}

/// One category of cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Stands in events; never changes.
    pub key: String,
    /// What people read.
    pub name: String,
    /// The kind of case it belongs to.
    pub kind: CaseKind,
}

/// One item of the visit checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// Stands in visits; never changes.
    pub key: String,
    /// What people read.
    pub name: String,
}

/// The clocks of one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Hours until somebody has taken it; none for a colour without that clock.
    #[serde(default)]
    pub take_hours: Option<u32>,
    /// Hours until it is settled.
    pub settle_hours: u32,
}

impl Clock {
    /// Milliseconds until it must be settled.
    pub fn settle_millis(self) -> i64 {
        i64::from(self.settle_hours) * HOUR
    }
}

/// Plain rules that suggest a colour; a person decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suggest {
    /// Words that speak of harm: red.
    pub red_words: Vec<String>,
    /// So many parties or more: red.
    pub red_parties: u32,
    /// Categories that are seldom settled on the spot: yellow.
    pub yellow_categories: Vec<String>,
    /// A case with the same party within so many days: yellow.
    pub repeat_days: u32,
}

/// Why a colour is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestReason {
    /// The words speak of harm.
    Harm,
    /// Many people.
    ManyParties,
    /// The same party had a case before.
    Repeat,
    /// The category is seldom settled on the spot.
    HardCategory,
    /// Nothing speaks for more.
    Small,
}

impl Policy {
    /// Checks what a file can get wrong beyond its form: an empty list, a duplicate key, a
    /// missing clock, a category that nothing defines.
    ///
    /// # Errors
    /// One sentence that names the entry.
    pub fn check(&self) -> Result<(), String> {
        for colour in Colour::ALL {
            if !self.clocks.contains_key(&colour) {
                return Err(format!("clocks has no entry for {}", colour.word()));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for category in &self.categories {
            if category.key.is_empty() || category.name.is_empty() || !seen.insert(&category.key) {
                return Err(format!("category {:?} is empty or stands twice", category.key));
            }
        }
        if let Some(key) = self.suggest.yellow_categories.iter().find(|key| !seen.contains(key)) {
            return Err(format!("suggest.yellow_categories names {key:?}, which is no category"));
        }
        for kind in CaseKind::ALL {
            if !self.categories.iter().any(|category| category.kind == kind) {
                return Err(format!("no category belongs to kind {}", kind.word()));
            }
        }
        for kind in [EventKind::Raised, EventKind::StruckOff] {
            if self.rights.get(&kind).is_none_or(Vec::is_empty) {
                return Err(format!("rights gives {} to nobody", kind.word()));
            }
        }
        Ok(())
    }

    /// Whether `role` may write `kind` at all.
    pub fn may(&self, role: Role, kind: EventKind) -> bool {
        self.rights.get(&kind).is_some_and(|roles| roles.contains(&role))
    }

    /// The policy without what replicas of version 1 don't know.
    pub fn of_version_1(&self) -> Policy {
        let mut known = self.clone();
        known.rights.retain(|kind, _| !kind.is_aside());
        known
    }

    /// The name of a category, or its key when this policy doesn't know it.
    pub fn category_name<'a>(&'a self, key: &'a str) -> &'a str {
        self.categories.iter().find(|c| c.key == key).map_or(key, |c| c.name.as_str())
    }

    /// Suggests a colour for a case that is being raised. `repeats` says that one of its parties
    /// had a case within `suggest.repeat_days`.
    pub fn suggest(
        &self,
        category: &str,
        words: &str,
        parties: usize,
        repeats: bool,
    ) -> (Colour, SuggestReason) {
        let rules = &self.suggest;
        if rules.red_words.iter().any(|word| words.contains(word.as_str())) {
            (Colour::Red, SuggestReason::Harm)
        } else if parties >= rules.red_parties as usize {
            (Colour::Red, SuggestReason::ManyParties)
        } else if repeats {
            (Colour::Yellow, SuggestReason::Repeat)
        } else if rules.yellow_categories.iter().any(|key| key == category) {
            (Colour::Yellow, SuggestReason::HardCategory)
        } else {
            (Colour::Green, SuggestReason::Small)
        }
    }

    /// Reads and checks a policy file.
    ///
    /// # Errors
    /// One message with the line for what is malformed, or the sentence of [`Policy::check`].
    #[cfg(feature = "engine")]
    pub fn from_toml(text: &str) -> Result<Policy, String> {
        let policy: Policy = toml::from_str(text).map_err(|error| error.to_string())?;
        policy.check()?;
        Ok(policy)
    }
}
