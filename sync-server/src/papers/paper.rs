//! A document as the writers take it: blocks from top to bottom, without a word on how a file holds
//! them.

/// A document of A4 pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub title: String,
    /// Beside each other under the title: who made it, and its number.
    pub ends: (String, String),
    /// What stands on it.
    pub blocks: Vec<Block>,
    /// At the foot of each page.
    pub foot: String,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph; its lines stay lines.
    Words(String),
    /// Facts in a frame: up to three pairs of name and value in a row; one pair takes all of it.
    Facts(Vec<Vec<(String, String)>>),
    /// A table.
    Table(Grid),
    /// Lines to be signed on by hand, two beside each other.
    Signs(Vec<String>),
    /// What follows begins on a new page.
    NewPage,
}

/// A table in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The names of its columns.
    pub head: Vec<String>,
    /// How wide each is, of a hundred in all.
    pub widths: Vec<u16>,
    /// Its rows.
    pub rows: Vec<GridRow>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// One text a column.
    pub cells: Vec<String>,
    /// It is there, and counts for nothing.
    pub faint: bool,
}

/// A text without what XML can't hold. Words come from phones, and nobody asks them for less.
pub fn printable(text: &str) -> String {
    let fits = |c: &char| {
        matches!(c, '\n' | '\t') || (*c >= ' ' && !matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().filter(fits).collect()
}
