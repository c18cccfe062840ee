//! A household: its fields as they stand, and the history of each field.

use super::Logged;
use crate::api::view::Delivery;
use crate::document::{DocError, Standing, read_change};
use crate::household::{FieldConflict, Household, from_fields};
use crate::ids::HouseholdId;
use crate::moment::Millis;
use crate::people::Author;
use crate::place::PlaceCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
        if !others.is_empty() {
            conflicts.push(FieldConflict { field: field.clone(), shown: shown.clone(), others });
        }
    }
    let household = from_fields(id.clone(), micro_grid, &fields, conflicts);
    Ok(Some(HouseholdProjection { household, delivery: newest_delivery(log) }))
}

fn newest_delivery(log: &[Logged]) -> Delivery {
    let rank = |delivery: &Delivery| match delivery {
        Delivery::SavedHere => (4, Millis(0)),
        Delivery::Sending => (3, Millis(0)),
        Delivery::Heard => (2, Millis(0)),
        Delivery::Returned { .. } => (1, Millis(0)),
        Delivery::Received { at } => (0, *at),
    };
    log.iter().map(|l| &l.delivery).max_by_key(|d| rank(d)).cloned().unwrap_or(Delivery::SavedHere)
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
            writes.push((op, change.written_at, logged));
        }
    }
    writes.sort_by(|a, b| b.0.id.cmp(&a.0.id));
    let values: BTreeMap<_, _> =
        writes.iter().map(|(op, ..)| (op.id.clone(), op.put.value.clone())).collect();
    let entry = |(op, written_at, logged): &(crate::document::PutOp, Millis, &Logged)| {
        let superseded = writes.iter().any(|(other, ..)| other.pred.contains(&op.id));
        let sibling = |other: &crate::document::PutOp| {
            other.put.key == op.put.key
                && other.id != op.id
                && ((other.pred.is_empty() && op.pred.is_empty())
                    || other.pred.iter().any(|p| op.pred.contains(p)))
        };
        FieldWrite {
            field: op.put.key.clone(),
            from: op.pred.iter().filter_map(|id| values.get(id).cloned()).collect(),
            to: op.put.value.clone(),
            stands: !superseded && standing.values(&op.put.key).last() == Some(&op.put.value),
            concurrent: writes.iter().any(|(other, ..)| sibling(other)),
            author: logged.author.clone(),
            written_at: *written_at,
            delivery: logged.delivery.clone(),
        }
    };
    Ok(writes.iter().map(entry).collect())
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
