//! A county for the measurements: places, people, enrolled phones and their past, put straight into
//! a store, as a running county would have it on the morning it is measured.

use super::history::{Historian, Past, Starts};
use super::words::Telling;
use super::workload::Workload;
use crate::world::Outcome;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared_model::casework::{Policies, Policy};
use shared_model::document::DocId;
use shared_model::ids::{AccountId, DeviceId};
use shared_model::moment::{DAY, Millis};
use shared_model::people::{Account, Author, Role};
use shared_model::place::{Level, Place, PlaceCode};
use shared_model::protocol::{SentChange, next_chain};
use sync_server::ingest::derive;
use sync_server::store::records::{AccountRow, ChangeRow, DeviceRow, LogHead};
use sync_server::store::{self, Store, WriteTx};
use sync_server::{import, reference, sample, secret};

/// Micro-grids of a grid, and so phones that a grid leader sees.
pub const IN_A_GRID: usize = 10;
/// Micro-grids of a village: 2,218 over 73 villages.
const IN_A_VILLAGE: usize = 31;

/// What is built.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Phones.
    pub phones: usize,
    /// Days of work that are prepared.
    pub days: usize,
    /// Whole years of visits behind each phone.
    pub years: usize,
    /// How often a phone's program was started.
    pub starts: Starts,
}

/// An enrolled phone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Enrolled {
    /// Whose it is.
    pub account: Account,
    /// Its bearer token.
    pub token: String,
    /// What it will deliver, by day.
    pub days: Vec<Vec<SentChange>>,
}

/// The phones of a county.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Phones {
    /// The members'.
    pub members: Vec<Enrolled>,
    /// One for each grid leader: they only read.
    pub leaders: Vec<Enrolled>,
    /// Added to the workload's times.
    pub shift: i64,
}

/// Builds it in an empty store.
///
/// # Errors
/// One sentence.
pub fn build(store: &dyn Store, workload: &Workload, plan: Plan) -> Outcome<Phones> {
    let policies = Policies::only(Policy::from_toml(sync_server::app::SHIPPED_POLICY)?);
    let places = import::read_divisions(sample::SHIPPED_DIVISIONS, |_| false)
        .map_err(|_| "the shipped divisions are damaged")?;
    let villages: Vec<PlaceCode> =
        places.iter().map(|p| p.code.clone()).filter(|c| c.level() == Level::Village).collect();
    store::write(store, |tx| import::take_in(tx, &places)).map_err(|e| e.to_string())?;
    // The workload's first day is 2025-03-03; it becomes today.
    let today = sync_server::clock::now().0.div_euclid(DAY) * DAY;
    let mut phones = Phones { shift: today - 1_740_960_000_000, ..Phones::default() };
    for (number, village) in villages.iter().enumerate() {
        let from = number * IN_A_VILLAGE;
        let to = plan.phones.min(from + IN_A_VILLAGE);
        if from < to {
            let mut built = Village { plan, workload, policies: &policies, village, phones: &mut phones };
            store::write(store, |tx| built.build(tx, from..to))?;
        }
    }
    if phones.members.len() < plan.phones {
        return Err(format!("the county has villages for {} phones", phones.members.len()));
    }
    Ok(phones)
}

struct Village<'a> {
    plan: Plan,
    workload: &'a Workload,
    policies: &'a Policies,
    village: &'a PlaceCode,
    phones: &'a mut Phones,
}

impl Village<'_> {
    fn build(&mut self, tx: &dyn WriteTx, range: std::ops::Range<usize>) -> Result<(), Wrong> {
        let office = account(Role::Secretary, self.village);
        tx.put_account(&office)?;
        let mut log: Vec<(Past, Author)> = Vec::new();
        for (index, phone) in range.enumerate() {
            let grid = self.village.child((index / IN_A_GRID + 1) as u16).ok_or("too many grids")?;
            let micro_grid = grid.child((index % IN_A_GRID + 1) as u16).ok_or("too many micro-grids")?;
            if index % IN_A_GRID == 0 {
                tx.put_place(&Place {
                    code: grid.clone(), name: format!("网格 {}", index / IN_A_GRID + 1)
                })?;
                let leader = enrol(tx, &account(Role::GridLeader, &grid))?;
                self.phones.leaders.push(leader.0);
            }
            tx.put_place(&Place { code: micro_grid.clone(), name: format!("微网格 {}", index + 1) })?;
            let (mut enrolled, device) = enrol(tx, &account(Role::Member, &micro_grid))?;
            let round = (phone / self.workload.states.len()) as u64;
            let telling = Telling { micro_grid, round, shift: self.phones.shift };
            let mut historian = Historian::new(telling, office.hand, device, self.plan.starts)?;
            let by_office = Author::of(&office.account);
            let by_member = Author::of(&enrolled.account);
            let past = historian.past(self.workload, phone, self.plan.years)?;
            for past in past {
                let author = if past.office { &by_office } else { &by_member };
                log.push((past, author.clone()));
            }
            for day in 0..self.plan.days {
                enrolled.days.push(historian.day(self.workload.ops(phone, day))?);
            }
            self.phones.members.push(enrolled);
        }
        self.append(tx, log)?;
        Ok(reference::changed(tx)?)
    }

    /// Appends in the order in which it was received, and derives the rows.
    fn append(&self, tx: &dyn WriteTx, mut log: Vec<(Past, Author)>) -> Result<(), Wrong> {
        log.sort_by_key(|(past, _)| past.received_at);
        let mut head = LogHead::default();
        let row = |(Past { doc, hash, bytes, actor, received_at, .. }, author)| {
            head = LogHead { seq: head.seq + 1, chain: next_chain(head.chain, &hash) };
            let (seq, chain, actor) = (head.seq, head.chain, actor.to_vec());
            ChangeRow { seq, hash, doc, actor, author, received_at, chain, bytes, carrier: None }
        };
        let all: Vec<ChangeRow> = log.into_iter().map(row).collect();
        tx.append(&all)?;
        let docs: Vec<DocId> = tx.logged_documents(self.village)?;
        derive::derive_again(tx, self.policies, self.village, &docs)?;
        Ok(())
    }
}

/// The same for the same role and place.
fn account(role: Role, place: &PlaceCode) -> AccountRow {
    let drawn = Sha256::digest(format!("bench/{}/{place}", role.word()));
    let mut id = [0; 10];
    id.copy_from_slice(&drawn[..10]);
    let mut hand = [0; 8];
    hand.copy_from_slice(&drawn[10..18]);
    let name = format!("{} {}", role.word(), &place.as_str()[6..]);
    let account = Account { id: AccountId::from_random(id), name, role, place: place.clone(), post: None };
    AccountRow { account, login: None, password: None, hand: DeviceId(hand) }
}

/// Puts account and phone into the store.
fn enrol(tx: &dyn WriteTx, row: &AccountRow) -> Result<(Enrolled, DeviceId), Wrong> {
    tx.put_account(row)?;
    let token = hex::encode(Sha256::digest(row.account.id.as_str()));
    let mut id = [0; 8];
    id.copy_from_slice(&Sha256::digest(&token)[..8]);
    tx.put_device(&DeviceRow {
        id: DeviceId(id),
        account: row.account.id.clone(),
        token_hash: secret::hash(&token),
        enrolled_at: Millis(0),
        revoked_at: None,
        left_at: None,
        last_seen: None,
        key: None,
        enrolled_by: None,
    })?;
    Ok((Enrolled { account: row.account.clone(), token, days: Vec::new() }, DeviceId(id)))
}

/// What can go wrong while building: one sentence, wherever it comes from.
struct Wrong(String);

impl<E: std::fmt::Display> From<E> for Wrong {
    fn from(error: E) -> Wrong {
        Wrong(error.to_string())
    }
}

impl From<Wrong> for String {
    fn from(wrong: Wrong) -> String {
        wrong.0
    }
}
