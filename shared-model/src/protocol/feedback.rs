//! Complaints and suggestions on the way (`/v1/feedback`): what a phone hands in, and what became of it.
//! Every request may be repeated: what is there already stays as it came first.

use crate::feedback::{FeedbackKind, FeedbackReply};
use crate::ids::FeedbackId;
use crate::moment::Millis;
use crate::place::PlaceCode;
use serde::{Deserialize, Serialize};

/// Most complaints and suggestions handed in at once.
pub const MOST_FEEDBACK: usize = 20;
/// Most that are asked for by their identities at once.
pub const MOST_FEEDBACK_ASKED: usize = 200;
/// Largest body of a request, framed.
pub const MOST_FEEDBACK_FRAME: usize = 128 << 10;

/// A complaint or a suggestion as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// Made on the phone; with the author's account it names it for ever.
    pub id: FeedbackId,
    /// What it is.
    pub kind: FeedbackKind,
    /// A village or a county that its author works in, or worked in before.
    pub to: PlaceCode,
    /// The words ([`crate::feedback::check_words`]).
    pub words: String,
    /// When, by the phone's clock.
    pub written_at: Millis,
}

/// `POST /v1/feedback`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackRequest {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// What the server doesn't have, oldest first, at most [`MOST_FEEDBACK`].
    pub feedback: Vec<Feedback>,
    /// What the server said to have and not to have answered yet, at most [`MOST_FEEDBACK_ASKED`].
    pub open: Vec<FeedbackId>,
    /// Also everything else of this author, with its words: for a new phone.
    pub all: bool,
}

/// What the server has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackHeld {
    /// Which.
    pub id: FeedbackId,
    /// Since when, by the server's clock.
    pub received_at: Millis,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<FeedbackReply>,
    /// As it was written: when all was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Feedback>,
}

/// The answer to a [`FeedbackRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackAnswer {
    /// [`super::VERSION`].
    pub protocol: u16,
    /// What was handed in and asked for, as far as the server has it, durable. What isn't in it the server
    /// doesn't have: hand it in (again).
    pub held: Vec<FeedbackHeld>,
}
