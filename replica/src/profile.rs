//! Who a phone is: its device, its key, its account.

use crate::problems::StoreError;
use crate::store::Tx;
use serde::{Deserialize, Serialize};
use shared_model::api::{Code, Problem};
use shared_model::document::ActorBytes;
use shared_model::exchange::{Me, ServerKeys, meta};
use shared_model::ids::DeviceId;
use shared_model::people::Account;
use shared_model::place::Place;
use shared_model::protocol::EnrolAnswer;
use shared_model::trust::{KEY_BYTES, SigningKey};

/// A code that became a device.
pub struct Enrolled {
    /// The server's address, without a slash at the end.
    pub server: String,
    /// What it answered.
    pub answer: EnrolAnswer,
    /// The secret half of the device's key, whose public half was sent.
    pub key: [u8; KEY_BYTES],
    /// For practice: no server has been asked.
    pub training: bool,
}

/// Who this phone is: kept inside the encrypted file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub server: String,
    pub device: DeviceId,
    pub token: String,
    pub account: Account,
    pub path: Vec<Place>,
    pub sample: bool,
    /// The secret half of the device's key, in hex; files of the first schema have none yet.
    #[serde(default)]
    pub key: String,
    /// Devices this phone was before it enrolled again.
    #[serde(default)]
    pub former: Vec<DeviceId>,
    /// For practice: there is no server, and nothing is sent.
    #[serde(default)]
    pub training: bool,
}

impl Profile {
    pub fn of(enrolled: Enrolled, former: Vec<DeviceId>) -> Profile {
        let EnrolAnswer { device, token, account, path, sample, .. } = enrolled.answer;
        let key = hex::encode(enrolled.key);
        let training = enrolled.training;
        Profile { server: enrolled.server, device, token, account, path, sample, key, former, training }
    }

    /// The device's key.
    pub fn signing_key(&self) -> Result<SigningKey, Problem> {
        let damaged = |_| Problem::new(Code::Damaged, "the device's key is not readable: enrol again");
        let mut seed = [0; KEY_BYTES];
        hex::decode_to_slice(&self.key, &mut seed).map_err(damaged)?;
        Ok(SigningKey::from_bytes(seed))
    }
}

/// Who the phone is while it syncs.
pub(crate) fn me(profile: &Profile, actor: ActorBytes, protocol: u16) -> Result<Me, Problem> {
    let (device, former) = (profile.device, profile.former.clone());
    let (account, key) = (profile.account.clone(), profile.signing_key()?);
    Ok(Me { device, former, actor, account, key, protocol })
}

/// The server's keys, when the answer names them.
pub(crate) fn server_keys(answer: &EnrolAnswer) -> Option<ServerKeys> {
    let (sign, seal) = (answer.server_key.clone()?, answer.seal_key.clone()?);
    Some(ServerKeys { sign, seal })
}

/// Keeps who the phone is in its file.
pub(crate) fn keep_profile(
    tx: &Tx<'_>,
    profile: &Profile,
    keys: Option<&ServerKeys>,
) -> Result<(), StoreError> {
    tx.set_meta("profile", profile)?;
    match keys {
        Some(keys) => tx.set_meta(meta::SERVER_KEYS, keys),
        None => Ok(()),
    }
}
