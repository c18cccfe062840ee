//! Casework in a real browser: one step for several cases, a duplicate merged, a contest resolved, the
//! mediator's page with the scanned paper, the papers and the import.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use serde_json::Value;
use shared_model::api::view::CaseView;
use shared_model::api::{Answer, Command, Done, Query};
use shared_model::casework::{
    CaseKind, Colour, EventKind, Outcome as Ending, Party, RaisedFacts, SettledFacts, Stage, Step,
};
use shared_model::ids::{AccountId, CaseId, EventId};
use shared_model::people::Reference;
use system_tests::screen::{DESK, Screen};
use system_tests::world::{Console, Outcome, Village};

const PHONE: (u32, u32) = (390, 844);

fn log_in(village: &Village, login: &str) -> Outcome<Screen> {
    let screen = Screen::console(&village.server.url, login)?;
    screen.sees("me")?;
    Ok(screen)
}

fn reference(console: &Console) -> Outcome<Reference> {
    match console.query(Query::Reference).map_err(|p| p.to_string())? {
        Answer::Reference(reference) => Ok(reference),
        other => Err(format!("reference data was asked, not {other:?}")),
    }
}

fn person(console: &Console, role: &str) -> Outcome<AccountId> {
    let found = reference(console)?.people.into_iter().find(|person| person.role.word() == role);
    found.map(|person| person.id).ok_or(format!("the village has no {role}"))
}

/// Raises a dispute whose parties are outsiders.
fn raise(village: &Village, title: &str, names: &[&str]) -> Outcome<CaseId> {
    let micro_grid = village.members()?.into_iter().next().ok_or("the village has no member")?.place;
    let party = |name: &&str| Party {
        household: None,
        micro_grid: None,
        name: (*name).to_owned(),
        house_no: String::new(),
    };
    let step = Step::Raised {
        kind: CaseKind::Dispute,
        category: "neighbours".into(),
        colour: Colour::Red,
        title: title.into(),
        words: "水沟堵了。".into(),
        micro_grid,
        parties: names.iter().map(party).collect(),
        facts: RaisedFacts::default(),
    };
    let raised = village.secretary.command(Command::RaiseCase { step, photos: vec![] });
    match raised.map_err(|p| p.to_string())? {
        Done::Saved { id } => CaseId::parse(&id).map_err(|e| e.to_string()),
        other => Err(format!("a case was raised, not {other:?}")),
    }
}

fn add(console: &Console, case: &CaseId, step: Step, seen: Option<Vec<EventId>>) -> Outcome<()> {
    let command = Command::AddToCase { case: case.clone(), step, seen, anyway: false, photos: vec![] };
    console.command(command).map(drop).map_err(|p| p.to_string())
}

fn view(console: &Console, case: &CaseId) -> Outcome<CaseView> {
    match console.query(Query::Case { id: case.clone() }).map_err(|p| p.to_string())? {
        Answer::Case(view) => Ok(view),
        other => Err(format!("a case was asked, not {other:?}")),
    }
}

fn settled() -> Step {
    let agreement = Some(shared_model::casework::Agreement::Oral);
    let facts = SettledFacts { agreement, ..SettledFacts::default() };
    Step::Settled { outcome: Ending::AgreementReached, words: "两家说好了。".into(), facts }
}

fn words() -> String {
    String::new()
}

/// A case that the mediator has in hand.
fn in_hand(village: &Village, mediator: &Console, title: &str) -> Outcome<CaseId> {
    let case = raise(village, title, &["外来甲"])?;
    let to = person(&village.secretary, "mediator")?;
    add(&village.secretary, &case, Step::Dispatched { to, words: "去看一下".into() }, None)?;
    add(mediator, &case, Step::Taken { words: words() }, None)?;
    Ok(case)
}

fn goes_to_case(village: &Village, screen: &Screen, case: &CaseId) -> Outcome<()> {
    screen.goes(&format!("{}/#/case/{case}", village.server.url))?;
    screen.sees_css(&format!("[data-test=\"case\"][data-case=\"{case}\"]"))
}

fn several_at_once() -> Outcome<()> {
    let village = Village::of_sample()?;
    let mediator = Console::log_in(&village.server.url, "mediator-103209")?;
    let cases = [raise(&village, "甲沟", &["甲"])?, raise(&village, "乙沟", &["乙"])?];
    let taken = in_hand(&village, &mediator, "丙沟")?;
    // A long word that no space breaks.
    let long = Step::Progress { words: "水".repeat(60) };
    add(&village.secretary, &taken, long, None)?;
    let screen = log_in(&village, "secretary-103209")?;
    screen.click("tab-open")?;
    // Red ones stand first; the first row is reached and chosen by keys alone.
    screen.sees(&format!("queue-row-{taken}"))?;
    screen.presses("j")?;
    screen.sees_css("tr.cur")?;
    screen.presses("x")?;
    screen.sees_css("tr.cur[data-chosen=\"true\"]")?;
    screen.presses("x")?;
    screen.sees_css("tr.cur[data-chosen=\"false\"]")?;
    for case in cases.iter().chain([&taken]) {
        screen.click(&format!("choose-{case}"))?;
        screen.sees_css(&format!("[data-test=\"queue-row-{case}\"][data-chosen=\"true\"]"))?;
    }
    assert!(
        screen.address()?.ends_with("#/queue") || screen.address()?.ends_with("/"),
        "choosing opens no case"
    );
    screen.sizes(PHONE)?;
    assert_eq!(pushed_sideways(&screen)?, 0, "on a phone's width a chosen row fits");
    screen.sizes(DESK)?;
    screen.click("bulk-accepted")?;
    screen.click("bulk-submit")?;
    screen.sees_css("[data-test=\"bulk-came\"][data-done=\"2\"][data-not=\"1\"]")?;
    screen.sees_css(&format!("[data-test=\"bulk-not-{taken}\"][data-why=\"not_at_this_stage\"]"))?;
    for case in &cases {
        assert_eq!(view(&village.secretary, case)?.item.stage, Stage::Accepted);
    }
    // What was not done stays chosen and nothing else; urging it goes by the same bar.
    screen.sees_css(&format!("[data-test=\"queue-row-{taken}\"][data-chosen=\"true\"]"))?;
    screen.presses("u")?;
    screen.sees("bulk-form")?;
    screen.click("bulk-submit")?;
    screen.sees_css("[data-test=\"bulk-missing\"][data-missing=\"words\"]")?;
    screen.types("bulk-words", "请说进度")?;
    screen.click("bulk-submit")?;
    screen.sees_css("[data-test=\"bulk-came\"][data-done=\"1\"][data-not=\"0\"]")?;
    let told = view(&village.secretary, &taken)?.timeline;
    assert!(told.iter().any(|entry| entry.step.kind() == EventKind::Urged));
    strikes_off_what_may_be(&village, &mediator, &screen)?;
    screen.close()
}

/// By how many pixels the list of cases is wider than what is seen of it.
fn pushed_sideways(screen: &Screen) -> Outcome<i64> {
    let wider = "const list = document.querySelector('.queue').closest('.scroll');
        return list.scrollWidth - list.clientWidth;";
    screen.runs(wider)?.as_i64().ok_or("a width is a number".into())
}

/// A settled case of which nobody asked the household is left out, with that reason.
fn strikes_off_what_may_be(village: &Village, mediator: &Console, screen: &Screen) -> Outcome<()> {
    let (asked, unasked) = (in_hand(village, mediator, "丁沟")?, in_hand(village, mediator, "戊沟")?);
    for case in [&asked, &unasked] {
        add(mediator, case, settled(), None)?;
    }
    let member = village.members()?.into_iter().next().ok_or("the village has no member")?;
    assert_eq!(member.role.word(), "member");
    add(&village.secretary, &asked, Step::FollowedUp { satisfied: true, words: words() }, None)?;
    screen.goes(&format!("{}/#/members", village.server.url))?;
    screen.sees("members")?;
    screen.goes(&format!("{}/#/queue", village.server.url))?;
    screen.click("tab-settled")?;
    for case in [&asked, &unasked] {
        screen.click(&format!("choose-{case}"))?;
        screen.sees_css(&format!("[data-test=\"queue-row-{case}\"][data-chosen=\"true\"]"))?;
    }
    // The secretary raised both: nobody strikes off their own work.
    assert!(!screen.has("bulk-struck_off"));
    screen.click("bulk-drop")?;
    Ok(())
}

fn a_duplicate_is_merged() -> Outcome<()> {
    let village = Village::of_sample()?;
    let first = raise(&village, "沟边吵架", &["王老板"])?;
    let second = raise(&village, "又在沟边吵", &["王老板"])?;
    let screen = log_in(&village, "secretary-103209")?;
    goes_to_case(&village, &screen, &second)?;
    let suggested = screen.reads(&format!("near-{first}"))?;
    assert!(suggested.contains("王老板"), "the reason is said in words: {suggested}");
    screen.click(&format!("near-open-{first}"))?;
    screen.sees("pair")?;
    screen.click(&format!("goes-on-{first}"))?;
    screen.click("merge-submit")?;
    screen.misses("near")?;
    // The case that was open has ended: it is said what became of it, with the way to the other.
    let told = screen.reads("merge-done")?;
    assert!(told.contains("沟边吵架") && told.contains("又在沟边吵"), "{told}");
    let goes_on = href(&screen, "merge-goes-on")?;
    assert!(goes_on.ends_with(first.as_str()), "{goes_on}");
    let merged = view(&village.secretary, &second)?;
    assert_eq!(merged.item.stage, Stage::Merged);
    goes_to_case(&village, &screen, &second)?;
    let leads = href(&screen, "merged-into")?;
    assert!(leads.ends_with(first.as_str()), "{leads}");
    screen.close()
}

/// Where a link leads.
fn href(screen: &Screen, test: &str) -> Outcome<String> {
    screen.attribute(test, "href")?.ok_or_else(|| format!("{test} leads nowhere"))
}

/// Where the sides of a contest begin, from the left.
fn lefts(screen: &Screen) -> Outcome<Vec<i64>> {
    let script = "return [...document.querySelectorAll('[data-test=\"contested-side\"]')].map((side) => Math.round(side.getBoundingClientRect().left));";
    let found = screen.runs(script)?;
    Ok(found.as_array().into_iter().flatten().filter_map(Value::as_i64).collect())
}

fn a_contest_is_resolved() -> Outcome<()> {
    let village = Village::of_sample()?;
    let mediator = Console::log_in(&village.server.url, "mediator-103209")?;
    let case = in_hand(&village, &mediator, "两头说法")?;
    let seen = view(&mediator, &case)?.frontier;
    add(&mediator, &case, settled(), Some(seen.clone()))?;
    add(&village.secretary, &case, Step::Progress { words: "刚才又吵".into() }, Some(seen))?;
    assert!(view(&village.secretary, &case)?.item.contested);
    let screen = log_in(&village, "secretary-103209")?;
    goes_to_case(&village, &screen, &case)?;
    screen.sees("contested")?;
    let side_by_side = lefts(&screen)?;
    assert_eq!(side_by_side.len(), 2);
    assert!(
        side_by_side[0] < side_by_side[1],
        "at a desk both histories stand side by side: {side_by_side:?}"
    );
    screen.sizes(PHONE)?;
    let stacked = lefts(&screen)?;
    assert_eq!(stacked[0], stacked[1], "on a phone they stand one below the other");
    screen.sizes(DESK)?;
    screen.click("resolve")?;
    screen.click("resolve-submit")?;
    screen.sees_css("[data-test=\"resolve-missing\"][data-missing=\"outcome\"]")?;
    let ends = screen.names("resolve-ends-")?.remove(0);
    screen.sees("resolve-goes-on")?;
    screen.click(&ends)?;
    screen.types("resolve-words", "打过电话，确实说好了")?;
    screen.click("resolve-submit")?;
    screen.sees_css("[data-test=\"step-done\"][data-step=\"resolved\"]")?;
    let after = view(&village.secretary, &case)?;
    assert_eq!((after.item.stage, after.item.contested), (Stage::Settled, false));
    screen.misses("contested")?;
    screen.close()
}

/// The status with which the page's own session is given an address.
fn status(screen: &Screen, address: &str) -> Outcome<i64> {
    let told = screen.runs(&format!("return (await fetch({address:?})).status;"))?;
    told.as_i64().ok_or_else(|| format!("{address} answered {told}"))
}

fn a_mediator_works() -> Outcome<()> {
    let village = Village::of_sample()?;
    let case = raise(&village, "果树遮光", &["外来甲", "外来乙"])?;
    let to = person(&village.secretary, "mediator")?;
    add(&village.secretary, &case, Step::Dispatched { to: to.clone(), words: "去一趟就行".into() }, None)?;
    let screen = log_in(&village, "mediator-103209")?;
    screen.sees("group-to-take")?;
    screen.click(&format!("queue-row-{case}"))?;
    screen.sees_css(&format!("[data-test=\"given-pane\"][data-case=\"{case}\"]"))?;
    assert!(screen.reads("given-pane")?.contains("去一趟就行"));
    for step in ["taken", "progress", "settled"] {
        screen.click(&format!("step-{step}"))?;
        if step == "settled" {
            screen.click("step-outcome-agreement_reached")?;
            screen.click("step-submit")?;
            // All that is missing at once, each at its field, and the focus in the first.
            screen.sees_css("[data-test=\"step-missing\"][data-missing=\"agreement\"]")?;
            screen.sees_css("[data-test=\"step-missing\"][data-missing=\"words\"]")?;
            let focus = screen.runs("return document.activeElement.name;")?;
            assert_eq!(focus.as_str(), Some("step-agreement"));
            screen.click("step-agreement-written")?;
            screen.sees_css("form:not(:has([data-missing=\"agreement\"])) [data-missing=\"words\"]")?;
            screen.types("step-words", "各自修枝")?;
            screen.misses("step-missing")?;
            screen.types("step-amount", "1,200")?;
            screen.click("step-difficult-no")?;
            let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
            let scan = folder.path().join("协议.png");
            image::RgbImage::new(3000, 2000).save(&scan).map_err(|e| e.to_string())?;
            screen.attaches("step-photo", &scan)?;
            screen.sees("attached-0")?;
        } else if step == "progress" {
            screen.types("step-words", "到现场看了")?;
        }
        screen.click("step-submit")?;
        screen.sees_css(&format!("[data-test=\"step-done\"][data-step=\"{step}\"]"))?;
    }
    screen.sees("group-waiting")?;
    let told = view(&village.secretary, &case)?;
    let photos = &told.timeline.last().ok_or("nothing is told")?.photos;
    let photo = &photos.first().ok_or("the settlement names no photo")?.photo;
    assert_eq!((photo.width, photo.height, photo.mime.as_str()), (1600, 1066, "image/jpeg"));
    for paper in ["case-agreement-html", "case-agreement-docx", "case-file-html"] {
        let address = href(&screen, paper)?;
        assert_eq!(status(&screen, &address)?, 200, "{paper}");
    }
    goes_to_case(&village, &screen, &case)?;
    assert_eq!(status(&screen, &href(&screen, "photo")?)?, 200);
    screen.click("nav-papers")?;
    let row = href(&screen, "paper-register-csv")?;
    assert_eq!(status(&screen, &row)?, 200);
    assert!(!screen.has("nav-households"), "a mediator sees no register of households");
    screen.close()
}

fn a_task_is_given_and_answered() -> Outcome<()> {
    let village = Village::of_sample()?;
    let case = raise(&village, "路灯", &[])?;
    let to = person(&village.secretary, "mediator")?;
    let screen = log_in(&village, "secretary-103209")?;
    goes_to_case(&village, &screen, &case)?;
    screen.click("step-tasked")?;
    screen.chooses("task-to", to.as_str())?;
    screen.types("step-words", "去量一量")?;
    screen.click("step-submit")?;
    screen.sees("tasks")?;
    screen.close()?;
    let screen = log_in(&village, "mediator-103209")?;
    screen.sees("group-task")?;
    screen.click(&format!("queue-row-{case}"))?;
    let answer = screen.names("task-answer-")?.remove(0);
    screen.click(&answer)?;
    screen.types("step-words", "量过了，五盏")?;
    screen.click("step-submit")?;
    screen.sees_css("[data-test=\"step-done\"][data-step=\"task_done\"]")?;
    let tasks = view(&village.secretary, &case)?.tasks;
    assert!(tasks.iter().all(|task| task.done) && tasks.len() == 1);
    screen.close()
}

fn papers_are_saved() -> Outcome<()> {
    let village = Village::of_sample()?;
    let screen = log_in(&village, "secretary-103209")?;
    screen.click("nav-papers")?;
    screen.sees("paper-register")?;
    assert!(!screen.has("paper-register-empty"), "it opens where there is something");
    let years = "return [...document.querySelectorAll('[data-test=papers-year] option')].pop().value;";
    let first = screen.runs(years)?;
    screen.chooses("papers-year", first.as_str().ok_or("no year is offered")?)?;
    screen.click("paper-register-newest")?;
    screen.misses("paper-register-empty")?;
    screen.click("papers-span-year")?;
    for paper in ["paper-statistics", "paper-register"] {
        for form in ["html", "csv", "xlsx"] {
            let address = href(&screen, &format!("{paper}-{form}"))?;
            assert_eq!(status(&screen, &address)?, 200, "{paper} {form}");
        }
    }
    screen.click("papers-span-days")?;
    screen.sees("papers-days-missing")?;
    assert!(href(&screen, "paper-register-csv").is_err(), "without a whole period nothing is saved");
    screen.close()
}

fn cases_are_imported() -> Outcome<()> {
    let village = Village::of_sample()?;
    let place = village.members()?.into_iter().next().ok_or("the village has no member")?.place;
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let table = folder.path().join("案件.csv");
    let rows = format!(
        "编号,上报时间,类别,颜色,标题,内容,微网格\n甲-1,2026-01-05,邻里,黄,导入的排水沟,雨水改道,{place}\n甲-2,2026-01-05,没有这一类,黄,界桩,不见了,{place}\n"
    );
    std::fs::write(&table, rows).map_err(|e| e.to_string())?;
    let screen = log_in(&village, "secretary-103209")?;
    screen.click("nav-import")?;
    assert_eq!(status(&screen, &href(&screen, "import-template")?)?, 200);
    let empty = folder.path().join("空.csv");
    std::fs::write(&empty, "编号,类别,标题,内容,微网格\n").map_err(|e| e.to_string())?;
    screen.attaches("import-file", &empty)?;
    screen.sees_css("[data-test=\"import-wrong-0\"][data-why=\"empty\"]")?;
    assert!(!screen.has("import-rows"), "nothing is counted of an empty table");
    screen.attaches("import-file", &table)?;
    screen.sees_css("[data-test=\"import-said\"][data-written=\"false\"]")?;
    screen.sees_css("[data-test=\"import-wrong-0\"][data-line=\"3\"][data-why=\"unknown_word\"]")?;
    screen.sees_css("[data-test=\"import-write\"][data-partial=\"true\"]")?;
    screen.click("import-write")?;
    screen.sees_css("[data-test=\"import-said\"][data-written=\"true\"][data-taken=\"1\"]")?;
    screen.click("nav-queue")?;
    screen.types("queue-search", "导入的排水沟")?;
    screen.click("tab-open")?;
    screen.sees_css("[data-test^=\"queue-row-\"]")?;
    screen.close()
}

#[test]
fn one_step_is_written_into_several_cases_and_each_that_is_left_out_says_why() {
    several_at_once().unwrap();
}

#[test]
fn a_duplicate_is_suggested_beside_the_case_and_merged_by_one_action() {
    a_duplicate_is_merged().unwrap();
}

#[test]
fn both_histories_of_a_contest_are_read_side_by_side_and_resolved_by_one_form() {
    a_contest_is_resolved().unwrap();
}

#[test]
fn a_mediator_takes_records_settles_with_the_paper_and_prints() {
    a_mediator_works().unwrap();
}

#[test]
fn a_task_is_given_by_one_and_answered_by_another() {
    a_task_is_given_and_answered().unwrap();
}

#[test]
fn a_secretary_saves_the_tables_of_a_year() {
    papers_are_saved().unwrap();
}

#[test]
fn a_secretary_tries_a_spreadsheet_and_writes_what_is_right() {
    cases_are_imported().unwrap();
}
