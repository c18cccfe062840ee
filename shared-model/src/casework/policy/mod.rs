//! The policy: who may write which event, how long it may take, which way it goes, what is asked.
//!
//! One file (`assets/policy.toml`) that an office can read and change; [`file`] checks it when it is
//! loaded and says the line that is wrong. It is sent to phones as reference data.

mod calendar;
#[cfg(feature = "engine")]
mod file;
mod sent;
mod term;

pub use calendar::{Calendar, Days, NotInACalendar, Shift};
#[cfg(feature = "engine")]
pub use file::PolicyProblem;
pub use sent::PolicyV1;
pub use term::{NotATerm, Term};

use super::event::{CaseKind, Colour, EventKind, Step};
use super::facts::Fact;
use crate::people::Role;
use crate::place::Level;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rules cases are judged by. What a later version adds to it is passed over when it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Grows with every change.
    pub version: u32,
    /// What cases are about, in the order they are offered.
    pub categories: Vec<Category>,
    /// Clocks by colour.
    pub clocks: BTreeMap<Colour, Clock>,
    /// Which days and hours are worked.
    #[serde(default)]
    pub calendar: Calendar,
    /// Who handles a colour.
    #[serde(default = "routes")]
    pub routes: BTreeMap<Colour, Route>,
    /// Whether a case whose clock ran out goes up one level by itself.
    #[serde(default)]
    pub overdue_goes_up: bool,
    /// Who may write which event. An event that is not listed nobody may write.
    #[serde(deserialize_with = "sent::known_rights")]
    pub rights: BTreeMap<EventKind, Vec<Role>>,
    /// What is asked at a step of a kind of case.
    #[serde(default, deserialize_with = "sent::known_asks")]
    pub asks: Asks,
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
pub struct ChecklistItem {
    /// Stands in visits; never changes.
    pub key: String,
    /// What people read.
    pub name: String,
}

/// The clocks of one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "sent::ClockRead")]
pub struct Clock {
    /// Until somebody has taken it; none for a colour without that clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take: Option<Term>,
    /// Until it is settled.
    pub settle: Term,
}

/// The way of one colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The level that handles it from the beginning.
    pub handles: Level,
    /// Levels above that are told of it.
    #[serde(default)]
    pub tells: Vec<Level>,
}

/// The routes of a policy that names none: what the county's own account of its work says.
fn routes() -> BTreeMap<Colour, Route> {
    BTreeMap::from([
        (Colour::Red, Route { handles: Level::Township, tells: vec![Level::County] }),
        (Colour::Yellow, Route { handles: Level::Village, tells: vec![Level::Township] }),
        (Colour::Green, Route { handles: Level::MicroGrid, tells: Vec::new() }),
    ])
}

/// What is asked, by kind of case and step.
pub type Asks = BTreeMap<CaseKind, BTreeMap<EventKind, Ask>>;

/// What is asked at one step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Facts the form asks for and takes no for an answer.
    #[serde(default)]
    pub asked: Vec<Fact>,
    /// Facts without which the step isn't written. What is written without them all the same, by a
    /// phone that doesn't know them yet, counts.
    #[serde(default)]
    pub required: Vec<Fact>,
}

/// Plain rules that suggest a colour; a person decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggest {
    /// Words that speak of harm: red.
    pub red_words: Vec<String>,
    /// So many parties or more: red.
    pub red_parties: u32,
    /// Categories that are seldom settled on the spot: yellow.
    pub yellow_categories: Vec<String>,
    /// A case with the same party within so many days: yellow.
    pub repeat_days: u32,
    /// Two cases raised within so many days of each other may be one and the same.
    #[serde(default = "duplicate_days")]
    pub duplicate_days: u32,
}

/// What a policy that doesn't say it means.
fn duplicate_days() -> u32 {
    30
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

impl SuggestReason {
    /// All of them.
    pub const ALL: [SuggestReason; 5] = [
        SuggestReason::Harm,
        SuggestReason::ManyParties,
        SuggestReason::Repeat,
        SuggestReason::HardCategory,
        SuggestReason::Small,
    ];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            SuggestReason::Harm => "harm",
            SuggestReason::ManyParties => "many_parties",
            SuggestReason::Repeat => "repeat",
            SuggestReason::HardCategory => "hard_category",
            SuggestReason::Small => "small",
        }
    }
}

impl Policy {
    /// Whether `role` may write `kind` at all.
    pub fn may(&self, role: Role, kind: EventKind) -> bool {
        self.rights.get(&kind).is_some_and(|roles| roles.contains(&role))
    }

    /// The level that handles a colour from the beginning.
    pub fn handles(&self, colour: Colour) -> Level {
        self.routes.get(&colour).map_or(Level::Village, |route| route.handles)
    }

    /// The levels that are told of a colour beside the one that handles it.
    pub fn tells(&self, colour: Colour) -> &[Level] {
        self.routes.get(&colour).map_or(&[], |route| &route.tells)
    }

    /// What is asked at a step of a kind of case.
    pub fn ask(&self, case: CaseKind, step: EventKind) -> Option<&Ask> {
        self.asks.get(&case)?.get(&step)
    }

    /// A required fact that a step of a kind of case leaves out, though it could say it.
    pub fn lacks(&self, case: CaseKind, step: &Step) -> Option<Fact> {
        let required = &self.ask(case, step.kind())?.required;
        required.iter().copied().find(|fact| fact.is_missing_in(step))
    }

    /// What of a policy judges: the rest serves those who write now, and isn't needed of versions that
    /// were in force once.
    pub fn what_judges(&self) -> Policy {
        Policy {
            categories: Vec::new(),
            asks: Asks::new(),
            suggest: Suggest { red_words: Vec::new(), yellow_categories: Vec::new(), ..self.suggest.clone() },
            checklist: Vec::new(),
            care_tags: Vec::new(),
            ..self.clone()
        }
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
    /// What is wrong, with its line.
    #[cfg(feature = "engine")]
    pub fn from_toml(text: &str) -> Result<Policy, PolicyProblem> {
        file::read(text)
    }
}
