//! Every screen of the console, as each role that has its own.

use crate::look::Findings;
use shared_model::api::{Answer, Query};
use system_tests::screen::Screen;
use system_tests::world::{Console, Outcome, SAMPLE_PASSWORD, Village};

const DESK: (u32, u32) = (1366, 768);

fn log_in(village: &Village, login: &str, findings: &mut Findings) -> Outcome<Screen> {
    let screen = Screen::browser(&village.server.url, DESK)?;
    screen.sees("login-name")?;
    findings.by_axe(&screen, "login")?;
    screen.types("login-name", login)?;
    screen.types("login-password", SAMPLE_PASSWORD)?;
    screen.click("login-submit")?;
    screen.sees("me")?;
    Ok(screen)
}

/// The addresses of a role, with what appears there.
fn ways(village: &Village, login: &str) -> Outcome<Vec<(String, &'static str)>> {
    let plain = |address: &str, page| (address.to_owned(), page);
    if login == "county" {
        return Ok(vec![plain("numbers", "numbers"), plain("queue", "tab-open")]);
    }
    let console = Console::log_in(&village.server.url, login)?;
    let query = Query::Cases { search: String::new(), closed: false };
    let Answer::Cases(cases) = console.query(query).map_err(|p| p.to_string())? else {
        return Err("cases were asked and something else answered".into());
    };
    let mut ways = vec![plain("queue", "me")];
    ways.extend(cases.first().map(|case| (format!("case/{}", case.id), "timeline")));
    if login.starts_with("secretary") {
        let query = Query::Households { search: String::new(), micro_grid: None };
        let Answer::Households(households) = console.query(query).map_err(|p| p.to_string())? else {
            return Err("households were asked and something else answered".into());
        };
        let home = &households.first().ok_or("the village has no household")?.id;
        ways.push((format!("household/{home}"), "household"));
        ways.extend([
            plain("households", "households"),
            plain("members", "members"),
            plain("numbers", "numbers"),
        ]);
    }
    Ok(ways)
}

/// What the secretary opens on a page: the form of a contest, one step for all rows.
fn opened(village: &Village, screen: &Screen, findings: &mut Findings) -> Outcome<()> {
    let query = Query::Cases { search: String::new(), closed: false };
    let Answer::Cases(cases) = village.secretary.query(query).map_err(|p| p.to_string())? else {
        return Err("cases were asked and something else answered".into());
    };
    let contested = cases.iter().find(|case| case.contested).ok_or("nothing is contested")?;
    screen.runs(&format!("location.hash = '#/case/{}'; return null;", contested.id))?;
    screen.sees("contested")?;
    screen.click("resolve")?;
    screen.sees("resolve-form")?;
    findings.by_axe(screen, "the form of a contest")?;
    screen.runs("location.hash = '#/queue'; return null;")?;
    screen.click("tab-open")?;
    screen.click("choose-all")?;
    screen.click("bulk-urged")?;
    screen.sees("bulk-form")?;
    findings.by_axe(screen, "one step for several cases")
}

fn all_screens() -> Outcome<Findings> {
    let village = Village::of_sample()?;
    let mut findings = Findings::default();
    for login in ["secretary-103209", "mediator-103209", "township-103", "county"] {
        let screen = log_in(&village, login, &mut findings)?;
        for (address, page) in ways(&village, login)? {
            screen.runs(&format!("location.hash = '#/{address}'; return null;"))?;
            screen.sees(page)?;
            findings.by_axe(&screen, &format!("{login}, {address}"))?;
        }
        if login.starts_with("secretary") {
            opened(&village, &screen, &mut findings)?;
        }
        screen.close()?;
    }
    Ok(findings)
}

#[test]
fn every_screen_of_the_console_can_be_read_by_all() {
    all_screens().unwrap().must_be_none();
}
