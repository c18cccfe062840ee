//! What came from other phones and goes on for them: heard changes under their signatures, passes,
//! parcels; and in whose hands the phone's own changes are.

use super::log::{HEARD, doc_id, hash};
use super::{Result, Tx};
use rusqlite::{OptionalExtension, params};
use shared_model::document::{DocId, Hash, read_change};
use shared_model::exchange::NewChange;
use shared_model::ids::DeviceId;
use shared_model::moment::Millis;
use shared_model::protocol::{CarriedChange, Parcel, SignedPass};

/// The device a change was written on: the first 8 bytes of its actor.
fn device_of(bytes: &[u8]) -> Result<DeviceId> {
    let actor = read_change(bytes)?.actor;
    Ok(DeviceId(actor.first_chunk().copied().unwrap_or_default()))
}

fn device(bytes: Vec<u8>) -> DeviceId {
    DeviceId(bytes.try_into().unwrap_or_default())
}

impl Tx<'_> {
    /// Appends a change that came from a phone; one that is here only gets its signature.
    pub fn append_heard(&self, change: &NewChange<'_>, signature: &[u8]) -> Result<()> {
        self.sql.execute(
            "INSERT INTO change (hash, doc, bytes, author, state, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (hash) DO UPDATE SET signature = coalesce(signature, excluded.signature)",
            params![
                change.hash.as_slice(),
                change.doc.to_string(),
                change.bytes,
                serde_json::to_string(change.author)?,
                HEARD,
                signature,
            ],
        )?;
        Ok(())
    }

    /// Keeps the signature of a change that is here without one.
    pub fn keep_signature(&self, hash: &Hash, signature: &[u8]) -> Result<()> {
        let update = "UPDATE change SET signature = ?2 WHERE hash = ?1 AND signature IS NULL";
        self.sql.execute(update, params![hash.as_slice(), signature])?;
        Ok(())
    }

    /// The signature a change came under.
    pub fn signature_of(&self, hash: &Hash) -> Result<Option<Vec<u8>>> {
        let select = "SELECT signature FROM change WHERE hash = ?1";
        let found: Option<Option<Vec<u8>>> =
            self.sql.query_row(select, [hash.as_slice()], |row| row.get(0)).optional()?;
        Ok(found.flatten())
    }

    /// The server lacks a change that came under its author's signature: it is carried again. True
    /// when there is such a one.
    pub fn mark_heard(&self, hash: &Hash) -> Result<bool> {
        let update = "UPDATE change SET state = ?2, received_at = NULL
             WHERE hash = ?1 AND state = 1 AND signature IS NOT NULL";
        Ok(self.sql.execute(update, params![hash.as_slice(), HEARD])? > 0)
    }

    /// Heard changes that the server lacks, oldest first.
    pub fn heard(&self, most: usize) -> Result<Vec<CarriedChange>> {
        let mut select = self.sql.prepare_cached(
            "SELECT doc, bytes, signature FROM change WHERE state = 2 ORDER BY number LIMIT ?1",
        )?;
        let rows = select.query_map([most as i64], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Vec<u8>>(2)?))
        })?;
        rows.map(|row| {
            let (doc, bytes, signature) = row?;
            let device = device_of(&bytes)?;
            Ok(CarriedChange { doc: doc_id(&doc)?, bytes, device, signature: signature.into() })
        })
        .collect()
    }

    /// How many heard changes the server lacks.
    pub fn heard_count(&self) -> Result<u32> {
        Ok(self.sql.query_row("SELECT count(*) FROM change WHERE state = 2", [], |row| row.get(0))?)
    }

    /// All changes that the server lacks, oldest first.
    pub fn undelivered(&self) -> Result<Vec<(DocId, Hash, Vec<u8>)>> {
        let select = "SELECT doc, hash, bytes FROM change WHERE state <> 1 ORDER BY number";
        let mut select = self.sql.prepare_cached(select)?;
        let rows = select
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?)))?;
        rows.map(|row| {
            let (doc, hash_bytes, bytes) = row?;
            Ok((doc_id(&doc)?, hash(hash_bytes)?, bytes))
        })
        .collect()
    }

    /// Keeps the pass of another device, unless a newer one is here.
    pub fn keep_pass(&self, device: DeviceId, pass: &SignedPass, issued_at: Millis) -> Result<()> {
        self.sql.execute(
            "INSERT INTO pass (device, pass, signature, issued_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (device) DO UPDATE
             SET pass = excluded.pass, signature = excluded.signature, issued_at = excluded.issued_at
             WHERE excluded.issued_at > issued_at",
            params![device.0, pass.pass.as_slice(), pass.signature.as_slice(), issued_at.0],
        )?;
        Ok(())
    }

    /// The pass of another device.
    pub fn pass_of(&self, device: DeviceId) -> Result<Option<SignedPass>> {
        let select = "SELECT pass, signature FROM pass WHERE device = ?1";
        let found: Option<(Vec<u8>, Vec<u8>)> =
            self.sql.query_row(select, [device.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(found.map(|(pass, signature)| SignedPass { pass: pass.into(), signature: signature.into() }))
    }

    /// Somebody's phone has an own change.
    pub fn note_handed(&self, hash: &Hash, name: &str) -> Result<()> {
        let insert = "INSERT OR IGNORE INTO handed (hash, name) VALUES (?1, ?2)";
        self.sql.execute(insert, params![hash.as_slice(), name])?;
        Ok(())
    }

    /// Whose phones have an own change.
    pub fn carried_by(&self, hash: &Hash) -> Result<Vec<String>> {
        let mut select = self.sql.prepare_cached("SELECT name FROM handed WHERE hash = ?1 ORDER BY name")?;
        let names = select.query_map([hash.as_slice()], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// Takes a parcel along, in place of an earlier one of the same device.
    pub fn keep_parcel(&self, parcel: &Parcel) -> Result<()> {
        self.sql.execute(
            "INSERT OR REPLACE INTO parcel (device, number, sealed, signature) VALUES (?1, ?2, ?3, ?4)",
            params![
                parcel.device.0,
                parcel.number as i64,
                parcel.sealed.as_slice(),
                parcel.signature.as_slice()
            ],
        )?;
        Ok(())
    }

    /// The parcels that go along, those taken longest ago first.
    pub fn parcels(&self) -> Result<Vec<Parcel>> {
        let select = "SELECT device, number, sealed, signature FROM parcel ORDER BY order_taken";
        let mut select = self.sql.prepare_cached(select)?;
        let rows = select.query_map([], |row| {
            Ok(Parcel {
                device: device(row.get(0)?),
                number: row.get::<_, i64>(1)? as u64,
                sealed: row.get::<_, Vec<u8>>(2)?.into(),
                signature: row.get::<_, Vec<u8>>(3)?.into(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A parcel has arrived, or never will.
    pub fn drop_parcel(&self, device: DeviceId, number: u64) -> Result<()> {
        let delete = "DELETE FROM parcel WHERE device = ?1 AND number = ?2";
        self.sql.execute(delete, params![device.0, number as i64])?;
        Ok(())
    }
}
