//! A position that somebody added: from the tap on the phone to the console's page, and never without
//! the tap.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::view::VisitView;
use shared_model::api::{Answer, Code, Command, Query};
use shared_model::casework::{CaseKind, Colour, RaisedFacts, Step};
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::position::Position;
use shared_model::visit::VisitKind;
use std::collections::BTreeMap;
use system_tests::screen::{PhonePage, Screen};
use system_tests::world::{Outcome, Phone, SAMPLE_PASSWORD, Village};

const HERE: Position = Position { lat_e6: 27_400_012, lon_e6: 102_180_034, within_m: 20 };
const SAID: &str = "北纬 27.400012，东经 102.180034，误差约 20 米";

fn visit(household: &HouseholdId, position: Option<Position>) -> Command {
    Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::Routine,
        at: None,
        checklist: BTreeMap::new(),
        note: "地边".into(),
        problem: false,
        photos: vec![],
        helped: None,
        position,
    }
}

fn raise(village: &Village, position: Position) -> Command {
    let micro_grid = village.members().unwrap().remove(0).place;
    let step = Step::Raised {
        kind: CaseKind::Hazard,
        category: "geology".into(),
        colour: Colour::Yellow,
        title: "山坡裂缝".into(),
        words: "屋后山坡有新裂缝".into(),
        micro_grid,
        parties: vec![],
        facts: RaisedFacts { position: Some(position), ..RaisedFacts::default() },
    };
    Command::RaiseCase { step, photos: vec![] }
}

fn newest(answer: Result<Answer, shared_model::api::Problem>) -> VisitView {
    let Answer::Household(view) = answer.unwrap() else { panic!("a household was asked") };
    view.visits.into_iter().max_by_key(|visit| visit.written_at).unwrap()
}

fn first_household(answer: Result<Answer, shared_model::api::Problem>) -> HouseholdId {
    let Answer::Households(homes) = answer.unwrap() else { panic!("households were asked") };
    homes.into_iter().next().unwrap().id
}

fn households() -> Query {
    Query::Households { search: String::new(), micro_grid: None }
}

#[test]
fn a_position_reaches_the_village_and_one_that_is_no_place_is_refused_with_nothing_lost() {
    let (village, dir) = (Village::of_sample().unwrap(), tempfile::tempdir().unwrap());
    let mut phone = Phone::on(dir.path()).unwrap();
    let member = village.members().unwrap().remove(0);
    phone.enrol(&village.server.url, &village.code(&member).unwrap()).unwrap();
    let home = first_household(phone.query(households()));
    for wrong in [
        Position { lat_e6: 90_000_001, ..HERE },
        Position { lon_e6: -180_000_001, ..HERE },
        Position { within_m: 0, ..HERE },
        Position { within_m: 100_001, ..HERE },
    ] {
        let why = phone.command(visit(&home, Some(wrong))).unwrap_err();
        assert_eq!(why.code, Code::Invalid, "{wrong:?}");
        assert_eq!(phone.command(raise(&village, wrong)).unwrap_err().code, Code::Invalid, "{wrong:?}");
        let console = village.secretary.command(visit(&home, Some(wrong))).unwrap_err();
        assert_eq!(console.code, Code::Invalid, "{wrong:?}");
    }
    let Answer::Sync(sync) = phone.query(Query::Sync).unwrap() else { panic!("sync") };
    assert!(sync.items.is_empty(), "nothing of it was written");
    phone.save(visit(&home, Some(HERE))).unwrap();
    let case = CaseId::parse(&phone.save(raise(&village, HERE)).unwrap()).unwrap();
    phone.sync().unwrap();
    let seen = newest(village.secretary.query(Query::Household { id: home }));
    assert_eq!((seen.note.as_str(), seen.position), ("地边", Some(HERE)));
    let Answer::Case(view) = village.secretary.query(Query::Case { id: case }).unwrap() else {
        panic!("case")
    };
    let Step::Raised { facts, .. } = &view.timeline[0].step else { panic!("it begins otherwise") };
    assert_eq!(facts.position, Some(HERE));
}

/// A picture to look at, where somebody wants one.
fn pictured(screen: &Screen, name: &str) -> Outcome<()> {
    match std::env::var_os("WEIGE_PICTURES") {
        Some(folder) => screen.picture(&std::path::Path::new(&folder).join(format!("{name}.png"))),
        None => Ok(()),
    }
}

/// The member adds one, takes it off, adds it again and saves; then raises a case with one.
fn by_thumb(screen: &Screen, home: &HouseholdId) -> Outcome<()> {
    screen.sees("page-today")?;
    screen.runs(&format!("location.hash = '#/household/{home}/visit'; return null;"))?;
    screen.sees("position-add")?;
    assert!(!screen.has("position-at"), "never by itself");
    screen.click("position-add")?;
    assert_eq!(screen.reads("position-at")?.trim(), SAID);
    screen.click("position-off")?;
    screen.click("position-add")?;
    screen.sees("position-at")?;
    pictured(screen, "phone-visit-position")?;
    screen.click("visit-save")?;
    screen.misses("page-visit")?;
    screen.runs(&format!("location.hash = '#/household/{home}'; return null;"))?;
    assert!(screen.reads("visit-position")?.contains(SAID));
    screen.runs("location.hash = '#/raise'; return null;")?;
    screen.click("raise-kind-hazard")?;
    screen.click("raise-category-geology")?;
    screen.click("colour-yellow")?;
    screen.click("raise-next")?;
    screen.types("raise-title", "山坡裂缝")?;
    screen.types("raise-words", "屋后山坡有新裂缝")?;
    screen.click("position-add")?;
    screen.sees("position-at")?;
    screen.click("raise-save")?;
    screen.sees("case-timeline")
}

#[test]
fn a_position_is_added_by_a_tap_taken_off_by_another_and_shown_in_the_console() {
    let (village, dir) = (Village::of_sample().unwrap(), tempfile::tempdir().unwrap());
    let page = PhonePage::serve(dir.path(), BTreeMap::new()).unwrap();
    let code = village.code(&village.members().unwrap().remove(0)).unwrap();
    page.command(Command::Enrol { server: village.server.url.clone(), code, pin: None }).unwrap();
    let home = first_household(page.query(households()));
    let screen = Screen::web_view(&page.url, (360, 640)).unwrap();
    by_thumb(&screen, &home).unwrap();
    screen.close().unwrap();
    page.command(Command::Sync).unwrap();

    let screen = Screen::browser(&village.server.url, (1366, 768)).unwrap();
    screen.types("login-name", "secretary-103209").unwrap();
    screen.types("login-password", SAMPLE_PASSWORD).unwrap();
    screen.click("login-submit").unwrap();
    screen.sees("queue").unwrap();
    screen.goes(&format!("{}/#/household/{home}", village.server.url)).unwrap();
    screen.click("tab-visits").unwrap();
    assert_eq!(screen.reads("visit-position").unwrap(), SAID);
    pictured(&screen, "console-visit-position").unwrap();
    let asked = Query::Cases { search: "山坡裂缝".into(), closed: false };
    let Answer::Cases(cases) = village.secretary.query(asked).unwrap() else { panic!("cases") };
    screen.goes(&format!("{}/#/case/{}", village.server.url, cases[0].id)).unwrap();
    screen.sees_css("[data-step=\"raised\"]").unwrap();
    assert!(screen.page().unwrap().contains(SAID), "the case's page says it");
    pictured(&screen, "console-case-position").unwrap();
    screen.close().unwrap();
}
