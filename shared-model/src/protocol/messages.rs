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
/// Most sealed parcels in one request.
pub const MOST_PARCELS: usize = 16;
/// A page of an answer holds at least one document and stops behind this many bytes.
pub const PAGE_BYTES: usize = 512 << 10;

/// `POST /v1/enrol`: a one-time code becomes a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// The code, without dashes, upper case.
    pub code: String,
    /// Version 2: the public half of the device's Ed25519 key, 32 bytes. The same code under the
    /// same key enrols the same device again, so that a lost answer costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_key: Option<ByteBuf>,
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
    /// Version 2: the public half of the server's Ed25519 key, 32 bytes: it signs [`super::Pass`]es.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_key: Option<ByteBuf>,
    /// Version 2: the public half of the server's X25519 key, 32 bytes: parcels are sealed to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal_key: Option<ByteBuf>,
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

/// A change that another device wrote and signed, and that came here from phone to phone. The
/// server takes it in under that device's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedChange {
    /// Its document.
    pub doc: DocId,
    /// Its raw chunk.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// Who wrote it.
    pub device: DeviceId,
    /// Ed25519 over `weige change` ‖ 0 ‖ document name ‖ 0 ‖ change hash, 64 bytes.
    pub signature: ByteBuf,
}

/// Changes this server once attested and has lost (it went back to a backup): given back with the
/// tag it gave them, so that author and time of receipt stand as they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Testimony {
    /// The document.
    pub doc: DocId,
    /// The changes as they came, in the order the tag was made over.
    pub changes: Vec<ByteBuf>,
    /// Who wrote each.
    pub authors: Vec<Author>,
    /// When each was received.
    pub received_at: Vec<Millis>,
    /// [`DocNews::tag`] as it came.
    pub tag: ByteBuf,
}

/// Changes of another phone that travel sealed: who carries them can neither read nor change them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Whose they are.
    pub device: DeviceId,
    /// The parcel's number on that device, larger with each: a newer parcel holds all that still
    /// waits of an older one.
    pub number: u64,
    /// Sealed to the server's key: a frame of `Vec<CarriedChange>`: the device's own changes, and
    /// those of others it heard and they stand on.
    pub sealed: ByteBuf,
    /// Ed25519 over `weige parcel` ‖ 0 ‖ device ‖ number as 8 bytes big-endian ‖ SHA-256(sealed).
    pub signature: ByteBuf,
}

/// What became of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Whose it is.
    pub device: DeviceId,
    /// The parcel's number.
    pub number: u64,
    /// It was opened and what it holds is durable; its carrier may drop it.
    pub opened: bool,
    /// Otherwise why not: `unknown_device`, `signature`, `unreadable`, `too_large`; or `missing`:
    /// something in it stands on what isn't here yet, so its carrier tries again later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Receipt {
    /// The one reason after which a parcel is worth another try.
    pub const MISSING: &str = "missing";
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
    /// To a side that names [`super::PACKED`]: the same packed, in their place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packed: Option<super::Packed>,
    /// Repair: what the phone has of every document. The server then ignores the cursors and
    /// compares heads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub have: Option<Vec<DocHeads>>,
    /// Version 2: visit books of earlier years stay on the server; absent: all years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_year: Option<i32>,
    /// Version 2: changes of other devices, at most [`MOST_CHANGES`] together with `changes`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<CarriedChange>,
    /// Version 2: what the server attested and lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub testimony: Vec<Testimony>,
    /// Version 2: sealed parcels of other phones, at most [`MOST_PARCELS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parcels: Vec<Parcel>,
    /// Version 2: the public half of the device's key, until the server has answered with a pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_key: Option<ByteBuf>,
}

impl SyncRequest {
    /// A request with nothing in it: a first exchange that sends nothing.
    pub fn empty(protocol: u16) -> SyncRequest {
        SyncRequest {
            protocol,
            capabilities: Vec::new(),
            epoch: None,
            cursors: Vec::new(),
            reference: 0,
            changes: Vec::new(),
            packed: None,
            have: None,
            from_year: None,
            carried: Vec::new(),
            testimony: Vec::new(),
            parcels: Vec::new(),
            device_key: None,
        }
    }
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
        /// Why: a word of [`crate::document::Refusal`], or `out_of_scope`, `out_of_place`,
        /// `unknown_document`, `stands_on_refused`, `signature`, `unknown_device`, `tag`.
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
    /// Version 2: the server's mark on these changes with their authors and times, 16 bytes; given
    /// back in a [`Testimony`] when the server has lost them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<ByteBuf>,
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
    /// To a side that names [`super::PACKED`]: the same packed, in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packed: Option<super::PackedNews>,
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
    /// Version 2: one verdict per carried change, in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Verdict>,
    /// Version 2: one verdict per change of the testimonies, in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub testified: Vec<Verdict>,
    /// Version 2: one receipt per parcel, in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Receipt>,
    /// Version 2: the pass for the device key that was sent ([`super::Pass`], signed).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<super::SignedPass>,
    /// Version 2: beside a pass, [`EnrolAnswer::server_key`] again, for a phone enrolled before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_key: Option<ByteBuf>,
    /// Version 2: beside a pass, [`EnrolAnswer::seal_key`] again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal_key: Option<ByteBuf>,
}

impl SyncAnswer {
    /// An answer with nothing in it.
    pub fn empty(protocol: u16, now: Millis, epoch: String, account: Account) -> SyncAnswer {
        SyncAnswer {
            protocol,
            capabilities: Vec::new(),
            now,
            epoch,
            verdicts: Vec::new(),
            authors: Vec::new(),
            news: Vec::new(),
            packed: None,
            cursors: Vec::new(),
            more: false,
            repair: false,
            wanted: Vec::new(),
            left: Vec::new(),
            digest: None,
            reference: None,
            account,
            carried: Vec::new(),
            testified: Vec::new(),
            receipts: Vec::new(),
            pass: None,
            server_key: None,
            seal_key: None,
        }
    }
}

/// An error answer's body, in JSON: `{"code": …, "detail": …}` as [`crate::api::Problem`].
pub type SyncProblem = crate::api::Problem;
