//! `cargo xtask bench phone`: how large the phone's bundle is, and what a member waits for with 50
//! households and five years of visits on it: the screens on a slow processor, a search by name or by
//! first letters, an edit that makes the search's index anew; and how much memory the engine takes.

use super::county::Plan;
use super::exchange::code_for;
use super::history::Starts;
use super::invent;
use super::pocket::many;
use super::seeds::Seed;
use super::{bundle, process, screens, serving};
use crate::world::{Outcome, Phone, Server};
use serde_json::{Value, json};
use shared_model::api::view::HouseholdItem;
use shared_model::api::{Answer, Command, Query};
use shared_model::household::FieldEdit;

/// The largest micro-grid.
const HOUSEHOLDS: usize = 50;
/// So long a member keeps a phone, and more.
const YEARS: usize = 5;

/// Measures on phones of one member: one behind the `phone` program, one behind the screens.
///
/// # Errors
/// One sentence.
pub fn run() -> Outcome<Value> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let workload = invent::workload_of(1, HOUSEHOLDS, 1);
    let seed = Seed::of(&workload, Plan { phones: 1, days: 1, years: YEARS, starts: Starts::Daily })?;
    let data = folder.path().join("server");
    let placed = seed.place(&data)?;
    let server = Server::start(&data)?;
    let member = serving::member(&seed, 0)?;
    let (one, two) = (code_for(&placed, member, "one")?, code_for(&placed, member, "two")?);
    let year = i32::try_from(sync_server::clock::now().0 / 31_556_952_000).map_err(|e| e.to_string())?;
    let from = 1970 + year - YEARS as i32;
    let mut phone = Phone::on(&folder.path().join("one"))?;
    phone.enrol(&server.url, &one)?;
    phone.command(Command::FetchYears { from }).map_err(|p| p.to_string())?;
    phone.sync().map_err(|p| p.to_string())?;
    let fetching = process::peak_mb(phone.pid())?;
    phone.restart()?;
    let homes = households(&mut phone, "")?;
    let searched = searched(&mut phone, &homes)?;
    let edited = many(|n| edit(&mut phone, &homes[n % homes.len()], n))?;
    let used = process::peak_mb(phone.pid())?;
    Ok(json!({
        "bundle": bundle::sizes()?,
        "screens": screens::measure(&server.url, &two, from, &folder.path().join("two"))?,
        "households": homes.len(), "years": YEARS,
        "search": searched,
        "save_an_edit_ms": edited,
        "engine_peak_mb": { "fetching_all_years": fetching, "opened_searched_and_edited": used },
        "load_average": process::load(),
    }))
}

fn searched(phone: &mut Phone, homes: &[HouseholdItem]) -> Outcome<Value> {
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
        let found = households(phone, search)?.len();
        let took = many(|_| households(phone, search).map(drop))?;
        asked.insert(what.into(), json!({ "found": found, "ms": took }));
    }
    Ok(Value::Object(asked))
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
