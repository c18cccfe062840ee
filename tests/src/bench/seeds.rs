//! Counties that were built before: one file each under `target/bench`, copied for every measurement,
//! because a county of 2,218 phones takes minutes to build.

use super::county::{self, Phones, Plan};
use super::process;
use super::workload::Workload;
use crate::world::{Outcome, Postgres, Server, administer};
use sha2::{Digest, Sha256};
use shared_model::people::Account;
use std::path::{Path, PathBuf};
use sync_server::store::postgres::PostgresStore;
use sync_server::store::records::Grantee;
use sync_server::store::sqlite::SqliteStore;
use sync_server::store::{self, Store};

/// The store's file in a data folder.
const FILE: &str = "weige.sqlite";

/// A built county.
pub struct Seed {
    folder: PathBuf,
    /// Its phones.
    pub phones: Phones,
    /// Days that are prepared.
    pub days: usize,
    /// How long it took to build; none when it was there.
    pub built_in: Option<f64>,
}

/// Which store a county is measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// SQLite in the data folder.
    Sqlite,
    /// A PostgreSQL of its own on this machine.
    Postgres,
}

impl On {
    /// The word in the JSON.
    pub fn word(self) -> &'static str {
        match self {
            On::Sqlite => "sqlite",
            On::Postgres => "postgres",
        }
    }
}

/// Where a county was put.
pub struct Placed {
    folder: PathBuf,
    database: Option<(Postgres, String)>,
}

impl Placed {
    /// Opens its store beside the server.
    ///
    /// # Errors
    /// Of the store.
    pub fn open(&self) -> Outcome<Box<dyn Store>> {
        Ok(match &self.database {
            None => Box::new(SqliteStore::open(&self.folder).map_err(|e| e.to_string())?),
            Some((_, url)) => Box::new(PostgresStore::open(url, 1).map_err(|e| e.to_string())?),
        })
    }

    /// Starts a server on it.
    ///
    /// # Errors
    /// When it doesn't come up.
    pub fn serve(&self) -> Outcome<Server> {
        match &self.database {
            None => Server::start(&self.folder),
            Some((_, url)) => Server::start_on(url, &self.folder),
        }
    }

    /// CPU time of the database's own processes so far, in milliseconds; none without any.
    ///
    /// # Errors
    /// When `/proc` can't be read.
    pub fn database_cpu_ms(&self) -> Outcome<Option<f64>> {
        let Some((postgres, _)) = &self.database else { return Ok(None) };
        // One of them may end meanwhile: what it took is then its parent's to tell.
        let of = |pid: &u32| process::cpu_ms(*pid).unwrap_or(0.0);
        Ok(Some(process::family(postgres.pid())?.iter().map(of).sum()))
    }
}

impl Seed {
    /// Builds a county, or takes the one that was built the same way by the same program today.
    ///
    /// # Errors
    /// One sentence.
    pub fn of(workload: &Workload, plan: Plan) -> Outcome<Seed> {
        let folder = folder(workload, plan)?;
        let listed = folder.join("phones.cbor");
        let mut built_in = None;
        if !listed.is_file() {
            let begun = std::time::Instant::now();
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
            let store = SqliteStore::open(&folder).map_err(|e| e.to_string())?;
            let phones = county::build(&store, workload, plan)?;
            drop(store);
            let mut bytes = Vec::new();
            ciborium::into_writer(&phones, &mut bytes).map_err(|e| e.to_string())?;
            std::fs::write(&listed, bytes).map_err(|e| e.to_string())?;
            built_in = Some(begun.elapsed().as_secs_f64());
        }
        let bytes = std::fs::read(&listed).map_err(|e| e.to_string())?;
        let phones = ciborium::from_reader(bytes.as_slice()).map_err(|e| e.to_string())?;
        Ok(Seed { folder, phones, days: plan.days, built_in })
    }

    /// Copies it into a data folder.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn place(&self, folder: &Path) -> Outcome<Placed> {
        std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        for suffix in ["", "-wal"] {
            let from = self.folder.join(format!("{FILE}{suffix}"));
            if from.is_file() {
                std::fs::copy(from, folder.join(format!("{FILE}{suffix}"))).map_err(|e| e.to_string())?;
            }
        }
        Ok(Placed { folder: folder.to_owned(), database: None })
    }

    /// The same on the store that is asked for; on PostgreSQL by the command that moves a county.
    ///
    /// # Errors
    /// When the disk is full or PostgreSQL doesn't come up.
    pub fn place_on(&self, on: On, folder: &Path) -> Outcome<Placed> {
        let mut placed = self.place(folder)?;
        if on == On::Postgres {
            let postgres = Postgres::start_with(&["shared_buffers=512MB", "max_wal_size=4GB"])?;
            let url = postgres.database()?;
            administer(&["migrate", "--from", &folder.display().to_string(), "--to", &url])?;
            postgres.ask(&url, "ANALYZE")?;
            placed.database = Some((postgres, url));
        }
        Ok(placed)
    }

    /// How many documents are in somebody's scope.
    ///
    /// # Errors
    /// Of the store.
    pub fn documents_of(&self, account: &Account) -> Outcome<usize> {
        let store = SqliteStore::open(&self.folder).map_err(|e| e.to_string())?;
        let held = store::read(&store, |tx| tx.scope(&[Grantee::Place(account.place.clone())]));
        held.map(|documents| documents.len()).map_err(|e| e.to_string())
    }

    /// Bytes of its store.
    pub fn bytes(&self) -> u64 {
        std::fs::metadata(self.folder.join(FILE)).map_or(0, |meta| meta.len())
    }
}

/// A name that changes with everything the county is built from, so that an old one is never taken.
fn folder(workload: &Workload, plan: Plan) -> Outcome<PathBuf> {
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let release = own.parent().ok_or("this program lies nowhere")?;
    let schema = [
        include_str!("../../../sync-server/migrations/0001_ground.sql"),
        include_str!("../../../sync-server/migrations/0002_derived.sql"),
        include_str!("../../../sync-server/migrations/0007_wide_rows.sql"),
        include_str!("../../../sync-server/migrations/0010_open_cases.sql"),
        include_str!("county.rs"),
        include_str!("history.rs"),
        include_str!("words.rs"),
    ];
    let today = sync_server::clock::now().0 / shared_model::moment::DAY;
    let states = serde_json::to_string(&workload.states).map_err(|e| e.to_string())?;
    let key = Sha256::digest(format!("{schema:?}{plan:?}{today}{states}{}", workload.days.len()));
    Ok(release.join("bench-counties").join(hex::encode(&key[..8])))
}
