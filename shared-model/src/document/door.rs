//! The guarded door: every change that was made elsewhere passes here, on the server and on the
//! phone, before it touches anything.
//!
//! Automerge trusts its input: it doesn't check a change's checksum, and a crafted change can make
//! it panic or write a document that can never be loaded again. So a change is measured, hashed,
//! parsed inside `catch_unwind`, encoded again to the same bytes, and compared with what is known of
//! the document it wants into ([`Known`]) before it counts. Where the document itself is at hand it
//! is also applied to a copy and read back.

use super::columns::{ancestors, claimed};
use super::doc::{ReadChange, read_expanded};
use super::{ContentProblem, DocId, Hash, check_entry};
use automerge::{Change, ScalarValue, legacy};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Largest change, in bytes.
pub const MOST_BYTES: usize = 65_536;
/// Most operations in a change.
pub const MOST_OPS: usize = 2_000;
/// Most operations a change may replace or ancestors it may name, and most items in any of its columns.
pub const MOST_REPLACED: u64 = 8_000;
/// Latest and, negative, earliest time a change may claim, in seconds: what every language can hold
/// in milliseconds. Automerge keeps differences of times, which must not overflow.
pub const MOST_TIME: i64 = ((1 << 53) - 1) / 1000;
/// The counter of operations may not be burnt: 32 bits are all there are.
const MOST_COUNTER: u64 = 1 << 30;
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHUNK_CHANGE: u8 = 1;
/// Magic, checksum, type.
const HEAD: usize = 9;

/// Why a change is not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Larger than [`MOST_BYTES`], more operations than [`MOST_OPS`], or more replaced by them than
    /// [`MOST_REPLACED`].
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

/// What the door asks of a document. A whole document in memory answers ([`super::Doc`]), and so
/// does its outline ([`super::Outline`]), which is far cheaper to load.
pub trait Known {
    /// The counter of a change's last operation; none when the change isn't here.
    fn max_op(&self, hash: &Hash) -> Option<u64>;
    /// The number of an actor's last change; 0 when there is none.
    fn last_seq(&self, actor: &[u8]) -> u64;
    /// Whether an actor has a change that isn't among the ancestors of `deps` (nor one of them).
    fn has_beside(&self, actor: &[u8], deps: &[Hash]) -> bool;
    /// Whether a key was ever put.
    fn has_key(&self, key: &str) -> bool;
    /// The operations that stand under a key for somebody who has seen `deps`.
    fn standing(&self, key: &str, deps: &[Hash]) -> Vec<(u64, Vec<u8>)>;
    /// Takes a change in that the door has looked at.
    ///
    /// # Errors
    /// Why it can't be; then nothing was changed.
    fn take(&mut self, read: &ReadChange, bytes: &[u8]) -> Result<(), &'static str>;
}

/// Lets a change into `doc`, or says why not; then the document is as it was.
///
/// `sender`: the 8 bytes every actor of the sender begins with; none on a phone, which takes what
/// its server has accepted. `by_office`: the sender is the server's own hand.
///
/// # Errors
/// A [`Refusal`].
pub fn accept<K: Known>(
    id: &DocId,
    doc: &mut K,
    bytes: &[u8],
    sender: Option<[u8; 8]>,
    by_office: bool,
) -> Result<Accepted, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    let hash = check_chunk(bytes)?;
    if doc.max_op(&hash).is_some() {
        return Ok(Accepted::Had { hash });
    }
    let read = read(bytes)?;
    if read.hash != hash {
        return Err(Refusal::Damaged("hash"));
    }
    check_place(doc, &read, sender)?;
    check_content(id, doc, &read, by_office)?;
    doc.take(&read, bytes).map_err(Refusal::Unappliable)?;
    Ok(Accepted::New { hash, actor: read.actor })
}

/// Reads a chunk that nobody has vouched for. It must hold nothing but puts of texts at the root,
/// in the one encoding Automerge itself would write.
fn read(bytes: &[u8]) -> Result<ReadChange, Refusal> {
    let claims = bytes.get(HEAD..).and_then(claimed).ok_or(Refusal::Damaged("malformed"))?;
    if claims > MOST_REPLACED {
        return Err(Refusal::TooLarge);
    }
    let parsed = catch_unwind(|| Change::try_from(bytes).ok().map(|change| (change.decode(), change)));
    let Ok(Some((expanded, change))) = parsed else { return Err(Refusal::Damaged("malformed")) };
    if change.len() > MOST_OPS {
        return Err(Refusal::TooLarge);
    }
    if change.is_empty() {
        return Err(Refusal::Operation("none"));
    }
    for op in &expanded.operations {
        if op.insert || op.obj != legacy::ObjectId::Root || !matches!(op.key, legacy::Key::Map(_)) {
            return Err(Refusal::Operation("not a key at the root"));
        }
        if !matches!(&op.action, legacy::OpType::Put(ScalarValue::Str(_))) {
            return Err(Refusal::Operation("not a put of a text"));
        }
    }
    if !(-MOST_TIME..=MOST_TIME).contains(&expanded.time) {
        return Err(Refusal::Operation("a time that can't be"));
    }
    if expanded.message.is_some() || !expanded.extra_bytes.is_empty() {
        return Err(Refusal::Operation("a message or bytes beside the puts"));
    }
    let read = read_expanded(&change, &expanded).map_err(|_| Refusal::Damaged("operations"))?;
    let again = catch_unwind(AssertUnwindSafe(|| Change::from(expanded).raw_bytes().to_vec()));
    match again {
        Ok(again) if again == bytes => Ok(read),
        _ => Err(Refusal::Unappliable("it is not written as Automerge writes it")),
    }
}

/// Whether a change stands on nothing. Only such a change can be the same in two documents: the hash
/// of any other covers the hashes it stands on.
pub fn stands_on_nothing(bytes: &[u8]) -> bool {
    bytes.get(HEAD..).and_then(ancestors) == Some(0)
}

/// What a change is called: its hash, which for damaged bytes names nothing.
pub fn hash_of(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes.get(8..).unwrap_or_default()).into()
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
    let hash = hash_of(bytes);
    if hash[..4] != bytes[4..8] {
        return Err(Refusal::Damaged("checksum"));
    }
    Ok(hash)
}

/// Actor, ancestors, sequence and counters against the document.
fn check_place(doc: &impl Known, change: &ReadChange, sender: Option<[u8; 8]>) -> Result<(), Refusal> {
    let actor = &change.actor;
    if actor.len() != 16 || sender.is_some_and(|prefix| actor[..8] != prefix) {
        return Err(Refusal::ForeignActor);
    }
    let mut last_op = 0;
    let mut missing = Vec::new();
    for dep in &change.deps {
        match doc.max_op(dep) {
            Some(max_op) => last_op = last_op.max(max_op),
            None => missing.push(*dep),
        }
    }
    if !missing.is_empty() {
        return Err(Refusal::Missing(missing));
    }
    if change.start_op != last_op + 1 {
        return Err(Refusal::OutOfSequence("start_op"));
    }
    if change.max_op() > MOST_COUNTER {
        return Err(Refusal::OutOfSequence("counter"));
    }
    if change.seq != doc.last_seq(actor) + 1 {
        return Err(Refusal::OutOfSequence("seq"));
    }
    // An actor has seen its own last change; otherwise it could give an operation's id twice.
    if doc.has_beside(actor, &change.deps) {
        return Err(Refusal::OutOfSequence("own"));
    }
    Ok(())
}

/// Each put well-formed for this kind of document, and replacing only what it has seen.
fn check_content(id: &DocId, doc: &impl Known, change: &ReadChange, by_office: bool) -> Result<(), Refusal> {
    let mut added: BTreeMap<&str, &(u64, Vec<u8>)> = BTreeMap::new();
    for op in &change.puts {
        // What it names as seen or as replaced must stand among its ancestors: were it enough that
        // this copy has it, the verdict would hang on the order of arrival.
        let key = op.put.key.as_str();
        let has = |asked: &str| {
            added.contains_key(asked)
                || if asked == key {
                    doc.has_key(asked)
                } else {
                    !doc.standing(asked, &change.deps).is_empty()
                }
        };
        check_entry(id, &op.put, by_office, has)?;
        let replaced = match added.get(key) {
            Some(earlier) => vec![(*earlier).clone()],
            None => doc.standing(key, &change.deps),
        };
        if !op.pred.iter().all(|pred| replaced.contains(pred)) {
            return Err(Refusal::Operation("it replaces what it has not seen"));
        }
        added.insert(key, &op.id);
    }
    Ok(())
}
