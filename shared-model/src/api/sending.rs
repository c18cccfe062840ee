//! Views of what moves between a phone and the village: how far it is, what it waits for, what came.

use super::outbox::{IntentKind, OutboxItem};
use super::problem::Code;
use super::view::MeetView;
use crate::ids::{CaseId, HouseholdId};
use crate::moment::Millis;
use serde::{Deserialize, Serialize};

/// What waits, what was received, what came back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// Returned first, then unsent, then the newest that were received.
    pub items: Vec<OutboxItem>,
    /// An exchange is running.
    pub running: bool,
    /// When the last exchange succeeded (phone clock).
    pub last_success: Option<Millis>,
    /// The last failure, when it is newer than the last success.
    pub last_failure: Option<SyncFailure>,
    /// Phone and server agree on everything in scope, by the server's digest at `last_success`.
    pub agreed: bool,
    /// Visits are here from this year on; none: of all years.
    #[serde(default)]
    pub years_from: Option<i32>,
    /// Older years were asked for, from this one on, and are not all here yet.
    #[serde(default)]
    pub years_wanted: Option<i32>,
    /// Others' entries that came from phones and go to the village with the next exchange.
    #[serde(default)]
    pub heard: u32,
    /// Sealed parcels of others that go with it.
    #[serde(default)]
    pub parcels: u32,
    /// The last meeting with another phone.
    #[serde(default)]
    pub last_meeting: Option<MeetView>,
    /// How far the exchange that runs, or ran last, is with its words.
    #[serde(default)]
    pub words: Moved,
    /// How far the photos are that the village lacks.
    #[serde(default)]
    pub photos: PhotosMoved,
    /// What holds up what waits, and what is wrong with the clock; empty: nothing does.
    #[serde(default)]
    pub waits: Vec<Wait>,
    /// What others wrote and the last exchange that brought anything brought, newest first: one for each
    /// document.
    #[serde(default)]
    pub came: Vec<CameView>,
}

/// Why an exchange failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncFailure {
    /// When (phone clock).
    pub at: Millis,
    /// Why.
    pub code: Code,
}

/// Bytes that were answered for, and bytes on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Bytes of requests that the village answered.
    pub sent: u64,
    /// Bytes of the request that it has not answered yet. What a later request will hold isn't counted.
    pub left: u64,
}

/// Photos that the village doesn't have whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotosMoved {
    /// How many.
    pub count: u32,
    /// Bytes of theirs that the village said it has.
    pub sent: u64,
    /// Bytes it still lacks.
    pub left: u64,
    /// They are being sent now.
    pub running: bool,
}

/// What holds up sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// There is no network.
    Network,
    /// The village's system doesn't answer.
    Village,
    /// This program is too old.
    Update,
    /// The clock is wrong: times of what is written will be wrong, and a safe link may not come about.
    Clock,
    /// Photos wait for Wi-Fi.
    Wifi,
    /// Photos stay here, because somebody chose so.
    Photos,
}

impl Wait {
    /// All of them.
    pub const ALL: [Wait; 6] =
        [Wait::Network, Wait::Village, Wait::Update, Wait::Clock, Wait::Wifi, Wait::Photos];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Wait::Network => "network",
            Wait::Village => "village",
            Wait::Update => "update",
            Wait::Clock => "clock",
            Wait::Wifi => "wifi",
            Wait::Photos => "photos",
        }
    }
}

/// What others wrote into one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameView {
    /// What it is.
    pub kind: IntentKind,
    /// The household's or case's name.
    pub subject: String,
    /// How many entries.
    pub count: u32,
    /// Who wrote them, each once; the empty name is somebody this phone doesn't know by name.
    pub by: Vec<String>,
    /// To open it.
    pub household: Option<HouseholdId>,
    /// To open it.
    pub case: Option<CaseId>,
}
