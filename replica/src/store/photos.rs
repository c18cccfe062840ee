//! Photos in the phone's file: their bytes in parts, what the village has of them, what a person
//! wants to see, and which documents name them.

use super::{Result, Tx};
use crate::picture::Picture;
use crate::problems::StoreError;
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use shared_model::api::Problem;
use shared_model::api::photos::{LetGo, PhotoState, PhotoView, StoredPhoto};
use shared_model::api::view::PhotosMoved;
use shared_model::document::DocId;
use shared_model::exchange::meta;
use shared_model::exchange::photos::{Named, PhotoGround};
use shared_model::moment::Millis;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::projection::{Logged, photos_named};
use shared_model::protocol::{NamedPhoto, PHOTO_PART};

/// What the village has, when it was asked in the history that is known now (?1: its epoch).
const VILLAGE: &str = "SELECT whole, reach FROM photo_village WHERE epoch = ?1 AND hash = ?2";

fn photo(row: &Row<'_>, first: usize) -> rusqlite::Result<Photo> {
    Ok(Photo {
        hash: PhotoHash(row.get(first)?),
        bytes: row.get(first + 1)?,
        width: row.get(first + 2)?,
        height: row.get(first + 3)?,
        mime: row.get(first + 4)?,
    })
}

fn doc(text: &str) -> Result<DocId> {
    DocId::parse(text).map_err(|error| StoreError::Name(error.to_string()))
}

impl Tx<'_> {
    fn epoch(&self) -> Result<String> {
        Ok(self.meta(meta::EPOCH)?.unwrap_or_default())
    }

    /// Keeps a photo that was taken in. One that is here already stays as it is.
    pub fn keep_picture(&self, picture: &Picture, now: Millis) -> Result<()> {
        self.put_photo(&picture.photo, now, None)?;
        let parts = picture.bytes.chunks(PHOTO_PART).enumerate();
        for (number, part) in parts {
            self.put_part(&picture.photo.hash, (number * PHOTO_PART) as u32, part)?;
        }
        Ok(())
    }

    fn put_photo(&self, photo: &Photo, now: Millis, doc: Option<String>) -> Result<()> {
        self.sql.execute(
            "INSERT INTO photo (hash, bytes, width, height, mime, since, doc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (hash) DO UPDATE SET doc = coalesce(doc, excluded.doc)",
            params![photo.hash.0, photo.bytes, photo.width, photo.height, photo.mime, now.0, doc],
        )?;
        Ok(())
    }

    fn put_part(&self, hash: &PhotoHash, offset: u32, bytes: &[u8]) -> Result<()> {
        self.sql.execute(
            "INSERT INTO photo_part (hash, offset, bytes) VALUES (?1, ?2, ?3)
             ON CONFLICT (hash, offset) DO UPDATE SET bytes = excluded.bytes",
            params![hash.0, offset, bytes],
        )?;
        Ok(())
    }

    /// Photos that a form held belong to this document, when its entries name them.
    pub fn claim_photos(&self, doc: &DocId) -> Result<()> {
        let update = "UPDATE photo SET doc = ?1
             WHERE doc IS NULL AND hash IN (SELECT hash FROM photo_name WHERE doc = ?1)";
        self.sql.execute(update, [doc.to_string()])?;
        Ok(())
    }

    /// A photo that is whole here.
    pub fn photo(&self, hash: &PhotoHash) -> Result<Option<Photo>> {
        let select = "SELECT hash, bytes, width, height, mime FROM photo WHERE hash = ?1";
        Ok(self.sql.query_row(select, [hash.0], |row| photo(row, 0)).optional()?)
    }

    /// All bytes of a photo that are here, joined.
    pub fn photo_joined(&self, hash: &PhotoHash) -> Result<Vec<u8>> {
        let mut select =
            self.sql.prepare_cached("SELECT bytes FROM photo_part WHERE hash = ?1 ORDER BY offset")?;
        let parts = select.query_map([hash.0], |row| row.get::<_, Vec<u8>>(0))?;
        Ok(parts.collect::<rusqlite::Result<Vec<_>>>()?.concat())
    }

    /// Whether an entry here names the photo.
    pub fn is_photo_named(&self, hash: &PhotoHash) -> Result<bool> {
        let select = "SELECT 1 FROM photo_name WHERE hash = ?1 LIMIT 1";
        Ok(self.sql.query_row(select, [hash.0], |_| Ok(())).optional()?.is_some())
    }

    /// Where a photo is.
    pub fn photo_state(&self, hash: &PhotoHash) -> Result<(bool, PhotoState)> {
        let here = self.photo(hash)?.is_some();
        let village: Option<(bool, u32)> = self
            .sql
            .query_row(VILLAGE, params![self.epoch()?, hash.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let state = match (here, village) {
            (true, Some((true, _))) => PhotoState::Here,
            (true, village) => PhotoState::OnTheWay { sent: village.map_or(0, |(_, reach)| reach) },
            (false, Some((true, _))) => PhotoState::AtVillage,
            (false, Some((false, 0))) => PhotoState::Missing,
            (false, Some((false, sent))) => PhotoState::OnTheWay { sent },
            (false, None) => PhotoState::NotAsked,
        };
        Ok((here, state))
    }

    /// Says of the photos in a view where they are.
    pub fn mark_photos<'a>(&self, photos: impl Iterator<Item = &'a mut PhotoView>) -> Result<()> {
        for view in photos {
            (view.here, view.state) = self.photo_state(&view.photo.hash)?;
        }
        Ok(())
    }

    /// All photos that are whole here, newest first.
    pub fn stored_photos(&self) -> Result<Vec<StoredPhoto>> {
        let mut select = self.sql.prepare_cached(
            "SELECT hash, bytes, width, height, mime, since, doc IS NOT NULL FROM photo ORDER BY number DESC",
        )?;
        let rows = select.query_map([], |row| Ok((photo(row, 0)?, Millis(row.get(5)?), row.get(6)?)))?;
        rows.map(|row| {
            let (photo, since, named) = row?;
            let (here, state) = self.photo_state(&photo.hash)?;
            Ok(StoredPhoto { view: PhotoView { photo, here, state }, since, named })
        })
        .collect()
    }

    /// Lets go of the photos that the village has whole.
    pub fn let_photos_go(&self) -> Result<LetGo> {
        let mut gone = LetGo::default();
        for stored in self.stored_photos()? {
            if stored.view.state == PhotoState::Here {
                gone.photos += 1;
                gone.bytes += u64::from(stored.view.photo.bytes);
                self.drop_photo(&stored.view.photo.hash)?;
            }
        }
        Ok(gone)
    }

    /// Bytes of the changes of visit books of years before one.
    pub fn books_bytes_before(&self, year: i32) -> Result<u64> {
        let mut bytes = 0;
        let select = "SELECT doc, sum(length(bytes)) FROM change WHERE doc LIKE 'v.%' GROUP BY doc";
        let mut select = self.sql.prepare_cached(select)?;
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        for row in rows {
            let (name, size) = row?;
            if doc(&name)?.year().is_some_and(|of| of < year) {
                bytes += size as u64;
            }
        }
        Ok(bytes)
    }

    /// Drops the bytes of a photo.
    pub fn drop_photo(&self, hash: &PhotoHash) -> Result<()> {
        self.sql.execute("DELETE FROM photo_part WHERE hash = ?1", [hash.0])?;
        self.sql.execute("DELETE FROM photo WHERE hash = ?1", [hash.0])?;
        Ok(())
    }

    /// Whether a photo belongs to a form that isn't saved yet.
    pub fn is_photo_of_form(&self, hash: &PhotoHash) -> Result<bool> {
        let select = "SELECT 1 FROM photo WHERE hash = ?1 AND doc IS NULL";
        Ok(self.sql.query_row(select, [hash.0], |_| Ok(())).optional()?.is_some())
    }

    /// Drops photos whose documents left this phone, once the village has them whole.
    pub fn drop_left_photos(&self) -> Result<()> {
        for stored in self.stored_photos()?.iter().filter(|stored| stored.named) {
            let hash = &stored.view.photo.hash;
            if stored.view.state == PhotoState::Here && !self.is_photo_named(hash)? {
                self.drop_photo(hash)?;
            }
        }
        Ok(())
    }

    /// A person wants to see a photo. False when no entry here names it.
    pub fn wish_photo(&self, hash: &PhotoHash) -> Result<bool> {
        if !self.is_photo_named(hash)? {
            return Ok(false);
        }
        self.sql.execute("INSERT OR IGNORE INTO photo_wish (hash) VALUES (?1)", [hash.0])?;
        Ok(true)
    }

    /// Keeps which photos a document names.
    pub(super) fn put_photo_names(&self, doc: &DocId, log: &[Logged]) -> Result<()> {
        for Photo { hash, bytes, width, height, mime } in photos_named(log)? {
            self.sql.execute(
                "INSERT INTO photo_name (doc, hash, bytes, width, height, mime) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![doc.to_string(), hash.0, bytes, width, height, mime],
            )?;
        }
        Ok(())
    }

    fn named(&self, select: &str, values: impl rusqlite::Params) -> Result<Vec<Named>> {
        let mut select = self.sql.prepare_cached(select)?;
        let rows = select.query_map(values, |row| Ok((row.get::<_, String>(0)?, photo(row, 1)?)))?;
        rows.map(|row| {
            let (name, photo) = row?;
            Ok(Named { name: NamedPhoto::new(doc(&name)?, photo.hash), photo })
        })
        .collect()
    }

    fn waiting_photos(&self) -> Result<Vec<Named>> {
        let select = "SELECT doc, hash, bytes, width, height, mime FROM photo p
             WHERE doc IS NOT NULL AND NOT EXISTS
                 (SELECT 1 FROM photo_village v WHERE v.hash = p.hash AND v.epoch = ?1 AND v.whole = 1)
             ORDER BY number";
        self.named(select, [self.epoch()?])
    }

    /// How far the photos are that wait to be sent.
    pub fn photos_moved(&self) -> Result<PhotosMoved> {
        let mut moved = PhotosMoved::default();
        for Named { photo, .. } in self.waiting_photos()? {
            let sent = match self.photo_state(&photo.hash)?.1 {
                PhotoState::OnTheWay { sent } => sent.min(photo.bytes),
                _ => 0,
            };
            moved.count += 1;
            moved.sent += u64::from(sent);
            moved.left += u64::from(photo.bytes - sent);
        }
        Ok(moved)
    }

    /// How many photos wait to be sent.
    pub fn unsent_photo_count(&self) -> Result<u32> {
        Ok(self.waiting_photos()?.len() as u32)
    }
}

impl PhotoGround for Tx<'_> {
    fn unsent_photos(&self) -> std::result::Result<Vec<Named>, Problem> {
        Ok(self.waiting_photos()?)
    }

    fn wished_photos(&self) -> std::result::Result<Vec<Named>, Problem> {
        let select = "SELECT min(n.doc), n.hash, n.bytes, n.width, n.height, n.mime
             FROM photo_wish w JOIN photo_name n ON n.hash = w.hash
             WHERE NOT EXISTS (SELECT 1 FROM photo p WHERE p.hash = w.hash)
             GROUP BY w.number ORDER BY w.number";
        Ok(self.named(select, [])?)
    }

    fn unasked_photos(&self, since: Millis, most: usize) -> std::result::Result<Vec<NamedPhoto>, Problem> {
        let select = "SELECT min(n.doc), n.hash, n.bytes, n.width, n.height, n.mime FROM photo_name n
             WHERE NOT EXISTS (SELECT 1 FROM photo p WHERE p.hash = n.hash)
             AND NOT EXISTS (SELECT 1 FROM photo_village v WHERE v.hash = n.hash AND v.epoch = ?1
                 AND (v.whole = 1 OR v.asked_at > ?2))
             GROUP BY n.hash ORDER BY n.doc DESC LIMIT ?3";
        let named = self.named(select, params![self.epoch()?, since.0, most as i64])?;
        Ok(named.into_iter().map(|named| named.name).collect())
    }

    fn photo_bytes(
        &self,
        hash: &PhotoHash,
        offset: u32,
        most: usize,
    ) -> std::result::Result<Vec<u8>, Problem> {
        let bytes = self.photo_joined(hash)?;
        let from = (offset as usize).min(bytes.len());
        Ok(bytes[from..bytes.len().min(from + most)].to_vec())
    }

    fn fetched(&self, hash: &PhotoHash) -> std::result::Result<u32, Problem> {
        Ok(self.photo_joined(hash)?.len() as u32)
    }

    fn keep_part(&self, photo: &Photo, offset: u32, bytes: &[u8]) -> std::result::Result<(), Problem> {
        Ok(self.put_part(&photo.hash, offset, bytes)?)
    }

    fn keep_whole(&self, photo: &Photo, now: Millis) -> std::result::Result<bool, Problem> {
        let bytes = self.photo_joined(&photo.hash)?;
        if Sha256::digest(&bytes)[..] != photo.hash.0 {
            self.drop_photo(&photo.hash)?;
            return Ok(false);
        }
        let select = "SELECT min(doc) FROM photo_name WHERE hash = ?1";
        let doc = self.sql.query_row(select, [photo.hash.0], |row| row.get(0)).map_err(StoreError::from)?;
        self.put_photo(photo, now, doc)?;
        Ok(true)
    }

    fn note_village(
        &self,
        hash: &PhotoHash,
        reach: Option<u32>,
        now: Millis,
    ) -> std::result::Result<(), Problem> {
        let note =
            "INSERT INTO photo_village (hash, epoch, whole, reach, asked_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (hash) DO UPDATE SET epoch = excluded.epoch, whole = excluded.whole,
                 reach = excluded.reach, asked_at = excluded.asked_at";
        let values = params![hash.0, self.epoch()?, reach.is_none(), reach.unwrap_or(0), now.0];
        self.sql.execute(note, values).map_err(StoreError::from)?;
        Ok(())
    }

    fn drop_wish(&self, hash: &PhotoHash) -> std::result::Result<(), Problem> {
        let delete = "DELETE FROM photo_wish WHERE hash = ?1";
        self.sql.execute(delete, [hash.0]).map_err(StoreError::from)?;
        Ok(())
    }
}
