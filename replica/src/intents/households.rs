//! Writing into households: one that is added, and fields that change.

use super::{Intent, invalid, name, not_found};
use crate::store::Tx;
use shared_model::api::view::IntentKind;
use shared_model::api::{Code, Problem};
use shared_model::document::{DocId, Put};
use shared_model::household::FieldEdit;
use shared_model::ids::{HouseholdId, ResidentId};
use shared_model::people::Account;
use shared_model::place::{Level, PlaceCode};
use shared_model::scope::keeps;
use shared_model::surroundings::{Surroundings, random};

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

/// Fields that change; somebody who is added is given an identity.
pub(super) fn edit(
    tx: &Tx<'_>,
    id: &HouseholdId,
    edits: &[FieldEdit],
    dice: &dyn Surroundings,
) -> Result<Intent, Problem> {
    let doc = tx.household_doc(id)?.ok_or_else(|| not_found("household"))?;
    let added = ResidentId::from_random(random(dice));
    let edits: Vec<FieldEdit> = edits.iter().map(|edit| edit.of_new(&added)).collect();
    edits.iter().try_for_each(FieldEdit::check).map_err(invalid)?;
    let document = tx.load(&doc)?;
    // Where two values stand, choosing the shown one is an edit too.
    let differs = |edit: &&FieldEdit| match document.values(&edit.field).as_slice() {
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
