//! One simulated phone: a disk, a process on it, and what it is waiting for.

use super::around::{Around, Clock};
use super::county::URL;
use super::dice::Dice;
use super::disk::{Disk, Mount};
use super::server::Server;
use replica::{Enrolled, Input, Output, Replica, Setting};
use shared_model::api::view::{Delivery, OutboxItem, SyncReport};
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::ids::{AccountId, CaseId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::surroundings::{Surroundings, random};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

const FILE: &str = "/phone/replica.db";
const KEY: [u8; 32] = [7; 32];

/// A request on the way.
#[derive(Clone)]
pub struct Posted {
    /// Its number.
    pub post: u64,
    /// The phone's token.
    pub token: String,
    /// Its body.
    pub frame: Arc<Vec<u8>>,
}

/// The files of a phone at some time, with the words it held then.
#[derive(Clone)]
pub struct Copy {
    files: Vec<(String, Vec<u8>)>,
    /// What was acknowledged on it until then.
    pub held: BTreeSet<String>,
}

/// A phone.
pub struct Phone {
    /// Whose it is.
    pub account: AccountId,
    /// The protocol version it speaks.
    protocol: u16,
    /// Its disk.
    pub disk: Disk,
    /// Its clock and dice.
    pub around: Arc<Around>,
    /// Gone before what it stands on.
    replica: Option<Replica>,
    mount: Option<Mount>,
    /// A request that was not answered yet.
    pub posted: Option<Posted>,
    /// When it wants to be woken.
    pub alarm: Option<Millis>,
    /// How the last exchange ended.
    pub outcome: Option<Result<SyncReport, Problem>>,
    /// A copy put aside.
    pub copy: Option<Copy>,
}

impl Phone {
    /// A phone that enrols, and speaks this version of the protocol.
    ///
    /// # Errors
    /// When the server or its file can't be made to.
    pub fn enrolled(
        clock: &Arc<Clock>,
        dice: &Dice,
        account: &AccountId,
        protocol: u16,
        server: &mut Server,
    ) -> Result<Phone, String> {
        let mut phone = Phone::without_file(clock, dice, account, protocol);
        let mount = phone.disk.mount();
        let key = random(&*phone.around);
        let answer = server.enrol(account, key, protocol)?;
        let enrolled = Enrolled { server: URL.to_owned(), answer, key, training: false };
        let made = Replica::create(phone.setting(&mount), enrolled);
        phone.replica = Some(made.map_err(|problem| format!("a phone's first file: {problem}"))?);
        phone.mount = Some(mount);
        Ok(phone)
    }

    fn without_file(clock: &Arc<Clock>, dice: &Dice, account: &AccountId, protocol: u16) -> Phone {
        Phone {
            account: account.clone(),
            protocol,
            disk: Disk::new(dice.apart(1).draw()),
            around: Arc::new(Around::new(clock, dice.apart(2))),
            replica: None,
            mount: None,
            posted: None,
            alarm: None,
            outcome: None,
            copy: None,
        }
    }

    /// Another phone with a copy of this one's file.
    pub fn clone_of(&self, clock: &Arc<Clock>, dice: &Dice) -> Phone {
        let clone = Phone::without_file(clock, dice, &self.account, self.protocol);
        for (name, bytes) in self.files() {
            clone.disk.write(&name, bytes);
        }
        clone
    }

    fn setting(&self, mount: &Mount) -> Setting {
        Setting {
            file: PathBuf::from(FILE),
            vfs: Some(mount.name().to_owned()),
            key: KEY,
            surroundings: self.around.clone(),
            protocol: self.protocol,
        }
    }

    /// The running replica; started when its process isn't there.
    ///
    /// # Errors
    /// When the file can't be opened.
    pub fn running(&mut self) -> Result<&mut Replica, Problem> {
        if !self.lives() {
            self.end();
            let mount = self.disk.mount();
            let opened = Replica::open(self.setting(&mount))?;
            self.replica = Some(opened);
            self.mount = Some(mount);
        }
        self.replica.as_mut().ok_or_else(|| Problem::new(Code::Internal, "no replica"))
    }

    /// Whether its process is there.
    pub fn lives(&self) -> bool {
        self.replica.is_some() && self.mount.as_ref().is_some_and(Mount::lives)
    }

    /// Its process is gone, and what it was waiting for with it.
    fn end(&mut self) {
        self.replica = None;
        self.mount = None;
        self.posted = None;
        self.alarm = None;
    }

    /// Its process is killed.
    pub fn kill(&mut self) {
        if let Some(mount) = &self.mount {
            mount.kill();
        }
        self.end();
    }

    /// Its battery is taken out.
    pub fn dark(&mut self, seed: u64) {
        self.disk.power_cut(seed);
        self.end();
    }

    /// Its process ends as when somebody closes the app.
    pub fn close(&mut self) {
        self.end();
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let read = |(name, _): (String, u64)| self.disk.read(&name).map(|bytes| (name, bytes));
        self.disk.files().into_iter().filter_map(read).collect()
    }

    /// Puts a copy of its files aside.
    pub fn put_copy_aside(&mut self, held: BTreeSet<String>) {
        self.copy = Some(Copy { files: self.files(), held });
    }

    /// Puts the copy in place; what was held then.
    pub fn restore_copy(&mut self) -> Option<BTreeSet<String>> {
        let copy = self.copy.clone()?;
        self.kill();
        for (name, _) in self.disk.files() {
            self.disk.remove(&name);
        }
        for (name, bytes) in copy.files {
            self.disk.write(&name, bytes);
        }
        Some(copy.held)
    }

    /// Does what its person does; the id, when "saved" was said and heard.
    pub fn write(&mut self, command: Command) -> Option<String> {
        let done = self.running().ok()?.command(command);
        match done {
            Ok(Done::Saved { id }) if self.lives() => {
                self.step(Input::Wrote);
                Some(id)
            }
            _ => None,
        }
    }

    /// Goes on by one input, and keeps what it wants done.
    pub fn step(&mut self, input: Input) {
        let Ok(replica) = self.running() else { return };
        for output in replica.step(input) {
            match output {
                // No plan writes feedback: what it would carry is never answered.
                Output::Post { post, url, .. } if url.ends_with("/v1/feedback") => {
                    let problem = Problem::new(Code::NoLink, "the simulation carries no feedback");
                    self.step(Input::NoAnswer { post, problem });
                }
                Output::Post { post, token, frame, .. } => self.posted = Some(Posted { post, token, frame }),
                Output::WaitUntil(then) => self.alarm = Some(then),
                // No plan takes photos: there is nothing to carry.
                Output::PhotosOver(_) => {}
                Output::Finished { outcome, .. } => {
                    self.posted = None;
                    self.alarm = None;
                    self.outcome = Some(outcome);
                }
            }
        }
        if !self.lives() {
            self.end();
        }
    }

    /// Whether an exchange is going on.
    pub fn exchanging(&self) -> bool {
        self.lives() && self.replica.as_ref().is_some_and(|replica| replica.progress().running)
    }

    /// How long until it wants to be woken, in milliseconds.
    pub fn wait(&self) -> Option<i64> {
        self.alarm.map(|then| (then.0 - self.around.now().0).max(0))
    }

    /// What its sync page lists.
    ///
    /// # Errors
    /// When its file can't be read.
    pub fn items(&mut self) -> Result<Vec<OutboxItem>, Problem> {
        match self.running()?.query(Query::Sync)? {
            Answer::Sync(view) => Ok(view.items),
            _ => Err(Problem::new(Code::Internal, "another answer than asked for")),
        }
    }

    /// The words its sync page shows as received.
    ///
    /// # Errors
    /// When its file can't be read.
    pub fn received(&mut self) -> Result<BTreeSet<String>, Problem> {
        let received = |item: OutboxItem| match item.delivery {
            Delivery::Received { .. } => super::ledger::word_in(&item.words),
            _ => None,
        };
        Ok(self.items()?.into_iter().filter_map(received).collect())
    }

    /// The households its person sees, in a fixed order.
    pub fn households(&mut self) -> Vec<HouseholdId> {
        let query = Query::Households { search: String::new(), micro_grid: None };
        let Ok(Ok(Answer::Households(items))) = self.running().map(|replica| replica.query(query)) else {
            return Vec::new();
        };
        let ids: BTreeSet<HouseholdId> = items.into_iter().map(|item| item.id).collect();
        ids.into_iter().collect()
    }

    /// The made-up words its person sees in a field of a household.
    pub fn words_of(&mut self, household: &HouseholdId, field: &str) -> BTreeSet<String> {
        let query = Query::Household { id: household.clone() };
        match self.running().map(|replica| replica.query(query)) {
            Ok(Ok(Answer::Household(view))) => super::updates::words_of(&view.household, field),
            _ => BTreeSet::new(),
        }
    }

    /// The made-up words that stand anywhere in its documents, or in what waits to be sent.
    pub fn words(&mut self) -> BTreeSet<String> {
        let mut texts = self.running().ok().and_then(|replica| replica.dump_rows().ok()).unwrap_or_default();
        for id in self.households() {
            let query = Query::HouseholdHistory { id };
            if let Ok(Ok(Answer::History(entries))) = self.running().map(|replica| replica.query(query)) {
                texts.extend(entries.into_iter().map(|entry| entry.to));
            }
        }
        let unsent = |item: OutboxItem| (item.delivery == Delivery::SavedHere).then_some(item.words);
        texts.extend(self.items().unwrap_or_default().into_iter().filter_map(unsent));
        texts.iter().flat_map(|text| super::ledger::words_in(text)).collect()
    }

    /// The cases its person sees, in a fixed order.
    pub fn cases(&mut self) -> Vec<CaseId> {
        let query = Query::Cases { search: String::new(), closed: true };
        let Ok(Ok(Answer::Cases(cases))) = self.running().map(|replica| replica.query(query)) else {
            return Vec::new();
        };
        let ids: BTreeSet<CaseId> = cases.into_iter().map(|case| case.id).collect();
        ids.into_iter().collect()
    }
}
