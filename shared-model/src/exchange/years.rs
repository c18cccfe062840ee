//! Which years of visit books a phone holds: those of the last months from its first exchange on,
//! and older ones when somebody asks.
//!
//! The window covers every book that is here, so that what is here is always kept current: a visit
//! of an older year that is recorded on this phone brings that year along.

use super::ground::{Ground, meta};
use crate::api::Problem;
use crate::document::{DocId, Hash};
use crate::ids::HouseholdId;
use crate::moment::{DAY, Millis};
use crate::protocol::{SyncAnswer, SyncRequest};
use std::collections::BTreeMap;

/// How far back the books of a new phone reach at least, in days.
const DAYS_BACK: i64 = 183;

/// The year a new phone asks from.
pub fn default_year(now: Millis) -> i32 {
    now.plus(-DAYS_BACK * DAY).day().year
}

/// Whether a document belongs to the window.
pub fn in_window(doc: &DocId, from_year: Option<i32>) -> bool {
    match (doc, from_year) {
        (DocId::VisitBook(_, _, year), Some(from)) => *year >= from,
        _ => true,
    }
}

/// The window of the next request, and whether it reaches further back than the cursors do: then
/// only a comparison of heads brings what lies between.
pub(super) fn next_window(
    ground: &impl Ground,
    documents: &[(DocId, Vec<Hash>)],
    now: Millis,
) -> Result<(i32, bool), Problem> {
    let wanted = ground.meta(meta::FROM_YEAR)?.unwrap_or_else(|| default_year(now));
    let from = oldest_book(documents).map_or(wanted, |oldest| oldest.min(wanted));
    let asked: Option<i32> = ground.meta(meta::YEARS_ASKED)?;
    Ok((from, asked.is_some_and(|asked| from < asked)))
}

fn oldest_book(documents: &[(DocId, Vec<Hash>)]) -> Option<i32> {
    let year = |(doc, _): &(DocId, Vec<Hash>)| match doc {
        DocId::VisitBook(_, _, year) => Some(*year),
        _ => None,
    };
    documents.iter().filter_map(year).min()
}

/// Takes note of what an answer's cursors stand for. True when the window must be asked for again
/// because this phone's clock ran ahead.
pub(super) fn note(
    ground: &impl Ground,
    request: &SyncRequest,
    answer: &SyncAnswer,
) -> Result<bool, Problem> {
    let Some(asked) = request.from_year else { return Ok(false) };
    ground.set_meta(meta::YEARS_ASKED, &asked)?;
    if ground.meta::<i32>(meta::FROM_YEAR)?.is_some() {
        return Ok(false);
    }
    // The server's clock decides: a phone's may be years off.
    let from = default_year(answer.now);
    ground.set_meta(meta::FROM_YEAR, &from)?;
    Ok(from < asked)
}

/// By household: the first and the last year of its visits that were let go of. What came back since may
/// still stand here.
pub type LetGoYears = BTreeMap<HouseholdId, (i32, i32)>;

/// Asks for books from `from` on, or lets go of those before. What is let go is forgotten here at
/// once, but for what isn't delivered yet; what is asked for comes with the next exchange.
///
/// # Errors
/// As the ground fails.
pub fn ask(ground: &impl Ground, from: i32, now: Millis) -> Result<(), Problem> {
    let from = from.min(default_year(now));
    ground.set_meta(meta::FROM_YEAR, &from)?;
    let documents = ground.documents()?;
    let mut gone: LetGoYears = ground.meta(meta::YEARS_LET_GO)?.unwrap_or_default();
    for (doc, _) in &documents {
        if let DocId::VisitBook(_, household, year) = doc
            && gone.get(household).is_some_and(|(first, _)| first == year)
        {
            gone.remove(household);
        }
    }
    for (doc, _) in documents {
        if !in_window(&doc, Some(from))
            && ground.forget(&doc)?
            && let DocId::VisitBook(_, household, year) = doc
        {
            let (first, last) = gone.entry(household).or_insert((year, year));
            (*first, *last) = (year.min(*first), year.max(*last));
        }
    }
    ground.set_meta(meta::YEARS_LET_GO, &gone)
}
