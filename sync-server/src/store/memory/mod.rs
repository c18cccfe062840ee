//! The store in memory: for tests and simulations that have no disk. What it shows is what the
//! databases must show; they are held against the same cases (`sync-server/tests/conformance`).
//!
//! A state is a tree of shared parts. A reader keeps the state it began with; a writer changes its
//! own copy of the parts it touches and puts the new state in place when it ends well.

mod read;
mod write;

use super::records::*;
use super::{ReadTx, Result, Store, WriteTx};
use shared_model::document::Hash;
use shared_model::ids::{AccountId, CaseId, DeviceId, EventId, FeedbackId, HouseholdId, PersonId};
use shared_model::moment::Millis;
use shared_model::people::Role;
use shared_model::photo::{Photo, PhotoHash};
use shared_model::place::{Place, PlaceCode};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The store.
#[derive(Default)]
pub struct MemoryStore {
    state: Mutex<State>,
    /// Held by the one who writes.
    writer: Mutex<()>,
}

#[derive(Clone, Default)]
struct State {
    small: Arc<Small>,
    villages: BTreeMap<PlaceCode, Arc<Village>>,
}

/// What belongs to no village's work.
#[derive(Clone, Default)]
struct Small {
    meta: BTreeMap<String, String>,
    places: BTreeMap<PlaceCode, Place>,
    accounts: BTreeMap<AccountId, AccountRow>,
    tenures: BTreeMap<(AccountId, Millis, PlaceCode), Role>,
    devices: BTreeMap<DeviceId, DeviceRow>,
    codes: BTreeMap<SecretHash, EnrolCodeRow>,
    sessions: BTreeMap<SecretHash, SessionRow>,
    drafts: BTreeMap<(AccountId, String), String>,
    service_lists: BTreeMap<PlaceCode, ServiceListRow>,
    feedback: BTreeMap<(AccountId, FeedbackId), FeedbackRow>,
}

/// The work of one village. Documents are kept by their names as text: that is their order.
#[derive(Clone, Default)]
struct Village {
    head: LogHead,
    log: BTreeMap<u64, Arc<ChangeRow>>,
    hashes: BTreeMap<Hash, u64>,
    /// The sequences of each document's changes.
    by_doc: BTreeMap<String, BTreeSet<u64>>,
    looks: Vec<LookRow>,
    directory: BTreeMap<PersonId, ListedRow>,
    notice_cursor: Option<u64>,
    notices: BTreeMap<String, NoticeRow>,
    /// Whole photos: their bytes, and since when.
    photos: BTreeMap<PhotoHash, (u32, Millis)>,
    rows: Derived,
}

#[derive(Clone, Default)]
struct Derived {
    documents: BTreeMap<String, DocumentRow>,
    outlines: BTreeMap<String, Vec<u8>>,
    scopes: BTreeMap<String, BTreeMap<String, ScopeRow>>,
    households: BTreeMap<HouseholdId, HouseholdRow>,
    visits: BTreeMap<(HouseholdId, EventId), VisitRow>,
    cases: BTreeMap<CaseId, CaseRow>,
    photos: BTreeMap<(String, PhotoHash), Photo>,
}

/// An open transaction.
struct Tx(RefCell<State>);

impl MemoryStore {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn read_with(&self, work: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        let state = self.state().clone();
        work(&Tx(RefCell::new(state)))
    }

    fn write_with(&self, work: &mut dyn FnMut(&dyn WriteTx) -> Result<()>) -> Result<()> {
        let _alone = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = Tx(RefCell::new(self.state().clone()));
        work(&tx)?;
        *self.state() = tx.0.into_inner();
        Ok(())
    }
}
