//! Open cases from a spreadsheet: which rows tell of a case, and of every other what is wrong.
//!
//! Pure: bytes and what is known in, drafts and a report out. [`sheet`] reads the file, [`columns`]
//! finds the head, [`row`] reads a row by what [`known`] knows; [`template`] makes an empty table. The
//! cases are written by [`crate::act::import`].

pub mod columns;
pub mod known;
pub mod row;
pub mod sheet;
pub mod template;

use columns::Head;
use known::Known;
use row::Draft;
use shared_model::api::import::{ImportReport, WrongCell, WrongWhy};
use shared_model::ids::CaseId;
use sheet::{Line, MOST_ROWS, SheetForm};
use std::collections::BTreeMap;

/// What a table says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The rows that are right.
    pub drafts: Vec<Draft>,
    /// What is known of the others, and how many rows there are; nothing is counted as ready yet.
    pub report: ImportReport,
}

/// Reads a table.
pub fn read(known: &Known<'_>, form: SheetForm, bytes: &[u8]) -> Read {
    let Ok(lines) = sheet::read(form, bytes) else { return Read::of_file(WrongWhy::Unreadable, "") };
    let Some(head) = Head::find(&lines) else { return Read::of_file(WrongWhy::NoHead, "") };
    let lacks = head.lacks();
    if !lacks.is_empty() {
        let mut read = Read::default();
        read.report.wrong =
            lacks.into_iter().map(|heading| of_file(head.line, WrongWhy::ColumnMissing, heading)).collect();
        return read;
    }
    let rows: Vec<&Line> = lines.iter().filter(|line| line.number > head.line).collect();
    if rows.len() > MOST_ROWS {
        return Read::of_file(WrongWhy::TooManyRows, &MOST_ROWS.to_string());
    }
    let mut read = Read::default();
    read.report.rows = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    read.report.unused = head.unused.clone();
    let mut lines_of: BTreeMap<CaseId, u32> = BTreeMap::new();
    for line in rows {
        match row::read(known, &head, line) {
            Err(wrong) => read.report.wrong.extend(wrong),
            Ok(draft) => match lines_of.get(&draft.id) {
                Some(first) => read.report.wrong.push(twice(line.number, *first)),
                None => {
                    lines_of.insert(draft.id.clone(), draft.line);
                    read.drafts.push(draft);
                }
            },
        }
    }
    read
}

fn of_file(line: u32, why: WrongWhy, column: &str) -> WrongCell {
    WrongCell { line, column: column.to_owned(), written: String::new(), why, offers: vec![] }
}

fn twice(line: u32, first: u32) -> WrongCell {
    WrongCell { offers: vec![first.to_string()], ..of_file(line, WrongWhy::Twice, "") }
}

impl Read {
    fn of_file(why: WrongWhy, offer: &str) -> Read {
        let offers = if offer.is_empty() { vec![] } else { vec![offer.to_owned()] };
        let wrong = vec![WrongCell { offers, ..of_file(0, why, "") }];
        Read { drafts: vec![], report: ImportReport { wrong, ..ImportReport::default() } }
    }
}
