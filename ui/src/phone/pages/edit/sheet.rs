//! Fields being changed: what was typed so far, and the edits that follow from it.

use crate::phone::form::Form;
use serde::Serialize;
use shared_model::household::{FieldEdit, Household, NEW_RESIDENT};
use shared_model::ids::ResidentId;
use std::collections::BTreeMap;
use ui::record;

/// Fields that were touched, with what they should hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EditForm {
    changed: BTreeMap<String, String>,
}

record! { EditForm { changed } }

/// What can happen to it.
#[derive(Clone, Debug)]
pub enum Act {
    /// A field was typed into.
    Set(String, String),
}

impl Form for EditForm {
    type Act = Act;

    fn apply(mut self, Act::Set(field, value): Act) -> EditForm {
        self.changed.insert(field, value);
        self
    }
}

impl EditForm {
    /// A form of these fields with nothing typed into any: whoever empties them again leaves no draft.
    pub fn empty(fields: &[&str]) -> EditForm {
        // One by one: making a map of many at once is code of its own.
        let set = |form: EditForm, field: &&str| form.apply(Act::Set((*field).to_owned(), String::new()));
        fields.iter().fold(EditForm::default(), set)
    }

    /// What was typed into a field, without the spaces around it.
    pub fn said(&self, field: &str) -> &str {
        self.typed(field).trim()
    }

    /// The same as it was typed: who types a space goes on.
    pub fn typed(&self, field: &str) -> &str {
        self.changed.get(field).map(String::as_str).unwrap_or_default()
    }

    /// A field that can't be saved as it is: a value that doesn't fit, or somebody without a name.
    pub fn wrong(edits: &[FieldEdit]) -> Option<String> {
        let anybody = ResidentId::from_random([0; 10]);
        let unfit = edits.iter().find(|edit| edit.of_new(&anybody).check().is_err());
        let added = edits.iter().any(|edit| edit.field.starts_with(NEW_RESIDENT));
        let named = format!("{NEW_RESIDENT}name");
        let nameless = added && !edits.iter().any(|edit| edit.field == named);
        unfit.map(|edit| edit.field.clone()).or(nameless.then_some(named))
    }

    /// What the field shows.
    pub fn value(&self, field: &str, household: &Household) -> String {
        self.changed.get(field).cloned().unwrap_or_else(|| standing(field, household))
    }

    /// What differs from how the household stands.
    pub fn edits(&self, household: &Household) -> Vec<FieldEdit> {
        let trimmed = self.changed.iter().map(|(field, value)| (field, value.trim()));
        trimmed
            .filter(|(field, value)| *value != standing(field, household))
            .map(|(field, value)| FieldEdit { field: field.clone(), value: value.to_owned() })
            .collect()
    }
}

/// What a field holds now.
fn standing(field: &str, household: &Household) -> String {
    if let Some(tag) = field.strip_prefix("tag.") {
        let set = household.tags.iter().any(|known| known == tag);
        return if set { "1".to_owned() } else { String::new() };
    }
    if let Some((id, part)) = field.strip_prefix("resident.").and_then(|rest| rest.split_once('.')) {
        let Some(person) = household.residents.iter().find(|person| person.id.as_str() == id) else {
            return String::new();
        };
        let value = match part {
            "name" => &person.name,
            "sex" => &person.sex,
            "birth_year" => &person.birth_year,
            "relation" => &person.relation,
            "phone" => &person.phone,
            "gone" => &person.gone,
            _ => return String::new(),
        };
        return value.clone();
    }
    match field {
        "house_no" => household.house_no.clone(),
        "address" => household.address.clone(),
        "party_contact" => household.party_contact.clone(),
        "joint_leader" => household.joint_leader.clone(),
        "note" => household.note.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use shared_model::household::Resident;
    use shared_model::ids::HouseholdId;
    use shared_model::place::PlaceCode;

    /// Somebody who lives alone.
    pub fn household() -> Household {
        Household {
            id: HouseholdId::from_random([1; 10]),
            micro_grid: PlaceCode::parse("51342410120301001").unwrap(),
            house_no: "12".into(),
            address: String::new(),
            residents: vec![Resident {
                id: ResidentId::from_random([2; 10]),
                name: "李玉珍".into(),
                sex: "f".into(),
                birth_year: "1948".into(),
                relation: "head".into(),
                phone: "138 0000 0012".into(),
                gone: String::new(),
                lives: None,
            }],
            tags: vec!["elderly".into()],
            party_contact: String::new(),
            joint_leader: String::new(),
            note: "旧".into(),
            gone: String::new(),
            gone_why: String::new(),
            lived_in: false,
            merged: None,
            conflicts: vec![],
        }
    }

    #[test]
    fn who_empties_every_field_again_leaves_no_draft() {
        let typed = |form: EditForm, words: &str| form.apply(Act::Set("words".into(), words.into()));
        let blank = EditForm::empty(&["kind", "words"]);
        let begun = typed(blank.clone(), "话");
        assert_ne!(begun, blank);
        assert_eq!(typed(begun, ""), blank);
    }

    #[test]
    fn only_what_differs_is_written() {
        let household = household();
        let phone = format!("resident.{}.phone", household.residents[0].id);
        let set = |form: EditForm, field: &str, value: &str| form.apply(Act::Set(field.into(), value.into()));
        let form = set(EditForm::default(), "note", "新");
        let form = set(form, "note", "旧 ");
        let form = set(form, &phone, "139 0000 0045");
        let form = set(form, "tag.elderly", "");
        let form = set(form, "tag.disabled", "");
        assert_eq!(form.value("house_no", &household), "12");
        let fields: Vec<_> = form.edits(&household).into_iter().map(|e| (e.field, e.value)).collect();
        assert_eq!(fields, [(phone, "139 0000 0045".to_owned()), ("tag.elderly".into(), String::new())]);
    }

    #[test]
    fn somebody_who_is_added_has_a_name() {
        let edit = |field: &str, value: &str| FieldEdit { field: field.into(), value: value.into() };
        let relation = edit("resident.new.relation", "儿子");
        assert_eq!(EditForm::wrong(std::slice::from_ref(&relation)).as_deref(), Some("resident.new.name"));
        assert_eq!(EditForm::wrong(&[relation, edit("resident.new.name", "杨小军")]), None);
        assert_eq!(EditForm::wrong(&[edit("gone", "died")]).as_deref(), Some("gone"));
    }
}
