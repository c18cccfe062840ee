//! The console's pages at 1366 by 768, as each role sees them.

use super::{Album, Stop, open_cases};
use crate::screen::Screen;
use crate::world::{Console, Outcome, SAMPLE_PASSWORD, Village};
use shared_model::api::view::CaseItem;
use shared_model::api::{Answer, Query};

const DESK: (u32, u32) = (1366, 768);

fn of_secretary(console: &Console) -> Outcome<Vec<Stop>> {
    let cases = open_cases(console)?;
    let first = |fits: &dyn Fn(&CaseItem) -> bool| cases.iter().find(|case| fits(case)).map(|case| &case.id);
    let plain = first(&|case| !case.contested).ok_or("the village has no case")?;
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(households) = console.query(query).map_err(|p| p.to_string())? else {
        return Err("households were asked and something else answered".into());
    };
    let home = &households.first().ok_or("the village has no household")?.id;
    let mut stops = vec![
        Stop::at("console-queue", "queue", "tab-open").then("tab-open", "queue"),
        Stop::at("console-case", format!("case/{plain}"), "timeline"),
        Stop::at("console-households", "households", "households"),
        Stop::at("console-household", format!("household/{home}"), "household"),
        Stop::at("console-members", "members", "members"),
        Stop::at("console-numbers", "numbers", "numbers"),
        Stop::at("console-papers", "papers", "papers"),
        Stop::at("console-import", "import", "import-template"),
    ];
    let contested = first(&|case| case.contested);
    stops.extend(contested.map(|id| Stop::at("console-contested", format!("case/{id}"), "contested")));
    Ok(stops)
}

/// What a role looks at; the names of the pictures end with the role.
fn stops(console: &Console, login: &str) -> Outcome<Vec<Stop>> {
    if login.starts_with("secretary") {
        return of_secretary(console);
    }
    let queue = |name| Stop::at(name, "queue", "tab-open");
    Ok(match login.split('-').next() {
        Some("mediator") => vec![queue("console-queue-mediator")],
        Some("township") => vec![queue("console-queue-township")],
        _ => vec![Stop::at("console-numbers-county", "numbers", "numbers"), queue("console-queue-county")],
    })
}

/// Goes to all pages.
pub fn take(village: &Village, album: &mut Album) -> Outcome<()> {
    let url = &village.server.url;
    for login in ["secretary-103209", "mediator-103209", "township-103", "county"] {
        let screen = Screen::web_view(url, DESK)?;
        screen.sees("login-name")?;
        if login == "county" {
            album.takes(&screen, "console-login")?;
        }
        screen.types("login-name", login)?;
        screen.types("login-password", SAMPLE_PASSWORD)?;
        screen.click("login-submit")?;
        screen.sees("me")?;
        for stop in stops(&Console::log_in(url, login)?, login)? {
            album.visits(&screen, &stop, "")?;
        }
        screen.close()?;
    }
    Ok(())
}
