//! The names of documents: deterministic, so that two phones that begin the same book meet.

use crate::ids::{CaseId, HouseholdId};
use crate::place::{Level, PlaceCode};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a document holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocKind {
    /// A household's fields.
    Household,
    /// A household's visits of one year.
    VisitBook,
    /// A case's events.
    Case,
}

/// A document's name: `h.<village>.<household>`, `v.<village>.<household>.<year>` or
/// `c.<village>.<case>`. The village in it says in which log its changes lie.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DocId {
    /// A household.
    Household(PlaceCode, HouseholdId),
    /// A visit book of one year (China time).
    VisitBook(PlaceCode, HouseholdId, i32),
    /// A case.
    Case(PlaceCode, CaseId),
}

/// Why a text names no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no document")]
pub struct NotADocId(pub String);

impl DocId {
    /// Reads a name.
    ///
    /// # Errors
    /// When it is of none of the three forms.
    pub fn parse(text: &str) -> Result<DocId, NotADocId> {
        read(text).ok_or_else(|| NotADocId(text.chars().take(80).collect()))
    }

    /// The village in whose log the document's changes lie.
    pub fn village(&self) -> &PlaceCode {
        match self {
            DocId::Household(village, _) | DocId::VisitBook(village, _, _) | DocId::Case(village, _) => {
                village
            }
        }
    }

    /// What it holds.
    pub fn kind(&self) -> DocKind {
        match self {
            DocId::Household(..) => DocKind::Household,
            DocId::VisitBook(..) => DocKind::VisitBook,
            DocId::Case(..) => DocKind::Case,
        }
    }

    /// The year of a visit book.
    pub fn year(&self) -> Option<i32> {
        match self {
            DocId::VisitBook(_, _, year) => Some(*year),
            _ => None,
        }
    }

    /// The household it belongs to, when it belongs to one.
    pub fn household(&self) -> Option<&HouseholdId> {
        match self {
            DocId::Household(_, id) | DocId::VisitBook(_, id, _) => Some(id),
            DocId::Case(..) => None,
        }
    }
}

fn read(text: &str) -> Option<DocId> {
    let mut parts = text.split('.');
    let kind = parts.next()?;
    let village = PlaceCode::parse(parts.next()?).ok().filter(|v| v.level() == Level::Village)?;
    let id = parts.next()?;
    let doc = match kind {
        "h" => DocId::Household(village, HouseholdId::parse(id).ok()?),
        "c" => DocId::Case(village, CaseId::parse(id).ok()?),
        "v" => {
            let year = parts.next().filter(|y| y.len() == 4)?;
            DocId::VisitBook(village, HouseholdId::parse(id).ok()?, year.parse().ok()?)
        }
        _ => return None,
    };
    parts.next().is_none().then_some(doc)
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DocId::Household(village, id) => write!(f, "h.{village}.{id}"),
            DocId::VisitBook(village, id, year) => write!(f, "v.{village}.{id}.{year:04}"),
            DocId::Case(village, id) => write!(f, "c.{village}.{id}"),
        }
    }
}

impl fmt::Debug for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for DocId {
    type Error = NotADocId;
    fn try_from(text: String) -> Result<Self, NotADocId> {
        DocId::parse(&text)
    }
}

impl From<DocId> for String {
    fn from(id: DocId) -> String {
        id.to_string()
    }
}
