//! The console in a real browser: the secretary reviews, dispatches and strikes off, the county
//! sees its numbers.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::{Answer, Command, Done, Query};
use shared_model::casework::{Stage, Step};
use system_tests::screen::{DESK, Screen};
use system_tests::world::{Console, Outcome, Server, sample};

struct Office {
    _data: tempfile::TempDir,
    server: Server,
}

fn office() -> Office {
    let data = tempfile::tempdir().unwrap();
    sample(data.path(), 7, 1).unwrap();
    let server = Server::start(data.path()).unwrap();
    Office { _data: data, server }
}

fn log_in(office: &Office, login: &str) -> Outcome<Screen> {
    Screen::console(&office.server.url, login)
}

fn a_case_at(secretary: &Console, stage: Stage) -> Outcome<String> {
    let query = Query::Cases { search: String::new(), closed: true };
    let Answer::Cases(cases) = secretary.query(query).map_err(|p| p.to_string())? else {
        return Err("cases were asked and something else answered".into());
    };
    let found = cases.into_iter().find(|case| case.stage == stage && !case.contested);
    found.map(|case| case.id.to_string()).ok_or(format!("no case of the sample is {}", stage.word()))
}

fn reviews(office: &Office) -> Outcome<()> {
    let by_hand = Console::log_in(&office.server.url, "secretary-103209")?;
    let screen = log_in(office, "secretary-103209")?;
    screen.sees("queue")?;
    let raised = a_case_at(&by_hand, Stage::Raised)?;
    screen.goes(&format!("{}/#/case/{raised}", office.server.url))?;
    screen.click("step-accepted")?;
    screen.types("step-words", "已看到，马上安排。")?;
    screen.click("step-submit")?;
    screen.sees_css("[data-step=\"accepted\"][data-test^=\"timeline-\"]")?;
    let mediator = person(&by_hand, "mediator")?;
    screen.click("step-dispatched")?;
    screen.chooses("dispatch-to", &mediator)?;
    screen.click("step-submit")?;
    screen.sees_css("[data-step=\"dispatched\"][data-test^=\"timeline-\"]")?;
    let id = shared_model::ids::CaseId::parse(&raised).map_err(|e| e.to_string())?;
    let Answer::Case(view) = by_hand.query(Query::Case { id: id.clone() }).map_err(|p| p.to_string())? else {
        return Err("a case was asked and something else answered".into());
    };
    assert_eq!(view.item.stage, Stage::Dispatched);
    // Not yet settled: striking off stays visible, with its reason, and can't be pressed.
    screen.sees_css("[data-test=\"step-struck_off\"][data-not-now=\"not_at_this_stage\"]")?;
    strikes_off(office, &by_hand, &screen, &id)?;
    screen.close()
}

fn person(secretary: &Console, role: &str) -> Outcome<String> {
    let Answer::Reference(reference) = secretary.query(Query::Reference).map_err(|p| p.to_string())? else {
        return Err("reference data was asked and something else answered".into());
    };
    let found = reference.people.into_iter().find(|person| person.role.word() == role);
    found.map(|person| person.id.to_string()).ok_or(format!("the village has no {role}"))
}

fn strikes_off(
    office: &Office,
    secretary: &Console,
    screen: &Screen,
    case: &shared_model::ids::CaseId,
) -> Outcome<()> {
    let mediator = Console::log_in(&office.server.url, "mediator-103209")?;
    let add = |console: &Console, step: Step| {
        let command =
            Command::AddToCase { case: case.clone(), step, seen: None, anyway: false, photos: vec![] };
        console.command(command).map(|_| ()).map_err(|p| p.to_string())
    };
    add(&mediator, Step::Taken { words: String::new() })?;
    let outcome = shared_model::casework::Outcome::AgreementReached;
    let agreement = Some(shared_model::casework::Agreement::Oral);
    let facts = shared_model::casework::SettledFacts { agreement, ..Default::default() };
    add(&mediator, Step::Settled { outcome, words: "两家说好了。".into(), facts })?;
    add(secretary, Step::FollowedUp { satisfied: true, words: "都满意。".into() })?;
    screen.goes(&format!("{}/#/queue", office.server.url))?;
    screen.sees("queue")?;
    screen.goes(&format!("{}/#/case/{case}", office.server.url))?;
    screen.click("step-struck_off")?;
    screen.click("step-submit")?;
    screen.sees_css("[data-step=\"struck_off\"][data-test^=\"timeline-\"]")?;
    let Answer::Case(view) = secretary.query(Query::Case { id: case.clone() }).map_err(|p| p.to_string())?
    else {
        return Err("a case was asked and something else answered".into());
    };
    assert_eq!(view.item.stage, Stage::StruckOff);
    Ok(())
}

fn enrols_a_member(office: &Office) -> Outcome<()> {
    let screen = log_in(office, "secretary-103209")?;
    screen.click("nav-members")?;
    let code = screen.names("member-code-")?.remove(0);
    screen.click(&code)?;
    screen.sees("enrol-qr")?;
    let shown = screen.reads("enrol-code")?;
    assert_eq!(shown.chars().filter(char::is_ascii_alphanumeric).count(), 8, "{shown}");
    screen.close()
}

fn counts(office: &Office) -> Outcome<()> {
    let screen = log_in(office, "county")?;
    screen.sees("numbers")?;
    screen.sees("numbers-row-513424103000")?;
    screen.sees("numbers-as-of")?;
    let page = screen.page()?;
    assert!(page.contains("阿月") || page.contains("镇"), "{page}");
    // A page of others says whose it is, and leads back.
    screen.goes(&format!("{}/#/looks", office.server.url))?;
    let told = screen.reads("not-yours")?;
    assert!(told.contains("书记"), "{told}");
    assert!(!screen.has("try-again"), "asked again it would be shut all the same");
    screen.click("to-start")?;
    screen.sees("numbers")?;
    let county = Console::log_in(&office.server.url, "county")?;
    let query = Query::Cases { search: String::new(), closed: true };
    let seen = county.query(query).map_err(|p| p.to_string())?;
    assert!(matches!(seen, Answer::Cases(cases) if cases.iter().all(|case| case.parties.is_empty())));
    screen.close()
}

/// A request begun at an item of the list, for a household; the case says what to bring and who could help.
fn requests(office: &Office) -> Outcome<()> {
    let screen = log_in(office, "secretary-103209")?;
    screen.click("nav-items")?;
    screen.types("items-search", "津贴")?;
    screen.click("item-yl-1")?;
    screen.sees("item-one-papers")?;
    pictured(&screen, "items")?;
    screen.types("request-household-search", "12")?;
    screen.sees_css("[data-test^=\"request-household-\"][type=radio]")?;
    let found = screen.names("request-household-")?;
    let household = found.iter().find(|name| !name.ends_with("search")).ok_or("no household was found")?;
    screen.click(household)?;
    screen.chooses("request-category", "allowance")?;
    screen.types("request-words", "腿脚不便，请代办")?;
    pictured(&screen, "request")?;
    screen.click("request-submit")?;
    screen.sees("case-title")?;
    let key = screen.attribute("case-service-item", "data-key")?;
    if key.as_deref() != Some("yl-1") {
        return Err(format!("the case names the item {key:?}"));
    }
    screen.sees("helpers")?;
    pictured(&screen, "case")?;
    screen.click("step-accepted")?;
    screen.click("step-submit")?;
    screen.sees_css("[data-step=\"accepted\"][data-test^=\"timeline-\"]")?;
    screen.click("step-dispatched")?;
    screen.sees_css("[data-test=dispatch-to] optgroup")?;
    pictured(&screen, "dispatch")?;
    for page in ["people", "members", "papers"] {
        screen.click(&format!("nav-{page}"))?;
        let first = if page == "papers" { "paper-helping" } else { page };
        screen.sees(first)?;
        pictured(&screen, page)?;
    }
    screen.goes(&format!("{}/#/import/items", office.server.url))?;
    screen.sees("import-template")?;
    pictured(&screen, "import")
}

/// What a grid leader raises is told to the secretary, who is just looking for something: a bar says so,
/// and the list shows it when asked to.
fn hears(office: &Office) -> Outcome<()> {
    let leader = Console::log_in(&office.server.url, "grid_leader-10320901")?;
    let Answer::Session(session) = leader.query(Query::Session).map_err(|p| p.to_string())? else {
        return Err("the session was asked and something else answered".into());
    };
    let grid = session.account.ok_or("nobody is logged in")?.place;
    let screen = log_in(office, "secretary-103209")?;
    screen.sees("queue")?;
    screen.click("queue-search")?;
    let step = Step::Raised {
        kind: shared_model::casework::CaseKind::Dispute,
        category: "neighbours".into(),
        colour: shared_model::casework::Colour::Red,
        title: "当场听到的纠纷".into(),
        words: "两家争水".into(),
        micro_grid: grid.child(1).ok_or("a grid has a micro-grid")?,
        parties: vec![],
        facts: Default::default(),
    };
    let raised = leader.command(Command::RaiseCase { step, photos: vec![] }).map_err(|p| p.to_string())?;
    let Done::Saved { id } = raised else { return Err(format!("{raised:?}")) };
    screen.sees("news-bar")?;
    pictured(&screen, "news")?;
    screen.click("news-refresh")?;
    screen.misses("news-bar")?;
    screen.sees(&format!("queue-row-{id}"))?;
    // The numbers of the tab's title are asked for a moment after the last word.
    let began = std::time::Instant::now();
    loop {
        let title = screen.runs("return document.title")?;
        if title.as_str().is_some_and(|title| title.contains("红")) {
            return Ok(());
        }
        if began.elapsed() > std::time::Duration::from_secs(30) {
            return Err(format!("the tab is called {title}"));
        }
    }
}

/// What is cut off of some elements: those that stand beyond an edge of the window, or aren't drawn at all.
const CUT: &str = "return [...document.querySelectorAll(arguments[0])].filter((one) => { \
    const at = one.getBoundingClientRect(); \
    return at.width === 0 || at.left < -1 || at.right > window.innerWidth + 1; }).length;";

/// At a phone's width nothing of a table is beyond an edge, and a card says where its case was raised.
fn is_read_on_a_phone(office: &Office) -> Outcome<()> {
    let whole = |screen: &Screen, css: &str| {
        screen.sees_css(css)?;
        let cut = screen.runs(&CUT.replace("arguments[0]", &format!("{css:?}")))?;
        assert_eq!(cut.as_u64(), Some(0), "{css} is cut");
        Outcome::Ok(())
    };
    let goes = |screen: &Screen, page: &str| screen.goes(&format!("{}/#/{page}", office.server.url));
    let by_hand = Console::log_in(&office.server.url, "secretary-103209")?;
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(homes) = by_hand.query(query).map_err(|p| p.to_string())? else {
        return Err("households were asked and something else answered".into());
    };
    let screen = log_in(office, "secretary-103209")?;
    screen.sees("queue")?;
    goes(&screen, "members")?;
    whole(&screen, "[data-test^=member-code-]")?;
    screen.sizes((390, 844))?;
    whole(&screen, "[data-test^=member-code-]")?;
    whole(&screen, "[data-test=members] td")?;
    goes(&screen, "items")?;
    whole(&screen, "[data-test=items] td")?;
    screen.click("item-yl-1")?;
    screen.sees("item-one")?;
    let below = "return document.querySelector('[data-test=item-one]').getBoundingClientRect().top < window.innerHeight;";
    assert_eq!(screen.runs(below)?.as_bool(), Some(true), "what was chosen is brought into sight");
    goes(&screen, &format!("household/{}", homes[0].id))?;
    whole(&screen, "[data-test^=history-][data-field] td:not(.c-arrow)")?;
    goes(&screen, "queue")?;
    screen.click("tab-open")?;
    whole(&screen, "[data-test^=queue-row-] .c-place")?;
    // The page that is shown stands in the navigation where it is seen.
    goes(&screen, "looks")?;
    whole(&screen, "[data-test=nav-looks][aria-current=page]")?;
    screen.close()?;
    let screen = log_in(office, "township-103")?;
    screen.sees("queue")?;
    screen.sizes((390, 844))?;
    screen.click("tab-open")?;
    whole(&screen, "[data-test^=queue-row-] .c-place")?;
    screen.close()
}

/// A picture to look at, where somebody wants one.
fn pictured(screen: &Screen, name: &str) -> Outcome<()> {
    match std::env::var_os("WEIGE_PICTURES") {
        Some(folder) => screen.picture(&std::path::Path::new(&folder).join(format!("{name}.png"))),
        None => Ok(()),
    }
}

#[test]
fn a_request_begins_at_an_item_and_goes_to_a_desk() {
    requests(&office()).unwrap();
}

#[test]
fn nothing_is_cut_at_the_width_of_a_phone() {
    is_read_on_a_phone(&office()).unwrap();
}

#[test]
fn what_somebody_else_raises_is_told_at_once() {
    hears(&office()).unwrap();
}

#[test]
fn a_secretary_reviews_dispatches_and_strikes_off_in_a_browser() {
    reviews(&office()).unwrap();
}

#[test]
fn a_secretary_makes_a_code_for_a_members_phone() {
    enrols_a_member(&office()).unwrap();
}

#[test]
fn the_county_sees_numbers_and_no_names() {
    counts(&office()).unwrap();
}

#[test]
fn a_wrong_password_says_so_and_lets_nobody_in() {
    let office = office();
    let screen = Screen::browser(&office.server.url, DESK).unwrap();
    screen.types("login-name", "county").unwrap();
    screen.types("login-password", "guess").unwrap();
    screen.click("login-submit").unwrap();
    screen.sees("login-problem").unwrap();
    assert!(!screen.has("numbers"));
    screen.close().unwrap();
}
