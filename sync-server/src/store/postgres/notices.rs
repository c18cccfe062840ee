//! Notices that wait to be delivered, in PostgreSQL.

use super::codec::*;
use super::connection::values;
use super::log::code;
use super::statements::notices as sql;
use super::{Result, Tx};
use crate::store::records::*;
use crate::store::spelling::seq_value;
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use tokio_postgres::Row;

pub(super) fn read_notice(row: &Row) -> Result<NoticeRow> {
    Ok(NoticeRow {
        village: place(row, "village")?,
        id: text(row, "id")?,
        target: text(row, "target")?,
        body: text(row, "body")?,
        made_at: millis(row, "made_at")?,
        tries: count(row, "tries")?,
        next_at: millis(row, "next_at")?,
        dead: raw(row, "dead")?,
    })
}

pub(super) fn read_cursor(row: &Row) -> Result<GroundRow> {
    Ok(GroundRow::NoticeCursor(place(row, "village")?, seq(row, "seq")?))
}

impl Tx<'_> {
    pub(super) fn get_notice_cursor(&self, village: &PlaceCode) -> Result<Option<u64>> {
        let sql = self.locking(sql::NOTICE_CURSOR, sql::LOCK_NOTICE_CURSOR);
        self.one(sql, values![code(village)], |row| seq(row, "seq"))
    }

    pub(super) fn get_notices_due(&self, now: Millis, most: usize) -> Result<Vec<NoticeRow>> {
        self.all(sql::NOTICES_DUE, values![now.0, most as i64], read_notice)
    }

    pub(super) fn save_notice_cursor(&self, village: &PlaceCode, seq: u64) -> Result<()> {
        self.run(sql::PUT_NOTICE_CURSOR, values![code(village), seq_value(seq)])
    }

    pub(super) fn save_notice(&self, row: &NoticeRow) -> Result<()> {
        let values = values![
            code(&row.village),
            row.id.clone(),
            row.target.clone(),
            row.body.clone(),
            row.made_at.0,
            i64::from(row.tries),
            row.next_at.0,
            row.dead
        ];
        self.run(sql::PUT_NOTICE, values)
    }

    pub(super) fn take_notice(&self, row: &NoticeRow, until: Millis) -> Result<bool> {
        let values = values![code(&row.village), row.id.clone(), row.next_at.0, until.0];
        Ok(self.one(sql::TAKE_NOTICE, values, |_| Ok(()))?.is_some())
    }

    pub(super) fn delete_notice(&self, village: &PlaceCode, id: &str) -> Result<()> {
        self.run(sql::DROP_NOTICE, values![code(village), id.to_owned()])
    }
}
