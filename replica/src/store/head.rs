//! The first page of a file, made again: it holds nothing but where the tables begin, which is the
//! same in every file of one schema.

use super::{MIGRATIONS, Result, Store};
use crate::identity::Salt;
use crate::vault::FileKey;
use rusqlite::Connection;
use std::io::Read;
use std::path::Path;

/// Bytes of SQLCipher's pages.
const PAGE: u64 = 4096;

/// A first page.
pub struct Head {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How long the file must be that it fits, in bytes.
    pub file_length: u64,
}

/// Makes the first page of a file under a salt and a key, of the schema after so many migrations,
/// for a file of at least `length` bytes. `pattern` is a place for a file to make it in.
pub fn new_head(pattern: &Path, key: &FileKey, salt: &Salt, migrations: usize, length: u64) -> Result<Head> {
    let connection = Connection::open(pattern)?;
    let (key, salt) = (hex::encode(key), hex::encode(salt));
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}{salt}'\"; PRAGMA journal_mode = WAL;"))?;
    for (number, migration) in MIGRATIONS.iter().enumerate().take(migrations) {
        let next = number + 1;
        connection.execute_batch(&format!("BEGIN; {migration}; PRAGMA user_version = {next}; COMMIT;"))?;
    }
    // Rows of one page each, until it is as long as the damaged file.
    let pages = |connection: &Connection| -> Result<u64> {
        Ok(connection.query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0))? as u64)
    };
    connection.execute_batch("BEGIN")?;
    while pages(&connection)? * PAGE < length {
        connection.execute(
            "INSERT INTO draft (form, body) VALUES (hex(randomblob(16)), hex(zeroblob(1500)))",
            [],
        )?;
    }
    connection.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);")?;
    let file_length = pages(&connection)? * PAGE;
    drop(connection);
    let mut bytes = vec![0; PAGE as usize];
    let read = std::fs::File::open(pattern).and_then(|mut file| file.read_exact(&mut bytes));
    read.map_err(|error| crate::problems::StoreError::Name(error.to_string()))?;
    Ok(Head { bytes, file_length })
}

impl Store {
    /// Numbers of migrations after which a file may have begun, the newest first.
    pub fn schemas() -> impl Iterator<Item = usize> {
        (1..=MIGRATIONS.len()).rev()
    }
}
