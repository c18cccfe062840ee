//! Complaints and suggestions of the phone's person, in its file: written here once, and then only what
//! the server says of them.

use super::{Result, Tx};
use crate::problems::StoreError;
use rusqlite::{Row, params};
use shared_model::feedback::{FeedbackKind, FeedbackReply};
use shared_model::ids::FeedbackId;
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::protocol::{Feedback, FeedbackHeld};

/// One of them, and where it is.
pub struct FeedbackRow {
    /// As it was written.
    pub written: Feedback,
    /// Since when the server has it; none: it is here alone.
    pub received_at: Option<Millis>,
    /// What was answered.
    pub reply: Option<FeedbackReply>,
}

impl Tx<'_> {
    /// Keeps one; of one that is there already nothing is changed.
    pub fn add_feedback(&self, written: &Feedback) -> Result<()> {
        self.sql.execute(
            "INSERT INTO feedback (id, kind, place, words, written_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO NOTHING",
            params![
                written.id.as_str(),
                written.kind.word(),
                written.to.as_str(),
                written.words,
                written.written_at.0
            ],
        )?;
        Ok(())
    }

    /// All of them, newest first.
    pub fn feedback(&self) -> Result<Vec<FeedbackRow>> {
        let mut select = self.sql.prepare_cached(
            "SELECT id, kind, place, words, written_at, received_at, reply FROM feedback ORDER BY written_at DESC, number DESC",
        )?;
        let rows = select.query_map([], raw)?;
        rows.map(|row| read(row?)).collect()
    }

    /// How many the server doesn't have.
    pub fn unsent_feedback_count(&self) -> Result<u32> {
        let select = "SELECT count(*) FROM feedback WHERE received_at IS NULL";
        Ok(self.sql.query_row(select, [], |row| row.get(0))?)
    }

    /// The server has it, and says what was answered.
    pub fn note_feedback(&self, held: &FeedbackHeld) -> Result<()> {
        if let Some(written) = &held.written {
            self.add_feedback(written)?;
        }
        let reply = held.reply.as_ref().map(serde_json::to_string).transpose()?;
        self.sql.execute(
            "UPDATE feedback SET received_at = ?2, reply = coalesce(?3, reply) WHERE id = ?1",
            params![held.id.as_str(), held.received_at.0, reply],
        )?;
        Ok(())
    }

    /// The server doesn't have it any more: it is to be sent again.
    pub fn lose_feedback(&self, id: &FeedbackId) -> Result<()> {
        self.sql.execute("UPDATE feedback SET received_at = NULL WHERE id = ?1", [id.as_str()])?;
        Ok(())
    }
}

type Raw = (String, String, String, String, i64, Option<i64>, Option<String>);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
}

fn read(raw: Raw) -> Result<FeedbackRow> {
    let (id, kind, place, words, written_at, received_at, reply) = raw;
    let bad = |e: &dyn std::fmt::Display| StoreError::Name(e.to_string());
    let written = Feedback {
        id: FeedbackId::parse(&id).map_err(|e| bad(&e))?,
        kind: FeedbackKind::parse(&kind).ok_or_else(|| bad(&format!("feedback of kind {kind}")))?,
        to: PlaceCode::parse(&place).map_err(|e| bad(&e))?,
        words,
        written_at: Millis(written_at),
    };
    let reply = reply.map(|text| serde_json::from_str(&text)).transpose()?;
    Ok(FeedbackRow { written, received_at: received_at.map(Millis), reply })
}
