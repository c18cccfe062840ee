//! The columns of a spreadsheet of cases, by their Chinese headings.

use crate::import::table::Column;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The number another system or a book gave the case.
    Number,
    /// When it was written down.
    Written,
    /// What kind of case.
    Kind,
    /// What it is about.
    Category,
    /// How grave.
    Colour,
    /// A few words.
    Title,
    /// What happened.
    Words,
    /// The micro-grid.
    Place,
    /// All sides, one after the other.
    Parties,
    /// The first side.
    PartyA,
    /// The second side.
    PartyB,
    /// How it came to the village.
    Source,
    /// How many people.
    People,
    /// How many yuan.
    Amount,
}

/// Each field with its headings, the one of the template first; and whether a table must have it.
pub const FIELDS: [Column<Field>; 14] = [
    (Field::Number, &["编号", "案件编号", "外部编号"], false),
    (Field::Written, &["上报时间", "登记时间", "发生时间", "收到上报", "日期"], false),
    (Field::Kind, &["类型", "案件类型"], false),
    (Field::Category, &["类别", "纠纷类别", "案件类别"], true),
    (Field::Colour, &["颜色", "等级"], false),
    (Field::Title, &["标题", "案件名称", "事由"], true),
    (Field::Words, &["内容", "事情", "简要情况", "纠纷事实"], true),
    (Field::Place, &["微网格", "优网格", "地点"], true),
    (Field::Parties, &["当事人"], false),
    (Field::PartyA, &["当事人甲"], false),
    (Field::PartyB, &["当事人乙"], false),
    (Field::Source, &["来源", "案件来源"], false),
    (Field::People, &["涉及人数", "人数"], false),
    (Field::Amount, &["涉及金额", "涉及金额（元）", "金额"], false),
];
