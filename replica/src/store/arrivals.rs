//! What came in, in the order in which it came, and through whom.

use super::log::{doc_id, hash};
use super::{Result, Tx};
use rusqlite::params;
use shared_model::document::{DocId, DocKind, Hash, read_change};
use shared_model::people::Author;

/// A change of a document as it came.
pub struct Arrival {
    /// Its place in the order of arrival, from 1.
    pub number: u64,
    /// Of which document.
    pub doc: DocId,
    /// The keys it wrote: of a case, its events.
    pub keys: Vec<String>,
}

/// A change that the server has, with who wrote it.
pub struct Received {
    /// Of which document.
    pub doc: DocId,
    /// The keys it wrote.
    pub keys: Vec<String>,
    /// Who wrote it.
    pub author: Author,
}

/// A change of a document with the phones it went through.
pub struct Carried {
    /// The keys it wrote.
    pub keys: Vec<String>,
    /// When it was written, in milliseconds (device clock).
    pub written_at: i64,
    /// Whose phone brought it here.
    pub heard_from: Option<String>,
    /// Whose phones have it too and deliver it, while the server lacks it.
    pub carried_by: Vec<String>,
}

impl Tx<'_> {
    /// The number of the newest change; 0 when there is none.
    pub fn newest_change(&self) -> Result<u64> {
        let number: Option<i64> =
            self.sql.query_row("SELECT max(number) FROM change", [], |row| row.get(0))?;
        Ok(number.unwrap_or(0) as u64)
    }

    /// Changes of cases that came after a number, newest first, at most so many.
    pub fn cases_since(&self, number: u64, most: usize) -> Result<Vec<Arrival>> {
        let mut select = self.sql.prepare_cached(
            "SELECT number, doc, bytes FROM change WHERE number > ?1 AND doc LIKE 'c.%' ORDER BY number DESC LIMIT ?2",
        )?;
        let rows = select.query_map(params![number as i64, most as i64], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?))
        })?;
        let mut arrivals = Vec::new();
        for row in rows {
            let (number, doc, bytes) = row?;
            let doc = doc_id(&doc)?;
            if doc.kind() == DocKind::Case {
                arrivals.push(Arrival { number: number as u64, doc, keys: read(&bytes)?.0 });
            }
        }
        Ok(arrivals)
    }

    /// Changes that the server has and that came after a number, newest first, at most so many.
    pub fn received_since(&self, number: u64, most: usize) -> Result<Vec<Received>> {
        let mut select = self.sql.prepare_cached(
            "SELECT doc, bytes, author FROM change WHERE number > ?1 AND state = 1 ORDER BY number DESC LIMIT ?2",
        )?;
        let rows = select.query_map(params![number as i64, most as i64], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, String>(2)?))
        })?;
        rows.map(|row| {
            let (doc, bytes, author) = row?;
            let (keys, _) = read(&bytes)?;
            Ok(Received { doc: doc_id(&doc)?, keys, author: serde_json::from_str(&author)? })
        })
        .collect()
    }

    /// Says whose phone brought what came after a number and the server lacks.
    pub fn note_heard_from(&self, after: u64, name: &str) -> Result<()> {
        let update = "UPDATE change SET heard_from = ?2 WHERE number > ?1 AND state = 2";
        self.sql.execute(update, params![after as i64, name])?;
        Ok(())
    }

    /// The changes of a document that went through other phones, as far as it is known here.
    pub fn carried(&self, doc: &DocId) -> Result<Vec<Carried>> {
        let mut select = self.sql.prepare_cached(
            "SELECT hash, bytes, heard_from FROM change WHERE doc = ?1
             AND (heard_from IS NOT NULL OR EXISTS (SELECT 1 FROM handed WHERE handed.hash = change.hash))",
        )?;
        let rows = select.query_map([doc.to_string()], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (hash_bytes, bytes, heard_from) = row?;
            let hash: Hash = hash(hash_bytes)?;
            let (keys, written_at) = read(&bytes)?;
            found.push(Carried { keys, written_at, heard_from, carried_by: self.carried_by(&hash)? });
        }
        Ok(found)
    }
}

/// The keys a change wrote, and when.
fn read(bytes: &[u8]) -> Result<(Vec<String>, i64)> {
    let change = read_change(bytes)?;
    let written_at = change.written_at.0;
    Ok((change.puts.into_iter().map(|op| op.put.key).collect(), written_at))
}
