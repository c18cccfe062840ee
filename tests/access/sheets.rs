//! The sheets in which steps of a case are written, as a grid leader meets them.

use crate::look::Findings;
use crate::phone::{Standing, Way};
use shared_model::api::{Answer, Command, Query};
use shared_model::casework::{CaseKind, Colour, Stage, Step};
use shared_model::ids::CaseId;
use shared_model::people::Role;
use std::collections::BTreeMap;
use system_tests::screen::Screen;
use system_tests::world::Outcome;

/// An agenda topic that was lowered once, with a task of one's own in it.
struct Topic {
    id: CaseId,
    task: String,
}

fn topic(standing: &Standing, quarrel: &CaseId) -> Outcome<Topic> {
    let Answer::Session(session) = standing.asks(Query::Session)? else {
        return Err("the session was asked and something else answered".into());
    };
    let Answer::Case(quarrel) = standing.asks(Query::Case { id: quarrel.clone() })? else {
        return Err("a case was asked and something else answered".into());
    };
    let step = Step::Raised {
        kind: CaseKind::AgendaTopic,
        category: "topic".into(),
        colour: Colour::Green,
        title: "水渠怎么修".into(),
        words: "上游三家轮着用水。".into(),
        micro_grid: quarrel.item.micro_grid,
        parties: quarrel.parties,
        facts: Default::default(),
    };
    let id = standing.writes(Command::RaiseCase { step, photos: vec![] })?;
    let id = CaseId::parse(&id).map_err(|e| e.to_string())?;
    let add = |step| Command::AddToCase { case: id.clone(), step, seen: None, anyway: false, photos: vec![] };
    standing.writes(add(Step::Recoloured { colour: Colour::Yellow, words: "牵涉三家。".into() }))?;
    standing.writes(add(Step::Recoloured { colour: Colour::Green, words: "说开了。".into() }))?;
    let to = session.account.ok_or("nobody is enrolled")?.id;
    let by = Some(session.now);
    let task = standing.writes(add(Step::Tasked { to, words: "请石匠看渠口".into(), by }))?;
    standing.hears_of(add(Step::Urged { words: "本周议定。".into(), by }))?;
    Ok(Topic { id, task })
}

/// A quarrel that can be settled.
fn quarrel(standing: &Standing) -> Outcome<CaseId> {
    let Answer::Cases(cases) = standing.asks(Query::Cases { search: String::new(), closed: false })? else {
        return Err("cases were asked and something else answered".into());
    };
    let fits = cases.into_iter().find(|case| {
        case.kind == CaseKind::Dispute && case.stage != Stage::Settled && case.handler.is_none()
    });
    fits.map(|case| case.id).ok_or_else(|| "there is no open quarrel".into())
}

fn ways(topic: &Topic, quarrel: &CaseId) -> Vec<Way> {
    let Topic { id, task } = topic;
    let sheet = |case: &CaseId, step: &str| (format!("case/{case}/do/{step}"), "step-save", vec![]);
    let tap = |what: &str, then| (what.to_owned(), then);
    vec![
        ("today".into(), "today-waiting", vec![]),
        ("news".into(), "news-list", vec![]),
        (format!("case/{id}"), "lowered", vec![tap("case-more", "sheet")]),
        (format!("case/{id}/task/{task}"), "task-asked", vec![]),
        sheet(id, "discussed"),
        sheet(id, "tasked"),
        sheet(id, "helped"),
        (
            format!("case/{quarrel}/do/settled"),
            "step-save",
            vec![tap("outcome-agreement_reached", "agreement-oral"), tap("outcome-failed", "went-to")],
        ),
    ]
}

/// People sat together; what they agreed is offered to be given to somebody.
fn sits_together(screen: &Screen, topic: &Topic) -> Outcome<()> {
    screen.runs(&format!("location.hash = '#/case/{}/do/discussed'; return null;", topic.id))?;
    screen.types("took-part", "曾雪梅、王芳")?;
    screen.types("step-words", "轮着放水，一家一天。")?;
    screen.click("step-save")?;
    screen.sees("give-tasks")
}

fn all_sheets() -> Outcome<Findings> {
    let standing = Standing::with(BTreeMap::new())?;
    standing.enrol_a(Role::GridLeader, &mut |_, _| Ok(()))?;
    let quarrel = quarrel(&standing)?;
    let topic = topic(&standing, &quarrel)?;
    let mut findings = Findings::default();
    let mut look = |screen: &Screen, name: &str| {
        findings.by_axe(screen, name)?;
        findings.by_finger(screen, name)
    };
    for (mode, settings) in [
        ("light", r#"{"theme":"light"}"#),
        ("care and dark", r#"{"theme":"dark","care":true}"#),
        ("largest type, English", r#"{"theme":"light","type_size":"xl","language":"en"}"#),
    ] {
        standing.sets(settings)?;
        standing.each_of(mode, ways(&topic, &quarrel), &mut look)?;
        sits_together(&standing.screen, &topic)?;
        look(&standing.screen, &format!("{mode}, giving tasks"))?;
    }
    standing.screen.close()?;
    Ok(findings)
}

#[test]
fn every_sheet_of_a_step_can_be_read_and_tapped_by_all() {
    all_sheets().unwrap().must_be_none();
}
