//! Open cases from a spreadsheet: which rows tell of a case, and of every other what is wrong.
//!
//! Pure: bytes and what is known in, drafts and a report out. [`columns`] says which columns there are,
//! [`row`] reads a row by what [`known`] knows; [`template`] makes an empty table. The
//! cases are written by [`crate::act::import`].

pub mod columns;
pub mod known;
pub mod row;
pub mod template;

use super::sheet::SheetForm;
use super::table::{Table, twice};
use columns::FIELDS;
use known::Known;
use row::Draft;
use shared_model::api::import::ImportReport;
use shared_model::ids::CaseId;
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
    let Table { head, rows, report } = match Table::read(&FIELDS, form, bytes) {
        Ok(table) => table,
        Err(report) => return Read { drafts: vec![], report },
    };
    let mut read = Read { drafts: vec![], report };
    let mut lines_of: BTreeMap<CaseId, u32> = BTreeMap::new();
    for line in &rows {
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
    head.in_order(&mut read.report.wrong);
    read
}
