//! Editing a household: from the values in the form to the edits that differ.

use shared_model::household::{FieldEdit, Household, TAGS};
use std::collections::BTreeMap;

/// The fields of a household that the form offers, in its order, before its people.
pub const FIELDS: [&str; 5] = ["house_no", "address", "party_contact", "joint_leader", "note"];

/// The parts of a resident that the form offers, in its order.
pub const PARTS: [&str; 5] = ["name", "relation", "sex", "birth_year", "phone"];

/// Field → value, as the household stands.
pub fn values(household: &Household) -> BTreeMap<String, String> {
    let mut found = BTreeMap::from([
        ("house_no".to_owned(), household.house_no.clone()),
        ("address".to_owned(), household.address.clone()),
        ("party_contact".to_owned(), household.party_contact.clone()),
        ("joint_leader".to_owned(), household.joint_leader.clone()),
        ("note".to_owned(), household.note.clone()),
    ]);
    let tags = TAGS.iter().map(|tag| (*tag).to_owned()).chain(household.tags.iter().cloned());
    for tag in tags {
        let set = household.tags.contains(&tag);
        found.insert(format!("tag.{tag}"), if set { "1" } else { "" }.to_owned());
    }
    for resident in &household.residents {
        let parts =
            [&resident.name, &resident.relation, &resident.sex, &resident.birth_year, &resident.phone];
        for (part, value) in PARTS.iter().zip(parts) {
            found.insert(format!("resident.{}.{part}", resident.id), value.clone());
        }
    }
    found
}

/// The edits that turn `before` into `after`: only what differs, so that nobody else's edit of
/// another field is written over.
pub fn edits(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<FieldEdit> {
    after
        .iter()
        .filter(|(field, value)| before.get(*field) != Some(value))
        .map(|(field, value)| FieldEdit { field: field.clone(), value: value.clone() })
        .collect()
}

/// The fields of the edits whose values can't stand, so that each can be pointed at.
pub fn wrong(edits: &[FieldEdit]) -> Vec<&str> {
    edits.iter().filter(|edit| edit.check().is_err()).map(|edit| edit.field.as_str()).collect()
}

/// A field's key taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field<'a> {
    /// A field of the household; its text is `field-<name>`.
    Own(&'a str),
    /// A service tag; its text is `tag-<name>`.
    Tag(&'a str),
    /// A part of a resident; its text is `field-<part>`.
    Of {
        /// The resident's identity.
        resident: &'a str,
        /// Which part.
        part: &'a str,
    },
}

/// Takes a field's key apart.
pub fn field(key: &str) -> Field<'_> {
    if let Some(tag) = key.strip_prefix("tag.") {
        return Field::Tag(tag);
    }
    match key.strip_prefix("resident.").and_then(|rest| rest.split_once('.')) {
        Some((resident, part)) => Field::Of { resident, part },
        None => Field::Own(key),
    }
}

/// Whether a field holds a telephone number.
pub fn is_phone(key: &str) -> bool {
    matches!(field(key), Field::Of { part: "phone", .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::household::from_fields;
    use shared_model::ids::HouseholdId;
    use shared_model::place::PlaceCode;

    fn household() -> Household {
        let fields = [
            ("house_no", "12"),
            ("note", "白天在地里"),
            ("tag.disabled", "1"),
            ("tag.of_tomorrow", "1"),
            ("resident.0000000000000001.name", "李玉珍"),
            ("resident.0000000000000001.phone", "139 0000 0001"),
        ];
        let fields = fields.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect();
        let micro = PlaceCode::parse("51342410120301001").unwrap();
        from_fields(HouseholdId::from_random([1; 10]), micro, &fields, vec![])
    }

    #[test]
    fn only_what_differs_is_written() {
        let before = values(&household());
        let mut after = before.clone();
        assert!(edits(&before, &after).is_empty());
        after.insert("note".into(), "傍晚去".into());
        after.insert("tag.disabled".into(), String::new());
        let written: Vec<(String, String)> =
            edits(&before, &after).into_iter().map(|edit| (edit.field, edit.value)).collect();
        assert_eq!(written, [("note".into(), "傍晚去".into()), ("tag.disabled".into(), String::new())]);
    }

    #[test]
    fn every_value_of_the_form_is_one_the_model_takes_and_a_wrong_one_is_named() {
        let before = values(&household());
        let all = edits(&BTreeMap::new(), &before);
        let empty_name: Vec<_> = all.iter().filter(|edit| edit.check().is_err()).collect();
        assert!(empty_name.is_empty(), "{empty_name:?}");
        assert!(before.contains_key("tag.of_tomorrow"));
        let edit = |field: &str, value: &str| FieldEdit { field: field.into(), value: value.into() };
        let edits = [
            edit("house_no", " "),
            edit("note", "傍晚去"),
            edit("resident.0000000000000001.birth_year", "去年"),
        ];
        assert_eq!(wrong(&edits), ["house_no", "resident.0000000000000001.birth_year"]);
    }

    #[test]
    fn keys_are_taken_apart() {
        assert_eq!(field("note"), Field::Own("note"));
        assert_eq!(field("tag.disabled"), Field::Tag("disabled"));
        let phone = "resident.0000000000000001.phone";
        assert_eq!(field(phone), Field::Of { resident: "0000000000000001", part: "phone" });
        assert!(is_phone(phone) && !is_phone("note"));
    }
}
