//! An empty table to fill in: the headings, and lists to choose from where only certain words can
//! stand.

use super::columns::{FIELDS, Field};
use super::known::{self, Known};
use super::sheet::MOST_ROWS;
use crate::error::{Failed, Outcome};
use rust_xlsxwriter::{DataValidation, Format, FormatBorder, Workbook, XlsxError};
use shared_model::api::Code;

/// Makes the table.
///
/// # Errors
/// None that the names of places could bring about.
pub fn make(known: &Known<'_>) -> Outcome<Vec<u8>> {
    workbook(known).and_then(|mut workbook| workbook.save_to_buffer()).map_err(|error| {
        Failed::problem(Code::Internal, format!("the template could not be written: {error}"))
    })
}

/// The words that can stand under a heading, where only certain ones can.
fn words(field: Field, known: &Known<'_>) -> Vec<String> {
    match field {
        Field::Kind => known::kinds(),
        Field::Category => known.categories(None),
        Field::Colour => known::colours(),
        Field::Source => known::sources(),
        Field::Place => known.micro_grids.iter().map(|place| place.name.clone()).collect(),
        _ => vec![],
    }
}

/// What may help to fill a column in, as a line under the pointer.
fn hint(field: Field) -> &'static str {
    match field {
        Field::Number => "原来的编号。同一个编号再导入一次，不会变成两件。可以不填",
        Field::Written => "如 2026-11-05。可以不填",
        Field::Colour => "不填，按规则建议",
        Field::Parties => "几个人用、隔开；本村的户可以写门牌：陈德贵（12）",
        Field::Amount => "整数，元",
        _ => "",
    }
}

fn workbook(known: &Known<'_>) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_background_color("F2F2F2");
    let text = Format::new().set_num_format("@");
    let lists: Vec<(u16, Vec<String>)> =
        (0..).zip(FIELDS).map(|(column, (field, ..))| (column, words(field, known))).collect();
    let sheet = workbook.add_worksheet().set_name("案件")?;
    let last = u32::try_from(MOST_ROWS).unwrap_or(u32::MAX);
    for (column, (field, names, must)) in (0..).zip(FIELDS) {
        let star = if must { "*" } else { "" };
        sheet.write_string_with_format(0, column, format!("{}{star}", names[0]), &head)?;
        let wide = matches!(field, Field::Title | Field::Words | Field::Parties);
        sheet.set_column_width(column, if wide { 30.0 } else { 14.0 })?;
        if field == Field::Number {
            // 001 stays 001.
            sheet.set_column_format(column, &text)?;
        }
        let offered = lists[usize::from(column)].1.len();
        if offered > 0 {
            let range = format!("=词表!${0}$1:${0}${offered}", letter(column));
            let list = DataValidation::new().allow_list_formula(range.as_str().into());
            sheet.add_data_validation(1, column, last, column, &list)?;
        }
        if !hint(field).is_empty() {
            let note = rust_xlsxwriter::Note::new(hint(field)).add_author_prefix(false);
            sheet.insert_note(0, column, &note)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let offers = workbook.add_worksheet().set_name("词表")?;
    for (column, words) in &lists {
        for (row, word) in (0..).zip(words) {
            offers.write_string(row, *column, word)?;
        }
    }
    Ok(workbook)
}

/// The letter of one of the first 26 columns.
fn letter(column: u16) -> char {
    u8::try_from(column).map_or('A', |column| char::from(b'A' + column.min(25)))
}
