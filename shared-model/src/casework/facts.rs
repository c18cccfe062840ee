//! What the office's tables ask of a case beside its story: all of it may be unsaid, so that who
//! writes or reads without knowing these fields goes on.

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
