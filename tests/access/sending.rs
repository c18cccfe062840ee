//! The page about sending: what others wrote leads to it, and what it waits for is said.

use crate::look::Findings;
use crate::phone::Standing;
use shared_model::api::{Answer, Command, Query};
use shared_model::ids::HouseholdId;
use shared_model::visit::VisitKind;
use std::collections::BTreeMap;
use system_tests::world::Outcome;

fn visit(household: &HouseholdId, note: &str) -> Command {
    Command::RecordVisit {
        household: household.clone(),
        kind: VisitKind::Routine,
        at: None,
        checklist: BTreeMap::new(),
        note: note.into(),
        problem: false,
        photos: vec![],
        helped: None,
        position: None,
    }
}

fn walk() -> Outcome<Findings> {
    let mut standing = Standing::with(BTreeMap::new())?;
    let mut findings = Findings::default();
    standing.enrol(&mut |_, _| Ok(()))?;
    let all = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(homes) = standing.asks(all)? else { return Err("no households came".into()) };
    let home = homes.first().ok_or("the phone has no household")?.id.clone();
    standing.hears_of(visit(&home, "村里去过"))?;
    standing.sets(r#"{"theme":"light"}"#)?;
    standing.screen.runs("location.hash = '#/sync'; return null;")?;
    standing.screen.sees("sync-came")?;
    standing.screen.sees("sync-same")?;
    findings.all(&standing.screen, "sending, came")?;
    standing.screen.click("came-0")?;
    standing.screen.sees("page-household")?;

    standing.server_is_gone();
    standing.writes(visit(&home, "没有网络时写的"))?;
    standing.screen.runs("location.hash = '#/sync'; return null;")?;
    standing.screen.sees("sync-waiting")?;
    standing.screen.click("sync-now")?;
    standing.screen.sees("sync-moved")?;
    findings.all(&standing.screen, "sending, on the way")?;
    standing.screen.sees("sync-waits-network")?;
    for (mode, settings) in [
        ("light", r#"{"theme":"light"}"#),
        ("dark, care", r#"{"theme":"dark","care":true}"#),
        ("English", r#"{"theme":"light","language":"en"}"#),
    ] {
        standing.sets(settings)?;
        standing.screen.runs("location.hash = '#/sync'; return null;")?;
        standing.screen.sees("sync-waits-network")?;
        findings.all(&standing.screen, &format!("sending, waits, {mode}"))?;
    }
    standing.screen.close()?;
    Ok(findings)
}

#[test]
fn what_moves_waits_and_came_is_said_and_leads_to_it() {
    walk().unwrap().must_be_none();
}
