//! Wages that weren't paid: red from the first day, handled in the town, told to the county.

use crate::hand::Raise;
use crate::stage::{Fill, Stage, tell};
use shared_model::casework::{CaseKind, Colour, EventKind, Stage as CaseStage};
use shared_model::people::Role;
use system_tests::world::Outcome;

fn go_up_to_the_county() -> Outcome<()> {
    let stage = Stage::of("2-wages")?;
    let [member] = stage.people(Role::Member)?;
    let phone = stage.phone(&member)?;
    let case = phone.raises(&Raise {
        kind: CaseKind::Dispute,
        category: "wages",
        colour: Colour::Red,
        title: "工地欠十一个人的工钱",
        words: "十一个人三个月没拿到钱，说明天要去堵路。",
        outsider: None,
        photo: None,
    })?;
    phone.syncs()?;

    let township = stage.desk("township-103")?;
    township.finds(&case)?;
    township.steps(&case, EventKind::Accepted, "镇上接了，今天就办。", &[])?;
    township.steps(&case, EventKind::Escalated, "老板在县城，请县里出面。", &[])?;
    stage.picture(&township.screen, "1-township")?;

    let county = stage.desk("county")?;
    county.finds(&case)?;
    stage.picture(&county.screen, "2-county")?;
    // Keys fill a date field part by part, in an order that hangs on the language.
    county.steps(
        &case,
        EventKind::Urged,
        "请劳动监察当天联系老板。",
        &[Fill::Date("step-by", "2030-01-07")],
    )?;

    let department_id = stage.person(Role::Department)?;
    township.steps(
        &case,
        EventKind::Dispatched,
        "请劳动监察办。",
        &[Fill::Choose("dispatch-to", &department_id)],
    )?;
    let department = stage.desk("department-103")?;
    department.finds(&case)?;
    department.steps(&case, EventKind::Taken, "", &[])?;
    let agreed = [Fill::Press("step-outcome-agreement_reached"), Fill::Press("step-agreement-written")];
    department.steps(&case, EventKind::Settled, "老板签了字，月底前付清。", &agreed)?;
    stage.picture(&department.screen, "3-department")?;

    phone.hears(&case, "[data-test=\"event-settled\"]")?;
    phone.steps(&case, EventKind::FollowedUp, "钱到账了，都满意。", &[Fill::Press("satisfied-yes")])?;
    phone.syncs()?;
    township.steps(&case, EventKind::StruckOff, "", &[])?;
    township.sees_stage(CaseStage::StruckOff)?;
    county.goes(&format!("case/{case}"))?;
    county.sees_stage(CaseStage::StruckOff)?;
    stage.picture(&county.screen, "4-closed")
}

#[test]
fn unpaid_wages_go_red_to_the_town_and_up_to_the_county() {
    tell(go_up_to_the_county);
}
