//! The households around one: those that are merged into it or into which it was merged, and those that its
//! people came from or went to.

use super::Asked;
use crate::error::Outcome;
use crate::store::ReadTx;
use crate::store::records::HouseholdRow;
use shared_model::ids::HouseholdId;
use shared_model::place::PlaceCode;
use shared_model::projection::HouseholdProjection;
use std::collections::BTreeSet;

/// Households of one village, each as its own document says it.
///
/// # Errors
/// Of the store, or when a row is damaged.
pub fn around(
    tx: &dyn ReadTx,
    place: &PlaceCode,
    village: &PlaceCode,
    ids: &[HouseholdId],
) -> Outcome<Vec<HouseholdProjection>> {
    let mut rows = tx.households_of(village, ids)?;
    rows.extend(tx.households_aside(village)?);
    let mut all = projections(place, rows, &mut BTreeSet::new())?;
    let mut seen: BTreeSet<HouseholdId> = all.iter().map(|one| one.household.id.clone()).collect();
    let named = named(&all);
    all.extend(projections(place, tx.households_of(village, &named)?, &mut seen)?);
    Ok(all)
}

/// Around one household that the asker may see.
///
/// # Errors
/// Of the store, or when a row is damaged.
pub fn around_one(asked: &Asked<'_>, row: &HouseholdRow) -> Outcome<Vec<HouseholdProjection>> {
    around(asked.tx, &asked.me.place, &row.village, std::slice::from_ref(&row.id))
}

fn projections(
    place: &PlaceCode,
    rows: Vec<HouseholdRow>,
    seen: &mut BTreeSet<HouseholdId>,
) -> Outcome<Vec<HouseholdProjection>> {
    let mut all = Vec::new();
    for row in rows {
        if row.micro_grid.is_within(place) && seen.insert(row.id) {
            all.push(serde_json::from_str(&row.row)?);
        }
    }
    Ok(all)
}

fn named(all: &[HouseholdProjection]) -> Vec<HouseholdId> {
    let mut named: BTreeSet<HouseholdId> = BTreeSet::new();
    for one in all {
        let merged = one.household.merged.as_ref().and_then(|merged| merged.into.as_ref());
        named.extend(merged.map(|into| into.id.clone()));
        for lives in one.household.residents.iter().filter_map(|one| one.lives.as_ref()) {
            named.extend([lives.to.id.clone(), lives.from.id.clone()]);
        }
    }
    named.into_iter().collect()
}
