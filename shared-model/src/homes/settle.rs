//! What the server writes so that every document tells what all of them say together: whoever holds only
//! one of two households sees from it alone where people live.

use super::claims::lives_of;
use super::deeds::{copied, lives_put, merged_put};
use super::{Homes, Merged};
use crate::document::Put;
use crate::household::Household;
use crate::ids::{HouseholdId, ResidentId};
use crate::projection::FieldWrite;
use std::collections::{BTreeMap, BTreeSet};

/// Puts that are wanting, by household; nothing where all is settled. Written by the server, they settle
/// it: asked again, nothing is wanting.
pub fn settle(homes: &Homes<'_>) -> BTreeMap<HouseholdId, Vec<Put>> {
    let mut wanting: BTreeMap<HouseholdId, Vec<Put>> = BTreeMap::new();
    let mut brought: BTreeSet<&ResidentId> = BTreeSet::new();
    let mut put = |id: &HouseholdId, put: Put| wanting.entry(id.clone()).or_default().push(put);
    for household in homes.recorded_all() {
        for resident in &household.residents {
            let Some(claim) = homes.claim(&resident.id) else { continue };
            if resident.lives.as_ref() != Some(claim) {
                put(&household.id, lives_put(&resident.id, claim));
            }
            // The change that was to bring them there was refused: nobody is lost.
            let unknown = |home: &Household| home.residents.iter().all(|one| one.id != resident.id);
            if homes.recorded(&claim.to.id).is_some_and(unknown) && brought.insert(&resident.id) {
                copied(resident, "")
                    .into_iter()
                    .filter(|one| !one.value.is_empty())
                    .for_each(|one| put(&claim.to.id, one));
                put(&claim.to.id, lives_put(&resident.id, claim));
            }
        }
        if household.lived_in {
            put(&household.id, Put { key: "gone".into(), value: String::new() });
        }
    }
    for id in homes.in_circles() {
        if let Some(merged) = homes.recorded(id).and_then(|one| one.merged.as_ref()) {
            let taken_back = Merged { n: merged.n + 1, id: merged.id.clone(), into: None, from_grid: None };
            put(id, merged_put(&taken_back));
        }
    }
    wanting
}

/// Edits of somebody in the document of a household where they don't live go with them, unless the value
/// was changed since where they live: puts for the household where they live.
pub fn carried(household: &HouseholdId, edits: &[FieldWrite], homes: &Homes<'_>) -> Vec<(HouseholdId, Put)> {
    let mut puts = Vec::new();
    for edit in edits.iter().rev() {
        let Some((resident, part)) = of_resident(&edit.field) else { continue };
        let Some((home, record)) = homes.record_of(&resident, household) else { continue };
        let now = match part {
            "name" => &record.name,
            "sex" => &record.sex,
            "birth_year" => &record.birth_year,
            "phone" => &record.phone,
            "gone" => &record.gone,
            _ => continue,
        };
        let stood = edit.from.contains(now) || (edit.from.is_empty() && now.is_empty());
        if home.id != *household && stood && *now != edit.to {
            puts.push((home.id.clone(), Put { key: edit.field.clone(), value: edit.to.clone() }));
        }
    }
    puts
}

fn of_resident(field: &str) -> Option<(ResidentId, &str)> {
    if lives_of(field).is_some() {
        return None;
    }
    let (id, part) = field.strip_prefix("resident.")?.split_once('.')?;
    Some((ResidentId::parse(id).ok()?, part))
}
