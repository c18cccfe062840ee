//! An agenda topic of a grid, that is talked over and ends in tasks.

use crate::hand::{Hand, Raise};
use crate::stage::{Fill, Stage, tell};
use shared_model::casework::{CaseKind, Colour, EventKind, Stage as CaseStage};
use shared_model::people::Role;
use system_tests::world::Outcome;

const LAMPS: Raise = Raise {
    kind: CaseKind::AgendaTopic,
    category: "topic",
    colour: Colour::Green,
    title: "路灯装在哪里",
    words: "六盏灯，先装哪一段，大家来商量。",
    outsider: None,
    photo: None,
};

/// From the discussion straight to the task, as the phone offers it: to the member who looks after the
/// household it is about. Who that is.
fn gives_a_task(leader: &Hand) -> Outcome<String> {
    let screen = &leader.screen;
    screen.click("give-tasks")?;
    screen.sees_css("[data-test=\"task-to\"] option:nth-child(2)")?;
    let last = "return [...document.querySelectorAll('[data-test=task-to] option')].pop().value;";
    let member = screen.runs(last)?.as_str().unwrap_or_default().to_owned();
    // WebKit's driver presses no option of a list.
    screen.sets("task-to", &member)?;
    screen.sets("by-day", "2030-01-07")?;
    screen.types("step-words", "量好三处位置，周五前报上来。")?;
    screen.click("step-save")?;
    screen.sees("give-tasks-over")?;
    screen.click("give-tasks-over")?;
    screen.sees("event-tasked")?;
    Ok(member)
}

fn ends_in_tasks() -> Outcome<()> {
    let stage = Stage::of("7-topic")?;
    let [leader] = stage.people(Role::GridLeader)?;
    let leads = stage.phone(&leader)?;
    let case = leads.raises(&LAMPS)?;
    let took_part = [Fill::Type("took-part", "邱大爷、杨家媳妇、老赵")];
    leads.steps(&case, EventKind::Discussed, "先装学校到桥头这一段。", &took_part)?;
    stage.picture(&leads.screen, "1-talked-over")?;
    let given = gives_a_task(&leads)?;
    stage.picture(&leads.screen, "2-task-given")?;
    leads.syncs()?;

    let members = stage.village.people(Role::Member)?;
    let member = members.iter().find(|member| member.id.as_str() == given);
    let does = stage.phone(member.ok_or("the task was given to no member")?)?;
    does.goes("today")?;
    does.screen.sees("today-waiting")?;
    stage.picture(&does.screen, "3-what-is-asked")?;
    let task = does.screen.names("task-")?.into_iter().next().ok_or("today shows no task")?;
    does.screen.click(&task)?;
    does.screen.types("step-words", "量好了，桥头、学校门口、老井边。")?;
    does.screen.click("step-save")?;
    does.screen.misses("step-save")?;
    does.screen.sees("event-task_done")?;
    stage.picture(&does.screen, "4-answered")?;
    does.syncs()?;

    leads.hears(&case, "[data-test=\"event-task_done\"]")?;
    let agreed = [Fill::Press("outcome-agreement_reached")];
    leads.steps(&case, EventKind::Settled, "灯按量好的三处先装。", &agreed)?;
    leads.syncs()?;
    let secretary = stage.desk("secretary-103209")?;
    secretary.steps(&case, EventKind::StruckOff, "", &[])?;
    secretary.sees_stage(CaseStage::StruckOff)?;
    stage.picture(&secretary.screen, "5-struck-off")
}

#[test]
fn an_agenda_topic_ends_in_tasks_that_are_answered() {
    tell(ends_in_tasks);
}
