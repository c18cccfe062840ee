//! A member's part in the real window: enrol by a picture of the code, visit without a network, be killed, go on, deliver,
//! raise a case. And what the window does beside: it says what a desk can do, and reminds.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::{Answer, Query};
use std::path::Path;
use system_tests::screen::{Bus, Screen};
use system_tests::world::{Console, Outcome, Server, sample};

const PIN: &str = "246802";

/// The member holds the phone before the secretary's screen, takes a picture of the code on it, and
/// types nothing but a PIN of their own.
fn enrol(screen: &Screen, server: &Server, pictures: &Path) -> Outcome<()> {
    let (desk, blurred) = (pictures.join("desk.png"), pictures.join("nothing.png"));
    let console = Screen::console(&server.url, "secretary-103209")?;
    console.sees("queue")?;
    console.picture(&blurred)?;
    console.click("nav-members")?;
    let code = console.names("member-code-")?.remove(0);
    console.click(&code)?;
    console.sees("enrol-qr")?;
    console.picture(&desk)?;
    let code = console.reads("enrol-code")?;
    console.close()?;

    screen.sees("page-enrol")?;
    screen.attaches("enrol-scan", &blurred)?;
    screen.sees("enrol-scan-none")?;
    screen.attaches("enrol-scan", &desk)?;
    screen.misses("enrol-scan-none")?;
    screen.sees_css("[data-test=enrol-next]:not(.weui-btn_disabled)")?;
    let typed = screen.runs("return document.querySelector('[data-test=enrol-code]').value;")?;
    assert_eq!(typed, code.trim());
    screen.click("enrol-next")?;
    screen.sees("page-enrol-pin")?;
    screen.enters(PIN)?;
    screen.enters(PIN)?;
    screen.sees("page-today")
}

fn a_members_day() -> Outcome<()> {
    let (data, phone) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sample(data.path(), 7, 1)?;
    let mut server = Server::start(data.path())?;
    let screen = Screen::window(phone.path())?;
    enrol(&screen, &server, data.path())?;

    server.kill();
    screen.click("tab-households")?;
    // The search field has such a name too, and is there before the list.
    screen.sees("household-list")?;
    let household = screen.names("household-")?.into_iter().find(|name| id_of(name).is_some());
    let household = household.ok_or("the list of households is empty")?;
    let id = id_of(&household).ok_or("a household without an id")?.to_owned();
    screen.click(&household)?;
    screen.sees("page-household")?;
    screen.click("household-visit")?;
    screen.sees("page-visit")?;
    screen.types("visit-note", "灶边电线又松了，")?;
    screen.sees("draft-kept")?;
    screen.kill();

    let screen = Screen::window(phone.path())?;
    screen.sees("page-unlock")?;
    screen.enters(PIN)?;
    screen.sees("page-today")?;
    screen.click("tab-households")?;
    screen.click(&household)?;
    screen.click("household-visit")?;
    screen.sees_css("[data-test=\"draft-kept\"]")?;
    screen.click("visit-save")?;
    screen.click("visit-next-over")?;
    screen.sees("page-household")?;
    screen.kill();

    let screen = Screen::window(phone.path())?;
    screen.enters(PIN)?;
    screen.sees("page-today")?;
    screen.click("sync-line")?;
    screen.sees_css("[data-delivery=\"saved_here\"]")?;
    server.start_again()?;
    screen.click("sync-now")?;
    screen.sees_css("[data-delivery=\"received\"]")?;
    let secretary = Console::log_in(&server.url, "secretary-103209")?;
    let id = shared_model::ids::HouseholdId::parse(&id).map_err(|e| e.to_string())?;
    let Answer::Household(view) = secretary.query(Query::Household { id }).map_err(|p| p.to_string())? else {
        return Err("a household was asked and something else answered".into());
    };
    assert!(
        view.visits.iter().any(|visit| visit.note.starts_with("灶边电线又松了")),
        "the village has the visit"
    );
    screen.close()
}

/// The id in `household-<id>`, when it is one.
fn id_of(name: &str) -> Option<&str> {
    name.strip_prefix("household-").filter(|id| id.len() == 16)
}

#[test]
fn a_member_visits_without_a_network_is_killed_twice_and_loses_nothing() {
    a_members_day().unwrap();
}

#[test]
fn a_window_says_what_a_desk_can_do_and_shows_the_reminders_that_were_planned_last() {
    let (dir, bus) = (tempfile::tempdir().unwrap(), Bus::start().unwrap());
    let screen = Screen::window_on(dir.path(), &bus).unwrap();
    screen.sees("page-enrol").unwrap();
    let can = screen.runs("return await window.__TAURI__.core.invoke('platform');").unwrap();
    assert_eq!(can["notifications"], "there");
    assert_eq!(
        (can["camera"]["absent"].as_str(), can["key_store"]["absent"].as_str()),
        (Some("desk"), Some("key_file"))
    );
    let place = "try { await window.__TAURI__.core.invoke('position'); } catch (why) { return why.code; }";
    assert_eq!(screen.runs(place).unwrap(), "not_here");
    let plan = r#"const at = Date.now() + 2000;
        const remind = (said) => window.__TAURI__.core.invoke("remind", { remind: said });
        await remind([{ at, title: "微格提醒您", body: "9 户该走访" }]);
        await remind([{ at: at + 1, title: "微格提醒您", body: "2 户该走访" }]);
        return null;"#;
    screen.runs(plan).unwrap();
    let shown = bus.hears("2 户该走访").unwrap();
    assert!(shown.contains("微格提醒您") && !shown.contains("9 户该走访"), "{shown}");
    screen.close().unwrap();
}
