//! Who plays: three members with their phones, and the offices.

use super::check::{Exact, expect};
use super::new_phone;
use crate::world::{Console, Outcome, Phone, Server};
use shared_model::api::view::{Count, HouseholdItem, HouseholdView, MemberView};
use shared_model::api::{Answer, Command, Done, Problem, Query};
use shared_model::casework::{Colour, Stage, Step};
use shared_model::ids::{CaseId, EventId, HouseholdId, ResidentId};
use shared_model::moment::{DAY, Millis};
use shared_model::people::{Account, Role};
use std::path::Path;

/// The village whose day it is (阿月村, the first of a small sample).
const VILLAGE: &str = "103209";

/// Everybody.
pub struct Cast {
    pub secretary: Console,
    pub secretary_login: String,
    mediator_console: Console,
    pub mediator_login: String,
    pub mediator: Account,
    pub county: Console,
    pub a: Phone,
    pub b: Phone,
    pub c: Phone,
    pub member_a: Account,
    pub member_b: Account,
    pub households_a: Vec<HouseholdId>,
    pub households_b: Vec<HouseholdId>,
    /// The name of B's first household.
    pub name_b: String,
    /// Its head.
    pub head_b: ResidentId,
    /// Differs from day to day, so that an edit of yesterday is not today's.
    pub dice: i64,
}

impl Cast {
    pub fn gather(server: &Server, phones: &Path, tell: &mut dyn FnMut(String)) -> Outcome<Cast> {
        let secretary_login = format!("secretary-{VILLAGE}");
        let mediator_login = format!("mediator-{VILLAGE}");
        let secretary = Console::log_in(&server.url, &secretary_login)?;
        let mediator_console = Console::log_in(&server.url, &mediator_login)?;
        let county = Console::log_in(&server.url, "county")?;
        let members = members(&secretary)?;
        let [first, second, third, ..] = members.as_slice() else {
            return Err("the village has fewer than three members".into());
        };
        let mut a = enrol(&secretary, server, phones, "a", first, tell)?;
        let mut b = enrol(&secretary, server, phones, "b", second, tell)?;
        let c = enrol(&secretary, server, phones, "c", third, tell)?;
        let households_a = own_households(&mut a, &first.account)?;
        let households_b = own_households(&mut b, &second.account)?;
        let at_b = household(&mut b, &households_b[0])?;
        let head_b = at_b.household.head().map(|r| r.id.clone()).ok_or("a household without people")?;
        let (mediator, dice) = session(&mediator_console)?;
        Ok(Cast {
            secretary,
            secretary_login,
            mediator_console,
            mediator_login,
            mediator,
            county,
            a,
            b,
            c,
            member_a: first.account.clone(),
            member_b: second.account.clone(),
            name_b: at_b.household.name().to_owned(),
            households_a,
            households_b,
            head_b,
            dice: dice.0 / 1000,
        })
    }

    /// Sessions survive a restart of the server, connections don't.
    pub fn log_in_again(&mut self, url: &str) -> Outcome<()> {
        self.secretary = Console::log_in(url, &self.secretary_login)?;
        self.mediator_console = Console::log_in(url, &self.mediator_login)?;
        self.county = Console::log_in(url, "county")?;
        Ok(())
    }

    pub fn household_a_view(&mut self) -> Outcome<HouseholdView> {
        let id = self.households_a[0].clone();
        household(&mut self.a, &id)
    }

    /// The secretary adds to a case, having seen what is given or all there is.
    pub fn add(&self, case: &CaseId, step: Step, seen: Option<Vec<EventId>>) -> Outcome<()> {
        let command = Command::AddToCase { case: case.clone(), step, seen, anyway: false, photos: vec![] };
        self.secretary.command(command).map(|_| ()).map_err(|p| p.to_string())
    }

    pub fn strike_off(&self, case: &CaseId) -> Result<Done, Problem> {
        let step = Step::StruckOff { words: String::new() };
        self.secretary.command(Command::AddToCase {
            case: case.clone(),
            step,
            seen: None,
            anyway: false,
            photos: vec![],
        })
    }

    /// The mediator adds to a case.
    pub fn mediate(&self, case: &CaseId, step: Step) -> Outcome<()> {
        let command =
            Command::AddToCase { case: case.clone(), step, seen: None, anyway: false, photos: vec![] };
        self.mediator_console.command(command).map(|_| ()).map_err(|p| p.to_string())
    }

    /// The village's numbers as the secretary is shown them.
    pub fn exact_numbers(&self) -> Outcome<Exact> {
        let Answer::Numbers(numbers) =
            self.secretary.query(Query::Numbers { place: None }).map_err(|p| p.to_string())?
        else {
            return Err("numbers were asked and something else answered".into());
        };
        let is = |count: Count| match count {
            Count::Is(n) => Ok(n),
            hidden => Err(format!("a village's own number is {hidden:?}")),
        };
        let total = numbers.total;
        let [red, yellow, green] = total.by_colour;
        Ok(Exact {
            open: is(total.open)?,
            by_colour: [is(red)?, is(yellow)?, is(green)?],
            settled: is(total.settled)?,
            struck_off: is(total.struck_off)?,
            new: is(total.new_30_days)?,
        })
    }

    /// The same numbers, counted over the cases the secretary sees.
    pub fn counted(&self) -> Outcome<Exact> {
        let query = Query::Cases { search: String::new(), closed: true };
        let Answer::Cases(cases) = self.secretary.query(query).map_err(|p| p.to_string())? else {
            return Err("cases were asked and something else answered".into());
        };
        let now = session(&self.secretary)?.1;
        let open = |stage: Stage| !stage.is_closed() && stage != Stage::Settled;
        let count = |fits: &dyn Fn(&shared_model::api::view::CaseItem) -> bool| {
            cases.iter().filter(|case| fits(case)).count() as u32
        };
        Ok(Exact {
            open: count(&|case| open(case.stage)),
            by_colour: Colour::ALL.map(|colour| count(&|case| open(case.stage) && case.colour == colour)),
            settled: count(&|case| case.stage == Stage::Settled),
            struck_off: count(&|case| case.stage == Stage::StruckOff),
            new: count(&|case| case.received_at.is_some_and(|at| at > now.plus(-30 * DAY))),
        })
    }
}

fn session(console: &Console) -> Outcome<(Account, Millis)> {
    match console.query(Query::Session).map_err(|p| p.to_string())? {
        Answer::Session(view) => Ok((view.account.ok_or("nobody is logged in")?, view.now)),
        other => Err(format!("a session was asked, not {other:?}")),
    }
}

/// Members of the village, by place; the first micro-grids have a year of visits.
fn members(secretary: &Console) -> Outcome<Vec<MemberView>> {
    let Answer::Members(mut members) = secretary.query(Query::Members).map_err(|p| p.to_string())? else {
        return Err("members were asked and something else answered".into());
    };
    members.retain(|member| member.account.role == Role::Member);
    members.sort_by(|x, y| x.account.place.cmp(&y.account.place));
    Ok(members)
}

fn enrol(
    secretary: &Console,
    server: &Server,
    phones: &Path,
    name: &str,
    member: &MemberView,
    tell: &mut dyn FnMut(String),
) -> Outcome<Phone> {
    let command = Command::NewCode { account: member.account.id.clone() };
    let Done::Code(code) = secretary.command(command).map_err(|p| p.to_string())? else {
        return Err("a code was asked and something else answered".into());
    };
    let mut phone = new_phone(phones, name)?;
    let households = phone.enrol(&server.url, &code.code)?;
    expect(households == member.households, "a phone gets its micro-grid's households and no others")?;
    let account = &member.account;
    tell(format!("{} enrols {} of {}: {households} households.", code.code, account.name, member.place_name));
    Ok(phone)
}

fn own_households(phone: &mut Phone, account: &Account) -> Outcome<Vec<HouseholdId>> {
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(items) = phone.query(query).map_err(|p| p.to_string())? else {
        return Err("households were asked and something else answered".into());
    };
    let own = |item: &HouseholdItem| item.micro_grid == account.place;
    expect(
        !items.is_empty() && items.iter().all(own),
        "every household on a phone is of its own micro-grid",
    )?;
    Ok(items.into_iter().map(|item| item.id).collect())
}

fn household(phone: &mut Phone, id: &HouseholdId) -> Outcome<HouseholdView> {
    match phone.query(Query::Household { id: id.clone() }).map_err(|p| p.to_string())? {
        Answer::Household(view) => Ok(view),
        other => Err(format!("a household was asked, not {other:?}")),
    }
}
