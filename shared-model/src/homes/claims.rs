//! Claims as they stand in documents: under which key, which of several counts, what form they have.

use super::{Lives, Lodging, Merged};
use crate::ids::{EventId, HouseholdId, ResidentId};
use std::cmp::Ordering;

/// Of claims that differ the greater one counts.
pub trait Claim {
    /// Its number and identity.
    fn mark(&self) -> (u32, &EventId);
}

impl Claim for Lives {
    fn mark(&self) -> (u32, &EventId) {
        (self.n, &self.id)
    }
}

impl Claim for Merged {
    fn mark(&self) -> (u32, &EventId) {
        (self.n, &self.id)
    }
}

pub(super) fn order<C: Claim>(one: &C, other: &C) -> Ordering {
    one.mark().cmp(&other.mark())
}

/// Highest number a claim may have: numbers may not be burnt.
pub(super) const MOST_N: u32 = 1_000_000;

/// The key under which a household says into which it was merged.
pub const MERGED: &str = "merged";

/// The key under which a household says where somebody lives since they moved.
pub(super) fn lives_key(resident: &ResidentId) -> String {
    format!("resident.{resident}.lives")
}

/// Whose `lives` a key is.
pub fn lives_of(key: &str) -> Option<ResidentId> {
    let id = key.strip_prefix("resident.")?.strip_suffix(".lives")?;
    ResidentId::parse(id).ok()
}

/// The claim that counts among the values that stand under a key.
pub fn highest<C: Claim + serde::de::DeserializeOwned>(values: &[String]) -> Option<C> {
    values.iter().filter_map(|value| serde_json::from_str::<C>(value).ok()).max_by(order)
}

fn fits_in(lodging: &Lodging) -> bool {
    lodging.house_no.chars().count() <= 20 && lodging.name.chars().count() <= 100
}

/// Checks a put of a claim; none for any other key. An error says what would fit.
pub fn check(key: &str, value: &str) -> Option<Result<(), &'static str>> {
    let form = |fits: bool| if fits { Ok(()) } else { Err("a number, an identity and households by name") };
    if key == MERGED {
        let claim = serde_json::from_str::<Merged>(value).ok();
        let fits = |claim: &Merged| claim.n <= MOST_N && claim.into.as_ref().is_none_or(fits_in);
        return Some(form(claim.is_some_and(|claim| fits(&claim))));
    }
    lives_of(key)?;
    let claim = serde_json::from_str::<Lives>(value).ok();
    Some(form(claim.is_some_and(|claim| claim.n <= MOST_N && fits_in(&claim.to) && fits_in(&claim.from))))
}

/// The households that a put of a claim names; none for any other key.
pub fn households_named(key: &str, value: &str) -> Vec<HouseholdId> {
    if key == MERGED {
        let claim = serde_json::from_str::<Merged>(value).ok();
        return claim.and_then(|claim| claim.into).map(|into| into.id).into_iter().collect();
    }
    let claim = lives_of(key).and_then(|_| serde_json::from_str::<Lives>(value).ok());
    claim.map(|claim| vec![claim.to.id, claim.from.id]).unwrap_or_default()
}

/// What a value of a claim says to people: the household it names.
pub fn words(key: &str, value: &str) -> Option<String> {
    if key == MERGED {
        let claim = serde_json::from_str::<Merged>(value).ok()?;
        return Some(claim.into.map(|into| into.words()).unwrap_or_default());
    }
    lives_of(key)?;
    serde_json::from_str::<Lives>(value).ok().map(|claim| claim.to.words())
}

/// Where somebody came from, as the value of a claim says it to people.
pub fn came_from(key: &str, value: &str) -> Option<String> {
    lives_of(key)?;
    serde_json::from_str::<Lives>(value).ok().map(|claim| claim.from.words())
}

/// The number and identity of a claim: of several the highest counts. None for what is no claim.
pub fn rank(key: &str, value: &str) -> Option<(u32, EventId)> {
    if key == MERGED {
        return serde_json::from_str::<Merged>(value).ok().map(|claim| (claim.n, claim.id));
    }
    lives_of(key)?;
    serde_json::from_str::<Lives>(value).ok().map(|claim| (claim.n, claim.id))
}
