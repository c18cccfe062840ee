//! How the domain lies in Automerge documents, and the one door foreign changes come in by.
//!
//! Three kinds of document, each a flat map of scalar strings at the root: a household (one key a
//! field), a visit book per household and year, and a case (one key an entry, written once). Flat,
//! because two phones that create the same container offline would hide each other's entries;
//! scalar, because text objects load several times slower and nobody writes a note letter by letter
//! with somebody else.

mod columns;
mod content;
mod doc;
mod doc_id;
mod door;
mod outline;
mod rewrite;
mod standing;

pub use content::{ContentProblem, check_entry};
pub use doc::{ActorBytes, Doc, DocError, Put, PutOp, ReadChange, actor_bytes, read_change};
pub use doc_id::{DocId, DocKind, NotADocId};
pub use door::{
    Accepted, Known, MOST_BYTES, MOST_OPS, MOST_REPLACED, MOST_TIME, Refusal, accept, hash_of,
    stands_on_nothing,
};
pub use outline::{BadOutline, Outline};
pub use rewrite::write_change;
pub use standing::Standing;

/// The hash of a change: SHA-256 over its chunk.
pub type Hash = [u8; 32];
