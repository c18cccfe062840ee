//! A world: phones, a server and the links between them, carrying out a plan in one thread.

use super::around::Clock;
use super::commands::{command, edited, grants, household};
use super::county::county;
use super::dice::Dice;
use super::disk::Failure;
use super::ledger::Ledger;
use super::network::HeldUp;
use super::phone::{Phone, Posted};
use super::plan::{Entry, Plan, Step};
use super::server::Server;
use super::tally::Tally;
use replica::Input;
use shared_model::ids::CaseId;
use shared_model::protocol::{OLDEST, VERSION};
use std::collections::{BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// More phones than these would make a plan slow, not better.
const MOST_PHONES: usize = 9;
const MINUTE: i64 = 60_000;

/// What can go wrong with a plan: one sentence.
pub type Outcome<T> = Result<T, String>;

/// Everything there is.
pub struct World {
    pub(super) clock: Arc<Clock>,
    pub(super) server: Server,
    pub(super) phones: Vec<Phone>,
    pub(super) ledger: Ledger,
    pub(super) tally: Tally,
    /// The server was put back to an older state at least once.
    pub(super) went_back: bool,
    /// Something was lost with that which no phone wrote, or none has any more: what others built on
    /// it waits on their phones.
    pub(super) lost_for_good: bool,
    /// The office moved somebody since the newest backup.
    moved_since_backup: bool,
    pub(super) trace: DefaultHasher,
    pub(super) dice: Dice,
    pub(super) late: Vec<HeldUp>,
    pub(super) old: VecDeque<Posted>,
}

impl World {
    /// The world of a plan before its first step: everybody has a phone with their village on it.
    ///
    /// # Errors
    /// When it can't be set up.
    pub fn new(plan: &Plan) -> Outcome<World> {
        let clock = Arc::new(Clock::default());
        let dice = Dice::new(plan.seed).apart(2);
        let mut server = Server::start(&clock, &dice.apart(3), plan.servers);
        let mut phones = Vec::new();
        for number in 0..usize::from(plan.phones) {
            let account = &county().people[number % county().people.len()].account.id;
            let protocol = if plan.is_old(number) { OLDEST } else { VERSION };
            let dice = dice.apart(10 + number as u64);
            phones.push(Phone::enrolled(&clock, &dice, account, protocol, &mut server)?);
        }
        let mut world = World {
            clock,
            server,
            phones,
            ledger: Ledger::default(),
            tally: Tally::default(),
            went_back: false,
            lost_for_good: false,
            moved_since_backup: false,
            trace: DefaultHasher::new(),
            dice,
            late: Vec::new(),
            old: VecDeque::new(),
        };
        for phone in 0..world.phones.len() {
            world.exchange(phone, &[])?;
        }
        world.tally = Tally { plans: 1, ..Tally::default() };
        Ok(world)
    }

    /// Carries out one step, and looks at whether anything acknowledged went.
    ///
    /// # Errors
    /// What is wrong then.
    pub fn carry_out(&mut self, step: &Step) -> Outcome<()> {
        self.tally.steps += 1;
        match step {
            Step::Write { phone, entry } => self.write(*phone, entry),
            Step::WriteAndDie { phone, entry, operation, dark } => {
                let at = self.phone(*phone);
                let failure = dark.map_or(Failure::Kill, |seed| Failure::PowerCut { seed });
                self.phones[at].disk.fail_after(u64::from(*operation), failure);
                self.write(*phone, entry);
                self.settle_phone(at, dark.is_some());
            }
            Step::Office { process, entry } => self.office(*process, entry),
            Step::Sync { phone, links } => {
                let at = self.phone(*phone);
                self.exchange(at, links)?;
            }
            Step::SyncSlowly { phone, link } => {
                let at = self.phone(*phone);
                if !self.phones[at].exchanging() {
                    self.phones[at].step(Input::Begin);
                } else {
                    self.once(at, link);
                }
            }
            Step::LateArrives { which } => self.late_arrives(*which),
            Step::Replay { which } => self.replay(*which),
            Step::KillPhone { phone } => {
                let at = self.phone(*phone);
                self.phones[at].kill();
                self.tally.phone_kills += 1;
            }
            Step::DarkPhone { phone, seed } => {
                let at = self.phone(*phone);
                self.phones[at].dark(*seed);
                self.tally.phone_power_cuts += 1;
            }
            Step::KillServer { process } => {
                self.server.kill(*process);
                self.tally.server_kills += 1;
            }
            Step::DarkServer { seed } => {
                self.server.dark(*seed);
                self.tally.server_power_cuts += 1;
            }
            Step::Backup { process } => {
                self.server.back_up(*process);
                self.moved_since_backup = false;
                self.tally.backups += 1;
            }
            Step::RestoreServer => self.restore_server()?,
            Step::CopyPhone { phone } => {
                let at = self.phone(*phone);
                let held = self.ledger.held_by(at);
                self.phones[at].put_copy_aside(held);
            }
            Step::RestorePhone { phone } => self.restore_phone(*phone),
            Step::ClonePhone { phone } => self.clone_phone(*phone),
            Step::PhoneClock { phone, minutes } => {
                let at = self.phone(*phone);
                self.phones[at].around.jump(i64::from(*minutes) * MINUTE);
                self.tally.clock_jumps += 1;
            }
            Step::ServerClock { minutes } => {
                self.server.jump(i64::from(*minutes) * MINUTE);
                self.tally.clock_jumps += 1;
            }
            Step::Pass { minutes } => self.clock.pass(i64::from(*minutes) * MINUTE),
            Step::MoveHousehold { process, household: number, to } => {
                let moved = self.server.move_household(*process, household(*number), micro_grid(*to));
                self.tally.moves += u32::from(moved);
                self.moved_since_backup = true;
            }
            Step::MoveMember { process, phone, to } => {
                let account = self.phones[self.phone(*phone)].account.clone();
                let moved = self.server.move_member(*process, &account, micro_grid(*to));
                self.tally.moves += u32::from(moved);
                self.moved_since_backup = true;
            }
            Step::PhoneRoom { phone, left } => {
                let at = self.phone(*phone);
                let disk = &self.phones[at].disk;
                disk.set_capacity(left.map(|left| disk.used() + u64::from(left)));
                self.tally.full_disks += u32::from(left.is_some());
            }
            Step::ServerRoom { left } => {
                let disk = &self.server.disk;
                disk.set_capacity(left.map(|left| disk.used() + u64::from(left)));
                self.tally.full_disks += u32::from(left.is_some());
            }
        }
        self.nothing_acknowledged_went()
    }

    fn phone(&self, number: u8) -> usize {
        usize::from(number) % self.phones.len()
    }

    fn write(&mut self, phone: u8, entry: &Entry) {
        let at = self.phone(phone);
        let word = self.ledger.new_word();
        let cases = if matches!(entry, Entry::Add { .. }) { self.phones[at].cases() } else { Vec::new() };
        let households = self.phones[at].households();
        let Some(command) = command(entry, &word, &households, &cases) else { return };
        self.tally.edits += 1;
        if let Some((household, field)) = edited(&command) {
            let seen = self.phones[at].words_of(household, field);
            self.ledger.updates.written(&word, seen);
        }
        let granted = grants(&command);
        if self.phones[at].write(command).is_some() {
            self.tally.saved += 1;
            self.tally.grants += u32::from(granted);
            self.ledger.saved(at, word);
        }
    }

    fn office(&mut self, process: u8, entry: &Entry) {
        let word = self.ledger.new_word();
        let cases: Vec<CaseId> = match entry {
            Entry::Add { .. } => self.server.cases().iter().filter_map(|id| CaseId::parse(id).ok()).collect(),
            _ => Vec::new(),
        };
        let Some(command) = command(entry, &word, &county().households, &cases) else { return };
        self.tally.edits += 1;
        if let Some((household, field)) = edited(&command) {
            let seen = self.server.words_of(household, field);
            self.ledger.updates.written(&word, seen);
        }
        let granted = grants(&command);
        if self.server.office(process, command).is_some() {
            self.tally.saved += 1;
            self.tally.grants += u32::from(granted);
            self.ledger.received.insert(word);
        }
    }

    /// A hash over all that happened.
    pub(super) fn trace(&mut self) -> u64 {
        self.server.rows().hash(&mut self.trace);
        for phone in &mut self.phones {
            let rows = phone.running().ok().and_then(|replica| replica.dump_rows().ok());
            rows.hash(&mut self.trace);
        }
        self.trace.finish()
    }

    /// A fault that was waiting for a phone's disk is over, whether it struck or not.
    pub(super) fn settle_phone(&mut self, at: usize, dark: bool) {
        let struck = !self.phones[at].disk.never_mind();
        self.tally.phone_power_cuts += u32::from(struck && dark);
        self.tally.phone_kills += u32::from(struck && !dark);
    }

    /// Takes note of what a phone shows as received. Of what a restored server lost it goes on
    /// saying so until its next exchange: that counts again when it is there again.
    pub(super) fn note_received(&mut self, at: usize) {
        let Ok(received) = self.phones[at].received() else { return };
        let held = self.ledger.held_by(at);
        let stale = |word: &&String| self.went_back && self.ledger.given_up.contains(*word);
        let new: Vec<String> = received.intersection(&held).filter(|word| !stale(word)).cloned().collect();
        self.ledger.received.extend(new);
    }

    fn restore_server(&mut self) -> Outcome<()> {
        let before: BTreeSet<String> = self.server.words()?.into_keys().collect();
        if self.server.restore() {
            self.tally.server_restores += 1;
            self.went_back = true;
            let there: BTreeSet<String> = self.server.words()?.into_keys().collect();
            self.ledger.server_restored(&there);
            let held: BTreeSet<String> = self.phones.iter_mut().flat_map(Phone::words).collect();
            for word in before.difference(&there).filter(|word| !held.contains(*word)) {
                self.ledger.gone_for_good(word);
                self.lost_for_good = true;
            }
            self.lost_for_good |= self.moved_since_backup;
            // What a phone still shows as received was said of the history that is gone.
            self.late.clear();
            self.old.clear();
        }
        Ok(())
    }

    fn restore_phone(&mut self, phone: u8) {
        let at = self.phone(phone);
        if let Some(held) = self.phones[at].restore_copy() {
            self.lost_for_good |= self.went_back && self.ledger.held_by(at) != held;
            self.ledger.phone_restored(at, held);
            self.tally.phone_restores += 1;
        }
    }

    fn clone_phone(&mut self, phone: u8) {
        if self.phones.len() >= MOST_PHONES {
            return;
        }
        let at = self.phone(phone);
        let dice = self.dice.apart(100 + self.phones.len() as u64);
        let clone = self.phones[at].clone_of(&self.clock, &dice);
        let held = self.ledger.held_by(at);
        self.ledger.held.insert(self.phones.len(), held);
        self.phones.push(clone);
        self.tally.phone_clones += 1;
    }

    /// Says that the server told somebody of an entry it never saw: the verdict must find out.
    pub fn claim_received(&mut self) {
        let word = self.ledger.new_word();
        self.ledger.received.insert(word);
    }

    /// Says that a phone told somebody of an entry it never saw: the verdict must find out.
    pub fn claim_saved(&mut self, phone: usize) {
        let word = self.ledger.new_word();
        self.ledger.saved(phone, word);
    }

    /// Everything works again, and nothing is under way any more.
    pub(super) fn calm(&mut self) {
        self.late.clear();
        self.server.disk.never_mind();
        self.server.disk.set_capacity(None);
        self.server.revive();
        for phone in &mut self.phones {
            phone.disk.never_mind();
            phone.disk.set_capacity(None);
        }
    }
}

fn micro_grid(number: u8) -> &'static shared_model::place::PlaceCode {
    let all = &county().micro_grids;
    &all[usize::from(number) % all.len()]
}
