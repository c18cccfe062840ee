//! The store in one SQLite file: opening, migrating, transactions, backup.
//!
//! WAL, synced at each commit: what was answered as received survives a power cut. One writing
//! connection, whose users share commits ([`writer`]), and one that takes the WAL over into the file
//! meanwhile ([`checkpoint`]); readers take a connection from a small pool and don't wait for it.

mod checkpoint;
mod codec;
mod feedback;
mod lists;
mod log;
mod notices;
mod people;
mod photos;
mod rows;
mod writer;

use super::{ReadTx, Store, StoreError, WriteTx};
use checkpoint::{Checkpointer, Pace};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use writer::Writer;

type Result<T> = std::result::Result<T, StoreError>;

/// Each file takes the schema from one version to the next; one that was released never changes.
const MIGRATIONS: [&str; 14] = [
    include_str!("../../../migrations/0001_ground.sql"),
    include_str!("../../../migrations/0002_derived.sql"),
    include_str!("../../../migrations/0003_sync.sql"),
    include_str!("../../../migrations/0005_photos.sql"),
    include_str!("../../../migrations/0007_wide_rows.sql"),
    include_str!("../../../migrations/0008_take_due.sql"),
    include_str!("../../../migrations/0009_pass_up.sql"),
    include_str!("../../../migrations/0010_open_cases.sql"),
    include_str!("../../../migrations/0011_lists.sql"),
    include_str!("../../../migrations/0012_notices.sql"),
    include_str!("../../../migrations/0013_carrier.sql"),
    include_str!("../../../migrations/0014_homes.sql"),
    include_str!("../../../migrations/0015_feedback.sql"),
    include_str!("../../../migrations/0016_left.sql"),
];
/// Idle reader connections that are kept: as many as requests are worked on at once, because each
/// opening reads the whole schema.
const READERS: usize = 48;
/// Memory for pages on the writing connection, in KiB: a shared commit of many phones fits, so that
/// nothing is written twice.
const WRITER_CACHE: i64 = 64 * 1024;
/// When the WAL is taken over into the file.
const PACE: Pace = Pace { beside: 8000, at_once: 64_000 };

/// The store in `<data folder>/weige.sqlite`.
pub struct SqliteStore {
    file: PathBuf,
    /// The file system (a SQLite VFS) it lies on; None for the usual one.
    vfs: Option<String>,
    writer: Writer,
    readers: Mutex<Vec<Connection>>,
    /// None on a file system of a simulation, whose world has one thread: there the writer does it.
    _checkpointer: Option<Checkpointer>,
}

/// The connection inside an open transaction: what the traits are implemented on.
pub(super) struct Tx<'a>(&'a Connection);

impl SqliteStore {
    /// Opens the store in a data folder, and makes it when it isn't there.
    ///
    /// # Errors
    /// When the file can't be opened, is damaged, or is of a later version.
    pub fn open(folder: &Path) -> Result<SqliteStore> {
        SqliteStore::open_on(folder, None)
    }

    /// As [`SqliteStore::open`], on a file system (a SQLite VFS) of this name, or on the usual one.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_on(folder: &Path, vfs: Option<&str>) -> Result<SqliteStore> {
        SqliteStore::open_file(folder.join("weige.sqlite"), vfs)
    }

    /// Opens the store in a file of any name: a backup.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_file(file: PathBuf, vfs: Option<&str>) -> Result<SqliteStore> {
        let mut writer = connect(&file, vfs)?;
        migrate(&mut writer)?;
        writer.pragma_update(None, "cache_size", -WRITER_CACHE)?;
        let checkpointer = match vfs {
            None => Some(Checkpointer::start(&file, &mut writer, PACE)?),
            Some(_) => {
                writer.pragma_update(None, "wal_autocheckpoint", PACE.beside)?;
                None
            }
        };
        Ok(SqliteStore {
            file,
            vfs: vfs.map(str::to_owned),
            writer: Writer::new(writer),
            readers: Mutex::new(Vec::new()),
            _checkpointer: checkpointer,
        })
    }

    /// Closes it so that it is one file, with nothing left beside it.
    ///
    /// # Errors
    /// When somebody else has it open, or the disk is full.
    pub fn into_one_file(self) -> Result<()> {
        let file = self.file.clone();
        drop(self);
        let alone = connect(&file, None)?;
        alone.pragma_update(None, "journal_mode", "DELETE").map_err(or_full)?;
        alone.close().map_err(|(_, error)| or_full(error))
    }

    fn copy_to(&self, to: &Path, meta: &[(&str, &str)]) -> Result<()> {
        if self.vfs.is_none() && to.exists() {
            return Err(StoreError::Exists(to.display().to_string()));
        }
        let from = self.reader()?;
        let mut copy = open(to, self.vfs.as_deref())?;
        {
            let backup = rusqlite::backup::Backup::new(&from, &mut copy)?;
            backup.run_to_completion(512, Duration::ZERO, None).map_err(or_full)?;
        }
        for (key, value) in meta {
            WriteTx::set_meta(&Tx(&copy), key, value)?;
        }
        // The copy is one file: nothing of it may stay behind in a WAL.
        copy.pragma_update(None, "journal_mode", "DELETE").map_err(or_full)?;
        copy.close().map_err(|(_, error)| or_full(error))?;
        self.give_back(from);
        Ok(())
    }

    fn reader(&self) -> Result<Connection> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| connect(&self.file, self.vfs.as_deref()), Ok)
    }

    fn give_back(&self, reader: Connection) {
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(reader);
        }
    }
}

impl Store for SqliteStore {
    fn read_with(&self, work: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        let mut reader = self.reader()?;
        let tx = reader.transaction()?;
        let worked = work(&Tx(&tx));
        tx.rollback()?;
        self.give_back(reader);
        worked
    }

    fn write_with(&self, work: &mut dyn FnMut(&dyn WriteTx) -> Result<()>) -> Result<()> {
        self.writer.write(work)
    }

    fn copy_pages(&self, to: &Path, meta: &[(&str, &str)]) -> Option<Result<()>> {
        Some(self.copy_to(to, meta))
    }
}

fn open(file: &Path, vfs: Option<&str>) -> Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = match vfs {
        None => Connection::open_with_flags(file, flags),
        Some(vfs) => Connection::open_with_flags_and_vfs(file, flags, vfs),
    };
    let connection = opened.map_err(or_full)?;
    // EXTRA is FULL for a WAL. For a rollback journal it makes the deletion durable: if the one of a
    // new file came back with the power, it would take the file back to nothing.
    connection.pragma_update(None, "synchronous", "EXTRA")?;
    Ok(connection)
}

fn connect(file: &Path, vfs: Option<&str>) -> Result<Connection> {
    let connection = open(file, vfs)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(or_full)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A plan doesn't hang on the values asked for: otherwise SQLite makes many anew at each question.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<()> {
    let known = MIGRATIONS.len() as u32;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(or_full)?;
    let found: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(StoreError::Later { found, known });
    }
    for migration in &MIGRATIONS[found as usize..] {
        tx.execute_batch(migration).map_err(or_full)?;
    }
    // Written at each opening, also when it is the same: a change that was in the WAL but not synced
    // when another process was killed is found now, and must be safe before it is answered as had.
    let written = tx.pragma_update(None, "user_version", known).and_then(|()| tx.commit()).map_err(or_full);
    match written {
        // A full disk must not keep the office from reading. A checkpoint begins with the sync.
        Err(StoreError::Full) if found == known => {
            let _ = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            Ok(())
        }
        written => written,
    }
}

/// A full disk has its own word: it is the one fault an office can mend by itself.
pub(super) fn or_full(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => StoreError::Full,
        Some(rusqlite::ErrorCode::ConstraintViolation) => StoreError::Contradiction(error.to_string()),
        _ => StoreError::Sqlite(error),
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        or_full(error)
    }
}
