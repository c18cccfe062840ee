//! Counties that were built before: one file each under `target/bench`, copied for every measurement,
//! because a county of 2,218 phones takes minutes to build.

use super::county::{self, Phones, Plan};
use super::workload::Workload;
use crate::world::Outcome;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use sync_server::store::Store;
use sync_server::store::sqlite::SqliteStore;

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

/// Where a county was put.
pub struct Placed {
    folder: PathBuf,
}

impl Placed {
    /// Opens its store beside the server.
    ///
    /// # Errors
    /// Of the store.
    pub fn open(&self) -> Outcome<Box<dyn Store>> {
        Ok(Box::new(SqliteStore::open(&self.folder).map_err(|e| e.to_string())?))
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
        Ok(Placed { folder: folder.to_owned() })
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
        include_str!("county.rs"),
        include_str!("history.rs"),
        include_str!("words.rs"),
    ];
    let today = sync_server::clock::now().0 / shared_model::moment::DAY;
    let states = serde_json::to_string(&workload.states).map_err(|e| e.to_string())?;
    let key = Sha256::digest(format!("{schema:?}{plan:?}{today}{states}{}", workload.days.len()));
    Ok(release.join("bench-counties").join(hex::encode(&key[..8])))
}
