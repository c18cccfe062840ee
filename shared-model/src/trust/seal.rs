//! Sealing: bytes that only the holder of one X25519 key can open.
//!
//! Sealed is: an ephemeral public key, 32 bytes; then ChaCha20-Poly1305 (RFC 8439) under the key
//! HKDF-SHA256(salt = ephemeral ‖ receiver, secret = X25519, info = `weige seal`), nonce zero: the
//! key is used once. What it is for (`about`) is authenticated with it and doesn't travel.

use super::{KEY_BYTES, SealKey, TrustProblem};
use crate::surroundings::{Surroundings, random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey, SharedSecret};

const WORD: &[u8] = b"weige seal";
const ONCE: [u8; 12] = [0; 12];

/// Seals to a receiver's public key.
///
/// # Errors
/// When `to` is no key.
pub fn seal(
    to: &[u8],
    about: &[u8],
    plain: &[u8],
    surroundings: &dyn Surroundings,
) -> Result<Vec<u8>, TrustProblem> {
    let to: [u8; KEY_BYTES] = to.try_into().map_err(|_| TrustProblem::Malformed)?;
    let ephemeral = SealKey::from_bytes(random(surroundings));
    let from = ephemeral.public();
    let cipher = cipher(&ephemeral.0.diffie_hellman(&PublicKey::from(to)), &from, &to)?;
    let payload = Payload { msg: plain, aad: about };
    let sealed = cipher.encrypt(&Nonce::from(ONCE), payload).map_err(|_| TrustProblem::Sealed)?;
    Ok([&from[..], &sealed].concat())
}

/// Opens what was sealed to this key about this.
///
/// # Errors
/// [`TrustProblem::Sealed`] when it wasn't, or any byte has changed.
pub fn open(key: &SealKey, about: &[u8], sealed: &[u8]) -> Result<Vec<u8>, TrustProblem> {
    let (from, sealed) = sealed.split_first_chunk::<KEY_BYTES>().ok_or(TrustProblem::Sealed)?;
    let shared = key.0.diffie_hellman(&PublicKey::from(*from));
    let payload = Payload { msg: sealed, aad: about };
    cipher(&shared, from, &key.public())?
        .decrypt(&Nonce::from(ONCE), payload)
        .map_err(|_| TrustProblem::Sealed)
}

fn cipher(
    shared: &SharedSecret,
    from: &[u8; KEY_BYTES],
    to: &[u8; KEY_BYTES],
) -> Result<ChaCha20Poly1305, TrustProblem> {
    if !shared.was_contributory() {
        return Err(TrustProblem::Malformed);
    }
    let salt = [&from[..], to].concat();
    let mut key = [0; KEY_BYTES];
    Hkdf::<Sha256>::new(Some(&salt), shared.as_bytes())
        .expand(WORD, &mut key)
        .map_err(|_| TrustProblem::Malformed)?;
    Ok(ChaCha20Poly1305::new(&Key::from(key)))
}
