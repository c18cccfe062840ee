//! Becoming a device: by a one-time code, and under a key that is kept until the answer has come,
//! so that a lost answer costs nothing: the same code under the same key is the same device.

use crate::engine::Engine;
use crate::http;
use crate::profile::Enrolled;
use crate::replica::Replica;
use crate::vault::write_private;
use serde::{Deserialize, Serialize};
use shared_model::api::{Code, Done, Problem};
use shared_model::exchange::read_problem;
use shared_model::protocol::{EnrolAnswer, EnrolRequest, decode, encode};
use shared_model::surroundings::random;
use shared_model::trust::{KEY_BYTES, SigningKey};
use std::path::{Path, PathBuf};

/// A code that was sent and the key it was sent under.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pending {
    code: String,
    /// The key's secret half, in hex.
    key: String,
}

impl Pending {
    /// The key for a code: the kept one if it was kept for this code, otherwise a new one.
    pub fn for_code(kept: Option<Pending>, code: &str, drawn: [u8; KEY_BYTES]) -> Pending {
        let key = kept.filter(|kept| kept.code == code).map_or_else(|| hex::encode(drawn), |kept| kept.key);
        Pending { code: code.to_owned(), key }
    }

    fn secret(&self) -> Result<[u8; KEY_BYTES], Problem> {
        let mut secret = [0; KEY_BYTES];
        hex::decode_to_slice(&self.key, &mut secret)
            .map_err(|_| Problem::new(Code::Damaged, "the kept key is not readable: ask for a new code"))?;
        Ok(secret)
    }
}

/// The file a first enrolment keeps its key in; there is no replica before it is gone.
pub(crate) fn pending_file(dir: &Path) -> PathBuf {
    dir.join("enrolment.json")
}

impl Engine {
    pub(crate) async fn enrol(&self, server: &str, code: &str, pin: Option<&str>) -> Result<Done, Problem> {
        if let Some(pin) = pin.filter(|pin| pin.len() != 6 || !pin.bytes().all(|b| b.is_ascii_digit())) {
            return Err(Problem::new(
                Code::Invalid,
                format!("a PIN is six digits, not {} characters", pin.len()),
            ));
        }
        let server = http::base_url(server)?;
        let code = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        if self.has_replica() {
            self.enrol_again(server, code).await?;
        } else {
            self.enrol_first(server, code, pin).await?;
        }
        // The phone is enrolled now. What the first exchange doesn't bring the next one will.
        let _ = self.exchange().await;
        self.go_on_syncing();
        self.with_open(|replica| {
            let households = replica.household_count()?;
            Ok(Done::Enrolled { name: replica.profile.account.name.clone(), households })
        })
    }

    async fn enrol_first(&self, server: String, code: String, pin: Option<&str>) -> Result<(), Problem> {
        let file = pending_file(&self.inner.options.dir);
        let kept = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let pending = Pending::for_code(kept, &code, random(&*self.inner.surroundings));
        let text =
            serde_json::to_string(&pending).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
        write_private(&file, &text)?;
        let enrolled = self.ask_to_enrol(server, code, &pending).await?;
        // What an enrolment that was cut off here left behind: nobody has written into it yet.
        self.remove_replica();
        let key = self.inner.vault.create(pin, &*self.inner.surroundings)?;
        let mut replica = Replica::create(self.setting(key), enrolled)?;
        replica.set_link(self.link());
        std::fs::remove_file(&file).map_err(|e| Problem::new(Code::DiskFull, e.to_string()))?;
        self.put_open(replica, key);
        Ok(())
    }

    async fn enrol_again(&self, server: String, code: String) -> Result<(), Problem> {
        let pending = self.with_open(|replica| replica.pending(&code))?;
        let enrolled = self.ask_to_enrol(server, code, &pending).await?;
        self.with_open(|replica| replica.enrol_again(enrolled))
    }

    async fn ask_to_enrol(
        &self,
        server: String,
        code: String,
        pending: &Pending,
    ) -> Result<Enrolled, Problem> {
        let (key, protocol) = (pending.secret()?, self.inner.options.protocol);
        let public = SigningKey::from_bytes(key).public().to_vec();
        let device_key = (protocol >= 2).then(|| public.into());
        let request = EnrolRequest { protocol, code, device_key };
        let frame = encode(&request, false).map_err(|e| Problem::new(Code::Internal, e.to_string()))?;
        let url = format!("{server}/v1/enrol");
        let (status, body) = http::post(&self.inner.http, &url, None, frame).await?;
        if status != 200 {
            return Err(read_problem(status, &body));
        }
        let answer: EnrolAnswer =
            decode(&body).map_err(|e| Problem::new(Code::ServerDown, format!("the answer: {e}")))?;
        Ok(Enrolled { server, answer, key, training: false })
    }
}
