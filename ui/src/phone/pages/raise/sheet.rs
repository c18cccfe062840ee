//! A case being raised: what each tap does to it, and the event it becomes.

use crate::phone::form::Form;
use crate::phone::parts::photos;
use serde::Serialize;
use shared_model::casework::limits::PARTIES_MOST;
use shared_model::casework::{CaseKind, Colour, Fact, Party, RaisedFacts, Source, Step};
use shared_model::photo::PhotoHash;
use shared_model::place::{Level, PlaceCode};
use shared_model::position::Position;
use std::str::FromStr;
use ui::record;

/// The form's content, as it is kept as a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
    /// How it came to the village's knowledge.
    pub source: Option<Source>,
    /// How many people it concerns, as typed.
    pub people: String,
    /// Whole yuan, as typed.
    pub amount: String,
    /// A key of the service items; empty for none.
    pub service_item: String,
    /// Photos taken for it.
    pub photos: Vec<PhotoHash>,
    /// Where it was found, when that was added.
    pub position: Option<Position>,
}

record! { RaiseForm { kind, category, colour, title, words, parties, source, people, amount, service_item, photos, position } }

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
    /// How it became known was chosen.
    Source(Option<Source>),
    /// The number of people was typed.
    People(String),
    /// The amount was typed.
    Amount(String),
    /// A service item was chosen, or none.
    ServiceItem(String),
    /// A photo comes, or goes when it was there.
    Photo(PhotoHash),
    /// A position was added, or taken off.
    Position(Option<Position>),
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
            Act::Source(source) => self.source = source,
            Act::People(people) => self.people = people,
            Act::Amount(amount) => self.amount = amount,
            Act::ServiceItem(key) => self.service_item = key,
            Act::Position(position) => self.position = position,
            Act::Photo(hash) => self.photos = photos::turned(self.photos, hash),
        }
        self
    }
}

impl RaiseForm {
    /// How it begins: most of what is raised are disputes, and a tap is saved when their categories
    /// are there at once.
    pub fn blank() -> RaiseForm {
        RaiseForm { kind: Some(CaseKind::Dispute), ..RaiseForm::default() }
    }

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

    /// What the office's tables ask, where it was said; none for what is no figure.
    fn facts(&self) -> Option<RaisedFacts> {
        fn figure<T: FromStr>(text: &str) -> Option<Option<T>> {
            let text = text.trim();
            if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
        }
        let (people, amount) = (figure(&self.people)?, figure(&self.amount)?);
        let asks = self.kind == Some(CaseKind::ServiceRequest) && !self.service_item.is_empty();
        let service_item = asks.then(|| self.service_item.clone());
        Some(RaisedFacts { source: self.source, people, amount, service_item, position: self.position })
    }

    /// The event; none while something is missing, also of the facts the policy
    /// requires. It is raised in the author's own micro-grid;
    /// somebody who looks after a larger place raises it where the first party lives.
    pub fn step(&self, colour: Colour, own: &PlaceCode, required: &[Fact]) -> Option<Step> {
        let first = || self.parties.iter().find_map(|party| party.micro_grid.clone());
        let micro_grid = if own.level() == Level::MicroGrid { own.clone() } else { first()? };
        let kind = self.kind.filter(|_| self.begun())?;
        let step = Step::Raised {
            kind,
            category: self.category.clone(),
            colour,
            title: self.title.trim().to_owned(),
            words: self.words.trim().to_owned(),
            micro_grid,
            parties: self.parties.clone(),
            facts: self.facts()?,
        };
        let enough = step.check().is_ok() && !required.iter().any(|fact| fact.is_missing_in(&step));
        enough.then_some(step)
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
        assert!(!form.begun() && !RaiseForm::blank().begun());
    }

    #[test]
    fn what_is_known_already_is_added_to_a_draft_and_never_replaces_it() {
        let form = full().seeded(Some(party(1)), "灶边电线松了").seeded(Some(party(3)), "灶边电线松了");
        assert_eq!(form.words, "新垒的石坎占了地边\n灶边电线松了");
        assert_eq!(form.parties.len(), 2);
    }

    #[test]
    fn a_member_raises_at_home_and_others_where_the_first_party_lives() {
        let raised_in = |own: &str| match full().step(Colour::Yellow, &code(own), &[]) {
            Some(Step::Raised { micro_grid, .. }) => Some(micro_grid),
            _ => None,
        };
        assert_eq!(raised_in("51342410120301001"), Some(code("51342410120301001")));
        assert_eq!(raised_in("51342410120301"), Some(code("51342410120301002")));
        let own = code("51342410120301001");
        assert!(full().apply(Act::Title(" ".into())).step(Colour::Red, &own, &[]).is_none());
        assert!(full().step(Colour::Red, &own, &[]).unwrap().check().is_ok());
    }

    #[test]
    fn facts_may_be_left_out_unless_the_policy_requires_them() {
        let own = code("51342410120301001");
        let facts = |form: &RaiseForm, required: &[Fact]| match form.step(Colour::Green, &own, required) {
            Some(Step::Raised { facts, .. }) => Some(facts),
            _ => None,
        };
        assert_eq!(facts(&full(), &[]), Some(RaisedFacts::default()));
        assert_eq!(facts(&full(), &[Fact::Source]), None);
        let said = full().apply(Act::Source(Some(Source::Found))).apply(Act::People(" 3".into()));
        let expected = RaisedFacts { source: Some(Source::Found), people: Some(3), ..RaisedFacts::default() };
        assert_eq!(facts(&said, &[Fact::Source]), Some(expected));
        for wrong in [Act::People("0".into()), Act::Amount("三千".into())] {
            assert_eq!(facts(&said.clone().apply(wrong), &[]), None);
        }
    }
}
