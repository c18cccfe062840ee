//! The whole county with years behind it, put straight into a store and kept in a folder: a second
//! run finds it there.

use super::draw::Draw;
use super::life::{By, Life};
use crate::world::{Outcome, SAMPLE_PASSWORD};
use serde_json::{Value, json};
use shared_model::casework::event::{CaseEvent, Step};
use shared_model::casework::{Party, Policies, Policy};
use shared_model::document::{ActorBytes, Doc, DocId, Put, actor_bytes};
use shared_model::ids::{AccountId, CaseId, DeviceId, EventId, HouseholdId};
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::people::{Account, Author, Role};
use shared_model::place::{Level, Place, PlaceCode};
use shared_model::protocol::next_chain;
use shared_model::visit::{Visit, VisitEntry, VisitKind};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use sync_server::ingest::derive;
use sync_server::store::records::{AccountRow, ChangeRow, LogHead};
use sync_server::store::sqlite::SqliteStore;
use sync_server::store::{self, WriteTx};
use sync_server::{import, reference, sample, secret};

/// Micro-grids of the county.
const MICRO_GRIDS: usize = 2_218;
/// Events of the one long case.
const LONG: usize = 500;

/// How large it is.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Households.
    pub households: usize,
    /// Cases, spread over all years.
    pub cases: usize,
    /// Years behind it.
    pub years: usize,
    /// Visits of each household in a year.
    pub visits: usize,
}

impl Plan {
    /// For the record.
    pub fn told(self) -> Value {
        json!({
            "households": self.households, "cases": self.cases, "years": self.years,
            "visits_per_household_and_year": self.visits,
            "visits": self.households * self.years * self.visits,
        })
    }
}

/// A county that was built.
pub struct County {
    /// Where it lies.
    pub folder: PathBuf,
    /// How long it took; none when it was there.
    pub built_in: Option<f64>,
    /// What it holds.
    pub holds: Value,
    /// The login of the secretary with most cases.
    pub secretary: String,
    /// The login of the township with most villages.
    pub township: String,
    /// The login of the county office.
    pub county: String,
    /// A case of that secretary that went its whole way.
    pub case: String,
    /// The long one.
    pub long_case: String,
}

impl County {
    /// Builds it in an empty folder, or takes what an earlier run built there in the same size.
    ///
    /// # Errors
    /// One sentence.
    pub fn of(folder: &Path, plan: Plan) -> Outcome<County> {
        std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        let noted = folder.join("county.json");
        let mut built_in = None;
        if !noted.is_file() {
            let begun = std::time::Instant::now();
            let mut note = build(folder, plan)?;
            note["plan"] = plan.told();
            std::fs::write(&noted, note.to_string()).map_err(|e| e.to_string())?;
            built_in = Some(begun.elapsed().as_secs_f64().round());
        }
        let note = std::fs::read_to_string(&noted).map_err(|e| e.to_string())?;
        let note: Value = serde_json::from_str(&note).map_err(|e| e.to_string())?;
        if note["plan"] != plan.told() {
            return Err(format!("{} holds a county of another size: name another folder", folder.display()));
        }
        let text = |key: &str| note[key].as_str().unwrap_or_default().to_owned();
        Ok(County {
            folder: folder.to_owned(),
            built_in,
            holds: note["holds"].clone(),
            secretary: text("secretary"),
            township: text("township"),
            county: text("county"),
            case: text("case"),
            long_case: text("long_case"),
        })
    }
}

/// What can go wrong while building: one sentence, wherever it comes from.
struct Wrong(String);

impl<E: std::fmt::Display> From<E> for Wrong {
    fn from(error: E) -> Wrong {
        Wrong(error.to_string())
    }
}

fn build(folder: &Path, plan: Plan) -> Outcome<Value> {
    let store = SqliteStore::open(folder).map_err(|e| e.to_string())?;
    let policies = Policies::only(Policy::from_toml(sync_server::app::SHIPPED_POLICY)?);
    let places = import::read_divisions(sample::SHIPPED_DIVISIONS, |_| false)
        .map_err(|_| "the shipped divisions are damaged")?;
    let codes = |level: Level| places.iter().map(|p| &p.code).filter(move |c| c.level() == level);
    let villages: Vec<PlaceCode> = codes(Level::Village).cloned().collect();
    let password = secret::password_hash(SAMPLE_PASSWORD).map_err(|e| e.to_string())?;
    let office = |role: Role, place: &PlaceCode| person(role, place, Some(&password));
    store::write(&store, |tx| {
        import::take_in(tx, &places)?;
        for township in codes(Level::Township) {
            tx.put_account(&office(Role::Township, township))?;
        }
        for county in codes(Level::County) {
            tx.put_account(&office(Role::County, county))?;
        }
        Ok::<_, store::StoreError>(())
    })
    .map_err(|e| e.to_string())?;
    let (mut changes, mut noted) = (0, json!({}));
    for (number, village) in villages.iter().enumerate() {
        let share = |whole: usize| whole * (number + 1) / villages.len() - whole * number / villages.len();
        let part = Part {
            micro_grids: share(MICRO_GRIDS),
            households: share(plan.households),
            cases: share(plan.cases),
        };
        let mut built = Village::new(village, plan, &password, number as u64);
        built.invent(&part)?;
        changes += built.log.len();
        if number == 0 {
            noted["case"] = json!(built.struck_off);
            noted["long_case"] = json!(built.long(LONG)?);
        }
        store::write(&store, |tx| built.put(tx, &policies)).map_err(|Wrong(sentence)| sentence)?;
        eprintln!("bench: {} of {} villages", number + 1, villages.len());
    }
    let most = codes(Level::Township).max_by_key(|t| villages.iter().filter(|v| v.is_within(t)).count());
    noted["secretary"] = json!(login(Role::Secretary, &villages[0]));
    noted["township"] = json!(most.map(|township| login(Role::Township, township)));
    noted["county"] = json!(codes(Level::County).next().map(|county| login(Role::County, county)));
    noted["holds"] = json!({ "villages": villages.len(), "micro_grids": MICRO_GRIDS, "changes": changes });
    Ok(noted)
}

struct Part {
    micro_grids: usize,
    households: usize,
    cases: usize,
}

fn login(role: Role, place: &PlaceCode) -> String {
    format!("{}-{place}", role.word())
}

/// The same for the same role and place.
fn person(role: Role, place: &PlaceCode, password: Option<&String>) -> AccountRow {
    let digits: u64 = place.as_str().parse().unwrap_or(0);
    let mut draw = Draw::new(digits ^ (role as u64 + 1) << 57);
    let account = Account {
        id: AccountId::from_random(draw.id()),
        name: format!("{} {}", role.word(), &place.as_str()[6..]),
        role,
        place: place.clone(),
        post: None,
    };
    AccountRow {
        account,
        login: password.map(|_| login(role, place)),
        password: password.cloned(),
        hand: DeviceId(draw.next().to_be_bytes()),
    }
}

/// One village while it is invented.
struct Village<'a> {
    village: &'a PlaceCode,
    plan: Plan,
    draw: Draw,
    now: Millis,
    secretary: AccountRow,
    mediator: AccountRow,
    township: AccountRow,
    members: Vec<AccountRow>,
    places: Vec<Place>,
    log: Vec<ChangeRow>,
    /// A case that went its whole way.
    struck_off: Option<String>,
}

impl Village<'_> {
    fn new<'a>(village: &'a PlaceCode, plan: Plan, password: &String, seed: u64) -> Village<'a> {
        let township = village.parent().unwrap_or_else(|| village.clone());
        Village {
            village,
            plan,
            draw: Draw::new(seed),
            now: sync_server::clock::now(),
            secretary: person(Role::Secretary, village, Some(password)),
            mediator: person(Role::Mediator, village, Some(password)),
            township: person(Role::Township, &township, None),
            members: Vec::new(),
            places: Vec::new(),
            log: Vec::new(),
            struck_off: None,
        }
    }

    fn invent(&mut self, part: &Part) -> Outcome<()> {
        let mut parties: Vec<Vec<Party>> = Vec::new();
        for number in 0..part.micro_grids {
            let grid = self.village.child((number / 20 + 1) as u16).ok_or("too many grids")?;
            let micro_grid = grid.child((number % 20 + 1) as u16).ok_or("too many micro-grids")?;
            if number % 20 == 0 {
                self.places.push(Place { code: grid, name: format!("{} 网格", number / 20 + 1) });
            }
            self.places.push(Place { code: micro_grid.clone(), name: format!("微网格 {}", number + 1) });
            self.members.push(person(Role::Member, &micro_grid, None));
            let share = part.households * (number + 1) / part.micro_grids
                - part.households * number / part.micro_grids;
            let mut here = Vec::new();
            for home in 0..share {
                here.push(self.household(number, &micro_grid, home)?);
            }
            parties.push(here);
        }
        let span = self.plan.years as u64 * 365 * DAY as u64;
        for _ in 0..part.cases {
            let ago = self.draw.below(span) as i64;
            self.case(self.now.plus(-ago), &parties)?;
        }
        Ok(())
    }

    fn household(&mut self, member: usize, micro_grid: &PlaceCode, home: usize) -> Outcome<Party> {
        let id = HouseholdId::from_random(self.draw.id());
        let doc = DocId::Household(self.village.clone(), id.clone());
        let begun = self.now.plus(-(self.plan.years as i64) * 365 * DAY);
        let name = format!(
            "{}{}",
            self.draw.one(&["李", "王", "沙马", "吉克", "杨"]),
            self.draw.one(&["玉珍", "国华", "阿依", "尔布"])
        );
        let put = |key: String, value: &str| Put { key, value: value.to_owned() };
        let house_no = format!("{}", home + 1);
        let mut fields = vec![
            put("micro_grid".into(), micro_grid.as_str()),
            put("house_no".into(), &house_no),
            put("address".into(), "阿月村一组"),
        ];
        for person in 0..1 + self.draw.below(5) {
            let resident = format!("resident.{}", EventId::from_random(self.draw.id()));
            fields.push(put(format!("{resident}.name"), &name));
            fields.push(put(format!("{resident}.birth_year"), &(1950 + 12 * person).to_string()));
            fields.push(put(format!("{resident}.relation"), if person == 0 { "head" } else { "child" }));
        }
        let (office, hand) = (self.secretary.clone(), self.members[member].clone());
        self.write(&doc, &mut Doc::default(), &office, begun, &fields)?;
        let mut books: BTreeMap<DocId, Doc> = BTreeMap::new();
        let visits = self.plan.years * self.plan.visits;
        for number in 0..visits {
            let day = (self.plan.years * 365 * number / visits.max(1)) as i64;
            let at = begun.plus(day * DAY + self.draw.below(20 * 24) as i64 * HOUR).min(self.now);
            let Some(book) = doc.book_of(at) else { continue };
            let entry = VisitEntry::Visit(self.visit(at));
            let key = EventId::from_random(self.draw.id()).to_string();
            let value = serde_json::to_string(&entry).map_err(|e| e.to_string())?;
            let mut content = books.remove(&book).unwrap_or_default();
            self.write(&book, &mut content, &hand, at, &[Put { key, value }])?;
            books.insert(book, content);
        }
        Ok(Party { household: Some(id), micro_grid: Some(micro_grid.clone()), name, house_no })
    }

    fn visit(&mut self, at: Millis) -> Visit {
        let notes = [
            "身体还好，家里都在。",
            "讲了防火，灶边收拾过。",
            "没人在家，邻居说下地去了。",
            "问了低保材料，还差一份。",
        ];
        let checklist =
            BTreeMap::from([("fire".to_owned(), "ok".to_owned()), ("health".to_owned(), "ok".to_owned())]);
        Visit {
            at,
            written_at: at,
            kind: *self.draw.one(&VisitKind::ALL),
            checklist,
            note: (*self.draw.one(&notes)).to_owned(),
            problem: self.draw.below(20) == 0,
            photos: Vec::new(),
            helped: None,
            position: None,
        }
    }

    fn case(&mut self, raised: Millis, homes: &[Vec<Party>]) -> Outcome<()> {
        let member = self.draw.below(homes.len() as u64) as usize;
        let at = self.members[member].account.place.clone();
        let mut party = || homes[member].get(self.draw.below(homes[member].len() as u64) as usize).cloned();
        let parties: Vec<Party> = [party(), party()].into_iter().flatten().collect();
        let mediator = self.mediator.account.id.clone();
        let (now, draw) = (self.now, &mut self.draw);
        let life = Life { draw, now, raised, micro_grid: &at, parties, mediator: &mediator };
        let steps = life.steps();
        let whole = matches!(steps.last(), Some((_, _, Step::StruckOff { .. })));
        let id = self.events(member, steps)?;
        if whole && self.struck_off.is_none() {
            self.struck_off = Some(id.to_string());
        }
        Ok(())
    }

    /// A case that was talked about for years.
    fn long(&mut self, events: usize) -> Outcome<String> {
        let micro_grid = self.members[0].account.place.clone();
        let words = "又来说了一次，两边各让一步，还没谈拢。".to_owned();
        let mut at = self.now.plus(-(events as i64 + 2) * DAY);
        let mediator = self.mediator.account.id.clone();
        let (now, draw) = (self.now, &mut self.draw);
        let life =
            Life { draw, now, raised: at, micro_grid: &micro_grid, parties: vec![], mediator: &mediator };
        let mut steps: Vec<(Millis, By, Step)> = life.steps().into_iter().take(1).collect();
        while steps.len() < events {
            at = at.plus(DAY);
            steps.push((at, By::Secretary, Step::Progress { words: words.clone() }));
        }
        Ok(self.events(0, steps)?.to_string())
    }

    fn events(&mut self, member: usize, steps: Vec<(Millis, By, Step)>) -> Outcome<CaseId> {
        let id = CaseId::from_random(self.draw.id());
        let doc = DocId::Case(self.village.clone(), id.clone());
        let mut content = Doc::default();
        let mut newest = Vec::new();
        for (at, by, step) in steps {
            let hand = match by {
                By::Member => self.members[member].clone(),
                By::Mediator => self.mediator.clone(),
                By::Township => self.township.clone(),
                _ => self.secretary.clone(),
            };
            let event = EventId::from_random(self.draw.id());
            let after = std::mem::replace(&mut newest, vec![event.clone()]);
            let written = CaseEvent { written_at: at, after, photos: Vec::new(), step };
            let value = serde_json::to_string(&written).map_err(|e| e.to_string())?;
            self.write(&doc, &mut content, &hand, at, &[Put { key: event.to_string(), value }])?;
        }
        Ok(id)
    }

    fn write(
        &mut self,
        doc: &DocId,
        content: &mut Doc,
        by: &AccountRow,
        at: Millis,
        puts: &[Put],
    ) -> Outcome<()> {
        let actor: ActorBytes = actor_bytes(by.hand, (at.0.div_euclid(30 * DAY)).to_be_bytes());
        let written = content.write(actor, at, puts).map_err(|e| e.to_string())?;
        let Some((hash, bytes)) = written else { return Ok(()) };
        let author: Author = Author::of(&by.account);
        let received_at = at.plus(HOUR).min(self.now);
        let (seq, chain, actor) = (0, [0; 8], actor.to_vec());
        let (doc, carrier) = (doc.clone(), None);
        self.log.push(ChangeRow { seq, hash, doc, actor, author, received_at, chain, bytes, carrier });
        Ok(())
    }

    /// Puts it into the store in the order in which it was received, and derives the rows.
    fn put(&mut self, tx: &dyn WriteTx, policies: &Policies) -> Result<(), Wrong> {
        for place in &self.places {
            tx.put_place(place)?;
        }
        for account in self.members.iter().chain([&self.secretary, &self.mediator]) {
            tx.put_account(account)?;
        }
        let mut log = std::mem::take(&mut self.log);
        log.sort_by_key(|row| row.received_at);
        let mut head = LogHead::default();
        for row in &mut log {
            head = LogHead { seq: head.seq + 1, chain: next_chain(head.chain, &row.hash) };
            (row.seq, row.chain) = (head.seq, head.chain);
        }
        tx.append(&log)?;
        drop(log);
        let docs = tx.logged_documents(self.village)?;
        derive::derive_again(tx, policies, self.village, &docs)?;
        Ok(reference::changed(tx)?)
    }
}
