//! A change under its author's signature: it may pass through any hands and stays its author's.

use super::keys::verify;
use super::{SIGNATURE_BYTES, SigningKey, TrustProblem};
use crate::document::{DocId, Hash};

const WORD: &str = "weige change";

/// Signs a change of one's own.
pub fn sign_change(key: &SigningKey, doc: &DocId, change: &Hash) -> [u8; SIGNATURE_BYTES] {
    key.sign(WORD, &[doc.to_string().as_bytes(), &[0], change])
}

/// Checks that the holder of `key` signed this change of this document. That the change's actor is
/// that device's the guarded door checks.
///
/// # Errors
/// A [`TrustProblem`].
pub fn check_change(key: &[u8], doc: &DocId, change: &Hash, signature: &[u8]) -> Result<(), TrustProblem> {
    verify(key, WORD, &[doc.to_string().as_bytes(), &[0], change], signature)
}
