//! Whether two cases may be one and the same: parties, place and time are near. A person decides.

use super::event::{CaseKind, Party};
use crate::moment::Millis;
use crate::place::PlaceCode;
use crate::position::Position;
use serde::{Deserialize, Serialize};

/// Two positions are one spot within so many metres.
const SPOT: u32 = 200;

/// What of a case tells whether it is another one.
#[derive(Clone, Copy, Debug)]
pub struct Sketch<'a> {
    /// What kind.
    pub kind: CaseKind,
    /// The category's key.
    pub category: &'a str,
    /// Where it was raised.
    pub micro_grid: &'a PlaceCode,
    /// The sides.
    pub parties: &'a [Party],
    /// Where it was found, where that was said.
    pub position: Option<Position>,
    /// When it was raised: when the server received it.
    pub raised_at: Millis,
}

/// In what two cases are alike, in the order in which it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alike {
    /// A household of the register is a party of both.
    Household {
        /// As the first case names it.
        name: String,
    },
    /// Somebody from outside, named alike, is a party of both.
    Outsider {
        /// The name.
        name: String,
    },
    /// Raised in the same micro-grid.
    MicroGrid,
    /// Raised in the same village, not in the same micro-grid.
    Village,
    /// Found so many metres from each other, as both say.
    Metres {
        /// Whole metres.
        apart: u32,
    },
    /// Of the same category.
    Category,
    /// Of the same kind, not of the same category.
    Kind,
    /// Raised so many days from each other, by the day in China.
    Days {
        /// Whole days; 0 on the same day.
        apart: u32,
    },
}

/// In what two cases are alike, when they are so in parties, place, matter and time at once; empty
/// when they aren't. `within` is the policy's `duplicate_days`.
///
/// Parties are near when two of them are in both cases, or one is and the category too, or, where one
/// of the cases names nobody, both are of one category and of one micro-grid, or were found within
/// [`SPOT`] metres.
pub fn alike(one: Sketch<'_>, other: Sketch<'_>, within: u32) -> Vec<Alike> {
    let village = one.micro_grid.village();
    let apart = one.raised_at.days_until(other.raised_at).unsigned_abs();
    if one.kind != other.kind
        || village.is_none()
        || village != other.micro_grid.village()
        || apart > u64::from(within)
    {
        return Vec::new();
    }
    let (same_grid, same_category) = (one.micro_grid == other.micro_grid, one.category == other.category);
    let metres = one.position.zip(other.position).map(|(one, other)| one.metres_to(&other));
    let spot = metres.filter(|apart| *apart <= SPOT);
    let mut found: Vec<Alike> = one.parties.iter().filter_map(|party| shared(party, other.parties)).collect();
    let near = match found.len() {
        0 => {
            let nobody = one.parties.is_empty() || other.parties.is_empty();
            nobody && (same_grid || spot.is_some()) && same_category
        }
        1 => same_category,
        _ => true,
    };
    if !near {
        return Vec::new();
    }
    found.push(if same_grid { Alike::MicroGrid } else { Alike::Village });
    found.extend(spot.map(|apart| Alike::Metres { apart }));
    found.push(if same_category { Alike::Category } else { Alike::Kind });
    found.push(Alike::Days { apart: u32::try_from(apart).unwrap_or(u32::MAX) });
    found
}

/// The party when it is among the others: by its household, else by its name and being no household.
fn shared(party: &Party, others: &[Party]) -> Option<Alike> {
    let name = party.name.trim();
    match &party.household {
        Some(household) => others
            .iter()
            .any(|other| other.household.as_ref() == Some(household))
            .then(|| Alike::Household { name: name.to_owned() }),
        None => others
            .iter()
            .any(|other| other.household.is_none() && other.name.trim() == name)
            .then(|| Alike::Outsider { name: name.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::HouseholdId;
    use crate::moment::DAY;

    const THEN: Millis = Millis(1_773_806_400_000); // 2026-03-18 12:00 +08:00

    fn household(number: u8, name: &str) -> Party {
        let household = Some(HouseholdId::from_random([number; 10]));
        Party { household, micro_grid: None, name: name.into(), house_no: "1".into() }
    }

    fn outsider(name: &str) -> Party {
        Party { household: None, micro_grid: None, name: name.into(), house_no: String::new() }
    }

    fn grid(last: u8) -> PlaceCode {
        PlaceCode::parse(&format!("513424101203010{last:02}")).unwrap()
    }

    fn sketch<'a>(grid: &'a PlaceCode, category: &'a str, parties: &'a [Party], days: i64) -> Sketch<'a> {
        let raised_at = THEN.plus(days * DAY);
        Sketch { kind: CaseKind::Dispute, category, micro_grid: grid, parties, position: None, raised_at }
    }

    #[test]
    fn the_same_quarrel_raised_from_both_sides_is_alike_and_says_in_what() {
        let (one, two) = (grid(1), grid(2));
        let (here, there) =
            ([household(1, "陈德贵"), outsider("王老板")], [outsider("王老板 "), household(1, "陈家")]);
        let found = alike(sketch(&one, "neighbours", &here, 0), sketch(&two, "forest_land", &there, 3), 30);
        let named = |name: &str| name.to_owned();
        assert_eq!(
            found,
            [
                Alike::Household { name: named("陈德贵") },
                Alike::Outsider { name: named("王老板") },
                Alike::Village,
                Alike::Kind,
                Alike::Days { apart: 3 },
            ]
        );
    }

    #[test]
    fn one_party_is_enough_only_in_the_same_category() {
        let one = grid(1);
        let (here, there) = ([household(1, "陈德贵")], [household(1, "陈德贵"), household(2, "马")]);
        let same = alike(sketch(&one, "wages", &here, 0), sketch(&one, "wages", &there, -2), 30);
        assert_eq!(same[1..], [Alike::MicroGrid, Alike::Category, Alike::Days { apart: 2 }]);
        assert!(alike(sketch(&one, "wages", &here, 0), sketch(&one, "neighbours", &there, 0), 30).is_empty());
    }

    #[test]
    fn a_household_is_known_by_its_record_and_never_by_a_name() {
        let one = grid(1);
        let (here, there) = ([household(1, "王芳")], [household(2, "王芳")]);
        let (named, of_a_house) = ([outsider("王芳")], [household(1, "王芳")]);
        assert!(alike(sketch(&one, "wages", &here, 0), sketch(&one, "wages", &there, 0), 30).is_empty());
        assert!(
            alike(sketch(&one, "wages", &named, 0), sketch(&one, "wages", &of_a_house, 0), 30).is_empty()
        );
    }

    #[test]
    fn where_nobody_is_named_place_and_category_decide() {
        let (one, two) = (grid(1), grid(2));
        let here = [household(1, "陈德贵")];
        assert!(!alike(sketch(&one, "geology", &[], 0), sketch(&one, "geology", &here, 1), 30).is_empty());
        assert!(alike(sketch(&one, "geology", &[], 0), sketch(&two, "geology", &[], 1), 30).is_empty());
        assert!(alike(sketch(&one, "geology", &[], 0), sketch(&one, "house_safety", &[], 1), 30).is_empty());
    }

    #[test]
    fn far_in_time_place_or_kind_is_not_near() {
        let (one, parties) = (grid(1), [household(1, "陈德贵"), household(2, "马海军")]);
        let known = sketch(&one, "neighbours", &parties, 0);
        assert!(!alike(known, sketch(&one, "neighbours", &parties, 30), 30).is_empty());
        assert!(alike(known, sketch(&one, "neighbours", &parties, 31), 30).is_empty());
        let elsewhere = PlaceCode::parse("51342410120401001").unwrap();
        assert!(alike(known, sketch(&elsewhere, "neighbours", &parties, 0), 30).is_empty());
        let hazard = Sketch { kind: CaseKind::Hazard, ..sketch(&one, "neighbours", &parties, 0) };
        assert!(alike(known, hazard, 30).is_empty());
    }

    #[test]
    fn where_nobody_is_named_one_spot_is_near_across_micro_grids() {
        let (one, two) = (grid(1), grid(2));
        let found = |north: i32| {
            let position = Position { lat_e6: 27_400_000 + north, lon_e6: 102_180_000, within_m: 20 };
            let here = Position { lat_e6: 27_400_000, ..position };
            let first = Sketch { position: Some(here), ..sketch(&one, "geology", &[], 0) };
            alike(first, Sketch { position: Some(position), ..sketch(&two, "geology", &[], 1) }, 30)
        };
        let alike_in =
            [Alike::Village, Alike::Metres { apart: 111 }, Alike::Category, Alike::Days { apart: 1 }];
        assert_eq!(found(1_000), alike_in);
        assert!(found(2_000).is_empty(), "222 metres");
    }
}
