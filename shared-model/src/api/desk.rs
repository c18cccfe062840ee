//! What the console alone is shown of cases: the rows of those who review, and cases that may be one.

use super::view::{CaseItem, LastStep, NextStep};
use crate::casework::ClockKind;
use crate::casework::near::Alike;
use crate::ids::EventId;
use crate::moment::Millis;
use crate::place::Level;
use serde::{Deserialize, Serialize};

/// A case in the list of those who review, hand on and urge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueItem {
    /// What any list shows of it.
    pub item: CaseItem,
    /// The newest events that count: what a step written on this row has seen.
    pub seen: Vec<EventId>,
    /// What can be done with several cases at once, each with why not with this one; only steps of the
    /// asker's role.
    pub bulk: Vec<NextStep>,
    /// Why it is shown above the village; none within it.
    pub came_up: Option<CameUp>,
    /// How often somebody urged.
    pub urged: u32,
    /// The day by which the newest urging wants an answer.
    pub urged_by: Option<Millis>,
    /// By what step it came to the asker; none when it was never given to them.
    pub given: Option<LastStep>,
}

/// Why a case is shown above the village: the newest reason that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameUp {
    /// It went up by itself: to who looks or above them, or, while it is overdue, to a level below.
    PassedUp {
        /// Which clock had run out.
        clock: ClockKind,
        /// When it went up.
        at: Millis,
        /// To which level.
        up_to: Level,
    },
    /// Somebody brought it up.
    Escalated {
        /// When that was written.
        at: Millis,
    },
    /// By its colour.
    Red,
    /// A clock has run out, and it hasn't gone up at all yet.
    Overdue,
}

/// In which months papers have anything: months as papers name them (`2026-10`), the newest first. Of a
/// paper that the asker isn't given there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperMonths {
    /// A dispute began or was settled.
    pub statistics: Vec<String>,
    /// A case of the asker's began.
    pub register: Vec<String>,
    /// Somebody helped.
    pub helping: Vec<String>,
}

/// An open case that may be one and the same with the case asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearCase {
    /// What any list shows of it.
    pub item: CaseItem,
    /// The words of its beginning; above the village none, nor are its parties named: who opens it
    /// sees them, and that look is noted.
    pub words: String,
    /// The newest events that count: what a step written on this view has seen.
    pub seen: Vec<EventId>,
    /// In what the two are alike.
    pub alike: Vec<Alike>,
}
