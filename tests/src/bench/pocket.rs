//! What a person with the phone in hand waits for: opening and the first list, a saved visit, a day
//! of others' work taken in, a search. Through the `phone` program, so with its JSON lines.

use super::exchange::code_for;
use super::load::round;
use super::seeds::Seed;
use super::serving;
use crate::world::{Outcome, Phone, Server};
use serde_json::{Value, json};
use shared_model::api::{Answer, Command, Query};
use shared_model::ids::HouseholdId;
use shared_model::visit::VisitKind;
use std::path::Path;
use std::time::Instant;

/// Each is done so many times; the median counts.
const TIMES: usize = 15;

/// Measures on a copy of the seed; two phones of one member, so that one takes in the other's work.
///
/// # Errors
/// One sentence.
pub fn measure(seed: &Seed, years: usize, folder: &Path) -> Outcome<Value> {
    let placed = seed.place(folder)?;
    let server = Server::start(folder)?;
    let member = serving::member(seed, 0)?;
    let enrolled = |name: &str| -> Outcome<Phone> {
        let code = code_for(&placed, member, name)?;
        let mut phone = Phone::on(&folder.join(name))?;
        phone.enrol(&server.url, &code)?;
        Ok(phone)
    };
    let (mut phone, mut other) = (enrolled("one")?, enrolled("two")?);
    let from = 1970 + i32::try_from(sync_server::clock::now().0 / 31_556_952_000).unwrap_or(0);
    phone.command(Command::FetchYears { from: from - years as i32 }).map_err(|p| p.to_string())?;
    let homes = homes(list(&mut phone, "")?);
    let saved = many(|n| visit(&mut phone, &homes, n))?;
    let heads: Vec<String> =
        (0..TIMES).map(|n| ["王", "李", "张芳", "139", "刘"][n % 5].to_owned()).collect();
    let searched = many(|n| list(&mut phone, &heads[n]).map(drop))?;
    let applied = many(|_| {
        for n in 0..12 {
            visit(&mut other, &homes, n)?;
        }
        other.sync().map_err(|p| p.to_string())?;
        Ok(())
    })?;
    let begun = Instant::now();
    phone.sync().map_err(|p| p.to_string())?;
    let taken_in = begun.elapsed().as_secs_f64() * 1000.0;
    let opened = many(|_| {
        phone.restart()?;
        list(&mut phone, "").map(drop)
    })?;
    let file: u64 = std::fs::read_dir(phone.dir())
        .map_err(|e| e.to_string())?
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .map(|meta| meta.len())
        .sum();
    Ok(json!({
        "years": years, "households": homes.len(), "folder_mb": round(file as f64 / 1e6),
        "open_and_first_list_ms": opened, "save_a_visit_ms": saved, "search_ms": searched,
        "write_twelve_visits_and_deliver_ms": applied,
        "exchange_that_takes_in_visits": { "visits": 12 * TIMES, "ms": round(taken_in) },
    }))
}

fn list(phone: &mut Phone, search: &str) -> Outcome<Answer> {
    let query = Query::Households { search: search.into(), micro_grid: None };
    phone.query(query).map_err(|p| p.to_string())
}

fn homes(answer: Answer) -> Vec<HouseholdId> {
    match answer {
        Answer::Households(items) => items.into_iter().map(|item| item.id).collect(),
        _ => Vec::new(),
    }
}

fn visit(phone: &mut Phone, homes: &[HouseholdId], n: usize) -> Outcome<()> {
    let command = Command::RecordVisit {
        household: homes.get(n % homes.len().max(1)).ok_or("the phone has no household")?.clone(),
        kind: VisitKind::Routine,
        at: None,
        checklist: Default::default(),
        note: format!("灶边电线老化，讲了用电，约电工周六来看，第 {n} 次。"),
        problem: false,
        photos: Vec::new(),
        helped: None,
        position: None,
    };
    phone.save(command).map(drop)
}

/// Median, least and most of so many times, in milliseconds.
pub(super) fn many(mut work: impl FnMut(usize) -> Outcome<()>) -> Outcome<Value> {
    let mut times = Vec::new();
    for n in 0..TIMES {
        let begun = Instant::now();
        work(n)?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(sorted(times))
}

/// Median, least and most of times in milliseconds; nothing of none.
pub(super) fn sorted(mut times: Vec<f64>) -> Value {
    times.sort_by(f64::total_cmp);
    let at = |n: usize| times.get(n).map(|time| round(*time));
    json!({ "median": at(times.len() / 2), "least": at(0), "most": at(times.len().saturating_sub(1)) })
}
