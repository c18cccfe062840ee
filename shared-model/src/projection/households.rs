//! A household: its fields as they stand, and the history of each field.

use super::Logged;
use crate::api::view::Delivery;
use crate::document::{DocError, Hash, ReadChange, Standing, read_change};
use crate::homes;
use crate::household::{FieldConflict, Household, from_fields};
use crate::ids::{HouseholdId, ResidentId};
use crate::moment::Millis;
use crate::people::Author;
use crate::place::PlaceCode;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A household as a store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdProjection {
    /// Its fields.
    pub household: Household,
    /// Where its newest change is: unsent before heard before returned before received.
    pub delivery: Delivery,
}

/// One write of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldWrite {
    /// The change it came in.
    pub change: Hash,
    /// The field's key.
    pub field: String,
    /// The values it replaced.
    pub from: Vec<String>,
    /// The value written.
    pub to: String,
    /// Whether it is the value shown today.
    pub stands: bool,
    /// Somebody else wrote the field without having seen this, or the other way round.
    pub concurrent: bool,
    /// Who.
    pub author: Author,
    /// Device clock.
    pub written_at: Millis,
    /// Where it is.
    pub delivery: Delivery,
}

/// Projects a household; none before the office has written its micro-grid.
///
/// # Errors
/// When the stored changes are damaged.
pub fn project_household(id: &HouseholdId, log: &[Logged]) -> Result<Option<HouseholdProjection>, DocError> {
    let changes = log.iter().map(|logged| read_change(&logged.bytes)).collect::<Result<Vec<_>, _>>()?;
    let standing = Standing::of(&changes)?;
    let fields = standing.fields();
    let Some(micro_grid) = fields.get("micro_grid").and_then(|code| PlaceCode::parse(code).ok()) else {
        return Ok(None);
    };
    let mut conflicts = Vec::new();
    for (field, shown) in &fields {
        let mut others: Vec<String> =
            standing.values(field).iter().filter(|value| *value != shown).cloned().collect();
        others.sort();
        others.dedup();
        // Of claims where people live the highest counts: nobody is asked to choose.
        if !others.is_empty() && homes::households_named(field, shown).is_empty() && field != homes::MERGED {
            conflicts.push(FieldConflict { field: field.clone(), shown: shown.clone(), others });
        }
    }
    let mut household = from_fields(id.clone(), micro_grid, &fields, conflicts);
    household.merged = homes::highest(standing.values(homes::MERGED));
    for resident in &mut household.residents {
        resident.lives = homes::highest(standing.values(&format!("resident.{}.lives", resident.id)));
    }
    if !household.gone.is_empty() && somebody_moved_in(&household, &changes) {
        household.gone.clear();
        household.gone_why.clear();
        household.lived_in = true;
    }
    Ok(Some(HouseholdProjection { household, delivery: newest_delivery(log) }))
}

/// Whether somebody came to live here whom those who archived the household hadn't seen coming.
fn somebody_moved_in(household: &Household, changes: &[ReadChange]) -> bool {
    let came = household.residents.iter().filter(|one| one.gone.is_empty());
    let came: BTreeMap<&ResidentId, _> = came
        .filter_map(|one| one.lives.as_ref().map(|lives| (&one.id, lives)))
        .filter(|(_, lives)| lives.to.id == household.id)
        .collect();
    if came.is_empty() {
        return false;
    }
    let archives =
        |change: &&ReadChange| change.puts.iter().any(|op| op.put.key == "gone" && !op.put.value.is_empty());
    let seen: BTreeSet<Hash> =
        changes.iter().filter(archives).flat_map(|change| ancestors(change, changes)).collect();
    let unseen = |change: &&ReadChange| !seen.contains(&change.hash);
    changes.iter().filter(unseen).flat_map(|change| &change.puts).any(|op| {
        let of = homes::lives_of(&op.put.key);
        let claim = homes::highest::<homes::Lives>(std::slice::from_ref(&op.put.value));
        of.is_some_and(|of| claim.is_some_and(|claim| came.get(&of) == Some(&&claim)))
    })
}

/// A change and all it stands on.
fn ancestors(change: &ReadChange, changes: &[ReadChange]) -> BTreeSet<Hash> {
    let deps: BTreeMap<Hash, &[Hash]> = changes.iter().map(|one| (one.hash, one.deps.as_slice())).collect();
    let (mut seen, mut todo) = (BTreeSet::new(), vec![change.hash]);
    while let Some(hash) = todo.pop() {
        if seen.insert(hash) {
            todo.extend(deps.get(&hash).copied().unwrap_or_default());
        }
    }
    seen
}

/// How far a delivery is from being done: the newest of several is the farthest.
pub(crate) fn newest_of(deliveries: impl Iterator<Item = Delivery>) -> Delivery {
    let rank = |delivery: &Delivery| match delivery {
        Delivery::SavedHere => (4, Millis(0)),
        Delivery::Sending => (3, Millis(0)),
        Delivery::Heard => (2, Millis(0)),
        Delivery::Returned { .. } => (1, Millis(0)),
        Delivery::Received { at } => (0, *at),
    };
    deliveries.max_by_key(rank).unwrap_or(Delivery::SavedHere)
}

fn newest_delivery(log: &[Logged]) -> Delivery {
    newest_of(log.iter().map(|logged| logged.delivery.clone()))
}

/// Every write of every field, in the order of the document's history, newest first.
///
/// # Errors
/// When the stored changes are damaged.
pub fn household_history(log: &[Logged]) -> Result<Vec<FieldWrite>, DocError> {
    let changes = log.iter().map(|logged| read_change(&logged.bytes)).collect::<Result<Vec<_>, _>>()?;
    let standing = Standing::of(&changes)?;
    let mut writes = Vec::new();
    for (change, logged) in changes.into_iter().zip(log) {
        for op in last_of_each_key(change.puts) {
            writes.push((op, (change.hash, change.written_at), logged));
        }
    }
    writes.sort_by(|a, b| b.0.id.cmp(&a.0.id));
    let values: BTreeMap<_, _> =
        writes.iter().map(|(op, ..)| (op.id.clone(), op.put.value.clone())).collect();
    let entry = |(op, (change, written_at), logged): &(crate::document::PutOp, (Hash, Millis), &Logged)| {
        let superseded = writes.iter().any(|(other, ..)| other.pred.contains(&op.id));
        let sibling = |other: &crate::document::PutOp| {
            other.put.key == op.put.key
                && other.id != op.id
                && ((other.pred.is_empty() && op.pred.is_empty())
                    || other.pred.iter().any(|p| op.pred.contains(p)))
        };
        FieldWrite {
            change: *change,
            field: op.put.key.clone(),
            from: op.pred.iter().filter_map(|id| values.get(id).cloned()).collect(),
            to: op.put.value.clone(),
            stands: !superseded && stands(&standing, &op.put),
            concurrent: writes.iter().any(|(other, ..)| sibling(other)),
            author: logged.author.clone(),
            written_at: *written_at,
            delivery: logged.delivery.clone(),
        }
    };
    Ok(writes.iter().map(entry).collect())
}

/// Whether a value is the one shown; of claims where people live the highest is.
fn stands(standing: &Standing, put: &crate::document::Put) -> bool {
    let values = standing.values(&put.key);
    match homes::rank(&put.key, &put.value) {
        Some(rank) => values.iter().all(|value| homes::rank(&put.key, value) <= Some(rank.clone())),
        None => values.last() == Some(&put.value),
    }
}

/// Choosing between two values takes two puts of one key ([`Doc::write`]): what a person did is the
/// last, over what stood before the first.
fn last_of_each_key(puts: Vec<crate::document::PutOp>) -> Vec<crate::document::PutOp> {
    let mut last: Vec<crate::document::PutOp> = Vec::with_capacity(puts.len());
    for mut op in puts {
        if let Some(at) = last.iter().position(|earlier| earlier.put.key == op.put.key) {
            op.pred = last.remove(at).pred;
        }
        last.push(op);
    }
    last
}
