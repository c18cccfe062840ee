//! A table as a sheet of an xlsx file, laid out to be printed: title, place and period, a head in two
//! rows that stays in sight, the rows, and what the columns mean.

use super::table::{Cell, Column, Table};
use crate::error::{Failed, Outcome};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use shared_model::api::Code;

/// The name of the sheet; 31 letters at most, none of them `[]:*?/\`.
const SHEET: &str = "表";
/// The height of a line, in points, and the most lines a row is made high for: a row has 409 points.
const LINE: f64 = 15.0;
const MOST_LINES: u32 = 26;

/// Writes the file. Every text is written as words: nothing in it is ever a formula.
///
/// # Errors
/// When a table is larger than a sheet can be.
pub fn write(table: &Table) -> Outcome<Vec<u8>> {
    let bytes = workbook(table).and_then(|mut workbook| workbook.save_to_buffer());
    bytes.map_err(|error| Failed::problem(Code::Internal, format!("a table could not be written: {error}")))
}

struct Looks {
    title: Format,
    under: Format,
    head: Format,
    words: Format,
    number: Format,
    note: Format,
}

impl Looks {
    fn new() -> Looks {
        let boxed = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let wrapped = || Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Looks {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            under: Format::new().set_align(FormatAlign::Left),
            head: boxed().set_bold().set_text_wrap().set_align(FormatAlign::Center),
            words: boxed().set_text_wrap(),
            number: boxed().set_num_format("#,##0"),
            note: wrapped(),
        }
    }
}

fn workbook(table: &Table) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let (looks, last) = (Looks::new(), column(table.columns.len()) - 1);
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.2);
    for (index, column_of) in table.columns.iter().enumerate() {
        sheet.set_column_width(column(index), f64::from(column_of.width))?;
    }
    across(sheet, 0, last, &table.title, &looks.title)?;
    let mut row = 1;
    for line in &table.under {
        across(sheet, row, last, line, &looks.under)?;
        row += 1;
    }
    head(sheet, table, row, &looks)?;
    row += 2;
    sheet.set_freeze_panes(row, 1)?;
    sheet.set_repeat_rows(row - 2, row - 1)?;
    for cells in &table.rows {
        sheet.set_row_height(row, LINE * f64::from(lines(table, cells)))?;
        for (index, cell) in cells.iter().enumerate() {
            put(sheet, row, column(index), cell, &looks)?;
        }
        row += 1;
    }
    for line in &table.notes {
        row += 1;
        across(sheet, row, last, line, &looks.note)?;
    }
    Ok(workbook)
}

/// How many lines a row takes: its texts are wrapped, and not every program makes room by itself.
fn lines(table: &Table, cells: &[Cell]) -> u32 {
    let taken = |(column, cell): (&Column, &Cell)| {
        let line = |text: &str| {
            let width: u32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            width.div_ceil(u32::from(column.width).max(2) - 1).max(1)
        };
        cell.told().lines().map(line).sum::<u32>()
    };
    let most = table.columns.iter().zip(cells).map(taken).max();
    most.unwrap_or(1).clamp(1, MOST_LINES)
}

/// One text over the whole width.
fn across(sheet: &mut Worksheet, row: u32, last: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    if last == 0 {
        sheet.write_string_with_format(row, 0, text, format)?;
    } else {
        sheet.merge_range(row, 0, row, last, text, format)?;
    }
    Ok(())
}

fn head(sheet: &mut Worksheet, table: &Table, row: u32, looks: &Looks) -> Result<(), XlsxError> {
    for (group, first, last) in table.groups() {
        let name = table.columns[first].name;
        if group.is_empty() {
            sheet.merge_range(row, column(first), row + 1, column(first), name, &looks.head)?;
            continue;
        }
        if first == last {
            sheet.write_string_with_format(row, column(first), group, &looks.head)?;
        } else {
            sheet.merge_range(row, column(first), row, column(last), group, &looks.head)?;
        }
        for index in first..=last {
            let name = table.columns[index].name;
            sheet.write_string_with_format(row + 1, column(index), name, &looks.head)?;
        }
    }
    Ok(())
}

fn put(sheet: &mut Worksheet, row: u32, at: u16, cell: &Cell, looks: &Looks) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, at, &looks.words)?,
        Cell::Text(words) => sheet.write_string_with_format(row, at, words, &looks.words)?,
        // A sheet's numbers are exact up to 2^53: more yuan than there are.
        Cell::Number(number) => sheet.write_number_with_format(row, at, *number as f64, &looks.number)?,
    };
    Ok(())
}

fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
