//! Through whose phones an entry went, as far as this phone knows.

use crate::store::Carried;
use shared_model::api::view::{HistoryEntry, TimelineEntry};

/// Says it of the events of a case.
pub(crate) fn of_events(timeline: &mut [TimelineEntry], carried: &[Carried]) {
    for entry in timeline {
        if let Some(way) = carried.iter().find(|way| way.keys.iter().any(|key| key == entry.id.as_str())) {
            entry.heard_from.clone_from(&way.heard_from);
            entry.carried_by.clone_from(&way.carried_by);
        }
    }
}

/// Says it of the writes of a household's fields: a change is known by its moment and its fields.
pub(crate) fn of_fields(mut entries: Vec<HistoryEntry>, carried: &[Carried]) -> Vec<HistoryEntry> {
    for entry in &mut entries {
        let wrote = |way: &&Carried| way.written_at == entry.written_at.0 && way.keys.contains(&entry.field);
        if let Some(way) = carried.iter().find(wrote) {
            entry.heard_from.clone_from(&way.heard_from);
            entry.carried_by.clone_from(&way.carried_by);
        }
    }
    entries
}
