//! A damaged file: it is kept aside, and what can be read of it is carried over into a new one.
//!
//! What matters is what nothing else has: who the phone is, unsent changes, the outbox and drafts.
//! The rest comes back from the server with the next exchange.

use crate::identity::{self, Identity};
use crate::problems::StoreError;
use crate::store::{Store, new_head};
use crate::vault::FileKey;
use shared_model::api::{Code, Problem};
use shared_model::moment::Millis;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Opens the file; when it is damaged, carries over what can be read.
///
/// # Errors
/// When not even the phone's own identity can be read, in the file or beside it. The damaged file
/// stays where it is then.
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
    let identity = identity::read(path, key);
    remove(&fresh);
    let mut store = Store::open(&fresh, None, key)?;
    if let Some(identity) = &identity {
        store.write(|tx| tx.set_meta("profile", &identity.profile))?;
    }
    let copied = store.copy_from_damaged(path, key);
    if copied.is_err() {
        let identity =
            identity.ok_or_else(|| StoreError::Name("the phone's identity can't be read".into()))?;
        carry_under_new_head(&mut store, path, key, &identity)?;
    }
    drop(store);
    let aside = path.with_extension(format!("damaged-{}", now.0));
    for suffix in ["", "-wal", "-shm"] {
        let from = with_suffix(path, suffix);
        if from.exists() {
            std::fs::rename(from, with_suffix(&aside, suffix)).map_err(failed)?;
        }
    }
    std::fs::rename(&fresh, path).map_err(failed)?;
    Store::open(path, None, key)
}

/// The first page says where all others are. Without it nothing can be read; but files of one schema
/// begin alike, so a new first page of the same salt and key is laid over a copy.
fn carry_under_new_head(
    store: &mut Store,
    path: &Path,
    key: &FileKey,
    identity: &Identity,
) -> Result<(), StoreError> {
    let (copy, pattern) = (path.with_extension("copy"), path.with_extension("pattern"));
    let mut done = Err(StoreError::Name("the first page can't be made again".into()));
    for migrations in Store::schemas() {
        remove(&copy);
        remove(&pattern);
        std::fs::copy(path, &copy).map_err(failed)?;
        if with_suffix(path, "-wal").exists() {
            std::fs::copy(with_suffix(path, "-wal"), with_suffix(&copy, "-wal")).map_err(failed)?;
        }
        let length = std::fs::metadata(path).map_err(failed)?.len();
        let head = new_head(&pattern, key, &identity.salt, migrations, length)?;
        lay_over(&copy, &head.bytes, head.file_length).map_err(failed)?;
        done = store.copy_from_damaged(&copy, key);
        if done.is_ok() {
            break;
        }
    }
    remove(&copy);
    remove(&pattern);
    done
}

fn lay_over(file: &Path, head: &[u8], length: u64) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).open(file)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(head)?;
    if file.metadata()?.len() < length {
        file.set_len(length)?;
    }
    file.sync_all()
}

fn failed(error: std::io::Error) -> StoreError {
    StoreError::Name(error.to_string())
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
