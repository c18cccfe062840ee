//! What the forms know of the village: people, places, service items, and of the policy what is asked,
//! allowed and chosen from. The engine tells all of its reference data; the rest isn't read.

use shared_model::casework::{CaseKind, EventKind, Fact};
use shared_model::people::{Account, Role};
use shared_model::place::Place;
use shared_model::services::ServiceItems;
use std::collections::BTreeMap;
use ui::backend::Shown;
use ui::json::Unreadable;
use ui::json::record::{self, Fault, Record, Value};
use ui::record;

/// What is asked of a step, and without what it can't be written.
#[derive(Debug, PartialEq)]
pub struct Ask {
    /// Shown in the form.
    pub asked: Vec<Fact>,
    /// The form waits for them.
    pub required: Vec<Fact>,
}

impl Ask {
    /// Whether a fact is in the form.
    pub fn shows(&self, fact: Fact) -> bool {
        self.asked.contains(&fact) || self.required.contains(&fact)
    }
}

/// One thing a case can be about.
#[derive(Debug, PartialEq)]
pub struct Category {
    /// Its key.
    pub key: String,
    /// Its name, as the office writes it.
    pub name: String,
    /// For which kind of case.
    pub kind: CaseKind,
}

/// One question of a visit.
#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistItem {
    /// Its key.
    pub key: String,
    /// The question, as the office writes it.
    pub name: String,
}

/// Of the policy, what a form needs.
#[derive(Debug, PartialEq)]
pub struct Rules {
    /// In the office's order.
    pub categories: Vec<Category>,
    /// In the office's order.
    pub checklist: Vec<ChecklistItem>,
    rights: BTreeMap<String, Vec<Role>>,
    asks: BTreeMap<String, BTreeMap<String, Ask>>,
}

impl Rules {
    /// Whether a role may write such a step at all.
    pub fn may(&self, role: Role, kind: EventKind) -> bool {
        self.rights.get(kind.word()).is_some_and(|roles| roles.contains(&role))
    }

    /// What is asked of such a step.
    pub fn ask(&self, case: CaseKind, step: EventKind) -> Option<&Ask> {
        self.asks.get(case.word())?.get(step.word())
    }
}

/// What the forms know.
#[derive(Debug, PartialEq)]
pub struct Known {
    /// All places down to the micro-grids the phone meets.
    pub places: Vec<Place>,
    /// The people the phone knows by name.
    pub people: Vec<Account>,
    /// The newest policy.
    pub policy: Rules,
    /// What the one-window service does.
    pub services: ServiceItems,
}

record! {
    Ask { asked, required }
    Category { key, name, kind }
    ChecklistItem { key, name }
    Rules { categories, checklist, rights, asks }
}

impl Record for Known {
    fn read(value: &Value, fault: &Fault) -> Known {
        // `policy` is what phones of the first release understand; the versions say all.
        let versions = if let Value::List(list) = value.field("policies") { list.as_slice() } else { &[] };
        let newest = versions.iter().find(|version| matches!(version.field("until"), Value::Nothing));
        Known {
            places: Record::read(value.field("places"), fault),
            people: Record::read(value.field("people"), fault),
            policy: Record::read(newest.unwrap_or(value).field("policy"), fault),
            services: Record::read(value.field("services"), fault),
        }
    }
}

impl Shown for Known {
    const NAME: &'static str = "reference";
    fn told(answer: &str) -> Result<Known, Unreadable> {
        record::named(Known::NAME, answer)
    }
}
