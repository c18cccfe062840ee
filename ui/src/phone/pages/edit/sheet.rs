//! Fields being changed: what was typed so far, and the edits that follow from it.

use crate::phone::form::Form;
use serde::Serialize;
use shared_model::household::{FieldEdit, Household};
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
mod tests {
    use super::*;
    use shared_model::household::Resident;
    use shared_model::ids::{HouseholdId, ResidentId};
    use shared_model::place::PlaceCode;

    fn household() -> Household {
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
            }],
            tags: vec!["elderly".into()],
            party_contact: String::new(),
            joint_leader: String::new(),
            note: "旧".into(),
            conflicts: vec![],
        }
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
}
