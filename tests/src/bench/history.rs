//! What one phone has behind it, as the changes it was written in: households by the office, each
//! past visit and each past event a change of its own, and then the days of work that are delivered
//! while it is measured.

use super::words::{Telling, update};
use super::workload::{Op, Visit, Workload};
use crate::world::Outcome;
use sha2::{Digest, Sha256};
use shared_model::casework::{CaseEvent, Step};
use shared_model::document::{Doc, DocId, Hash, Put, actor_bytes};
use shared_model::ids::{DeviceId, EventId};
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::place::PlaceCode;
use shared_model::protocol::SentChange;
use shared_model::visit::VisitEntry;
use std::collections::BTreeMap;

/// A change as it stands in the log, but for its number.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its document.
    pub doc: DocId,
    /// Its hash.
    pub hash: Hash,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Written by the office, else by the member.
    pub office: bool,
    /// The actor.
    pub actor: [u8; 16],
    /// When it was received.
    pub received_at: Millis,
}

/// How often a phone's program is started: a replica carries every actor's 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starts {
    /// Every day anew, as Android does.
    Daily,
    /// Once for all.
    Once,
}

struct CaseSoFar {
    newest: EventId,
    events: usize,
    colour: String,
}

/// Writes one phone's past and its days.
pub struct Historian {
    telling: Telling,
    village: PlaceCode,
    office: DeviceId,
    member: DeviceId,
    starts: Starts,
    docs: BTreeMap<DocId, Doc>,
    cases: BTreeMap<String, CaseSoFar>,
    past: Vec<Past>,
}

impl Historian {
    /// Begins.
    ///
    /// # Errors
    /// When the micro-grid lies in no village.
    pub fn new(telling: Telling, office: DeviceId, member: DeviceId, starts: Starts) -> Outcome<Historian> {
        let village = telling.micro_grid.village().ok_or("a micro-grid lies in a village")?;
        let (docs, cases, past) = Default::default();
        Ok(Historian { telling, village, office, member, starts, docs, cases, past })
    }

    /// So many years up to the first day; the workload's own year is the last, those before it
    /// repeat it under other identities.
    ///
    /// # Errors
    /// When something of the workload can't be read.
    pub fn past(&mut self, workload: &Workload, phone: usize, years: usize) -> Outcome<Vec<Past>> {
        let state = workload.state(phone);
        let visits = state.visits.values().flatten().map(|visit| self.telling.moment(&visit.at));
        let first = visits.collect::<Outcome<Vec<_>>>()?.into_iter().min().unwrap_or_default();
        let back = |years_back: usize| years_back as i64 * 364 * DAY;
        for household in &state.households {
            let doc = DocId::Household(self.village.clone(), self.telling.household(&household.id)?);
            let fields = self.telling.fields(household);
            self.write(&doc, &fields, first.plus(-DAY - back(years)), true)?;
            for years_back in (0..years).rev() {
                for visit in state.visits.get(&household.id).into_iter().flatten() {
                    self.visit(&household.id, &earlier(&visit.id, years_back), visit, back(years_back))?;
                }
            }
        }
        for years_back in (0..years).rev() {
            for dispute in &state.disputes {
                let id = earlier(&dispute.id, years_back);
                for (at, step) in self.telling.steps(dispute)? {
                    self.step(&id, &dispute.colour, at.plus(-back(years_back)), step)?;
                }
            }
        }
        Ok(std::mem::take(&mut self.past))
    }

    /// One more day of work, as it is sent.
    ///
    /// # Errors
    /// When something of the workload can't be read.
    pub fn day(&mut self, ops: &[Op]) -> Outcome<Vec<SentChange>> {
        for op in ops {
            match op {
                Op::Visit { household, visit } => self.visit(household, &visit.id, visit, 0)?,
                Op::Field { household, field, value, at } => {
                    let doc = DocId::Household(self.village.clone(), self.telling.household(household)?);
                    let put = Put { key: self.telling.field(household, field), value: value.clone() };
                    self.write(&doc, &[put], self.telling.moment(at)?, false)?;
                }
                Op::DisputeNew { dispute } => {
                    for (at, step) in self.telling.steps(dispute)? {
                        self.step(&dispute.id, &dispute.colour, at, step)?;
                    }
                }
                Op::DisputeUpdate { dispute, colour, event, .. } => {
                    let coloured =
                        self.cases.get(dispute).map(|case| case.colour.clone()).unwrap_or_default();
                    let step = update(op, &coloured).ok_or("an update that is none")?;
                    self.step(dispute, colour, self.telling.moment(&event.at)?, step)?;
                }
            }
        }
        let sent = |past: Past| SentChange { doc: past.doc, bytes: past.bytes };
        Ok(std::mem::take(&mut self.past).into_iter().map(sent).collect())
    }

    fn visit(&mut self, household: &str, id: &str, visit: &Visit, back: i64) -> Outcome<()> {
        let home = DocId::Household(self.village.clone(), self.telling.household(household)?);
        let mut entry = self.telling.visit(visit)?;
        let at = entry.at.plus(-back);
        (entry.at, entry.written_at) = (at, at);
        let book = home.book_of(at).ok_or("a visit without a book")?;
        let value = serde_json::to_string(&VisitEntry::Visit(entry)).map_err(|e| e.to_string())?;
        self.write(&book, &[Put { key: self.telling.id(id), value }], at, false)
    }

    fn step(&mut self, dispute: &str, colour: &str, at: Millis, step: Step) -> Outcome<()> {
        let doc = DocId::Case(self.village.clone(), self.telling.case(dispute)?);
        let before = self.cases.get(dispute);
        let events = before.map_or(0, |case| case.events);
        let after = before.map(|case| case.newest.clone()).into_iter().collect();
        let newest = hex::encode(&Sha256::digest(format!("{dispute}/{events}"))[..8]);
        let newest = EventId::parse(&self.telling.id(&newest)).map_err(|e| e.to_string())?;
        let event = CaseEvent { written_at: at, after, step, photos: Vec::new() };
        let value = serde_json::to_string(&event).map_err(|e| e.to_string())?;
        self.write(&doc, &[Put { key: newest.to_string(), value }], at, false)?;
        let case = CaseSoFar { newest, events: events + 1, colour: colour.to_owned() };
        self.cases.insert(dispute.to_owned(), case);
        Ok(())
    }

    fn write(&mut self, id: &DocId, puts: &[Put], at: Millis, office: bool) -> Outcome<()> {
        let hand = if office { self.office } else { self.member };
        let start = match self.starts {
            Starts::Daily if !office => at.0.div_euclid(DAY),
            _ => 0,
        };
        let mut nonce = [0; 8];
        nonce.copy_from_slice(&Sha256::digest(format!("{hand}/{start}"))[..8]);
        let actor = actor_bytes(hand, nonce);
        let doc = self.docs.entry(id.clone()).or_default();
        let Some((hash, bytes)) = doc.write(actor, at, puts).map_err(|e| e.to_string())? else {
            return Ok(());
        };
        // A phone delivers in the evening.
        let received_at = Millis(at.0.div_euclid(DAY) * DAY + 12 * HOUR + i64::from(nonce[0]) * 9_000);
        self.past.push(Past { doc: id.clone(), hash, bytes, office, actor, received_at });
        Ok(())
    }
}

/// The identity of what repeats in an earlier year.
fn earlier(id: &str, years_back: usize) -> String {
    let number = u64::from_str_radix(id, 16).unwrap_or(0);
    format!("{:016x}", number ^ (years_back as u64).wrapping_mul(0xd6e8_feb8_6659_fd93))
}
