//! What is written when somebody moves, and when households are merged or parted again.

use super::claims::{MERGED, MOST_N, lives_key};
use super::resolve::named;
use super::{Homes, Lives, Merged};
use crate::document::Put;
use crate::household::{Household, Resident};
use crate::ids::{EventId, HouseholdId, ResidentId};
use crate::place::PlaceCode;

/// The puts of one deed, by the household in whose document they stand.
pub type Written = Vec<(HouseholdId, Vec<Put>)>;

/// Why a deed can't be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CantMove {
    /// A household that isn't at hand, or somebody who isn't in it.
    #[error("there is no such {0} here")]
    NoSuch(&'static str),
    /// Somebody who is gone, or lives elsewhere.
    #[error("they do not live in this household")]
    NotHere,
    /// The same household twice, or one that is archived or merged already.
    #[error("this household takes nobody in: it is archived, merged, or the same")]
    TakesNobody,
    /// A household that wasn't merged.
    #[error("this household was not merged")]
    NotMerged,
    /// Only the office moves households to another micro-grid.
    #[error("only the office merges households of two micro-grids, and parts them")]
    OfficeOnly,
    /// Too often.
    #[error("they moved too often")]
    TooOften,
}

fn next(n: Option<u32>) -> Result<u32, CantMove> {
    let n = n.unwrap_or(0) + 1;
    if n <= MOST_N { Ok(n) } else { Err(CantMove::TooOften) }
}

/// A household that can take somebody in: the one that stands for the one that was named.
fn takes_in<'a>(homes: &Homes<'a>, id: &HouseholdId) -> Result<&'a Household, CantMove> {
    let target = homes.recorded(homes.survivor(id)).ok_or(CantMove::NoSuch("household"))?;
    if target.gone.is_empty() { Ok(target) } else { Err(CantMove::TakesNobody) }
}

/// Somebody moves from a household to another: written into the one they come to, with what is known of
/// them, and into the one they leave.
///
/// # Errors
/// A [`CantMove`].
pub fn move_resident(
    homes: &Homes<'_>,
    household: &HouseholdId,
    resident: &ResidentId,
    to: &HouseholdId,
    relation: &str,
    id: EventId,
) -> Result<Written, CantMove> {
    let here = homes.household(household).ok_or(CantMove::NoSuch("household"))?;
    let target = takes_in(homes, to)?;
    if target.id == *homes.survivor(household) {
        return Err(CantMove::TakesNobody);
    }
    let part = homes.group(household).into_iter().find(|part| records(homes, part, resident));
    let (record_in, record) =
        part.and_then(|part| homes.record_of(resident, &part)).ok_or(CantMove::NoSuch("resident"))?;
    if homes.home(resident, &record_in.id) != homes.survivor(household) || !record.gone.is_empty() {
        return Err(CantMove::NotHere);
    }
    let n = next(homes.claim(resident).map(|claim| claim.n))?;
    let claim = Lives { n, id, to: named(target), from: named(&here) };
    let lives = lives_put(resident, &claim);
    let mut puts = copied(record, relation);
    // What nobody said needn't be written where nothing stands yet.
    let known = records(homes, &target.id, resident);
    puts.retain(|put| known || !put.value.is_empty());
    puts.push(lives.clone());
    Ok(vec![(target.id.clone(), puts), (record_in.id.clone(), vec![lives])])
}

fn records(homes: &Homes<'_>, part: &HouseholdId, resident: &ResidentId) -> bool {
    homes.recorded(part).is_some_and(|one| one.residents.iter().any(|one| one.id == *resident))
}

pub(super) fn lives_put(resident: &ResidentId, claim: &Lives) -> Put {
    // A claim holds texts and numbers alone: it can always be written.
    Put { key: lives_key(resident), value: serde_json::to_string(claim).unwrap_or_default() }
}

/// What is known of somebody, as the household they come to keeps it.
pub(super) fn copied(record: &Resident, relation: &str) -> Vec<Put> {
    let put = |part: &str, value: &str| Put {
        key: format!("resident.{}.{part}", record.id),
        value: value.to_owned(),
    };
    vec![
        put("name", &record.name),
        put("sex", &record.sex),
        put("birth_year", &record.birth_year),
        put("phone", &record.phone),
        put("gone", &record.gone),
        put("relation", relation),
    ]
}

/// A household is merged into another, which stands for it from then on. `office`: the server's own hand,
/// which also takes it into the other's micro-grid.
///
/// # Errors
/// A [`CantMove`].
pub fn merge(
    homes: &Homes<'_>,
    household: &HouseholdId,
    into: &HouseholdId,
    office: bool,
    id: EventId,
) -> Result<Written, CantMove> {
    let one = homes.recorded(household).ok_or(CantMove::NoSuch("household"))?;
    let target = takes_in(homes, into)?;
    if homes.merged_into(household).is_some() || target.id == one.id {
        return Err(CantMove::TakesNobody);
    }
    let elsewhere = one.micro_grid != target.micro_grid;
    if elsewhere && !office {
        return Err(CantMove::OfficeOnly);
    }
    let claim = Merged {
        n: next(one.merged.as_ref().map(|merged| merged.n))?,
        id,
        into: Some(named(target)),
        from_grid: elsewhere.then(|| one.micro_grid.clone()),
    };
    let mut puts = vec![merged_put(&claim)];
    puts.extend(elsewhere.then(|| grid_put(&target.micro_grid)));
    Ok(vec![(one.id.clone(), puts)])
}

/// A merge is taken back: the household stands by itself again, with all who were not moved elsewhere.
///
/// # Errors
/// A [`CantMove`].
pub fn part(
    homes: &Homes<'_>,
    household: &HouseholdId,
    office: bool,
    id: EventId,
) -> Result<Written, CantMove> {
    let one = homes.recorded(household).ok_or(CantMove::NoSuch("household"))?;
    let merged = one.merged.as_ref().filter(|merged| merged.into.is_some()).ok_or(CantMove::NotMerged)?;
    let back = merged.from_grid.as_ref().filter(|grid| **grid != one.micro_grid);
    if back.is_some() && !office {
        return Err(CantMove::OfficeOnly);
    }
    let claim = Merged { n: next(Some(merged.n))?, id, into: None, from_grid: None };
    let mut puts = vec![merged_put(&claim)];
    puts.extend(back.map(grid_put));
    Ok(vec![(one.id.clone(), puts)])
}

pub(super) fn merged_put(claim: &Merged) -> Put {
    Put { key: MERGED.into(), value: serde_json::to_string(claim).unwrap_or_default() }
}

fn grid_put(grid: &PlaceCode) -> Put {
    Put { key: "micro_grid".into(), value: grid.to_string() }
}
