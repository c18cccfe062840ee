//! `cargo xtask bench phone`: how large the phone's bundle is, and how long a member waits for a
//! search, by name or by first letters, and for an edit that makes the search's index anew.

use super::bundle;
use super::pocket::many;
use crate::world::{Outcome, Phone, Village};
use serde_json::{Value, json};
use shared_model::api::view::HouseholdItem;
use shared_model::api::{Answer, Command, Query};
use shared_model::household::FieldEdit;

/// Measures on the phone of the sample's first member, through the `phone` program.
///
/// # Errors
/// One sentence.
pub fn run() -> Outcome<Value> {
    let (village, dir) = (Village::of_sample()?, tempfile::tempdir().map_err(|e| e.to_string())?);
    let member = village.members()?.into_iter().next().ok_or("the village has no member")?;
    let mut phone = Phone::on(dir.path())?;
    phone.enrol(&village.server.url, &village.code(&member)?)?;
    let homes = households(&mut phone, "")?;
    let head = &homes.first().ok_or("the phone has no household")?.name;
    let family: String = head.chars().take(1).collect();
    let mut asked = serde_json::Map::new();
    for (what, search) in [
        ("all", ""),
        ("whole_name", head),
        ("one_character", &family),
        ("two_first_letters", "lx"),
        ("one_first_letter", "w"),
        ("part_of_a_phone_number", "139"),
    ] {
        let found = households(&mut phone, search)?.len();
        let took = many(|_| households(&mut phone, search).map(drop))?;
        asked.insert(what.into(), json!({ "found": found, "ms": took }));
    }
    let edited = many(|n| edit(&mut phone, &homes[n % homes.len()], n))?;
    Ok(json!({
        "bundle": bundle::sizes()?,
        "households": homes.len(),
        "search": asked,
        "save_an_edit_ms": edited,
    }))
}

fn households(phone: &mut Phone, search: &str) -> Outcome<Vec<HouseholdItem>> {
    let query = Query::Households { search: search.into(), micro_grid: None };
    match phone.query(query).map_err(|p| p.to_string())? {
        Answer::Households(items) => Ok(items),
        other => Err(format!("households were asked and {other:?} answered")),
    }
}

fn edit(phone: &mut Phone, home: &HouseholdItem, n: usize) -> Outcome<()> {
    let edits = vec![FieldEdit { field: "note".into(), value: format!("电话改了，第 {n} 次。") }];
    phone.save(Command::EditHousehold { household: home.id.clone(), edits }).map(drop)
}
