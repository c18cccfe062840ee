//! The simulated server: one disk, one store file, one to three processes that answer for it.

use super::around::{Around, Clock};
use super::county::{FILE, FOLDER, URL, county};
use super::dice::Dice;
use super::disk::{Disk, Failure, Mount};
use super::updates::words_of;
use shared_model::api::{Code, Command, Done, Problem};
use shared_model::casework::Policies;
use shared_model::document::{DocId, Put, read_change};
use shared_model::ids::{AccountId, HouseholdId};
use shared_model::people::Account;
use shared_model::place::PlaceCode;
use shared_model::projection::HouseholdProjection;
use shared_model::protocol::{EnrolAnswer, EnrolRequest};
use shared_model::trust::{KEY_BYTES, SigningKey};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use sync_server::act::{self, Deed, session};
use sync_server::app::{self, App};
use sync_server::error::{Failed, Outcome};
use sync_server::store::records::Grantee;
use sync_server::store::sqlite::SqliteStore;
use sync_server::store::{self, Store};
use sync_server::{check, sync};

/// What a phone gets back: an HTTP status and a body; none when nobody answers.
pub type Reply = Option<(u16, Vec<u8>)>;

/// One process. The app goes before what it stands on.
struct Process {
    app: App,
    mount: Mount,
}

/// The server with its disk.
pub struct Server {
    /// Its disk.
    pub disk: Disk,
    around: Arc<Around>,
    processes: Vec<Option<Process>>,
    backup: Option<Vec<u8>>,
}

impl Server {
    /// The county's server with so many processes.
    pub fn start(clock: &Arc<Clock>, dice: &Dice, processes: u8) -> Server {
        let disk = Disk::new(dice.apart(1).draw());
        disk.write(FILE, county().file.clone());
        let around = Arc::new(Around::new(clock, dice.apart(2)));
        let mut processes_there = Vec::new();
        processes_there.resize_with(usize::from(processes.max(1)), || None);
        let mut server = Server { disk, around, processes: processes_there, backup: None };
        server.revive();
        server
    }

    /// Starts every process that isn't running.
    pub fn revive(&mut self) {
        for at in 0..self.processes.len() {
            if self.processes[at].as_ref().is_some_and(|process| process.mount.lives()) {
                continue;
            }
            self.processes[at] = None;
            self.processes[at] = self.start_one().ok();
        }
    }

    fn start_one(&self) -> Outcome<Process> {
        let mount = self.disk.mount();
        let opened = SqliteStore::open_on(Path::new(FOLDER), Some(mount.name()))?;
        let around = Arc::clone(&self.around);
        let app = App::within(around, Box::new(opened), county().policy.clone(), URL.to_owned())?;
        Ok(Process { app, mount })
    }

    /// Sets the server's clock forward or back.
    pub fn jump(&self, millis: i64) {
        self.around.jump(millis);
    }

    /// Lets a process work. None when it isn't there, or died over it: nobody hears an answer then.
    fn work<T>(&mut self, process: u8, work: impl FnOnce(&App) -> Outcome<T>) -> Option<Outcome<T>> {
        self.revive();
        let at = usize::from(process) % self.processes.len();
        let running = self.processes[at].as_ref()?;
        let done = work(&running.app);
        let lived = running.mount.lives();
        self.revive();
        lived.then_some(done)
    }

    /// Answers a frame, as over HTTP.
    pub fn post(&mut self, process: u8, token: &str, frame: &[u8]) -> Reply {
        match self.work(process, |app| sync::framed(app, token, frame))? {
            Ok(answer) => Some((200, answer)),
            Err(failed) => Some(told(failed)),
        }
    }

    /// Lets the next request meet a fault.
    pub fn fail_after(&self, operation: u8, failure: Failure) {
        self.disk.fail_after(u64::from(operation), failure);
    }

    /// Does what the secretary commands; the id of what was saved, when that was answered.
    pub fn office(&mut self, process: u8, command: Command) -> Option<String> {
        let done = self.work(process, |app| act::act(app, Some(&county().secretary), command))?;
        match done {
            Ok(Done::Saved { id }) => Some(id),
            _ => None,
        }
    }

    /// Makes a phone of an account, as by a code from the office; `key` is the secret half of its
    /// device's key.
    ///
    /// # Errors
    /// When the server can't.
    pub fn enrol(
        &mut self,
        account: &AccountId,
        key: [u8; KEY_BYTES],
        protocol: u16,
    ) -> Result<EnrolAnswer, String> {
        let public = || SigningKey::from_bytes(key).public().to_vec().into();
        let device_key = (protocol >= 2).then(public);
        let done = self.work(0, |app| {
            let mut office = county().secretary.clone();
            let found = store::read(&*app.store, |tx| Outcome::Ok(tx.account(account)?))?;
            // Each village's own secretary gives its codes out.
            office.account.place =
                found.and_then(|row| row.account.place.village()).unwrap_or(office.account.place);
            let Done::Code(code) =
                act::act(app, Some(&office), Command::NewCode { account: account.clone() })?
            else {
                return Err(Failed::problem(Code::Internal, "no code"));
            };
            session::enrol(app, &EnrolRequest { protocol, code: code.code, device_key })
        });
        done.ok_or("nobody answers")?.map_err(|failed| format!("enrolling: {failed}"))
    }

    /// The cases there are.
    pub fn cases(&mut self) -> Vec<String> {
        let found = self.work(0, |app| {
            store::read(&*app.store, |tx| {
                let mut ids = Vec::new();
                for village in tx.villages()? {
                    for doc in tx.logged_documents(&village)? {
                        if let DocId::Case(_, id) = doc {
                            ids.push(id.to_string());
                        }
                    }
                }
                Outcome::Ok(ids)
            })
        });
        found.and_then(Result::ok).unwrap_or_default()
    }

    /// The office puts a household into another micro-grid; whether that was answered.
    pub fn move_household(&mut self, process: u8, household: &HouseholdId, to: &PlaceCode) -> bool {
        let me = &county().secretary;
        let done = self.work(process, |app| {
            store::write(&*app.store, |tx| {
                let Some(village) = to.village() else { return Ok(false) };
                let Some(row) = tx.household(&village, household)? else { return Ok(false) };
                let put = Put { key: "micro_grid".to_owned(), value: to.to_string() };
                let deed = Deed { app, tx, me, now: app.now(), photos: &[] };
                deed.write(&DocId::Household(row.village, household.clone()), &[put])?;
                Ok(true)
            })
        });
        matches!(done, Some(Ok(true)))
    }

    /// The county's office puts a member into another micro-grid; whether that was answered.
    pub fn move_member(&mut self, process: u8, account: &AccountId, to: &PlaceCode) -> bool {
        let command = Command::MoveMember { account: account.clone(), micro_grid: to.clone() };
        let done = self.work(process, |app| act::act(app, Some(&county().administrator), command));
        matches!(done, Some(Ok(_)))
    }

    /// Kills a process and starts it again.
    pub fn kill(&mut self, process: u8) {
        let at = usize::from(process) % self.processes.len();
        if let Some(process) = &self.processes[at] {
            process.mount.kill();
        }
        self.revive();
    }

    /// The power goes and comes back.
    pub fn dark(&mut self, seed: u64) {
        self.disk.power_cut(seed);
        self.revive();
    }

    /// Makes a backup and takes it elsewhere.
    pub fn back_up(&mut self, process: u8) {
        let name = "/server/backup";
        // As `copy::backup`, with an epoch that follows from the seed.
        let made = self.work(process, |app| {
            let epoch = [(app::EPOCH, &*app::new_epoch(&*app.around))];
            app.store.copy_pages(Path::new(name), &epoch).transpose()?;
            Ok(())
        });
        if matches!(made, Some(Ok(()))) {
            self.backup = self.disk.read(name);
        }
        for suffix in ["", "-journal", "-wal"] {
            self.disk.remove(&format!("{name}{suffix}"));
        }
    }

    /// Puts the newest backup in place; whether there was one.
    pub fn restore(&mut self) -> bool {
        let Some(backup) = self.backup.clone() else { return false };
        self.processes.iter_mut().for_each(|process| *process = None);
        for (name, _) in self.disk.files() {
            self.disk.remove(&name);
        }
        self.disk.write(FILE, backup);
        self.revive();
        true
    }

    /// Reads the store, whatever else is wrong with the server.
    fn look<T>(&mut self, look: impl FnOnce(&dyn Store) -> Outcome<T>) -> Result<T, String> {
        self.revive();
        let running = self.processes.iter().flatten().next().ok_or("no server process can be started")?;
        look(&*running.app.store).map_err(|failed| failed.to_string())
    }

    /// Under which keys each of the made-up words stands in the log.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn words(&mut self) -> Result<BTreeMap<String, BTreeSet<(DocId, String)>>, String> {
        self.look(|opened| {
            store::read(opened, |tx| {
                let mut found: BTreeMap<String, BTreeSet<(DocId, String)>> = BTreeMap::new();
                for village in tx.villages()? {
                    for row in tx.log(&village, 0, 100_000)? {
                        for op in read_change(&row.bytes)?.puts {
                            if let Some(word) = super::ledger::word_in(&op.put.value) {
                                found.entry(word).or_default().insert((row.doc.clone(), op.put.key));
                            }
                        }
                    }
                }
                Outcome::Ok(found)
            })
        })
    }

    /// The made-up words that stand in a field of a household.
    pub fn words_of(&mut self, household: &HouseholdId, field: &str) -> BTreeSet<String> {
        let read = self.look(|opened| {
            store::read(opened, |tx| {
                for village in tx.villages()? {
                    if let Some(row) = tx.household(&village, household)? {
                        let projection: HouseholdProjection = serde_json::from_str(&row.row)?;
                        return Ok(words_of(&projection.household, field));
                    }
                }
                Outcome::Ok(BTreeSet::new())
            })
        });
        read.unwrap_or_default()
    }

    /// An account as it is now.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn account(&mut self, id: &AccountId) -> Result<Account, String> {
        let found = self.look(|opened| store::read(opened, |tx| Outcome::Ok(tx.account(id)?)))?;
        found.map(|row| row.account).ok_or_else(|| format!("there is no account {id}"))
    }

    /// What is wrong with the store, by its own checks: log, chain, and rows rebuilt.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn faults(&mut self) -> Result<Vec<String>, String> {
        self.look(|opened| {
            let mut faults = check::log(opened)?.faults;
            faults.extend(check::rebuilt_differs(opened, &Policies::only(county().policy.clone()))?);
            Ok(faults)
        })
    }

    /// The row of a household, visit or case as the server has it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn rows(&mut self) -> Result<BTreeMap<String, String>, String> {
        self.look(|opened| {
            store::read(opened, |tx| {
                let mut rows = BTreeMap::new();
                for village in tx.villages()? {
                    for household in &county().households {
                        let Some(row) = tx.household(&village, household)? else { continue };
                        for visit in tx.visits(&village, household)? {
                            rows.insert(visit.id.to_string(), visit.row);
                        }
                        rows.insert(household.to_string(), row.row);
                    }
                    let office = [Grantee::Place(village.clone())];
                    for doc in tx.logged_documents(&village)? {
                        let DocId::Case(_, id) = doc else { continue };
                        if let Some(case) = tx.case(&office, &id)? {
                            rows.insert(id.to_string(), case.row);
                        }
                    }
                }
                Outcome::Ok(rows)
            })
        })
    }
}

fn told(failed: Failed) -> (u16, Vec<u8>) {
    let problem: Problem = failed.told();
    let status = match problem.code {
        Code::DiskFull => 507,
        Code::TokenInvalid => 401,
        Code::TooLarge => 413,
        Code::UpdateNeeded => 426,
        Code::Malformed => 400,
        _ => 500,
    };
    (status, serde_json::to_vec(&problem).unwrap_or_default())
}
