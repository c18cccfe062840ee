//! A visit book: its visits, each with the corrections that came later.

use super::{Logged, entries};
use crate::api::view::Delivery;
use crate::document::DocError;
use crate::ids::{EventId, HouseholdId};
use crate::people::Author;
use crate::visit::{Correction, Visit, VisitEntry};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One visit as a store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitProjection {
    /// Its identity.
    pub id: EventId,
    /// The household.
    pub household: HouseholdId,
    /// Who wrote it.
    pub author: Author,
    /// Where it is.
    pub delivery: Delivery,
    /// What was written.
    pub visit: Visit,
    /// Corrections, by time written and then id.
    pub corrections: Vec<(EventId, Author, Delivery, Correction)>,
}

/// The visits of a book, oldest first.
///
/// # Errors
/// When the stored changes are damaged.
pub fn project_visits(household: &HouseholdId, log: &[Logged]) -> Result<Vec<VisitProjection>, DocError> {
    let mut visits: BTreeMap<EventId, VisitProjection> = BTreeMap::new();
    let mut corrections = Vec::new();
    for (key, json, logged) in entries(log)? {
        // What a later version wrote stays in the document and is not shown by this one.
        let (Ok(id), Ok(entry)) = (EventId::parse(&key), serde_json::from_str::<VisitEntry>(&json)) else {
            continue;
        };
        let (author, delivery) = (logged.author.clone(), logged.delivery.clone());
        match entry {
            VisitEntry::Visit(visit) => {
                let household = household.clone();
                let corrections = Vec::new();
                visits.insert(
                    id.clone(),
                    VisitProjection { id, household, author, delivery, visit, corrections },
                );
            }
            VisitEntry::Correction(correction) => corrections.push((id, author, delivery, correction)),
        }
    }
    corrections.sort_by(|a, b| (a.3.written_at, &a.0).cmp(&(b.3.written_at, &b.0)));
    for correction in corrections {
        if let Some(visit) = visits.get_mut(&correction.3.corrects) {
            visit.corrections.push(correction);
        }
    }
    let mut visits: Vec<_> = visits.into_values().collect();
    visits.sort_by(|a, b| (a.visit.at, &a.id).cmp(&(b.visit.at, &b.id)));
    Ok(visits)
}
