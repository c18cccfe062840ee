//! `bench casework`: a whole county with years behind it, and what its pages cost the server.

mod county;
mod draw;
mod fold;
mod life;
mod pages;

use super::process;
use crate::world::{Outcome, Postgres, Server};
use county::{County, Plan};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use sync_server::app::SHIPPED_POLICY;
use sync_server::store::postgres::PostgresStore;
use sync_server::store::sqlite::SqliteStore;

/// What a person asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    data: PathBuf,
    plan: Plan,
    stores: Vec<String>,
}

impl Wanted {
    /// Reads `--data FOLDER --households N --cases N --years N --visits N --stores sqlite,postgres`.
    ///
    /// # Errors
    /// One sentence.
    pub fn read(arguments: &[String]) -> Outcome<Wanted> {
        let plan = Plan { households: 66_000, cases: 30_000, years: 5, visits: 12 };
        let mut wanted = Wanted { data: PathBuf::new(), plan, stores: vec!["sqlite".into()] };
        let mut rest = arguments.iter();
        while let Some(option) = rest.next() {
            let value = rest.next().ok_or_else(|| format!("{option} needs a value"))?;
            let number = || value.parse().map_err(|_| format!("{option} needs a number, not {value}"));
            match option.as_str() {
                "--data" => wanted.data = value.into(),
                "--households" => wanted.plan.households = number()?,
                "--cases" => wanted.plan.cases = number()?,
                "--years" => wanted.plan.years = number()?,
                "--visits" => wanted.plan.visits = number()?,
                "--stores" => wanted.stores = value.split(',').map(str::to_owned).collect(),
                other => return Err(format!("{other} is no option of bench casework")),
            }
        }
        if wanted.data.as_os_str().is_empty() {
            return Err("say where the county is kept: --data FOLDER".into());
        }
        Ok(wanted)
    }
}

/// Measures.
///
/// # Errors
/// One sentence.
pub fn run(wanted: &Wanted) -> Outcome<Value> {
    let mut measured = json!({ "fold": fold::measure()?, "plan": wanted.plan.told() });
    told("the county");
    let county = County::of(&wanted.data, wanted.plan)?;
    measured["built_in_s"] = json!(county.built_in);
    measured["holds"] = county.holds.clone();
    for store in &wanted.stores {
        told(&format!("pages on {store}"));
        measured[store.as_str()] = match store.as_str() {
            "sqlite" => on_sqlite(&county)?,
            "postgres" => on_postgres(&county)?,
            other => return Err(format!("{other} is no store: sqlite or postgres")),
        };
    }
    measured["load_average"] = process::load();
    Ok(measured)
}

fn on_sqlite(county: &County) -> Outcome<Value> {
    let server = Server::start(&county.folder)?;
    let mut measured = pages::measure(&server.url, county)?;
    measured["memory_mb"] = json!(process::peak_mb(server.pid())?);
    drop(server);
    measured["disk_mb"] = json!(megabytes(&county.folder));
    Ok(measured)
}

/// The same county copied into a PostgreSQL of its own, which is gone afterwards.
fn on_postgres(county: &County) -> Outcome<Value> {
    let settings = ["shared_buffers=512MB", "max_wal_size=1GB"];
    let database = Postgres::start_with(&settings)?;
    let url = database.database()?;
    let begun = std::time::Instant::now();
    let policy = shared_model::casework::Policy::from_toml(SHIPPED_POLICY)?;
    {
        let from = SqliteStore::open(&county.folder).map_err(|e| e.to_string())?;
        let to = PostgresStore::open(&url, 4).map_err(|e| e.to_string())?;
        sync_server::copy::copy(&from, &to, &policy).map_err(|e| e.to_string())?;
    }
    let copied = begun.elapsed().as_secs_f64();
    database.ask(&url, "VACUUM ANALYZE")?;
    let log = tempfile::tempdir().map_err(|e| e.to_string())?;
    let server = Server::start_on(&url, log.path())?;
    let mut measured = pages::measure(&server.url, county)?;
    let size = database.ask(&url, "SELECT pg_database_size(current_database()) / 1000000")?;
    measured["memory_mb"] = json!(process::peak_mb(server.pid())?);
    measured["disk_mb"] = json!(size.trim().parse::<u64>().unwrap_or(0));
    measured["copied_in_s"] = json!(copied.round());
    Ok(measured)
}

fn megabytes(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    files.filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum::<u64>() / 1_000_000
}

/// Says on the other stream what is going on: a first run takes many minutes.
fn told(sentence: &str) {
    eprintln!("bench: {sentence}");
}
