//! What two phones that meet say to each other, without a server.
//!
//! Turn by turn, the caller first: hello, hello; then sealed in the channel of the two hellos
//! ([`crate::trust::Channel`]): proof, proof; have, have; gifts until neither has more; bye.

use super::{CarriedChange, DocHeads, Parcel, SignedPass};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// The version of what phones say to each other.
pub const PEER_VERSION: u16 = 1;
/// Changes in one gift weigh no more than this, in bytes; one is always given.
pub const MOST_GIFT_BYTES: usize = 1 << 20;
/// Changes one phone gives in one meeting; the rest goes with the next.
pub const MOST_GIVEN: usize = 5_000;
/// Documents one phone names in one meeting.
pub const MOST_PEER_DOCS: usize = 20_000;

/// The first words, in the open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerHello {
    /// [`PEER_VERSION`].
    pub peer: u16,
    /// A fresh X25519 key, 32 bytes.
    pub key: ByteBuf,
}

/// Everything after the hellos. In CBOR a map of one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "one at a time, and soon gone")]
pub enum PeerSaid {
    /// Who is at this end.
    Proof(PeerProof),
    /// What is here of the documents the other may see.
    Have(PeerHave),
    /// What the other lacks.
    Gift(Gift),
    /// The caller's last word: what became of the listener's last gift.
    Bye(Taken),
    /// The meeting ends here. In the open where there is no channel yet.
    No {
        /// Why: `update_needed`, `malformed`, `channel`, `other_server`, `expired`, `not_yet`,
        /// `proof`, `same_device`, `failed`.
        reason: String,
    },
}

/// Who is at this end of the channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerProof {
    /// The server's word on this device.
    pub pass: SignedPass,
    /// By the key the pass names, over the channel's transcript: 64 bytes.
    pub signature: ByteBuf,
}

/// What is here of the documents the other may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerHave {
    /// Each with its newest changes.
    pub docs: Vec<DocHeads>,
    /// The caller's: each shall carry a sealed parcel of the other.
    #[serde(default)]
    pub courier: bool,
}

/// What the other lacks, in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gift {
    /// Passes of the authors of changes below, but for the giver's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passes: Vec<SignedPass>,
    /// Changes under their authors' signatures, ancestors first; at most
    /// [`super::MOST_CHANGES`] and [`MOST_GIFT_BYTES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<CarriedChange>,
    /// The giver's newest parcel, to be carried to the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parcel: Option<Parcel>,
    /// Another gift follows.
    #[serde(default)]
    pub more: bool,
    /// What became of the other's gift before.
    #[serde(default)]
    pub taken: Taken,
}

/// What became of a gift. What isn't named was taken, or was there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Changes that stand on others which are not there: nothing was kept of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<ByteBuf>,
    /// Changes that were not let in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<NotTaken>,
    /// The number of the parcel that was taken along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parcel: Option<u64>,
}

/// A change that was not let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotTaken {
    /// Its hash.
    pub hash: ByteBuf,
    /// Why: a word of [`crate::document::Refusal`], or `signature`, `unknown_device`, `expired`,
    /// `not_yet`, `out_of_scope`, `unknown_document`, `full`.
    pub reason: String,
}
