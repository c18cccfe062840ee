//! What the office's tables ask of a case beside its story: all of it may be unsaid, so that who
//! writes or reads without knowing these fields goes on.

use super::event::{EventKind, Outcome, Step};
use crate::position::Position;
use serde::{Deserialize, Serialize};

/// How a case came to the village's knowledge (案件来源).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 主动排查
    Found,
    /// 依申请
    OnApplication,
    /// 法院移交
    Court,
    /// 检察院移交
    Procuratorate,
    /// 公安移交
    Police,
    /// 信访移交
    Petition,
    /// 其他部门移交
    OtherOffice,
}

impl Source {
    /// All of them, in the order of the statistics table.
    pub const ALL: [Source; 7] = [
        Source::Found,
        Source::OnApplication,
        Source::Court,
        Source::Procuratorate,
        Source::Police,
        Source::Petition,
        Source::OtherOffice,
    ];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Source::Found => "found",
            Source::OnApplication => "on_application",
            Source::Court => "court",
            Source::Procuratorate => "procuratorate",
            Source::Police => "police",
            Source::Petition => "petition",
            Source::OtherOffice => "other_office",
        }
    }
}

/// The form of an agreement (协议形式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// 口头协议
    Oral,
    /// 书面协议
    Written,
}

impl Agreement {
    /// Both.
    pub const ALL: [Agreement; 2] = [Agreement::Oral, Agreement::Written];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Agreement::Oral => "oral",
            Agreement::Written => "written",
        }
    }
}

/// Where a case went that couldn't be settled here (引导去向).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WentTo {
    /// 诉讼
    Court,
    /// 仲裁
    Arbitration,
    /// 行政处理
    Administrative,
    /// 信访
    Petition,
    /// 其他途径
    Other,
}

impl WentTo {
    /// All of them.
    pub const ALL: [WentTo; 5] =
        [WentTo::Court, WentTo::Arbitration, WentTo::Administrative, WentTo::Petition, WentTo::Other];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            WentTo::Court => "court",
            WentTo::Arbitration => "arbitration",
            WentTo::Administrative => "administrative",
            WentTo::Petition => "petition",
            WentTo::Other => "other",
        }
    }
}

/// One of the facts below, by name: what a policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// [`RaisedFacts::source`]
    Source,
    /// [`RaisedFacts::people`]
    People,
    /// [`RaisedFacts::amount`] and [`SettledFacts::amount`]
    Amount,
    /// [`RaisedFacts::service_item`]
    ServiceItem,
    /// [`SettledFacts::agreement`]
    Agreement,
    /// [`SettledFacts::difficult`]
    Difficult,
    /// [`SettledFacts::went_to`]
    WentTo,
}

impl Fact {
    /// All of them.
    pub const ALL: [Fact; 7] = [
        Fact::Source,
        Fact::People,
        Fact::Amount,
        Fact::ServiceItem,
        Fact::Agreement,
        Fact::Difficult,
        Fact::WentTo,
    ];

    /// The word used in the policy file, in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            Fact::Source => "source",
            Fact::People => "people",
            Fact::Amount => "amount",
            Fact::ServiceItem => "service_item",
            Fact::Agreement => "agreement",
            Fact::Difficult => "difficult",
            Fact::WentTo => "went_to",
        }
    }

    /// Whether a step of this kind can say it.
    pub fn is_of(self, kind: EventKind) -> bool {
        match self {
            Fact::Source | Fact::People | Fact::ServiceItem => kind == EventKind::Raised,
            Fact::Agreement | Fact::Difficult | Fact::WentTo => kind == EventKind::Settled,
            Fact::Amount => matches!(kind, EventKind::Raised | EventKind::Settled),
        }
    }

    /// Whether the step could say it and doesn't. Only an agreement has a form, and only what failed
    /// went elsewhere.
    pub fn is_missing_in(self, step: &Step) -> bool {
        match (self, step) {
            (Fact::Source, Step::Raised { facts, .. }) => facts.source.is_none(),
            (Fact::People, Step::Raised { facts, .. }) => facts.people.is_none(),
            (Fact::Amount, Step::Raised { facts, .. }) => facts.amount.is_none(),
            (Fact::ServiceItem, Step::Raised { facts, .. }) => facts.service_item.is_none(),
            (Fact::Amount, Step::Settled { facts, .. }) => facts.amount.is_none(),
            (Fact::Difficult, Step::Settled { facts, .. }) => facts.difficult.is_none(),
            (Fact::Agreement, Step::Settled { outcome, facts, .. }) => {
                *outcome == Outcome::AgreementReached && facts.agreement.is_none()
            }
            (Fact::WentTo, Step::Settled { outcome, facts, .. }) => {
                *outcome == Outcome::Failed && facts.went_to.is_none()
            }
            _ => false,
        }
    }
}

/// What may be told when a case is raised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaisedFacts {
    /// How it came to the village's knowledge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// How many people it concerns, 1 to [`PEOPLE_MOST`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// What it is about, in whole yuan, up to [`AMOUNT_MOST`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// A key of the village's list of service items, 1 to 60 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_item: Option<String>,
    /// Where it was found, if the author wanted to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// What may be told when a case is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledFacts {
    /// The form of the agreement; only where one was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// What was agreed on, in whole yuan, up to [`AMOUNT_MOST`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// 疑难复杂: it was a difficult one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficult: Option<bool>,
    /// Where it went; only where it failed here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub went_to: Option<WentTo>,
}

/// Most people a case concerns.
pub const PEOPLE_MOST: u32 = 1_000_000;
/// Largest amount, in yuan.
pub const AMOUNT_MOST: u64 = 1_000_000_000_000;
