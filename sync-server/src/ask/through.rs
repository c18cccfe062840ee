//! Through whose phone a change came, where it was not its author's own: told to the village alone, which
//! knows its people by name.

use super::Asked;
use crate::error::Outcome;
use shared_model::api::view::{HistoryEntry, TimelineEntry};
use shared_model::document::{DocId, read_change};
use shared_model::ids::AccountId;
use shared_model::moment::Millis;
use std::collections::BTreeMap;

/// What others than their author brought of one document.
pub struct Carried {
    ways: Vec<Way>,
}

/// One change that was brought: what it put, when it was written, whose phone it was.
struct Way {
    keys: Vec<String>,
    written_at: Millis,
    name: String,
}

impl Carried {
    /// Reads it; nothing for who isn't of the document's village, and nothing of who has no account any more.
    ///
    /// # Errors
    /// Of the store, or when a change is damaged.
    pub fn read(asked: &Asked<'_>, doc: &DocId) -> Outcome<Carried> {
        let mut ways = Vec::new();
        if asked.me.place.village().as_ref() != Some(doc.village()) {
            return Ok(Carried { ways });
        }
        let mut names: BTreeMap<AccountId, String> = BTreeMap::new();
        for row in asked.tx.carried(doc.village(), Some(doc))? {
            let Some(carrier) = row.carrier else { continue };
            if !names.contains_key(&carrier) {
                let name = asked.tx.account(&carrier)?.map(|row| row.account.name).unwrap_or_default();
                names.insert(carrier.clone(), name);
            }
            let (read, name) = (read_change(&row.bytes)?, names[&carrier].clone());
            let keys = read.puts.into_iter().map(|op| op.put.key).collect();
            ways.push(Way { keys, written_at: read.written_at, name });
        }
        ways.retain(|way| !way.name.is_empty());
        Ok(Carried { ways })
    }

    /// Says it of the events of a case.
    pub fn tell_events(&self, timeline: &mut [TimelineEntry]) {
        for entry in timeline {
            let way = self.ways.iter().find(|way| way.keys.iter().any(|key| key == entry.id.as_str()));
            entry.heard_from = way.map(|way| way.name.clone());
        }
    }

    /// Says it of the writes of a household's fields: a change is known by its moment and its fields.
    pub fn tell_fields(&self, entries: &mut [HistoryEntry]) {
        for entry in entries {
            let wrote = |way: &&Way| way.written_at == entry.written_at && way.keys.contains(&entry.field);
            entry.heard_from = self.ways.iter().find(wrote).map(|way| way.name.clone());
        }
    }
}
