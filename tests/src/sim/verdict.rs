//! Whether a world kept its word: checked after every step, and at the end against the reference
//! model.

use super::ledger::word_in;
use super::world::{Outcome, World};
use shared_model::api::view::Delivery;
use shared_model::document::DocId;
use shared_model::ids::HouseholdId;
use std::collections::{BTreeMap, BTreeSet};

/// In so many rounds of good links everything must have arrived everywhere.
const QUIET_ROUNDS: usize = 6;

impl World {
    /// What was told as received is on the server; what a phone told as saved is on the phone.
    pub(super) fn nothing_acknowledged_went(&mut self) -> Outcome<()> {
        let there = self.server.words()?;
        if let Some(word) = self.ledger.received.iter().find(|word| !there.contains_key(*word)) {
            return Err(format!("{word} was told as received and is not in the server's log"));
        }
        for at in 0..self.phones.len() {
            let items = self.phones[at].items();
            let items = items.map_err(|problem| format!("phone {at} can't be opened: {problem}"))?;
            let on_phone: BTreeSet<String> = items.iter().filter_map(|item| word_in(&item.words)).collect();
            let held = self.ledger.held_by(at);
            if let Some(word) = held.iter().find(|w| !on_phone.contains(*w) && !there.contains_key(*w)) {
                return Err(format!("{word} was told as saved and is gone from phone {at}"));
            }
        }
        Ok(())
    }

    /// Quiet days: everything works, everybody syncs, until nothing moves any more. Then all must be
    /// as the reference model says.
    ///
    /// # Errors
    /// The first thing that isn't.
    pub fn converges(&mut self) -> Outcome<()> {
        self.calm();
        for round in 0..QUIET_ROUNDS {
            for at in 0..self.phones.len() {
                self.exchange(at, &[])?;
                self.note_received(at);
            }
            if round > 0 && self.all_quiet() {
                break;
            }
        }
        self.nothing_acknowledged_went()?;
        self.all_agree()?;
        self.all_owed_is_there()?;
        self.no_update_was_lost()?;
        self.rules_are_upheld()?;
        self.rows_are_right()
    }

    /// Whether the last exchange of every phone moved nothing.
    fn all_quiet(&self) -> bool {
        let moved_nothing = |outcome: &Option<_>| match outcome {
            Some(Ok(report)) => {
                let report: &shared_model::api::view::SyncReport = report;
                report.sent + report.received + report.refused == 0 && report.agreed
            }
            _ => false,
        };
        self.phones.iter().all(|phone| moved_nothing(&phone.outcome))
    }

    fn all_agree(&mut self) -> Outcome<()> {
        for (at, phone) in self.phones.iter().enumerate() {
            let report = match &phone.outcome {
                Some(Ok(report)) => report,
                other => return Err(format!("phone {at}: its last exchange in quiet ended with {other:?}")),
            };
            // A server that was put back may lack what others wrote, and what stands on that waits.
            let may_wait = self.lost_for_good;
            if !report.agreed && !may_wait {
                return Err(format!("phone {at} and the server do not agree: {report:?}"));
            }
            if report.unsent > 0 && !may_wait {
                return Err(format!("phone {at} still has {} unsent changes", report.unsent));
            }
        }
        Ok(())
    }

    /// Every acknowledged entry is on the server once, or came back to its author.
    fn all_owed_is_there(&mut self) -> Outcome<()> {
        let there = self.server.words()?;
        let mut told: Vec<BTreeMap<String, Delivery>> = Vec::new();
        for phone in &mut self.phones {
            let items = phone.items().map_err(|problem| problem.to_string())?;
            told.push(items.into_iter().filter_map(|i| Some((word_in(&i.words)?, i.delivery))).collect());
        }
        for (word, places) in &there {
            if places.len() > 1 {
                return Err(format!("{word} was written once and stands in {places:?}"));
            }
        }
        for (word, phones) in self.ledger.owed() {
            if there.contains_key(&word) {
                continue;
            }
            let told = phones.iter().filter_map(|at| told[*at].get(&word)).collect::<Vec<_>>();
            let came_back = told.iter().any(|delivery| matches!(delivery, Delivery::Returned { .. }));
            let waits =
                self.lost_for_good && told.iter().any(|delivery| matches!(delivery, Delivery::SavedHere));
            self.tally.returned += u32::from(came_back);
            if !came_back && !waits {
                return Err(format!("{word} is neither on the server nor returned; phones say {told:?}"));
            }
        }
        Ok(())
    }

    /// In each field of a household stands what was written by people who had not seen each other's
    /// words, and nothing that somebody replaced knowingly.
    fn no_update_was_lost(&mut self) -> Outcome<()> {
        let mut fields: BTreeMap<(HouseholdId, String), BTreeSet<String>> = BTreeMap::new();
        for (word, places) in self.server.words()? {
            for (doc, key) in places {
                if let DocId::Household(_, id) = doc {
                    fields.entry((id, key)).or_default().insert(word.clone());
                }
            }
        }
        for ((household, field), arrived) in fields {
            let stands = self.server.words_of(&household, &field);
            let should = self.ledger.updates.standing(&arrived);
            if stands != should {
                return Err(format!("in {household}, {field}, stands {stands:?}, and should {should:?}"));
            }
        }
        Ok(())
    }

    /// Rows: rebuilt as they were, and the same on every phone as on the server.
    fn rows_are_right(&mut self) -> Outcome<()> {
        if let Some(fault) = self.server.faults()?.first() {
            return Err(format!("the server's store: {fault}"));
        }
        let server = self.server.rows()?;
        // What was lost and came back was received anew: its times are others than on phones that
        // had it before.
        let may_differ = self.went_back;
        for (at, phone) in self.phones.iter_mut().enumerate() {
            let replica = phone.running().map_err(|problem| format!("phone {at}: {problem}"))?;
            let rows = replica.dump_rows().map_err(|problem| problem.to_string())?;
            replica.rebuild().map_err(|problem| problem.to_string())?;
            let rebuilt = replica.dump_rows().map_err(|problem| problem.to_string())?;
            if let Some((was, is)) = rows.iter().zip(&rebuilt).find(|(was, is)| was != is) {
                return Err(format!("phone {at}: a row rebuilt differs: was {was}, is {is}"));
            }
            if rows.len() != rebuilt.len() {
                return Err(format!("phone {at}: {} rows were {} before", rebuilt.len(), rows.len()));
            }
            for row in rows.iter().filter(|_| !may_differ) {
                let Some((id, json)) = row_of(row) else { continue };
                match server.get(id) {
                    Some(theirs) if theirs == json => {}
                    theirs => {
                        return Err(format!("phone {at}, {id}: {json}, but the server has {theirs:?}"));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Identity and content of a household's, visit's or case's row in a phone's list of all rows.
fn row_of(line: &str) -> Option<(&str, &str)> {
    let json = line.find(" {")?;
    let id = line.split(' ').next()?;
    Some((id, &line[json + 1..]))
}
