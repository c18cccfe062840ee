//! From documents to what people look at: rows for lists, and the views made of them.
//!
//! A projection is a pure function of a document's logged changes and the policy's versions, so rows can be
//! dropped and rebuilt at any time and come out the same. Both stores keep the projections as they
//! are (as JSON beside a few indexed columns); [`views`] turns them into what a screen shows, [`desk`] into what the console alone shows.

mod books;
mod cases;
pub mod desk;
pub mod homes;
mod households;
mod news;
mod tasks;
pub mod views;

pub use books::{VisitProjection, project_visits};
pub use cases::{CaseProjection, project_case};
pub use households::{FieldWrite, HouseholdProjection, household_history, project_household};
pub use news::news;
pub use tasks::{my_tasks, sort_tasks};
pub use views::Lens;

use crate::api::view::Delivery;
use crate::casework::Policies;
use crate::document::{DocError, DocId};
use crate::people::Author;
use crate::photo::{self, Photo};

/// A change as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its raw bytes.
    pub bytes: Vec<u8>,
    /// Who wrote it, as attested by the server (or, unsent, the phone's own account).
    pub author: Author,
    /// Where it is.
    pub delivery: Delivery,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "made, stored and dropped one at a time")]
pub enum Projected {
    /// A household.
    Household(HouseholdProjection),
    /// The visits of one book, oldest first.
    Visits(Vec<VisitProjection>),
    /// A case.
    Case(CaseProjection),
    /// Nothing yet that makes sense by itself (a case whose beginning counts for nothing).
    Nothing,
}

/// Projects a document from its changes (in any order).
///
/// # Errors
/// When the stored changes are damaged.
pub fn project(id: &DocId, log: &[Logged], policies: &Policies) -> Result<Projected, DocError> {
    Ok(match id {
        DocId::Household(_, household) => {
            project_household(household, log)?.map_or(Projected::Nothing, Projected::Household)
        }
        DocId::VisitBook(_, household, _) => Projected::Visits(project_visits(household, log)?),
        DocId::Case(_, case) => {
            project_case(case, log, policies)?.map_or(Projected::Nothing, Projected::Case)
        }
    })
}

/// The photos that a document's entries name, by name, each once; also those of entries that a
/// later version wrote and this one doesn't show. What has not the form of photos names none.
///
/// # Errors
/// When the stored changes are damaged.
pub fn photos_named(log: &[Logged]) -> Result<Vec<Photo>, DocError> {
    #[derive(serde::Deserialize)]
    struct Named {
        #[serde(default)]
        photos: Vec<Photo>,
    }
    let mut found: Vec<Photo> = Vec::new();
    // Most changes name none: those are not even read. Texts lie in a change as they are.
    let mentions = |logged: &&Logged| logged.bytes.windows(8).any(|at| at == b"\"photos\"");
    let log: Vec<Logged> = log.iter().filter(mentions).cloned().collect();
    for (_, json, _) in entries(&log)? {
        let named = serde_json::from_str(&json).map_or_else(|_| Vec::new(), |named: Named| named.photos);
        if photo::check(&named).is_ok() {
            found.extend(named);
        }
    }
    found
        .sort_by_cached_key(|photo| (photo.hash, photo.bytes, photo.width, photo.height, photo.mime.clone()));
    found.dedup_by_key(|photo| photo.hash);
    Ok(found)
}

/// The entries of a book or case: key, JSON, and the logged change that carries it. Should a key
/// stand twice (the door refuses that), the one with the lower operation id counts.
fn entries(log: &[Logged]) -> Result<Vec<(String, String, &Logged)>, DocError> {
    let mut found = Vec::new();
    for logged in log {
        for op in crate::document::read_change(&logged.bytes)?.puts {
            found.push((op.put.key, op.id, op.put.value, logged));
        }
    }
    found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    found.dedup_by(|later, first| later.0 == first.0);
    Ok(found.into_iter().map(|(key, _, value, logged)| (key, value, logged)).collect())
}
