//! The columns of a spreadsheet of cases, by their Chinese headings.

use super::sheet::{Line, Value};
use std::collections::BTreeMap;

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
pub const FIELDS: [(Field, &[&str], bool); 14] = [
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

/// The head of a table: which column holds what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The line it stands in.
    pub line: u32,
    /// Column and heading of each field that is there.
    pub columns: BTreeMap<Field, (u32, String)>,
    /// Headings that mean nothing here.
    pub unused: Vec<String>,
}

impl Head {
    /// The head among the first lines: the first that names two fields or more.
    pub fn find(lines: &[Line]) -> Option<Head> {
        let heads = lines.iter().take(10).map(Head::of);
        heads.into_iter().find(|head| head.columns.len() >= 2)
    }

    fn of(line: &Line) -> Head {
        let mut head = Head { line: line.number, ..Head::default() };
        for (column, value) in &line.cells {
            let Value::Text(heading) = value else { continue };
            let plain = plain(heading);
            let field =
                FIELDS.iter().find(|(_, names, _)| names.iter().any(|name| self::plain(name) == plain));
            match field {
                Some((field, ..)) if !head.columns.contains_key(field) => {
                    head.columns.insert(*field, (*column, heading.clone()));
                }
                _ => head.unused.push(heading.clone()),
            }
        }
        head
    }

    /// The headings of columns that must be there and aren't.
    pub fn lacks(&self) -> Vec<&'static str> {
        let must = FIELDS.iter().filter(|(_, _, must)| *must);
        must.filter(|(field, ..)| !self.columns.contains_key(field)).map(|(_, names, _)| names[0]).collect()
    }

    /// What stands under a heading in a line.
    pub fn cell<'a>(&self, field: Field, line: &'a Line) -> Option<&'a Value> {
        line.cells.get(&self.columns.get(&field)?.0)
    }

    /// The heading as the table writes it.
    pub fn heading(&self, field: Field) -> String {
        self.columns.get(&field).map(|(_, heading)| heading.clone()).unwrap_or_default()
    }
}

/// Without spaces, stars and the brackets of either width: 标题* and 涉及金额(元) are what they look like.
fn plain(heading: &str) -> String {
    let kept = heading.chars().filter(|c| !c.is_whitespace() && !"*＊：:".contains(*c));
    kept.map(|c| match c {
        '(' => '（',
        ')' => '）',
        c => c,
    })
    .collect()
}
