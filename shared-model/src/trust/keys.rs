//! The two kinds of key: Ed25519 for signing, X25519 for sealing. Made of bytes the caller drew.

use super::TrustProblem;
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use x25519_dalek::{PublicKey, StaticSecret};

/// Bytes of every key, secret or public.
pub const KEY_BYTES: usize = 32;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// An Ed25519 key: a device's or the server's.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key of 32 random bytes (the seed of RFC 8032); they are the secret to keep.
    pub fn from_bytes(seed: [u8; KEY_BYTES]) -> SigningKey {
        SigningKey(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// The public half.
    pub fn public(&self) -> [u8; KEY_BYTES] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs `word` ‖ 0 ‖ the parts, one behind the other.
    pub(super) fn sign(&self, word: &str, parts: &[&[u8]]) -> [u8; SIGNATURE_BYTES] {
        self.0.sign(&message(word, parts)).to_bytes()
    }
}

/// Checks a signature made by [`SigningKey::sign`].
pub(super) fn verify(key: &[u8], word: &str, parts: &[&[u8]], signature: &[u8]) -> Result<(), TrustProblem> {
    let key: [u8; KEY_BYTES] = key.try_into().map_err(|_| TrustProblem::Malformed)?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| TrustProblem::Malformed)?;
    let signature = Signature::from_slice(signature).map_err(|_| TrustProblem::Malformed)?;
    // Strict: weak keys, under which one signature fits many messages, are refused.
    key.verify_strict(&message(word, parts), &signature).map_err(|_| TrustProblem::Signature)
}

fn message(word: &str, parts: &[&[u8]]) -> Vec<u8> {
    [&[word.as_bytes(), &[0]], parts].concat().concat()
}

/// The server's X25519 key: what is sealed to its public half only the server can open.
#[derive(Clone)]
pub struct SealKey(pub(super) StaticSecret);

impl SealKey {
    /// The key of 32 random bytes; they are the secret to keep.
    pub fn from_bytes(secret: [u8; KEY_BYTES]) -> SealKey {
        SealKey(StaticSecret::from(secret))
    }

    /// The public half.
    pub fn public(&self) -> [u8; KEY_BYTES] {
        PublicKey::from(&self.0).to_bytes()
    }
}
