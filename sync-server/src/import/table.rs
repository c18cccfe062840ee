//! A spreadsheet as a table: which column holds what, its rows, and of each cell what is wrong with it.
//! What the columns are says whoever imports.

use super::sheet::{self, Line, MOST_ROWS, SheetForm, Value};
use shared_model::api::import::{ImportReport, WrongCell, WrongWhy};
use std::collections::BTreeMap;

/// A field with its headings, the one of the template first; and whether a table must have it.
pub type Column<F> = (F, &'static [&'static str], bool);

/// The head of a table: which column holds what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head<F> {
    /// The line it stands in.
    pub line: u32,
    /// Column and heading of each field that is there.
    pub columns: BTreeMap<F, (u32, String)>,
    /// Headings that mean nothing here.
    pub unused: Vec<String>,
}

impl<F: Copy + Ord> Head<F> {
    /// The head among the first lines: the first that names two fields or more.
    pub fn find(fields: &[Column<F>], lines: &[Line]) -> Option<Head<F>> {
        let heads = lines.iter().take(10).map(|line| Head::of(fields, line));
        heads.into_iter().find(|head| head.columns.len() >= 2)
    }

    fn of(fields: &[Column<F>], line: &Line) -> Head<F> {
        let mut head = Head { line: line.number, columns: BTreeMap::new(), unused: Vec::new() };
        for (column, value) in &line.cells {
            let Value::Text(heading) = value else { continue };
            let plain = plain(heading);
            let field =
                fields.iter().find(|(_, names, _)| names.iter().any(|name| self::plain(name) == plain));
            match field {
                Some((field, ..)) if !head.columns.contains_key(field) => {
                    head.columns.insert(*field, (*column, heading.clone()));
                }
                _ => head.unused.push(heading.clone()),
            }
        }
        head
    }

    /// The headings of columns that must be there and aren't.
    fn lacks(&self, fields: &[Column<F>]) -> Vec<&'static str> {
        let must = fields.iter().filter(|(_, _, must)| *must);
        must.filter(|(field, ..)| !self.columns.contains_key(field)).map(|(_, names, _)| names[0]).collect()
    }

    /// Puts what is wrong in the order in which one reads the sheet: by line, then by column; what is said
    /// of a whole line comes first.
    pub fn in_order(&self, wrong: &mut [WrongCell]) {
        let places: BTreeMap<&str, u32> =
            self.columns.values().map(|(column, heading)| (heading.as_str(), *column)).collect();
        wrong.sort_by_key(|cell| (cell.line, places.get(cell.column.as_str()).copied()));
    }

    /// What stands under a heading in a line.
    pub fn cell<'a>(&self, field: F, line: &'a Line) -> Option<&'a Value> {
        line.cells.get(&self.columns.get(&field)?.0)
    }

    /// The heading as the table writes it.
    fn heading(&self, field: F) -> String {
        self.columns.get(&field).map(|(_, heading)| heading.clone()).unwrap_or_default()
    }
}

/// Without spaces, stars and the brackets of either width: 标题* and 涉及金额(元) are what they look like.
fn plain(heading: &str) -> String {
    let kept = heading.chars().filter(|c| !c.is_whitespace() && !"*＊：:".contains(*c));
    kept.map(|c| match c {
        '(' => '（',
        ')' => '）',
        c => c,
    })
    .collect()
}

/// A table whose head was understood.
pub struct Table<F> {
    /// The head.
    pub head: Head<F>,
    /// The rows below it.
    pub rows: Vec<Line>,
    /// What is known so far: how many rows, which columns aren't read.
    pub report: ImportReport,
}

impl<F: Copy + Ord> Table<F> {
    /// Reads a file.
    ///
    /// # Errors
    /// A report of what is wrong with the file as a whole.
    pub fn read(fields: &[Column<F>], form: SheetForm, bytes: &[u8]) -> Result<Table<F>, ImportReport> {
        let lines = sheet::read(form, bytes).map_err(|_| whole_file(WrongWhy::Unreadable, ""))?;
        if lines.is_empty() {
            return Err(whole_file(WrongWhy::Empty, ""));
        }
        let head = Head::find(fields, &lines).ok_or_else(|| whole_file(WrongWhy::NoHead, ""))?;
        let lacks = head.lacks(fields);
        if !lacks.is_empty() {
            let missing = |heading| wrong_line(head.line, WrongWhy::ColumnMissing, heading);
            let wrong = lacks.into_iter().map(missing).collect();
            return Err(ImportReport { wrong, ..ImportReport::default() });
        }
        let rows: Vec<Line> = lines.into_iter().filter(|line| line.number > head.line).collect();
        if rows.is_empty() {
            return Err(whole_file(WrongWhy::Empty, ""));
        }
        if rows.len() > MOST_ROWS {
            return Err(whole_file(WrongWhy::TooManyRows, &MOST_ROWS.to_string()));
        }
        let report = ImportReport {
            rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            unused: head.unused.clone(),
            ..ImportReport::default()
        };
        Ok(Table { head, rows, report })
    }
}

fn wrong_line(line: u32, why: WrongWhy, column: &str) -> WrongCell {
    WrongCell { line, column: column.to_owned(), written: String::new(), why, offers: vec![] }
}

/// Something is wrong with the file, not with a line of it.
pub fn whole_file(why: WrongWhy, offer: &str) -> ImportReport {
    let offers = if offer.is_empty() { vec![] } else { vec![offer.to_owned()] };
    let wrong = vec![WrongCell { offers, ..wrong_line(0, why, "") }];
    ImportReport { wrong, ..ImportReport::default() }
}

/// A line says what another one has said.
pub fn twice(line: u32, first: u32) -> WrongCell {
    WrongCell { offers: vec![first.to_string()], ..wrong_line(line, WrongWhy::Twice, "") }
}

/// The cells of one row as they are read, and what is wrong with them.
pub struct Cells<'a, F> {
    /// The head of its table.
    pub head: &'a Head<F>,
    /// The row.
    pub line: &'a Line,
    /// What is wrong so far.
    pub wrong: Vec<WrongCell>,
}

impl<'a, F: Copy + Ord> Cells<'a, F> {
    /// The cells of a row.
    pub fn of(head: &'a Head<F>, line: &'a Line) -> Cells<'a, F> {
        Cells { head, line, wrong: Vec::new() }
    }

    /// What was read, when nothing was wrong.
    ///
    /// # Errors
    /// All that is wrong with the row.
    pub fn done<T>(self, read: Option<T>) -> Result<T, Vec<WrongCell>> {
        match read {
            Some(read) if self.wrong.is_empty() => Ok(read),
            _ => Err(self.wrong),
        }
    }

    /// Takes note of what is wrong with a cell, and what could stand there.
    pub fn wrong(&mut self, field: F, why: WrongWhy, offers: Vec<String>) {
        let written: String = self.text(field).unwrap_or_default().chars().take(40).collect();
        let column = self.head.heading(field);
        self.wrong.push(WrongCell { line: self.line.number, column, written, why, offers });
    }

    /// What stands in a cell, as text.
    pub fn text(&self, field: F) -> Option<String> {
        Some(match self.head.cell(field, self.line)? {
            Value::Text(words) => words.clone(),
            Value::Number(number) => number.to_string(),
            Value::Moment(at) => crate::papers::words::moment(*at),
        })
    }

    /// Words that must stand there, so many characters at most.
    pub fn words(&mut self, field: F, most: usize) -> Option<String> {
        if self.text(field).is_none() {
            self.wrong(field, WrongWhy::Missing, vec![]);
            return None;
        }
        self.maybe_words(field, most)
    }

    /// Words that may be left out.
    pub fn maybe_words(&mut self, field: F, most: usize) -> Option<String> {
        let text = self.text(field)?;
        if text.chars().count() > most {
            self.wrong(field, WrongWhy::TooLong, vec![most.to_string()]);
            return None;
        }
        Some(text)
    }

    /// A word that may be left out.
    pub fn one_of<T>(
        &mut self,
        field: F,
        read: impl Fn(&str) -> Option<T>,
        offers: impl Fn() -> Vec<String>,
    ) -> Option<T> {
        let text = self.text(field)?;
        let read = read(&text);
        if read.is_none() {
            self.wrong(field, WrongWhy::UnknownWord, offers());
        }
        read
    }

    /// A word that must stand there.
    pub fn must_be_one_of<T>(
        &mut self,
        field: F,
        read: impl Fn(&str) -> Option<T>,
        offers: impl Fn() -> Vec<String>,
    ) -> Option<T> {
        if self.text(field).is_none() {
            self.wrong(field, WrongWhy::Missing, offers());
            return None;
        }
        self.one_of(field, read, offers)
    }
}

/// What one of several words means.
pub fn among<T: Copy>(words: &[(T, &[&str])], written: &str) -> Option<T> {
    words.iter().find(|(_, names)| names.contains(&written)).map(|(meant, _)| *meant)
}

/// The first word of each: what a template offers.
pub fn offered<T>(words: &[(T, &[&str])]) -> Vec<String> {
    words.iter().filter_map(|(_, names)| names.first()).map(|name| (*name).to_owned()).collect()
}
