//! A damaged file: it is kept aside, and what can be read of it is carried over into a new one.
//!
//! What matters is what nothing else has: who the phone is, unsent changes, the outbox and drafts.
//! The rest comes back from the server with the next exchange.

use crate::problems::StoreError;
use crate::store::Store;
use crate::vault::FileKey;
use shared_model::api::{Code, Problem};
use shared_model::moment::Millis;
use std::path::{Path, PathBuf};

/// Opens the file; when it is damaged, carries over what can be read.
///
/// # Errors
/// When not even the phone's own identity can be read. The damaged file stays where it is then.
pub(crate) fn open_or_carry_over(path: &Path, key: &FileKey, now: Millis) -> Result<Store, Problem> {
    let damage = match Store::open(path, None, key) {
        Ok(store) => match store.check() {
            Ok(None) => return Ok(store),
            Ok(Some(damage)) => damage,
            Err(error) => error.to_string(),
        },
        Err(error) => match Problem::from(error) {
            damaged if damaged.code == Code::Damaged => damaged.detail,
            // SQLCipher says "not a database" for a wrong key and for a damaged first page alike;
            // the key came from this folder, so it is damage.
            wrong if wrong.code == Code::WrongKey => wrong.detail,
            other => return Err(other),
        },
    };
    carry_over(path, key, now).map_err(|error| {
        remove(&path.with_extension("rescue"));
        let kept = path.display();
        Problem::new(
            Code::Damaged,
            format!("the phone's file is damaged ({damage}) and could not be carried over ({error}); it was kept as {kept}: do not delete the app, ask the office"),
        )
    })
}

fn carry_over(path: &Path, key: &FileKey, now: Millis) -> Result<Store, StoreError> {
    let fresh = path.with_extension("rescue");
    remove(&fresh);
    let mut store = Store::open(&fresh, None, key)?;
    store.copy_from_damaged(path, key)?;
    drop(store);
    let aside = path.with_extension(format!("damaged-{}", now.0));
    let failed = |e: std::io::Error| StoreError::Name(e.to_string());
    for suffix in ["", "-wal", "-shm"] {
        let from = with_suffix(path, suffix);
        if from.exists() {
            std::fs::rename(from, with_suffix(&aside, suffix)).map_err(failed)?;
        }
    }
    std::fs::rename(&fresh, path).map_err(failed)?;
    Store::open(path, None, key)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(with_suffix(path, suffix));
    }
}
