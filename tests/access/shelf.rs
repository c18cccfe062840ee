//! Practice before enrolling, a second person on the same phone, and leaving it, by the screens.

use crate::look::Findings;
use crate::phone::Standing;
use std::collections::BTreeMap;
use system_tests::screen::Screen;
use system_tests::world::Outcome;

fn practises(standing: &Standing, look: &mut dyn FnMut(&Screen, &str) -> Outcome<()>) -> Outcome<()> {
    let screen = &standing.screen;
    screen.sees("page-enrol")?;
    screen.click("shelf-train")?;
    screen.sees("training-line")?;
    look(screen, "practice-today")?;
    screen.click("today-visit")?;
    let homes = screen.names("household-")?;
    screen.click(
        homes.iter().find(|name| name.len() == "household-".len() + 16).ok_or("no household to visit")?,
    )?;
    screen.types("visit-note", "练一练")?;
    screen.click("visit-save")?;
    screen.sees("notice")?;
    screen.click("tab-me")?;
    screen.sees("shelf-train-end")?;
    look(screen, "practice-me")?;
    screen.click("shelf-train-end")?;
    screen.sees("page-enrol")
}

fn is_shared(standing: &Standing, look: &mut dyn FnMut(&Screen, &str) -> Outcome<()>) -> Outcome<()> {
    let screen = &standing.screen;
    screen.click("tab-me")?;
    screen.click("shelf-new")?;
    screen.sees("page-enrol")?;
    look(screen, "shared-enrol")?;
    screen.click("shelf-first")?;
    screen.sees("page-unlock")?;
    screen.click("unlock-others")?;
    screen.sees("shelf-new")?;
    look(screen, "shared-unlock")?;
    standing.enter_pin()?;
    screen.sees("page-today")?;
    screen.click("tab-me")?;
    screen.click("shelf-leave")?;
    screen.sees("leave-do")?;
    look(screen, "leave")?;
    screen.click("leave-do")?;
    screen.sees("page-enrol")
}

#[test]
fn one_practises_then_enrols_lets_somebody_else_in_and_leaves() {
    let walk = || -> Outcome<Findings> {
        let standing = Standing::with(BTreeMap::new())?;
        let mut findings = Findings::default();
        let mut look = |screen: &Screen, name: &str| {
            if let Ok(dir) = std::env::var("WEIGE_PICTURES") {
                screen.picture(&std::path::Path::new(&dir).join(format!("shelf-{name}.png")))?;
            }
            findings.by_axe(screen, name)?;
            findings.by_finger(screen, name)
        };
        practises(&standing, &mut look)?;
        standing.enrol(&mut look)?;
        is_shared(&standing, &mut look)?;
        standing.screen.close()?;
        Ok(findings)
    };
    walk().unwrap().must_be_none();
}
