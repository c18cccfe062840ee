//! A document in memory: loaded from its changes, written to, read.

use super::{DocId, Hash, Known};
use crate::ids::DeviceId;
use crate::moment::Millis;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{
    ActorId, Automerge, Change, ExpandedChange, ObjId, ROOT, ReadDoc, ScalarValue, Value, legacy,
};
use std::collections::BTreeMap;

/// An actor: 8 bytes of the device, 8 bytes drawn when its process started.
pub type ActorBytes = [u8; 16];

/// Puts a device and its process's nonce together.
pub fn actor_bytes(device: DeviceId, nonce: [u8; 8]) -> ActorBytes {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&device.0);
    bytes[8..].copy_from_slice(&nonce);
    bytes
}

/// A key and the value written under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The key at the root.
    pub key: String,
    /// The scalar string.
    pub value: String,
}

/// A put as it stands in a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutOp {
    /// What was put.
    pub put: Put,
    /// The operation's own id: counter and actor.
    pub id: (u64, Vec<u8>),
    /// The operations it replaced.
    pub pred: Vec<(u64, Vec<u8>)>,
}

/// Why a document can't be loaded or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocError {
    /// A stored change is not readable: the file is damaged.
    #[error("a stored change is not readable: {0}")]
    Unreadable(String),
    /// Changes are there whose ancestors are not.
    #[error("{0} change(s) wait for ancestors that are not stored")]
    Orphans(usize),
}

impl From<DocError> for crate::api::Problem {
    fn from(error: DocError) -> crate::api::Problem {
        let mend = "close the app and open it again: what is unsent will be carried over";
        crate::api::Problem::new(crate::api::Code::Damaged, format!("{error}; {mend}"))
    }
}

/// A document in memory.
#[derive(Clone)]
pub struct Doc {
    pub(super) am: Automerge,
}

impl Default for Doc {
    fn default() -> Doc {
        Doc { am: Automerge::new() }
    }
}

impl Doc {
    /// Loads a document from changes that passed the door before (in any order).
    ///
    /// # Errors
    /// When the stored bytes are damaged or incomplete.
    pub fn load<'a>(changes: impl IntoIterator<Item = &'a [u8]>) -> Result<Doc, DocError> {
        let read = |bytes: &[u8]| Change::try_from(bytes).map_err(|e| DocError::Unreadable(e.to_string()));
        let changes = changes.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let expected = changes.iter().map(Change::hash).collect::<std::collections::BTreeSet<_>>().len();
        let applied = std::panic::catch_unwind(move || {
            let mut am = Automerge::new();
            am.apply_changes(changes).map(|()| am)
        });
        let am = applied
            .map_err(|_| DocError::Unreadable("a change does not fit the others".into()))?
            .map_err(|e| DocError::Unreadable(e.to_string()))?;
        let missing = expected.saturating_sub(am.get_changes(&[]).len());
        if missing > 0 { Err(DocError::Orphans(missing)) } else { Ok(Doc { am }) }
    }

    /// Reads a whole document as [`Doc::save`] wrote it.
    ///
    /// # Errors
    /// When the bytes are no document.
    pub fn load_saved(bytes: &[u8]) -> Result<Doc, DocError> {
        let bytes = bytes.to_vec();
        let loaded = std::panic::catch_unwind(move || Automerge::load(&bytes));
        let am = loaded
            .map_err(|_| DocError::Unreadable("a saved document is malformed".into()))?
            .map_err(|e| DocError::Unreadable(e.to_string()))?;
        Ok(Doc { am })
    }

    /// The whole document, uncompressed: many of them compress far better together.
    pub fn save(&self) -> Vec<u8> {
        self.am.save_nocompress()
    }

    /// All changes, each as its raw bytes, ordered by hash.
    pub fn changes(&self) -> Vec<(Hash, Vec<u8>)> {
        let mut changes: Vec<_> =
            self.am.get_changes(&[]).iter().map(|c| (c.hash().0, c.raw_bytes().to_vec())).collect();
        changes.sort();
        changes
    }

    /// The changes whose ancestors `heads` are, each after those it stands on. Heads that are not
    /// known here are passed over.
    pub fn changes_since(&self, heads: &[Hash]) -> Vec<(Hash, Vec<u8>)> {
        let known: Vec<_> = heads
            .iter()
            .map(|h| automerge::ChangeHash(*h))
            .filter(|h| self.am.get_change_meta_by_hash(h).is_some())
            .collect();
        self.am.get_changes(&known).iter().map(|c| (c.hash().0, c.raw_bytes().to_vec())).collect()
    }

    /// The newest changes, sorted.
    pub fn heads(&self) -> Vec<Hash> {
        let mut heads: Vec<Hash> = self.am.get_heads().iter().map(|h| h.0).collect();
        heads.sort();
        heads
    }

    /// The value that stands under each key.
    pub fn fields(&self) -> BTreeMap<String, String> {
        self.am
            .map_range(ROOT, ..)
            .filter_map(|item| {
                item.value.into_value().as_str().map(|value| (item.key.to_string(), value.to_owned()))
            })
            .collect()
    }

    /// The value that stands under one key.
    pub fn field(&self, key: &str) -> Option<String> {
        match self.am.get(ROOT, key) {
            Ok(Some((value, _))) => value.as_str().map(str::to_owned),
            _ => None,
        }
    }

    /// All values that stand under a key, the shown one last.
    pub fn values(&self, key: &str) -> Vec<String> {
        let text = |(value, _): (Value<'_>, _)| value.as_str().map(str::to_owned);
        self.am.get_all(ROOT, key).unwrap_or_default().into_iter().filter_map(text).collect()
    }

    /// Writes puts as one change and returns it (hash, raw bytes); none when no value differs.
    ///
    /// # Errors
    /// When Automerge can't encode them.
    pub fn write(
        &mut self,
        actor: ActorBytes,
        at: Millis,
        puts: &[Put],
    ) -> Result<Option<(Hash, Vec<u8>)>, DocError> {
        let differs = |put: &&Put| {
            self.field(&put.key).is_none() || self.values(&put.key).iter().any(|value| *value != put.value)
        };
        let changed: Vec<(&Put, Option<String>)> =
            puts.iter().filter(differs).map(|put| (put, self.other_value(put))).collect();
        if changed.is_empty() {
            return Ok(None);
        }
        let failed = |e: automerge::AutomergeError| DocError::Unreadable(e.to_string());
        self.am.set_actor(ActorId::from(&actor[..]));
        let mut tx = self.am.transaction();
        for (put, other) in changed {
            if let Some(other) = other {
                tx.put(ROOT, &put.key, ScalarValue::Str(other.into())).map_err(failed)?;
            }
            tx.put(ROOT, &put.key, ScalarValue::Str(put.value.as_str().into())).map_err(failed)?;
        }
        tx.commit_with(CommitOptions::default().with_time(at.0.div_euclid(1000)));
        let change = self.am.get_last_local_change();
        Ok(change.map(|c| (c.hash().0, c.raw_bytes().to_vec())))
    }
}

impl Doc {
    /// Choosing the value that is shown already, where another stands beside it: Automerge would
    /// write a delete, which documents here don't have, so the other value is put first and the
    /// chosen one over it.
    fn other_value(&self, put: &Put) -> Option<String> {
        let chosen = self.field(&put.key).is_some_and(|shown| shown == put.value);
        self.values(&put.key).into_iter().find(|value| chosen && *value != put.value)
    }
}

/// What a change says: its hash, when it was written, and its puts.
#[derive(Clone, Debug)]
pub struct ReadChange {
    /// Its hash.
    pub hash: Hash,
    /// The actor.
    pub actor: Vec<u8>,
    /// Device clock, to the second.
    pub written_at: Millis,
    /// Its number among its actor's changes in this document, from 1.
    pub seq: u64,
    /// The changes it stands on.
    pub deps: Vec<Hash>,
    /// The counter of its first operation: grows along every chain of changes.
    pub start_op: u64,
    /// Its puts, in order.
    pub puts: Vec<PutOp>,
}

impl ReadChange {
    /// The counter of its last operation.
    pub fn max_op(&self) -> u64 {
        (self.start_op + self.puts.len() as u64).saturating_sub(1)
    }
}

/// Reads a change that passed the door before.
///
/// # Errors
/// When the bytes are damaged.
pub fn read_change(bytes: &[u8]) -> Result<ReadChange, DocError> {
    let change = Change::try_from(bytes).map_err(|e| DocError::Unreadable(e.to_string()))?;
    let expanded = change.decode();
    read_expanded(&change, &expanded)
}

/// The same of a change that is decoded already.
pub(super) fn read_expanded(change: &Change, expanded: &ExpandedChange) -> Result<ReadChange, DocError> {
    let hash = change.hash().0;
    let actor = expanded.actor_id.to_bytes().to_vec();
    let start = expanded.start_op.get();
    let mut puts = Vec::with_capacity(expanded.operations.len());
    for (offset, op) in expanded.operations.iter().enumerate() {
        let (legacy::Key::Map(key), Some(ScalarValue::Str(value))) = (&op.key, op.primitive_value()) else {
            return Err(DocError::Unreadable("a change holds something else than a put of a text".into()));
        };
        let pred = op.pred.iter().map(|id| (id.counter(), id.actor().to_bytes().to_vec())).collect();
        let put = Put { key: key.to_string(), value: value.to_string() };
        puts.push(PutOp { put, id: (start + offset as u64, actor.clone()), pred });
    }
    let written_at = Millis(expanded.time.saturating_mul(1000));
    let (seq, deps) = (change.seq(), change.deps().iter().map(|dep| dep.0).collect());
    Ok(ReadChange { hash, actor, written_at, seq, deps, start_op: start, puts })
}

/// The hashes as Automerge takes them.
fn hashes(deps: &[Hash]) -> Vec<automerge::ChangeHash> {
    deps.iter().map(|dep| automerge::ChangeHash(*dep)).collect()
}

impl Known for Doc {
    fn max_op(&self, hash: &Hash) -> Option<u64> {
        self.am.get_change_meta_by_hash(&automerge::ChangeHash(*hash)).map(|meta| meta.max_op)
    }

    fn last_seq(&self, actor: &[u8]) -> u64 {
        let metas = self.am.get_changes_meta(&[]);
        metas.iter().filter(|m| m.actor.to_bytes() == actor).map(|m| m.seq).max().unwrap_or(0)
    }

    fn has_beside(&self, actor: &[u8], deps: &[Hash]) -> bool {
        self.am.get_changes_meta(&hashes(deps)).iter().any(|m| m.actor.to_bytes() == actor)
    }

    fn has_key(&self, key: &str) -> bool {
        self.field(key).is_some()
    }

    fn standing(&self, key: &str, deps: &[Hash]) -> Vec<(u64, Vec<u8>)> {
        let id = |(_, id): (_, ObjId)| match id {
            ObjId::Id(counter, actor, _) => Some((counter, actor.to_bytes().to_vec())),
            ObjId::Root => None,
        };
        self.am.get_all_at(ROOT, key, &hashes(deps)).unwrap_or_default().into_iter().filter_map(id).collect()
    }

    /// Applies to a copy, reads the change back, and only then lets the copy take the document's
    /// place.
    fn take(&mut self, read: &ReadChange, bytes: &[u8]) -> Result<(), &'static str> {
        let (copy, hash) = (self.am.clone(), automerge::ChangeHash(read.hash));
        let applied = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let mut copy = copy;
            copy.apply_changes([Change::try_from(bytes).ok()?]).ok()?;
            let back = copy.get_change_by_hash(&hash)?;
            Some((copy, back.raw_bytes().to_vec()))
        }));
        match applied {
            Ok(Some((copy, back))) if back == bytes => {
                self.am = copy;
                Ok(())
            }
            Ok(Some(_)) => Err("it reads back differently"),
            Ok(None) => Err("Automerge refused it"),
            Err(_) => Err("Automerge panicked"),
        }
    }
}

impl super::DocId {
    /// The visit book of this household for the year `at` falls in; none for a case.
    pub fn book_of(&self, at: Millis) -> Option<DocId> {
        let household = self.household()?.clone();
        Some(DocId::VisitBook(self.village().clone(), household, at.day().year.clamp(0, 9999)))
    }
}
