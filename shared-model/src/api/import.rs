//! What came of a spreadsheet that was handed in: how many rows there were, and of each wrong one what
//! is wrong and what would be right.

use serde::{Deserialize, Serialize};

/// What came of an import: of cases, of service lists, of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Rows with anything in them, without the head.
    pub rows: u32,
    /// Rows that are right and tell something new: a case that isn't there yet, an item or a person that
    /// isn't, or is otherwise.
    pub ready: u32,
    /// Rows that tell nothing new: what is there is left as it is. By line.
    pub already: Vec<u32>,
    /// Rows whose news was written.
    pub taken: u32,
    /// What is wrong, by line and then by column as the sheet has them. A row may be wrong in several.
    pub wrong: Vec<WrongCell>,
    /// Headings of columns that aren't read.
    pub unused: Vec<String>,
    /// Of lists that are replaced: items that are there and not in the table any more. By name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
}

/// What is wrong in one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongCell {
    /// The line, as the spreadsheet numbers it, from 1; 0 when it is the whole file.
    pub line: u32,
    /// The heading of its column; empty when it is the whole row or file.
    pub column: String,
    /// What stands there, at most 40 characters of it.
    pub written: String,
    /// What is wrong with it.
    pub why: WrongWhy,
    /// What could stand there instead, or the line that says the same.
    pub offers: Vec<String>,
}

/// What is wrong, as the key of the text that says so and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongWhy {
    /// The bytes are no such file.
    Unreadable,
    /// There is not one row in it: the file is empty, or the table is the empty one to fill in.
    Empty,
    /// No line names the columns.
    NoHead,
    /// A column that must be there isn't.
    ColumnMissing,
    /// More rows than are taken at once.
    TooManyRows,
    /// Something must stand there.
    Missing,
    /// Not one of the words that can stand there.
    UnknownWord,
    /// No micro-grid of the asker's place is called so.
    UnknownPlace,
    /// Several micro-grids are called so: the code tells them apart.
    SeveralPlaces,
    /// No household of that number has somebody of that name.
    UnknownHousehold,
    /// Not a whole number, or a too large one.
    NotANumber,
    /// Not a day.
    NotADay,
    /// A day that hasn't come yet.
    InFuture,
    /// Too many characters.
    TooLong,
    /// Too many parties, or one without a name.
    Parties,
    /// Another line says the same, or has the same number.
    Twice,
}

impl WrongWhy {
    /// All of them.
    pub const ALL: [WrongWhy; 16] = [
        WrongWhy::Unreadable,
        WrongWhy::Empty,
        WrongWhy::NoHead,
        WrongWhy::ColumnMissing,
        WrongWhy::TooManyRows,
        WrongWhy::Missing,
        WrongWhy::UnknownWord,
        WrongWhy::UnknownPlace,
        WrongWhy::SeveralPlaces,
        WrongWhy::UnknownHousehold,
        WrongWhy::NotANumber,
        WrongWhy::NotADay,
        WrongWhy::InFuture,
        WrongWhy::TooLong,
        WrongWhy::Parties,
        WrongWhy::Twice,
    ];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            WrongWhy::Unreadable => "unreadable",
            WrongWhy::Empty => "empty",
            WrongWhy::NoHead => "no_head",
            WrongWhy::ColumnMissing => "column_missing",
            WrongWhy::TooManyRows => "too_many_rows",
            WrongWhy::Missing => "missing",
            WrongWhy::UnknownWord => "unknown_word",
            WrongWhy::UnknownPlace => "unknown_place",
            WrongWhy::SeveralPlaces => "several_places",
            WrongWhy::UnknownHousehold => "unknown_household",
            WrongWhy::NotANumber => "not_a_number",
            WrongWhy::NotADay => "not_a_day",
            WrongWhy::InFuture => "in_future",
            WrongWhy::TooLong => "too_long",
            WrongWhy::Parties => "parties",
            WrongWhy::Twice => "twice",
        }
    }
}
