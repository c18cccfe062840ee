//! The phone's ground as an exchange needs it: the log, the outbox, a few values under names, and
//! the rows that are made from the log.

use crate::api::Problem;
use crate::api::view::IntentKind;
use crate::casework::Policy;
use crate::document::{ActorBytes, Doc, DocId, Hash, Put};
use crate::ids::{DeviceId, IntentId};
use crate::moment::Millis;
use crate::people::Author;
use crate::protocol::SentChange;
use serde::{Serialize, de::DeserializeOwned};

/// Names of the values an exchange keeps ([`Ground::meta`]).
pub mod meta {
    /// How far the phone has read: list of [`crate::protocol::Cursor`].
    pub const CURSORS: &str = "cursors";
    /// Which history the cursors belong to: text.
    pub const EPOCH: &str = "epoch";
    /// [`crate::people::Reference`], as last sent.
    pub const REFERENCE: &str = "reference";
}

/// Who the phone is while it writes.
#[derive(Clone, Debug)]
pub struct Me {
    /// The device: its changes are its own to deliver.
    pub device: DeviceId,
    /// The actor of this process.
    pub actor: ActorBytes,
    /// The account, as its unsent changes carry it.
    pub author: Author,
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
    /// The server lacks a change after all: when it is here and written by `own`, it waits again.
    /// True then.
    fn mark_unsent(&self, hash: &Hash, own: DeviceId) -> Result<bool, Problem>;
    /// Takes a document's unsent changes out of the log and keeps them aside with the reason.
    fn put_aside_unsent(&self, doc: &DocId, reason: &str) -> Result<(), Problem>;
    /// Forgets a document, unless it holds unsent changes. True when it is gone.
    fn forget(&self, doc: &DocId) -> Result<bool, Problem>;

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
    fn reproject(&self, doc: &DocId, policy: &Policy) -> Result<(), Problem>;
    /// Makes all rows anew.
    fn rebuild(&self, policy: &Policy) -> Result<(), Problem>;
}
