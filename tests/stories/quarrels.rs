//! Quarrels: over water, settled in a day; and one that is settled behind the hill while the village
//! sends it up.

use crate::hand::Raise;
use crate::stage::{Fill, Stage, tell};
use shared_model::casework::{CaseKind, Colour, EventKind, Stage as CaseStage};
use shared_model::people::Role;
use system_tests::world::Outcome;

const WATER: Raise = Raise {
    kind: CaseKind::Dispute,
    category: "neighbours",
    colour: Colour::Yellow,
    title: "两家争沟水",
    words: "上沟的水被截了，两家吵了起来，没动手。",
    outsider: None,
    photo: None,
};

const AGREED: [Fill; 2] = [Fill::Press("step-outcome-agreement_reached"), Fill::Press("step-agreement-oral")];

fn over_water() -> Outcome<()> {
    let stage = Stage::of("1-water")?;
    let [member] = stage.people(Role::Member)?;
    let phone = stage.phone(&member)?;
    let case = phone.raises(&WATER)?;
    stage.picture(&phone.screen, "1-raised")?;
    phone.syncs()?;

    let secretary = stage.desk("secretary-103209")?;
    secretary.finds(&case)?;
    secretary.steps(&case, EventKind::Accepted, "马上安排人。", &[])?;
    let mediator_id = stage.person(Role::Mediator)?;
    secretary.steps(
        &case,
        EventKind::Dispatched,
        "请今天去一趟。",
        &[Fill::Choose("dispatch-to", &mediator_id)],
    )?;
    stage.picture(&secretary.screen, "2-dispatched")?;

    let mediator = stage.desk("mediator-103209")?;
    mediator.finds(&case)?;
    mediator.steps(&case, EventKind::Taken, "", &[])?;
    mediator.steps(&case, EventKind::Settled, "说好单双日轮流放水。", &AGREED)?;
    stage.picture(&mediator.screen, "3-settled")?;

    phone.hears(&case, "[data-test=\"event-settled\"]")?;
    phone.steps(&case, EventKind::FollowedUp, "两家都说可以。", &[Fill::Press("satisfied-yes")])?;
    stage.picture(&phone.screen, "4-asked")?;
    phone.syncs()?;

    secretary.steps(&case, EventKind::StruckOff, "", &[])?;
    secretary.sees_stage(CaseStage::StruckOff)?;
    stage.picture(&secretary.screen, "5-struck-off")?;
    phone.hears(&case, "[data-test=\"page-case\"][data-stage=\"struck_off\"]")
}

fn behind_the_hill() -> Outcome<()> {
    let stage = Stage::of("3-offline")?;
    let [member] = stage.people(Role::Member)?;
    let phone = stage.phone(&member)?;
    let case = phone.raises(&Raise { colour: Colour::Green, title: "地边的界石", ..WATER })?;
    phone.steps(&case, EventKind::Taken, "我先去看看。", &[])?;
    phone.syncs()?;

    phone.loses_signal();
    let agreed = [Fill::Press("outcome-agreement_reached"), Fill::Press("agreement-oral")];
    phone.steps(&case, EventKind::Settled, "界石放回原处，两家握了手。", &agreed)?;
    let secretary = stage.desk("secretary-103209")?;
    secretary.finds(&case)?;
    secretary.steps(&case, EventKind::Escalated, "又有人来说要打起来了，请镇上帮忙。", &[])?;

    phone.has_signal();
    phone.syncs()?;
    phone.hears(&case, "[data-test=\"case-contested\"]")?;
    stage.picture(&phone.screen, "1-both-sides")?;
    secretary.finds(&case)?;
    secretary.screen.sees("contested")?;
    stage.picture(&secretary.screen, "2-both-sides")?;
    secretary.steps(&case, EventKind::Settled, "去看过了，是先前的事，已经说好。", &AGREED)?;
    secretary.sees_stage(CaseStage::Settled)?;
    secretary.screen.misses("contested")?;
    phone.hears(&case, "[data-test=\"page-case\"][data-stage=\"settled\"]")?;
    phone.screen.misses("case-contested")
}

#[test]
fn a_quarrel_over_water_is_settled_in_a_day() {
    tell(over_water);
}

#[test]
fn what_was_settled_offline_and_sent_up_meanwhile_shows_both_and_is_resolved_once() {
    tell(behind_the_hill);
}
