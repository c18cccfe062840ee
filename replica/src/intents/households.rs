//! Writing into households: one that is added, and fields that change.

use super::{Intent, invalid, name, not_found};
use crate::homes::Around;
use crate::store::Tx;
use shared_model::api::view::IntentKind;
use shared_model::api::{Code, Problem};
use shared_model::document::{DocId, Put};
use shared_model::homes::{self, CantMove, Written};
use shared_model::household::FieldEdit;
use shared_model::ids::{EventId, HouseholdId, ResidentId};
use shared_model::people::Account;
use shared_model::place::{Level, PlaceCode};
use shared_model::scope::keeps;
use shared_model::surroundings::{Surroundings, random};
use std::collections::BTreeMap;

/// A household that isn't there yet, with its head. Whether it may be there already is asked before
/// (`Query::LikeHouseholds`): who was told adds it all the same.
pub(super) fn add(
    me: &Account,
    micro_grid: Option<PlaceCode>,
    house_no: String,
    name: String,
    dice: &dyn Surroundings,
) -> Result<Intent, Problem> {
    let place = micro_grid.unwrap_or_else(|| me.place.clone());
    let village = place.village().filter(|_| place.level() == Level::MicroGrid);
    let village = village.ok_or_else(|| invalid("a household lies in a micro-grid"))?;
    if !keeps(me, &place) {
        return Err(Problem::new(Code::Forbidden, "a household is added by who keeps those of its place"));
    }
    let id = HouseholdId::from_random(random(dice));
    let head = ResidentId::from_random(random(dice));
    let part = |part: &str, value: String| FieldEdit { field: format!("resident.{head}.{part}"), value };
    let name = name.trim().to_owned();
    let edits = [
        FieldEdit { field: "house_no".into(), value: house_no.trim().to_owned() },
        part("name", name.clone()),
        part("relation", "head".into()),
    ];
    edits.iter().try_for_each(FieldEdit::check).map_err(invalid)?;
    let mut puts = vec![Put { key: "micro_grid".into(), value: place.to_string() }];
    puts.extend(edits.iter().map(|edit| Put { key: edit.field.clone(), value: edit.value.clone() }));
    let words = edits[0].value.clone();
    let doc = DocId::Household(village, id.clone());
    Ok(Intent { doc, puts, kind: IntentKind::Edit, subject: name, words, id: id.to_string() })
}

/// Fields that change; somebody who is added is given an identity. What belongs to a household that was
/// merged into this one is written there.
pub(super) fn edit(
    tx: &Tx<'_>,
    id: &HouseholdId,
    edits: &[FieldEdit],
    dice: &dyn Surroundings,
) -> Result<Vec<Intent>, Problem> {
    let around = Around::with(tx, &[id])?;
    let homes = around.homes();
    let added = ResidentId::from_random(random(dice));
    let edits: Vec<FieldEdit> = edits.iter().map(|edit| edit.of_new(&added)).collect();
    edits.iter().try_for_each(FieldEdit::check).map_err(invalid)?;
    let mut by_household: BTreeMap<HouseholdId, Vec<&FieldEdit>> = [(id.clone(), Vec::new())].into();
    for edit in &edits {
        for part in homes.written_in(id, &edit.field, &edit.value) {
            by_household.entry(part).or_default().push(edit);
        }
    }
    let mut intents = Vec::new();
    for (part, edits) in by_household {
        intents.push(edit_one(tx, &part, &edits)?);
    }
    // What was asked for comes first: it is what the answer names.
    intents.sort_by_key(|intent| intent.id != id.as_str());
    Ok(intents)
}

fn edit_one(tx: &Tx<'_>, id: &HouseholdId, edits: &[&FieldEdit]) -> Result<Intent, Problem> {
    let doc = tx.household_doc(id)?.ok_or_else(|| not_found("household"))?;
    let document = tx.load(&doc)?;
    // Where two values stand, choosing the shown one is an edit too.
    let differs = |edit: &&&FieldEdit| match document.values(&edit.field).as_slice() {
        [] => !edit.value.is_empty(),
        standing => standing.iter().any(|value| *value != edit.value),
    };
    let puts: Vec<Put> = edits
        .iter()
        .filter(differs)
        .map(|edit| Put { key: edit.field.clone(), value: edit.value.clone() })
        .collect();
    let words: Vec<&str> = puts.iter().map(|put| put.value.as_str()).filter(|v| !v.is_empty()).collect();
    let words = words.join(" / ");
    Ok(Intent { subject: name(tx, id)?, doc, puts, kind: IntentKind::Edit, words, id: id.to_string() })
}

/// Somebody moves to another household.
pub(super) fn move_resident(
    tx: &Tx<'_>,
    household: &HouseholdId,
    resident: &ResidentId,
    to: &HouseholdId,
    relation: &str,
    dice: &dyn Surroundings,
) -> Result<Vec<Intent>, Problem> {
    let field = FieldEdit { field: format!("resident.{resident}.relation"), value: relation.to_owned() };
    field.check().map_err(invalid)?;
    let around = Around::with(tx, &[household, to])?;
    let id = EventId::from_random(random(dice));
    let written = homes::move_resident(&around.homes(), household, resident, to, relation.trim(), id);
    written_intents(tx, written)
}

/// A household is merged into another, or stands by itself again.
pub(super) fn merge(
    tx: &Tx<'_>,
    household: &HouseholdId,
    into: Option<&HouseholdId>,
    dice: &dyn Surroundings,
) -> Result<Vec<Intent>, Problem> {
    let id = EventId::from_random(random(dice));
    let asked: Vec<&HouseholdId> = std::iter::once(household).chain(into).collect();
    let around = Around::with(tx, &asked)?;
    let written = match into {
        Some(into) => homes::merge(&around.homes(), household, into, false, id),
        None => homes::part(&around.homes(), household, false, id),
    };
    written_intents(tx, written)
}

fn written_intents(tx: &Tx<'_>, written: Result<Written, CantMove>) -> Result<Vec<Intent>, Problem> {
    let written = written.map_err(|why| match why {
        CantMove::NoSuch(what) => not_found(what),
        why => invalid(why),
    })?;
    let mut intents = Vec::new();
    for (id, puts) in written {
        let doc = tx.household_doc(&id)?.ok_or_else(|| not_found("household"))?;
        let told = puts.iter().filter_map(|put| homes::words(&put.key, &put.value)).collect::<Vec<_>>();
        let (subject, words) = (name(tx, &id)?, told.join(" / "));
        intents.push(Intent { doc, puts, kind: IntentKind::Edit, subject, words, id: id.to_string() });
    }
    Ok(intents)
}
