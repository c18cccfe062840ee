//! Where people live now: who moved from one household to another (迁户), and which household was
//! merged into which (并户).
//!
//! Households are documents of their own, which different people hold. So what a document says of it is
//! a claim with a number, and of all claims in whatever documents the highest counts ([`Homes`]): nobody
//! lives in two households, and nobody in none, in whatever order claims arrive. What only some documents
//! know the server writes into the others ([`settle()`]).

#[cfg(feature = "engine")]
mod claims;
#[cfg(feature = "engine")]
mod deeds;
#[cfg(feature = "engine")]
mod people;
#[cfg(feature = "engine")]
mod resolve;
#[cfg(feature = "engine")]
mod settle;

#[cfg(feature = "engine")]
pub use claims::{MERGED, came_from, check, highest, households_named, lives_of, rank, words};
#[cfg(feature = "engine")]
pub use deeds::{CantMove, Written, merge, move_resident, part};
#[cfg(feature = "engine")]
pub use resolve::Homes;
#[cfg(feature = "engine")]
pub use settle::{carried, settle};

use crate::ids::{EventId, HouseholdId};
use crate::place::PlaceCode;
use serde::{Deserialize, Serialize};

/// A household by its name, as who wrote it knew it: who reads this may not hold the household itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lodging {
    /// Which.
    pub id: HouseholdId,
    /// House number.
    #[serde(default)]
    pub house_no: String,
    /// The name it goes by.
    #[serde(default)]
    pub name: String,
    /// In a view: who asks may look at it. Never stands in a document.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
}

impl Lodging {
    /// How people say it.
    pub fn words(&self) -> String {
        format!("{} {}", self.house_no, self.name).trim().to_owned()
    }
}

/// Where somebody lives since they moved: stands under `resident.<id>.lives`, in the household they left
/// and in the one they came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lives {
    /// One more than the highest number its author knew of this person.
    pub n: u32,
    /// Identity of the move.
    pub id: EventId,
    /// Where to.
    pub to: Lodging,
    /// Where from.
    pub from: Lodging,
}

/// What became of a household that was merged into another: stands under `merged`, in the household that
/// was merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// One more than the highest number its author knew of this household.
    pub n: u32,
    /// Identity of the deed.
    pub id: EventId,
    /// Into which; none: the merge was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<Lodging>,
    /// The micro-grid it lay in before, where the office merged it into a household of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_grid: Option<PlaceCode>,
}
