//! The phone's screens at 360 by 640, and a few in care mode, dark, in English and on a larger phone.

use super::{Album, Stop, open_cases};
use crate::screen::{PhonePage, Screen};
use crate::world::{Outcome, Village};
use shared_model::api::{Answer, Query};
use shared_model::people::Account;
use std::collections::BTreeMap;

const SMALL_PHONE: (u32, u32) = (360, 640);
const PHONE: (u32, u32) = (390, 844);
const PIN: &str = "246802";

/// Ways to set the screens, with what a picture's name ends with.
const MANNERS: [(&str, &str, (u32, u32)); 4] = [
    ("-care", r#"{"theme":"light","care":true}"#, SMALL_PHONE),
    ("-dark", r#"{"theme":"dark"}"#, SMALL_PHONE),
    ("-en", r#"{"theme":"light","language":"en"}"#, SMALL_PHONE),
    ("-390", r#"{"theme":"light"}"#, PHONE),
];

fn enrols(village: &Village, screen: &Screen, album: &mut Album) -> Outcome<()> {
    screen.sees("page-enrol")?;
    album.takes(screen, "phone-enrol")?;
    let member = busiest(village)?;
    screen.types("enrol-server", &village.server.url)?;
    screen.types("enrol-code", &village.code(&member)?)?;
    screen.click("enrol-next")?;
    screen.sees("page-enrol-pin")?;
    album.takes(screen, "phone-pin")?;
    screen.enters(PIN)?;
    screen.enters(PIN)?;
    screen.sees("page-today")
}

/// The member with the most open cases: an empty day shows little.
fn busiest(village: &Village) -> Outcome<Account> {
    let cases = open_cases(&village.secretary)?;
    let open = |member: &Account| cases.iter().filter(|case| case.micro_grid == member.place).count();
    village.members()?.into_iter().max_by_key(open).ok_or("the village has no member".into())
}

fn stops(page: &PhonePage) -> Outcome<Vec<Stop>> {
    let asked = |query| page.query(query).map_err(|p| p.to_string());
    let households = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(households) = asked(households)? else { return Err("no households came".into()) };
    let cases = Query::Cases { search: String::new(), closed: true };
    let Answer::Cases(cases) = asked(cases)? else { return Err("no cases came".into()) };
    let home = &households.first().ok_or("the phone has no household")?.id;
    let open = &cases.iter().find(|case| !case.stage.is_closed()).ok_or("the phone has no case")?.id;
    Ok(vec![
        Stop::at("phone-today", "today", "page-today"),
        Stop::at("phone-households", "households", "household-list"),
        Stop::at("phone-household", format!("household/{home}"), "page-household"),
        Stop::at("phone-history", format!("household/{home}/history"), "history-entry"),
        Stop::at("phone-edit", format!("household/{home}/edit"), "edit-save"),
        Stop::at("phone-add", "add", "add-save"),
        Stop::at("phone-visit", format!("household/{home}/visit"), "visit-save"),
        Stop::at("phone-raise", "raise", "page-raise-1")
            .then("raise-kind-dispute", "raise-category-neighbours")
            .then("raise-category-neighbours", "raise-next"),
        Stop::at("phone-cases", "cases", "page-cases"),
        Stop::at("phone-case", format!("case/{open}"), "case-timeline"),
        Stop::at("phone-sync", "sync", "sync-state"),
        Stop::at("phone-me", "me", "me-version"),
    ])
}

/// Goes to all screens.
pub fn take(village: &Village, album: &mut Album) -> Outcome<()> {
    let dir = tempfile::tempdir().map_err(|e| e.to_string())?;
    let page = PhonePage::serve(dir.path(), BTreeMap::new())?;
    let screen = Screen::web_view(&page.url, SMALL_PHONE)?;
    enrols(village, &screen, album)?;
    let stops = stops(&page)?;
    stops.iter().try_for_each(|stop| album.visits(&screen, stop, ""))?;
    screen.close()?;
    for (manner, settings, size) in MANNERS {
        let screen = Screen::web_view(&page.url, size)?;
        screen.runs(&format!("localStorage.setItem('weige.settings', '{settings}'); return null;"))?;
        screen.goes(&format!("{}/?{manner}", page.url))?;
        screen.sees("page-today")?;
        for stop in stops.iter().filter(|stop| WORTH_IT.contains(&stop.name)) {
            album.visits(&screen, stop, manner)?;
        }
        screen.close()?;
    }
    Ok(())
}

/// The screens one spends the day on are shown in every manner.
const WORTH_IT: [&str; 4] = ["phone-today", "phone-visit", "phone-raise", "phone-case"];
