//! The phone's ground as an exchange needs it: the log, the outbox, a few values under names, and
//! the rows that are made from the log.

use crate::api::Problem;
use crate::api::view::IntentKind;
use crate::casework::Policies;
use crate::document::{ActorBytes, Doc, DocId, Hash, Put};
use crate::ids::{CaseId, DeviceId, HouseholdId, IntentId};
use crate::moment::Millis;
use crate::people::{Account, Author};
use crate::place::PlaceCode;
use crate::projection::CaseProjection;
use crate::protocol::{CarriedChange, Parcel, SentChange, SignedPass};
use crate::trust::SigningKey;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;

/// Names of the values an exchange keeps ([`Ground::meta`]).
pub mod meta {
    /// How far the phone has read: list of [`crate::protocol::Cursor`].
    pub const CURSORS: &str = "cursors";
    /// Which history the cursors belong to: text.
    pub const EPOCH: &str = "epoch";
    /// [`crate::people::Reference`], as last sent.
    pub const REFERENCE: &str = "reference";
    /// Visit books are wanted from this year on: integer. None before the first answer.
    pub const FROM_YEAR: &str = "from_year";
    /// Under which `from_year` the cursors stand: integer; none when it was all years.
    pub const YEARS_ASKED: &str = "years_asked";
    /// Which years of which household's visits were let go of: [`super::super::years::LetGoYears`].
    pub const YEARS_LET_GO: &str = "years_let_go";
    /// The device's newest pass: [`crate::protocol::SignedPass`].
    pub const PASS: &str = "pass";
    /// The server's keys: [`super::ServerKeys`].
    pub const SERVER_KEYS: &str = "server_keys";
    /// What the server can do beyond the version, as last answered: list of text.
    pub const CAPABILITIES: &str = "capabilities";
    /// The number of the newest parcel: integer.
    pub const PARCELS: &str = "parcels";
}

/// Who the phone is, and how it speaks.
#[derive(Clone)]
pub struct Me {
    /// The device: its changes are its own to deliver.
    pub device: DeviceId,
    /// Devices this phone was before it enrolled again: what they wrote nobody can deliver any
    /// more, but it can be written again.
    pub former: Vec<DeviceId>,
    /// The actor of this process.
    pub actor: ActorBytes,
    /// The account.
    pub account: Account,
    /// The device's key.
    pub key: SigningKey,
    /// The protocol version spoken.
    pub protocol: u16,
}

impl Me {
    /// The account, as its unsent changes carry it.
    pub fn author(&self) -> Author {
        Author::of(&self.account)
    }
}

/// The public halves of the server's keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerKeys {
    /// Ed25519, 32 bytes: passes are signed by it.
    pub sign: ByteBuf,
    /// X25519, 32 bytes: parcels are sealed to it.
    pub seal: ByteBuf,
}

/// Changes of one document that the server attested together, with its mark over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The document.
    pub doc: DocId,
    /// The server's mark, as it came.
    pub tag: Vec<u8>,
    /// The changes, in the order the mark was made over, each with who wrote it and when it was
    /// received.
    pub members: Vec<(Hash, Author, Millis)>,
}

/// A change to be appended.
pub struct NewChange<'a> {
    /// Its hash.
    pub hash: Hash,
    /// Its document.
    pub doc: &'a DocId,
    /// Its raw bytes.
    pub bytes: &'a [u8],
    /// Who wrote it.
    pub author: &'a Author,
    /// When the server received it; none for one of our own that is unsent.
    pub received_at: Option<Millis>,
}

/// What a person meant by a change that isn't delivered: enough to write it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingIntent {
    /// The intent.
    pub id: IntentId,
    /// What was done.
    pub kind: IntentKind,
    /// In which document.
    pub doc: DocId,
    /// The change that carries it.
    pub hash: Hash,
    /// When it was written (phone clock).
    pub written_at: Millis,
    /// What it put.
    pub puts: Vec<Put>,
}

/// One transaction over the phone's file. Nothing done through it counts before whoever opened it
/// commits; a [`Problem`] from any function takes all of it back.
#[allow(clippy::missing_errors_doc, reason = "each fails as the file fails, with its Problem")]
pub trait Ground {
    /// Appends a change; one that is there already only learns that the server has it.
    fn append(&self, change: &NewChange<'_>) -> Result<(), Problem>;
    /// Whether a change is here.
    fn has_change(&self, hash: &Hash) -> Result<bool, Problem>;
    /// A document, loaded from its changes; empty when there are none.
    fn load(&self, doc: &DocId) -> Result<Doc, Problem>;
    /// Names of all documents that have rows, with their heads.
    fn documents(&self) -> Result<Vec<(DocId, Vec<Hash>)>, Problem>;
    /// Changes the server hasn't received, oldest first.
    fn unsent(&self, most: usize) -> Result<Vec<SentChange>, Problem>;
    /// How many changes the server hasn't received.
    fn unsent_count(&self) -> Result<u32, Problem>;
    /// The server has received a change.
    fn mark_received(&self, hash: &Hash, at: Millis) -> Result<(), Problem>;
    /// The server lacks a change after all: when it is here and written by `own`, or under its
    /// author's signature, it waits again. True then.
    fn mark_unsent(&self, hash: &Hash, own: DeviceId) -> Result<bool, Problem>;
    /// Takes a document's unsent changes out of the log and keeps them aside with the reason.
    fn put_aside_unsent(&self, doc: &DocId, reason: &str) -> Result<(), Problem>;
    /// Takes one change out of the log and keeps it aside with the reason; the intent it carries,
    /// delivered or not, waits to be written again.
    fn put_aside(&self, hash: &Hash, reason: &str) -> Result<(), Problem>;
    /// The bytes of a change that was put aside.
    fn put_aside_bytes(&self, hash: &Hash) -> Result<Option<Vec<u8>>, Problem>;
    /// A change's bytes, when it is here.
    fn bytes_of(&self, hash: &Hash) -> Result<Option<Vec<u8>>, Problem>;
    /// Forgets a document, unless it holds unsent changes. True when it is gone.
    fn forget(&self, doc: &DocId) -> Result<bool, Problem>;

    /// Keeps what the server attested.
    fn keep_group(&self, group: &Group) -> Result<(), Problem>;
    /// What the server attested of a document, oldest first.
    fn groups_of(&self, doc: &DocId) -> Result<Vec<Group>, Problem>;
    /// Drops a group whose mark the server doesn't know.
    fn drop_group(&self, group: &Group) -> Result<(), Problem>;
    /// The server lacks a change that it attested once.
    fn owe(&self, doc: &DocId, hash: &Hash) -> Result<(), Problem>;
    /// It has it again, or can't be given it.
    fn settle(&self, hash: &Hash) -> Result<(), Problem>;
    /// All that the server lacks and attested once, by document.
    fn owed(&self) -> Result<Vec<(DocId, Hash)>, Problem>;

    /// Where a household of this phone lies.
    fn place_of(&self, household: &HouseholdId) -> Result<Option<PlaceCode>, Problem>;
    /// A case of this phone.
    fn case(&self, id: &CaseId) -> Result<Option<CaseProjection>, Problem>;
    /// Appends a change of another device that came from a phone under its author's signature.
    fn append_heard(&self, change: &NewChange<'_>, signature: &[u8]) -> Result<(), Problem>;
    /// Keeps the signature of a change that is here without one.
    fn keep_signature(&self, hash: &Hash, signature: &[u8]) -> Result<(), Problem>;
    /// Under which signature a change of another device came from a phone.
    fn signature_of(&self, hash: &Hash) -> Result<Option<Vec<u8>>, Problem>;
    /// Changes heard from phones that the server doesn't have, oldest first.
    fn heard(&self, most: usize) -> Result<Vec<CarriedChange>, Problem>;
    /// How many changes heard from phones the server doesn't have.
    fn heard_count(&self) -> Result<u32, Problem>;
    /// All changes that the server doesn't have, own and heard, oldest first.
    fn undelivered(&self) -> Result<Vec<(DocId, Hash, Vec<u8>)>, Problem>;
    /// Keeps the pass of another device, unless a newer one is here.
    fn keep_pass(&self, device: DeviceId, pass: &SignedPass, issued_at: Millis) -> Result<(), Problem>;
    /// The pass of another device.
    fn pass_of(&self, device: DeviceId) -> Result<Option<SignedPass>, Problem>;
    /// Another person's phone has an own change of this one.
    fn note_handed(&self, hash: &Hash, name: &str) -> Result<(), Problem>;
    /// Takes a parcel along, in place of an earlier one of the same device.
    fn keep_parcel(&self, parcel: &Parcel) -> Result<(), Problem>;
    /// The parcels that go along, those taken longest ago first.
    fn parcels(&self) -> Result<Vec<Parcel>, Problem>;
    /// The server has it, or never will.
    fn drop_parcel(&self, device: DeviceId, number: u64) -> Result<(), Problem>;

    /// A document's intents that are not delivered, oldest first.
    fn waiting_intents(&self, doc: &DocId) -> Result<Vec<WaitingIntent>, Problem>;
    /// An intent was written again as another change.
    fn rewrite_intent(&self, id: &IntentId, hash: &Hash) -> Result<(), Problem>;
    /// An intent came back.
    fn return_intent(&self, id: &IntentId, reason: &str) -> Result<(), Problem>;

    /// A value kept under a name of [`meta`].
    fn meta<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Problem>;
    /// Keeps a value under a name of [`meta`].
    fn set_meta<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Problem>;

    /// Makes the rows of a document anew from its log.
    fn reproject(&self, doc: &DocId, policies: &Policies) -> Result<(), Problem>;
    /// Makes all rows anew.
    fn rebuild(&self, policies: &Policies) -> Result<(), Problem>;
}
