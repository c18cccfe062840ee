//! The village day: three members, a mediator, a secretary and the county, from the first visit
//! to the county's numbers. Everything that is told was checked; what doesn't hold ends the day.

mod casting;
mod check;

use crate::world::{Outcome, Phone, Server};
use casting::Cast;
use check::{case_seen_by, expect, one_request, seen_on_phone};
use shared_model::api::view::{CaseView, Count, Delivery};
use shared_model::api::{Answer, Code, Command, Query};
use shared_model::casework::{
    Agreement, CaseKind, Colour, Outcome as Ending, Party, SettledFacts, Stage, Step, Void,
};
use shared_model::household::FieldEdit;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::visit::VisitKind;
use std::path::{Path, PathBuf};

/// Who syncs first when a member and the secretary write about the same case at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The member's phone is back before the secretary dispatches.
    Member,
    /// The secretary dispatches before the member's phone is back.
    Office,
}

/// What is left of a day for who wants to look on.
pub struct Evening {
    /// The case of the day.
    pub case: CaseId,
    /// The secretary's login.
    pub secretary: String,
    /// The mediator's login.
    pub mediator: String,
    /// The folder of the first member's phone.
    pub phone: PathBuf,
}

/// Plays the day. `server` holds sample people; `phones` is an empty folder.
///
/// # Errors
/// The first thing that was not as it must be.
pub fn play(
    server: &mut Server,
    phones: &Path,
    first: First,
    tell: &mut dyn FnMut(String),
) -> Outcome<Evening> {
    let mut cast = Cast::gather(server, phones, tell)?;
    let before = cast.exact_numbers()?;
    without_network(&mut cast, server, tell)?;
    let case = a_case_is_raised(&mut cast, tell)?;
    two_edit_one_household(&mut cast, tell)?;
    red_and_dispatched(&mut cast, &case, first, tell)?;
    closing(&mut cast, &case, tell)?;
    county(&mut cast, &case, &before, tell)?;
    Ok(Evening {
        case,
        secretary: cast.secretary_login,
        mediator: cast.mediator_login,
        phone: cast.a.dir().to_owned(),
    })
}

/// Visits are written with the server gone, one phone dies right after "saved", nothing is lost.
fn without_network(cast: &mut Cast, server: &mut Server, tell: &mut dyn FnMut(String)) -> Outcome<()> {
    server.kill();
    let first = cast.households_a[0].clone();
    let visit = |household: &HouseholdId, note: &str| Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::Care,
        at: None,
        checklist: [("fire".to_owned(), "problem".to_owned())].into(),
        note: note.into(),
        problem: true,
        photos: vec![],
        helped: None,
        position: None,
    };
    let saved = cast.a.save(visit(&first, "灶边电线又松了，怕下雨漏电。"))?;
    cast.a.restart()?;
    let Answer::Household(view) = cast.a.query(Query::Household { id: first }).map_err(|p| p.to_string())?
    else {
        return Err("a household was asked and something else answered".into());
    };
    let visit_there = view.visits.iter().any(|v| v.id.as_str() == saved && v.delivery == Delivery::SavedHere);
    expect(visit_there, "a visit that was saved is there after the process was killed")?;
    for household in cast.households_b.clone().iter().take(2) {
        cast.b.save(visit(household, "老人说腿疼，药还够半个月。"))?;
    }
    let refused = cast.a.sync().err().map(|p| p.code);
    expect(refused == Some(Code::NoLink), "without a link the phone says so")?;
    tell("No network: A records one visit, B two. A's process is killed right after “saved” and started again: the visit is there.".into());
    server.start_again()?;
    cast.log_in_again(&server.url)
}

fn a_case_is_raised(cast: &mut Cast, tell: &mut dyn FnMut(String)) -> Outcome<CaseId> {
    let own = cast.household_a_view()?;
    let step = Step::Raised {
        kind: CaseKind::Dispute,
        category: "forest_land".into(),
        colour: Colour::Yellow,
        title: format!("{}家与{}家地界", own.household.name(), cast.name_b),
        words: "新垒的石坎占了地边一尺多，两家都在气头上。".into(),
        micro_grid: cast.member_a.place.clone(),
        parties: vec![
            Party {
                household: Some(own.household.id.clone()),
                micro_grid: Some(cast.member_a.place.clone()),
                name: own.household.name().to_owned(),
                house_no: own.household.house_no.clone(),
            },
            Party {
                household: Some(cast.households_b[0].clone()),
                micro_grid: Some(cast.member_b.place.clone()),
                name: cast.name_b.clone(),
                house_no: String::new(),
            },
        ],
        facts: Default::default(),
    };
    let case = cast.a.save(Command::RaiseCase { step, photos: vec![] })?;
    let case = CaseId::parse(&case).map_err(|e| e.to_string())?;
    let report = one_request(&mut cast.a, "A")?;
    tell(format!(
        "A raises a yellow dispute with a family of B's micro-grid and syncs: {} changes up in one request, {} bytes up, {} down.",
        report.sent, report.bytes_up, report.bytes_down
    ));
    let view = case_seen_by(&cast.secretary, &case)?;
    expect(
        view.item.colour == Colour::Yellow && view.item.stage == Stage::Raised,
        "the secretary sees a raised yellow case",
    )?;
    cast.add(&case, Step::Accepted { words: String::new() }, None)?;
    one_request(&mut cast.b, "B")?;
    let at_b = seen_on_phone(&mut cast.b, &case)?;
    expect(at_b.item.stage == Stage::Accepted, "B sees the case of the neighbouring micro-grid, accepted")?;
    let at_c = cast.c.query(Query::Case { id: case.clone() }).err().map(|p| p.code);
    expect(at_c == Some(Code::NotFound), "C, who has no part in it, doesn't see the case")?;
    tell(
        "The secretary accepts it. B's phone gets the case, because a party lives there; C's doesn't.".into(),
    );
    Ok(case)
}

fn two_edit_one_household(cast: &mut Cast, tell: &mut dyn FnMut(String)) -> Outcome<()> {
    let id = cast.households_b[0].clone();
    let edit = |field: String, value: &str| Command::EditHousehold {
        household: id.clone(),
        edits: vec![FieldEdit { field, value: value.into() }],
    };
    let phone = format!("139 0000 {:04}", cast.dice % 10_000);
    let note = format!("石坎的事在调解（{}）", cast.dice % 1_000);
    cast.b.save(edit(format!("resident.{}.phone", cast.head_b), &phone))?;
    cast.secretary.command(edit("note".into(), &note)).map_err(|p| p.to_string())?;
    one_request(&mut cast.b, "B")?;
    let Answer::Household(on_phone) =
        cast.b.query(Query::Household { id: id.clone() }).map_err(|p| p.to_string())?
    else {
        return Err("a household was asked and something else answered".into());
    };
    let Answer::Household(in_office) =
        cast.secretary.query(Query::Household { id: id.clone() }).map_err(|p| p.to_string())?
    else {
        return Err("a household was asked and something else answered".into());
    };
    for view in [&on_phone, &in_office] {
        let has_phone = view.household.residents.iter().any(|r| r.phone == phone);
        expect(has_phone && view.household.note == note, "both edits of one household stand on every side")?;
    }
    let Answer::History(history) = cast.b.query(Query::HouseholdHistory { id }).map_err(|p| p.to_string())?
    else {
        return Err("a history was asked and something else answered".into());
    };
    let wrote = |value: &str| {
        history.iter().find(|entry| entry.to == value).map(|entry| entry.author.account.clone())
    };
    let by_b = wrote(&phone) == Some(cast.member_b.id.clone());
    let by_office = wrote(&note).is_some_and(|account| account != cast.member_b.id);
    expect(by_b && by_office, "each edit carries its author")?;
    tell("B changes a telephone number offline while the secretary edits the note of the same household: both stand, each with its author.".into());
    Ok(())
}

fn red_and_dispatched(
    cast: &mut Cast,
    case: &CaseId,
    first: First,
    tell: &mut dyn FnMut(String),
) -> Outcome<()> {
    one_request(&mut cast.a, "A")?;
    let screen = case_seen_by(&cast.secretary, case)?.frontier;
    let to = cast.mediator.id.clone();
    let dispatch = Step::Dispatched { to, words: "先去量地。".into() };
    let red = Step::Recoloured { colour: Colour::Red, words: "来了七八个人，怕动手。".into() };
    cast.a.save(Command::AddToCase {
        case: case.clone(),
        step: red,
        seen: None,
        anyway: false,
        photos: vec![],
    })?;
    match first {
        First::Member => {
            one_request(&mut cast.a, "A")?;
            cast.add(case, dispatch, Some(screen))?;
        }
        First::Office => {
            cast.add(case, dispatch, Some(screen))?;
            one_request(&mut cast.a, "A")?;
        }
    }
    one_request(&mut cast.a, "A")?;
    one_request(&mut cast.b, "B")?;
    one_request(&mut cast.c, "C")?;
    let office = case_seen_by(&cast.secretary, case)?;
    let views = [office, seen_on_phone(&mut cast.a, case)?, seen_on_phone(&mut cast.b, case)?];
    for view in &views {
        expect(
            view.item.colour == Colour::Red && view.item.stage == Stage::Dispatched,
            "the case is red and dispatched on every side",
        )?;
        expect(timeline(view) == timeline(&views[0]), "every side tells the same history")?;
    }
    tell(format!(
        "A turns it red on the hill while the secretary, who hasn't seen that, dispatches it ({} first): red and dispatched, on the server and on both phones.",
        if first == First::Member { "A's phone" } else { "the office" }
    ));
    Ok(())
}

/// Event, author and judgement of each entry, oldest first.
fn timeline(view: &CaseView) -> Vec<(String, String, Option<Void>)> {
    view.timeline.iter().map(|e| (e.id.to_string(), e.author.account.to_string(), e.void)).collect()
}

fn closing(cast: &mut Cast, case: &CaseId, tell: &mut dyn FnMut(String)) -> Outcome<()> {
    cast.mediate(case, Step::Taken { words: String::new() })?;
    cast.mediate(
        case,
        Step::Settled {
            outcome: Ending::AgreementReached,
            words: "石坎退回老界，双方签字。".into(),
            facts: SettledFacts { agreement: Some(Agreement::Written), ..Default::default() },
        },
    )?;
    one_request(&mut cast.a, "A")?;
    let early = cast.strike_off(case).err().map(|p| (p.code, p.detail));
    expect(
        early == Some((Code::Policy, Void::FollowUpMissing.word().to_owned())),
        "a dispute is not struck off before somebody asked the family",
    )?;
    let own = Step::StruckOff { words: "已经没吵了。".into() };
    let told = cast.a.command(Command::AddToCase {
        case: case.clone(),
        step: own.clone(),
        seen: None,
        anyway: false,
        photos: vec![],
    });
    expect(
        told.err().map(|p| p.detail) == Some(Void::NotYourRole.word().to_owned()),
        "the phone tells a member that striking off is not theirs",
    )?;
    cast.a.save(Command::AddToCase {
        case: case.clone(),
        step: own,
        seen: None,
        anyway: true,
        photos: vec![],
    })?;
    let follow_up = Step::FollowedUp { satisfied: true, words: "两家都说好了。".into() };
    cast.a.save(Command::AddToCase {
        case: case.clone(),
        step: follow_up,
        seen: None,
        anyway: false,
        photos: vec![],
    })?;
    one_request(&mut cast.a, "A")?;
    let view = case_seen_by(&cast.secretary, case)?;
    let void = view.timeline.iter().find(|e| matches!(e.step, Step::StruckOff { .. })).and_then(|e| e.void);
    expect(
        void == Some(Void::NotYourRole),
        "the secretary sees the strike-off that counts for nothing, and why",
    )?;
    expect(view.item.stage == Stage::Settled, "it changed nothing")?;
    tell("The mediator settles, A asks the family. A also tries to strike off the own case past the screen: it is recorded, counts for nothing, and the secretary sees that.".into());
    cast.strike_off(case).map_err(|p| p.to_string())?;
    one_request(&mut cast.a, "A")?;
    one_request(&mut cast.b, "B")?;
    for phone in [&mut cast.a, &mut cast.b] {
        expect(
            seen_on_phone(phone, case)?.item.stage == Stage::StruckOff,
            "every phone learns that it is closed",
        )?;
        expect(phone.rebuilds_the_same()?, "rows made anew from the log are the same")?;
    }
    tell("The secretary strikes it off. Both phones know; their rows, made anew from the log, come out the same.".into());
    Ok(())
}

fn county(
    cast: &mut Cast,
    case: &CaseId,
    before: &check::Exact,
    tell: &mut dyn FnMut(String),
) -> Outcome<()> {
    let after = cast.exact_numbers()?;
    expect(after.struck_off == before.struck_off + 1, "the village counts one more case struck off")?;
    expect(
        after.new == before.new + 1 && after.open == before.open,
        "and one more that is new, and none more that is open",
    )?;
    expect(after == cast.counted()?, "the village's numbers are those of its cases, counted one by one")?;
    let Answer::Numbers(numbers) =
        cast.county.query(Query::Numbers { place: None }).map_err(|p| p.to_string())?
    else {
        return Err("numbers were asked and something else answered".into());
    };
    expect(numbers.protected, "the county's small counts are protected")?;
    let closed = cast.county.query(Query::Case { id: case.clone() }).is_err();
    let households =
        cast.county.query(Query::Households { search: String::new(), micro_grid: None }).is_err();
    expect(closed && households, "the county sees no case and no household of the village")?;
    let shown = |count: Count| match count {
        Count::Is(n) => n.to_string(),
        Count::Few => "<5".into(),
        Count::Hidden => "hidden".into(),
    };
    tell(format!(
        "The county sees numbers and no names: {} open, {} settled, {} struck off, {} new in 30 days, {} of {} households visited (log at {}).",
        shown(numbers.total.open),
        shown(numbers.total.settled),
        shown(numbers.total.struck_off),
        shown(numbers.total.new_30_days),
        numbers.total.visited_30_days,
        numbers.total.households,
        numbers.log_length
    ));
    Ok(())
}

/// Switches a phone on in a folder of its own.
fn new_phone(phones: &Path, name: &str) -> Outcome<Phone> {
    Phone::on(&phones.join(name))
}
