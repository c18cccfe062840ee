//! A service request for somebody who can't leave the bed.

use crate::hand::Raise;
use crate::stage::{Fill, Stage, tell};
use shared_model::casework::{CaseKind, Colour, EventKind, Stage as CaseStage};
use shared_model::people::Role;
use system_tests::world::Outcome;

fn for_the_bedridden() -> Outcome<()> {
    let stage = Stage::of("6-service")?;
    let [member] = stage.people(Role::Member)?;
    let phone = stage.phone(&member)?;
    let case = phone.raises(&Raise {
        kind: CaseKind::ServiceRequest,
        category: "allowance",
        colour: Colour::Green,
        title: "代办护理补贴",
        words: "老人卧床，家里没人会填表，请上门办。",
        outsider: None,
        photo: None,
    })?;
    phone.syncs()?;

    let secretary = stage.desk("secretary-103209")?;
    secretary.finds(&case)?;
    secretary.steps(&case, EventKind::Accepted, "", &[])?;
    let desk_id = stage.person(Role::Department)?;
    secretary.steps(
        &case,
        EventKind::Dispatched,
        "请服务窗口上门。",
        &[Fill::Choose("dispatch-to", &desk_id)],
    )?;
    let window = stage.desk("department-103")?;
    window.finds(&case)?;
    window.steps(&case, EventKind::Taken, "周三上门。", &[])?;
    window.steps(
        &case,
        EventKind::Settled,
        "表填好交了，下月起发。",
        &[Fill::Press("step-outcome-served")],
    )?;
    stage.picture(&window.screen, "1-served")?;

    phone.hears(&case, "[data-test=\"event-settled\"]")?;
    phone.steps(&case, EventKind::FollowedUp, "老人说好。", &[Fill::Press("satisfied-yes")])?;
    stage.picture(&phone.screen, "2-asked")?;
    phone.syncs()?;
    secretary.steps(&case, EventKind::StruckOff, "", &[])?;
    secretary.sees_stage(CaseStage::StruckOff)
}

#[test]
fn a_service_request_for_a_bedridden_resident_is_handed_in_and_answered() {
    tell(for_the_bedridden);
}
