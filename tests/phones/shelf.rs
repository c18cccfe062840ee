//! Several replicas on one phone: two people who share it, and practice.

use super::enrolment::behind_a_gateway;
use super::*;
use replica::{Options, Shelf};
use shared_model::api::Done;
use shared_model::api::view::ReplicaItem;

const PIN: &str = "135790";

pub struct Shared {
    village: Village,
    dir: tempfile::TempDir,
    shelf: Shelf,
    runtime: tokio::runtime::Runtime,
    pub server: String,
}

impl Shared {
    pub fn new() -> Shared {
        let village = Village::new().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let server = runtime.block_on(behind_a_gateway(&village));
        let dir = dir();
        let shelf = Shelf::open(Options::new(dir.path()));
        Shared { village, dir, shelf, runtime, server }
    }

    /// The app is ended and started again.
    fn restart(&mut self) {
        self.shelf = Shelf::open(Options::new(self.dir.path()));
    }

    pub fn does(&self, command: Command) -> Result<Done, Problem> {
        self.runtime.block_on(self.shelf.command(command))
    }

    pub fn asks(&self, query: Query) -> Result<Answer, Problem> {
        self.runtime.block_on(self.shelf.query(query))
    }

    pub fn enrols(&self, name: &str) {
        let (server, code) = (self.server.clone(), self.village.code(name).unwrap());
        self.does(Command::Enrol { server, code, pin: Some(PIN.into()) }).unwrap();
    }

    /// The village takes all phones of somebody out of use.
    pub fn revokes(&self, name: &str) {
        let account = self.village.person(name).id.clone();
        self.village.office(Command::RevokeDevices { account }).unwrap();
    }

    /// What it tells of itself for help.
    pub fn told(&self) -> String {
        self.shelf.diagnostics()
    }

    /// All rows of the replica in hand.
    pub fn rows(&self) -> Vec<String> {
        self.shelf.engine().unwrap().dump_rows().unwrap()
    }

    pub fn unlocks(&self) {
        self.does(Command::Unlock { pin: PIN.into() }).unwrap();
    }

    fn takes(&self, id: &str) -> Result<Done, Problem> {
        self.does(Command::TakeReplica { replica: id.into() })
    }

    fn replicas(&self) -> Vec<ReplicaItem> {
        let Ok(Answer::Replicas(replicas)) = self.asks(Query::Replicas) else { panic!("replicas") };
        replicas
    }

    /// `first A*`: id and name, and a star for the one in hand.
    fn listed(&self) -> Vec<String> {
        let one = |r: &ReplicaItem| format!("{} {}{}", r.id, r.name, if r.in_hand { "*" } else { "" });
        self.replicas().iter().map(one).collect()
    }

    fn is_open(&self) -> bool {
        let Ok(Answer::Session(session)) = self.asks(Query::Session) else { panic!("session") };
        session.open
    }

    pub fn households(&self) -> Vec<HouseholdId> {
        let all = Query::Households { search: String::new(), micro_grid: None };
        let Ok(Answer::Households(found)) = self.asks(all) else { panic!("households") };
        found.into_iter().map(|item| item.id).collect()
    }

    fn unsent(&self) -> u32 {
        let Ok(Answer::Today(today)) = self.asks(Query::Today) else { panic!("today") };
        today.unsent
    }
}

#[test]
fn two_people_share_a_phone_and_neither_loses_or_sees_what_the_other_wrote() {
    let mut phone = Shared::new();
    assert_eq!(phone.listed(), [""; 0], "a new phone");
    phone.enrols("A");
    let home = phone.households()[0].clone();
    phone.does(visit(&home, "没发出去的走访")).unwrap();
    assert_eq!(phone.unsent(), 1);

    phone.does(Command::NewReplica).unwrap();
    assert_eq!(phone.listed(), ["first A"], "and an empty one in hand");
    assert_eq!(phone.asks(Query::Today).unwrap_err().code, Code::NotEnrolled);
    phone.enrols("B");
    assert_eq!(phone.listed(), ["first A", "2 B*"]);
    assert_eq!(phone.unsent(), 0, "the other's entry isn't here");

    phone.takes("first").unwrap();
    assert!(!phone.is_open(), "it is locked when it is put down");
    assert_eq!(phone.does(visit(&home, "别人写的")).unwrap_err().code, Code::Locked);
    phone.unlocks();
    assert_eq!(phone.unsent(), 1, "what waited still waits");

    phone.takes("2").unwrap();
    phone.restart();
    assert_eq!(phone.listed(), ["first A", "2 B*"], "the same in hand after the app was ended");
    assert!(!phone.is_open());
    phone.takes("first").unwrap();
    phone.unlocks();
    phone.does(Command::Sync).unwrap();
    assert_eq!(notes(&on_server(&phone.village, &home)), ["没发出去的走访"]);
}

#[test]
fn a_replica_that_can_t_be_opened_hides_none_of_the_others() {
    let mut phone = Shared::new();
    phone.enrols("A");
    phone.does(Command::NewReplica).unwrap();
    phone.enrols("B");
    // The key of the one in hand is gone to a bad place on the disk.
    std::fs::write(phone.dir.path().join("others/2/key.json"), "{").unwrap();
    phone.restart();
    assert!(phone.asks(Query::Session).is_err(), "the one in hand can't be opened");
    assert_eq!(phone.listed(), ["first A", "2 B*"], "and the phone says what else it holds");
    phone.takes("first").unwrap();
    phone.unlocks();
    assert_eq!(phone.households().len(), 2);
    phone.takes("2").unwrap();
    assert!(phone.asks(Query::Session).is_err());
    phone.does(Command::Train).unwrap();
    assert!(phone.is_open(), "practice too");
    assert_eq!(phone.listed(), ["first A", "2 B", "training *"], "and nothing of it was removed");
}

#[test]
fn an_account_leaves_a_phone_only_when_the_village_has_all_it_wrote() {
    let phone = Shared::new();
    phone.enrols("A");
    let home = phone.households()[0].clone();
    phone.does(visit(&home, "还没发")).unwrap();
    phone.does(Command::NewReplica).unwrap();
    phone.enrols("B");
    phone.takes("first").unwrap();
    assert_eq!(
        phone.does(Command::RemoveReplica).unwrap_err().code,
        Code::Locked,
        "not by who can't open it"
    );
    phone.unlocks();
    assert_eq!(phone.does(Command::RemoveReplica).unwrap_err().code, Code::Unsent);
    assert_eq!(phone.unsent(), 1, "and nothing is lost by asking");
    phone.does(Command::SaveDraft { form: "raise".into(), body: "{}".into() }).unwrap();
    phone.does(Command::Sync).unwrap();
    assert_eq!(phone.does(Command::RemoveReplica).unwrap_err().code, Code::Unsent, "a half-filled form");
    phone.does(Command::SaveDraft { form: "raise".into(), body: String::new() }).unwrap();
    phone.does(Command::RemoveReplica).unwrap();
    assert_eq!(phone.listed(), ["2 B*"]);
    let left = std::fs::read_dir(phone.dir.path()).unwrap();
    let names: Vec<String> = left.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| name == "others" || name == "shelf.json"), "{names:?}");
    assert_eq!(phone.takes("first").unwrap_err().code, Code::NotFound);
    phone.unlocks();
    phone.does(Command::RemoveReplica).unwrap();
    assert_eq!(phone.listed(), [""; 0]);
    phone.enrols("A");
    assert_eq!(phone.listed(), ["first A*"], "and the phone begins anew");
}

#[test]
fn practice_is_invented_works_without_a_server_and_is_never_mixed_with_the_real_thing() {
    let mut phone = Shared::new();
    phone.does(Command::Train).unwrap();
    let Ok(Answer::Session(session)) = phone.asks(Query::Session) else { panic!("session") };
    assert!(session.training && session.sample && session.open && session.server.as_deref() == Some(""));
    let homes = phone.households();
    assert_eq!(homes.len(), 5);
    let Ok(Answer::Today(today)) = phone.asks(Query::Today) else { panic!("today") };
    assert!(!today.cases.is_empty() && !today.visits.is_empty() && today.unsent == 0, "something to do");
    let Ok(Answer::Cases(cases)) = phone.asks(Query::Cases { search: String::new(), closed: true }) else {
        panic!("cases")
    };
    for case in &cases {
        let Ok(Answer::Case(view)) = phone.asks(Query::Case { id: case.id.clone() }) else { panic!("case") };
        assert!(
            view.timeline.iter().all(|event| event.void.is_none()),
            "all in it counts: {}",
            view.item.title
        );
    }
    phone.does(visit(&homes[0], "练一练")).unwrap();
    assert_eq!(phone.does(Command::Sync).unwrap_err().code, Code::NotHere);
    assert_eq!(phone.does(Command::LetGoNow).unwrap_err().code, Code::NotHere, "nobody has it to give back");

    phone.does(Command::NewReplica).unwrap();
    phone.enrols("A");
    assert_eq!(phone.households().len(), 2, "its own, and none of practice");
    phone.does(Command::Sync).unwrap();
    assert!(on_server_all(&phone.village).iter().all(|id| !homes.contains(id)));

    phone.restart();
    assert_eq!(phone.listed(), ["first A*", "training "]);
    phone.takes("training").unwrap();
    assert!(phone.is_open(), "practice has no PIN");
    assert_eq!(phone.unsent(), 1, "and goes on where it was");
    phone.does(Command::RemoveReplica).unwrap();
    assert_eq!(phone.listed(), ["first A*"]);
    phone.does(Command::Train).unwrap();
    assert_eq!(phone.unsent(), 0, "it begins anew");
}

fn on_server_all(village: &Village) -> Vec<HouseholdId> {
    let all = Query::Households { search: String::new(), micro_grid: None };
    let Ok(Answer::Households(found)) = village.ask(&all) else { panic!("households") };
    found.into_iter().map(|item| item.id).collect()
}

#[test]
fn a_finger_opens_its_own_replica_alone_and_only_while_its_owner_wants_it() {
    let mut phone = Shared::new();
    phone.enrols("A");
    let engine = |phone: &Shared| phone.shelf.engine().unwrap();
    let key = engine(&phone).key_to_seal().unwrap();
    engine(&phone).keep_sealed("what the key store made of it").unwrap();
    let kept = std::fs::read_to_string(phone.dir.path().join("replica.finger")).unwrap();
    assert!(!kept.contains(&key), "the key itself lies nowhere");
    phone.restart();
    assert!(!phone.is_open());
    assert_eq!(engine(&phone).key_to_seal().unwrap_err().code, Code::Locked, "not by who can't open it");
    assert_eq!(engine(&phone).sealed().as_deref(), Some("what the key store made of it"));
    phone.shelf.open_by_key(&key).unwrap();
    assert!(phone.is_open() && !phone.households().is_empty());

    // Another account on the same phone: its finger is not this one's.
    phone.does(Command::NewReplica).unwrap();
    phone.enrols("B");
    assert_eq!(engine(&phone).sealed(), None);
    engine(&phone).keep_sealed("of another one").unwrap();
    phone.restart();
    assert_eq!(phone.shelf.open_by_key(&key).unwrap_err().code, Code::WrongPin);
    assert!(!phone.is_open() && engine(&phone).sealed().is_none(), "a copy that opens nothing is let go");
    phone.unlocks();
    assert!(!phone.households().is_empty(), "and nothing was lost by trying");

    phone.takes("first").unwrap();
    engine(&phone).forget_sealed();
    assert_eq!(phone.shelf.open_by_key(&key).unwrap_err().code, Code::WrongPin);
    phone.unlocks();
    assert!(phone.is_open());
}
