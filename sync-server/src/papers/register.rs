//! The case register (案件登记簿): one row a case.

use super::facts::CaseFacts;
use super::period::Period;
use super::table::{Cell, Column, Table};
use super::words;
use shared_model::api::view::CaseItem;
use shared_model::casework::Step;
use shared_model::moment::Millis;

/// One case with what the store knows beside it.
pub struct Entry<'a> {
    /// Its number.
    pub number: String,
    /// Where it was raised, by name.
    pub place: String,
    /// What a list shows of it.
    pub item: CaseItem,
    /// What papers ask of it.
    pub facts: CaseFacts<'a>,
}

const fn column(group: &'static str, name: &'static str, width: u16) -> Column {
    Column { group, name, width }
}

const COLUMNS: [Column; 21] = [
    column("", "编号", 13),
    column("", "收到上报", 11),
    column("", "地点", 17),
    column("", "当事人", 14),
    column("", "类型", 10),
    column("", "类别", 12),
    column("", "颜色", 6),
    column("", "来源", 10),
    column("", "标题", 22),
    column("", "内容", 32),
    column("", "涉及人数", 9),
    column("", "涉及金额（元）", 9),
    column("", "承办人", 10),
    column("", "状态", 10),
    column("办结", "结果", 10),
    column("办结", "收到办结", 11),
    column("办结", "协议", 10),
    column("办结", "疑难复杂", 9),
    column("办结", "不成功去向", 11),
    column("", "回访", 8),
    column("", "收到销项", 11),
];

/// Lays the register out, in the order of the entries.
pub fn lay_out(place: &str, period: &Period, as_of: Millis, entries: &[Entry<'_>]) -> Table {
    Table {
        title: "案件登记簿".to_owned(),
        under: vec![
            format!("地方：{place}　　服务器在本期收到上报的案件：{period}，共 {} 件", entries.len()),
            format!("截至：{}　　含个人信息，请按规定保管", words::moment(as_of)),
        ],
        columns: COLUMNS.to_vec(),
        rows: entries.iter().map(row).collect(),
        notes: if entries.is_empty() { vec!["本期没有案件。".to_owned()] } else { vec![] },
    }
}

fn row(entry: &Entry<'_>) -> Vec<Cell> {
    let (item, facts) = (&entry.item, &entry.facts);
    let settled = facts.settlement.as_ref();
    let number = |number: Option<u64>| number.map_or(Cell::Empty, Cell::Number);
    let text = |text: Option<String>| Cell::text(text.unwrap_or_default());
    vec![
        Cell::text(&entry.number),
        Cell::text(words::moment(facts.raised_at)),
        Cell::text(&entry.place),
        Cell::text(item.parties.join("、")),
        Cell::text(words::kind(item.kind)),
        Cell::text(&item.category_name),
        Cell::text(words::colour_word(item.colour)),
        text(facts.raised.source.map(words::source)),
        Cell::text(&item.title),
        Cell::text(&facts.case.words),
        number(facts.raised.people.map(u64::from)),
        number(facts.amount()),
        text(item.handler.as_ref().map(|handler| handler.name.clone())),
        Cell::text(words::stage(item.stage)),
        text(settled.map(|settled| words::outcome(settled.outcome))),
        text(settled.map(|settled| words::moment(settled.at))),
        text(settled.and_then(|settled| settled.facts.agreement).map(words::agreement)),
        text(settled.and_then(|settled| settled.facts.difficult).map(words::yes)),
        text(settled.and_then(|settled| settled.facts.went_to).map(words::went_to)),
        text(facts.case.state.satisfied.map(words::satisfied)),
        text(struck_off(facts).map(words::moment)),
    ]
}

/// When the server received what struck it off, while it is.
fn struck_off(facts: &CaseFacts<'_>) -> Option<Millis> {
    let state = &facts.case.state;
    let counting = state.events.iter().rev().filter(|event| event.void.is_none());
    let mut striking = counting.filter(|event| matches!(event.written.event.step, Step::StruckOff { .. }));
    let closed = state.stage == shared_model::casework::Stage::StruckOff;
    striking.next().filter(|_| closed).and_then(|event| event.written.received_at)
}
