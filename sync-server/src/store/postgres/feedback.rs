//! Complaints and suggestions in PostgreSQL.

use super::codec::*;
use super::connection::values;
use super::log::code;
use super::statements::feedback as sql;
use super::{Result, Tx};
use crate::store::records::*;
use crate::store::spelling::feedback_kind;
use shared_model::ids::{AccountId, FeedbackId};
use shared_model::place::PlaceCode;
use shared_model::protocol::Feedback;
use tokio_postgres::Row;

pub(super) fn read_feedback(row: &Row) -> Result<FeedbackRow> {
    let written = Feedback {
        id: id(row, "id")?,
        kind: feedback_kind(raw(row, "kind")?)?,
        to: place(row, "to_place")?,
        words: text(row, "words")?,
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

fn read_reply(row: &Row) -> Result<Option<ReplyRow>> {
    let words: Option<String> = raw(row, "reply")?;
    let reply = |words| {
        let (account, at) = (account(row, "replied_by")?, millis(row, "replied_at")?);
        Ok(ReplyRow { account, at, words })
    };
    words.map(reply).transpose()
}

impl Tx<'_> {
    pub(super) fn get_feedback(&self, account: &AccountId, id: &FeedbackId) -> Result<Option<FeedbackRow>> {
        let sql = self.locking(sql::FEEDBACK, sql::LOCK_FEEDBACK);
        self.one(sql, values![account.as_str().to_owned(), id.as_str().to_owned()], read_feedback)
    }

    pub(super) fn get_feedback_of(&self, account: &AccountId) -> Result<Vec<FeedbackRow>> {
        self.all(sql::FEEDBACK_OF, values![account.as_str().to_owned()], read_feedback)
    }

    pub(super) fn get_feedback_to(&self, place: &PlaceCode, most: usize) -> Result<Vec<FeedbackRow>> {
        self.all(sql::FEEDBACK_TO, values![code(place), most as i64], read_feedback)
    }

    pub(super) fn save_feedback(&self, row: &FeedbackRow) -> Result<()> {
        let (written, reply) = (&row.written, row.reply.as_ref());
        let values = values![
            row.account.as_str().to_owned(),
            written.id.as_str().to_owned(),
            row.role.word(),
            code(&row.from),
            written.kind.word(),
            code(&written.to),
            written.words.clone(),
            written.written_at.0,
            row.received_at.0,
            reply.map(|reply| reply.words.clone()),
            reply.map(|reply| reply.at.0),
            reply.map(|reply| reply.account.as_str().to_owned())
        ];
        self.run(sql::PUT_FEEDBACK, values)
    }
}
