//! What only time brings: a mediator who never answers, a case reopened a month later, and work that
//! is handed over in the middle.

use crate::hand::Raise;
use crate::stage::{DAY_SECONDS, Fill, Stage, tell};
use shared_model::casework::{CaseKind, Colour, EventKind, Stage as CaseStage};
use shared_model::people::Role;
use system_tests::world::Outcome;

const FENCE: Raise = Raise {
    kind: CaseKind::Dispute,
    category: "neighbours",
    colour: Colour::Yellow,
    title: "鸡进了别家菜地",
    words: "说过三回了，还是不拦。",
    outsider: None,
    photo: None,
};

fn nobody_answers() -> Outcome<()> {
    let mut stage = Stage::of("9-no-answer")?;
    let [member] = stage.people(Role::Member)?;
    let phone = stage.phone(&member)?;
    let case = phone.raises(&FENCE)?;
    phone.syncs()?;
    let secretary = stage.desk("secretary-103209")?;
    secretary.finds(&case)?;
    let (mediator_id, department_id) = (stage.person(Role::Mediator)?, stage.person(Role::Department)?);
    secretary.steps(&case, EventKind::Dispatched, "", &[Fill::Choose("dispatch-to", &mediator_id)])?;

    // Two working days to take it, wherever weekends and holidays lie.
    stage.village.server.later(14 * DAY_SECONDS)?;
    let township = stage.desk("township-103")?;
    township.goes(&format!("case/{case}"))?;
    township.screen.sees_css("[data-step=\"passed_up\"][data-test^=\"timeline-\"]")?;
    stage.picture(&township.screen, "1-came-up-by-itself")?;
    phone.hears(&case, "[data-test=\"event-passed_up\"]")?;
    stage.picture(&phone.screen, "2-the-member-sees-it")?;

    township.steps(
        &case,
        EventKind::Dispatched,
        "换人办。",
        &[Fill::Choose("dispatch-to", &department_id)],
    )?;
    let department = stage.desk("department-103")?;
    department.finds(&case)?;
    department.steps(&case, EventKind::Taken, "", &[])?;
    let agreed = [Fill::Press("step-outcome-agreement_reached"), Fill::Press("step-agreement-oral")];
    department.steps(&case, EventKind::Settled, "拉了网，赔了菜钱。", &agreed)?;
    department.sees_stage(CaseStage::Settled)
}

fn a_month_later() -> Outcome<()> {
    let mut stage = Stage::of("10-reopened")?;
    let [member] = stage.people(Role::Member)?;
    let phone = stage.phone(&member)?;
    let case = phone.raises(&Raise { colour: Colour::Green, ..FENCE })?;
    phone.steps(&case, EventKind::Taken, "", &[])?;
    let agreed = [Fill::Press("outcome-agreement_reached"), Fill::Press("agreement-oral")];
    phone.steps(&case, EventKind::Settled, "说好各自拦好。", &agreed)?;
    phone.steps(&case, EventKind::FollowedUp, "都行。", &[Fill::Press("satisfied-yes")])?;
    phone.syncs()?;
    let secretary = stage.desk("secretary-103209")?;
    secretary.finds(&case)?;
    secretary.steps(&case, EventKind::StruckOff, "", &[])?;

    stage.village.server.later(31 * DAY_SECONDS)?;
    let secretary = stage.desk("secretary-103209")?;
    secretary.goes(&format!("case/{case}"))?;
    secretary.steps(&case, EventKind::Reopened, "又吵起来了，说没守约。", &[])?;
    secretary.sees_stage(CaseStage::Reopened)?;
    stage.picture(&secretary.screen, "1-reopened")?;
    phone.hears(&case, "[data-test=\"page-case\"][data-stage=\"reopened\"]")?;
    stage.picture(&phone.screen, "2-back-on-the-phone")?;
    phone.steps(&case, EventKind::Progress, "今天又去了一趟。", &[])?;
    phone.syncs()
}

fn handed_over() -> Outcome<()> {
    let stage = Stage::of("4-hand-over")?;
    let [first, other] = stage.people(Role::Member)?;
    let phone = stage.phone(&first)?;
    let case = phone.raises(&FENCE)?;
    phone.syncs()?;
    phone.loses_signal();
    phone.steps(&case, EventKind::Progress, "下午又劝了一次，没说通。", &[])?;

    // The first goes to work elsewhere; the other one looks after both households' place now.
    let secretary = stage.desk("secretary-103209")?;
    secretary.moves(&first, &other.place)?;
    secretary.moves(&other, &first.place)?;
    stage.picture(&secretary.screen, "1-moved")?;
    let next = stage.phone(&other)?;
    next.hears(&case, "[data-test=\"event-raised\"]")?;
    next.steps(&case, EventKind::Taken, "以后我来跟。", &[])?;
    next.syncs()?;

    phone.has_signal();
    phone.syncs()?;
    // What was written before the hand-over counts, and is nobody's to lose.
    next.hears(&case, "[data-test=\"event-progress\"]")?;
    stage.picture(&next.screen, "2-both-members-words")?;
    phone.goes("cases")?;
    phone.screen.sees("page-cases")?;
    secretary.goes(&format!("case/{case}"))?;
    secretary.screen.sees_css("[data-step=\"progress\"][data-test^=\"timeline-\"][data-void=\"\"]")
}

#[test]
fn a_case_whose_mediator_never_answers_goes_up_by_itself() {
    tell(nobody_answers);
}

#[test]
fn a_case_is_reopened_a_month_later() {
    tell(a_month_later);
}

#[test]
fn a_case_that_is_handed_over_in_the_middle_loses_no_word() {
    tell(handed_over);
}
