//! Changes packed for the way: what the other side can work out by itself is left out, and what is
//! left lies in columns, like beside like, so that it compresses.
//!
//! A change as Automerge writes it carries its ancestors' hashes, a checksum, an actor, a sequence
//! and counters: half of a day's bytes, and no compressor takes hashes away. In a packed message an
//! ancestor that is in the same message is named by how far back it lies, and numbers are given as
//! differences to what follows from the changes before. Unpacking writes the very same bytes again:
//! [`pack`] proves that before it hands out anything, [`unpack`] holds names and hashes to a check
//! that travels along, and every change then passes the same door as one that came raw.

mod names;
mod news;
mod pack;
mod row;
mod unpack;

pub use news::PackedNews;
pub use pack::pack;
pub use unpack::{Unpacked, unpack};

use crate::place::PlaceCode;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// The word in `capabilities` of a side that reads packed changes.
pub const PACKED: &str = "packed";
/// Most documents, changes, puts, named ancestors and replaced operations, each, in one packed message.
pub const MOST_PACKED: usize = 100_000;

const HASH: usize = 32;
const ACTOR: usize = 16;
const ID: usize = 10;

/// Packed changes. All columns are bytes: LEB128 numbers one behind the other, or texts, hashes and
/// identities without anything between them. They travel as an array in this order: their names
/// would be a fiftieth of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Packed {
    /// The villages of the documents.
    pub villages: Vec<PlaceCode>,
    /// Numbers for each document: its kind (0 household, 1 visit book, 2 case), its village's place in
    /// `villages`, and for a visit book (signed) its year, less that of the book before (0 for the
    /// first).
    pub docs: ByteBuf,
    /// 10 bytes each: the identities in the documents' names, then those that are keys.
    pub ids: ByteBuf,
    /// Number for each document: how many of the changes are its.
    pub counts: ByteBuf,
    /// The actors, 16 bytes each.
    pub actors: ByteBuf,
    /// Hashes of ancestors that are not in this message (for the same document), 32 bytes each.
    pub hashes: ByteBuf,
    /// Signed for each change: its actor's place in `actors`, less that of the change before.
    pub who: ByteBuf,
    /// Signed for each change: its sequence, less that which follows the actor's change before in
    /// this document and message (1 without one).
    pub seqs: ByteBuf,
    /// Signed for each change: the counter of its first operation, less 1, less the highest counter
    /// among its ancestors in this message (0 without one).
    pub starts: ByteBuf,
    /// Signed for each change: its time in seconds, less what its first value says under
    /// `written_at`, or where that says nothing, less the time of the change before.
    pub times: ByteBuf,
    /// For each change the number of its ancestors, then for each how many changes back it is, in the
    /// same document; 0 for the next of `hashes`.
    pub deps: ByteBuf,
    /// Number for each change: its puts.
    pub puts: ByteBuf,
    /// For each put the length of its key (0: the next of `ids`) and of its value, in bytes.
    pub lengths: ByteBuf,
    /// The other keys.
    pub keys: ByteBuf,
    /// The values.
    pub values: ByteBuf,
    /// For each put the number of operations it replaces, then for each its counter and its actor's
    /// place in `actors`.
    pub preds: ByteBuf,
    /// The first 8 bytes of SHA-256 over, for each document, its name, one zero byte, and its changes'
    /// hashes, one behind the other.
    pub check: ByteBuf,
}

/// Why a packed message can't be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackedProblem {
    /// A column ends too early, or says what can't be.
    #[error("the packed changes are malformed")]
    Malformed,
    /// More than [`MOST_PACKED`] of something, or a change larger than [`MOST_BYTES`].
    #[error("the packed changes are too large")]
    TooLarge,
}

/// As it travels.
type Wire = (Vec<PlaceCode>, Vec<ByteBuf>);

impl From<Packed> for Wire {
    fn from(packed: Packed) -> Wire {
        let Packed { villages, docs, ids, counts, actors, hashes, who, seqs, starts, .. } = packed;
        let Packed { times, deps, puts, lengths, keys, values, preds, check, .. } = packed;
        let first = [docs, ids, counts, actors, hashes, who, seqs, starts];
        let second = [times, deps, puts, lengths, keys, values, preds, check];
        (villages, first.into_iter().chain(second).collect())
    }
}

impl TryFrom<Wire> for Packed {
    type Error = PackedProblem;

    fn try_from((villages, columns): Wire) -> Result<Packed, PackedProblem> {
        let columns: [ByteBuf; 16] = columns.try_into().map_err(|_| PackedProblem::Malformed)?;
        let [docs, ids, counts, actors, hashes, who, seqs, starts, rest @ ..] = columns;
        let [times, deps, puts, lengths, keys, values, preds, check] = rest;
        let all =
            Packed { villages, docs, ids, counts, actors, hashes, who, seqs, starts, ..Packed::default() };
        Ok(Packed { times, deps, puts, lengths, keys, values, preds, check, ..all })
    }
}
