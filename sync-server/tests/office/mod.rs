//! A village office without network or disk: server processes over one store in memory, and a clock
//! that is put forward by hand.

#![allow(dead_code, reason = "each test file uses a part of it")]

use shared_model::api::view::CaseView;
use shared_model::api::{Answer, Command, Done, Problem, Query};
use shared_model::casework::{CaseKind, Colour, Policy, Step};
use shared_model::ids::{AccountId, CaseId, DeviceId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Role};
use shared_model::place::{Place, PlaceCode};
use shared_model::surroundings::Surroundings;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use sync_server::app::{App, SHIPPED_POLICY};
use sync_server::error::Failed;
use sync_server::store::memory::MemoryStore;
use sync_server::store::records::AccountRow;
use sync_server::store::{self, ReadTx, Store, StoreError, WriteTx};
use sync_server::{act, ask, check};

/// 2026-03-18 12:00 in China, a Wednesday.
pub const NOON: Millis = Millis(1_773_806_400_000);

pub const MICRO_GRID: &str = "51342410120301001";

/// A clock put forward by hand, and dice that never fall the same way twice.
pub struct Around {
    now: AtomicI64,
    drawn: AtomicU64,
}

impl Surroundings for Around {
    fn now(&self) -> Millis {
        Millis(self.now.load(Ordering::SeqCst))
    }
    fn fill(&self, bytes: &mut [u8]) {
        let draw = self.drawn.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        bytes.iter_mut().enumerate().for_each(|(at, byte)| *byte = (draw >> (at % 8 * 8)) as u8);
    }
}

/// One store for several processes.
struct Shared(Arc<dyn Store>);

impl Store for Shared {
    fn read_with(
        &self,
        work: &mut dyn FnMut(&dyn ReadTx) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.0.read_with(work)
    }
    fn write_with(
        &self,
        work: &mut dyn FnMut(&dyn WriteTx) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.0.write_with(work)
    }
    fn copy_pages(&self, to: &Path, meta: &[(&str, &str)]) -> Option<Result<(), StoreError>> {
        self.0.copy_pages(to, meta)
    }
}

pub struct Office {
    pub store: Arc<dyn Store>,
    pub around: Arc<Around>,
}

/// The shipped policy, changed.
pub fn policy(change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = Policy::from_toml(SHIPPED_POLICY).unwrap();
    change(&mut policy);
    policy
}

fn place(code: &str) -> PlaceCode {
    PlaceCode::parse(code).unwrap()
}

/// The people by their roles, one each.
const PEOPLE: [(Role, &str); 6] = [
    (Role::Member, MICRO_GRID),
    (Role::GridLeader, "51342410120301"),
    (Role::Secretary, "513424101203"),
    (Role::Mediator, "513424101203"),
    (Role::Township, "513424101000"),
    (Role::County, "513424000000"),
];

fn account_id(role: Role) -> AccountId {
    AccountId::from_random([role as u8 + 1; 10])
}

impl Office {
    pub fn new() -> Office {
        Office::on(Arc::new(MemoryStore::default()))
    }

    pub fn on(kept: Arc<dyn Store>) -> Office {
        let around = Arc::new(Around { now: AtomicI64::new(NOON.0), drawn: AtomicU64::new(1) });
        let office = Office { store: kept, around };
        store::write(&*office.store, |tx| {
            let places = ["513424000000", "513424101000", "513424101203", "51342410120301", MICRO_GRID];
            places
                .iter()
                .try_for_each(|code| tx.put_place(&Place { code: place(code), name: (*code).into() }))?;
            for (role, at) in PEOPLE {
                let account = Account {
                    id: account_id(role),
                    name: role.word().into(),
                    role,
                    place: place(at),
                    post: None,
                };
                let hand = DeviceId([role as u8 + 1; 8]);
                tx.put_account(&AccountRow { account, login: None, password: None, hand })?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
        office
    }

    /// A server process that starts with a policy.
    pub fn starts(&self, policy: Policy) -> Result<App, Failed> {
        let store = Box::new(Shared(self.store.clone()));
        App::within(self.around.clone(), store, policy, "https://weige.example".into())
    }

    /// A server process with the shipped policy.
    pub fn serves(&self) -> App {
        self.starts(policy(|_| ())).unwrap()
    }

    pub fn later(&self, millis: i64) {
        self.around.now.fetch_add(millis, Ordering::SeqCst);
    }

    pub fn account(&self, role: Role) -> AccountRow {
        store::read(&*self.store, |tx| tx.account(&account_id(role))).unwrap().unwrap()
    }

    /// What somebody commands in the console.
    pub fn does(&self, app: &App, role: Role, command: Command) -> Result<Done, Problem> {
        act::act(app, Some(&self.account(role)), command).map_err(|failed| match failed {
            Failed::Problem(problem) => problem,
            other => panic!("{other}"),
        })
    }

    /// The secretary raises a dispute.
    pub fn raised(&self, app: &App, colour: Colour) -> CaseId {
        let step = Step::Raised {
            kind: CaseKind::Dispute,
            category: "neighbours".into(),
            colour,
            title: "水渠".into(),
            words: "两户争水".into(),
            micro_grid: place(MICRO_GRID),
            parties: vec![],
            facts: Default::default(),
        };
        let done = self.does(app, Role::Secretary, Command::RaiseCase { step, photos: vec![] }).unwrap();
        let Done::Saved { id } = done else { panic!("{done:?}") };
        CaseId::parse(&id).unwrap()
    }

    pub fn adds(&self, app: &App, role: Role, case: &CaseId, step: Step) -> Result<Done, Problem> {
        let command =
            Command::AddToCase { case: case.clone(), step, seen: None, anyway: false, photos: vec![] };
        self.does(app, role, command)
    }

    /// The case as the secretary sees it.
    pub fn sees(&self, app: &App, case: &CaseId) -> CaseView {
        let me = self.account(Role::Secretary).account;
        match ask::ask(app, Some(&me), &Query::Case { id: case.clone() }).unwrap() {
            Answer::Case(view) => view,
            other => panic!("{other:?}"),
        }
    }

    /// Rebuilt equals incremental.
    pub fn is_whole(&self, app: &App) {
        let differs = check::rebuilt_differs(&*app.store, &app.policies_now().unwrap()).unwrap();
        assert_eq!(differs, Vec::<String>::new());
    }
}
