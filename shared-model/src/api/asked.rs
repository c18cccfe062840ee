//! Views of what is asked of somebody, and of what others wrote that concerns them.

use super::view::{AuthorView, CaseItem, HouseholdItem, OutboxItem};
use crate::casework::{Colour, EventKind};
use crate::ids::{CaseId, EventId};
use crate::moment::Millis;
use serde::{Deserialize, Serialize};

/// What the phone shows first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayView {
    /// Now, by the phone's clock.
    pub now: Millis,
    /// Items that are unsent.
    pub unsent: u32,
    /// Items the server returned.
    pub returned: Vec<OutboxItem>,
    /// Open tasks that were given to the asker: the one wanted soonest first, then those without a
    /// day.
    #[serde(default)]
    pub tasks: Vec<TaskItem>,
    /// How many news weren't looked at yet.
    #[serde(default)]
    pub news: u32,
    /// Cases that wait for the asker: sent back, to be taken, to be followed up.
    pub cases: Vec<CaseItem>,
    /// Households that are due or overdue for a visit, the most urgent first.
    pub visits: Vec<HouseholdItem>,
    /// When the last exchange succeeded.
    pub last_sync: Option<Millis>,
}

/// Something that somebody was asked to do for a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskView {
    /// The event that gave it.
    pub event: EventId,
    /// Who is to do it.
    pub to: AuthorView,
    /// Who gave it.
    pub from: AuthorView,
    /// What is to be done.
    pub words: String,
    /// By when, where that was said.
    pub by: Option<Millis>,
    /// It was answered.
    pub done: bool,
    /// The asker may answer it now.
    pub answerable: bool,
}

/// A task that waits for the asker, with its case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskItem {
    /// The task.
    pub task: TaskView,
    /// Of which case.
    pub case: CaseId,
    /// The case's few words.
    pub title: String,
    /// How grave the case is.
    pub colour: Colour,
}

/// What others wrote that concerns the asker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsView {
    /// What came last first, at most 100.
    pub items: Vec<NewsItem>,
    /// How many of them weren't looked at yet.
    pub unread: u32,
    /// To say that all of these were looked at ([`super::Command::ReadNews`]).
    pub upto: u64,
}

/// Something that somebody else wrote into a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsItem {
    /// The case.
    pub case: CaseId,
    /// Its few words.
    pub title: String,
    /// How grave it is now.
    pub colour: Colour,
    /// The event.
    pub event: EventId,
    /// What it is.
    pub kind: EventKind,
    /// It names the asker: the case, or a task, was given to them.
    pub to_me: bool,
    /// Who wrote it.
    pub author: AuthorView,
    /// Its words.
    pub words: String,
    /// When it was written (device clock).
    pub written_at: Millis,
    /// It wasn't looked at yet.
    pub unread: bool,
}

/// A reminder (提醒): when, and of how much. Figures alone, for a locked screen shows it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// When.
    pub at: Millis,
    /// The same for the same part of the same day: hours since 1970.
    pub key: u32,
    /// Cases that must be taken soon.
    pub take: u32,
    /// Cases that must be settled soon.
    pub settle: u32,
    /// Tasks that are wanted soon.
    pub tasks: u32,
    /// Settled cases whose household is to be asked.
    pub follow_ups: u32,
    /// Households whose visit is due that day.
    pub visits: u32,
    /// Entries that the village doesn't have.
    pub unsent: u32,
}
