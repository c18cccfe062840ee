//! Opening by finger or face: a second copy of the replica's key, sealed by the phone's own key store,
//! which gives it back to its owner's finger alone. The engine keeps the sealed copy; it never sees a finger.
//!
//! The PIN stays: who changes the fingers of the phone makes the sealed copy worthless, and types it.

use crate::engine::Engine;
use crate::vault::{FileKey, write_private};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared_model::api::{Code, Problem};
use std::path::PathBuf;

/// The sealed copy, in the replica's folder; it goes when the replica goes.
pub(crate) const FILE: &str = "replica.finger";

#[derive(Serialize, Deserialize)]
struct Kept {
    /// As the key store gave it.
    sealed: String,
    /// Tells the right key from another one, before the replica is touched with it.
    check: String,
}

impl Engine {
    /// The key of the open replica, for the key store to seal.
    ///
    /// # Errors
    /// `locked`, `not_enrolled`.
    pub fn key_to_seal(&self) -> Result<String, Problem> {
        self.key().map(hex::encode).ok_or_else(|| Problem::new(Code::Locked, "unlock with the PIN first"))
    }

    /// Keeps what the key store sealed of the open replica's key.
    ///
    /// # Errors
    /// As [`Engine::key_to_seal`]; `disk_full`.
    pub fn keep_sealed(&self, sealed: &str) -> Result<(), Problem> {
        let key = self.key().ok_or_else(|| Problem::new(Code::Locked, "unlock with the PIN first"))?;
        let kept = Kept { sealed: sealed.to_owned(), check: check(&key) };
        let text = serde_json::to_string(&kept).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
        write_private(&self.finger_file(), &text)
    }

    /// The sealed copy; none when nobody asked for one, or it can't be read.
    pub fn sealed(&self) -> Option<String> {
        self.kept().map(|kept| kept.sealed)
    }

    /// From now on the PIN alone opens.
    pub fn forget_sealed(&self) {
        let _ = std::fs::remove_file(self.finger_file());
    }

    /// Opens with the key that the key store gave back.
    ///
    /// # Errors
    /// `wrong_pin` when it is not this replica's key: then the sealed copy is forgotten. Else as
    /// unlocking by PIN.
    pub(crate) fn open_by_key(&self, key: &str) -> Result<(), Problem> {
        let mut bytes = FileKey::default();
        let right = hex::decode_to_slice(key, &mut bytes).is_ok()
            && self.kept().is_some_and(|kept| kept.check == check(&bytes));
        if !right {
            self.forget_sealed();
            return Err(Problem::new(Code::WrongPin, "the finger opens another replica: use the PIN"));
        }
        self.open_with(bytes)
    }

    fn kept(&self) -> Option<Kept> {
        serde_json::from_slice(&std::fs::read(self.finger_file()).ok()?).ok()
    }

    fn finger_file(&self) -> PathBuf {
        self.inner.options.dir.join(FILE)
    }
}

fn check(key: &FileKey) -> String {
    hex::encode(Sha256::new().chain_update(b"weige finger").chain_update(key).finalize())
}
