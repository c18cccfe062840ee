//! What is known of the documents a request touches, read at once: outlines, the households they
//! belong to, and the logs of those whose rows can't be extended without them.

use crate::error::{Fault, Outcome};
use crate::store::ReadTx;
use crate::store::records::{ChangeRow, HouseholdRow};
use shared_model::document::{DocId, DocKind, Hash, Outline};
use shared_model::ids::HouseholdId;
use shared_model::place::PlaceCode;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of some documents of one village.
pub struct KnownDocs {
    village: PlaceCode,
    outlines: BTreeMap<DocId, Outline>,
    households: BTreeMap<HouseholdId, HouseholdRow>,
    /// Of households and cases; of a visit book only when it was asked for.
    logs: BTreeMap<DocId, Vec<ChangeRow>>,
    /// The changes of this request that stand on nothing, with the documents they were let into.
    roots: BTreeMap<Hash, DocId>,
}

impl KnownDocs {
    /// Reads what a request needs.
    ///
    /// # Errors
    /// Of the store, or when a document is damaged.
    pub fn read(tx: &dyn ReadTx, village: &PlaceCode, docs: &[DocId]) -> Outcome<KnownDocs> {
        let ids: BTreeSet<HouseholdId> = docs.iter().filter_map(DocId::household).cloned().collect();
        let ids: Vec<HouseholdId> = ids.into_iter().collect();
        let rows = if ids.is_empty() { Vec::new() } else { tx.households_of(village, &ids)? };
        let households = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
        let mut known = KnownDocs {
            village: village.clone(),
            outlines: BTreeMap::new(),
            households,
            logs: BTreeMap::new(),
            roots: BTreeMap::new(),
        };
        let stored = tx.outlines(docs)?;
        let whole: Vec<DocId> = docs
            .iter()
            .filter(|doc| doc.kind() != DocKind::VisitBook || !stored.contains_key(*doc))
            .cloned()
            .collect();
        known.read_logs(tx, &whole)?;
        for doc in docs {
            let outline = match stored.get(doc) {
                Some(bytes) => Outline::from_bytes(bytes).map_err(Fault::from)?,
                // Written by a server before outlines were, or new.
                None => Outline::of(known.log(doc).iter().map(|row| row.bytes.as_slice()))?,
            };
            known.outlines.insert(doc.clone(), outline);
        }
        Ok(known)
    }

    /// What is known of one document that is nothing but its new changes.
    pub fn of_new(doc: &DocId, outline: Outline) -> KnownDocs {
        KnownDocs {
            village: doc.village().clone(),
            outlines: [(doc.clone(), outline)].into(),
            households: BTreeMap::new(),
            logs: [(doc.clone(), Vec::new())].into(),
            roots: BTreeMap::new(),
        }
    }

    fn read_logs(&mut self, tx: &dyn ReadTx, docs: &[DocId]) -> Outcome<()> {
        if docs.is_empty() {
            return Ok(());
        }
        self.logs.extend(docs.iter().map(|doc| (doc.clone(), Vec::new())));
        for row in tx.changes_after(&self.village, docs, 0)? {
            self.logs.entry(row.doc.clone()).or_default().push(row);
        }
        Ok(())
    }

    /// Whether the same change stands in another document of the village: a crafted one, since whoever
    /// writes gives each entry a name of its own. The log knows a change by its hash alone. Asked of
    /// changes that stand on nothing; the hashes of others cover what they stand on.
    ///
    /// # Errors
    /// Of the store.
    pub fn stands_elsewhere(&mut self, tx: &dyn ReadTx, doc: &DocId, root: Hash) -> Outcome<bool> {
        let stored = tx.change(&self.village, &root)?.is_some();
        Ok(stored || self.roots.entry(root).or_insert_with(|| doc.clone()) != doc)
    }

    /// The log of a document as it was read: all of it for households and cases.
    pub fn log(&self, doc: &DocId) -> &[ChangeRow] {
        self.logs.get(doc).map(Vec::as_slice).unwrap_or_default()
    }

    /// The log of a document, read now if it wasn't before.
    ///
    /// # Errors
    /// Of the store.
    pub fn whole_log(&mut self, tx: &dyn ReadTx, doc: &DocId) -> Outcome<&[ChangeRow]> {
        if !self.logs.contains_key(doc) {
            self.read_logs(tx, std::slice::from_ref(doc))?;
        }
        Ok(self.log(doc))
    }

    /// A document's outline.
    pub fn outline(&self, doc: &DocId) -> Option<&Outline> {
        self.outlines.get(doc)
    }

    /// Whether nothing of a document was let in yet.
    pub fn is_new(&self, doc: &DocId) -> bool {
        self.outline(doc).is_none_or(Outline::is_empty)
    }

    /// Takes an outline's place after changes were let in.
    pub fn put_outline(&mut self, doc: &DocId, outline: Outline) {
        self.outlines.insert(doc.clone(), outline);
    }

    /// Sets a document's mark ([`Outline::mark`]).
    pub fn mark(&mut self, doc: &DocId) {
        if let Some(outline) = self.outlines.get_mut(doc) {
            outline.mark();
        }
    }

    /// A household's row, as it is stored.
    pub fn household(&self, id: &HouseholdId) -> Option<&HouseholdRow> {
        self.households.get(id)
    }

    /// A household's row after it was derived.
    pub fn put_household(&mut self, row: HouseholdRow) {
        self.households.insert(row.id.clone(), row);
    }
}
