//! What is left to say of replicas that were removed: that their device is no longer in use. Each is kept
//! until the village has heard it, signed beforehand, so that nothing is kept that opens anything.

use crate::http;
use crate::profile::Profile;
use crate::vault::write_private;
use serde::{Deserialize, Serialize};
use shared_model::api::{Code, Problem};
use shared_model::exchange::read_problem;
use shared_model::ids::DeviceId;
use shared_model::moment::Millis;
use shared_model::protocol::{LeaveAnswer, LeaveRequest, decode, encode};
use shared_model::trust::sign_leave;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The file in the phone's folder.
const FILE: &str = "leaving.json";
/// Whoever leaves waits no longer than this for the village to hear it.
const PATIENCE: Duration = Duration::from_secs(5);

/// One device that left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Leaving {
    server: String,
    device: DeviceId,
    at: Millis,
    /// In hex.
    signature: String,
    /// Whose removal has begun. While its key is still there it isn't removed, and nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    removing: Option<String>,
}

impl Leaving {
    /// Of a replica that is about to be removed.
    ///
    /// # Errors
    /// When its key isn't readable.
    pub fn of(profile: &Profile, replica: &str, at: Millis) -> Result<Leaving, Problem> {
        let signature = hex::encode(sign_leave(&profile.signing_key()?, profile.device, at));
        let removing = Some(replica.to_owned());
        Ok(Leaving { server: profile.server.clone(), device: profile.device, at, signature, removing })
    }

    /// Whether the village heard it, or will never know this device. Else it is worth another try.
    async fn tell(&self, client: &reqwest::Client) -> bool {
        let Ok(signature) = hex::decode(&self.signature) else { return true };
        let request = LeaveRequest { device: self.device, at: self.at, signature: signature.into() };
        let Ok(frame) = encode(&request, false) else { return true };
        let told = http::post(client, &format!("{}/v1/leave", self.server), None, frame).await;
        // A device that isn't known there (any more) needs no leave.
        told.is_ok_and(|(status, body)| match status {
            200 => decode::<LeaveAnswer>(&body).is_ok(),
            _ => read_problem(status, &body).code == Code::TokenInvalid,
        })
    }
}

/// All of one phone.
pub(crate) struct Leave {
    file: PathBuf,
    /// One at a time reads and writes the file.
    lock: Mutex<()>,
    /// One at a time tells.
    telling: tokio::sync::Mutex<()>,
}

impl Leave {
    /// Of the phone whose folder it is. A removal that was cut off is looked at: `is_there` says whether
    /// a replica's key still is.
    pub fn open(dir: &Path, is_there: impl Fn(&str) -> bool) -> Leave {
        let leave = Leave { file: dir.join(FILE), lock: Mutex::default(), telling: Default::default() };
        // On a full disk it is looked at again at the next start.
        let _ = leave.settle(is_there);
        leave
    }

    /// Keeps one, before its replica is removed.
    ///
    /// # Errors
    /// `disk_full`.
    pub fn keep(&self, one: Leaving) -> Result<(), Problem> {
        self.change(|all| all.push(one))
    }

    /// A removal is over, or was broken off: what was removed left, what is still there stays.
    ///
    /// # Errors
    /// `disk_full`.
    pub fn settle(&self, is_there: impl Fn(&str) -> bool) -> Result<(), Problem> {
        self.change(|all| {
            all.retain(|one| !one.removing.as_deref().is_some_and(&is_there));
            for one in all {
                one.removing = None;
            }
        })
    }

    /// How many the village hasn't heard of.
    pub fn untold(&self) -> usize {
        let _lock = self.lock();
        self.read().len()
    }

    /// Tells what wasn't heard yet; true when nothing is left. What takes too long is told another time.
    pub async fn tell(&self) -> bool {
        let waiting = {
            let _lock = self.lock();
            self.read()
        };
        if waiting.is_empty() {
            return true;
        }
        tokio::time::timeout(PATIENCE, self.tell_all()).await.is_ok_and(|told| told)
    }

    async fn tell_all(&self) -> bool {
        let _telling = self.telling.lock().await;
        let Ok(client) = http::client() else { return false };
        let waiting = {
            let _lock = self.lock();
            self.read()
        };
        for one in waiting.into_iter().filter(|one| one.removing.is_none()) {
            if one.tell(&client).await {
                // Told twice, it is answered the same: what can't be crossed out costs nothing.
                let _ = self.change(|all| all.retain(|other| *other != one));
            }
        }
        self.untold() == 0
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What isn't readable is nothing: the village can still revoke the phone.
    fn read(&self) -> Vec<Leaving> {
        let text = std::fs::read(&self.file).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn change(&self, how: impl FnOnce(&mut Vec<Leaving>)) -> Result<(), Problem> {
        let _lock = self.lock();
        let before = self.read();
        let mut all = before.clone();
        how(&mut all);
        if all == before {
            return Ok(());
        }
        if all.is_empty() {
            return std::fs::remove_file(&self.file)
                .map_err(|e| Problem::new(Code::DiskFull, format!("{}: {e}", self.file.display())));
        }
        let text = serde_json::to_string(&all).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
        write_private(&self.file, &text)
    }
}
