//! Keys, passes and signatures: how somebody's work stays theirs when it travels by others' hands.
//!
//! A device signs with its own key ([`SigningKey`]); the server's [`issue_pass`] says whose device
//! that key is, so two phones know each other without the server. What only the server may read is
//! sealed to its [`SealKey`]. Two phones that meet speak through a [`Channel`]. Every signature is
//! made over a word of its own first, so that none can be taken for another. `docs/protocol.md` has
//! the bytes.

mod change;
mod channel;
mod keys;
mod leave;
mod parcel;
mod pass;
mod seal;

pub use change::{check_change, sign_change};
pub use channel::{Channel, Ephemeral, Side, channel, check_proof, sign_proof};
pub use keys::{KEY_BYTES, SIGNATURE_BYTES, SealKey, SigningKey};
pub use leave::{check_leave, sign_leave};
pub use parcel::{MOST_PARCEL_BYTES, MOST_PARCEL_CHANGES, check_parcel, open_parcel, pack_parcel};
pub use pass::{PASS_LIFE, PASS_SKEW, check_pass, issue_pass, read_pass};
pub use seal::{open, seal};

/// Why something isn't trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustProblem {
    /// A key or a signature has the wrong length, or is no point of the curve.
    #[error("a key or a signature is malformed")]
    Malformed,
    /// The signature is not by that key over these bytes.
    #[error("the signature does not fit")]
    Signature,
    /// It can't be opened with this key: it was sealed to another, or was changed.
    #[error("the sealed bytes can't be opened: sealed to another key, or changed")]
    Sealed,
    /// What was signed or sealed is not of the expected form.
    #[error("what was signed or sealed is not readable")]
    Unreadable,
    /// The pass is no longer valid.
    #[error("the pass has expired: sync with the server once")]
    Expired,
    /// The pass begins in the future.
    #[error("the pass begins in the future: is the clock right?")]
    NotYet,
    /// More or larger than a parcel may be.
    #[error("more than a parcel holds")]
    TooLarge,
}

impl TrustProblem {
    /// The machine-readable word.
    pub fn word(self) -> &'static str {
        match self {
            TrustProblem::Malformed | TrustProblem::Signature => "signature",
            TrustProblem::Sealed | TrustProblem::Unreadable => "unreadable",
            TrustProblem::Expired => "expired",
            TrustProblem::NotYet => "not_yet",
            TrustProblem::TooLarge => "too_large",
        }
    }
}
