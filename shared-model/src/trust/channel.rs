//! The channel between two phones that meet: nobody on the same Wi-Fi reads or changes anything.
//!
//! Both say a fresh X25519 key. From what they share come two keys, one a direction. Through the
//! channel each shows its pass, and signs the channel's transcript with the key the pass names;
//! then the keys are made anew, bound to both passes.

use super::keys::verify;
use super::{KEY_BYTES, SIGNATURE_BYTES, SealKey, SigningKey, TrustProblem};
use crate::surroundings::{Surroundings, random};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use x25519_dalek::PublicKey;

const WORD: &str = "weige peer";

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one that called.
    Caller,
    /// The one that was called.
    Listener,
}

impl Side {
    /// The word in signatures and key derivation.
    pub fn word(self) -> &'static str {
        match self {
            Side::Caller => "caller",
            Side::Listener => "listener",
        }
    }

    /// The other one.
    pub fn other(self) -> Side {
        match self {
            Side::Caller => Side::Listener,
            Side::Listener => Side::Caller,
        }
    }
}

/// A fresh X25519 key for one meeting.
pub struct Ephemeral(SealKey);

impl Ephemeral {
    /// Draws one.
    pub fn draw(surroundings: &dyn Surroundings) -> Ephemeral {
        Ephemeral(SealKey::from_bytes(random(surroundings)))
    }

    /// Its public half, for the hello.
    pub fn public(&self) -> [u8; KEY_BYTES] {
        self.0.public()
    }
}

/// One side's end of the channel.
pub struct Channel {
    side: Side,
    shared: [u8; KEY_BYTES],
    transcript: [u8; 32],
    sends: Direction,
    hears: Direction,
}

struct Direction {
    cipher: ChaCha20Poly1305,
    count: u64,
}

/// The channel that follows from the two hellos, as they travelled.
///
/// # Errors
/// When the other's key is none.
pub fn channel(
    side: Side,
    own: Ephemeral,
    theirs: &[u8],
    hellos: [&[u8]; 2],
) -> Result<Channel, TrustProblem> {
    let theirs: [u8; KEY_BYTES] = theirs.try_into().map_err(|_| TrustProblem::Malformed)?;
    let shared = own.0.0.diffie_hellman(&PublicKey::from(theirs));
    if !shared.was_contributory() {
        return Err(TrustProblem::Malformed);
    }
    let transcript = transcript(hellos);
    let (sends, hears) = directions(side, &transcript, shared.as_bytes())?;
    Ok(Channel { side, shared: shared.to_bytes(), transcript, sends, hears })
}

impl Channel {
    /// What both sides sign: SHA-256 over everything that was said in the open.
    pub fn transcript(&self) -> &[u8; 32] {
        &self.transcript
    }

    /// New keys, bound to the two passes (the caller's first): who took one for somebody else
    /// understands nothing from here on.
    ///
    /// # Errors
    /// Never in practice: only if a key of another length were asked for.
    pub fn bind(&mut self, passes: [&[u8]; 2]) -> Result<(), TrustProblem> {
        let [caller, listener] = passes.map(|pass| <[u8; 32]>::from(Sha256::digest(pass)));
        self.transcript = transcript([&self.transcript, &[caller, listener].concat()]);
        (self.sends, self.hears) = directions(self.side, &self.transcript, &self.shared)?;
        Ok(())
    }

    /// Seals the next message to the other.
    ///
    /// # Errors
    /// When the message is larger than the cipher takes (256 GiB).
    pub fn send(&mut self, plain: &[u8]) -> Result<Vec<u8>, TrustProblem> {
        let nonce = self.sends.next();
        self.sends.cipher.encrypt(&nonce, plain).map_err(|_| TrustProblem::Sealed)
    }

    /// Opens the next message from the other: none can be left out, repeated or exchanged.
    ///
    /// # Errors
    /// [`TrustProblem::Sealed`] when it isn't that.
    pub fn hear(&mut self, sealed: &[u8]) -> Result<Vec<u8>, TrustProblem> {
        let nonce = self.hears.next();
        self.hears.cipher.decrypt(&nonce, sealed).map_err(|_| TrustProblem::Sealed)
    }
}

impl Direction {
    fn next(&mut self) -> Nonce {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.count.to_be_bytes());
        self.count += 1;
        Nonce::from(nonce)
    }
}

fn transcript(parts: [&[u8]; 2]) -> [u8; 32] {
    let mut hasher = Sha256::new().chain_update(WORD).chain_update([0]);
    for part in parts {
        hasher = hasher.chain_update((part.len() as u64).to_be_bytes()).chain_update(part);
    }
    hasher.finalize().into()
}

fn directions(
    side: Side,
    transcript: &[u8; 32],
    shared: &[u8; KEY_BYTES],
) -> Result<(Direction, Direction), TrustProblem> {
    let derived = Hkdf::<Sha256>::new(Some(transcript), shared);
    let direction = |from: Side| {
        let mut key = [0; KEY_BYTES];
        let info = format!("{WORD} {}", from.word());
        derived.expand(info.as_bytes(), &mut key).map_err(|_| TrustProblem::Malformed)?;
        Ok(Direction { cipher: ChaCha20Poly1305::new(&Key::from(key)), count: 0 })
    };
    Ok((direction(side)?, direction(side.other())?))
}

/// Signs a channel's transcript: the holder of the key is at this end of it.
pub fn sign_proof(key: &SigningKey, side: Side, transcript: &[u8; 32]) -> [u8; SIGNATURE_BYTES] {
    key.sign(WORD, &[side.word().as_bytes(), &[0], transcript])
}

/// Checks that the holder of `key` is at the end `side` of the channel.
///
/// # Errors
/// A [`TrustProblem`].
pub fn check_proof(
    key: &[u8],
    side: Side,
    transcript: &[u8; 32],
    signature: &[u8],
) -> Result<(), TrustProblem> {
    verify(key, WORD, &[side.word().as_bytes(), &[0], transcript], signature)
}
