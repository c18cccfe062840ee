//! Real processes killed (SIGKILL) at every system call that changes a file or speaks, and right
//! after an answer; and disks that fill up at any write. What was acknowledged is there, what is
//! there is there once, and the next sync goes on.

#![allow(clippy::unwrap_used)]

use shared_model::api::{Answer, Code, Command, Problem, Query};
use shared_model::ids::HouseholdId;
use shared_model::visit::VisitKind;
use std::collections::BTreeSet;
use std::sync::mpsc::channel;
use std::time::Duration;
use system_tests::link::post::{Postman, Treatment};
use system_tests::sampling::is_tried;
use system_tests::world::{Phone, STEPS, Village, Watch, notes};
use tempfile::TempDir;

/// An ordinary run tries one step in so many; `WEIGE_ALL_FAULTS=1` tries every one.
const ONE_STEP_IN: u64 = 6;

/// The steps that are tried, counted from 1; the first always is.
fn steps() -> impl Iterator<Item = usize> {
    (1..).filter(|nth| *nth == 1 || is_tried(*nth, ONE_STEP_IN))
}

/// The calls at which it died, with the place of each.
type Deaths = Vec<(&'static str, usize)>;

/// How many steps there are differs from run to run, as threads share the work; but nobody accepts or
/// saves without writing into a file and forcing it onto the disk.
fn died_while_writing(deaths: &Deaths) {
    for calls in [&["pwrite64"][..], &["fsync", "fdatasync"]] {
        assert!(deaths.iter().any(|(at, _)| calls.contains(at)), "no death at {calls:?}, only at {deaths:?}");
    }
}

/// A village, and a phone with the notes it was told are saved.
struct Story {
    village: Village,
    phone: Phone,
    homes: Vec<HouseholdId>,
    saved: BTreeSet<String>,
    /// Notes whose saving was not answered: they may be there or not.
    perhaps: BTreeSet<String>,
    written: usize,
    _dir: TempDir,
}

impl Story {
    fn begin() -> Story {
        let village = Village::of_sample().unwrap();
        let url = village.server.url.clone();
        Story::over(village, &url)
    }

    /// A phone that is told this address.
    fn over(village: Village, url: &str) -> Story {
        let dir = tempfile::tempdir().unwrap();
        let mut phone = Phone::on(dir.path()).unwrap();
        let member = village.members().unwrap()[0].clone();
        phone.enrol(url, &village.code(&member).unwrap()).unwrap();
        let query = Query::Households { search: String::new(), micro_grid: None };
        let Answer::Households(items) = phone.query(query).unwrap() else { panic!("households") };
        let homes = items.into_iter().map(|item| item.id).collect();
        let (saved, perhaps) = Default::default();
        Story { village, phone, homes, saved, perhaps, written: 0, _dir: dir }
    }

    /// A visit to the next of the first three households.
    fn visit(&mut self, words: &str) -> Result<(), Problem> {
        let note = format!("{} {words}", self.written);
        self.written += 1;
        let done = self.phone.command(Command::RecordVisit {
            household: self.homes[self.written % 3].clone(),
            kind: VisitKind::Routine,
            at: None,
            checklist: Default::default(),
            note: note.clone(),
            problem: false,
            photos: Vec::new(),
            helped: None,
            position: None,
        });
        match done {
            Ok(_) => self.saved.insert(note),
            Err(_) => self.perhaps.insert(note),
        };
        done.map(drop)
    }

    /// The phone delivers while the server dies at the nth call of a kind, if it comes so far, and is
    /// started again at once. Whether it died.
    fn sync_while_the_server_dies_at(&mut self, call: &str, nth: usize) -> bool {
        let watch = Watch::kill_at(self.village.server.pid(), call, nth).unwrap();
        let (phone, server) = (&mut self.phone, &mut self.village.server);
        std::thread::scope(|scope| {
            let (tell, told) = channel();
            scope.spawn(move || tell.send(phone.sync()));
            let report = loop {
                if server.has_ended() {
                    break None;
                }
                // Woken by the answer, or now and then to look at the server.
                if let Ok(report) = told.recv_timeout(Duration::from_millis(5)) {
                    break Some(report);
                }
            };
            let died = report.is_none();
            drop(watch);
            if died {
                server.start_again().unwrap();
            }
            let report = report.unwrap_or_else(|| told.recv().unwrap()).unwrap();
            assert_eq!((report.unsent, report.refused), (0, 0), "{call} {nth}");
            died
        })
    }

    /// All that was saved is in the village once, what may have been saved at most once, and phone and
    /// village agree.
    fn ends_whole(mut self) {
        let report = self.phone.sync().unwrap();
        assert!(report.agreed && report.unsent == 0, "{report:?}");
        let (mut there, mut here) = (Vec::new(), Vec::new());
        for home in &self.homes[..3] {
            there.extend(self.village.notes(home).unwrap());
            here.extend(notes(self.phone.query(Query::Household { id: home.clone() }).unwrap()).unwrap());
        }
        let count = |notes: &[String], note: &String| notes.iter().filter(|there| *there == note).count();
        for note in &self.saved {
            assert_eq!((count(&there, note), count(&here, note)), (1, 1), "{note}");
        }
        for note in &self.perhaps {
            assert_eq!(count(&there, note), count(&here, note), "{note}");
            assert!(count(&there, note) <= 1, "{note}");
        }
        assert!(self.phone.rebuilds_the_same().unwrap());
        self.village.server.is_sound().unwrap();
    }
}

#[test]
fn a_server_killed_at_every_step_of_accepting_has_all_it_acknowledged_once() {
    let mut story = Story::begin();
    let mut deaths = Deaths::new();
    for call in STEPS {
        // Until it no longer comes so far.
        for nth in steps() {
            story.visit(call).unwrap();
            story.visit(call).unwrap();
            if !story.sync_while_the_server_dies_at(call, nth) {
                break;
            }
            deaths.push((call, nth));
        }
    }
    died_while_writing(&deaths);
    story.ends_whole();
}

#[test]
fn a_server_killed_right_after_its_answer_has_kept_the_day_three_times_of_three() {
    for _ in 0..3 {
        let village = Village::of_sample().unwrap();
        let postman = Postman::to(&village.server.url).unwrap();
        let url = postman.url();
        let mut story = Story::over(village, &url);
        for _ in 0..12 {
            story.visit("一天").unwrap();
        }
        postman.plan(&[Treatment::Hold]);
        let (phone, server) = (&mut story.phone, &mut story.village.server);
        std::thread::scope(|scope| {
            let report = scope.spawn(move || phone.sync().unwrap());
            // The last byte of the answer has left the server; the phone has not seen it yet.
            postman.answered();
            server.kill();
            postman.let_go();
            let report = report.join().unwrap();
            assert_eq!((report.sent, report.unsent), (12, 0));
        });
        story.village.server.start_again().unwrap();
        let kept: usize = story.homes[..3]
            .iter()
            .map(|home| {
                story.village.notes(home).unwrap().iter().filter(|note| note.ends_with("一天")).count()
            })
            .sum();
        assert_eq!(kept, 12);
        story.ends_whole();
    }
}

#[test]
fn a_phone_killed_at_every_step_of_saving_has_all_it_called_saved() {
    let mut story = Story::begin();
    let mut deaths = Deaths::new();
    for call in STEPS {
        for nth in steps() {
            let watch = Watch::kill_at(story.phone.pid(), call, nth).unwrap();
            let saved = story.visit(call);
            drop(watch);
            if saved.is_ok() && !story.phone.has_ended() {
                break;
            }
            deaths.push((call, nth));
            story.phone.restart().unwrap();
        }
    }
    died_while_writing(&deaths);
    story.ends_whole();
}

#[test]
fn a_phone_killed_at_every_step_of_taking_an_answer_in_goes_on_from_there() {
    let mut story = Story::begin();
    let mut deaths = Deaths::new();
    for call in STEPS {
        for nth in steps() {
            story.visit(call).unwrap();
            let watch = Watch::kill_at(story.phone.pid(), call, nth).unwrap();
            let synced = story.phone.sync();
            drop(watch);
            if synced.is_ok() && !story.phone.has_ended() {
                break;
            }
            deaths.push((call, nth));
            story.phone.restart().unwrap();
        }
    }
    died_while_writing(&deaths);
    story.ends_whole();
}

#[test]
fn a_server_whose_disk_fills_up_at_any_step_says_so_and_takes_everything_once_there_is_room() {
    let mut story = Story::begin();
    let mut told = Vec::new();
    for nth in steps() {
        story.visit("盘满").unwrap();
        let watch = Watch::full_from(story.village.server.pid(), nth).unwrap();
        let synced = story.phone.sync();
        drop(watch);
        let Err(problem) = synced else { break };
        assert_eq!(problem.code, Code::DiskFull, "{problem}");
        told.push(nth);
        // The same process goes on as soon as there is room.
        let report = story.phone.sync().unwrap();
        assert_eq!((report.sent, report.unsent), (1, 0), "after {nth}");
    }
    assert!(told.len() >= 3, "the disk was full only at {told:?}");
    story.ends_whole();
}

#[test]
fn a_phone_whose_disk_fills_up_at_any_step_of_an_exchange_goes_on_once_there_is_room() {
    let mut story = Story::begin();
    let mut told = Vec::new();
    for nth in steps() {
        story.visit("手机满").unwrap();
        let watch = Watch::full_from(story.phone.pid(), nth).unwrap();
        let synced = story.phone.sync();
        drop(watch);
        let Err(problem) = synced else { break };
        assert_eq!(problem.code, Code::DiskFull, "{problem}");
        told.push(nth);
        let report = story.phone.sync().unwrap();
        assert_eq!(report.unsent, 0, "after {nth}");
    }
    assert!(told.len() >= 3, "the disk was full only at {told:?}");
    story.ends_whole();
}
