//! The room a phone takes: let go at a tap, said where it is missed, and fetched again; and what is told of
//! a phone is handed on to another app.

use crate::look::Findings;
use crate::phone::Standing;
use shared_model::api::{Answer, Command, Query};
use shared_model::ids::HouseholdId;
use shared_model::moment::{DAY, Millis};
use shared_model::visit::VisitKind;
use std::collections::BTreeMap;
use system_tests::world::Outcome;

/// How the storage page is looked at.
const MODES: [(&str, &str); 4] = [
    ("light", r#"{"theme":"light"}"#),
    ("care", r#"{"theme":"light","care":true}"#),
    ("dark, care", r#"{"theme":"dark","care":true}"#),
    ("English", r#"{"theme":"light","language":"en"}"#),
];

fn visit_at(household: &HouseholdId, at: Millis) -> Command {
    Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::Routine,
        at: Some(at),
        checklist: BTreeMap::new(),
        note: "三年前去过".into(),
        problem: false,
        photos: vec![],
        helped: None,
        position: None,
    }
}

fn opens(standing: &Standing, address: &str, sees: &str) -> Outcome<()> {
    standing.screen.runs(&format!("location.hash = '#/{address}'; return null;"))?;
    standing.screen.sees(sees)?;
    let scroll = "document.querySelector('[data-test=\"NAME\"]').scrollIntoView(); return null;";
    standing.screen.runs(&scroll.replace("NAME", sees)).map(|_| ())
}

/// A phone that holds a visit of three years ago, delivered; its household.
fn with_an_old_visit() -> Outcome<(Standing, HouseholdId)> {
    let standing = Standing::with(BTreeMap::new())?;
    standing.enrol(&mut |_, _| Ok(()))?;
    let Answer::Session(session) = standing.asks(Query::Session)? else { return Err("session".into()) };
    let all = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(homes) = standing.asks(all)? else { return Err("no households came".into()) };
    let home = homes.first().ok_or("the phone has no household")?.id.clone();
    standing.writes(visit_at(&home, session.now.plus(-3 * 366 * DAY)))?;
    standing.syncs()?;
    Ok((standing, home))
}

fn walk() -> Outcome<Findings> {
    let (mut standing, home) = with_an_old_visit()?;
    let mut findings = Findings::default();
    for (mode, settings) in MODES {
        standing.sets(settings)?;
        opens(&standing, "me", "me-storage")?;
        findings.all(&standing.screen, &format!("storage, {mode}"))?;
    }
    standing.sets(MODES[0].1)?;
    opens(&standing, "me", "me-storage")?;
    standing.screen.click("me-free")?;
    standing.screen.says("腾出了")?;
    findings.all(&standing.screen, "storage, freed")?;
    standing.screen.misses("me-free")?;

    let history = format!("household/{home}/history");
    for (mode, settings) in MODES {
        standing.sets(settings)?;
        opens(&standing, &history, "older")?;
        findings.all(&standing.screen, &format!("older years, {mode}"))?;
    }
    standing.sets(MODES[0].1)?;
    opens(&standing, &format!("household/{home}"), "visits-all")?;
    standing.screen.click("visits-all")?;
    standing.screen.sees("older")?;
    findings.all(&standing.screen, "older years, of the household")?;
    opens(&standing, &history, "older")?;
    standing.server_is_gone();
    standing.screen.click("older-get")?;
    standing.screen.sees_css("[data-test=older][data-asked=true]")?;
    findings.all(&standing.screen, "older years, asked for without a link")?;
    standing.server_is_back()?;
    standing.screen.click("older-get")?;
    standing.screen.misses("older")?;
    opens(&standing, "me", "me-free")?;
    standing.screen.close()?;
    Ok(findings)
}

#[test]
fn what_may_go_goes_at_a_tap_and_its_years_are_missed_asked_for_and_back() {
    walk().unwrap().must_be_none();
}

#[test]
fn what_is_told_of_a_phone_is_handed_on_where_it_can_be() {
    let walk = || -> Outcome<(Findings, String)> {
        let standing = Standing::with(BTreeMap::new())?;
        standing.enrol(&mut |_, _| Ok(()))?;
        let mut findings = Findings::default();
        opens(&standing, "leaflet/diagnostics", "leaflet-hand-on")?;
        standing.screen.sees("leaflet-copy")?;
        findings.all(&standing.screen, "diagnostics, to be shared")?;
        standing.screen.click("leaflet-hand-on")?;
        let shared = standing.shared();
        standing.screen.close()?;
        Ok((findings, shared))
    };
    let (findings, shared) = walk().unwrap();
    assert!(shared.contains("version: "), "{shared}");
    findings.must_be_none();
}
