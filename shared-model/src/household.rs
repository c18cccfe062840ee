//! Households (户): what is kept about them, and what a sensible value is.
//!
//! The least that the work needs. Every field is one scalar string in the household's document,
//! so that two people who edit different fields at once both keep their edit.

use crate::homes::{Lives, Merged};
use crate::ids::{HouseholdId, ResidentId};
use crate::place::PlaceCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A household as read from its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Its identity.
    pub id: HouseholdId,
    /// The micro-grid that looks after it.
    pub micro_grid: PlaceCode,
    /// House number as villagers say it: 12, 3-2.
    pub house_no: String,
    /// Address in words.
    pub address: String,
    /// The people, the head first, then by identity; who is gone last.
    pub residents: Vec<Resident>,
    /// Service tags that are set, sorted: `living_alone`, `disabled`, `subsistence`, …
    pub tags: Vec<String>,
    /// Linked party member (联系党员).
    pub party_contact: String,
    /// Joint-household leader (联户长).
    pub joint_leader: String,
    /// Free words.
    pub note: String,
    /// Empty while they live here, else why not: a word of [`HOUSEHOLD_GONE`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gone: String,
    /// Why, in words, or a word of [`GONE_WHY`]; empty when nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gone_why: String,
    /// It was archived by somebody who didn't know that somebody had just moved in: that counts for nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lived_in: bool,
    /// It was merged into another household, or that was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<Merged>,
    /// Fields that hold two values because two people wrote at once.
    pub conflicts: Vec<FieldConflict>,
}

impl Household {
    /// The head, or the first resident when nobody is marked as head.
    pub fn head(&self) -> Option<&Resident> {
        self.residents.first()
    }

    /// The name the household goes by.
    pub fn name(&self) -> &str {
        self.head().map_or(self.address.as_str(), |head| head.name.as_str())
    }

    /// Whether it is counted and visited: neither archived nor merged into another.
    pub fn stands(&self) -> bool {
        self.gone.is_empty() && self.merged.as_ref().is_none_or(|merged| merged.into.is_none())
    }

    /// Those who live here.
    pub fn present(&self) -> impl Iterator<Item = &Resident> {
        self.residents.iter().filter(|resident| resident.gone.is_empty())
    }

    /// Whether it may be the household that somebody is about to add: a person of that name, in the
    /// same house or one a few numbers away.
    pub fn may_be(&self, house_no: &str, name: &str) -> bool {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        let name = bare(name);
        let near = match (number(&self.house_no), number(house_no)) {
            (Some(one), Some(other)) => one.abs_diff(other) <= NEAR_NUMBERS,
            _ => true,
        };
        near && !name.is_empty() && self.residents.iter().any(|resident| bare(&resident.name) == name)
    }
}

/// House numbers so far apart may still be a slip for one another.
const NEAR_NUMBERS: u64 = 3;

/// The first number in a house number: 3 of 3-2.
fn number(house_no: &str) -> Option<u64> {
    let digits = house_no.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit);
    digits.collect::<String>().parse().ok()
}

/// One person of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resident {
    /// Its identity.
    pub id: ResidentId,
    /// Name.
    pub name: String,
    /// `f`, `m` or empty.
    pub sex: String,
    /// Four digits or empty.
    pub birth_year: String,
    /// Relation to the head: `head` for the head, else a word such as 儿子.
    pub relation: String,
    /// Telephone: digits, spaces, `+` and `-`.
    pub phone: String,
    /// Empty while they live here, else why not: a word of [`RESIDENT_GONE`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gone: String,
    /// Where they live since they moved from one household to another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lives: Option<Lives>,
}

/// Two values written at once for one field: both are kept until somebody chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldConflict {
    /// The field's key.
    pub field: String,
    /// The value shown.
    pub shown: String,
    /// The values that also stand.
    pub others: Vec<String>,
}

/// The service tags this version knows; an unknown one is kept and shown as its key.
pub const TAGS: [&str; 8] = [
    "living_alone",
    "elderly",
    "disabled",
    "subsistence",
    "left_behind_child",
    "veteran",
    "migrant_worker",
    "chronic_illness",
];

/// Why a household is no longer visited: 搬走. It is kept with all that was written about it.
pub const HOUSEHOLD_GONE: [&str; 1] = ["moved"];

/// Reasons for archiving a household that have a text of their own: they moved out of the village, nobody of
/// them is left.
pub const GONE_WHY: [&str; 2] = ["left_village", "died_out"];

/// Why somebody no longer lives in a household: 搬走, 去世.
pub const RESIDENT_GONE: [&str; 2] = ["moved", "died"];

/// What stands for the identity of somebody who is added: `resident.new.name`. Whoever writes gives
/// them one ([`FieldEdit::of_new`]).
pub const NEW_RESIDENT: &str = "resident.new.";

/// One edit of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldEdit {
    /// `house_no`, `address`, `party_contact`, `joint_leader`, `note`, `gone`, `gone_why`, `tag.<tag>`
    /// (value `1` or empty), or `resident.<id>.<name|sex|birth_year|relation|phone|gone>`; `resident.new.…` for
    /// somebody who is added.
    pub field: String,
    /// The new value.
    pub value: String,
}

/// Why a value can't stand in a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum FieldProblem {
    /// There is no such field.
    #[error("there is no field {0:?} in a household")]
    NoSuchField(String),
    /// More characters than the field holds.
    #[error("{field} holds at most {most} characters")]
    TooLong {
        /// The field.
        field: String,
        /// Its limit.
        most: usize,
    },
    /// The value has another form.
    #[error("{field}: {expected}")]
    WrongForm {
        /// The field.
        field: String,
        /// What would fit.
        expected: String,
    },
}

/// What kind of value a field holds.
#[derive(Clone, Copy)]
enum Form {
    Text(usize),
    Required(usize),
    Sex,
    Year,
    Phone,
    Flag,
    Gone(&'static [&'static str]),
}

fn form(field: &str) -> Option<Form> {
    match field {
        "house_no" => return Some(Form::Required(20)),
        "address" => return Some(Form::Text(100)),
        "party_contact" | "joint_leader" => return Some(Form::Text(40)),
        "note" => return Some(Form::Text(2000)),
        "gone" => return Some(Form::Gone(&HOUSEHOLD_GONE)),
        "gone_why" => return Some(Form::Text(200)),
        _ => {}
    }
    if let Some(tag) = field.strip_prefix("tag.") {
        let fits = !tag.is_empty() && tag.len() <= 40;
        return (fits && tag.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).then_some(Form::Flag);
    }
    let (resident, part) = field.strip_prefix("resident.")?.split_once('.')?;
    ResidentId::parse(resident).ok()?;
    match part {
        "name" => Some(Form::Required(40)),
        "sex" => Some(Form::Sex),
        "birth_year" => Some(Form::Year),
        "relation" => Some(Form::Text(20)),
        "phone" => Some(Form::Phone),
        "gone" => Some(Form::Gone(&RESIDENT_GONE)),
        _ => None,
    }
}

impl FieldEdit {
    /// The same edit with the identity of somebody who is added.
    pub fn of_new(&self, id: &ResidentId) -> FieldEdit {
        match self.field.strip_prefix(NEW_RESIDENT) {
            Some(part) => FieldEdit { field: format!("resident.{id}.{part}"), value: self.value.clone() },
            None => self.clone(),
        }
    }

    /// Checks the field's name and the value's form.
    ///
    /// # Errors
    /// A [`FieldProblem`] that names the field and says what would fit.
    pub fn check(&self) -> Result<(), FieldProblem> {
        let no_such = || FieldProblem::NoSuchField(self.field.chars().take(60).collect());
        let form = form(&self.field).ok_or_else(no_such)?;
        let wrong = |expected: &str| FieldProblem::WrongForm {
            field: self.field.clone(),
            expected: expected.to_owned(),
        };
        let fits = |ok: bool, expected: &str| if ok { Ok(()) } else { Err(wrong(expected)) };
        match form {
            Form::Text(most) => self.at_most(most),
            Form::Required(most) => {
                fits(!self.value.trim().is_empty(), "must not be empty")?;
                self.at_most(most)
            }
            Form::Sex => fits(matches!(self.value.as_str(), "" | "f" | "m"), "f, m or empty"),
            Form::Year => {
                let year = self.value.len() == 4 && self.value.bytes().all(|b| b.is_ascii_digit());
                fits(self.value.is_empty() || year, "four digits or empty")
            }
            Form::Phone => {
                let allowed = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ');
                fits(self.value.chars().all(allowed), "digits, spaces, + and -")?;
                self.at_most(30)
            }
            Form::Flag => fits(matches!(self.value.as_str(), "" | "1"), "1 or empty"),
            Form::Gone(words) => {
                let known = words.contains(&self.value.as_str());
                fits(known || self.value.is_empty(), "why they are gone, or empty")
            }
        }
    }

    fn at_most(&self, most: usize) -> Result<(), FieldProblem> {
        if self.value.chars().count() <= most {
            return Ok(());
        }
        Err(FieldProblem::TooLong { field: self.field.clone(), most })
    }
}

/// Reads a household from the keys and values of its document. Fields of a later version are
/// passed over here and stay in the document.
pub fn from_fields(
    id: HouseholdId,
    micro_grid: PlaceCode,
    fields: &BTreeMap<String, String>,
    conflicts: Vec<FieldConflict>,
) -> Household {
    let text = |key: &str| fields.get(key).cloned().unwrap_or_default();
    let tags = fields
        .iter()
        .filter(|(_, value)| *value == "1")
        .filter_map(|(key, _)| key.strip_prefix("tag.").map(str::to_owned))
        .collect();
    Household {
        id,
        micro_grid,
        house_no: text("house_no"),
        address: text("address"),
        residents: residents(fields),
        tags,
        party_contact: text("party_contact"),
        joint_leader: text("joint_leader"),
        note: text("note"),
        gone: text("gone"),
        gone_why: text("gone_why"),
        lived_in: false,
        merged: None,
        conflicts,
    }
}

fn residents(fields: &BTreeMap<String, String>) -> Vec<Resident> {
    let mut found: BTreeMap<ResidentId, Resident> = BTreeMap::new();
    for (key, value) in fields {
        let Some((id, part)) = key.strip_prefix("resident.").and_then(|rest| rest.split_once('.')) else {
            continue;
        };
        let Ok(id) = ResidentId::parse(id) else { continue };
        let resident = found.entry(id.clone()).or_insert_with(|| Resident {
            id,
            name: String::new(),
            sex: String::new(),
            birth_year: String::new(),
            relation: String::new(),
            phone: String::new(),
            gone: String::new(),
            lives: None,
        });
        let slot = match part {
            "name" => &mut resident.name,
            "sex" => &mut resident.sex,
            "birth_year" => &mut resident.birth_year,
            "relation" => &mut resident.relation,
            "phone" => &mut resident.phone,
            "gone" => &mut resident.gone,
            _ => continue,
        };
        slot.clone_from(value);
    }
    let mut residents: Vec<_> = found.into_values().filter(|r| !r.name.is_empty()).collect();
    residents.sort_by_key(|r| (!r.gone.is_empty(), r.relation != "head"));
    residents
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(field: &str, value: &str) -> Result<(), FieldProblem> {
        FieldEdit { field: field.into(), value: value.into() }.check()
    }

    #[test]
    fn a_value_that_fits_is_taken_and_another_is_told_what_would_fit() {
        assert_eq!(edit("note", "灶边电线老化"), Ok(()));
        assert_eq!(edit("resident.0000000000000001.phone", "139 0000 0001"), Ok(()));
        assert_eq!(edit("tag.living_alone", "1"), Ok(()));
        assert!(edit("resident.0000000000000001.phone", "don't know").is_err());
        assert!(edit("resident.0000000000000001.name", " ").is_err());
        assert!(edit("resident.0000000000000001.birth_year", "48").is_err());
        assert!(edit("micro_grid", "51342410120301001").is_err());
        assert!(edit("identity_number", "1").is_err());
        assert!(edit("note", &"长".repeat(2001)).is_err());
    }

    #[test]
    fn the_head_comes_first_and_unknown_fields_disturb_nobody() {
        let fields = [
            ("house_no", "12"),
            ("future_field", "x"),
            ("tag.disabled", "1"),
            ("tag.veteran", ""),
            ("resident.0000000000000001.name", "杨小军"),
            ("resident.0000000000000001.relation", "儿子"),
            ("resident.0000000000000002.name", "李玉珍"),
            ("resident.0000000000000002.relation", "head"),
            ("resident.0000000000000002.shoe_size", "36"),
        ];
        let fields = fields.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect();
        let id = HouseholdId::from_random([1; 10]);
        let micro = PlaceCode::parse("51342410120301001").unwrap();
        let household = from_fields(id, micro, &fields, vec![]);
        assert_eq!(household.name(), "李玉珍");
        assert_eq!(household.residents.len(), 2);
        assert_eq!(household.tags, ["disabled"]);
    }

    #[test]
    fn who_is_gone_comes_last_and_a_household_that_may_be_there_already_is_known_by_name_and_number() {
        let fields = [
            ("house_no", "12-1"),
            ("resident.0000000000000001.name", "杨小军"),
            ("resident.0000000000000002.name", "李玉珍"),
            ("resident.0000000000000002.relation", "head"),
            ("resident.0000000000000002.gone", "died"),
        ];
        let fields = fields.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect();
        let id = HouseholdId::from_random([1; 10]);
        let household = from_fields(id, PlaceCode::nowhere(), &fields, vec![]);
        assert_eq!((household.name(), household.present().count()), ("杨小军", 1));
        assert!(household.may_be("15", "杨 小军") && household.may_be("", "李玉珍"));
        assert!(!household.may_be("16", "杨小军") && !household.may_be("12-1", "杨小"));
        assert!(!household.may_be("12", " "));
        assert_eq!(edit("resident.0000000000000002.gone", "died"), Ok(()));
        assert!(edit("gone", "died").is_err() && edit("gone", "moved").is_ok());
        let id = ResidentId::from_random([2; 10]);
        let added = FieldEdit { field: "resident.new.name".into(), value: "杨小梅".into() };
        assert!(added.check().is_err() && added.of_new(&id).check().is_ok());
    }
}
