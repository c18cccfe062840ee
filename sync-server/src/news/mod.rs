//! What is new in cases, read from the villages' logs: who asks begins where they stopped, and every
//! server process on one store tells the same.
//!
//! [`part`] reads a piece of one log; [`watch`] tells a console at once what is new in its sight.

pub mod watch;

use crate::error::Outcome;
use crate::scope;
use crate::store::ReadTx;
use crate::store::records::Grantee;
use shared_model::casework::{Colour, EventKind, JudgedEvent, Step};
use shared_model::document::{DocId, read_change};
use shared_model::ids::{CaseId, EventId};
use shared_model::place::PlaceCode;
use shared_model::projection::CaseProjection;
use std::collections::{BTreeMap, BTreeSet};

/// A case into which something was written.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseNews {
    /// The case as it stands now.
    pub case: CaseProjection,
    /// The events that came, by the order in which they are judged.
    pub events: Vec<EventId>,
}

impl CaseNews {
    /// The events that came and count.
    pub fn counting(&self) -> impl Iterator<Item = &JudgedEvent> {
        let came = |event: &&JudgedEvent| event.void.is_none() && self.events.contains(&event.written.id);
        self.case.state.events.iter().filter(came)
    }
}

/// A piece of a village's log.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The last sequence that was read.
    pub seq: u64,
    /// The cases it is about, by identity.
    pub cases: Vec<CaseNews>,
}

/// Reads at most `most` changes of a village's log behind a sequence.
///
/// # Errors
/// Of the store, or when it is damaged.
pub fn part(tx: &dyn ReadTx, village: &PlaceCode, after: u64, most: usize) -> Outcome<Part> {
    let mut part = Part { seq: after, cases: Vec::new() };
    let mut written: BTreeMap<CaseId, BTreeSet<EventId>> = BTreeMap::new();
    for row in tx.log(village, after, most)? {
        part.seq = row.seq;
        let DocId::Case(_, case) = &row.doc else { continue };
        let puts = read_change(&row.bytes)?.puts;
        let events = puts.into_iter().filter_map(|put| EventId::parse(&put.put.key).ok());
        written.entry(case.clone()).or_default().extend(events);
    }
    let holders = [Grantee::Place(village.clone())];
    for (id, came) in written {
        // A case whose beginning counts for nothing has no row.
        let Some(row) = tx.case(&holders, &id)? else { continue };
        let case = scope::projection(&row)?;
        let events = case.state.events.iter().map(|event| event.written.id.clone());
        let events = events.filter(|id| came.contains(id)).collect();
        part.cases.push(CaseNews { case, events });
    }
    Ok(part)
}

/// Whether an event asks for somebody's eyes at once: something red, or brought up, or urged.
pub fn is_urgent(event: &JudgedEvent) -> bool {
    match &event.written.event.step {
        Step::Raised { colour, .. } | Step::Recoloured { colour, .. } => *colour == Colour::Red,
        step => matches!(step.kind(), EventKind::Escalated | EventKind::PassedUp | EventKind::Urged),
    }
}
