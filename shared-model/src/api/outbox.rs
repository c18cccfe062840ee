//! Views of what a person wrote and where it is.

use super::view::Delivery;
use crate::ids::{CaseId, HouseholdId, IntentId};
use crate::moment::Millis;
use serde::{Deserialize, Serialize};

/// What an outbox item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentKind {
    /// Fields of a household.
    Edit,
    /// A visit.
    Visit,
    /// A correction of a visit.
    Correction,
    /// A case that was raised.
    Raise,
    /// A step in a case.
    CaseStep,
    /// A complaint or a suggestion.
    Feedback,
}

impl IntentKind {
    /// All of them.
    pub const ALL: [IntentKind; 6] = [
        IntentKind::Edit,
        IntentKind::Visit,
        IntentKind::Correction,
        IntentKind::Raise,
        IntentKind::CaseStep,
        IntentKind::Feedback,
    ];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            IntentKind::Edit => "edit",
            IntentKind::Visit => "visit",
            IntentKind::Correction => "correction",
            IntentKind::Raise => "raise",
            IntentKind::CaseStep => "case_step",
            IntentKind::Feedback => "feedback",
        }
    }
}

/// One thing a person wrote, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxItem {
    /// Its identity.
    pub id: IntentId,
    /// What it is.
    pub kind: IntentKind,
    /// The household's or case's name.
    pub subject: String,
    /// The words, so that they stay readable whatever happens.
    pub words: String,
    /// When it was written.
    pub written_at: Millis,
    /// Where it is.
    pub delivery: Delivery,
    /// To open it.
    pub household: Option<HouseholdId>,
    /// To open it.
    pub case: Option<CaseId>,
    /// Whose phones have it too, open or sealed, and deliver it when they sync: only while it isn't
    /// received.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried_by: Vec<String>,
}
