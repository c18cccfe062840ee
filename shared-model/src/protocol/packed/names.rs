//! The names of documents in a packed message: kind, village and year in one column, identities in
//! another.

use super::{ID, MOST_PACKED, Packed, PackedProblem};
use crate::document::DocId;
use crate::ids::{CaseId, HouseholdId};
use crate::leb::{Bytes, put_number, put_signed};
use crate::place::Level;

const HOUSEHOLD: u64 = 0;
const BOOK: u64 = 1;
const CASE: u64 = 2;

/// Writes the names.
pub(super) fn write(docs: &[DocId], to: &mut Packed) {
    let mut year = 0;
    for doc in docs {
        let known = to.villages.iter().position(|village| village == doc.village());
        let place = known.unwrap_or_else(|| {
            to.villages.push(doc.village().clone());
            to.villages.len() - 1
        });
        let (kind, id, of_year) = match doc {
            DocId::Household(_, id) => (HOUSEHOLD, id.to_bytes(), None),
            DocId::VisitBook(_, id, year) => (BOOK, id.to_bytes(), Some(i64::from(*year))),
            DocId::Case(_, id) => (CASE, id.to_bytes(), None),
        };
        put_number(&mut to.docs, kind);
        put_number(&mut to.docs, place as u64);
        if let Some(of_year) = of_year {
            put_signed(&mut to.docs, of_year - year);
            year = of_year;
        }
        to.ids.extend_from_slice(&id);
    }
}

/// Reads the names; the identities that are left are keys.
///
/// # Errors
/// A [`PackedProblem`].
pub(super) fn read(packed: &Packed, ids: &mut Bytes<'_>) -> Result<Vec<DocId>, PackedProblem> {
    let (mut column, mut docs, mut year) = (Bytes(&packed.docs), Vec::new(), 0);
    while !column.0.is_empty() {
        if docs.len() >= MOST_PACKED {
            return Err(PackedProblem::TooLarge);
        }
        docs.push(name(packed, &mut column, ids, &mut year).ok_or(PackedProblem::Malformed)?);
    }
    Ok(docs)
}

fn name(packed: &Packed, column: &mut Bytes<'_>, ids: &mut Bytes<'_>, year: &mut i64) -> Option<DocId> {
    let kind = column.number()?;
    let village = packed.villages.get(usize::try_from(column.number()?).ok()?)?.clone();
    if village.level() != Level::Village {
        return None;
    }
    let id: [u8; ID] = ids.skip(ID as u64)?.try_into().ok()?;
    match kind {
        HOUSEHOLD => Some(DocId::Household(village, HouseholdId::from_random(id))),
        CASE => Some(DocId::Case(village, CaseId::from_random(id))),
        BOOK => {
            *year = year.checked_add(column.signed()?).filter(|year| (0..=9999).contains(year))?;
            Some(DocId::VisitBook(village, HouseholdId::from_random(id), *year as i32))
        }
        _ => None,
    }
}
