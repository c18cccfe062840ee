//! The guarded door: every change that was made elsewhere passes here, on the server and on the
//! phone, before it touches anything.
//!
//! Automerge trusts its input: it doesn't check a change's checksum, and a crafted change can make
//! it panic or write a document that can never be loaded again. So a change is measured, hashed,
//! parsed, compared with the document it wants into, applied to a copy inside `catch_unwind`, and
//! read back byte for byte before it counts.

use super::doc::{Doc, read_change};
use super::{ContentProblem, DocId, Hash, check_entry};
use automerge::{Change, ObjId, ROOT, ReadDoc, ScalarValue, legacy};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Largest change, in bytes.
pub const MOST_BYTES: usize = 65_536;
/// Most operations in a change.
pub const MOST_OPS: usize = 2_000;
/// The counter of operations may not be burnt: 32 bits are all there are.
const MOST_COUNTER: u64 = 1 << 30;
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHUNK_CHANGE: u8 = 1;

/// Why a change is not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Larger than [`MOST_BYTES`] or more operations than [`MOST_OPS`].
    #[error("the change is too large")]
    TooLarge,
    /// Not one uncompressed change chunk, or its checksum is wrong.
    #[error("the change is damaged: {0}")]
    Damaged(&'static str),
    /// Written under an actor that is not the sender's.
    #[error("the change was written by another device")]
    ForeignActor,
    /// It stands on changes that are not here: send those first.
    #[error("{} ancestor(s) are missing", .0.len())]
    Missing(Vec<Hash>),
    /// Sequence or operation counter don't follow from what is here.
    #[error("the change does not follow from the document: {0}")]
    OutOfSequence(&'static str),
    /// An operation that documents here don't have.
    #[error("the change holds an operation that is not allowed: {0}")]
    Operation(&'static str),
    /// The content is not well-formed.
    #[error("{0}")]
    Content(#[from] ContentProblem),
    /// Automerge could not take it, or gave back something else.
    #[error("the change could not be applied: {0}")]
    Unappliable(&'static str),
}

impl Refusal {
    /// The machine-readable word sent to the phone; also the key of the text a person reads.
    pub fn word(&self) -> &'static str {
        match self {
            Refusal::TooLarge => "too_large",
            Refusal::Damaged(_) => "damaged",
            Refusal::ForeignActor => "foreign_actor",
            Refusal::Missing(_) => "missing",
            Refusal::OutOfSequence(_) => "out_of_sequence",
            Refusal::Operation(_) => "operation",
            Refusal::Content(_) => "content",
            Refusal::Unappliable(_) => "unappliable",
        }
    }
}

/// What the door says of a change it let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is new and now part of the document.
    New {
        /// Its hash.
        hash: Hash,
        /// Its actor.
        actor: Vec<u8>,
    },
    /// The document had it already.
    Had {
        /// Its hash.
        hash: Hash,
    },
}

/// Lets a change into `doc`, or says why not; then the document is as it was.
///
/// `sender`: the 8 bytes every actor of the sender begins with; none on a phone, which takes what
/// its server has accepted. `by_office`: the sender is the server's own hand.
///
/// # Errors
/// A [`Refusal`].
pub fn accept(
    id: &DocId,
    doc: &mut Doc,
    bytes: &[u8],
    sender: Option<[u8; 8]>,
    by_office: bool,
) -> Result<Accepted, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    let hash = check_chunk(bytes)?;
    if doc.am.get_change_meta_by_hash(&automerge::ChangeHash(hash)).is_some() {
        return Ok(Accepted::Had { hash });
    }
    let change = catch_unwind(|| Change::try_from(bytes))
        .map_err(|_| Refusal::Damaged("malformed"))?
        .map_err(|_| Refusal::Damaged("malformed"))?;
    if change.hash().0 != hash {
        return Err(Refusal::Damaged("hash"));
    }
    check_place(doc, &change, sender)?;
    check_operations(id, doc, &change, by_office)?;
    apply(doc, change, hash, bytes)
}

/// Magic, type, length and checksum of one chunk, and nothing behind it.
fn check_chunk(bytes: &[u8]) -> Result<Hash, Refusal> {
    if bytes.len() < 10 || bytes[..4] != MAGIC {
        return Err(Refusal::Damaged("no change"));
    }
    if bytes[8] != CHUNK_CHANGE {
        // A compressed chunk can inflate a thousandfold; senders send raw ones, the frame compresses.
        return Err(Refusal::Damaged("not a plain change"));
    }
    let hash: Hash = Sha256::digest(&bytes[8..]).into();
    if hash[..4] != bytes[4..8] {
        return Err(Refusal::Damaged("checksum"));
    }
    Ok(hash)
}

/// Actor, ancestors, sequence and counters against the document.
fn check_place(doc: &Doc, change: &Change, sender: Option<[u8; 8]>) -> Result<(), Refusal> {
    let actor = change.actor_id().to_bytes();
    if actor.len() != 16 || sender.is_some_and(|prefix| actor[..8] != prefix) {
        return Err(Refusal::ForeignActor);
    }
    if change.is_empty() {
        return Err(Refusal::Operation("none"));
    }
    if change.len() > MOST_OPS {
        return Err(Refusal::TooLarge);
    }
    let mut last_op = 0;
    let mut missing = Vec::new();
    for dep in change.deps() {
        match doc.am.get_change_meta_by_hash(dep) {
            Some(meta) => last_op = last_op.max(meta.max_op),
            None => missing.push(dep.0),
        }
    }
    if !missing.is_empty() {
        return Err(Refusal::Missing(missing));
    }
    if change.start_op().get() != last_op + 1 {
        return Err(Refusal::OutOfSequence("start_op"));
    }
    if change.max_op() > MOST_COUNTER {
        return Err(Refusal::OutOfSequence("counter"));
    }
    let metas = doc.am.get_changes_meta(&[]);
    let last_seq = metas.iter().filter(|m| m.actor.to_bytes() == actor).map(|m| m.seq).max().unwrap_or(0);
    if change.seq() != last_seq + 1 {
        return Err(Refusal::OutOfSequence("seq"));
    }
    // An actor has seen its own last change; otherwise it could give an operation's id twice.
    if doc.am.get_changes_meta(change.deps()).iter().any(|m| m.actor.to_bytes() == actor) {
        return Err(Refusal::OutOfSequence("own"));
    }
    Ok(())
}

/// Only puts of texts on keys at the root, each well-formed for this kind of document.
fn check_operations(id: &DocId, doc: &Doc, change: &Change, by_office: bool) -> Result<(), Refusal> {
    let expanded =
        catch_unwind(AssertUnwindSafe(|| change.decode())).map_err(|_| Refusal::Damaged("operations"))?;
    for op in &expanded.operations {
        if op.insert || op.obj != legacy::ObjectId::Root || !matches!(op.key, legacy::Key::Map(_)) {
            return Err(Refusal::Operation("not a key at the root"));
        }
        if !matches!(&op.action, legacy::OpType::Put(ScalarValue::Str(_))) {
            return Err(Refusal::Operation("not a put of a text"));
        }
    }
    let bytes = change.raw_bytes();
    let read = read_change(bytes).map_err(|_| Refusal::Damaged("operations"))?;
    let deps = change.deps();
    let mut added: BTreeMap<&str, &(u64, Vec<u8>)> = BTreeMap::new();
    for op in &read.puts {
        // What it names as seen or as replaced must stand among its ancestors: were it enough that
        // this copy has it, the verdict would hang on the order of arrival.
        let key = op.put.key.as_str();
        let has = |asked: &str| {
            added.contains_key(asked)
                || if asked == key {
                    doc.field(asked).is_some()
                } else {
                    matches!(doc.am.get_at(ROOT, asked, deps), Ok(Some(_)))
                }
        };
        check_entry(id, &op.put, by_office, has)?;
        let replaced = match added.get(key) {
            Some(earlier) => vec![(*earlier).clone()],
            None => standing(doc, key, deps),
        };
        if !op.pred.iter().all(|pred| replaced.contains(pred)) {
            return Err(Refusal::Operation("it replaces what it has not seen"));
        }
        added.insert(key, &op.id);
    }
    Ok(())
}

/// The operations that stand under a key for somebody who has seen `deps`.
fn standing(doc: &Doc, key: &str, deps: &[automerge::ChangeHash]) -> Vec<(u64, Vec<u8>)> {
    let id = |(_, id): (_, ObjId)| match id {
        ObjId::Id(counter, actor, _) => Some((counter, actor.to_bytes().to_vec())),
        ObjId::Root => None,
    };
    doc.am.get_all_at(ROOT, key, deps).unwrap_or_default().into_iter().filter_map(id).collect()
}

/// Applies to a copy, reads the change back, and only then lets the copy take the document's place.
fn apply(doc: &mut Doc, change: Change, hash: Hash, bytes: &[u8]) -> Result<Accepted, Refusal> {
    let actor = change.actor_id().to_bytes().to_vec();
    let copy = doc.am.clone();
    let applied = catch_unwind(AssertUnwindSafe(move || {
        let mut copy = copy;
        copy.apply_changes([change]).ok()?;
        let back = copy.get_change_by_hash(&automerge::ChangeHash(hash))?;
        Some((copy, back.raw_bytes().to_vec()))
    }));
    match applied {
        Ok(Some((copy, back))) if back == bytes => {
            doc.am = copy;
            Ok(Accepted::New { hash, actor })
        }
        Ok(Some(_)) => Err(Refusal::Unappliable("it reads back differently")),
        Ok(None) => Err(Refusal::Unappliable("Automerge refused it")),
        Err(_) => Err(Refusal::Unappliable("Automerge panicked")),
    }
}
