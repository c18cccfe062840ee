//! The view of a complaint or a suggestion: as its author sees it on the phone, and as who answers it sees
//! it in the console.

use crate::feedback::{Addressee, FeedbackKind, FeedbackReply};
use crate::ids::{AccountId, FeedbackId};
use crate::moment::Millis;
use crate::people::Role;
use serde::{Deserialize, Serialize};

/// A complaint or a suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackView {
    /// Its identity.
    pub id: FeedbackId,
    /// What it is.
    pub kind: FeedbackKind,
    /// Who is to read it.
    pub to: Addressee,
    /// The words.
    pub words: String,
    /// When it was written (the author's clock).
    pub written_at: Millis,
    /// When the server received it; none: it is on the phone alone.
    pub received_at: Option<Millis>,
    /// What was answered.
    pub reply: Option<FeedbackReply>,
    /// Console: who wrote it; none on the author's own phone.
    #[serde(default)]
    pub author: Option<FeedbackAuthor>,
}

/// Who wrote a complaint or a suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackAuthor {
    /// The account.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// As what they wrote.
    pub role: Role,
    /// Where they worked then: the names of the places from the village on, 阿月村, 一网格, 01.
    pub places: Vec<String>,
}
