//! Service lists from a spreadsheet: the whole table is the new list of a place.

use super::blank::{self, Blank};
use super::sheet::{Line, SheetForm, Value};
use super::table::{self, Cells, Column, Head, Table, among, offered, twice};
use crate::error::Outcome;
use shared_model::api::import::{ImportReport, WrongCell, WrongWhy};
use shared_model::services::*;
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Key,
    List,
    Name,
    Desk,
    Papers,
    Days,
    Note,
}

const FIELDS: [Column<Field>; 7] = [
    (Field::Key, &["编号", "事项编号", "事项编码"], true),
    (Field::List, &["清单", "所属清单", "类型"], true),
    (Field::Name, &["事项", "事项名称", "名称"], true),
    (Field::Desk, &["办理窗口", "承办", "承办人", "谁来办"], false),
    (Field::Papers, &["所需材料", "要带材料", "材料"], false),
    (Field::Days, &["办理时限", "办理时限（工作日）", "时限"], false),
    (Field::Note, &["备注", "说明"], false),
];

const LISTS: [(ServiceList, &[&str]); 2] = [
    (ServiceList::Service, &["便民服务事项", "便民服务", "服务事项"]),
    (ServiceList::Power, &["小微权力清单", "小微权力"]),
];

/// Reads a table: its items, and what is wrong with it. Nothing is counted as ready yet.
pub fn read(form: SheetForm, bytes: &[u8]) -> (Vec<(u32, ServiceItem)>, ImportReport) {
    let Table { head, rows, mut report } = match Table::read(&FIELDS, form, bytes) {
        Ok(table) => table,
        Err(report) => return (vec![], report),
    };
    if rows.len() > ITEMS_MOST {
        return (vec![], table::whole_file(WrongWhy::TooManyRows, &ITEMS_MOST.to_string()));
    }
    let (mut items, mut lines_of): (Vec<(u32, ServiceItem)>, BTreeMap<String, u32>) = Default::default();
    for line in &rows {
        match item(&head, line) {
            Err(wrong) => report.wrong.extend(wrong),
            Ok(item) => match lines_of.get(&item.key) {
                Some(first) => report.wrong.push(twice(line.number, *first)),
                None => {
                    lines_of.insert(item.key.clone(), line.number);
                    items.push((line.number, item));
                }
            },
        }
    }
    head.in_order(&mut report.wrong);
    (items, report)
}

fn item(head: &Head<Field>, line: &Line) -> Result<ServiceItem, Vec<WrongCell>> {
    let mut cells = Cells::of(head, line);
    let key = key(&mut cells);
    let list = cells.must_be_one_of(Field::List, |written| among(&LISTS, written), || offered(&LISTS));
    let name = cells.words(Field::Name, ITEM_NAME_MOST);
    let desk = cells.maybe_words(Field::Desk, DESK_MOST).unwrap_or_default();
    let papers = cells.maybe_words(Field::Papers, ITEM_WORDS_MOST).unwrap_or_default();
    let days = days(&mut cells);
    let note = cells.maybe_words(Field::Note, ITEM_WORDS_MOST).unwrap_or_default();
    let item = key.zip(list).zip(name);
    cells.done(item.map(|((key, list), name)| ServiceItem { key, list, name, desk, papers, days, note }))
}

/// A key is measured in bytes: it stands in cases.
fn key(cells: &mut Cells<'_, Field>) -> Option<String> {
    let key = cells.words(Field::Key, KEY_MOST)?;
    if key.len() > KEY_MOST {
        cells.wrong(Field::Key, WrongWhy::TooLong, vec![(KEY_MOST / 3).to_string()]);
        return None;
    }
    Some(key)
}

/// 3, 3 天, 3 个工作日; 即办 and 当场办结 are none to wait for.
fn days(cells: &mut Cells<'_, Field>) -> Option<u32> {
    let days = match cells.head.cell(Field::Days, cells.line)? {
        Value::Number(number) if number.fract() == 0.0 && (0.0..=f64::from(DAYS_MOST)).contains(number) => {
            Some(*number as u32)
        }
        Value::Text(words) if ["即办", "当场办结", "当场"].contains(&words.as_str()) => Some(0),
        Value::Text(words) => {
            let digits = words.trim_end_matches(['天', '日']).trim_end_matches("工作").trim_end_matches('个');
            digits.trim().parse().ok().filter(|days| *days <= DAYS_MOST)
        }
        Value::Number(_) | Value::Moment(_) => None,
    };
    if days.is_none() {
        cells.wrong(Field::Days, WrongWhy::NotANumber, vec![]);
    }
    days
}

/// An empty table to fill in.
///
/// # Errors
/// None that anybody could bring about.
pub fn template() -> Outcome<Vec<u8>> {
    let blank = |(field, names, must): Column<Field>| Blank {
        heading: names[0],
        must,
        words: if field == Field::List { offered(&LISTS) } else { vec![] },
        hint: match field {
            Field::Key => "一个事项一个编号，用过的编号不要改，也不要给别的事项用",
            Field::Days => "几个工作日，写整数；当场办写 0。可以不填",
            _ => "",
        },
        wide: matches!(field, Field::Name | Field::Papers | Field::Note),
        text: field == Field::Key,
    };
    blank::make("事项清单", &FIELDS.map(blank))
}
