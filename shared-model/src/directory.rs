//! The directory (人员名册): people without an account who can be asked in a village.

use crate::casework::CaseKind;
use crate::ids::PersonId;
use crate::place::PlaceCode;
use serde::{Deserialize, Serialize};

/// Longest name, in characters.
pub const PERSON_NAME_MOST: usize = 40;
/// Longest phone number, in characters.
pub const PHONE_MOST: usize = 30;
/// Most words that say what somebody is good at, and the longest of them.
pub const SKILLS_MOST: (usize, usize) = (12, 20);

/// What somebody is in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonKind {
    /// 法律明白人: knows the law among neighbours.
    LegalVillager,
    /// 法律顾问
    LegalAdviser,
    /// 志愿者
    Volunteer,
    /// 调解室人员
    MediationStaff,
}

impl PersonKind {
    /// All of them.
    pub const ALL: [PersonKind; 4] = [
        PersonKind::LegalVillager,
        PersonKind::LegalAdviser,
        PersonKind::Volunteer,
        PersonKind::MediationStaff,
    ];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            PersonKind::LegalVillager => "legal_villager",
            PersonKind::LegalAdviser => "legal_adviser",
            PersonKind::Volunteer => "volunteer",
            PersonKind::MediationStaff => "mediation_staff",
        }
    }

    /// Those who can help with a kind of case, the nearest first.
    pub fn for_case(kind: CaseKind) -> &'static [PersonKind] {
        match kind {
            CaseKind::Dispute => {
                &[PersonKind::LegalVillager, PersonKind::MediationStaff, PersonKind::LegalAdviser]
            }
            CaseKind::Hazard | CaseKind::ServiceRequest => &[PersonKind::Volunteer],
            CaseKind::AgendaTopic => &[PersonKind::LegalVillager, PersonKind::Volunteer],
        }
    }
}

/// Somebody of the directory. Personal data: the village alone holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPerson {
    /// Follows from place, kind and name: the same row is the same person.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// What they are.
    pub kind: PersonKind,
    /// Where: a village, or a place within it.
    pub place: PlaceCode,
    /// How to reach them; empty when it isn't said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// What they are good at, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
}

/// Those who can help with a case, who fits best first: whose skills the case's words name, then who
/// lives in its micro-grid, then by kind as [`PersonKind::for_case`] orders them.
pub fn suggested<'a>(
    people: &'a [ListedPerson],
    kind: CaseKind,
    micro_grid: &PlaceCode,
    words: &str,
) -> Vec<&'a ListedPerson> {
    let kinds = PersonKind::for_case(kind);
    let rank = |person: &ListedPerson| kinds.iter().position(|fits| *fits == person.kind);
    let skilled = |person: &ListedPerson| person.skills.iter().any(|skill| words.contains(skill.as_str()));
    let mut fitting: Vec<&ListedPerson> = people.iter().filter(|person| rank(person).is_some()).collect();
    fitting.sort_by_cached_key(|person| {
        (!skilled(person), person.place != *micro_grid, rank(person), person.name.clone())
    });
    fitting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_knows_the_matter_comes_before_who_lives_near() -> Result<(), crate::place::NotAPlaceCode> {
        let (here, there) = (PlaceCode::parse("51342410120301001")?, PlaceCode::parse("51342410120301002")?);
        let person = |number: u8, kind, place: &PlaceCode, skill: &str| ListedPerson {
            id: PersonId::from_random([number; 10]),
            name: number.to_string(),
            kind,
            place: place.clone(),
            phone: String::new(),
            skills: vec![skill.to_owned()],
        };
        let people = [
            person(1, PersonKind::Volunteer, &here, "排水"),
            person(2, PersonKind::LegalAdviser, &here, "合同"),
            person(3, PersonKind::LegalVillager, &there, "排水"),
            person(4, PersonKind::LegalVillager, &there, "婚姻"),
            person(5, PersonKind::LegalVillager, &here, "婚姻"),
        ];
        let names = |kind, words| -> Vec<String> {
            suggested(&people, kind, &here, words).iter().map(|person| person.name.clone()).collect()
        };
        assert_eq!(names(CaseKind::Dispute, "两家为排水沟争吵"), ["3", "5", "2", "4"]);
        assert_eq!(names(CaseKind::Hazard, "路塌了"), ["1"]);
        Ok(())
    }
}
