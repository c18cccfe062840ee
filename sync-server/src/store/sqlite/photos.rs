//! Photos in SQLite: which documents name which, and which are whole.

use super::codec::*;
use super::{Result, Tx};
use crate::store::StoreError;
use crate::store::records::GroundRow;
use rusqlite::{Row, params};
use shared_model::document::DocId;
use shared_model::moment::Millis;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::PlaceCode;

fn number(row: &Row<'_>, column: &str) -> Result<u32> {
    let number: i64 = row.get(column)?;
    u32::try_from(number).map_err(|_| StoreError::Damaged(format!("{column} {number}")))
}

pub(super) fn read_kept(row: &Row<'_>) -> Result<GroundRow> {
    let hash = PhotoHash(bytes(row, "hash")?);
    Ok(GroundRow::Photo(place(row, "village")?, hash, number(row, "bytes")?, millis(row, "at")?))
}

impl Tx<'_> {
    pub(super) fn get_photo_named(&self, doc: &DocId, hash: &PhotoHash) -> Result<Option<Photo>> {
        let sql = "SELECT * FROM photo_name WHERE village = ?1 AND doc = ?2 AND hash = ?3";
        self.one(sql, params![doc.village().as_str(), doc.to_string(), &hash.0[..]], |row| {
            Ok(Photo {
                hash: PhotoHash(bytes(row, "hash")?),
                bytes: number(row, "bytes")?,
                width: number(row, "width")?,
                height: number(row, "height")?,
                mime: row.get("mime")?,
            })
        })
    }

    pub(super) fn is_photo_kept(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<bool> {
        let sql = "SELECT 1 FROM photo_kept WHERE village = ?1 AND hash = ?2";
        Ok(self.scalar::<i64>(sql, params![village.as_str(), &hash.0[..]])?.is_some())
    }

    pub(super) fn count_photo_bytes(&self, village: &PlaceCode) -> Result<u64> {
        let sql = "SELECT coalesce(sum(bytes), 0) FROM photo_kept WHERE village = ?1";
        let sum: Option<i64> = self.scalar(sql, [village.as_str()])?;
        Ok(sum.and_then(|sum| u64::try_from(sum).ok()).unwrap_or(0))
    }

    pub(super) fn save_photo_names(&self, doc: &DocId, photos: &[Photo]) -> Result<()> {
        let sql = "INSERT INTO photo_name (village, doc, hash, bytes, width, height, mime)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                   ON CONFLICT (village, doc, hash) DO UPDATE SET bytes = excluded.bytes,
                   width = excluded.width, height = excluded.height, mime = excluded.mime
                   WHERE (excluded.bytes, excluded.width, excluded.height, excluded.mime)
                   < (photo_name.bytes, photo_name.width, photo_name.height, photo_name.mime)";
        let village = doc.village().as_str();
        for Photo { hash, bytes, width, height, mime } in photos {
            self.run(sql, params![village, doc.to_string(), &hash.0[..], bytes, width, height, mime])?;
        }
        Ok(())
    }

    pub(super) fn save_photo(
        &self,
        village: &PlaceCode,
        hash: &PhotoHash,
        bytes: u32,
        at: Millis,
    ) -> Result<()> {
        let sql = "INSERT INTO photo_kept (village, hash, bytes, at) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (village, hash) DO NOTHING";
        self.run(sql, params![village.as_str(), &hash.0[..], bytes, at.0]).map(drop)
    }

    pub(super) fn drop_photo(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<()> {
        let sql = "DELETE FROM photo_kept WHERE village = ?1 AND hash = ?2";
        self.run(sql, params![village.as_str(), &hash.0[..]]).map(drop)
    }
}
