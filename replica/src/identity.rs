//! Who the phone is, kept a second time beside its file: sealed by the file's key, with the file's
//! salt. When the pages that say it are damaged, the rest can still be carried over.

use crate::profile::Profile;
use crate::vault::{FileKey, write_private};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared_model::api::{Code, Problem};
use shared_model::surroundings::{Surroundings, random};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What SQLCipher draws once for a file and writes at its very beginning.
pub(crate) type Salt = [u8; 16];

/// What is known of a phone apart from its file.
pub(crate) struct Identity {
    pub profile: Profile,
    pub salt: Salt,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    salt: String,
    nonce: String,
    sealed: String,
}

fn beside(file: &Path) -> PathBuf {
    file.with_extension("identity")
}

/// Whether an identity is kept beside the file.
pub(crate) fn is_kept(file: &Path) -> bool {
    beside(file).exists()
}

/// Keeps the identity beside the file.
///
/// # Errors
/// When it can't be written; the file itself is not concerned.
pub(crate) fn keep(
    file: &Path,
    key: &FileKey,
    profile: &Profile,
    dice: &dyn Surroundings,
) -> Result<(), Problem> {
    let internal = |detail: String| Problem::new(Code::Internal, detail);
    let mut salt: Salt = [0; 16];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut salt));
    read.map_err(|e| internal(e.to_string()))?;
    let nonce: [u8; 12] = random(dice);
    let plain = serde_json::to_vec(profile).map_err(|e| internal(e.to_string()))?;
    let sealed = cipher(key).encrypt(&Nonce::from(nonce), plain.as_slice());
    let kept = Kept {
        salt: hex::encode(salt),
        nonce: hex::encode(nonce),
        sealed: hex::encode(sealed.map_err(|e| internal(e.to_string()))?),
    };
    write_private(&beside(file), &serde_json::to_string(&kept).map_err(|e| internal(e.to_string()))?)
}

/// The identity kept beside a file, as far as it is readable.
pub(crate) fn read(file: &Path, key: &FileKey) -> Option<Identity> {
    let kept: Kept = serde_json::from_slice(&std::fs::read(beside(file)).ok()?).ok()?;
    let (mut salt, mut nonce): (Salt, [u8; 12]) = ([0; 16], [0; 12]);
    hex::decode_to_slice(&kept.salt, &mut salt).ok()?;
    hex::decode_to_slice(&kept.nonce, &mut nonce).ok()?;
    let plain = cipher(key).decrypt(&Nonce::from(nonce), hex::decode(&kept.sealed).ok()?.as_slice()).ok()?;
    Some(Identity { profile: serde_json::from_slice(&plain).ok()?, salt })
}

/// Under a key of its own: the file's key is SQLCipher's.
fn cipher(key: &FileKey) -> ChaCha20Poly1305 {
    let derived: [u8; 32] =
        Sha256::new().chain_update(b"weige identity\0").chain_update(key).finalize().into();
    ChaCha20Poly1305::new(&Key::from(derived))
}
