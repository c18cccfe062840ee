//! Places: the five-level tree from county to micro-grid, told by the digits of a code.
//!
//! County, township and village carry the 12-digit statistical code of the state; below a village
//! two digits number the grid and three more the micro-grid. So one place lies within another
//! exactly when its significant digits begin with the other's: no tree is needed to decide rights.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A level of the tree, highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 县
    County,
    /// 乡镇 / 街道
    Township,
    /// 村 / 社区
    Village,
    /// 综治网格
    Grid,
    /// 优网格 / 微网格
    MicroGrid,
}

impl Level {
    /// All levels, highest first.
    pub const ALL: [Level; 5] =
        [Level::County, Level::Township, Level::Village, Level::Grid, Level::MicroGrid];

    /// Reads the word a divisions file uses: `county`, `township`, `village`, `grid`, `micro_grid`.
    pub fn parse(word: &str) -> Option<Level> {
        match word {
            "county" => Some(Level::County),
            "township" => Some(Level::Township),
            "village" => Some(Level::Village),
            "grid" => Some(Level::Grid),
            "micro_grid" => Some(Level::MicroGrid),
            _ => None,
        }
    }

    /// The word used in files, [`Level::parse`] reads it.
    pub fn word(self) -> &'static str {
        match self {
            Level::County => "county",
            Level::Township => "township",
            Level::Village => "village",
            Level::Grid => "grid",
            Level::MicroGrid => "micro_grid",
        }
    }

    /// The level above; a county has none.
    pub fn above(self) -> Option<Level> {
        let at = Level::ALL.iter().position(|level| *level == self)?;
        at.checked_sub(1).map(|above| Level::ALL[above])
    }

    /// How many digits of a code say something at this level.
    fn significant(self) -> usize {
        match self {
            Level::County => 6,
            Level::Township => 9,
            Level::Village => 12,
            Level::Grid => 14,
            Level::MicroGrid => 17,
        }
    }
}

/// The code of a place: 12 digits down to the village, 14 for a grid, 17 for a micro-grid.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlaceCode(String);

/// Why a text is no place code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place code is 12, 14 or 17 digits, this is {0:?}")]
pub struct NotAPlaceCode(pub String);

impl PlaceCode {
    /// A code of no county: it stands where a place could not be read.
    pub fn nowhere() -> PlaceCode {
        PlaceCode("0".repeat(12))
    }

    /// Reads a code.
    ///
    /// # Errors
    /// When it is not 12, 14 or 17 digits.
    pub fn parse(code: &str) -> Result<PlaceCode, NotAPlaceCode> {
        let digits = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
        match code.len() {
            12 | 14 | 17 if digits => Ok(PlaceCode(code.to_owned())),
            _ => Err(NotAPlaceCode(code.chars().take(40).collect())),
        }
    }

    /// The code as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level, told by length and trailing zeros.
    pub fn level(&self) -> Level {
        match self.0.len() {
            17 => Level::MicroGrid,
            14 => Level::Grid,
            _ if self.0.ends_with("000000") => Level::County,
            _ if self.0.ends_with("000") => Level::Township,
            _ => Level::Village,
        }
    }

    /// The digits that every place within this one begins with.
    pub fn prefix(&self) -> &str {
        &self.0[..self.level().significant()]
    }

    /// Whether this place is `outer` or lies within it.
    pub fn is_within(&self, outer: &PlaceCode) -> bool {
        self.prefix().starts_with(outer.prefix())
    }

    /// The place one level up; a county has none.
    pub fn parent(&self) -> Option<PlaceCode> {
        let code = match self.level() {
            Level::County => return None,
            Level::Township => format!("{}000000", &self.0[..6]),
            Level::Village => format!("{}000", &self.0[..9]),
            Level::Grid => self.0[..12].to_owned(),
            Level::MicroGrid => self.0[..14].to_owned(),
        };
        Some(PlaceCode(code))
    }

    /// This place or the one above it that stands at `level`; `None` when it is higher already.
    pub fn at(&self, level: Level) -> Option<PlaceCode> {
        let mut place = self.clone();
        while place.level() > level {
            place = place.parent()?;
        }
        (place.level() == level).then_some(place)
    }

    /// The village this place is or lies in.
    pub fn village(&self) -> Option<PlaceCode> {
        self.at(Level::Village)
    }

    /// The `number`th child of a village (a grid, 1 to 99) or of a grid (a micro-grid, 1 to 999).
    pub fn child(&self, number: u16) -> Option<PlaceCode> {
        match self.level() {
            Level::Village if (1..=99).contains(&number) => Some(PlaceCode(format!("{}{number:02}", self.0))),
            Level::Grid if (1..=999).contains(&number) => Some(PlaceCode(format!("{}{number:03}", self.0))),
            _ => None,
        }
    }
}

impl TryFrom<String> for PlaceCode {
    type Error = NotAPlaceCode;
    fn try_from(code: String) -> Result<Self, NotAPlaceCode> {
        PlaceCode::parse(&code)
    }
}

impl From<PlaceCode> for String {
    fn from(code: PlaceCode) -> String {
        code.0
    }
}

impl fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place with its name, as the reference data carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its code.
    pub code: PlaceCode,
    /// Its name: 阿月村, 一网格, 一网格 01.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> PlaceCode {
        PlaceCode::parse(text).unwrap()
    }

    #[test]
    fn digits_tell_the_level_and_who_lies_within_whom() {
        let county = code("513424000000");
        let township = code("513424101000");
        let village = code("513424101203");
        let grid = village.child(1).unwrap();
        let micro = grid.child(7).unwrap();
        assert_eq!(micro.as_str(), "51342410120301007");
        let levels = [&county, &township, &village, &grid, &micro].map(PlaceCode::level);
        assert_eq!(levels, Level::ALL);
        for (inner, outer) in
            [(&micro, &grid), (&grid, &village), (&village, &township), (&township, &county)]
        {
            assert!(inner.is_within(outer) && !outer.is_within(inner));
            assert_eq!(inner.parent().as_ref(), Some(outer));
        }
        assert_eq!(micro.village(), Some(village.clone()));
        assert!(!micro.is_within(&village.child(2).unwrap()));
        assert_eq!(county.village(), None);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for bad in ["", "51342410120", "5134241012031", "51342410120a", "５１３４２４１０１２０３"]
        {
            assert!(PlaceCode::parse(bad).is_err(), "{bad}");
        }
    }
}
