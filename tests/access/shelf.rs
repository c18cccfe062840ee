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
    // The next that is due is offered; one round is enough.
    screen.sees("visit-next")?;
    look(screen, "practice-next")?;
    screen.click("visit-next")?;
    screen.types("visit-note", "再练一户")?;
    screen.click("visit-save")?;
    screen.click("visit-next-over")?;
    // Its households are due for a visit, and nobody must be reminded of them.
    assert_eq!(standing.reminders(), []);
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
        let mut look = |screen: &Screen, name: &str| findings.all(screen, name);
        practises(&standing, &mut look)?;
        standing.enrol(&mut look)?;
        is_shared(&standing, &mut look)?;
        standing.screen.close()?;
        Ok(findings)
    };
    walk().unwrap().must_be_none();
}

#[test]
fn a_replica_that_can_t_be_opened_leaves_the_way_to_the_others_open() {
    let walk = || -> Outcome<Findings> {
        let standing = Standing::with(BTreeMap::new())?;
        standing.enrol(&mut |_, _| Ok(()))?;
        let screen = &standing.screen;
        screen.click("tab-me")?;
        screen.click("shelf-new")?;
        screen.sees("page-enrol")?;
        standing.loses_its_key()?;
        screen.click("shelf-first")?;
        screen.sees("failed")?;
        screen.sees("shelf-train")?;
        let mut findings = Findings::default();
        findings.all(screen, "failed")?;
        screen.click("shelf-train")?;
        screen.sees("training-line")?;
        standing.screen.close()?;
        Ok(findings)
    };
    walk().unwrap().must_be_none();
}

/// Lets the page's clock go on by so many minutes, and comes back to it.
fn comes_back_after(screen: &Screen, minutes: u32) -> Outcome<()> {
    let script = "const real = Date.now; Date.now = () => real() + MINUTES * 60 * 1000;
        document.dispatchEvent(new Event('visibilitychange')); return null;";
    screen.runs(&script.replace("MINUTES", &minutes.to_string())).map(|_| ())
}

#[test]
fn a_phone_that_lay_about_for_five_minutes_is_locked_and_one_that_did_not_is_open() {
    let walk = || -> Outcome<()> {
        let standing = Standing::with(BTreeMap::new())?;
        standing.enrol(&mut |_, _| Ok(()))?;
        let screen = &standing.screen;
        comes_back_after(screen, 4)?;
        screen.click("tab-households")?;
        screen.sees("household-list")?;
        comes_back_after(screen, 2)?;
        screen.click("tab-today")?;
        screen.sees("page-today")?;
        comes_back_after(screen, 6)?;
        screen.sees("page-unlock")?;
        standing.enter_pin()?;
        screen.sees("page-today")?;
        standing.screen.close()
    };
    walk().unwrap();
}
