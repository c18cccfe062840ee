//! A case being raised: what each tap does to it, and the event it becomes.

use crate::phone::form::Form;
use serde::{Deserialize, Serialize};
use shared_model::casework::limits::PARTIES_MOST;
use shared_model::casework::{CaseKind, Colour, Party, Step};
use shared_model::place::{Level, PlaceCode};

/// The form's content, as it is kept as a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RaiseForm {
    /// What kind.
    pub kind: Option<CaseKind>,
    /// The category's key; empty for none yet.
    pub category: String,
    /// The colour the member chose; none to go by the suggestion.
    pub colour: Option<Colour>,
    /// A few words that name it.
    pub title: String,
    /// What was found.
    pub words: String,
    /// The sides.
    pub parties: Vec<Party>,
}

/// What can happen to it.
#[derive(Clone, Debug)]
pub enum Act {
    /// Another kind: the category goes with it.
    Kind(CaseKind),
    /// Another category.
    Category(String),
    /// The member chooses a colour.
    Colour(Colour),
    /// The title was typed.
    Title(String),
    /// Words were typed.
    Words(String),
    /// A side comes in, once.
    Add(Party),
    /// A side goes.
    Remove(usize),
}

impl Form for RaiseForm {
    type Act = Act;

    fn apply(mut self, act: Act) -> RaiseForm {
        match act {
            Act::Kind(kind) if self.kind == Some(kind) => {}
            Act::Kind(kind) => {
                self.kind = Some(kind);
                self.category.clear();
                self.colour = None;
            }
            Act::Category(category) => self.category = category,
            Act::Colour(colour) => self.colour = Some(colour),
            Act::Title(title) => self.title = title,
            Act::Words(words) => self.words = words,
            Act::Add(party) => self.add(party),
            Act::Remove(index) if index < self.parties.len() => {
                self.parties.remove(index);
            }
            Act::Remove(_) => {}
        }
        self
    }
}

impl RaiseForm {
    fn add(&mut self, party: Party) {
        let same = |other: &Party| match (&other.household, &party.household) {
            (Some(a), Some(b)) => a == b,
            (None, None) => *other == party,
            _ => false,
        };
        if self.parties.len() < PARTIES_MOST && !self.parties.iter().any(same) {
            self.parties.push(party);
        }
    }

    /// What a page one comes from already knows: added to the draft, never in the place of it.
    pub fn seeded(mut self, party: Option<Party>, words: &str) -> RaiseForm {
        if let Some(party) = party {
            self.add(party);
        }
        let words = words.trim();
        if !words.is_empty() && !self.words.contains(words) {
            let gap = if self.words.is_empty() { "" } else { "\n" };
            self.words = format!("{}{gap}{words}", self.words);
        }
        self
    }

    /// The first step is answered.
    pub fn begun(&self) -> bool {
        self.kind.is_some() && !self.category.is_empty()
    }

    /// All that must be said is said.
    pub fn complete(&self) -> bool {
        self.begun() && !self.title.trim().is_empty() && !self.words.trim().is_empty()
    }

    /// The event; none while something is missing. It is raised in the author's own micro-grid;
    /// somebody who looks after a larger place raises it where the first party lives.
    pub fn step(&self, colour: Colour, own: &PlaceCode) -> Option<Step> {
        let first = || self.parties.iter().find_map(|party| party.micro_grid.clone());
        let micro_grid = if own.level() == Level::MicroGrid { own.clone() } else { first()? };
        let kind = self.kind.filter(|_| self.complete())?;
        Some(Step::Raised {
            kind,
            category: self.category.clone(),
            colour,
            title: self.title.trim().to_owned(),
            words: self.words.trim().to_owned(),
            micro_grid,
            parties: self.parties.clone(),
            facts: Default::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::ids::HouseholdId;

    fn code(text: &str) -> PlaceCode {
        PlaceCode::parse(text).unwrap()
    }

    fn party(byte: u8) -> Party {
        Party {
            household: Some(HouseholdId::from_random([byte; 10])),
            micro_grid: Some(code("51342410120301002")),
            name: "刘成林".into(),
            house_no: "9".into(),
        }
    }

    fn full() -> RaiseForm {
        let acts = [
            Act::Kind(CaseKind::Dispute),
            Act::Category("forest_land".into()),
            Act::Title("杨家与刘家地界".into()),
            Act::Words("新垒的石坎占了地边".into()),
            Act::Add(party(1)),
        ];
        acts.into_iter().fold(RaiseForm::default(), RaiseForm::apply)
    }

    #[test]
    fn a_party_comes_in_once_and_another_kind_takes_the_category_away() {
        let form = full().apply(Act::Add(party(1))).apply(Act::Add(party(2)));
        assert_eq!(form.parties.len(), 2);
        let form = form.apply(Act::Remove(0)).apply(Act::Remove(7)).apply(Act::Kind(CaseKind::Hazard));
        assert_eq!((form.parties.len(), form.category.as_str()), (1, ""));
        assert!(!form.begun());
    }

    #[test]
    fn what_is_known_already_is_added_to_a_draft_and_never_replaces_it() {
        let form = full().seeded(Some(party(1)), "灶边电线松了").seeded(Some(party(3)), "灶边电线松了");
        assert_eq!(form.words, "新垒的石坎占了地边\n灶边电线松了");
        assert_eq!(form.parties.len(), 2);
    }

    #[test]
    fn a_member_raises_at_home_and_others_where_the_first_party_lives() {
        let raised_in = |own: &str| match full().step(Colour::Yellow, &code(own)) {
            Some(Step::Raised { micro_grid, .. }) => Some(micro_grid),
            _ => None,
        };
        assert_eq!(raised_in("51342410120301001"), Some(code("51342410120301001")));
        assert_eq!(raised_in("51342410120301"), Some(code("51342410120301002")));
        assert!(full().apply(Act::Title(" ".into())).step(Colour::Red, &code("51342410120301001")).is_none());
        assert!(full().step(Colour::Red, &code("51342410120301001")).unwrap().check().is_ok());
    }
}
