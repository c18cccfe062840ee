//! Phone to phone through the real program, on two ports: what both may see without a server, and a
//! courier for what only the server may.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::view::{CaseView, Delivery, HistoryEntry, HouseholdView, SyncView};
use shared_model::api::{Answer, Code, Command, Done, Query};
use shared_model::casework::{CaseKind, Colour, Step};
use shared_model::household::FieldEdit;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::people::{Account, Role};
use shared_model::place::PlaceCode;
use shared_model::visit::VisitKind;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use system_tests::screen::Screen;
use system_tests::world::{Console, Phone, SAMPLE_PASSWORD, Server, sample};

struct Village {
    _data: tempfile::TempDir,
    server: Server,
    secretary: Console,
    accounts: Vec<Account>,
}

impl Village {
    fn new() -> Village {
        let data = tempfile::tempdir().unwrap();
        sample(data.path(), 7, 1).unwrap();
        let server = Server::start(data.path()).unwrap();
        let secretary = Console::log_in(&server.url, "secretary-103209").unwrap();
        let Answer::Members(members) = secretary.query(Query::Members).unwrap() else { panic!("members") };
        let mut accounts: Vec<Account> = members.into_iter().map(|member| member.account).collect();
        accounts.sort_by_key(|account| account.place.clone());
        Village { _data: data, server, secretary, accounts }
    }

    /// The members, by their micro-grids.
    fn member(&self, number: usize) -> &Account {
        self.accounts.iter().filter(|account| account.role == Role::Member).nth(number).unwrap()
    }

    /// Who leads the grid of somebody.
    fn leader_of(&self, account: &Account) -> &Account {
        let leads = |one: &&Account| one.role == Role::GridLeader && account.place.is_within(&one.place);
        self.accounts.iter().find(leads).unwrap()
    }

    /// Somebody's phone, enrolled, that others can call.
    fn phone(&self, account: &Account, dir: &Path) -> Phone {
        let command = Command::NewCode { account: account.id.clone() };
        let Done::Code(code) = self.secretary.command(command).unwrap() else { panic!("code") };
        let mut phone = Phone::listening(dir).unwrap();
        phone.enrol(&self.server.url, &code.code).unwrap();
        phone
    }

    /// What the secretary reads on a page of the console of through whom something came.
    fn reads_through(&self, page: &str) -> Option<String> {
        let screen = Screen::browser(&self.server.url, (1366, 768)).unwrap();
        screen.types("login-name", "secretary-103209").unwrap();
        screen.types("login-password", SAMPLE_PASSWORD).unwrap();
        screen.click("login-submit").unwrap();
        screen.sees("me").unwrap();
        screen.goes(&format!("{}/#/{page}", self.server.url)).unwrap();
        let told = screen.reads("through").ok();
        screen.close().unwrap();
        told
    }

    fn household(&self, id: &HouseholdId) -> HouseholdView {
        household(self.secretary.query(Query::Household { id: id.clone() }).unwrap())
    }

    fn history(&self, id: &HouseholdId) -> Vec<HistoryEntry> {
        let query = Query::HouseholdHistory { id: id.clone() };
        let Answer::History(entries) = self.secretary.query(query).unwrap() else { panic!("history") };
        entries
    }

    fn case(&self, id: &str) -> CaseView {
        let Answer::Case(view) = self.secretary.query(case_query(id)).unwrap() else { panic!("case") };
        view
    }

    /// The office's console again, after the server was away.
    fn open_again(&mut self) {
        self.server.start_again().unwrap();
        self.secretary = Console::log_in(&self.server.url, "secretary-103209").unwrap();
    }
}

fn case_query(id: &str) -> Query {
    Query::Case { id: CaseId::parse(id).unwrap() }
}

fn household(answer: Answer) -> HouseholdView {
    let Answer::Household(view) = answer else { panic!("household") };
    view
}

fn on_phone(phone: &mut Phone, id: &HouseholdId) -> HouseholdView {
    household(phone.query(Query::Household { id: id.clone() }).unwrap())
}

fn first_household(phone: &mut Phone) -> HouseholdId {
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(items) = phone.query(query).unwrap() else { panic!("households") };
    items[0].id.clone()
}

fn sync_view(phone: &mut Phone) -> SyncView {
    let Answer::Sync(view) = phone.query(Query::Sync).unwrap() else { panic!("sync") };
    view
}

fn visit(household: &HouseholdId, note: &str) -> Command {
    Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::Routine,
        at: None,
        checklist: Default::default(),
        note: note.into(),
        problem: false,
        photos: vec![],
        helped: None,
        position: None,
    }
}

fn edit(household: &HouseholdId, field: &str, value: &str) -> Command {
    let edits = vec![FieldEdit { field: field.into(), value: value.into() }];
    Command::EditHousehold { household: household.clone(), edits }
}

fn raise(at: &PlaceCode, title: &str) -> Command {
    let step = Step::Raised {
        kind: CaseKind::Dispute,
        category: "neighbours".into(),
        colour: Colour::Green,
        title: title.into(),
        words: title.into(),
        micro_grid: at.clone(),
        parties: vec![],
        facts: Default::default(),
    };
    Command::RaiseCase { step, photos: vec![] }
}

fn counted(view: &HouseholdView, note: &str) -> usize {
    view.visits.iter().filter(|visit| visit.note == note).count()
}

/// Somebody on the same Wi-Fi who hears everything: calls go through here.
struct Air {
    address: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Air {
    fn around(phone: &Phone) -> Air {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, to) = (listener.local_addr().unwrap().to_string(), phone.address().to_owned());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let all = heard.clone();
        std::thread::spawn(move || {
            for near in listener.incoming() {
                let (near, far) = (near.unwrap(), TcpStream::connect(&to).unwrap());
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to, all) = (from.try_clone().unwrap(), to.try_clone().unwrap(), all.clone());
                    std::thread::spawn(move || pass_on(from, to, &all));
                }
            }
        });
        Air { address, heard }
    }

    fn holds(&self, words: &str) -> bool {
        self.heard.lock().unwrap().windows(words.len()).any(|part| part == words.as_bytes())
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, heard: &Mutex<Vec<u8>>) {
    let mut part = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut part) {
        heard.lock().unwrap().extend(&part[..length]);
        if to.write_all(&part[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[test]
fn two_phones_exchange_a_visit_and_a_case_without_a_server_and_nothing_counts_twice_after() {
    let mut village = Village::new();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let member = village.member(0).clone();
    let mut phone = village.phone(&member, one.path());
    let mut leader = village.phone(village.leader_of(&member), two.path());
    let home = first_household(&mut phone);
    village.server.kill();
    phone.save(visit(&home, "停电那天的走访")).unwrap();
    let case = phone.save(raise(&member.place, "电杆歪了")).unwrap();
    phone.save(edit(&home, "note", "院门朝东")).unwrap();
    assert_eq!(phone.sync().unwrap_err().code, Code::NoLink);

    let air = Air::around(&leader);
    let met = phone.meet(&air.address, false).unwrap();
    assert_eq!((met.given, met.received, met.held_back, met.not_received), (3, 0, 0, 0), "{met:?}");
    assert!(!air.holds("停电那天的走访") && !air.holds(&met.name) && !air.holds(home.as_str()));
    let seen = on_phone(&mut leader, &home);
    let heard = seen.visits.iter().find(|visit| visit.note == "停电那天的走访").unwrap();
    assert_eq!((&heard.author.account, &heard.delivery), (&member.id, &Delivery::Heard));
    let step = Step::Progress { words: "看过了，先拦起来".into() };
    let id = CaseId::parse(&case).unwrap();
    leader.save(Command::AddToCase { case: id, step, seen: None, anyway: false, photos: vec![] }).unwrap();
    // Now the other way round: the leader calls.
    let met = leader.meet(phone.address(), false).unwrap();
    assert_eq!((met.given, met.received, &met.name), (1, 0, &member.name), "{met:?}");
    let Answer::Case(on_phone_now) = phone.query(case_query(&case)).unwrap() else { panic!("case") };
    assert_eq!(on_phone_now.timeline.len(), 2);

    village.open_again();
    let report = leader.sync().unwrap();
    assert_eq!((report.sent, report.carried, report.agreed), (1, 3, true), "{report:?}");
    let on_server = village.household(&home);
    let arrived = on_server.visits.iter().find(|visit| visit.note == "停电那天的走访").unwrap();
    assert_eq!(arrived.author.account, member.id);
    // Whose phone brought it stands in both histories; what the leader wrote came by nobody else's.
    let name = village.leader_of(&member).name.clone();
    let through: Vec<Option<String>> =
        village.case(&case).timeline.into_iter().map(|entry| entry.heard_from).collect();
    assert_eq!(through, [Some(name.clone()), None]);
    let edited = village.history(&home).into_iter().find(|entry| entry.to == "院门朝东").unwrap();
    assert_eq!((edited.author.account, edited.heard_from), (member.id.clone(), Some(name)));
    for page in [format!("case/{case}"), format!("household/{home}")] {
        assert_eq!(
            village.reads_through(&page),
            through[0].as_deref().map(|name| format!("经{name}的手机带到"))
        );
    }
    let report = phone.sync().unwrap();
    assert_eq!((report.unsent, report.refused, report.agreed), (0, 0, true), "{report:?}");
    assert_eq!(counted(&village.household(&home), "停电那天的走访"), 1);
    assert_eq!(village.case(&case).timeline.len(), 2);
    for phone in [&mut phone, &mut leader] {
        assert_eq!(counted(&on_phone(phone, &home), "停电那天的走访"), 1);
        assert!(phone.rebuilds_the_same().unwrap());
    }
}

#[test]
fn a_courier_delivers_for_a_phone_that_never_gets_a_link_and_reads_nothing_of_it() {
    let mut village = Village::new();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (author, neighbour) = (village.member(0).clone(), village.member(1).clone());
    let mut phone = village.phone(&author, one.path());
    let mut courier = village.phone(&neighbour, two.path());
    let home = first_household(&mut phone);
    village.server.kill();
    phone.save(visit(&home, "信使带走的走访")).unwrap();
    let air = Air::around(&phone);
    let met = courier.meet(&air.address, true).unwrap();
    assert_eq!((met.received, met.carries, met.carried), (0, true, false), "{met:?}");
    assert!(!air.holds("信使带走的走访"));
    // The caller's last word may still be on its way when the caller says it is done.
    let told = |phone: &mut _| Some(sync_view(phone)).filter(|view| !view.items[0].carried_by.is_empty());
    let waiting = (0..2_000).find_map(|_| told(&mut phone)).expect("the author hears who carries it");
    assert_eq!(waiting.items[0].carried_by, [neighbour.name.as_str()]);
    assert_eq!(waiting.last_meeting.unwrap().report.name, neighbour.name);
    assert_eq!(sync_view(&mut courier).parcels, 1);
    let hidden = courier.query(Query::Household { id: home.clone() }).unwrap_err();
    assert_eq!(hidden.code, Code::NotFound);
    courier.restart().unwrap();
    for entry in std::fs::read_dir(courier.dir()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(21).any(|part| part == "信使带走的走访".as_bytes()));
    }

    village.open_again();
    assert!(courier.sync().unwrap().agreed);
    assert_eq!(sync_view(&mut courier).parcels, 0);
    let on_server = village.household(&home);
    let arrived: Vec<_> = on_server.visits.iter().filter(|visit| visit.note == "信使带走的走访").collect();
    assert_eq!(arrived.iter().map(|visit| &visit.author.account).collect::<Vec<_>>(), [&author.id]);
    // The author gets a link after all: it was there, and is there once.
    let report = phone.sync().unwrap();
    assert_eq!((report.unsent, report.refused, report.agreed), (0, 0, true), "{report:?}");
    assert_eq!(counted(&village.household(&home), "信使带走的走访"), 1);
}

#[test]
fn noise_on_the_port_harms_nobody_and_a_call_into_nothing_says_so() {
    let village = Village::new();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let member = village.member(0).clone();
    let mut phone = village.phone(&member, one.path());
    let leader = village.phone(village.leader_of(&member), two.path());
    let home = first_household(&mut phone);
    phone.save(visit(&home, "照常")).unwrap();
    let noise: [&[u8]; 5] =
        [b"", b"GET / HTTP/1.1\r\n\r\n", &[0xff; 64], &[0, 0, 0, 4, 1, 2, 3, 4], &[0, 0, 0, 0]];
    for words in noise {
        let mut link = TcpStream::connect(leader.address()).unwrap();
        let _ = link.write_all(words);
        let _ = link.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = link.read_to_end(&mut answer);
        assert!(answer.len() < 200, "a stranger hears nothing but no");
    }
    assert_eq!(phone.meet(leader.address(), false).unwrap().given, 1);
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    assert_eq!(phone.meet(&nobody, false).unwrap_err().code, Code::NoLink);
    assert_eq!(phone.meet("somewhere", false).unwrap_err().code, Code::Invalid);
    // An own phone of nobody yet is called in vain, and says why when it calls.
    let three = tempfile::tempdir().unwrap();
    let mut blank = Phone::listening(three.path()).unwrap();
    assert_eq!(phone.meet(blank.address(), false).unwrap_err().code, Code::NoLink);
    assert_eq!(blank.meet(phone.address(), false).unwrap_err().code, Code::NotEnrolled);
    assert_eq!(phone.sync().unwrap().sent, 1);
}
