//! A table as CSV that Excel opens: UTF-8 with its mark, and no cell that it would compute.

use super::table::{Cell, Table};
use crate::error::{Failed, Outcome};
use shared_model::api::Code;

/// What tells Excel that the bytes are UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Head and rows, nothing else: what another program reads without being told.
///
/// # Errors
/// None that a table of words and numbers could bring about.
pub fn write(table: &Table) -> Outcome<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.to_vec());
    let head: Vec<String> = table.columns.iter().map(|column| column.full_name()).collect();
    writer.write_record(&head).map_err(fault)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(harmless)).map_err(fault)?;
    }
    writer.into_inner().map_err(fault)
}

fn fault(error: impl std::fmt::Display) -> Failed {
    Failed::problem(Code::Internal, format!("a table could not be written as CSV: {error}"))
}

/// Spreadsheets compute what begins like a formula, whoever wrote it: an apostrophe before it makes
/// it words. The wide forms are what a Chinese keyboard writes.
fn harmless(cell: &Cell) -> String {
    let told = cell.told();
    let computes = |c: char| "=+-@＝＋－＠\t\r\n".contains(c);
    if matches!(cell, Cell::Text(_)) && told.trim_start_matches(' ').starts_with(computes) {
        return format!("'{told}");
    }
    told
}

#[cfg(test)]
mod tests {
    use super::super::table::Column;
    use super::*;

    #[test]
    fn what_would_be_computed_becomes_words_and_numbers_stay_numbers() {
        let column = |group, name| Column { group, name, width: 8 };
        let texts = ["=1+1", "+86 100", "-1", "@x", "\t=1", "  =1", "＝1", "平安", "1-2"];
        let table = Table {
            title: String::new(),
            under: vec![],
            columns: vec![column("来源", "法院"), column("", "件")],
            rows: texts.iter().map(|text| vec![Cell::text(*text), Cell::Number(3)]).collect(),
            notes: vec![],
        };
        let bytes = write(&table).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut lines = text.strip_prefix('\u{feff}').unwrap().split("\r\n");
        assert_eq!(lines.next(), Some("来源·法院,件"));
        let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
        for (record, text) in reader.records().zip(texts) {
            let (record, changed) = (record.unwrap(), !matches!(text, "平安" | "1-2"));
            assert_eq!(record[0].starts_with('\''), changed, "{text}");
            assert_eq!(record[0].trim_start_matches('\''), text);
            assert_eq!(&record[1], "3");
        }
    }
}
