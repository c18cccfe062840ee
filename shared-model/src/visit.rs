//! Visits (走访): facts that are corrected by a later entry, never overwritten.

use crate::casework::limits;
use crate::ids::EventId;
use crate::moment::Millis;
use crate::photo::{self, Photo, PhotoProblem};
use crate::position::Position;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why the member went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// 日常走访
    Routine,
    /// 关爱走访
    Care,
    /// 政策宣传
    Policy,
    /// 隐患排查
    HazardCheck,
    /// 案件回访
    CaseFollowUp,
}

impl VisitKind {
    /// All kinds, in the order they are offered.
    pub const ALL: [VisitKind; 5] = [
        VisitKind::Routine,
        VisitKind::Care,
        VisitKind::HazardCheck,
        VisitKind::Policy,
        VisitKind::CaseFollowUp,
    ];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            VisitKind::Routine => "routine",
            VisitKind::Care => "care",
            VisitKind::Policy => "policy",
            VisitKind::HazardCheck => "hazard_check",
            VisitKind::CaseFollowUp => "case_follow_up",
        }
    }
}

/// An entry in a visit book, stored as one JSON text under its own id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum VisitEntry {
    /// A visit.
    Visit(Visit),
    /// A correction of an earlier visit: both stay visible.
    Correction(Correction),
}

/// A visit as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// When the author says it was (the phone's clock, or a time the author chose).
    pub at: Millis,
    /// When it was written down (the phone's clock).
    pub written_at: Millis,
    /// Why.
    pub kind: VisitKind,
    /// Checklist item → `ok` or `problem`; an item that was not looked at is absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub checklist: BTreeMap<String, String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Whether a problem was found.
    #[serde(default)]
    pub problem: bool,
    /// Photos of what was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
    /// A volunteer who helped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helped: Option<Help>,
    /// Where, if the author wanted to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// What a volunteer gave at a visit (志愿帮扶); they have no account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// Who, by name, 1 to 40 characters.
    pub who: String,
    /// For how long, 1 to 1440 minutes.
    pub minutes: u32,
}

impl Help {
    /// Whether name and time can be.
    pub fn is_sensible(&self) -> bool {
        limits::is_name(&self.who) && (1..=limits::MINUTES_MOST).contains(&self.minutes)
    }
}

/// A correction: what should have been written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The visit that is corrected.
    pub corrects: EventId,
    /// When it was written down (the phone's clock).
    pub written_at: Millis,
    /// What is right.
    pub note: String,
}

/// Longest note, in characters.
pub const NOTE_MOST: usize = 2000;

/// Why an entry can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisitProblem {
    /// The note is too long.
    #[error("a note holds at most {NOTE_MOST} characters")]
    NoteTooLong,
    /// A correction without words.
    #[error("a correction needs words")]
    EmptyCorrection,
    /// Checklist of strange shape.
    #[error("the checklist has up to 40 items, each ok or problem")]
    Checklist,
    /// A volunteer without a name, or for no time.
    #[error("who helped has a name of up to 40 characters, and helped 1 to 1440 minutes")]
    Help,
    /// A position where no place is.
    #[error("a position is in millionths of a degree, within 1 to 100000 metres")]
    Position,
    /// Photos that can't be.
    #[error(transparent)]
    Photos(#[from] PhotoProblem),
}

impl VisitEntry {
    /// Checks lengths and forms.
    ///
    /// # Errors
    /// A [`VisitProblem`].
    pub fn check(&self) -> Result<(), VisitProblem> {
        let note = match self {
            VisitEntry::Visit(visit) => &visit.note,
            VisitEntry::Correction(correction) => &correction.note,
        };
        if note.chars().count() > NOTE_MOST {
            return Err(VisitProblem::NoteTooLong);
        }
        match self {
            VisitEntry::Correction(c) if c.note.trim().is_empty() => Err(VisitProblem::EmptyCorrection),
            VisitEntry::Visit(visit) => {
                let item_fits = |(key, value): (&String, &String)| {
                    key.len() <= 60 && matches!(value.as_str(), "ok" | "problem")
                };
                let fits = visit.checklist.len() <= 40 && visit.checklist.iter().all(item_fits);
                if !fits {
                    return Err(VisitProblem::Checklist);
                }
                if visit.helped.as_ref().is_some_and(|help| !help.is_sensible()) {
                    return Err(VisitProblem::Help);
                }
                if visit.position.is_some_and(|position| !position.is_sensible()) {
                    return Err(VisitProblem::Position);
                }
                Ok(photo::check(&visit.photos)?)
            }
            VisitEntry::Correction(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn helped_by(who: &str, minutes: u32) -> Result<(), VisitProblem> {
        let json = r#"{"entry":"visit","at":0,"written_at":0,"kind":"care"}"#;
        let VisitEntry::Visit(visit) = serde_json::from_str(json).unwrap() else { panic!("another entry") };
        VisitEntry::Visit(Visit { helped: Some(Help { who: who.into(), minutes }), ..visit }).check()
    }

    #[test]
    fn help_has_a_name_and_takes_time_but_not_longer_than_a_day() {
        assert_eq!(helped_by("志愿者小李", 90), Ok(()));
        for (who, minutes) in [("", 90), ("  ", 90), ("小李", 0), ("小李", 1441)] {
            assert_eq!(helped_by(who, minutes), Err(VisitProblem::Help), "{who:?} {minutes}");
        }
    }
}
