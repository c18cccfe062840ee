//! A spreadsheet as lines of cells, whether it came as xlsx or as CSV. What a crafted file could make
//! us hold is bounded before anything is kept.

use calamine::{DataRef, Reader, Xlsx};
use shared_model::moment::{Day, HOUR, Millis};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most rows that are taken at once, without the head.
pub const MOST_ROWS: usize = 2_000;
/// Columns behind these are not looked at.
const MOST_COLUMNS: u32 = 60;
/// Most bytes an xlsx file may unpack to.
const MOST_UNPACKED: u64 = 48 << 20;
/// Most files in an xlsx file.
const MOST_PARTS: usize = 500;

/// A cell that isn't empty.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, perhaps with a time, in China.
    Moment(Millis),
}

/// A row with something in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// As the spreadsheet numbers it, from 1.
    pub number: u32,
    /// By column, from 0.
    pub cells: BTreeMap<u32, Value>,
}

/// The form a spreadsheet came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetForm {
    /// Excel's and WPS's own.
    Xlsx,
    /// Text.
    Csv,
}

/// The bytes are no such file, or a larger one than is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// Reads the first sheet: at most [`MOST_ROWS`] rows and some more, so that too many can be told.
///
/// # Errors
/// When it can't be read.
pub fn read(form: SheetForm, bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    // Nothing at all is an empty sheet, whatever the file is called.
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    match form {
        SheetForm::Xlsx => read_xlsx(bytes),
        SheetForm::Csv => read_csv(bytes),
    }
}

/// Rows of heads and titles may stand above the others.
const MOST_LINES: usize = MOST_ROWS + 20;

fn read_xlsx(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    check_unpacked(bytes, MOST_UNPACKED)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable)?;
    let first = book.sheet_names().first().cloned().ok_or(Unreadable)?;
    // Cell by cell: a whole range would be laid out, and two cells can span a million columns.
    let mut cells = book.worksheet_cells_reader(&first).map_err(|_| Unreadable)?;
    let mut lines: BTreeMap<u32, BTreeMap<u32, Value>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell().map_err(|_| Unreadable)? {
        let (row, column) = cell.get_position();
        let Some(value) = value(cell.get_value()).filter(|_| column < MOST_COLUMNS) else { continue };
        lines.entry(row).or_default().insert(column, value);
        if lines.len() > MOST_LINES {
            break;
        }
    }
    Ok(lines.into_iter().map(|(row, cells)| Line { number: row.saturating_add(1), cells }).collect())
}

/// A file of a few bytes can unpack to gigabytes: it is unpacked once to nowhere before it is read.
fn check_unpacked(bytes: &[u8], most: u64) -> Result<(), Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable)?;
    if archive.len() > MOST_PARTS {
        return Err(Unreadable);
    }
    let mut left = most;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| Unreadable)?;
        let unpacked =
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| Unreadable)?;
        left = left.checked_sub(unpacked).ok_or(Unreadable)?;
    }
    Ok(())
}

fn value(data: &DataRef<'_>) -> Option<Value> {
    let text = |text: &str| words(text).map(Value::Text);
    match data {
        DataRef::Int(number) => Some(Value::Number(*number as f64)),
        DataRef::Float(number) => Some(Value::Number(*number)),
        DataRef::String(words) => text(words),
        DataRef::SharedString(words) => text(words),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            let start = Day { year: i32::from(year), month, day, weekday: 1 }.start()?;
            Some(Value::Moment(start.plus(i64::from(hour) * HOUR + i64::from(minute) * 60_000)))
        }
        DataRef::DateTimeIso(words) => text(words),
        // What a formula could not compute is nothing that anybody wrote.
        DataRef::DateTime(_)
        | DataRef::Bool(_)
        | DataRef::DurationIso(_)
        | DataRef::Error(_)
        | DataRef::Empty => None,
    }
}

/// Without the space around it, and without the mark that keeps a spreadsheet from computing it.
fn words(text: &str) -> Option<String> {
    let text = text.trim();
    let unmarked = text.strip_prefix('\'').filter(|rest| rest.starts_with(|c| "=+-@＝＋－＠".contains(c)));
    let text = unmarked.unwrap_or(text);
    (!text.is_empty()).then(|| text.to_owned())
}

fn read_csv(bytes: &[u8]) -> Result<Vec<Line>, Unreadable> {
    let text = decoded(bytes).ok_or(Unreadable)?;
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let (mut lines, mut inner_breaks) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|_| Unreadable)?;
        // A cell may hold line breaks: the spreadsheet still counts one row.
        let (byte, line) = record.position().map_or((0, 0), |at| (at.byte() as usize, at.line()));
        // Empty lines before it are passed over, and counted by the spreadsheet too.
        let rest = text.get(byte..).unwrap_or_default();
        let passed = rest.bytes().take_while(|b| b"\r\n".contains(b)).filter(|b| *b == b'\n').count() as u64;
        let at = line + passed - inner_breaks;
        inner_breaks += record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let cells = record.iter().take(MOST_COLUMNS as usize).enumerate();
        let cells: BTreeMap<u32, Value> =
            cells.filter_map(|(column, cell)| Some((column as u32, Value::Text(words(cell)?)))).collect();
        if !cells.is_empty() {
            lines.push(Line { number: u32::try_from(at).unwrap_or(u32::MAX), cells });
        }
        if lines.len() > MOST_LINES {
            break;
        }
    }
    Ok(lines)
}

/// UTF-8, what its mark says, or what Chinese Excel writes without being asked: GB 18030.
fn decoded(bytes: &[u8]) -> Option<String> {
    if bytes.contains(&0) && encoding_rs::Encoding::for_bom(bytes).is_none() {
        return None;
    }
    if encoding_rs::Encoding::for_bom(bytes).is_none() && std::str::from_utf8(bytes).is_err() {
        let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
        return (!broken).then(|| text.into_owned());
    }
    let (text, _, broken) = encoding_rs::UTF_8.decode(bytes);
    (!broken).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &Line) -> Vec<String> {
        let text = |value: &Value| match value {
            Value::Text(words) => words.clone(),
            other => format!("{other:?}"),
        };
        line.cells.values().map(text).collect()
    }

    #[test]
    fn csv_is_read_in_every_encoding_an_office_saves_and_rows_keep_their_numbers() {
        let text = "类别,标题\n\n邻里,\"排水\n沟\"\n合同,'=价\n";
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let (gbk, ..) = encoding_rs::GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &gbk, &utf16] {
            let lines = read(SheetForm::Csv, bytes).unwrap();
            assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 3, 4]);
            assert_eq!(texts(&lines[1]), ["邻里", "排水\n沟"]);
            assert_eq!(texts(&lines[2]), ["合同", "=价"]);
        }
        assert_eq!(read(SheetForm::Csv, b"a\0b\xff"), Err(Unreadable));
    }

    #[test]
    fn an_xlsx_that_unpacks_to_more_than_is_held_is_not_read() {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
        for _ in 0..3 {
            zip.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
        let bomb = zip.finish().unwrap().into_inner();
        assert!(bomb.len() < 1 << 16);
        assert_eq!(check_unpacked(&bomb, 3 << 20), Ok(()));
        assert_eq!(check_unpacked(&bomb, (3 << 20) - 1), Err(Unreadable));
        // What says it unpacks to nothing is counted, not believed.
        let mut lying = bomb;
        let size = (3u32 << 20).to_le_bytes();
        let at: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..*at + 4] == size).collect();
        assert!(!at.is_empty());
        at.iter().for_each(|at| lying[*at..*at + 4].fill(0));
        assert_eq!(check_unpacked(&lying, (3 << 20) - 1), Err(Unreadable));
        assert_eq!(read(SheetForm::Xlsx, b"PK\x03\x04 and nothing"), Err(Unreadable));
    }

    #[test]
    fn two_cells_a_world_apart_cost_two_cells() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "类别").unwrap();
        sheet.write_string(1_048_575, 16_383, "far").unwrap();
        sheet.write_string(1_048_575, 1, "near").unwrap();
        let lines = read(SheetForm::Xlsx, &book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 1_048_576]);
        assert_eq!(texts(&lines[1]), ["near"]);
    }
}
