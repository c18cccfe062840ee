//! A county with a place beside every place, somebody of every role, and cases that lie in their
//! place, elsewhere, or were given to them.

use crate::common::*;
use reqwest::StatusCode;
use serde_json::{Value, json};
use shared_model::casework::EventKind;
use shared_model::document::{Doc, DocId, Put, actor_bytes};
use shared_model::ids::{AccountId, CaseId, DeviceId, EventId, HouseholdId};
use shared_model::people::{Account, Author, Role};
use shared_model::place::{Level, Place, PlaceCode};
use shared_model::projection::CaseProjection;
use shared_model::protocol::Outcome;
use std::collections::BTreeMap;
use sync_server::ingest::{self, Given, Sender};
use sync_server::store::records::{AccountRow, Grantee};
use sync_server::store::{self, WriteTx};
use sync_server::{clock, secret};

pub const COUNTY: &str = "513424000000";

/// How a document lies to somebody's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lies {
    /// In the own place, brought up to township and county.
    Own,
    /// In the own place, settled among those below.
    Quiet,
    /// Elsewhere, and dispatched to them.
    Given,
    /// Elsewhere.
    Elsewhere,
}

/// The county of these tests.
pub struct Town {
    pub world: World,
    pub people: BTreeMap<Role, Account>,
    consoles: BTreeMap<Role, Console>,
}

/// A case as it was laid.
pub struct Laid {
    pub doc: DocId,
    pub id: CaseId,
    pub newest: Vec<EventId>,
    pub content: Doc,
}

/// A micro-grid that lies in everybody's place.
pub fn own() -> PlaceCode {
    place("51342410120301001")
}

/// A micro-grid beside the role's place; none where the whole county is one's own.
pub fn elsewhere(role: Role) -> Option<PlaceCode> {
    match role.level() {
        Level::MicroGrid => Some(place("51342410120301002")),
        Level::Grid => Some(place("51342410120302001")),
        Level::Village => Some(place("51342410120401001")),
        Level::Township => Some(place("51342410220101001")),
        Level::County => None,
    }
}

impl Town {
    pub async fn new() -> Town {
        let world = World::new().await;
        let password = secret::password_hash(PASSWORD).unwrap();
        let people: BTreeMap<Role, Account> = Role::ALL.iter().map(|role| (*role, account(*role))).collect();
        store::write(&*world.app.store, |tx| {
            for (code, name) in [
                ("51342410120302001", "二网格 01"),
                ("513424102000", "另一镇"),
                ("513424102201", "另一村"),
                ("51342410220101", "一网格"),
                ("51342410220101001", "一网格 01"),
            ] {
                tx.put_place(&Place { code: place(code), name: name.to_owned() })?;
            }
            for (role, account) in &people {
                let login = Some(format!("the {}", role.word()));
                let password = Some(password.clone());
                put_person(tx, account, login, password)?;
            }
            for micro_grid in ["51342410120301001", "51342410120401001", "51342410220101001"] {
                for role in Role::ALL {
                    put_person(tx, &helper(role, &place(micro_grid)), None, None)?;
                }
            }
            Ok::<_, store::StoreError>(())
        })
        .unwrap();
        Town { world, people, consoles: BTreeMap::new() }
    }

    /// The console of a role, logged in once.
    pub async fn console(&mut self, role: Role) -> &Console {
        if !self.consoles.contains_key(&role) {
            let console = self.world.console(&format!("the {}", role.word())).await;
            self.consoles.insert(role, console);
        }
        &self.consoles[&role]
    }

    /// A phone of any role, as the command line enrols it.
    pub async fn phone(&self, role: Role) -> Phone {
        self.world.phone_of(&self.people[&role]).await
    }

    /// A household registered in a micro-grid, with its newest visit.
    pub fn household(&self, at: &PlaceCode) -> (HouseholdId, EventId) {
        let id = HouseholdId::from_random(clock::random());
        let visit = EventId::from_random(clock::random());
        let doc = DocId::Household(at.village().unwrap(), id.clone());
        let resident = format!("resident.{id}");
        let fields = [
            ("micro_grid".to_owned(), at.as_str().to_owned()),
            ("house_no".to_owned(), "3".to_owned()),
            ("address".to_owned(), "三号".to_owned()),
            (format!("{resident}.name"), "李玉珍".to_owned()),
            (format!("{resident}.relation"), "head".to_owned()),
        ];
        let now = clock::now();
        let entry =
            json!({"entry": "visit", "at": now, "written_at": now, "kind": "routine", "note": "在家"});
        let writer = helper(Role::Secretary, at);
        store::write(&*self.world.app.store, |tx| {
            self.take(tx, &writer, &doc, &mut Doc::default(), &fields);
            let book = doc.book_of(now).unwrap();
            self.take(tx, &writer, &book, &mut Doc::default(), &[(visit.to_string(), entry.to_string())]);
            Ok::<_, store::StoreError>(())
        })
        .unwrap();
        (id, visit)
    }

    /// A case that lies so to somebody's place and has come to an event of this kind.
    pub fn case(&self, role: Role, lies: Lies, at: EventKind) -> Option<Laid> {
        let micro_grid = match lies {
            Lies::Own | Lies::Quiet => own(),
            Lies::Given if role.level() == Level::County => own(),
            Lies::Given | Lies::Elsewhere => elsewhere(role)?,
        };
        let village = micro_grid.village().unwrap();
        let id = CaseId::from_random(clock::random());
        let doc = DocId::Case(village, id.clone());
        let mut laid = Laid { doc, id, newest: vec![], content: Doc::default() };
        let by = |role| helper(role, &micro_grid);
        let to = if lies == Lies::Given { self.people[&role].id.clone() } else { by(Role::Mediator).id };
        let mut way = vec![(Role::Member, raised(&micro_grid))];
        if lies == Lies::Own {
            way.push((Role::Member, json!({"step": "escalated", "words": "请镇里来"})));
            way.push((Role::Township, json!({"step": "escalated", "words": "请县里来"})));
        }
        let life = [
            (EventKind::Dispatched, Role::Secretary, json!({"step": "dispatched", "to": to.clone()})),
            (
                EventKind::Settled,
                Role::Township,
                json!({"step": "settled", "outcome": "served", "words": "好了"}),
            ),
            (EventKind::FollowedUp, Role::Member, json!({"step": "followed_up", "satisfied": true})),
            (EventKind::StruckOff, Role::Secretary, json!({"step": "struck_off"})),
        ];
        let upto = life.iter().position(|(kind, ..)| *kind == at).map_or(0, |last| last + 1);
        // What was given to somebody has been dispatched, whatever is tried on it.
        let upto = if lies == Lies::Given { upto.max(1) } else { upto };
        way.extend(life.into_iter().take(upto).map(|(_, role, step)| (role, step)));
        if at == EventKind::Tasked {
            way.push((Role::Secretary, json!({"step": "tasked", "to": to, "words": "去看看水渠"})));
        }
        store::write(&*self.world.app.store, |tx| {
            for (role, step) in &way {
                let (event, text) = event(step.clone(), &laid.newest);
                self.take(tx, &by(*role), &laid.doc, &mut laid.content, &[(event.to_string(), text)]);
                laid.newest = vec![event];
            }
            Ok::<_, store::StoreError>(())
        })
        .unwrap();
        Some(laid)
    }

    fn take(
        &self,
        tx: &dyn WriteTx,
        by: &Account,
        doc: &DocId,
        content: &mut Doc,
        puts: &[(String, String)],
    ) {
        let puts: Vec<Put> =
            puts.iter().map(|(key, value)| Put { key: key.clone(), value: value.clone() }).collect();
        let (hand, now) = (hand(&by.id), clock::now());
        let (_, bytes) = content.write(actor_bytes(hand, [9; 8]), now, &puts).unwrap().unwrap();
        let sender =
            Sender { author: Author::of(by), former: vec![], prefix: hand.0, office: true, carrier: None };
        let given = Given { doc, bytes: &bytes, attested: None };
        let policies = self.world.app.policies(tx).unwrap();
        let verdicts = ingest::take(tx, &policies, &sender, &[given], now).unwrap();
        assert!(matches!(verdicts[0].1, Outcome::Accepted { .. }), "{verdicts:?}");
    }

    /// What became of an event in a case: `counts`, the rule that speaks against it, `no_case` where
    /// nothing that counts begins the case.
    pub fn judged(&self, id: &CaseId, event: &str) -> String {
        let holders = [Grantee::Place(place(COUNTY))];
        let row = store::read(&*self.world.app.store, |tx| tx.case(&holders, id)).unwrap();
        let Some(row) = row else { return "no_case".to_owned() };
        let case: CaseProjection = serde_json::from_str(&row.row).unwrap();
        let found = case.state.events.iter().find(|e| e.written.id.as_str() == event).unwrap();
        found.void.map_or("counts", |void| void.word()).to_owned()
    }

    /// Changes in all logs.
    pub fn log_length(&self) -> u64 {
        store::read(&*self.world.app.store, |tx| tx.log_length(&place(COUNTY))).unwrap()
    }
}

/// A new event's identity and its text.
pub fn event(mut step: Value, after: &[EventId]) -> (EventId, String) {
    step["written_at"] = json!(clock::now());
    step["after"] = json!(after);
    (EventId::from_random(clock::random()), step.to_string())
}

pub fn raised(micro_grid: &PlaceCode) -> Value {
    json!({"step": "raised", "kind": "dispute", "category": "neighbours", "colour": "green",
        "title": "排水沟", "words": "水流进后墙", "micro_grid": micro_grid,
        "parties": [{"name": "李玉珍"}]})
}

/// The word of an answer that is a problem; a refusal by a rule is told by its rule.
pub fn code(answer: &(StatusCode, Value)) -> &str {
    match answer.1["code"].as_str() {
        Some("policy") => answer.1["detail"].as_str().unwrap_or("policy"),
        Some(code) => code,
        None => "answered",
    }
}

fn account(role: Role) -> Account {
    let at = own().at(role.level()).unwrap();
    let number = Role::ALL.iter().position(|one| *one == role).unwrap() as u8;
    let id = AccountId::from_random([101 + number; 10]);
    Account { id, name: format!("the {}", role.word()), role, place: at, post: None }
}

/// Somebody else of this role, at or above a micro-grid.
pub fn helper(role: Role, micro_grid: &PlaceCode) -> Account {
    let at = micro_grid.at(role.level()).unwrap();
    let mut bytes = [0; 10];
    let number = Role::ALL.iter().position(|one| *one == role).unwrap() as u64;
    let digits: u64 = at.as_str().parse().unwrap();
    bytes[..8].copy_from_slice(&(digits ^ (number + 1) << 58).to_be_bytes());
    Account { id: AccountId::from_random(bytes), name: "其他人".to_owned(), role, place: at, post: None }
}

/// Somebody of this role who has nothing to do with the village; none where the role is the county's.
pub fn stranger(role: Role) -> Option<Account> {
    let micro_grid = match role.level() {
        Level::MicroGrid | Level::Grid | Level::Village => "51342410120401001",
        Level::Township => "51342410220101001",
        Level::County => return None,
    };
    Some(helper(role, &place(micro_grid)))
}

fn hand(id: &AccountId) -> DeviceId {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&id.as_str().as_bytes()[..8]);
    bytes.iter_mut().zip(&id.as_str().as_bytes()[8..]).for_each(|(byte, more)| *byte ^= more.rotate_left(3));
    DeviceId(bytes)
}

fn put_person(
    tx: &dyn WriteTx,
    account: &Account,
    login: Option<String>,
    password: Option<String>,
) -> Result<(), store::StoreError> {
    tx.put_account(&AccountRow { account: account.clone(), login, password, hand: hand(&account.id) })
}
