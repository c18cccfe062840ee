//! The people and households of a simulated county: two villages, four micro-grids, everything made
//! up. It is made once in a process and copied into each world.

use super::around::{Around, Clock};
use super::dice::Dice;
use super::disk::Disk;
use shared_model::casework::Policy;
use shared_model::document::{DocId, Put};
use shared_model::ids::{AccountId, DeviceId, HouseholdId};
use shared_model::people::{Account, Role};
use shared_model::place::{Place, PlaceCode};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use sync_server::act::Deed;
use sync_server::app::{App, SHIPPED_POLICY};
use sync_server::error::{Failed, Outcome};
use sync_server::store::records::AccountRow;
use sync_server::store::sqlite::SqliteStore;
use sync_server::store::{self, WriteTx};

/// The folder of the server's store on its disk.
pub const FOLDER: &str = "/server";
/// The store's file.
pub const FILE: &str = "/server/weige.sqlite";

/// The micro-grids: two of one grid, one of another grid, one of another village.
const MICRO_GRIDS: [&str; 4] =
    ["51342410120301001", "51342410120301002", "51342410120302001", "51342410120401001"];
/// So many households in each micro-grid.
const HOUSEHOLDS_EACH: usize = 2;

/// A county that nobody has worked in yet.
pub struct County {
    /// The server's file.
    pub file: Vec<u8>,
    /// The rules.
    pub policy: Policy,
    /// The secretary, who works in the console.
    pub secretary: AccountRow,
    /// The county's office, which moves people.
    pub administrator: AccountRow,
    /// Who has a phone, in the order phones are given out: members of each micro-grid, then the
    /// leader of the grid of the first two, then second members.
    pub people: Vec<AccountRow>,
    /// All households.
    pub households: Vec<HouseholdId>,
    /// All micro-grids.
    pub micro_grids: Vec<PlaceCode>,
}

/// The county, made when it is first asked for.
///
/// # Panics
/// When it can't be made: no plan means anything then.
pub fn county() -> &'static County {
    static COUNTY: OnceLock<County> = OnceLock::new();
    #[allow(clippy::expect_used, reason = "see Panics")]
    COUNTY.get_or_init(|| make().expect("the simulated county can be made"))
}

fn make() -> Outcome<County> {
    let disk = Disk::new(0);
    let mount = disk.mount();
    let around = Arc::new(Around::new(&Arc::new(Clock::default()), Dice::new(0)));
    let policy = Policy::from_toml(SHIPPED_POLICY).unwrap_or_else(|line| unreachable!("{line}"));
    let opened = SqliteStore::open_on(Path::new(FOLDER), Some(mount.name()))?;
    let app = App::within(around, Box::new(opened), policy.clone(), URL.to_owned())?;
    let place = |code: &str| PlaceCode::parse(code).unwrap_or_else(|bad| unreachable!("{bad}"));
    let micro_grids = MICRO_GRIDS.map(place).to_vec();
    let secretary = person(1, Role::Secretary, &place("513424101203"));
    let administrator = person(2, Role::Administrator, &place("513424000000"));
    let mut people: Vec<AccountRow> = Vec::new();
    for (number, at) in [0, 1, 2, 3].into_iter().enumerate() {
        people.push(person(number as u8 + 10, Role::Member, &micro_grids[at]));
    }
    people.insert(2, person(20, Role::GridLeader, &place("51342410120301")));
    for (number, at) in [0, 1, 3].into_iter().enumerate() {
        people.push(person(number as u8 + 30, Role::Member, &micro_grids[at]));
    }
    let households = store::write(&*app.store, |tx| {
        put_places(tx)?;
        tx.put_account(&secretary)?;
        tx.put_account(&administrator)?;
        people.iter().try_for_each(|row| tx.put_account(row))?;
        register(&app, tx, &secretary, &micro_grids)
    })?;
    drop(app);
    drop(mount);
    let file = disk.read(FILE).unwrap_or_default();
    Ok(County { file, policy, secretary, administrator, people, households, micro_grids })
}

/// The address phones know the server by.
pub const URL: &str = "https://weige.example";

fn put_places(tx: &dyn WriteTx) -> Outcome<()> {
    let named = [
        ("513424000000", "德昌县"),
        ("513424101000", "永郎镇"),
        ("513424101203", "阿月村"),
        ("513424101204", "锦川村"),
        ("51342410120301", "一网格"),
        ("51342410120302", "二网格"),
        ("51342410120401", "一网格"),
    ];
    let micro_grids = MICRO_GRIDS.map(|code| (code, "微网格"));
    for (code, name) in named.into_iter().chain(micro_grids) {
        let code = PlaceCode::parse(code).unwrap_or_else(|bad| unreachable!("{bad}"));
        tx.put_place(&Place { code, name: name.to_owned() })?;
    }
    Ok(())
}

fn person(number: u8, role: Role, place: &PlaceCode) -> AccountRow {
    let id = AccountId::from_random([number; 10]);
    let account = Account { id, name: format!("某人{number}"), role, place: place.clone(), post: None };
    AccountRow { account, login: None, password: None, hand: DeviceId([number; 8]) }
}

fn register(
    app: &App,
    tx: &dyn WriteTx,
    secretary: &AccountRow,
    micro_grids: &[PlaceCode],
) -> Outcome<Vec<HouseholdId>> {
    let mut made = Vec::new();
    for (number, at) in micro_grids.iter().flat_map(|at| [at; HOUSEHOLDS_EACH]).enumerate() {
        let id = HouseholdId::from_random([number as u8 + 1; 10]);
        let village =
            at.village().ok_or_else(|| Failed::problem(shared_model::api::Code::Internal, "place"))?;
        // The office of the place registers: for the other village, its own secretary would.
        let mut me = secretary.clone();
        me.account.place = village.clone();
        let put = |key: &str, value: &str| Put { key: key.to_owned(), value: value.to_owned() };
        let puts = [
            put("micro_grid", at.as_str()),
            put("house_no", &number.to_string()),
            put("address", "某村一组"),
        ];
        let deed = Deed { app, tx, me: &me, now: app.now(), photos: &[] };
        deed.write(&DocId::Household(village, id.clone()), &puts)?;
        made.push(id);
    }
    Ok(made)
}
