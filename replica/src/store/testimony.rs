//! What the server attested, and what of it the server has lost.

use super::log::{doc_id, hash};
use super::{Result, Tx};
use crate::problems::StoreError;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use shared_model::document::{DocId, Hash};
use shared_model::exchange::Group;
use shared_model::moment::Millis;
use shared_model::people::Author;

/// Authors are few and changes many: each author is written once.
#[derive(Default, Serialize, Deserialize)]
struct Attestations {
    authors: Vec<Author>,
    by: Vec<(usize, Millis)>,
}

impl Attestations {
    fn of(group: &Group) -> Attestations {
        let mut all = Attestations::default();
        for (_, author, at) in &group.members {
            let known = all.authors.iter().position(|known| known == author);
            let index = known.unwrap_or_else(|| {
                all.authors.push(author.clone());
                all.authors.len() - 1
            });
            all.by.push((index, *at));
        }
        all
    }
}

impl Tx<'_> {
    /// Keeps a group; one that is there already stays as it is.
    pub fn keep_group(&self, group: &Group) -> Result<()> {
        let hashes: Vec<u8> = group.members.iter().flat_map(|(hash, ..)| *hash).collect();
        self.sql.execute(
            "INSERT OR IGNORE INTO attested (doc, tag, hashes, attestations) VALUES (?1, ?2, ?3, ?4)",
            params![
                group.doc.to_string(),
                group.tag,
                hashes,
                serde_json::to_string(&Attestations::of(group))?
            ],
        )?;
        Ok(())
    }

    /// A document's groups, oldest first.
    pub fn groups_of(&self, doc: &DocId) -> Result<Vec<Group>> {
        let mut select = self.sql.prepare_cached(
            "SELECT tag, hashes, attestations FROM attested WHERE doc = ?1 ORDER BY number",
        )?;
        let rows = select.query_map([doc.to_string()], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, String>(2)?))
        })?;
        rows.map(|row| {
            let (tag, hashes, attestations) = row?;
            let Attestations { authors, by } = serde_json::from_str(&attestations)?;
            let member = |(bytes, (author, at)): (&[u8], (usize, Millis))| {
                let unknown = || StoreError::Name("an attestation names no author".into());
                let author = authors.get(author).cloned().ok_or_else(unknown)?;
                Ok((hash(bytes.to_vec())?, author, at))
            };
            let members = hashes.chunks(32).zip(by).map(member).collect::<Result<_>>()?;
            Ok(Group { doc: doc.clone(), tag, members })
        })
        .collect()
    }

    /// Drops a group.
    pub fn drop_group(&self, group: &Group) -> Result<()> {
        let delete = "DELETE FROM attested WHERE doc = ?1 AND tag = ?2";
        self.sql.execute(delete, params![group.doc.to_string(), group.tag])?;
        Ok(())
    }

    /// The server lacks a change that it attested once.
    pub fn owe(&self, doc: &DocId, hash: &Hash) -> Result<()> {
        let insert = "INSERT OR IGNORE INTO owed (hash, doc) VALUES (?1, ?2)";
        self.sql.execute(insert, params![hash.as_slice(), doc.to_string()])?;
        Ok(())
    }

    /// It has it again, or can't be given it.
    pub fn settle(&self, hash: &Hash) -> Result<()> {
        self.sql.execute("DELETE FROM owed WHERE hash = ?1", [hash.as_slice()])?;
        Ok(())
    }

    /// All that is owed, by document.
    pub fn owed(&self) -> Result<Vec<(DocId, Hash)>> {
        let mut select = self.sql.prepare_cached("SELECT doc, hash FROM owed ORDER BY doc, hash")?;
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (doc, bytes) = row?;
            Ok((doc_id(&doc)?, hash(bytes)?))
        })
        .collect()
    }

    /// Forgets what was attested and owed of a document.
    pub(super) fn forget_attested(&self, doc: &DocId) -> Result<()> {
        for table in ["attested", "owed"] {
            self.sql.execute(&format!("DELETE FROM {table} WHERE doc = ?1"), [doc.to_string()])?;
        }
        Ok(())
    }
}
