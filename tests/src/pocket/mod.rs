//! A village in one process: a real server and real phones, joined by function calls, so that a
//! test can break the link where it wants and takes milliseconds. Clock and files are real ones'.

mod meeting;
mod phone;

pub use meeting::{meet, meet_over};
pub use phone::{Phone, Way};

use crate::world::Outcome;
use replica::{Device, Enrolled, Replica, Setting};
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::casework::Policy;
use shared_model::document::{Doc, DocId, Put, actor_bytes};
use shared_model::ids::{AccountId, DeviceId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author, Role};
use shared_model::place::{Level, Place, PlaceCode};
use shared_model::protocol::{EnrolAnswer, EnrolRequest, VERSION};
use shared_model::surroundings::{Surroundings, random};
use shared_model::trust::SigningKey;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use sync_server::act::members;
use sync_server::app::{App, SHIPPED_POLICY};
use sync_server::copy;
use sync_server::ingest::{self, Given, Sender};
use sync_server::store::records::AccountRow;
use sync_server::store::sqlite::SqliteStore;
use sync_server::store::{self, StoreError};

/// A clock that moves when a test says so.
#[derive(Default)]
pub struct Clock {
    ahead: AtomicI64,
}

impl Clock {
    /// Lets time pass.
    pub fn pass(&self, millis: i64) {
        self.ahead.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Surroundings for Clock {
    fn now(&self) -> Millis {
        Device::default().now().plus(self.ahead.load(Ordering::Relaxed))
    }

    fn fill(&self, bytes: &mut [u8]) {
        Device::default().fill(bytes);
    }
}

/// A village with its server.
pub struct Village {
    /// The server.
    pub app: Arc<App>,
    /// The server's clock.
    pub clock: Arc<Clock>,
    /// Two households in each of two micro-grids.
    pub households: Vec<HouseholdId>,
    people: BTreeMap<&'static str, Account>,
    folder: Arc<tempfile::TempDir>,
}

fn place(code: &str) -> PlaceCode {
    PlaceCode::parse(code).unwrap_or_else(|_| unreachable!("a place of this file"))
}

/// The village.
pub fn village() -> PlaceCode {
    place("513424101203")
}

/// One of its micro-grids: 1 or 2.
pub fn micro_grid(number: u16) -> PlaceCode {
    place(&format!("51342410120301{number:03}"))
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn open(folder: &Path, clock: &Arc<Clock>) -> Outcome<Arc<App>> {
    let policy = Policy::from_toml(SHIPPED_POLICY).map_err(text)?;
    let store = Box::new(SqliteStore::open(folder).map_err(text)?);
    App::within(clock.clone(), store, policy, "https://weige.example".into()).map(Arc::new).map_err(text)
}

impl Village {
    /// A village with a secretary, the member A of micro-grid 1, the member B of micro-grid 2, the
    /// leader of the grid both lie in, and a department of the township.
    ///
    /// # Errors
    /// When the server can't be set up.
    pub fn new() -> Outcome<Village> {
        let folder = Arc::new(tempfile::tempdir().map_err(text)?);
        let clock = Arc::new(Clock::default());
        let data = folder.path().join("0");
        std::fs::create_dir(&data).map_err(text)?;
        let app = open(&data, &clock)?;
        let mut village = Village { app, clock, households: vec![], people: BTreeMap::new(), folder };
        village.settle()?;
        Ok(village)
    }

    fn settle(&mut self) -> Outcome<()> {
        let places = [
            ("513424000000", "德昌县"),
            ("513424101000", "永郎镇"),
            ("513424101203", "阿月村"),
            ("51342410120301", "一网格"),
            ("51342410120301001", "一网格 01"),
            ("51342410120301002", "一网格 02"),
        ];
        let people = [
            ("secretary", Role::Secretary, village()),
            ("A", Role::Member, micro_grid(1)),
            ("B", Role::Member, micro_grid(2)),
            ("leader", Role::GridLeader, place("51342410120301")),
            ("department", Role::Department, place("513424101000")),
        ];
        let (mut households, mut accounts) = (vec![], BTreeMap::new());
        let settled = store::write(&*self.app.store, |tx| {
            for (code, name) in places {
                tx.put_place(&Place { code: place(code), name: name.to_owned() })?;
            }
            for (number, (name, role, at)) in people.iter().enumerate() {
                let seed = number as u8 + 1;
                let account = Account {
                    id: AccountId::from_random([seed; 10]),
                    name: (*name).to_owned(),
                    role: *role,
                    place: at.clone(),
                    post: None,
                };
                let hand = DeviceId([seed; 8]);
                tx.put_account(&AccountRow { account: account.clone(), login: None, password: None, hand })?;
                accounts.insert(*name, account);
            }
            for number in 0..4u8 {
                let id = HouseholdId::from_random([number + 1; 10]);
                register(tx, &self.app, &accounts["secretary"], &id, u16::from(number / 2) + 1)
                    .map_err(|_| StoreError::RolledBack)?;
                households.push(id);
            }
            Ok::<_, StoreError>(())
        });
        (self.households, self.people) = (households, accounts);
        settled.map_err(text)
    }

    /// Somebody's account.
    pub fn person(&self, name: &str) -> &Account {
        &self.people[name]
    }

    /// A household's document.
    pub fn household_doc(&self, number: usize) -> DocId {
        DocId::Household(village(), self.households[number].clone())
    }

    /// What an office worker does at the console.
    ///
    /// # Errors
    /// The server's problem.
    pub fn office(&self, command: Command) -> Result<Done, Problem> {
        let id = self.person("secretary").id.clone();
        let row = store::read(&*self.app.store, |tx| tx.account(&id)).map_err(internal)?;
        sync_server::act::act(&self.app, row.as_ref(), command).map_err(|failed| failed.told())
    }

    /// What the secretary sees at the console.
    ///
    /// # Errors
    /// The server's problem.
    pub fn ask(&self, query: &Query) -> Result<Answer, Problem> {
        let id = self.person("secretary").id.clone();
        let row = store::read(&*self.app.store, |tx| tx.account(&id)).map_err(internal)?;
        let account = row.map(|row| row.account);
        sync_server::ask::ask(&self.app, account.as_ref(), query).map_err(|failed| failed.told())
    }

    /// A member is given another micro-grid.
    ///
    /// # Errors
    /// The server's problem.
    pub fn moves(&mut self, name: &'static str, to: PlaceCode) -> Result<(), Problem> {
        let account = self.person(name).id.clone();
        self.office(Command::MoveMember { account, micro_grid: to.clone() })?;
        self.people.entry(name).and_modify(|account| account.place = to);
        Ok(())
    }

    /// A household goes to another micro-grid.
    ///
    /// # Errors
    /// When the server doesn't take it.
    pub fn strike_off(&self, household: &HouseholdId) -> Outcome<()> {
        let number = self.households.iter().position(|id| id == household).ok_or("no such household")?;
        self.write_field(number, "micro_grid", micro_grid(2).as_str())
    }

    /// Writes a field of a household by the office's hand, whatever it is called.
    ///
    /// # Errors
    /// When the server doesn't take it.
    pub fn write_field(&self, number: usize, field: &str, value: &str) -> Outcome<()> {
        let doc = self.household_doc(number);
        let puts = [Put { key: field.to_owned(), value: value.to_owned() }];
        let written = store::write(&*self.app.store, |tx| {
            let (mut document, now) = (load(tx, &doc)?, self.app.now());
            let actor = actor_bytes(DeviceId([1; 8]), random(&*self.clock));
            let written = document.write(actor, now, &puts).map_err(|_| StoreError::RolledBack)?;
            let (_, bytes) = written.ok_or(StoreError::RolledBack)?;
            take(tx, &self.app, self.person("secretary"), &doc, &bytes).map_err(|_| StoreError::RolledBack)
        });
        written.map_err(text)
    }

    /// What stands in a field of a household on the server.
    ///
    /// # Errors
    /// Of the store.
    pub fn field(&self, number: usize, field: &str) -> Outcome<Option<String>> {
        let doc = self.household_doc(number);
        let read = store::read(&*self.app.store, |tx| Ok::<_, StoreError>(load(tx, &doc)?.field(field)));
        read.map_err(text)
    }

    /// Under which actors a document was written, each once.
    ///
    /// # Errors
    /// Of the store.
    pub fn actors(&self, doc: &DocId) -> Outcome<BTreeSet<Vec<u8>>> {
        let log = store::read(&*self.app.store, |tx| tx.changes_of(doc)).map_err(text)?;
        Ok(log.into_iter().map(|row| row.actor).collect())
    }

    /// A one-time code for somebody.
    ///
    /// # Errors
    /// The server's problem.
    pub fn code(&self, name: &str) -> Result<String, Problem> {
        let account = self.person(name).id.clone();
        if self.person(name).place.level() < Level::Village {
            // The village has no say above itself: there a code comes from the command line.
            let code = store::write(&*self.app.store, |tx| {
                let row = tx.account(&account)?.ok_or(StoreError::RolledBack)?;
                members::issue(tx, &row, "", &*self.app.around).map_err(|_| StoreError::RolledBack)
            });
            return code.map(|code| code.code.replace('-', "")).map_err(internal);
        }
        match self.office(Command::NewCode { account })? {
            Done::Code(code) => Ok(code.code.replace('-', "")),
            other => Err(internal(format!("{other:?}"))),
        }
    }

    /// Redeems a code under a key.
    ///
    /// # Errors
    /// The server's problem.
    pub fn redeem(&self, code: &str, key: [u8; 32], protocol: u16) -> Result<EnrolAnswer, Problem> {
        let device_key = (protocol >= 2).then(|| SigningKey::from_bytes(key).public().to_vec().into());
        let request = EnrolRequest { protocol, code: code.to_owned(), device_key };
        sync_server::act::session::enrol(&self.app, &request).map_err(|failed| failed.told())
    }

    /// A phone of somebody, enrolled and synced once.
    ///
    /// # Errors
    /// A problem of either side.
    pub fn phone(&self, name: &str, dir: &Path) -> Result<Phone, Problem> {
        self.phone_speaking(name, dir, VERSION)
    }

    /// The same with a phone that speaks an earlier protocol.
    ///
    /// # Errors
    /// A problem of either side.
    pub fn phone_speaking(&self, name: &str, dir: &Path, protocol: u16) -> Result<Phone, Problem> {
        self.begin(name, dir, protocol, 0)
    }

    /// The same with a phone whose clock is so many milliseconds off.
    ///
    /// # Errors
    /// A problem of either side.
    pub fn phone_with_clock(&self, name: &str, dir: &Path, ahead: i64) -> Result<Phone, Problem> {
        self.begin(name, dir, VERSION, ahead)
    }

    fn begin(&self, name: &str, dir: &Path, protocol: u16, ahead: i64) -> Result<Phone, Problem> {
        let mut phone = self.enrolled(name, dir, protocol, ahead)?;
        phone.sync(self)?;
        Ok(phone)
    }

    /// A phone of somebody, enrolled and not synced yet, that speaks such a protocol and whose clock
    /// is so many milliseconds off.
    ///
    /// # Errors
    /// A problem of either side.
    pub fn enrolled(&self, name: &str, dir: &Path, protocol: u16, ahead: i64) -> Result<Phone, Problem> {
        let clock = Arc::new(Clock::default());
        clock.pass(ahead);
        let (key, file_key): ([u8; 32], [u8; 32]) = (random(&*clock), random(&*clock));
        let answer = self.redeem(&self.code(name)?, key, protocol)?;
        let setting = Setting { protocol, ..Setting::new(dir.join("replica.db"), file_key, clock.clone()) };
        let enrolled = Enrolled { server: "http://127.0.0.1:1".into(), answer, key, training: false };
        let replica = Replica::create(setting.clone(), enrolled)?;
        Ok(Phone::of(replica, setting, clock))
    }

    /// Makes a backup of the server.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn back_up(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.folder.path().join(name);
        std::fs::create_dir(&folder).map_err(text)?;
        let policies = self.app.policies_now().map_err(text)?;
        copy::backup(&*self.app.store, policies.newest(), &folder.join("weige.sqlite")).map_err(text)?;
        Ok(folder)
    }

    /// Another server that goes on with what a backup holds, beside this one.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn beside(&self, backup: &Path) -> Outcome<Village> {
        let (clock, folder) = (self.clock.clone(), self.folder.clone());
        let (households, people) = (self.households.clone(), self.people.clone());
        Ok(Village { app: open(backup, &clock)?, clock, households, people, folder })
    }

    /// Goes on with what a backup holds.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn restore(&mut self, backup: &Path) -> Outcome<()> {
        self.app = open(backup, &self.clock)?;
        Ok(())
    }
}

fn internal(detail: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, detail.to_string())
}

fn register(
    tx: &dyn store::WriteTx,
    app: &App,
    by: &Account,
    id: &HouseholdId,
    grid: u16,
) -> Result<(), String> {
    let put = |key: &str, value: &str| Put { key: key.to_owned(), value: value.to_owned() };
    let resident = format!("resident.{}", id.as_str());
    let puts = [
        put("micro_grid", micro_grid(grid).as_str()),
        put("house_no", "12"),
        put("address", "阿月村一组 12 号"),
        put(&format!("{resident}.name"), "李玉珍"),
        put(&format!("{resident}.relation"), "head"),
    ];
    let (hand, now) = ([1; 8], app.now());
    let actor = actor_bytes(DeviceId(hand), [9; 8]);
    let (_, bytes) = Doc::default().write(actor, now, &puts).map_err(text)?.ok_or("nothing written")?;
    take(tx, app, by, &DocId::Household(village(), id.clone()), &bytes)
}

fn take(tx: &dyn store::WriteTx, app: &App, by: &Account, doc: &DocId, bytes: &[u8]) -> Outcome<()> {
    let sender =
        Sender { author: Author::of(by), former: vec![], prefix: [1; 8], office: true, carrier: None };
    let given = Given { doc, bytes, attested: None };
    let taken =
        ingest::take(tx, &*app.policies(tx).map_err(text)?, &sender, &[given], app.now()).map_err(text)?;
    match &taken[0].1 {
        shared_model::protocol::Outcome::Accepted { .. } => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

fn load(tx: &dyn store::ReadTx, doc: &DocId) -> Result<Doc, StoreError> {
    let log = tx.changes_of(doc)?;
    Doc::load(log.iter().map(|row| row.bytes.as_slice())).map_err(|_| StoreError::RolledBack)
}
