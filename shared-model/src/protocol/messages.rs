//! The messages, field by field.

use crate::document::DocId;
use crate::ids::DeviceId;
use crate::moment::Millis;
use crate::people::{Account, Author, Reference};
use crate::place::{Place, PlaceCode};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Most changes in one request.
pub const MOST_CHANGES: usize = 500;
/// A page of an answer holds at least one document and stops behind this many bytes.
pub const PAGE_BYTES: usize = 512 << 10;

/// `POST /v1/enrol`: a one-time code becomes a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// The code, without dashes, upper case.
    pub code: String,
}

/// Who the device is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolAnswer {
    /// The device: prefix of all its actors.
    pub device: DeviceId,
    /// The bearer token; the server keeps only its hash.
    pub token: String,
    /// The account it acts for.
    pub account: Account,
    /// County, township, village … down to the account's place.
    pub path: Vec<Place>,
    /// The data is invented.
    pub sample: bool,
}

/// How far a phone has read one village's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The village.
    pub village: PlaceCode,
    /// The sequence number read last; 0 at the beginning.
    pub seq: u64,
    /// The hash chain at that number, 8 bytes.
    #[serde(with = "serde_bytes")]
    pub chain: [u8; 8],
}

/// An unsent change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentChange {
    /// Its document.
    pub doc: DocId,
    /// Its raw chunk.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// The newest changes one side has of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocHeads {
    /// The document.
    pub doc: DocId,
    /// Its heads, sorted, 32 bytes each.
    pub heads: Vec<ByteBuf>,
}

/// `POST /v1/sync`, from the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// What the phone can do beyond the version.
    pub capabilities: Vec<String>,
    /// Which history the cursors belong to; none at the first exchange.
    pub epoch: Option<String>,
    /// How far the phone has read; empty at the first exchange.
    pub cursors: Vec<Cursor>,
    /// Version of its reference data; 0 for none.
    pub reference: u64,
    /// Unsent changes, at most [`MOST_CHANGES`], ancestors first.
    pub changes: Vec<SentChange>,
    /// Repair: what the phone has of every document. The server then ignores the cursors and
    /// compares heads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub have: Option<Vec<DocHeads>>,
}

/// What became of one change that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is durable.
    Accepted {
        /// Its number in the village's log.
        seq: u64,
        /// When it was received.
        at: Millis,
    },
    /// It was durable before.
    Had {
        /// Its number in the village's log.
        seq: u64,
        /// When it was received.
        at: Millis,
    },
    /// Ancestors are missing: send them first, then this again.
    Missing {
        /// Their hashes.
        hashes: Vec<ByteBuf>,
    },
    /// It was not let in and never will be.
    Refused {
        /// Why: a word of [`crate::document::Refusal`], or `out_of_scope`, `unknown_document`,
        /// `stands_on_refused`.
        reason: String,
    },
}

/// The verdict on one change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The change's hash (for bytes that are no change: SHA-256 of them from the ninth byte on).
    #[serde(with = "serde_bytes")]
    pub hash: [u8; 32],
    /// What became of it.
    pub outcome: Outcome,
}

/// Who wrote an accepted change and when it was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// Index into [`SyncAnswer::authors`].
    pub author: u32,
    /// When it was received.
    pub at: Millis,
}

/// What is new in one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocNews {
    /// The document.
    pub doc: DocId,
    /// The whole document, uncompressed, when the phone has nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<ByteBuf>,
    /// Otherwise the changes it lacks, ancestors first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ByteBuf>,
    /// One attestation per change: in the order of `changes`, or for `saved` in the order of the
    /// changes' hashes.
    pub attestations: Vec<Attestation>,
}

/// The server's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncAnswer {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// What the server can do beyond the version.
    pub capabilities: Vec<String>,
    /// The server's clock.
    pub now: Millis,
    /// Which history this is: another one after a restore from a backup.
    pub epoch: String,
    /// One verdict per change that was sent, in the same order.
    pub verdicts: Vec<Verdict>,
    /// The authors that attestations name.
    pub authors: Vec<Author>,
    /// What is new in the phone's scope.
    pub news: Vec<DocNews>,
    /// How far the phone has read now.
    pub cursors: Vec<Cursor>,
    /// There is more: ask again with these cursors.
    pub more: bool,
    /// The cursors don't belong to this history: send `have`.
    pub repair: bool,
    /// Repair: documents of which the phone has changes the server lacks, with the server's heads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanted: Vec<DocHeads>,
    /// Documents that are no longer in the phone's scope.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<DocId>,
    /// [`super::scope_digest`] over every document in the phone's scope; only on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<ByteBuf>,
    /// Reference data, when the phone's version is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// The account as it is now (it may have been moved or renamed).
    pub account: Account,
}

/// An error answer's body, in JSON: `{"code": …, "detail": …}` as [`crate::api::Problem`].
pub type SyncProblem = crate::api::Problem;
