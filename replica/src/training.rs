//! The replica for practice: invented households and cases from `assets/training.toml`, written as their
//! people would have written them, under the policy that Weige comes with. It has no server.

use crate::engine::Engine;
use crate::enrolment::pending_file;
use crate::intents::{Writer, apply_as};
use crate::profile::Enrolled;
use crate::replica::Replica;
use crate::store::Tx;
use crate::surroundings::Device;
use crate::vault::write_private;
use serde::Deserialize;
use shared_model::api::{Code, Command, Done, Problem};
use shared_model::casework::{CaseKind, Colour, Party, Policy, RaisedFacts, Step};
use shared_model::document::actor_bytes;
use shared_model::exchange::meta;
use shared_model::household::FieldEdit;
use shared_model::ids::{AccountId, CaseId, DeviceId, HouseholdId};
use shared_model::moment::DAY;
use shared_model::people::{Account, Reference, Role};
use shared_model::place::{Place, PlaceCode};
use shared_model::protocol::EnrolAnswer;
use shared_model::services::ServiceItems;
use shared_model::surroundings::{Surroundings, random};
use shared_model::visit::VisitKind;

const SCRIPT: &str = include_str!("../../assets/training.toml");
const POLICY: &str = include_str!("../../assets/policy.toml");
/// Places of no county: the state gives out no code that begins with 99.
const MICRO_GRID: &str = "99000000100101001";
/// So many days ago the households were written down.
const MOVED_IN: i64 = 60;
/// Stands for the identity of somebody who is added ([`shared_model::household::NEW_RESIDENT`]).
const NEW: &str = "new";

#[derive(Deserialize)]
struct Script {
    county: String,
    township: String,
    village: String,
    grid: String,
    micro_grid: String,
    people: Vec<Person>,
    household: Vec<Home>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Person {
    id: AccountId,
    role: Role,
    name: String,
}

#[derive(Deserialize)]
struct Home {
    house_no: String,
    address: String,
    residents: Vec<Resident>,
    tags: Vec<String>,
    visits: Vec<Visited>,
}

#[derive(Deserialize)]
struct Resident {
    name: String,
    sex: String,
    birth_year: String,
    relation: String,
    #[serde(default)]
    phone: String,
}

#[derive(Deserialize)]
struct Visited {
    days: i64,
    note: String,
}

#[derive(Deserialize)]
struct Case {
    days: i64,
    kind: CaseKind,
    category: String,
    colour: Colour,
    title: String,
    words: String,
    /// House numbers' places in the list above, from 1.
    parties: Vec<usize>,
    steps: Vec<Taken>,
}

#[derive(Deserialize)]
struct Taken {
    days: i64,
    by: Role,
    does: Step,
}

impl Engine {
    /// Makes the replica for practice in this engine's folder, without a PIN: there is nothing to hide.
    ///
    /// # Errors
    /// `disk_full`; `internal` when what Weige comes with can't be read.
    pub(crate) fn begin_training(&self) -> Result<(), Problem> {
        let script: Script = toml::from_str(SCRIPT).map_err(broken)?;
        // Until all of it is written it is none: who kills the app in the middle begins anew.
        let unfinished = pending_file(&self.inner.options.dir);
        write_private(&unfinished, "{}")?;
        self.remove_replica();
        let dice = &*self.inner.surroundings;
        let key = self.inner.vault.create(None, dice)?;
        let mut replica = Replica::create(self.setting(key), enrolled(&script, dice)?)?;
        fill(&mut replica, &script, self.inner.options.clock_offset)?;
        std::fs::remove_file(&unfinished).map_err(|e| Problem::new(Code::DiskFull, e.to_string()))
    }
}

fn broken(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, format!("the invented micro-grid can't be read: {error}"))
}

fn places(script: &Script) -> Result<Vec<Place>, Problem> {
    let mut code = Some(PlaceCode::parse(MICRO_GRID).map_err(broken)?);
    let names = [&script.micro_grid, &script.grid, &script.village, &script.township, &script.county];
    let mut places = Vec::new();
    for name in names {
        let here = code.ok_or_else(|| broken("its places"))?;
        code = here.parent();
        places.push(Place { code: here, name: name.clone() });
    }
    places.reverse();
    Ok(places)
}

fn accounts(script: &Script) -> Result<Vec<Account>, Problem> {
    let micro_grid = PlaceCode::parse(MICRO_GRID).map_err(broken)?;
    let one = |person: &Person| {
        let place = micro_grid.at(person.role.level()).ok_or_else(|| broken("its people"))?;
        let Person { id, role, name } = person;
        Ok(Account { id: id.clone(), name: name.clone(), role: *role, place, post: None })
    };
    script.people.iter().map(one).collect()
}

fn enrolled(script: &Script, dice: &dyn Surroundings) -> Result<Enrolled, Problem> {
    let me = accounts(script)?.into_iter().find(|account| account.role == Role::Member);
    let answer = EnrolAnswer {
        device: DeviceId(random(dice)),
        token: String::new(),
        account: me.ok_or_else(|| broken("its member"))?,
        path: places(script)?,
        sample: true,
        server_key: None,
        seal_key: None,
    };
    Ok(Enrolled { server: String::new(), answer, key: random(dice), training: true })
}

/// Writes all of the script, each part as long ago as it says, and marks it as received.
fn fill(replica: &mut Replica, script: &Script, clock_offset: i64) -> Result<(), Problem> {
    let stage = Stage { people: accounts(script)?, clock_offset };
    let reference = Reference {
        version: 0,
        places: places(script)?,
        people: stage.people.clone(),
        policy: Policy::from_toml(POLICY).map_err(broken)?,
        earlier: Vec::new(),
        services: ServiceItems::default(),
    };
    replica.store.write(|tx| {
        tx.set_meta(meta::REFERENCE, &reference)?;
        let mut homes = Vec::new();
        for home in &script.household {
            homes.push(stage.moves_in(tx, home)?);
        }
        for case in &script.case {
            stage.has(tx, case, script, &homes)?;
        }
        Ok::<_, Problem>(())
    })
}

struct Stage {
    people: Vec<Account>,
    clock_offset: i64,
}

impl Stage {
    fn writer(&self, role: Role, dice: &dyn Surroundings) -> Result<Writer, Problem> {
        let account = self.people.iter().find(|account| account.role == role);
        let account = account.ok_or_else(|| broken("a part nobody plays"))?.clone();
        // What others wrote comes from devices of their own.
        Ok(Writer { account, actor: actor_bytes(DeviceId(random(dice)), random(dice)) })
    }

    fn ago(&self, days: i64) -> Device {
        Device { clock_offset: self.clock_offset - days * DAY }
    }

    /// Somebody does something, so many days ago; the village has it since.
    fn does(&self, tx: &Tx<'_>, by: Role, days: i64, command: Command) -> Result<String, Problem> {
        let then = self.ago(days);
        let done = apply_as(tx, &self.writer(by, &then)?, command, &then)?;
        for (_, hash, _) in tx.undelivered()? {
            tx.mark_received(&hash, then.now())?;
        }
        match done {
            Done::Saved { id } => Ok(id),
            _ => Err(broken("a step that writes nothing")),
        }
    }

    fn moves_in(&self, tx: &Tx<'_>, home: &Home) -> Result<HouseholdId, Problem> {
        let (head, others) = home.residents.split_first().ok_or_else(|| broken("an empty household"))?;
        let (house_no, name) = (home.house_no.clone(), head.name.clone());
        let added = Command::AddHousehold { micro_grid: None, house_no, name };
        let id = HouseholdId::parse(&self.does(tx, Role::Member, MOVED_IN, added)?).map_err(broken)?;
        let there = tx.household(&id)?.ok_or_else(|| broken("a household that isn't there"))?;
        let known = there.household.head().ok_or_else(|| broken("a household without a head"))?;
        let mut edits = parts(&known.id.to_string(), head);
        edits.push(FieldEdit { field: "address".into(), value: home.address.clone() });
        let tag = |tag: &String| FieldEdit { field: format!("tag.{tag}"), value: "1".into() };
        edits.extend(home.tags.iter().map(tag));
        let others = others.iter().map(|resident| parts(NEW, resident));
        for edits in std::iter::once(edits).chain(others) {
            let edited = Command::EditHousehold { household: id.clone(), edits };
            self.does(tx, Role::Member, MOVED_IN, edited)?;
        }
        for visit in &home.visits {
            let (kind, note) = (VisitKind::Routine, visit.note.clone());
            let visited = Command::RecordVisit {
                household: id.clone(),
                kind,
                at: None,
                checklist: Default::default(),
                note,
                problem: false,
                photos: Vec::new(),
                helped: None,
                position: None,
            };
            self.does(tx, Role::Member, visit.days, visited)?;
        }
        Ok(id)
    }

    fn has(&self, tx: &Tx<'_>, case: &Case, script: &Script, homes: &[HouseholdId]) -> Result<(), Problem> {
        let micro_grid = PlaceCode::parse(MICRO_GRID).map_err(broken)?;
        let party = |number: &usize| {
            let at = number.checked_sub(1)?;
            let (home, id) = (script.household.get(at)?, homes.get(at)?);
            Some(Party {
                household: Some(id.clone()),
                micro_grid: Some(micro_grid.clone()),
                name: home.residents.first()?.name.clone(),
                house_no: home.house_no.clone(),
            })
        };
        let parties: Option<Vec<Party>> = case.parties.iter().map(party).collect();
        let step = Step::Raised {
            kind: case.kind,
            category: case.category.clone(),
            colour: case.colour,
            title: case.title.clone(),
            words: case.words.clone(),
            micro_grid: micro_grid.clone(),
            parties: parties.ok_or_else(|| broken("a party that is no household"))?,
            facts: RaisedFacts::default(),
        };
        let id = self.does(tx, Role::Member, case.days, Command::RaiseCase { step, photos: Vec::new() })?;
        let id = CaseId::parse(&id).map_err(broken)?;
        for Taken { days, by, does } in &case.steps {
            let (case, step) = (id.clone(), does.clone());
            let command = Command::AddToCase { case, step, seen: None, anyway: false, photos: Vec::new() };
            self.does(tx, *by, *days, command)?;
        }
        Ok(())
    }
}

/// What is written of somebody.
fn parts(id: &str, resident: &Resident) -> Vec<FieldEdit> {
    let Resident { name, sex, birth_year, relation, phone } = resident;
    let parts = [("name", name), ("sex", sex), ("birth_year", birth_year), ("relation", relation)];
    let edit = |(part, value): (&str, &String)| FieldEdit {
        field: format!("resident.{id}.{part}"),
        value: value.clone(),
    };
    parts.into_iter().chain([("phone", phone)]).map(edit).collect()
}
