//! What can be written into a case: one event, once, for ever.

use super::clocks::ClockKind;
use super::facts::{RaisedFacts, SettledFacts};
use crate::ids::{AccountId, CaseId, EventId, HouseholdId};
use crate::moment::Millis;
use crate::photo::Photo;
use crate::place::{Level, PlaceCode};
use serde::{Deserialize, Serialize};

/// What kind of thing is to be closed off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// 矛盾纠纷
    Dispute,
    /// 安全隐患
    Hazard,
    /// 群众诉求 (群众点单)
    ServiceRequest,
    /// 议题 (有事来协商)
    AgendaTopic,
}

impl CaseKind {
    /// All kinds, in the order they are offered.
    pub const ALL: [CaseKind; 4] =
        [CaseKind::Dispute, CaseKind::Hazard, CaseKind::ServiceRequest, CaseKind::AgendaTopic];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            CaseKind::Dispute => "dispute",
            CaseKind::Hazard => "hazard",
            CaseKind::ServiceRequest => "service_request",
            CaseKind::AgendaTopic => "agenda_topic",
        }
    }
}

/// How grave a case is. The order is by gravity: green < yellow < red.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// 绿: small, can be settled on the spot.
    Green,
    /// 黄: hard, or failed once below.
    Yellow,
    /// 红: large, many people, or risk of harm.
    Red,
}

impl Colour {
    /// All colours, gravest first.
    pub const ALL: [Colour; 3] = [Colour::Red, Colour::Yellow, Colour::Green];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Colour::Green => "green",
            Colour::Yellow => "yellow",
            Colour::Red => "red",
        }
    }
}

/// A side in a case: a household of the register, or a named outsider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The household, when it is in the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    /// The household's micro-grid, so that its member sees the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub micro_grid: Option<PlaceCode>,
    /// The name as known when it was written.
    pub name: String,
    /// The house number as known when it was written; empty for an outsider.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub house_no: String,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 达成协议
    AgreementReached,
    /// 已整改
    Rectified,
    /// 已办理
    Served,
    /// 未办成
    Failed,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 4] =
        [Outcome::AgreementReached, Outcome::Rectified, Outcome::Served, Outcome::Failed];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::AgreementReached => "agreement_reached",
            Outcome::Rectified => "rectified",
            Outcome::Served => "served",
            Outcome::Failed => "failed",
        }
    }
}

/// One event with what every event carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEvent {
    /// When it was written (the writing device's clock: for display, never for order).
    pub written_at: Millis,
    /// The frontier its author saw: the newest events, none of which has seen another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<EventId>,
    /// Photos that go with the words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
    /// What happened.
    #[serde(flatten)]
    pub step: Step,
}

/// What happened, with its payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// 上报问题: the case begins.
    Raised {
        /// What kind of thing.
        kind: CaseKind,
        /// A key of the policy's categories.
        category: String,
        /// How grave the author finds it.
        colour: Colour,
        /// A few words that name it.
        title: String,
        /// What was found.
        words: String,
        /// The micro-grid it was raised in.
        micro_grid: PlaceCode,
        /// The sides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        parties: Vec<Party>,
        /// What the office's tables ask beside that.
        #[serde(flatten)]
        facts: RaisedFacts,
    },
    /// 改色
    Recoloured {
        /// The new colour.
        colour: Colour,
        /// Why.
        words: String,
    },
    /// 受理
    Accepted {
        /// A note.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
    },
    /// 派单
    Dispatched {
        /// Who is to handle it.
        to: AccountId,
        /// A note.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
    },
    /// 接单
    Taken {
        /// A note.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
    },
    /// 进展
    Progress {
        /// What was done.
        words: String,
    },
    /// 督办
    Urged {
        /// What is wanted.
        words: String,
        /// By when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Millis>,
    },
    /// 上报上级
    Escalated {
        /// Why.
        words: String,
    },
    /// 退回
    Returned {
        /// The question or what is missing.
        words: String,
    },
    /// 办结
    Settled {
        /// How it ended.
        outcome: Outcome,
        /// What was agreed or done.
        words: String,
        /// What the office's tables ask beside that.
        #[serde(flatten)]
        facts: SettledFacts,
    },
    /// 回访
    FollowedUp {
        /// Whether the household is satisfied.
        satisfied: bool,
        /// What they said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
    },
    /// 复核销项
    StruckOff {
        /// A note.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
    },
    /// 重开
    Reopened {
        /// Why.
        words: String,
    },
    /// 撤回
    Withdrawn {
        /// Why.
        words: String,
    },
    /// 并案
    Merged {
        /// The case that goes on.
        into: CaseId,
        /// Why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
    },
    /// 交办任务: somebody is to do something for the case.
    Tasked {
        /// Who.
        to: AccountId,
        /// What.
        words: String,
        /// By when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Millis>,
    },
    /// 任务回复: the answer to a task.
    TaskDone {
        /// The event that gave the task.
        task: EventId,
        /// What was done.
        words: String,
    },
    /// 有事来协商: people sat together.
    Discussed {
        /// Who took part, by name.
        took_part: Vec<String>,
        /// What was agreed.
        words: String,
    },
    /// 志愿帮扶: somebody helped.
    Helped {
        /// Who, by name (volunteers have no account).
        who: String,
        /// For how long.
        minutes: u32,
        /// With what.
        words: String,
    },
    /// 超期上报: the case went up one level by itself, because a clock ran out. Written by the server
    /// alone.
    PassedUp {
        /// Which clock.
        clock: ClockKind,
        /// When it ran out.
        due_at: Millis,
        /// The level that answers for it from now on.
        up_to: Level,
    },
}

/// The kind of a step, without its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the step of the same name")]
pub enum EventKind {
    Raised,
    Recoloured,
    Accepted,
    Dispatched,
    Taken,
    Progress,
    Urged,
    Escalated,
    Returned,
    Settled,
    FollowedUp,
    StruckOff,
    Reopened,
    Withdrawn,
    Merged,
    Tasked,
    TaskDone,
    Discussed,
    Helped,
    PassedUp,
}

impl EventKind {
    /// All kinds, in the order of a case's life, then what is done beside it.
    pub const ALL: [EventKind; 20] = [
        EventKind::Raised,
        EventKind::Recoloured,
        EventKind::Accepted,
        EventKind::Dispatched,
        EventKind::Taken,
        EventKind::Progress,
        EventKind::Urged,
        EventKind::Escalated,
        EventKind::Returned,
        EventKind::Settled,
        EventKind::FollowedUp,
        EventKind::StruckOff,
        EventKind::Reopened,
        EventKind::Withdrawn,
        EventKind::Merged,
        EventKind::Tasked,
        EventKind::TaskDone,
        EventKind::Discussed,
        EventKind::Helped,
        EventKind::PassedUp,
    ];

    /// Done beside the case's way: it neither opens nor contests anything. (A replica that doesn't
    /// know these steps yet can't see them, and what it closes beside them is closed.)
    pub fn is_aside(self) -> bool {
        matches!(
            self,
            EventKind::Tasked
                | EventKind::TaskDone
                | EventKind::Discussed
                | EventKind::Helped
                | EventKind::PassedUp
        )
    }

    /// Says nothing against an ending that it hadn't seen: what is done beside the way, and an urging,
    /// which asks for what an ending gives.
    pub fn contests_nothing(self) -> bool {
        self == EventKind::Urged || self.is_aside()
    }

    /// The word used in the policy file, in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            EventKind::Raised => "raised",
            EventKind::Recoloured => "recoloured",
            EventKind::Accepted => "accepted",
            EventKind::Dispatched => "dispatched",
            EventKind::Taken => "taken",
            EventKind::Progress => "progress",
            EventKind::Urged => "urged",
            EventKind::Escalated => "escalated",
            EventKind::Returned => "returned",
            EventKind::Settled => "settled",
            EventKind::FollowedUp => "followed_up",
            EventKind::StruckOff => "struck_off",
            EventKind::Reopened => "reopened",
            EventKind::Withdrawn => "withdrawn",
            EventKind::Merged => "merged",
            EventKind::Tasked => "tasked",
            EventKind::TaskDone => "task_done",
            EventKind::Discussed => "discussed",
            EventKind::Helped => "helped",
            EventKind::PassedUp => "passed_up",
        }
    }
}

impl Step {
    /// The kind of this step.
    pub fn kind(&self) -> EventKind {
        match self {
            Step::Raised { .. } => EventKind::Raised,
            Step::Recoloured { .. } => EventKind::Recoloured,
            Step::Accepted { .. } => EventKind::Accepted,
            Step::Dispatched { .. } => EventKind::Dispatched,
            Step::Taken { .. } => EventKind::Taken,
            Step::Progress { .. } => EventKind::Progress,
            Step::Urged { .. } => EventKind::Urged,
            Step::Escalated { .. } => EventKind::Escalated,
            Step::Returned { .. } => EventKind::Returned,
            Step::Settled { .. } => EventKind::Settled,
            Step::FollowedUp { .. } => EventKind::FollowedUp,
            Step::StruckOff { .. } => EventKind::StruckOff,
            Step::Reopened { .. } => EventKind::Reopened,
            Step::Withdrawn { .. } => EventKind::Withdrawn,
            Step::Merged { .. } => EventKind::Merged,
            Step::Tasked { .. } => EventKind::Tasked,
            Step::TaskDone { .. } => EventKind::TaskDone,
            Step::Discussed { .. } => EventKind::Discussed,
            Step::Helped { .. } => EventKind::Helped,
            Step::PassedUp { .. } => EventKind::PassedUp,
        }
    }

    /// The free words of the step; a clock has none.
    pub fn words(&self) -> &str {
        match self {
            Step::Raised { words, .. }
            | Step::Recoloured { words, .. }
            | Step::Accepted { words }
            | Step::Dispatched { words, .. }
            | Step::Taken { words }
            | Step::Progress { words }
            | Step::Urged { words, .. }
            | Step::Escalated { words }
            | Step::Returned { words }
            | Step::Settled { words, .. }
            | Step::FollowedUp { words, .. }
            | Step::StruckOff { words }
            | Step::Reopened { words }
            | Step::Withdrawn { words }
            | Step::Merged { words, .. }
            | Step::Tasked { words, .. }
            | Step::TaskDone { words, .. }
            | Step::Discussed { words, .. }
            | Step::Helped { words, .. } => words,
            Step::PassedUp { .. } => "",
        }
    }

    /// The colour the step gives the case, when it gives one.
    pub fn colour(&self) -> Option<Colour> {
        match self {
            Step::Raised { colour, .. } | Step::Recoloured { colour, .. } => Some(*colour),
            _ => None,
        }
    }
}
