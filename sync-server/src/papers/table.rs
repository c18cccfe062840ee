//! A table as the writers take it: a title, a head of named columns in groups, rows of cells, and
//! what must be known to read them.

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it stands under together with its neighbours; empty when it stands alone.
    pub group: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How wide it is, in letters.
    pub width: u16,
}

impl Column {
    /// The name where there is no place for a group above it.
    pub fn full_name(&self) -> String {
        if self.group.is_empty() { self.name.to_owned() } else { format!("{}·{}", self.group, self.name) }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words: they are shown as they are and never computed.
    Text(String),
    /// A number.
    Number(u64),
}

impl Cell {
    /// Words, or nothing.
    pub fn text(words: impl Into<String>) -> Cell {
        let words = words.into();
        if words.is_empty() { Cell::Empty } else { Cell::Text(words) }
    }

    /// As it reads.
    pub fn told(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(words) => words.clone(),
            Cell::Number(number) => number.to_string(),
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is.
    pub title: String,
    /// Where, when and as of when, one line each.
    pub under: Vec<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, as long as the head.
    pub rows: Vec<Vec<Cell>>,
    /// What the columns mean, one line each.
    pub notes: Vec<String>,
}

impl Table {
    /// The head's groups with their first and last column; a column without one stands alone.
    pub fn groups(&self) -> Vec<(&'static str, usize, usize)> {
        let mut groups: Vec<(&'static str, usize, usize)> = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            match groups.last_mut().filter(|(group, ..)| !group.is_empty() && *group == column.group) {
                Some((_, _, last)) => *last = index,
                None => groups.push((column.group, index, index)),
            }
        }
        groups
    }
}
