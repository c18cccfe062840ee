//! The link between phone and server at its worst: cut behind every byte, doubled, late, out of
//! order. Each test ends by asking the village what it has: nothing lost, nothing twice.

#![allow(clippy::unwrap_used)]

use replica::{Engine, Options};
use shared_model::api::view::SyncReport;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::ids::HouseholdId;
use shared_model::people::Account;
use shared_model::visit::VisitKind;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use system_tests::link::post::{Postman, Treatment};
use system_tests::link::{Cut, Link, Way};
use system_tests::sampling::is_tried;
use system_tests::world::{Phone, Village, notes};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Phones that are cut off at the same time: each cut costs its phone half a second of waiting.
const PHONES: usize = 32;
/// An ordinary run tries one byte in so many; `WEIGE_ALL_FAULTS=1` tries every one.
const ONE_BYTE_IN: u64 = 8;

/// A phone in this process, enrolled over a link.
struct Near {
    engine: Engine,
    runtime: Arc<Runtime>,
    households: Vec<HouseholdId>,
    written: BTreeMap<HouseholdId, Vec<String>>,
    visits: usize,
    name: String,
    _dir: TempDir,
}

impl Near {
    fn enrol(runtime: &Arc<Runtime>, village: &Village, member: &Account, url: &str) -> Near {
        let dir = tempfile::tempdir().unwrap();
        let engine = Engine::open(Options::new(dir.path())).unwrap();
        let (server, code) = (url.to_owned(), village.code(member).unwrap());
        let enrol = Command::Enrol { server, code, pin: None };
        runtime.block_on(engine.command(enrol)).unwrap();
        let query = Query::Households { search: String::new(), micro_grid: None };
        let Answer::Households(items) = runtime.block_on(engine.query(query)).unwrap() else {
            panic!("households")
        };
        let households = items.into_iter().map(|item| item.id).collect();
        let (name, written) = (member.place.to_string(), BTreeMap::new());
        Near { engine, runtime: runtime.clone(), households, written, visits: 0, name, _dir: dir }
    }

    /// One visit, to one household after the other.
    fn visit(&mut self) {
        let household = self.households[self.visits % self.households.len()].clone();
        let note = format!("{} {}", self.name, self.visits);
        self.runtime.block_on(self.engine.command(visit(&household, &note))).unwrap();
        self.visits += 1;
        self.written.entry(household).or_default().push(note);
    }

    fn sync(&self) -> Result<SyncReport, Problem> {
        match self.runtime.block_on(self.engine.command(Command::Sync))? {
            Done::Synced(report) => Ok(report),
            other => panic!("{other:?}"),
        }
    }

    /// What it wrote is in the village once, and the phone knows that all of it is.
    fn is_whole(&self, village: &Village) {
        let last = self.sync().unwrap();
        assert!(last.agreed && last.unsent == 0 && last.sent == 0, "{last:?}");
        for (household, written) in &self.written {
            let there = village.notes(household).unwrap();
            let query = Query::Household { id: household.clone() };
            let here = notes(self.runtime.block_on(self.engine.query(query)).unwrap()).unwrap();
            for note in written {
                let count = |notes: &[String]| notes.iter().filter(|there| *there == note).count();
                assert_eq!((count(&there), count(&here)), (1, 1), "{note}");
            }
        }
    }
}

fn runtime() -> Arc<Runtime> {
    Arc::new(tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap())
}

fn visit(household: &HouseholdId, note: &str) -> Command {
    Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::Routine,
        at: None,
        checklist: Default::default(),
        note: note.into(),
        problem: false,
        photos: Vec::new(),
        helped: None,
        position: None,
    }
}

/// The bytes of one exchange with one visit, each way, and a few more.
fn bytes_of_a_sync(phone: &mut Near, link: &Link) -> [(Way, usize); 2] {
    phone.visit();
    link.forget();
    phone.sync().unwrap();
    let counts = link.counts();
    assert_eq!((counts.requests, counts.turns), (1, 1), "a day is one round trip");
    [(Way::Up, counts.up + 8), (Way::Down, counts.down + 8)]
}

#[test]
fn a_link_cut_behind_every_byte_of_request_and_answer_loses_nothing_and_the_next_sync_goes_on() {
    let village = Village::of_sample().unwrap();
    let members = village.members().unwrap();
    let runtime = runtime();
    let enrol = |member| {
        let link = Link::to(&village.server.url).unwrap();
        (Near::enrol(&runtime, &village, member, &link.url()), link)
    };
    let mut phones: Vec<(Near, Link)> = members.iter().take(PHONES).map(enrol).collect();
    let (first, link) = &mut phones[0];
    let lengths = bytes_of_a_sync(first, link);
    let bytes: usize = lengths.iter().map(|(_, bytes)| bytes).sum();
    assert!(bytes > 800, "a request and an answer have hundreds of bytes: {bytes}");
    let cuts = lengths.iter().flat_map(|(way, bytes)| (0..=*bytes).map(|after| Cut { way: *way, after }));
    let cuts: Vec<Cut> = cuts.filter(|cut| is_tried(cut.after, ONE_BYTE_IN)).collect();
    let (next, happened) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for (phone, link) in &mut phones {
            scope.spawn(|| {
                while let Some(cut) = cuts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    phone.visit();
                    link.cut_once(*cut);
                    let report = phone.sync().unwrap_or_else(|p| panic!("{cut:?}: {p}"));
                    assert_eq!((report.sent, report.unsent), (1, 0), "{cut:?}");
                    happened.fetch_add(usize::from(!link.cut_waits()), Ordering::Relaxed);
                    link.mend();
                }
            });
        }
    });
    let happened = happened.load(Ordering::Relaxed);
    assert!(happened >= cuts.len() - 40, "only {happened} of {} cuts came to their byte", cuts.len());
    phones.iter().for_each(|(phone, _)| phone.is_whole(&village));
    village.server.is_sound().unwrap();
}

#[test]
fn a_link_that_stays_broken_is_told_and_the_next_sync_delivers_once() {
    let village = Village::of_sample().unwrap();
    let members = village.members().unwrap();
    let runtime = runtime();
    // Before the first byte, within the head, within the body, behind the request; within the
    // answer, and behind its last byte but one.
    let cuts =
        [(Way::Up, 0), (Way::Up, 90), (Way::Up, 400), (Way::Down, 0), (Way::Down, 100), (Way::Down, 300)];
    std::thread::scope(|scope| {
        for ((way, after), member) in cuts.into_iter().zip(&members) {
            let link = Link::to(&village.server.url).unwrap();
            let mut phone = Near::enrol(&runtime, &village, member, &link.url());
            let village = &village;
            scope.spawn(move || {
                phone.visit();
                link.cut_for_good(Cut { way, after });
                let failed = phone.sync();
                assert!(matches!(&failed, Err(p) if p.code == Code::NoLink), "{failed:?}");
                phone.visit();
                link.mend();
                let report = phone.sync().unwrap();
                assert_eq!((report.sent, report.unsent, report.requests), (2, 0, 1));
                phone.is_whole(village);
            });
        }
    });
}

#[test]
fn half_a_request_is_told_to_be_sent_again_and_not_that_it_is_too_large() {
    let village = Village::of_sample().unwrap();
    let address = village.server.url.trim_start_matches("http://").to_owned();
    let mut half = TcpStream::connect(&address).unwrap();
    let head = "POST /v1/sync HTTP/1.1\r\nhost: x\r\nauthorization: Bearer x\r\ncontent-length: 100\r\n\r\n";
    half.write_all(format!("{head}only half of it").as_bytes()).unwrap();
    half.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    half.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("server_down"), "{answer}");
}

#[test]
fn a_request_that_arrives_twice_at_once_and_again_after_later_ones_is_counted_once() {
    let village = Village::of_sample().unwrap();
    let member = village.members().unwrap()[0].clone();
    let runtime = runtime();
    let postman = Postman::to(&village.server.url).unwrap();
    let mut phone = Near::enrol(&runtime, &village, &member, &postman.url());
    for _ in 0..5 {
        phone.visit();
        postman.plan(&[Treatment::Twice]);
        assert_eq!(phone.sync().unwrap().unsent, 0);
    }
    for later in [1, 3] {
        phone.visit();
        let before = postman.answers();
        postman.plan(&[Treatment::LostAndAgainBehind(later)]);
        assert_eq!(phone.sync().unwrap().unsent, 0, "the second try got through");
        for _ in 0..later {
            phone.visit();
            phone.sync().unwrap();
        }
        // The lost one, its second try, the later ones, and the lost one again.
        postman.wait_for_answers(before + later + 3);
    }
    phone.is_whole(&village);
    village.server.is_sound().unwrap();
}

#[test]
fn requests_that_arrive_out_of_order_are_taken_in_as_they_come() {
    let village = Village::of_sample().unwrap();
    let member = village.members().unwrap()[0].clone();
    let dir = tempfile::tempdir().unwrap();
    let postman = Postman::to(&village.server.url).unwrap();
    let mut phone = Phone::on(dir.path()).unwrap();
    phone.enrol(&postman.url(), &village.code(&member).unwrap()).unwrap();
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(items) = phone.query(query).unwrap() else { panic!("households") };
    let home = items[0].id.clone();
    let before = village.notes(&home).unwrap().len();
    phone.save(visit(&home, "先写的")).unwrap();
    // The phone is switched off while its request is still on the way; what it writes and sends
    // after that arrives first.
    postman.plan(&[Treatment::Behind(1)]);
    let answers = postman.answers();
    phone.say(&Command::Sync).unwrap();
    postman.wait_for_plan();
    phone.restart().unwrap();
    phone.save(visit(&home, "后写的")).unwrap();
    assert_eq!(phone.sync().unwrap().unsent, 0);
    postman.wait_for_answers(answers + 2);
    assert!(phone.sync().unwrap().agreed);
    let mut there = village.notes(&home).unwrap();
    assert_eq!(there.len(), before + 2);
    there.retain(|note| note.ends_with("写的"));
    there.sort();
    assert_eq!(there, ["先写的", "后写的"]);
    village.server.is_sound().unwrap();
}

#[test]
fn two_syncs_of_one_phone_at_once_deliver_every_visit_once() {
    let village = Village::of_sample().unwrap();
    let member = village.members().unwrap()[0].clone();
    let runtime = runtime();
    let mut phone = Near::enrol(&runtime, &village, &member, &village.server.url);
    for _ in 0..10 {
        phone.visit();
        let one = sync_beside(&phone);
        phone.visit();
        let (two, three) = (sync_beside(&phone), phone.sync().unwrap());
        assert!(one.join().unwrap().is_ok());
        assert_eq!((two.join().unwrap().is_ok(), three.unsent), (true, 0));
    }
    phone.is_whole(&village);
    village.server.is_sound().unwrap();
}

/// A sync of the same phone in a thread of its own.
fn sync_beside(phone: &Near) -> std::thread::JoinHandle<Result<Done, Problem>> {
    let (engine, runtime) = (phone.engine.clone(), phone.runtime.clone());
    std::thread::spawn(move || runtime.block_on(engine.command(Command::Sync)))
}
