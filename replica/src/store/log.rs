//! The change log: appended to, read by document, never rewritten.

use super::{Result, Tx};
use crate::problems::StoreError;
use rusqlite::{OptionalExtension, params};
use shared_model::api::view::Delivery;
use shared_model::document::{Doc, DocId, Hash, read_change};
use shared_model::exchange::NewChange;
use shared_model::ids::DeviceId;
use shared_model::moment::Millis;
use shared_model::projection::Logged;
use shared_model::protocol::SentChange;

/// A change's state: saved here, unsent.
const SAVED: i64 = 0;
/// Heard from a phone; the server doesn't have it yet. (1: received by the server.)
pub(super) const HEARD: i64 = 2;

pub(super) fn doc_id(text: &str) -> Result<DocId> {
    DocId::parse(text).map_err(|e| StoreError::Name(e.to_string()))
}

pub(super) fn hash(bytes: Vec<u8>) -> Result<Hash> {
    Hash::try_from(bytes.as_slice()).map_err(|_| StoreError::Name("a hash is 32 bytes".into()))
}

impl Tx<'_> {
    /// Appends a change; one that is there already only learns that the server has it.
    pub fn append(&self, change: &NewChange<'_>) -> Result<()> {
        let received = change.received_at.map(|at| at.0);
        self.sql.execute(
            "INSERT INTO change (hash, doc, bytes, author, state, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (hash) DO UPDATE SET state = CASE WHEN excluded.state = 1 THEN 1 ELSE state END,
                 author = CASE WHEN excluded.state = 1 THEN excluded.author ELSE author END,
                 received_at = coalesce(received_at, excluded.received_at)",
            params![
                change.hash.as_slice(),
                change.doc.to_string(),
                change.bytes,
                serde_json::to_string(change.author)?,
                i64::from(received.is_some()),
                received,
            ],
        )?;
        Ok(())
    }

    /// A document's changes, in the order they were appended.
    pub fn log_of(&self, doc: &DocId) -> Result<Vec<Logged>> {
        let mut select = self.sql.prepare_cached(
            "SELECT bytes, author, received_at, state FROM change WHERE doc = ?1 ORDER BY number",
        )?;
        let rows = select.query_map([doc.to_string()], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?))
        })?;
        rows.map(|row| {
            let (bytes, author, received_at, state): (_, _, Option<i64>, i64) = row?;
            let delivery = match received_at {
                Some(at) => Delivery::Received { at: Millis(at) },
                None if state == HEARD => Delivery::Heard,
                None => Delivery::SavedHere,
            };
            Ok(Logged { bytes, author: serde_json::from_str(&author)?, delivery })
        })
        .collect()
    }

    /// A document, loaded from its changes; empty when there are none.
    pub fn load(&self, doc: &DocId) -> Result<Doc> {
        let mut select =
            self.sql.prepare_cached("SELECT bytes FROM change WHERE doc = ?1 ORDER BY number")?;
        let rows = select.query_map([doc.to_string()], |row| row.get::<_, Vec<u8>>(0))?;
        let bytes = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Doc::load(bytes.iter().map(Vec::as_slice))?)
    }

    /// Changes the server hasn't received, oldest first.
    pub fn unsent(&self, most: usize) -> Result<Vec<SentChange>> {
        let mut select = self
            .sql
            .prepare_cached("SELECT doc, bytes FROM change WHERE state = 0 ORDER BY number LIMIT ?1")?;
        let rows = select.query_map([most as i64], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (doc, bytes) = row?;
            Ok(SentChange { doc: doc_id(&doc)?, bytes })
        })
        .collect()
    }

    /// How many changes the server hasn't received.
    pub fn unsent_count(&self) -> Result<u32> {
        Ok(self.sql.query_row("SELECT count(*) FROM change WHERE state = 0", [], |row| row.get(0))?)
    }

    /// The server has received a change.
    pub fn mark_received(&self, hash: &Hash, at: Millis) -> Result<()> {
        self.sql.execute(
            "UPDATE change SET state = 1, received_at = coalesce(received_at, ?2) WHERE hash = ?1",
            params![hash.as_slice(), at.0],
        )?;
        self.sql.execute(
            "UPDATE outbox SET state = 1, received_at = ?2 WHERE hash = ?1 AND state = 0",
            params![hash.as_slice(), at.0],
        )?;
        self.sql.execute("DELETE FROM handed WHERE hash = ?1", [hash.as_slice()])?;
        Ok(())
    }

    /// The server lacks a change after all (it was restored, or an answer was lost): it waits again,
    /// when it is here and the phone's own, or under its author's signature. True then; others'
    /// changes nobody but their author may deliver.
    pub fn mark_unsent(&self, hash: &Hash, own: DeviceId) -> Result<bool> {
        let Some(bytes) = self.bytes_of(hash)? else { return Ok(false) };
        if !read_change(&bytes)?.actor.starts_with(&own.0) {
            return self.mark_heard(hash);
        }
        let waiting = "SET state = 0, received_at = NULL WHERE hash = ?1";
        self.sql.execute(&format!("UPDATE change {waiting}"), [hash.as_slice()])?;
        self.sql.execute(&format!("UPDATE outbox {waiting}"), [hash.as_slice()])?;
        Ok(true)
    }

    /// Whether a change is here.
    pub fn has_change(&self, hash: &Hash) -> Result<bool> {
        let select = "SELECT 1 FROM change WHERE hash = ?1";
        Ok(self.sql.query_row(select, [hash.as_slice()], |_| Ok(())).optional()?.is_some())
    }

    /// A change's bytes, when it is here.
    pub fn bytes_of(&self, hash: &Hash) -> Result<Option<Vec<u8>>> {
        let select = "SELECT bytes FROM change WHERE hash = ?1";
        Ok(self.sql.query_row(select, [hash.as_slice()], |row| row.get(0)).optional()?)
    }

    /// The bytes of a change that was put aside.
    pub fn put_aside_bytes(&self, hash: &Hash) -> Result<Option<Vec<u8>>> {
        let select = "SELECT bytes FROM refused WHERE hash = ?1";
        Ok(self.sql.query_row(select, [hash.as_slice()], |row| row.get(0)).optional()?)
    }

    /// Puts one change aside, with the reason; the intent it carries waits to be written again.
    pub fn put_aside(&self, hash: &Hash, reason: &str) -> Result<()> {
        self.sql.execute(
            "INSERT OR IGNORE INTO refused (hash, doc, bytes, reason)
             SELECT hash, doc, bytes, ?2 FROM change WHERE hash = ?1",
            params![hash.as_slice(), reason],
        )?;
        self.sql.execute("DELETE FROM change WHERE hash = ?1", [hash.as_slice()])?;
        self.sql.execute(
            "UPDATE outbox SET state = 0, received_at = NULL WHERE hash = ?1 AND state = 1",
            [hash.as_slice()],
        )?;
        Ok(())
    }

    /// Puts a document's unsent changes aside, with the reason: they were refused, or stand on one
    /// that was; and with them what was heard from phones and stands on them.
    pub fn put_aside_unsent(&self, doc: &DocId, reason: &str) -> Result<()> {
        let select = "SELECT hash, bytes, state FROM change WHERE doc = ?1 ORDER BY number";
        let mut select = self.sql.prepare_cached(select)?;
        let rows = select.query_map([doc.to_string()], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, i64>(2)?))
        })?;
        let mut parted: Vec<Hash> = Vec::new();
        for row in rows {
            let (hash_bytes, bytes, state) = row?;
            let falls = match state {
                SAVED => true,
                HEARD => read_change(&bytes)?.deps.iter().any(|dep| parted.contains(dep)),
                _ => false,
            };
            if falls {
                parted.push(hash(hash_bytes)?);
            }
        }
        for hash in parted {
            self.sql.execute(
                "INSERT OR IGNORE INTO refused (hash, doc, bytes, reason)
                 SELECT hash, doc, bytes, ?2 FROM change WHERE hash = ?1",
                params![hash.as_slice(), reason],
            )?;
            self.sql.execute("DELETE FROM change WHERE hash = ?1", [hash.as_slice()])?;
        }
        Ok(())
    }

    /// Names of all documents, with their heads.
    pub fn documents(&self) -> Result<Vec<(DocId, Vec<Hash>)>> {
        let mut select = self.sql.prepare_cached("SELECT doc, heads FROM document ORDER BY doc")?;
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (doc, heads) = row?;
            let heads = heads.chunks(32).map(|h| hash(h.to_vec())).collect::<Result<_>>()?;
            Ok((doc_id(&doc)?, heads))
        })
        .collect()
    }

    /// Names of the documents with changes the server hasn't received.
    pub fn unsent_documents(&self) -> Result<Vec<DocId>> {
        let select = "SELECT DISTINCT doc FROM change WHERE state = 0 ORDER BY doc";
        let mut select = self.sql.prepare_cached(select)?;
        let rows = select.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|row| doc_id(&row?)).collect()
    }

    /// Names of all documents that have changes.
    pub fn logged_documents(&self) -> Result<Vec<DocId>> {
        let mut select = self.sql.prepare_cached("SELECT DISTINCT doc FROM change ORDER BY doc")?;
        let rows = select.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|row| doc_id(&row?)).collect()
    }

    /// Forgets a document that left the phone's scope; one with changes that the server lacks stays
    /// until they are delivered. True when it is gone.
    pub fn forget(&self, doc: &DocId) -> Result<bool> {
        let waiting: u32 = self.sql.query_row(
            "SELECT count(*) FROM change WHERE doc = ?1 AND state <> 1",
            [doc.to_string()],
            |row| row.get(0),
        )?;
        if waiting > 0 {
            return Ok(false);
        }
        self.sql.execute("DELETE FROM change WHERE doc = ?1", [doc.to_string()])?;
        self.forget_attested(doc)?;
        self.drop_rows(doc)?;
        Ok(true)
    }
}
