//! An empty table to fill in: the headings, and lists to choose from where only certain words can
//! stand.

use super::sheet::MOST_ROWS;
use crate::error::{Failed, Outcome};
use rust_xlsxwriter::{DataValidation, Format, FormatBorder, Workbook, XlsxError};
use shared_model::api::Code;

/// A column to fill in.
#[derive(Clone, Debug, Default)]
pub struct Blank {
    /// Its heading.
    pub heading: &'static str,
    /// It can't be left empty: a star says so.
    pub must: bool,
    /// The words that can stand there, where only certain ones can.
    pub words: Vec<String>,
    /// What may help, as a line under the pointer; empty for none.
    pub hint: &'static str,
    /// It holds sentences.
    pub wide: bool,
    /// It holds text also where it looks like a number: 001 stays 001.
    pub text: bool,
}

/// Makes the table, as xlsx.
///
/// # Errors
/// None that the names of places could bring about.
pub fn make(name: &str, columns: &[Blank]) -> Outcome<Vec<u8>> {
    workbook(name, columns).and_then(|mut workbook| workbook.save_to_buffer()).map_err(|error| {
        Failed::problem(Code::Internal, format!("the template could not be written: {error}"))
    })
}

fn workbook(name: &str, columns: &[Blank]) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_background_color("F2F2F2");
    let text = Format::new().set_num_format("@");
    let sheet = workbook.add_worksheet().set_name(name)?;
    let last = u32::try_from(MOST_ROWS).unwrap_or(u32::MAX);
    for (column, blank) in (0..).zip(columns) {
        let star = if blank.must { "*" } else { "" };
        sheet.write_string_with_format(0, column, format!("{}{star}", blank.heading), &head)?;
        sheet.set_column_width(column, if blank.wide { 30.0 } else { 14.0 })?;
        if blank.text {
            sheet.set_column_format(column, &text)?;
        }
        let offered = blank.words.len();
        if offered > 0 {
            let range = format!("=词表!${0}$1:${0}${offered}", letter(column));
            let list = DataValidation::new().allow_list_formula(range.as_str().into());
            sheet.add_data_validation(1, column, last, column, &list)?;
        }
        if !blank.hint.is_empty() {
            let note = rust_xlsxwriter::Note::new(blank.hint).add_author_prefix(false);
            sheet.insert_note(0, column, &note)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let offers = workbook.add_worksheet().set_name("词表")?;
    for (column, blank) in (0..).zip(columns) {
        for (row, word) in (0..).zip(&blank.words) {
            offers.write_string(row, column, word)?;
        }
    }
    Ok(workbook)
}

/// The letter of one of the first 26 columns.
fn letter(column: u16) -> char {
    u8::try_from(column).map_or('A', |column| char::from(b'A' + column.min(25)))
}
