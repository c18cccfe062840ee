//! Photos in PostgreSQL: which documents name which, and which are whole.

use super::codec::*;
use super::connection::values;
use super::log::code;
use super::statements::photos as sql;
use super::{Result, Tx};
use crate::store::records::GroundRow;
use crate::store::spelling::damaged;
use shared_model::document::DocId;
use shared_model::moment::Millis;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::PlaceCode;
use std::collections::BTreeMap;
use tokio_postgres::Row;

fn number(row: &Row, column: &str) -> Result<u32> {
    let number: i64 = raw(row, column)?;
    u32::try_from(number).map_err(|_| damaged(column, number))
}

fn read_photo(row: &Row) -> Result<Photo> {
    Ok(Photo {
        hash: PhotoHash(bytes(row, "hash")?),
        bytes: number(row, "bytes")?,
        width: number(row, "width")?,
        height: number(row, "height")?,
        mime: text(row, "mime")?,
    })
}

pub(super) fn read_kept(row: &Row) -> Result<GroundRow> {
    let hash = PhotoHash(bytes(row, "hash")?);
    Ok(GroundRow::Photo(place(row, "village")?, hash, number(row, "bytes")?, millis(row, "at")?))
}

impl Tx<'_> {
    pub(super) fn get_photo_named(&self, doc: &DocId, hash: &PhotoHash) -> Result<Option<Photo>> {
        let values = values![code(doc.village()), doc.to_string(), hash.0.to_vec()];
        self.one(sql::PHOTO_NAMED, values, read_photo)
    }

    pub(super) fn is_photo_kept(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<bool> {
        let found = self.one(sql::PHOTO_KEPT, values![code(village), hash.0.to_vec()], |_| Ok(()))?;
        Ok(found.is_some())
    }

    pub(super) fn count_photo_bytes(&self, village: &PlaceCode) -> Result<u64> {
        Ok(self.one(sql::PHOTO_BYTES, values![code(village)], |row| seq(row, "sum"))?.unwrap_or(0))
    }

    /// Of two that claim otherwise of one photo the smaller claim stands, whichever came first.
    pub(super) fn save_photo_names(&self, doc: &DocId, photos: &[Photo]) -> Result<()> {
        let mut smallest: BTreeMap<PhotoHash, (u32, u32, u32, &str)> = BTreeMap::new();
        for Photo { hash, bytes, width, height, mime } in photos {
            let claim = (*bytes, *width, *height, mime.as_str());
            let kept = smallest.entry(*hash).or_insert(claim);
            *kept = claim.min(*kept);
        }
        if smallest.is_empty() {
            return Ok(());
        }
        let numbers = |of: fn(&(u32, u32, u32, &str)) -> u32| -> Vec<i64> {
            smallest.values().map(|claim| i64::from(of(claim))).collect()
        };
        let values = values![
            code(doc.village()),
            doc.to_string(),
            smallest.keys().map(|hash| hash.0.to_vec()).collect::<Vec<_>>(),
            numbers(|claim| claim.0),
            numbers(|claim| claim.1),
            numbers(|claim| claim.2),
            smallest.values().map(|claim| claim.3.to_owned()).collect::<Vec<_>>(),
        ];
        self.run(sql::PUT_PHOTO_NAMES, values)
    }

    pub(super) fn save_photo(
        &self,
        village: &PlaceCode,
        hash: &PhotoHash,
        bytes: u32,
        at: Millis,
    ) -> Result<()> {
        self.run(sql::KEEP_PHOTO, values![code(village), hash.0.to_vec(), i64::from(bytes), at.0])
    }

    pub(super) fn drop_photo(&self, village: &PlaceCode, hash: &PhotoHash) -> Result<()> {
        self.run(sql::LOSE_PHOTO, values![code(village), hash.0.to_vec()])
    }
}
