//! Problems: why something could not be done, in a form a screen can say in any language.

use serde::{Deserialize, Serialize};

/// What went wrong; the key of the text a person reads (`problem-<code>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request is not of the form this version reads.
    Malformed,
    /// A value doesn't fit; the detail says which and what would.
    Invalid,
    /// An answer is wanted by a day that has passed.
    DayPast,
    /// There is no such thing, or the asker has no part in it.
    NotFound,
    /// The asker may not do or see this.
    Forbidden,
    /// The policy says no; the detail is the word of the rule ([`crate::casework::Void`]).
    Policy,
    /// This backend doesn't offer it.
    NotHere,
    /// Nobody is logged in, or the session has ended.
    NotLoggedIn,
    /// Name or password is wrong.
    WrongPassword,
    /// Too many tries; wait.
    TooManyTries,
    /// The phone is locked.
    Locked,
    /// The PIN is wrong.
    WrongPin,
    /// The phone is not enrolled.
    NotEnrolled,
    /// The enrolment code is unknown, used or too old.
    CodeInvalid,
    /// The server does not accept this device's token (any more).
    TokenInvalid,
    /// There is no link to the server.
    NoLink,
    /// The server could not answer.
    ServerDown,
    /// The server speaks a later version: the app must be updated.
    UpdateNeeded,
    /// The disk is full: nothing was saved.
    DiskFull,
    /// The replica's file is damaged: what could be read is kept aside.
    Damaged,
    /// The file can't be opened with this key.
    WrongKey,
    /// Two phones could not meet; the detail is the word ([`crate::protocol::PeerSaid::No`]), after
    /// `told:` when it was the other that ended it.
    Peer,
    /// Too large.
    TooLarge,
    /// The bytes are no picture that can be read.
    PhotoUnreadable,
    /// The room that the office gave photos is full.
    PhotosFull,
    /// Something here has not been delivered; what was asked would lose it.
    Unsent,
    /// A fault of ours.
    Internal,
}

impl Code {
    /// All of them.
    pub const ALL: [Code; 27] = [
        Code::Malformed,
        Code::Invalid,
        Code::DayPast,
        Code::NotFound,
        Code::Forbidden,
        Code::Policy,
        Code::NotHere,
        Code::NotLoggedIn,
        Code::WrongPassword,
        Code::TooManyTries,
        Code::Locked,
        Code::WrongPin,
        Code::NotEnrolled,
        Code::CodeInvalid,
        Code::TokenInvalid,
        Code::NoLink,
        Code::ServerDown,
        Code::UpdateNeeded,
        Code::DiskFull,
        Code::Damaged,
        Code::WrongKey,
        Code::Peer,
        Code::TooLarge,
        Code::PhotoUnreadable,
        Code::PhotosFull,
        Code::Unsent,
        Code::Internal,
    ];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Code::Malformed => "malformed",
            Code::Invalid => "invalid",
            Code::DayPast => "day_past",
            Code::NotFound => "not_found",
            Code::Forbidden => "forbidden",
            Code::Policy => "policy",
            Code::NotHere => "not_here",
            Code::NotLoggedIn => "not_logged_in",
            Code::WrongPassword => "wrong_password",
            Code::TooManyTries => "too_many_tries",
            Code::Locked => "locked",
            Code::WrongPin => "wrong_pin",
            Code::NotEnrolled => "not_enrolled",
            Code::CodeInvalid => "code_invalid",
            Code::TokenInvalid => "token_invalid",
            Code::NoLink => "no_link",
            Code::ServerDown => "server_down",
            Code::UpdateNeeded => "update_needed",
            Code::DiskFull => "disk_full",
            Code::Damaged => "damaged",
            Code::WrongKey => "wrong_key",
            Code::Peer => "peer",
            Code::TooLarge => "too_large",
            Code::PhotoUnreadable => "photo_unreadable",
            Code::PhotosFull => "photos_full",
            Code::Unsent => "unsent",
            Code::Internal => "internal",
        }
    }
}

/// A problem as it crosses a boundary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}: {detail}", code.word())]
pub struct Problem {
    /// What went wrong.
    pub code: Code,
    /// English, for logs and scripts: what exactly, and what to do. No personal data.
    pub detail: String,
}

impl Problem {
    /// A problem with its detail.
    pub fn new(code: Code, detail: impl Into<String>) -> Problem {
        Problem { code, detail: detail.into() }
    }
}
