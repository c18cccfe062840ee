//! The server's own keys: Ed25519 for passes, X25519 for what is sealed to it. Both follow from the
//! store's secret, so a server that runs over a copy of the store is the same server to its phones.

use crate::error::{Failed, Outcome};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared_model::api::Code;
use shared_model::ids::DeviceId;
use shared_model::moment::Millis;
use shared_model::people::Account;
use shared_model::protocol::SignedPass;
use shared_model::trust::{self, SealKey, SigningKey};

/// The server's keys.
pub struct ServerKeys {
    /// Signs passes.
    pub sign: SigningKey,
    /// Opens parcels.
    pub seal: SealKey,
}

impl ServerKeys {
    /// The keys of a store with this secret.
    ///
    /// # Errors
    /// Never in practice: only if a key of another length were asked for.
    pub fn of(secret: &[u8; 32]) -> Outcome<ServerKeys> {
        let (sign, seal) = (derived(secret, b"weige sign key")?, derived(secret, b"weige seal key")?);
        Ok(ServerKeys { sign: SigningKey::from_bytes(sign), seal: SealKey::from_bytes(seal) })
    }

    /// The pass of a device.
    ///
    /// # Errors
    /// When it can't be encoded.
    pub fn pass(&self, device: DeviceId, key: &[u8], account: &Account, now: Millis) -> Outcome<SignedPass> {
        trust::issue_pass(&self.sign, device, key, account, now)
            .map_err(|problem| Failed::problem(Code::Internal, problem.to_string()))
    }
}

fn derived(secret: &[u8; 32], word: &[u8]) -> Outcome<[u8; 32]> {
    let mac = Hmac::<Sha256>::new_from_slice(secret);
    let mac = mac.map_err(|e| Failed::problem(Code::Internal, e.to_string()))?;
    Ok(mac.chain_update(word).finalize().into_bytes().into())
}
