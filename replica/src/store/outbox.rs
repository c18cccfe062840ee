//! The outbox: what a person meant, and where it is.

use super::{Result, Tx, log::doc_id};
use crate::problems::StoreError;
use rusqlite::{Row, params};
use shared_model::api::view::{Delivery, IntentKind, OutboxItem};
use shared_model::document::{DocId, Hash, Put};
use shared_model::exchange::WaitingIntent;
use shared_model::ids::IntentId;
use shared_model::moment::Millis;

/// Where an intent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxState {
    /// Durable here.
    Saved = 0,
    /// Durable on the server.
    Received = 1,
    /// Refused.
    Returned = 2,
}

/// An intent with what it wrote.
pub struct OutboxRow {
    /// What is shown of it.
    pub item: OutboxItem,
    /// Its document.
    pub doc: DocId,
    /// The change that carries it.
    pub hash: Hash,
    /// What it put.
    pub puts: Vec<Put>,
}

impl From<OutboxRow> for WaitingIntent {
    fn from(row: OutboxRow) -> WaitingIntent {
        let OutboxItem { id, kind, written_at, .. } = row.item;
        WaitingIntent { id, kind, doc: row.doc, hash: row.hash, written_at, puts: row.puts }
    }
}

const COLUMNS: &str = "id, doc, kind, subject, words, written_at, state, reason, received_at, hash, puts";

impl Tx<'_> {
    /// Keeps an intent.
    pub fn add_intent(&self, row: &OutboxRow) -> Result<()> {
        let puts: Vec<(&str, &str)> = row.puts.iter().map(|p| (p.key.as_str(), p.value.as_str())).collect();
        self.sql.execute(
            "INSERT INTO outbox (id, doc, hash, kind, subject, words, written_at, puts, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
            params![
                row.item.id.as_str(),
                row.doc.to_string(),
                row.hash.as_slice(),
                serde_json::to_string(&row.item.kind)?,
                row.item.subject,
                row.item.words,
                row.item.written_at.0,
                serde_json::to_string(&puts)?,
            ],
        )?;
        Ok(())
    }

    /// How many things here the village doesn't have, or the writer hasn't answered
    /// ([`crate::Replica::not_delivered`]).
    pub fn not_delivered(&self) -> Result<u32> {
        let select = "SELECT (SELECT count(*) FROM outbox WHERE state != 1 AND put_aside = 0)
             + (SELECT count(*) FROM draft) + (SELECT count(*) FROM parcel)
             + (SELECT count(*) FROM feedback WHERE received_at IS NULL)";
        let waiting: u32 = self.sql.query_row(select, [], |row| row.get(0))?;
        Ok(waiting.max(self.unsent_count()?) + self.heard_count()? + self.unsent_photo_count()?)
    }

    /// Intents in a state, newest first; returned ones that were put aside are left out.
    pub fn intents(&self, state: OutboxState, most: usize) -> Result<Vec<OutboxRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbox WHERE state = ?1 AND put_aside = 0 ORDER BY number DESC LIMIT ?2"
        );
        let mut select = self.sql.prepare_cached(&sql)?;
        let rows = select.query_map(params![state as i64, most as i64], raw)?;
        rows.map(|row| intent(row?)).collect()
    }

    /// Returned intents that were put aside, newest first: read, and kept.
    pub fn intents_put_aside(&self, most: usize) -> Result<Vec<OutboxRow>> {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE put_aside = 1 ORDER BY number DESC LIMIT ?1");
        let mut select = self.sql.prepare_cached(&sql)?;
        let rows = select.query_map([most as i64], raw)?;
        rows.map(|row| intent(row?)).collect()
    }

    /// A document's intents that are not delivered, oldest first.
    pub fn waiting_intents(&self, doc: &DocId) -> Result<Vec<OutboxRow>> {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE doc = ?1 AND state = 0 ORDER BY number");
        let mut select = self.sql.prepare_cached(&sql)?;
        let rows = select.query_map([doc.to_string()], raw)?;
        rows.map(|row| intent(row?)).collect()
    }

    /// An intent was written again as another change.
    pub fn rewrite_intent(&self, id: &IntentId, hash: &Hash) -> Result<()> {
        self.sql
            .execute("UPDATE outbox SET hash = ?2 WHERE id = ?1", params![id.as_str(), hash.as_slice()])?;
        Ok(())
    }

    /// An intent came back.
    pub fn return_intent(&self, id: &IntentId, reason: &str) -> Result<()> {
        self.sql.execute(
            "UPDATE outbox SET state = 2, reason = ?2 WHERE id = ?1",
            params![id.as_str(), reason],
        )?;
        Ok(())
    }

    /// The person has seen that an intent came back. True when there was such a one.
    pub fn put_intent_aside(&self, id: &IntentId) -> Result<bool> {
        let done =
            self.sql.execute("UPDATE outbox SET put_aside = 1 WHERE id = ?1 AND state = 2", [id.as_str()])?;
        Ok(done > 0)
    }

    /// How many there are of each thing.
    pub fn counts(&self) -> Result<Vec<(&'static str, u64)>> {
        let selects = [
            ("documents", "SELECT count(*) FROM document"),
            ("households", "SELECT count(*) FROM household"),
            ("visits", "SELECT count(*) FROM visit"),
            ("cases", "SELECT count(*) FROM case_row"),
            ("changes", "SELECT count(*) FROM change"),
            ("changes unsent", "SELECT count(*) FROM change WHERE state = 0"),
            ("changes heard", "SELECT count(*) FROM change WHERE state = 2"),
            ("changes refused", "SELECT count(*) FROM refused"),
            ("entries unsent", "SELECT count(*) FROM outbox WHERE state = 0"),
            ("entries returned", "SELECT count(*) FROM outbox WHERE state = 2"),
            ("feedback unsent", "SELECT count(*) FROM feedback WHERE received_at IS NULL"),
            ("drafts", "SELECT count(*) FROM draft"),
            ("photos", "SELECT count(*) FROM photo"),
            ("photos, bytes", "SELECT coalesce(sum(bytes), 0) FROM photo"),
        ];
        let count = |(what, select): (_, &str)| {
            let count: i64 = self.sql.query_row(select, [], |row| row.get(0))?;
            Ok((what, count as u64))
        };
        selects.into_iter().map(count).collect()
    }

    /// How many intents wait.
    pub fn waiting_count(&self) -> Result<u32> {
        Ok(self.sql.query_row("SELECT count(*) FROM outbox WHERE state = 0", [], |row| row.get(0))?)
    }
}

type Raw = (String, String, String, String, String, i64, i64, Option<String>, Option<i64>, Vec<u8>, String);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
        row.get(8)?,
        row.get(9)?,
        row.get(10)?,
    ))
}

fn intent(raw: Raw) -> Result<OutboxRow> {
    let (id, doc, kind, subject, words, written_at, state, reason, received_at, hash, puts) = raw;
    let bad = |e: &dyn std::fmt::Display| StoreError::Name(e.to_string());
    let doc = doc_id(&doc)?;
    let kind: IntentKind = serde_json::from_str(&kind)?;
    let puts: Vec<(String, String)> = serde_json::from_str(&puts)?;
    let delivery = match state {
        0 => Delivery::SavedHere,
        1 => Delivery::Received { at: Millis(received_at.unwrap_or_default()) },
        _ => Delivery::Returned { reason: reason.unwrap_or_default() },
    };
    let case = match &doc {
        DocId::Case(_, id) => Some(id.clone()),
        _ => None,
    };
    let item = OutboxItem {
        id: IntentId::parse(&id).map_err(|e| bad(&e))?,
        kind,
        subject,
        words,
        written_at: Millis(written_at),
        delivery,
        household: doc.household().cloned(),
        case,
        carried_by: Vec::new(),
    };
    let hash = Hash::try_from(hash.as_slice()).map_err(|e| bad(&e))?;
    let puts = puts.into_iter().map(|(key, value)| Put { key, value }).collect();
    Ok(OutboxRow { item, doc, hash, puts })
}
