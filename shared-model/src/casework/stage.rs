//! Where a case stands, and why an event of it may count for nothing.

use super::event::EventKind;
use serde::{Deserialize, Serialize};

/// Where a case stands. The order is by openness: what comes first wins when two are concurrent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 已上报上级: waits for the level above.
    Escalated,
    /// 已重开
    Reopened,
    /// 被退回: waits for an answer from below.
    Returned,
    /// 待接单: dispatched.
    Dispatched,
    /// 办理中: its handler has taken it.
    Taken,
    /// 待派单: accepted.
    Accepted,
    /// 待受理: raised.
    Raised,
    /// 待复核: settled, not yet struck off.
    Settled,
    /// 已销项
    StruckOff,
    /// 已撤回
    Withdrawn,
    /// 已并案
    Merged,
}

impl Stage {
    /// All stages, most open first.
    pub const ALL: [Stage; 11] = [
        Stage::Escalated,
        Stage::Reopened,
        Stage::Returned,
        Stage::Dispatched,
        Stage::Taken,
        Stage::Accepted,
        Stage::Raised,
        Stage::Settled,
        Stage::StruckOff,
        Stage::Withdrawn,
        Stage::Merged,
    ];

    /// Nothing more is to be done.
    pub fn is_closed(self) -> bool {
        matches!(self, Stage::StruckOff | Stage::Withdrawn | Stage::Merged)
    }

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Escalated => "escalated",
            Stage::Reopened => "reopened",
            Stage::Returned => "returned",
            Stage::Taken => "taken",
            Stage::Dispatched => "dispatched",
            Stage::Accepted => "accepted",
            Stage::Raised => "raised",
            Stage::Settled => "settled",
            Stage::StruckOff => "struck_off",
            Stage::Withdrawn => "withdrawn",
            Stage::Merged => "merged",
        }
    }

    /// The stage an event of this kind sets, when it sets one.
    pub(super) fn set_by(kind: EventKind) -> Option<Stage> {
        Some(match kind {
            EventKind::Raised => Stage::Raised,
            EventKind::Accepted => Stage::Accepted,
            EventKind::Dispatched => Stage::Dispatched,
            EventKind::Taken => Stage::Taken,
            EventKind::Escalated => Stage::Escalated,
            EventKind::Returned => Stage::Returned,
            EventKind::Settled => Stage::Settled,
            EventKind::StruckOff => Stage::StruckOff,
            EventKind::Reopened => Stage::Reopened,
            EventKind::Withdrawn => Stage::Withdrawn,
            EventKind::Merged => Stage::Merged,
            EventKind::Recoloured
            | EventKind::Progress
            | EventKind::Urged
            | EventKind::FollowedUp
            | EventKind::Tasked
            | EventKind::TaskDone
            | EventKind::Discussed
            | EventKind::Helped
            | EventKind::PassedUp => return None,
        })
    }
}

/// Why an event counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Void {
    /// The author's role may not write this event.
    NotYourRole,
    /// The case is not at a stage where this event makes sense.
    NotAtThisStage,
    /// Nobody strikes off their own work.
    OwnWork,
    /// A dispute is struck off only after a follow-up.
    FollowUpMissing,
    /// Only the handler, or somebody above, takes or settles it.
    NotTheHandler,
    /// Only who raised it, or somebody above, withdraws it.
    NotTheRaiser,
    /// A contested case must be resolved first.
    Contested,
    /// The case begins once.
    SecondBeginning,
    /// The author has no part in this place.
    OutOfPlace,
    /// The task it answers was not given, or is answered already.
    NoSuchTask,
    /// The task was given to somebody else.
    NotYourTask,
    /// No clock ran out then, or the case went up for it already.
    NotDue,
}

impl Void {
    /// All of them.
    pub const ALL: [Void; 12] = [
        Void::NotYourRole,
        Void::NotAtThisStage,
        Void::OwnWork,
        Void::FollowUpMissing,
        Void::NotTheHandler,
        Void::NotTheRaiser,
        Void::Contested,
        Void::SecondBeginning,
        Void::OutOfPlace,
        Void::NoSuchTask,
        Void::NotYourTask,
        Void::NotDue,
    ];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Void::NotYourRole => "not_your_role",
            Void::NotAtThisStage => "not_at_this_stage",
            Void::OwnWork => "own_work",
            Void::FollowUpMissing => "follow_up_missing",
            Void::NotTheHandler => "not_the_handler",
            Void::NotTheRaiser => "not_the_raiser",
            Void::Contested => "contested",
            Void::SecondBeginning => "second_beginning",
            Void::OutOfPlace => "out_of_place",
            Void::NoSuchTask => "no_such_task",
            Void::NotYourTask => "not_your_task",
            Void::NotDue => "not_due",
        }
    }
}
