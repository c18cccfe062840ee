//! Complaints and suggestions in SQLite.

use super::codec::*;
use super::{Result, Tx};
use crate::store::records::*;
use crate::store::spelling::feedback_kind;
use rusqlite::{Row, params};
use shared_model::ids::{AccountId, FeedbackId};
use shared_model::place::PlaceCode;
use shared_model::protocol::Feedback;

pub(super) fn read_feedback(row: &Row<'_>) -> Result<FeedbackRow> {
    let written = Feedback {
        id: id(row, "id")?,
        kind: feedback_kind(&row.get::<_, String>("kind")?)?,
        to: place(row, "to_place")?,
        words: row.get("words")?,
        written_at: millis(row, "written_at")?,
    };
    Ok(FeedbackRow {
        account: account(row, "account")?,
        role: role(row, "role")?,
        from: place(row, "from_place")?,
        written,
        received_at: millis(row, "received_at")?,
        reply: read_reply(row)?,
    })
}

fn read_reply(row: &Row<'_>) -> Result<Option<ReplyRow>> {
    let words: Option<String> = row.get("reply")?;
    let reply = |words| {
        let (account, at) = (account(row, "replied_by")?, millis(row, "replied_at")?);
        Ok(ReplyRow { account, at, words })
    };
    words.map(reply).transpose()
}

impl Tx<'_> {
    pub(super) fn get_feedback(&self, account: &AccountId, id: &FeedbackId) -> Result<Option<FeedbackRow>> {
        let sql = "SELECT * FROM feedback WHERE account = ?1 AND id = ?2";
        self.one(sql, [account.as_str(), id.as_str()], read_feedback)
    }

    pub(super) fn get_feedback_of(&self, account: &AccountId) -> Result<Vec<FeedbackRow>> {
        let sql = "SELECT * FROM feedback WHERE account = ?1 ORDER BY received_at DESC, id";
        self.all(sql, [account.as_str()], read_feedback)
    }

    pub(super) fn get_feedback_to(&self, place: &PlaceCode, most: usize) -> Result<Vec<FeedbackRow>> {
        let sql = "SELECT * FROM feedback WHERE to_place = ?1
                   ORDER BY (reply IS NOT NULL), received_at DESC, account, id LIMIT ?2";
        self.all(sql, params![place.as_str(), most as i64], read_feedback)
    }

    pub(super) fn save_feedback(&self, row: &FeedbackRow) -> Result<()> {
        let sql = "INSERT INTO feedback (account, id, role, from_place, kind, to_place, words, written_at,
                   received_at, reply, replied_at, replied_by)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                   ON CONFLICT (account, id) DO UPDATE SET reply = excluded.reply,
                   replied_at = excluded.replied_at, replied_by = excluded.replied_by
                   WHERE feedback.reply IS NULL";
        let (written, reply) = (&row.written, row.reply.as_ref());
        let values = params![
            row.account.as_str(),
            written.id.as_str(),
            row.role.word(),
            row.from.as_str(),
            written.kind.word(),
            written.to.as_str(),
            written.words,
            written.written_at.0,
            row.received_at.0,
            reply.map(|reply| &reply.words),
            reply.map(|reply| reply.at.0),
            reply.map(|reply| reply.account.as_str()),
        ];
        self.run(sql, values).map(drop)
    }
}
