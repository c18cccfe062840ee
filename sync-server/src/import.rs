//! Reads a file of divisions (code, name, level, parent_code) and says of every bad row what is
//! wrong with it. Nothing is taken in unless all of it is right.
//!
//! Below it what offices hand in as spreadsheets: [`sheet`] reads the file, [`table`] its head and
//! cells, [`blank`] makes an empty one; [`cases`], [`items`] and [`people`] say what a row is.

pub mod blank;
pub mod cases;
pub mod items;
pub mod people;
pub mod sheet;
pub mod table;

use crate::store::{StoreError, WriteTx};
use shared_model::place::{Level, Place, PlaceCode};
use std::collections::BTreeMap;
use std::fmt;

const HEADER: [&str; 4] = ["code", "name", "level", "parent_code"];
/// Rows a divisions file may have: ten provinces' worth.
const MOST_ROWS: usize = 10_000_000;

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// The file is in another encoding.
    #[error("the file is encoded as GBK: open it in the program that wrote it and save it as UTF-8")]
    Gbk,
    /// Bytes that are no text.
    #[error("broken UTF-8 at byte {0} of the line: save the file as UTF-8")]
    BrokenUtf8(usize),
    /// The first line is another.
    #[error("the first line must be code,name,level,parent_code")]
    Header,
    /// The file holds no rows.
    #[error("there are no rows")]
    Empty,
    /// Too many rows.
    #[error("more than {MOST_ROWS} rows")]
    TooMany,
    /// The row can't be cut into columns.
    #[error("a row has 4 columns, this one has {0}")]
    Columns(usize),
    /// A quote that doesn't close and the like.
    #[error("not readable as CSV: {0}")]
    Csv(String),
    /// No place code.
    #[error("code {0:?} is not 12, 14 or 17 digits")]
    Code(String),
    /// Nameless.
    #[error("the name is empty")]
    NoName,
    /// Longer than any name.
    #[error("the name has more than 60 characters")]
    LongName,
    /// No such level.
    #[error("level {0:?} is none of county, township, village, grid, micro_grid")]
    Level(String),
    /// The digits tell another level.
    #[error("level {said} does not fit code {code}, whose digits say {digits}")]
    LevelOfCode {
        /// The level in the row.
        said: &'static str,
        /// The code.
        code: String,
        /// The level its digits tell.
        digits: &'static str,
    },
    /// A county with a parent, or another place without.
    #[error("{0}")]
    ParentForm(&'static str),
    /// The digits tell another parent.
    #[error("parent {said} does not fit code {code}, whose digits say {digits}")]
    ParentOfCode {
        /// The parent in the row.
        said: String,
        /// The code.
        code: String,
        /// The parent its digits tell.
        digits: String,
    },
    /// The parent is neither in the file nor in the store.
    #[error("parent {0} is neither in the file nor known already")]
    UnknownParent(String),
    /// The code stands twice.
    #[error("code {code} stands already in line {first}")]
    Duplicate {
        /// The code.
        code: String,
        /// Where it stands first.
        first: u64,
    },
}

/// A bad row: which and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line in the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub problem: RowProblem,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

/// Reads the file. `known` tells whether a place is in the store already.
///
/// # Errors
/// Every bad row.
pub fn read_divisions(bytes: &[u8], known: impl Fn(&PlaceCode) -> bool) -> Result<Vec<Place>, Vec<BadRow>> {
    let text = decode(bytes).map_err(|bad| vec![bad])?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut bad = Vec::new();
    let mut rows: Vec<(u64, Place)> = Vec::new();
    let mut seen: BTreeMap<PlaceCode, u64> = BTreeMap::new();
    for (index, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                bad.push(BadRow { line, problem: RowProblem::Csv(error.to_string()) });
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if index == 0 {
            if record.iter().map(str::trim).ne(HEADER) {
                return Err(vec![BadRow { line, problem: RowProblem::Header }]);
            }
            continue;
        }
        if rows.len() >= MOST_ROWS {
            return Err(vec![BadRow { line, problem: RowProblem::TooMany }]);
        }
        match read_row(&record) {
            Ok(place) => match seen.get(&place.code) {
                Some(first) => {
                    let problem = RowProblem::Duplicate { code: place.code.to_string(), first: *first };
                    bad.push(BadRow { line, problem });
                }
                None => {
                    seen.insert(place.code.clone(), line);
                    rows.push((line, place));
                }
            },
            Err(problem) => bad.push(BadRow { line, problem }),
        }
    }
    if rows.is_empty() && bad.is_empty() {
        bad.push(BadRow { line: 1, problem: RowProblem::Empty });
    }
    for (line, place) in &rows {
        let parent = place.code.parent();
        if let Some(parent) = parent.filter(|parent| !seen.contains_key(parent) && !known(parent)) {
            bad.push(BadRow { line: *line, problem: RowProblem::UnknownParent(parent.to_string()) });
        }
    }
    if !bad.is_empty() {
        bad.sort_by_key(|row| row.line);
        return Err(bad);
    }
    let mut places: Vec<Place> = rows.into_iter().map(|(_, place)| place).collect();
    places.sort_by(|a, b| (a.code.level(), &a.code).cmp(&(b.code.level(), &b.code)));
    Ok(places)
}

/// Takes places in, parents first; what is there already gets the name of the file.
///
/// # Errors
/// Of the store.
pub fn take_in(tx: &dyn WriteTx, places: &[Place]) -> Result<(), StoreError> {
    places.iter().try_for_each(|place| tx.put_place(place))?;
    crate::reference::changed(tx)
}

fn decode(bytes: &[u8]) -> Result<&str, BadRow> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.iter().filter(|b| **b == b'\n').count() as u64 + 1;
        let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let broken = RowProblem::BrokenUtf8(before.len() - line_start + 1);
        BadRow { line, problem: if looks_like_gbk(bytes) { RowProblem::Gbk } else { broken } }
    })
}

/// Whether every byte above ASCII begins a pair that GBK knows. In a file with one damaged UTF-8
/// letter the pairs soon fall out of step, and some pairs of UTF-8 are none of GBK.
fn looks_like_gbk(bytes: &[u8]) -> bool {
    let mut at = 0;
    let mut hanzi = 0;
    let mut pairs = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        let (lead, Some(trail)) = (bytes[at], bytes.get(at + 1).copied()) else { return false };
        if !(0x81..=0xfe).contains(&lead) || !(0x40..=0xfe).contains(&trail) || trail == 0x7f {
            return false;
        }
        // The everyday characters (GB 2312): what names of places are written with.
        hanzi += u32::from((0xb0..=0xf7).contains(&lead) && trail >= 0xa1);
        pairs += 1;
        at += 2;
    }
    hanzi * 10 >= pairs * 9
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::County => "county",
        Level::Township => "township",
        Level::Village => "village",
        Level::Grid => "grid",
        Level::MicroGrid => "micro_grid",
    }
}

fn read_row(record: &csv::StringRecord) -> Result<Place, RowProblem> {
    let [code, name, level, parent] = [0, 1, 2, 3].map(|i| record.get(i).unwrap_or_default().trim());
    if record.len() != HEADER.len() {
        return Err(RowProblem::Columns(record.len()));
    }
    let code = PlaceCode::parse(code).map_err(|bad| RowProblem::Code(bad.0))?;
    if name.is_empty() {
        return Err(RowProblem::NoName);
    }
    if name.chars().count() > 60 {
        return Err(RowProblem::LongName);
    }
    let said = Level::parse(level).ok_or_else(|| RowProblem::Level(level.chars().take(40).collect()))?;
    if said != code.level() {
        let (said, digits) = (level_word(said), level_word(code.level()));
        return Err(RowProblem::LevelOfCode { said, code: code.to_string(), digits });
    }
    match (code.parent(), parent) {
        (None, "") => {}
        (None, _) => return Err(RowProblem::ParentForm("a county has no parent")),
        (Some(_), "") => return Err(RowProblem::ParentForm("the parent is empty")),
        (Some(digits), said) if digits.as_str() != said => {
            let said = said.chars().take(40).collect();
            return Err(RowProblem::ParentOfCode {
                said,
                code: code.to_string(),
                digits: digits.to_string(),
            });
        }
        (Some(_), _) => {}
    }
    Ok(Place { code, name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "code,name,level,parent_code\n513424000000,德昌县,county,\n\
        513424101000,永郎镇,township,513424000000\n513424101203,阿月村,village,513424101000\n";

    fn problems(bytes: &[u8]) -> Vec<String> {
        match read_divisions(bytes, |_| false) {
            Ok(_) => vec![],
            Err(bad) => bad.iter().map(BadRow::to_string).collect(),
        }
    }

    fn with(line: &str) -> Vec<String> {
        problems(format!("{GOOD}{line}\n").as_bytes())
    }

    #[test]
    fn the_real_county_is_read_with_and_without_bom_and_crlf() {
        let file = include_bytes!("../../assets/dechang-divisions.csv");
        let places = read_divisions(file, |_| false).unwrap();
        let count = |level| places.iter().filter(|p| p.code.level() == level).count();
        assert_eq!([Level::County, Level::Township, Level::Village].map(count), [1, 12, 73]);
        let text = String::from_utf8(file.to_vec()).unwrap();
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        assert_eq!(read_divisions(windows.as_bytes(), |_| false).unwrap(), places);
    }

    #[test]
    fn every_bad_row_is_told_by_line() {
        assert_eq!(problems(GOOD.as_bytes()), Vec::<String>::new());
        let cases = [
            (
                "513424102001,甲村,village,513424102000",
                "line 5: parent 513424102000 is neither in the file nor known already",
            ),
            ("513424101203,乙村,village,513424101000", "line 5: code 513424101203 stands already in line 4"),
            (
                "513424101204,丙村,township,513424101000",
                "line 5: level township does not fit code 513424101204, whose digits say village",
            ),
            (
                "513424101204,丙村,hamlet,513424101000",
                "line 5: level \"hamlet\" is none of county, township, village, grid, micro_grid",
            ),
            (
                "513424101204,丙村,village,513424000000",
                "line 5: parent 513424000000 does not fit code 513424101204, whose digits say 513424101000",
            ),
            (
                "51342410120x,丙村,village,513424101000",
                "line 5: code \"51342410120x\" is not 12, 14 or 17 digits",
            ),
            ("513424101204, ,village,513424101000", "line 5: the name is empty"),
            ("513424101204,丙村,village", "line 5: a row has 4 columns, this one has 3"),
            ("513424101204,丙村,village,513424101000,x", "line 5: a row has 4 columns, this one has 5"),
            ("513424101204,丙村,village,", "line 5: the parent is empty"),
            ("513425000000,别县,county,513424000000", "line 5: a county has no parent"),
        ];
        for (line, told) in cases {
            assert_eq!(with(line), [told], "{line}");
        }
        let two = with("513424101204,,village,513424101000\n513424101205,丁村,town,513424101000");
        assert_eq!(two.len(), 2, "all bad rows are told, not the first alone");
    }

    #[test]
    fn a_parent_known_already_is_enough() {
        let file = "code,name,level,parent_code\n513424101204,丙村,village,513424101000\n";
        assert!(read_divisions(file.as_bytes(), |_| false).is_err());
        assert_eq!(read_divisions(file.as_bytes(), |_| true).unwrap().len(), 1);
    }

    #[test]
    fn gbk_is_recognised_and_damage_is_not_mistaken_for_it() {
        // 德昌县 and 永郎镇 in GBK.
        let mut gbk = b"code,name,level,parent_code\n513424000000,".to_vec();
        gbk.extend([0xb5, 0xc2, 0xb2, 0xfd, 0xcf, 0xd8]);
        gbk.extend(b",county,\n513424101000,");
        gbk.extend([0xd3, 0xc0, 0xc0, 0xc9, 0xd5, 0xf2]);
        gbk.extend(b",township,513424000000\n");
        assert!(problems(&gbk)[0].contains("save it as UTF-8") && problems(&gbk)[0].starts_with("line 2"));
        let mut damaged = GOOD.as_bytes().to_vec();
        let letter = damaged.windows(3).position(|w| w == "永".as_bytes()).unwrap();
        damaged[letter + 1] = b'x';
        assert_eq!(
            problems(&damaged),
            ["line 3: broken UTF-8 at byte 14 of the line: save the file as UTF-8"]
        );
    }

    #[test]
    fn what_is_no_divisions_file_is_refused() {
        assert_eq!(problems(b""), ["line 1: there are no rows"]);
        assert_eq!(problems(b"code,name,level,parent_code\n"), ["line 1: there are no rows"]);
        assert_eq!(problems(b"name,code\n"), ["line 1: the first line must be code,name,level,parent_code"]);
    }
}
