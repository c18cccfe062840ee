//! How cost grows: with the phones of a county, with the years behind them, with the documents one
//! phone holds.

use super::county::Plan;
use super::exchange::{Passed, code_for, passed};
use super::history::Starts;
use super::seeds::{On, Seed};
use super::serving;
use super::workload::Workload;
use crate::link::Link;
use crate::world::{Outcome, Phone};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;

/// Counties of so many phones.
const PHONES: [usize; 4] = [10, 50, 200, 800];
/// Years behind the phones of a county of 50.
const YEARS: [usize; 3] = [1, 3, 5];
/// Micro-grids that a grid leader's phone holds: ten are the most a grid has.
const MICRO_GRIDS: [usize; 3] = [1, 3, 10];

/// What was measured, in the order of its axis.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Growth {
    /// Phones of the county; the second day's CPU of the server for each, in milliseconds.
    pub phones: Vec<(f64, f64)>,
    /// The same counties; the most memory the server held, in MB.
    pub memory: Vec<(f64, f64)>,
    /// Years behind 50 phones; the second day's CPU of the server for each, in milliseconds.
    pub years: Vec<(f64, f64)>,
    /// Years; bytes down of a member's first replica, in KB.
    pub years_first: Vec<(f64, f64)>,
    /// Documents on a leader's phone; bytes down of its first replica, in KB.
    pub documents: Vec<(f64, f64)>,
    /// The same phones; bytes both ways of an exchange with nothing new, in KB.
    pub documents_nothing: Vec<(f64, f64)>,
}

/// Measures on SQLite.
///
/// # Errors
/// One sentence.
pub fn measure(workload: &Workload, folder: &Path) -> Outcome<Growth> {
    let seed = |phones, years| Seed::of(workload, Plan { phones, days: 2, years, starts: Starts::Daily });
    let mut growth = Growth::default();
    for phones in PHONES {
        eprintln!("bench: growth, {phones} phones");
        let (ms, mb) = served(&seed(phones, 1)?, phones, &folder.join(format!("phones-{phones}")))?;
        growth.phones.push((phones as f64, ms));
        growth.memory.push((phones as f64, mb));
    }
    for years in YEARS {
        eprintln!("bench: growth, {years} years");
        let seed = seed(50, years)?;
        let place = folder.join(format!("years-{years}"));
        growth.years.push((years as f64, served(&seed, 50, &place.join("served"))?.0));
        let first = first_replica(&seed, false, &place.join("first"))?.0;
        growth.years_first.push((years as f64, first.down_kb()));
    }
    for micro_grids in MICRO_GRIDS {
        eprintln!("bench: growth, a leader of {micro_grids} micro-grids");
        let seed = seed(micro_grids, 1)?;
        let (first, nothing, documents) =
            first_replica(&seed, true, &folder.join(format!("documents-{micro_grids}")))?;
        growth.documents.push((documents, first.down_kb()));
        growth.documents_nothing.push((documents, nothing.both_kb()));
    }
    Ok(growth)
}

/// The second day's CPU for each phone, and the most memory.
fn served(seed: &Seed, phones: usize, folder: &Path) -> Outcome<(f64, f64)> {
    let measured = serving::measure(seed, On::Sqlite, phones, folder, false)?;
    let _ = std::fs::remove_dir_all(folder);
    let number = |value: &Value| value.as_f64().ok_or("a measurement lacks a number");
    let second = measured["days"].get(1).ok_or("a county without a second day")?;
    Ok((number(&second["server_cpu_ms_per_phone"])?, number(&measured["server_peak_mb"])?))
}

/// A first replica, of a member or of a grid's leader, an exchange with nothing new after it, and how
/// many documents the phone holds then.
fn first_replica(seed: &Seed, leader: bool, folder: &Path) -> Outcome<(Passed, Passed, f64)> {
    let placed = seed.place(folder)?;
    let server = placed.serve()?;
    let link = Link::to(&server.url)?;
    let everybody = if leader { &seed.phones.leaders } else { &seed.phones.members };
    let whose = everybody.first().ok_or("the county has nobody")?;
    let code = code_for(&placed, whose, "growth")?;
    let mut phone = Phone::on(&folder.join("phone"))?;
    let first = passed(&link, || phone.enrol(&link.url(), &code).map(drop))?;
    let nothing = passed(&link, || phone.sync().map(drop).map_err(|p| p.to_string()))?;
    let documents = seed.documents_of(&whose.account)?;
    Ok((first, nothing, documents as f64))
}

impl Growth {
    /// As JSON.
    pub fn told(&self) -> Value {
        json!(self)
    }
}
