//! What the device around the phone's engine can do, and what it is asked for: the words between
//! the screens and the window.

use crate::moment::Millis;
use serde::{Deserialize, Serialize};

/// Whether the device can do something. In JSON: `"there"`, `{"absent": "refused"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// It can, and the screens offer it.
    There,
    /// It can't.
    Absent(Why),
}

/// Why the device can't do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A computer has none of it.
    Desk,
    /// Whoever holds the phone has said no to it; the phone's own settings undo that.
    Refused,
    /// It is switched off on the phone, or what it needs doesn't run.
    Off,
    /// The key lies in a file that only this program's user may read.
    KeyFile,
}

impl Why {
    /// All of them.
    pub const ALL: [Why; 4] = [Why::Desk, Why::Refused, Why::Off, Why::KeyFile];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Why::Desk => "desk",
            Why::Refused => "refused",
            Why::Off => "off",
            Why::KeyFile => "key_file",
        }
    }
}

/// What a device can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Platform {
    /// Take a photo; without it a file is chosen.
    pub camera: Ability,
    /// Say where it is.
    pub position: Ability,
    /// Read a QR.
    pub qr: Ability,
    /// Know its owner by finger or face.
    pub biometric: Ability,
    /// Show a reminder.
    pub notifications: Ability,
    /// Hand something on to another program.
    pub share: Ability,
    /// Keep the replica's key where no other program reaches it.
    pub key_store: Ability,
    /// Tell Wi-Fi from a link that is paid by the byte, so that photos can wait for the one.
    pub metered: Ability,
}

impl Platform {
    /// Each ability with its word, in the order they are shown.
    pub fn all(&self) -> [(&'static str, Ability); 8] {
        [
            ("camera", self.camera),
            ("position", self.position),
            ("qr", self.qr),
            ("notifications", self.notifications),
            ("biometric", self.biometric),
            ("share", self.share),
            ("key_store", self.key_store),
            ("metered", self.metered),
        ]
    }
}

/// What is asked of opening by finger or face, with the words the system shows meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finger {
    /// What is asked.
    pub act: FingerAct,
    /// The line above the system's picture of a finger.
    pub title: String,
    /// On the way back.
    pub cancel: String,
}

/// What is asked of opening by finger. The answer to each is whether it is possible afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FingerAct {
    /// Whether the replica in hand opens so.
    Ask,
    /// From now on it does.
    Keep,
    /// From now on it doesn't.
    Forget,
    /// Open it; nothing happens where it doesn't open so.
    Open,
}

/// A reminder (提醒) as it is shown: figures and set phrases, so that a locked screen may show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// When.
    pub at: Millis,
    /// The line above.
    pub title: String,
    /// The line below.
    pub body: String,
}
