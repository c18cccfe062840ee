//! A small county with a real server on a port of its own, and a phone that speaks the protocol.

#![allow(dead_code, reason = "each test file uses a part of it")]

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use shared_model::casework::{Policies, Policy};
use shared_model::document::{Doc, DocId, Hash, Put, actor_bytes};
use shared_model::ids::{AccountId, CaseId, DeviceId, EventId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author, Role};
use shared_model::place::{Place, PlaceCode};
use shared_model::protocol::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use sync_server::act::members;
use sync_server::app::{App, SHIPPED_POLICY};
use sync_server::ingest::{self, Given, Sender};
use sync_server::photos::room::PhotoRoom;
use sync_server::store::postgres::PostgresStore;
use sync_server::store::records::AccountRow;
use sync_server::store::sqlite::SqliteStore;
use sync_server::store::{self, Store, StoreError};
use sync_server::{clock, http, secret};

#[path = "../../../tests/src/world/postgres.rs"]
mod postgres;
use postgres::Postgres;

mod listening;

/// `on_postgres.rs` runs the same tests on PostgreSQL.
const ON_POSTGRES: bool = matches!(env!("CARGO_CRATE_NAME").as_bytes(), b"on_postgres");

/// One PostgreSQL for all tests that run at the same time; it ends with the last of them.
fn shared_postgres() -> Arc<Postgres> {
    static RUNNING: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    running.upgrade().unwrap_or_else(|| {
        let started = Arc::new(Postgres::start().expect("PostgreSQL starts"));
        *running = Arc::downgrade(&started);
        started
    })
}

/// The password of everybody here.
pub const PASSWORD: &str = "correct horse";

pub fn place(code: &str) -> PlaceCode {
    PlaceCode::parse(code).unwrap()
}

/// Most bytes of photos a village of these tests may have.
pub const PHOTOS_MOST: u64 = 1_000_000;

/// The village of these tests, and another one.
pub fn village() -> PlaceCode {
    place("513424101203")
}

pub fn micro_grid(number: u16) -> PlaceCode {
    village().child(1).unwrap().child(number).unwrap()
}

pub struct World {
    pub app: Arc<App>,
    pub url: String,
    pub folder: tempfile::TempDir,
    /// The database, where these tests have one.
    _database: Option<Arc<Postgres>>,
    address: Option<String>,
    pub households: Vec<HouseholdId>,
    people: BTreeMap<&'static str, Account>,
}

impl World {
    /// Two micro-grids with two households each; a secretary, a mediator, a township, a county
    /// office, an administrator, and the members A and B.
    pub async fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let database = ON_POSTGRES.then(shared_postgres);
        let address = database.as_ref().map(|server| server.database().unwrap());
        let app = match &address {
            Some(address) => {
                let store = PostgresStore::open(address, 4).unwrap();
                app_on(Box::new(store), folder.path())
            }
            None => open(folder.path()),
        };
        let mut world = World {
            app,
            url: String::new(),
            folder,
            _database: database,
            address,
            households: vec![],
            people: BTreeMap::new(),
        };
        world.fill();
        world.url = serve(world.app.clone()).await;
        world
    }

    fn fill(&mut self) {
        let village = village();
        let places = [
            ("513424000000", "德昌县"),
            ("513424101000", "永郎镇"),
            ("513424101203", "阿月村"),
            ("513424101204", "锦川村"),
            ("51342410120301", "一网格"),
            ("51342410120302", "二网格"),
            ("51342410120301001", "一网格 01"),
            ("51342410120301002", "一网格 02"),
            ("51342410120401", "一网格"),
            ("51342410120401001", "一网格 01"),
        ];
        let password = secret::password_hash(PASSWORD).unwrap();
        let people = [
            ("secretary", Role::Secretary, village.clone()),
            ("mediator", Role::Mediator, village.clone()),
            ("neighbour", Role::Secretary, place("513424101204")),
            ("township", Role::Township, place("513424101000")),
            ("county", Role::County, place("513424000000")),
            ("admin", Role::Administrator, place("513424000000")),
            ("A", Role::Member, micro_grid(1)),
            ("B", Role::Member, micro_grid(2)),
        ];
        let households = store::write(&*self.app.store, |tx| {
            for (code, name) in places {
                tx.put_place(&Place { code: place(code), name: name.to_owned() })?;
            }
            for (number, (name, role, at)) in people.iter().enumerate() {
                let id = AccountId::from_random([number as u8 + 1; 10]);
                let account =
                    Account { id, name: (*name).to_owned(), role: *role, place: at.clone(), post: None };
                self.people.insert(name, account.clone());
                let login = (*role != Role::Member).then(|| (*name).to_owned());
                let password = login.as_ref().map(|_| password.clone());
                tx.put_account(&AccountRow {
                    account,
                    login,
                    password,
                    hand: DeviceId([number as u8 + 1; 8]),
                })?;
            }
            let policies = self.app.policies(tx).unwrap();
            let mut households = vec![];
            for number in 0..4u8 {
                let id = HouseholdId::from_random([number + 1; 10]);
                register(
                    tx,
                    &policies,
                    &self.people["secretary"],
                    &id,
                    &micro_grid(u16::from(number / 2) + 1),
                );
                households.push(id);
            }
            Ok::<_, StoreError>(households)
        });
        self.households = households.unwrap();
    }

    pub fn person(&self, name: &str) -> &Account {
        &self.people[name]
    }

    /// Logs in and hands out a browser.
    pub async fn console(&self, login: &str) -> Console {
        let client = Client::builder().cookie_store(true).build().unwrap();
        let console = Console { client, url: self.url.clone() };
        let (status, body) =
            console.command(json!({"cmd": "log_in", "login": login, "password": PASSWORD})).await;
        assert_eq!((status, body), (StatusCode::OK, json!("nothing")));
        console
    }

    pub fn stranger(&self) -> Console {
        Console { client: Client::builder().cookie_store(true).build().unwrap(), url: self.url.clone() }
    }

    /// Makes a code in the secretary's console and enrols a phone by it.
    pub async fn phone(&self, name: &str) -> Phone {
        let secretary = self.console("secretary").await;
        let account = &self.person(name).id;
        let (_, body) = secretary.command(json!({"cmd": "new_code", "account": account})).await;
        let code = body["code"]["code"].as_str().unwrap().to_owned();
        self.enrol(&code).await.unwrap()
    }

    /// The forestry office of the township, which has a console.
    pub fn department(&self) -> Account {
        let department = Account {
            id: AccountId::from_random([77; 10]),
            name: "镇林业站".to_owned(),
            role: Role::Department,
            place: place("513424101000"),
            post: None,
        };
        let row = AccountRow {
            account: department.clone(),
            login: Some("department".to_owned()),
            password: Some(secret::password_hash(PASSWORD).unwrap()),
            hand: DeviceId([77; 8]),
        };
        store::write(&*self.app.store, |tx| tx.put_account(&row)).unwrap();
        department
    }

    /// Enrols a phone for an account, as the command line does.
    pub async fn phone_of(&self, account: &Account) -> Phone {
        let code = store::write(&*self.app.store, |tx| {
            let row = tx.account(&account.id)?.unwrap();
            members::issue(tx, &row, "https://weige.example", &clock::Machine)
        });
        self.enrol(&code.unwrap().code).await.unwrap()
    }

    pub async fn enrol(&self, code: &str) -> Result<Phone, (StatusCode, Value)> {
        let request = EnrolRequest { protocol: VERSION, code: code.to_owned(), device_key: None };
        let body = encode(&request, false).unwrap();
        let response = Client::new().post(format!("{}/v1/enrol", self.url)).body(body).send().await.unwrap();
        if !response.status().is_success() {
            return Err((response.status(), response.json().await.unwrap()));
        }
        let answer: EnrolAnswer = decode(&response.bytes().await.unwrap()).unwrap();
        Ok(Phone {
            url: self.url.clone(),
            actor: actor_bytes(answer.device, clock::random()),
            enrolled: answer,
            docs: BTreeMap::new(),
            unsent: vec![],
            cursors: vec![],
            epoch: None,
        })
    }

    /// How many changes the village's log holds.
    pub fn log_length(&self) -> u64 {
        store::read(&*self.app.store, |tx| Ok::<_, StoreError>(tx.log_head(&village())?.seq)).unwrap()
    }

    pub fn household_doc(&self, number: usize) -> DocId {
        DocId::Household(village(), self.households[number].clone())
    }
}

/// Opens a data folder as the server does.
pub fn open(folder: &Path) -> Arc<App> {
    app_on(Box::new(SqliteStore::open(folder).unwrap()), folder)
}

fn app_on(store: Box<dyn Store>, folder: &Path) -> Arc<App> {
    let policy = Policy::from_toml(SHIPPED_POLICY).unwrap();
    let mut app = App::new(store, policy, "https://weige.example".to_owned()).unwrap();
    if tokio::runtime::Handle::try_current().is_ok() {
        app.photos = Some(Arc::new(PhotoRoom::folder(&folder.join("photos"), PHOTOS_MOST).unwrap()));
    }
    Arc::new(app)
}

/// Serves on a free port.
pub async fn serve(app: Arc<App>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, http::router(app, None)).await });
    url
}

fn register(tx: &dyn store::WriteTx, policies: &Policies, by: &Account, id: &HouseholdId, at: &PlaceCode) {
    let put = |key: &str, value: &str| Put { key: key.to_owned(), value: value.to_owned() };
    let resident = format!("resident.{}", id.as_str());
    let puts = [
        put("micro_grid", at.as_str()),
        put("house_no", "12"),
        put("address", "阿月村一组 12 号"),
        put(&format!("{resident}.name"), "李玉珍"),
        put(&format!("{resident}.relation"), "head"),
        put(&format!("{resident}.phone"), "100 0000 0001"),
    ];
    let hand = [1; 8];
    let now = clock::now();
    let (_, bytes) = Doc::default().write(actor_bytes(DeviceId(hand), [9; 8]), now, &puts).unwrap().unwrap();
    let sender = Sender { author: Author::of(by), former: vec![], prefix: hand, office: true, carrier: None };
    let doc = DocId::Household(village(), id.clone());
    let given = Given { doc: &doc, bytes: &bytes, attested: None };
    let verdicts = ingest::take(tx, policies, &sender, &[given], now).unwrap();
    assert!(matches!(verdicts[0].1, Outcome::Accepted { .. }), "{verdicts:?}");
}

/// A browser.
pub struct Console {
    client: Client,
    url: String,
}

impl Console {
    pub async fn post(&self, path: &str, body: String) -> (StatusCode, Value) {
        let request = self.client.post(format!("{}{path}", self.url)).header("x-weige", "1").body(body);
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    /// A request of this browser, to be sent as it is.
    pub fn request(&self, posts: bool, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.url);
        let request = if posts { self.client.post(url).body("x") } else { self.client.get(url) };
        request.header("x-weige", "1")
    }

    pub async fn command(&self, command: Value) -> (StatusCode, Value) {
        self.post("/v1/command", command.to_string()).await
    }

    pub async fn query(&self, query: Value) -> (StatusCode, Value) {
        self.post("/v1/query", query.to_string()).await
    }

    /// Asks and must be answered.
    pub async fn ask(&self, query: Value) -> Value {
        let (status, body) = self.query(query).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// Commands and must be obeyed; hands out the id of what was saved.
    pub async fn does(&self, command: Value) -> String {
        let (status, body) = self.command(command).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["saved"]["id"].as_str().unwrap_or_default().to_owned()
    }
}

/// A phone with the least it needs.
pub struct Phone {
    pub url: String,
    pub enrolled: EnrolAnswer,
    pub actor: [u8; 16],
    pub docs: BTreeMap<DocId, Doc>,
    pub unsent: Vec<SentChange>,
    pub cursors: Vec<Cursor>,
    pub epoch: Option<String>,
}

impl Phone {
    /// Writes puts into a document as one change.
    pub fn write(&mut self, doc: &DocId, puts: &[(&str, &str)]) -> Vec<u8> {
        let puts: Vec<Put> = puts
            .iter()
            .map(|(key, value)| Put { key: (*key).to_owned(), value: (*value).to_owned() })
            .collect();
        let document = self.docs.entry(doc.clone()).or_default();
        let (_, bytes) = document.write(self.actor, clock::now(), &puts).unwrap().unwrap();
        self.unsent.push(SentChange { doc: doc.clone(), bytes: bytes.clone() });
        bytes
    }

    /// Asks one of the photo routes.
    pub async fn photo<Q: serde::Serialize, A: serde::de::DeserializeOwned>(
        &self,
        route: &str,
        request: &Q,
    ) -> Result<A, (StatusCode, Value)> {
        let url = format!("{}/v1/photo/{route}", self.url);
        let body = encode(request, false).unwrap();
        let request = Client::new().post(url).bearer_auth(&self.enrolled.token).body(body);
        let response = request.send().await.unwrap();
        if !response.status().is_success() {
            return Err((response.status(), response.json().await.unwrap()));
        }
        Ok(decode(&response.bytes().await.unwrap()).unwrap())
    }

    /// Writes a visit of a household.
    pub fn visit(&mut self, household: &DocId, note: &str) -> DocId {
        let now = clock::now();
        let entry = json!({"entry": "visit", "at": now, "written_at": now, "kind": "routine", "note": note});
        let book = household.book_of(now).unwrap();
        let id = EventId::from_random(clock::random());
        self.write(&book, &[(id.as_str(), &entry.to_string())]);
        book
    }

    /// Raises a dispute in a micro-grid; the other party lives in another one.
    pub fn raise(&mut self, at: &PlaceCode, other: &PlaceCode) -> (DocId, EventId) {
        let case = DocId::Case(village(), CaseId::from_random(clock::random()));
        let step = json!({
            "step": "raised", "kind": "dispute", "category": "neighbours", "colour": "yellow",
            "title": "排水沟", "words": "水流进后墙", "micro_grid": at,
            "parties": [{"name": "李玉珍", "micro_grid": at}, {"name": "王芳", "micro_grid": other}],
        });
        let event = self.event(&case, step, &[]);
        (case, event)
    }

    /// Adds an event to a case.
    pub fn event(&mut self, case: &DocId, mut step: Value, after: &[&EventId]) -> EventId {
        let id = EventId::from_random(clock::random());
        step["written_at"] = json!(clock::now());
        step["after"] = json!(after);
        self.write(case, &[(id.as_str(), &step.to_string())]);
        id
    }

    pub fn request(&self) -> SyncRequest {
        SyncRequest {
            epoch: self.epoch.clone(),
            cursors: self.cursors.clone(),
            changes: self.unsent.clone(),
            ..SyncRequest::empty(VERSION)
        }
    }

    /// Posts bytes as they are.
    pub async fn post(&self, body: Vec<u8>) -> Result<SyncAnswer, (StatusCode, Value)> {
        self.post_as(&self.enrolled.token, body).await
    }

    pub async fn post_as(&self, token: &str, body: Vec<u8>) -> Result<SyncAnswer, (StatusCode, Value)> {
        let request = Client::new().post(format!("{}/v1/sync", self.url)).bearer_auth(token).body(body);
        let response = request.send().await.unwrap();
        if !response.status().is_success() {
            return Err((response.status(), response.json().await.unwrap()));
        }
        Ok(decode(&response.bytes().await.unwrap()).unwrap())
    }

    /// One exchange; what comes is taken in.
    pub async fn sync(&mut self) -> SyncAnswer {
        let answer = self.post(encode(&self.request(), false).unwrap()).await.unwrap();
        self.take(&answer);
        answer
    }

    pub fn take(&mut self, answer: &SyncAnswer) {
        self.unsent.clear();
        for news in &answer.news {
            let doc = self.docs.entry(news.doc.clone()).or_default();
            if let Some(saved) = &news.saved {
                let theirs = Doc::load_saved(saved).unwrap();
                assert_eq!(theirs.changes().len(), news.attestations.len());
                let ours: Vec<Vec<u8>> =
                    doc.changes().into_iter().chain(theirs.changes()).map(|(_, b)| b).collect();
                *doc = Doc::load(ours.iter().map(Vec::as_slice)).unwrap();
            }
            let mut all: Vec<Vec<u8>> = doc.changes().into_iter().map(|(_, bytes)| bytes).collect();
            all.extend(news.changes.iter().map(|bytes| bytes.to_vec()));
            *doc = Doc::load(all.iter().map(Vec::as_slice)).unwrap();
        }
        if !answer.repair {
            self.cursors = answer.cursors.clone();
            self.epoch = Some(answer.epoch.clone());
        }
    }

    /// The digest of all this phone has.
    pub fn digest(&self) -> Vec<u8> {
        let heads: Vec<(DocId, Vec<Hash>)> =
            self.docs.iter().map(|(id, doc)| (id.clone(), doc.heads())).collect();
        scope_digest(heads.iter().map(|(id, heads)| (id, heads.as_slice()))).to_vec()
    }

    pub fn have(&self) -> Vec<DocHeads> {
        let heads = |doc: &Doc| doc.heads().iter().map(|head| head.to_vec().into()).collect();
        self.docs.iter().map(|(id, doc)| DocHeads { doc: id.clone(), heads: heads(doc) }).collect()
    }
}

impl Console {
    /// Looks at a photo: status, kind, bytes.
    pub async fn look(&self, doc: &DocId, hash: &str) -> (StatusCode, String, Vec<u8>) {
        let url = format!("{}/v1/photo?doc={doc}&hash={hash}", self.url);
        let response = self.client.get(url).send().await.unwrap();
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        (response.status(), kind, response.bytes().await.unwrap().to_vec())
    }
}

/// The word of a refusal, or what else became of a change.
pub fn word(verdict: &Verdict) -> &str {
    match &verdict.outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Had { .. } => "had",
        Outcome::Missing { .. } => "missing",
        Outcome::Refused { reason } => reason,
    }
}

/// What a console was handed: a paper, or a problem in JSON.
pub struct Handed {
    pub status: StatusCode,
    pub kind: String,
    /// What a browser is told to do with it.
    pub disposition: String,
    pub bytes: Vec<u8>,
}

impl Handed {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }
}

impl Console {
    /// Fetches a paper.
    pub async fn fetch(&self, path: &str) -> Handed {
        handed(self.client.get(format!("{}{path}", self.url)).send().await.unwrap()).await
    }

    /// Hands a file in.
    pub async fn hand_in(&self, path: &str, bytes: Vec<u8>) -> Handed {
        let request = self.client.post(format!("{}{path}", self.url)).header("x-weige", "1").body(bytes);
        handed(request.send().await.unwrap()).await
    }
}

async fn handed(response: reqwest::Response) -> Handed {
    let header = |name: &str| {
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    };
    let (status, kind, disposition) =
        (response.status(), header("content-type"), header("content-disposition"));
    Handed { status, kind, disposition, bytes: response.bytes().await.unwrap().to_vec() }
}

/// A case that is written event by event, each by somebody's own hand and received when the test says.
pub struct Told {
    pub id: DocId,
    doc: Doc,
    last: Vec<EventId>,
}

impl Told {
    /// Begins one in the first micro-grid, or in another.
    pub fn begin(world: &World, by: &str, mut step: Value, at: Millis) -> Told {
        let id = DocId::Case(village(), CaseId::from_random(clock::random()));
        let mut told = Told { id, doc: Doc::default(), last: vec![] };
        for (key, value) in [
            ("step", json!("raised")),
            ("kind", json!("dispute")),
            ("category", json!("neighbours")),
            ("colour", json!("green")),
            ("title", json!("排水沟")),
            ("words", json!("水流进后墙")),
            ("micro_grid", json!(micro_grid(1))),
        ] {
            if step.get(key).is_none() {
                step[key] = value;
            }
        }
        told.add(world, by, step, at);
        told
    }

    /// Adds an event that has seen all there is.
    pub fn add(&mut self, world: &World, by: &str, mut step: Value, at: Millis) {
        let id = EventId::from_random(clock::random());
        step["written_at"] = json!(at);
        step["after"] = json!(self.last);
        let put = Put { key: id.to_string(), value: step.to_string() };
        store::write(&*world.app.store, |tx| {
            let row = tx.account(&world.person(by).id)?.unwrap();
            let mut doc = self.doc.clone();
            let (_, bytes) =
                doc.write(actor_bytes(row.hand, [7; 8]), at, std::slice::from_ref(&put)).unwrap().unwrap();
            let given = Given { doc: &self.id, bytes: &bytes, attested: None };
            let policies = world.app.policies(tx).unwrap();
            let verdicts = ingest::take(tx, &policies, &Sender::office(&row), &[given], at).unwrap();
            assert!(matches!(verdicts[0].1, Outcome::Accepted { .. }), "{verdicts:?}");
            self.doc = doc;
            Ok::<_, StoreError>(())
        })
        .unwrap();
        self.last = vec![id];
    }

    /// Its identity in addresses.
    pub fn case(&self) -> String {
        match &self.id {
            DocId::Case(_, id) => id.to_string(),
            _ => String::new(),
        }
    }
}
