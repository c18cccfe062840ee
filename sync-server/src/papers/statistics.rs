//! The statistics table of people's mediation (人民调解案件统计表): a row a category, each number
//! with its definition beside the code that counts it. `docs/numbers.md` says the same in English.

use super::facts::{CaseFacts, Settlement};
use super::period::Period;
use super::table::Column;
use shared_model::casework::{Agreement, CaseKind, Policy, Source, WentTo};
use shared_model::projection::CaseProjection;

/// How many columns of numbers there are.
pub const MEASURES: usize = 24;
/// One row of numbers.
pub type Row = [u64; MEASURES];

/// The eighteen categories in the order of the official table. What a policy has beside them comes
/// after.
const OFFICIAL: [&str; 18] = [
    "marriage_family",
    "neighbours",
    "house_homestead",
    "contract",
    "production",
    "damages",
    "forest_land",
    "land_acquisition",
    "pollution",
    "wages",
    "other_labour",
    "tourism",
    "e_commerce",
    "other_consumer",
    "medical",
    "traffic",
    "property_management",
    "other_dispute",
];

/// A dispute as one period counts it.
pub struct Counted<'a> {
    /// The case.
    facts: &'a CaseFacts<'a>,
    /// It began in the period.
    raised: bool,
    /// Its settlement, when that lies in the period.
    settled: Option<&'a Settlement<'a>>,
}

/// A column of numbers.
pub struct Measure {
    /// Where it stands.
    pub column: Column,
    /// What is counted, as it is printed under the table.
    pub means: &'static str,
    /// What one dispute adds to it.
    adds: fn(&Counted<'_>) -> u64,
}

const fn measure(
    group: &'static str,
    name: &'static str,
    means: &'static str,
    adds: fn(&Counted<'_>) -> u64,
) -> Measure {
    let width = if name.len() > 15 { 14 } else { 9 };
    Measure { column: Column { group, name, width }, means, adds }
}

fn mediated(counted: &Counted<'_>) -> u64 {
    u64::from(counted.settled.is_some())
}

fn source(counted: &Counted<'_>, source: Option<Source>) -> u64 {
    u64::from(counted.settled.is_some() && counted.facts.raised.source == source)
}

fn succeeded(counted: &Counted<'_>) -> bool {
    counted.settled.is_some_and(Settlement::succeeded)
}

fn form(counted: &Counted<'_>, form: Option<Agreement>) -> u64 {
    u64::from(succeeded(counted) && counted.settled.is_some_and(|s| s.facts.agreement == form))
}

fn went(counted: &Counted<'_>, to: Option<WentTo>) -> u64 {
    let failed = counted.settled.is_some_and(|settled| !settled.succeeded());
    u64::from(failed && counted.settled.is_some_and(|settled| settled.facts.went_to == to))
}

/// The columns. Parts follow the whole they add up to ([`SUMS`]).
pub const COLUMNS: [Measure; MEASURES] = [
    measure(
        "",
        "受理",
        "服务器在本期收到上报的纠纷。撤回的、并到别的案件里的不算。",
        |c| u64::from(c.raised),
    ),
    measure(
        "",
        "调解",
        "办结在本期到达服务器、现在仍是办结或销项的纠纷，不论成功与否，也不论何时受理。后来重开的不算。",
        mediated,
    ),
    measure("", "疑难复杂", "“调解”中办结时注明疑难复杂的。", |c| {
        u64::from(c.settled.is_some_and(|settled| settled.facts.difficult == Some(true)))
    }),
    measure("案件来源", "主动排查", "“调解”中上报时写明自己排查发现的。", |c| {
        source(c, Some(Source::Found))
    }),
    measure("案件来源", "依申请", "“调解”中上报时写明当事人申请的。", |c| {
        source(c, Some(Source::OnApplication))
    }),
    measure("案件来源", "法院移交", "“调解”中上报时写明法院移交的。", |c| {
        source(c, Some(Source::Court))
    }),
    measure("案件来源", "检察院移交", "“调解”中上报时写明检察院移交的。", |c| {
        source(c, Some(Source::Procuratorate))
    }),
    measure("案件来源", "公安移交", "“调解”中上报时写明公安移交的。", |c| {
        source(c, Some(Source::Police))
    }),
    measure("案件来源", "信访移交", "“调解”中上报时写明信访移交的。", |c| {
        source(c, Some(Source::Petition))
    }),
    measure("案件来源", "其他移交", "“调解”中上报时写明其他部门移交的。", |c| {
        source(c, Some(Source::OtherOffice))
    }),
    measure("案件来源", "没写", "“调解”中上报时没写来源的。来源各栏相加等于“调解”。", |c| source(c, None)),
    measure("", "调解成功", "“调解”中结果不是“没办成”的。", |c| {
        u64::from(succeeded(c))
    }),
    measure("协议形式", "口头", "“调解成功”中办结时写明口头协议的。", |c| {
        form(c, Some(Agreement::Oral))
    }),
    measure("协议形式", "书面", "“调解成功”中办结时写明书面协议的。", |c| {
        form(c, Some(Agreement::Written))
    }),
    measure(
        "协议形式",
        "没写",
        "“调解成功”中办结时没写协议形式的。三栏相加等于“调解成功”。",
        |c| form(c, None),
    ),
    measure(
        "",
        "调解不成功",
        "“调解”中结果是“没办成”的。成功与不成功相加等于“调解”。",
        |c| u64::from(c.settled.is_some_and(|settled| !settled.succeeded())),
    ),
    measure("不成功去向", "诉讼", "“调解不成功”中办结时写明引导去诉讼的。", |c| went(c, Some(WentTo::Court))),
    measure(
        "不成功去向",
        "仲裁",
        "“调解不成功”中办结时写明引导去仲裁的。",
        |c| went(c, Some(WentTo::Arbitration)),
    ),
    measure(
        "不成功去向",
        "行政处理",
        "“调解不成功”中办结时写明引导去行政处理的。",
        |c| went(c, Some(WentTo::Administrative)),
    ),
    measure(
        "不成功去向",
        "信访",
        "“调解不成功”中办结时写明引导去信访的。",
        |c| went(c, Some(WentTo::Petition)),
    ),
    measure("不成功去向", "其他", "“调解不成功”中办结时写明走其他途径的。", |c| went(c, Some(WentTo::Other))),
    measure(
        "不成功去向",
        "没写",
        "“调解不成功”中办结时没写去向的。去向各栏相加等于“调解不成功”。",
        |c| went(c, None),
    ),
    measure(
        "",
        "涉及人数",
        "“调解”的纠纷上报时写的人数之和；没写的，按写明的当事人个数计。",
        |c| mediated(c) * c.facts.people(),
    ),
    measure(
        "",
        "涉及金额（元）",
        "“调解”的纠纷办结时写的金额之和；没写的，用上报时写的；都没写的不计。",
        |c| mediated(c) * c.facts.amount().unwrap_or(0),
    ),
];

/// “调解”: what most columns are parts of.
pub const MEDIATED: usize = 1;
/// People and yuan: what they add up from is hidden with the number of cases.
pub const WEIGHTS: std::ops::Range<usize> = 22..24;
/// The columns that add up: the whole first.
pub const SUMS: [&[usize]; 4] =
    [&[1, 3, 4, 5, 6, 7, 8, 9, 10], &[1, 11, 15], &[11, 12, 13, 14], &[15, 16, 17, 18, 19, 20, 21]];

/// The rows of a table: key and name of each dispute category, in the official order.
pub fn categories(policy: &Policy) -> Vec<(&str, &str)> {
    let mut all: Vec<(&str, &str)> = policy
        .categories
        .iter()
        .filter(|category| category.kind == CaseKind::Dispute)
        .map(|category| (category.key.as_str(), category.name.as_str()))
        .collect();
    all.sort_by_key(|(key, _)| OFFICIAL.iter().position(|known| known == key).unwrap_or(OFFICIAL.len()));
    all
}

/// Counts: one row a category as [`categories`] orders them, then one for disputes of categories the
/// policy no longer has, then the sum of all.
pub fn count<'a>(
    categories: &[(&str, &str)],
    cases: impl Iterator<Item = &'a CaseProjection>,
    period: &Period,
) -> Vec<Row> {
    let mut rows = vec![[0; MEASURES]; categories.len() + 2];
    let all = categories.len() + 1;
    for case in cases {
        let Some(facts) = CaseFacts::of(case).filter(CaseFacts::is_dispute) else { continue };
        let counted = Counted {
            facts: &facts,
            raised: period.has(facts.raised_at),
            settled: facts.settlement.as_ref().filter(|settlement| period.has(settlement.at)),
        };
        let row = categories.iter().position(|(key, _)| *key == case.category);
        for (column, measure) in COLUMNS.iter().enumerate() {
            let adds = (measure.adds)(&counted);
            rows[row.unwrap_or(categories.len())][column] += adds;
            rows[all][column] += adds;
        }
    }
    rows
}
