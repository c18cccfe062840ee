//! The phone's file: one SQLCipher database. SQL stands in this folder alone.
//!
//! Ground (changes, outbox, drafts) is never rebuilt; rows and search are derived from it. Every
//! entry is one transaction, synced before it is answered: "saved" is true when it is said.

mod arrivals;
mod feedback;
mod ground;
mod head;
mod log;
mod outbox;
mod peers;
mod photos;
mod rows;
mod salvage;
mod testimony;

pub use arrivals::{Arrival, Carried};
pub use feedback::FeedbackRow;
pub use head::new_head;
pub use outbox::{OutboxRow, OutboxState};

use crate::problems::StoreError;
use crate::vault::FileKey;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params,
};
use serde::{Serialize, de::DeserializeOwned};
use std::path::Path;

/// What store functions answer.
pub type Result<T> = std::result::Result<T, StoreError>;

const MIGRATIONS: [&str; 6] = [
    include_str!("../../migrations/001_replica.sql"),
    include_str!("../../migrations/002_testimony.sql"),
    include_str!("../../migrations/003_photos.sql"),
    include_str!("../../migrations/004_peers.sql"),
    include_str!("../../migrations/005_news.sql"),
    include_str!("../../migrations/006_feedback.sql"),
];

/// The open file.
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the file, or makes it, with its key, and brings its tables up to date.
    pub fn open(path: &Path, vfs: Option<&str>, key: &FileKey) -> Result<Store> {
        let store = Store::open_raw(path, vfs, key)?;
        store.migrate()?;
        Ok(store)
    }

    /// Opens the file without touching its tables.
    pub fn open_raw(path: &Path, vfs: Option<&str>, key: &FileKey) -> Result<Store> {
        let connection = match vfs {
            None => Connection::open(path)?,
            Some(vfs) => Connection::open_with_flags_and_vfs(path, OpenFlags::default(), vfs)?,
        };
        // SQLCipher would write each page it can't verify to standard error; we tell it ourselves.
        connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
        connection.execute_batch(&format!("PRAGMA key = \"x'{}'\";", hex::encode(key)))?;
        // EXTRA is FULL for a WAL. For the one rollback journal before it, it makes the deletion
        // durable: if that journal came back with the power, it would take the file back to nothing.
        connection.execute_batch(
            "PRAGMA synchronous = EXTRA; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;",
        )?;
        Ok(Store { connection })
    }

    /// Whether the file is whole; the first thing that is wrong otherwise.
    pub fn check(&self) -> Result<Option<String>> {
        let answer: String = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((answer != "ok").then_some(answer))
    }

    fn migrate(&self) -> Result<()> {
        let version: u32 = self.connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        for (number, migration) in MIGRATIONS.iter().enumerate().skip(version as usize) {
            let next = number + 1;
            self.connection
                .execute_batch(&format!("BEGIN; {migration}; PRAGMA user_version = {next}; COMMIT;"))?;
        }
        // One write at each opening: an entry that was written but not synced when the process was
        // killed is found now, and must be safe before it is shown as saved.
        let version = (version as usize).max(MIGRATIONS.len());
        match self.connection.execute_batch(&format!("PRAGMA user_version = {version};")) {
            // A full phone still opens. A checkpoint begins with the sync.
            Err(full) if full.sqlite_error_code() == Some(ErrorCode::DiskFull) => {
                let _ = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
                Ok(())
            }
            written => Ok(written?),
        }
    }

    /// Gives room that isn't used any more back to the disk. It needs some first: on a full disk the
    /// room stays in the file, for what comes next.
    pub fn shrink(&mut self) {
        if self.connection.execute_batch("VACUUM").is_ok() {
            let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
    }

    /// Runs `work` as one transaction; an error takes everything back.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let tx = Tx { sql: begun.map_err(StoreError::from)? };
        let done = work(&tx)?;
        tx.sql.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// Runs `work` over one unchanging view of the file.
    pub fn read<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let tx = Tx { sql: self.connection.transaction().map_err(StoreError::from)? };
        work(&tx)
    }
}

/// A transaction: all reads and writes go through it.
pub struct Tx<'a> {
    sql: Transaction<'a>,
}

impl Tx<'_> {
    /// A value kept under a name.
    pub fn meta<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let text: Option<String> = self
            .sql
            .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
            .optional()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Keeps a value under a name.
    pub fn set_meta<T: Serialize>(&self, key: &str, value: &T) -> Result<()> {
        let text = serde_json::to_string(value)?;
        self.sql.execute(
            "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            params![key, text],
        )?;
        Ok(())
    }

    /// A half-filled form.
    pub fn draft(&self, form: &str) -> Result<Option<String>> {
        let select = "SELECT body FROM draft WHERE form = ?1";
        Ok(self.sql.query_row(select, [form], |row| row.get(0)).optional()?)
    }

    /// Keeps a half-filled form; an empty body drops it.
    pub fn set_draft(&self, form: &str, body: &str) -> Result<()> {
        if body.is_empty() {
            self.sql.execute("DELETE FROM draft WHERE form = ?1", [form])?;
        } else {
            self.sql.execute(
                "INSERT INTO draft (form, body) VALUES (?1, ?2) ON CONFLICT (form) DO UPDATE SET body = ?2",
                params![form, body],
            )?;
        }
        Ok(())
    }
}
