//! The sample county: invented grids, people, households, visits and cases below the real villages.
//!
//! The same seed gives the same people, words and identities; times count back from the moment it
//! is loaded, so that there is something due today, and lie by day (`hours`). Loading a part and then more is fine: what is
//! there is passed over.

mod cases;
mod dice;
mod facts;
mod hours;
mod household;
mod lists;
mod names;
mod people;
mod plan;
mod stories;
mod write;

pub use people::SAMPLE_PASSWORD;

use crate::error::{Failed, Outcome};
use crate::store::{self, Store, WriteTx};
use crate::{app, clock, import, reference, secret};
use cases::Neighbour;
use dice::Dice;
use household::SampleHousehold;
use names::Ways;
use people::{Staff, VillagePeople};
use plan::VillagePlan;
use shared_model::api::Code;
use shared_model::casework::Policies;
use shared_model::document::{Doc, DocId, Put};
use shared_model::ids::EventId;
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::people::Role;
use shared_model::place::{Level, Place, PlaceCode};
use shared_model::visit::{Visit, VisitEntry, VisitKind};
use std::collections::BTreeMap;
use write::Pen;

/// The divisions that are shipped: the real ones of Dechang.
pub const SHIPPED_DIVISIONS: &[u8] = include_bytes!("../../../assets/dechang-divisions.csv");

/// Which villages to load.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// So many, from the first with a name in the sample's story.
    Some(usize),
    /// These.
    These(Vec<PlaceCode>),
    /// All.
    WholeCounty,
}

/// What was loaded.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The villages, with the names by which their people log in.
    pub villages: Vec<(Place, Vec<String>)>,
    /// Grids.
    pub grids: usize,
    /// Micro-grids.
    pub micro_grids: usize,
    /// Households.
    pub households: usize,
}

/// Loads a part of the county or all of it. Divisions that aren't there yet are taken from the
/// shipped file.
///
/// # Errors
/// When a village is unknown, or of the store.
pub fn load(
    store: &dyn Store,
    policies: &Policies,
    seed: u64,
    wanted: &Wanted,
    told: &mut dyn FnMut(&Place, usize),
) -> Outcome<Loaded> {
    let (places, villages) = divisions(store)?;
    let names: BTreeMap<&PlaceCode, &str> = places.iter().map(|p| (&p.code, p.name.as_str())).collect();
    let chosen = choose(&villages, wanted)?;
    let password = secret::password_hash(SAMPLE_PASSWORD)?;
    let (now, nonce) = (clock::now(), clock::random());
    let mut loaded = Loaded::default();
    for plan in plan::plan(seed, &villages).iter().filter(|plan| chosen.contains(&plan.village)) {
        let village =
            Place { code: plan.village.clone(), name: names.get(&plan.village).unwrap_or(&"").to_string() };
        let township = plan.village.parent().and_then(|code| names.get(&code).copied()).unwrap_or_default();
        let ways = Ways::of_township(township);
        let (logins, households) = store::write(store, |tx| {
            app::mark_as_sample(tx)?;
            put_places(tx, plan)?;
            let staff = Staff { seed, password: &password, tx };
            let logins = office(&staff, &plan.village, ways)?;
            let people = staff.village(plan, ways)?;
            if let Some(county) = plan.village.at(Level::County) {
                lists::items(tx, &county, now)?;
            }
            lists::people(tx, seed, plan, ways)?;
            let pen = Pen { tx, policies, now, nonce };
            let households = write_village(&pen, seed, plan, &people, ways, &village.name)?;
            reference::changed(tx)?;
            Outcome::Ok((logins, households))
        })?;
        told(&village, households);
        loaded.villages.push((village, logins));
        loaded.grids += plan.grids.len();
        loaded.micro_grids += plan.grids.iter().map(|grid| grid.micro_grids.len()).sum::<usize>();
        loaded.households += households;
    }
    Ok(loaded)
}

fn divisions(store: &dyn Store) -> Outcome<(Vec<Place>, Vec<PlaceCode>)> {
    let shipped = import::read_divisions(SHIPPED_DIVISIONS, |_| false)
        .map_err(|_| Failed::problem(Code::Internal, "the shipped divisions are damaged"))?;
    let county = shipped.iter().find(|p| p.code.level() == Level::County).map(|p| p.code.clone());
    let county =
        county.ok_or_else(|| Failed::problem(Code::Internal, "the shipped divisions have no county"))?;
    let places = store::write(store, |tx| {
        if tx.place(&county)?.is_none() {
            import::take_in(tx, &shipped)?;
        }
        tx.places_within(&county).map_err(Failed::from)
    })?;
    let villages =
        places.iter().map(|p| p.code.clone()).filter(|code| code.level() == Level::Village).collect();
    Ok((places, villages))
}

/// The village of the story the mock-ups tell; a small sample begins with it.
const FIRST: &str = "513424103209";

fn choose(villages: &[PlaceCode], wanted: &Wanted) -> Outcome<Vec<PlaceCode>> {
    match wanted {
        Wanted::WholeCounty => Ok(villages.to_vec()),
        Wanted::Some(number) => {
            let first = villages.iter().position(|v| v.as_str() == FIRST).unwrap_or(0);
            Ok(villages.iter().cycle().skip(first).take((*number).min(villages.len())).cloned().collect())
        }
        Wanted::These(codes) => match codes.iter().find(|code| !villages.contains(code)) {
            Some(code) => Err(Failed::problem(Code::NotFound, format!("{code} is no village of the county"))),
            None => Ok(codes.clone()),
        },
    }
}

/// 一, 二, … 十二 for the few grids of a village.
fn ordinal(number: usize) -> String {
    const DIGITS: [&str; 11] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    match number {
        0..=10 => DIGITS[number].to_owned(),
        11..=19 => format!("十{}", DIGITS[number - 10]),
        _ => number.to_string(),
    }
}

fn put_places(tx: &dyn WriteTx, plan: &VillagePlan) -> Outcome<()> {
    for (number, grid) in plan.grids.iter().enumerate() {
        let name = format!("{}网格", ordinal(number + 1));
        tx.put_place(&Place { code: grid.code.clone(), name: name.clone() })?;
        for (number, (micro_grid, _)) in grid.micro_grids.iter().enumerate() {
            tx.put_place(&Place { code: micro_grid.clone(), name: format!("{name} {:02}", number + 1) })?;
        }
    }
    Ok(())
}

/// The offices above the village, and all console logins that have to do with it.
fn office(staff: &Staff<'_>, village: &PlaceCode, ways: Ways) -> Outcome<Vec<String>> {
    let mut logins = vec![people::login(Role::Secretary, village), people::login(Role::Mediator, village)];
    for (role, level) in [
        (Role::Township, Level::Township),
        (Role::Department, Level::Township),
        (Role::County, Level::County),
        (Role::Administrator, Level::County),
    ] {
        if let Some(place) = village.at(level) {
            logins.extend(staff.account(role, &place, ways)?.login);
        }
    }
    Ok(logins)
}

fn write_village(
    pen: &Pen<'_>,
    seed: u64,
    plan: &VillagePlan,
    people: &VillagePeople,
    ways: Ways,
    name: &str,
) -> Outcome<usize> {
    let mut drawn: Vec<(PlaceCode, SampleHousehold)> = Vec::new();
    // People say 阿月村, the register says 阿月村村民委员会.
    let name = name.trim_end_matches("村民委员会").trim_end_matches("居民委员会");
    for (grid_number, grid) in plan.grids.iter().enumerate() {
        for (number, (micro_grid, households)) in grid.micro_grids.iter().enumerate() {
            let address = format!("{name}{}组", ordinal(number % 12 + 1));
            // The first micro-grid of a village has a whole year of visits behind it.
            let full_year = grid_number == 0 && number == 0;
            for house in 1..=*households {
                let household = household::draw(seed, micro_grid, house, ways, &address);
                write_household(pen, seed, people, micro_grid, &household, full_year)?;
                drawn.push((micro_grid.clone(), household));
            }
        }
    }
    let mut dice = Dice::new(seed, &format!("cases/{}", plan.village));
    for number in 0..dice.between(14, 22) {
        let (a, b) = (dice.below(drawn.len()), dice.below(drawn.len()));
        let b = if a == b { (b + 1) % drawn.len() } else { b };
        let course = match number {
            // Each village shows these once, whatever the dice say.
            0 => stories::Course::Contested,
            1 => stories::Course::FollowedUp,
            2 => stories::Course::Fresh,
            3 => stories::Course::OwnStrikeOff,
            _ => stories::course(&mut dice),
        };
        let of = |index: usize| -> Neighbour<'_> { (&drawn[index].0, &drawn[index].1) };
        let case_dice = Dice::new(seed, &format!("case/{}/{number}", plan.village));
        cases::play(pen, people, case_dice, course, of(a), of(b))?;
    }
    Ok(drawn.len())
}

fn write_household(
    pen: &Pen<'_>,
    seed: u64,
    people: &VillagePeople,
    micro_grid: &PlaceCode,
    household: &SampleHousehold,
    full_year: bool,
) -> Outcome<()> {
    let village = &people.village;
    let id = DocId::Household(village.clone(), household.id.clone());
    if pen.has(&id)? {
        return Ok(());
    }
    let registered = hours::by_day(pen.now.plus(-400 * DAY), pen.now);
    pen.write(&people.secretary, &id, &mut Doc::default(), &household.puts, registered, registered)?;
    let Some(member) = people.member(micro_grid) else { return Ok(()) };
    let mut dice = Dice::new(seed, &format!("visits/{}", household.id));
    let mut visits: Vec<Millis> = Vec::new();
    let count = if full_year { 24 } else { *dice.weighted(&[(0, 25), (1, 50), (2, 20), (3, 5)]) };
    for number in 0..count {
        let days = if full_year { number * 15 + dice.below(12) } else { dice.below(75) };
        let at = pen.now.plus(-(days as i64) * DAY - dice.between(1, 9) as i64 * HOUR);
        visits.push(hours::by_day(at, pen.now));
    }
    visits.sort();
    let mut books: BTreeMap<DocId, Doc> = BTreeMap::new();
    for at in visits {
        let Some(book) = id.book_of(at) else { continue };
        let put = Put {
            key: EventId::from_random(dice.id()).to_string(),
            value: serde_json::to_string(&visit(&mut dice, at, pen.now))?,
        };
        let received = hours::arrives(at, dice.between(5, 600).max(10), pen.now);
        let doc = books.entry(book.clone()).or_default();
        pen.write(member, &book, doc, &[put], at, received)?;
    }
    Ok(())
}

fn visit(dice: &mut Dice, at: Millis, now: Millis) -> VisitEntry {
    const NOTES: [&str; 8] = [
        "身体还好，家里都在。",
        "老人血压药快吃完了，提醒去卫生室开。",
        "讲了防火，灶边收拾过。",
        "问了低保材料，还差一份。",
        "孩子放假回来了。",
        "没人在家，邻居说下地去了。",
        "看了电线，没有问题。",
        "反映门前路灯不亮，已记下。",
    ];
    let kind = *dice.weighted(&[
        (VisitKind::Routine, 60),
        (VisitKind::Care, 20),
        (VisitKind::HazardCheck, 12),
        (VisitKind::Policy, 8),
    ]);
    let problem = dice.percent(6);
    let mut checklist = BTreeMap::new();
    for item in ["fire", "house", "health", "livelihood"] {
        if dice.percent(75) {
            checklist.insert(item.to_owned(), "ok".to_owned());
        }
    }
    if problem {
        checklist.insert((*dice.pick(&["fire", "health"])).to_owned(), "problem".to_owned());
    }
    let note = dice.pick(&NOTES).to_string();
    VisitEntry::Visit(Visit {
        at,
        written_at: hours::arrives(at, 10, now),
        kind,
        checklist,
        note,
        problem,
        photos: vec![],
        helped: None,
        position: None,
    })
}
