//! `bench sync`: which parts are measured, in which order, and the one JSON that comes out.

use super::county::Plan;
use super::history::Starts;
use super::seeds::{On, Seed};
use super::workload::Workload;
use super::{exchange, growth, picture, pocket, serving};
use crate::world::Outcome;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What a person asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The workload's file; an invented one without.
    pub workload: Option<PathBuf>,
    /// Counties of so many phones.
    pub phones: Vec<usize>,
    /// Record where the server's CPU time goes.
    pub profile: bool,
    /// Parts; all when empty.
    pub only: Vec<String>,
    /// Where the picture of how cost grows is drawn.
    pub picture: Option<PathBuf>,
}

impl Wanted {
    /// Reads `--workload FILE --phones N,… --profile --only PART,… --picture FILE`; the parts are
    /// `exchange`, `phone`, `server`, `postgres` and `growth`.
    ///
    /// # Errors
    /// One sentence.
    pub fn read(arguments: &[String]) -> Outcome<Wanted> {
        let phones = vec![50, 500, 2218];
        let mut wanted = Wanted { workload: None, phones, profile: false, only: Vec::new(), picture: None };
        let mut rest = arguments.iter();
        while let Some(option) = rest.next() {
            if option == "--profile" {
                wanted.profile = true;
                continue;
            }
            let value = rest.next().ok_or_else(|| format!("{option} needs a value"))?;
            let number = |text: &str| text.parse().map_err(|_| format!("{option} needs numbers, not {text}"));
            match option.as_str() {
                "--workload" => wanted.workload = Some(value.into()),
                "--phones" => wanted.phones = value.split(',').map(number).collect::<Outcome<_>>()?,
                "--picture" => wanted.picture = Some(value.into()),
                "--only" => wanted.only = value.split(',').map(str::to_owned).collect(),
                other => return Err(format!("{other} is no option of bench sync")),
            }
        }
        Ok(wanted)
    }

    fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }
}

/// Measures.
///
/// # Errors
/// One sentence.
pub fn run(wanted: &Wanted) -> Outcome<Value> {
    let workload = Workload::of(wanted.workload.as_deref())?;
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let mut measured = json!({
        "workload": wanted.workload.as_ref().map_or("invented", |_| "from a file"),
        "phones_of_the_workload": workload.states.len(),
    });
    let county = |phones: usize| Plan { phones, days: 2, years: 1, starts: Starts::Daily };
    if wanted.wants("exchange") {
        told("one phone's exchanges, also over a slow link");
        let seed = Seed::of(&workload, county(50))?;
        measured["exchange"] = exchange::measure(&seed, &workload, &folder.path().join("exchange"))?;
    }
    if wanted.wants("phone") {
        let mut phones = Vec::new();
        for years in [1, 5] {
            told(&format!("a phone with {years} years"));
            let seed = Seed::of(&workload, Plan { phones: 1, days: 1, years, starts: Starts::Daily })?;
            phones.push(pocket::measure(&seed, years, &folder.path().join(format!("phone-{years}")))?);
        }
        measured["phone"] = json!(phones);
    }
    for (part, on) in [("server", On::Sqlite), ("postgres", On::Postgres)] {
        if !wanted.wants(part) {
            continue;
        }
        let mut served = Vec::new();
        for &phones in &wanted.phones {
            told(&format!("a county of {phones} phones"));
            let seed = Seed::of(&workload, county(phones))?;
            told(&format!("{phones} phones come at once, {}", on.word()));
            let data = folder.path().join(format!("{part}-{phones}"));
            let mut one = serving::measure(&seed, on, phones, &data, wanted.profile)?;
            one["store_mb"] = json!(seed.bytes() / 1_000_000);
            one["built_in_s"] = json!(seed.built_in);
            served.push(one);
            let _ = std::fs::remove_dir_all(&data);
        }
        measured[part] = json!(served);
    }
    if wanted.wants("growth") {
        let growth = growth::measure(&workload, &folder.path().join("growth"))?;
        if let Some(file) = &wanted.picture {
            picture::draw(&growth, file)?;
        }
        measured["growth"] = growth.told();
    }
    Ok(measured)
}

/// Says on the other stream what is going on: a run takes minutes.
fn told(sentence: &str) {
    eprintln!("bench: {sentence}");
}
