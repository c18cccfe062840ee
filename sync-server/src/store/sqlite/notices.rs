//! Notices that wait to be delivered, in SQLite.

use super::codec::*;
use super::{Result, Tx};
use crate::store::records::*;
use rusqlite::{Row, params};
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;

pub(super) fn read_notice(row: &Row<'_>) -> Result<NoticeRow> {
    Ok(NoticeRow {
        village: place(row, "village")?,
        id: row.get("id")?,
        target: row.get("target")?,
        body: row.get("body")?,
        made_at: millis(row, "made_at")?,
        tries: row.get("tries")?,
        next_at: millis(row, "next_at")?,
        dead: row.get("dead")?,
    })
}

pub(super) fn read_cursor(row: &Row<'_>) -> Result<GroundRow> {
    Ok(GroundRow::NoticeCursor(place(row, "village")?, seq(row, "seq")?))
}

impl Tx<'_> {
    pub(super) fn get_notice_cursor(&self, village: &PlaceCode) -> Result<Option<u64>> {
        let sql = "SELECT seq FROM notice_cursor WHERE village = ?1";
        self.one(sql, [village.as_str()], |row| seq(row, "seq"))
    }

    pub(super) fn get_notices_due(&self, now: Millis, most: usize) -> Result<Vec<NoticeRow>> {
        let sql =
            "SELECT * FROM notice WHERE dead = 0 AND next_at <= ?1 ORDER BY next_at, made_at, village, id
                   LIMIT ?2";
        self.all(sql, params![now.0, most as i64], read_notice)
    }

    pub(super) fn save_notice_cursor(&self, village: &PlaceCode, seq: u64) -> Result<()> {
        let sql = "INSERT INTO notice_cursor (village, seq) VALUES (?1, ?2)
                   ON CONFLICT (village) DO UPDATE SET seq = excluded.seq";
        self.run(sql, params![village.as_str(), seq_value(seq)]).map(drop)
    }

    pub(super) fn save_notice(&self, row: &NoticeRow) -> Result<()> {
        let sql = "INSERT INTO notice (village, id, target, body, made_at, tries, next_at, dead)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                   ON CONFLICT (village, id) DO UPDATE SET tries = excluded.tries, next_at = excluded.next_at,
                   dead = excluded.dead";
        let values = params![
            row.village.as_str(),
            row.id,
            row.target,
            row.body,
            row.made_at.0,
            row.tries,
            row.next_at.0,
            row.dead
        ];
        self.run(sql, values).map(drop)
    }

    pub(super) fn take_notice(&self, row: &NoticeRow, until: Millis) -> Result<bool> {
        let sql =
            "UPDATE notice SET next_at = ?4 WHERE village = ?1 AND id = ?2 AND next_at = ?3 AND dead = 0";
        Ok(self.run(sql, params![row.village.as_str(), row.id, row.next_at.0, until.0])? > 0)
    }

    pub(super) fn delete_notice(&self, village: &PlaceCode, id: &str) -> Result<()> {
        self.run("DELETE FROM notice WHERE village = ?1 AND id = ?2", [village.as_str(), id]).map(drop)
    }
}
