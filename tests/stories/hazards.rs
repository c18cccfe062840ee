//! A hazard that is urged twice before somebody mends it.

use crate::hand::Raise;
use crate::stage::{DAY_SECONDS, Fill, Stage, tell};
use shared_model::casework::{CaseKind, Colour, EventKind, Stage as CaseStage};
use shared_model::people::Role;
use system_tests::world::Outcome;

/// Stands in for what a camera gives.
const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/icons/512.png");

fn is_urged_twice() -> Outcome<()> {
    let mut stage = Stage::of("8-hazard")?;
    let [member] = stage.people(Role::Member)?;
    let phone = stage.phone(&member)?;
    let case = phone.raises(&Raise {
        kind: CaseKind::Hazard,
        category: "road_water",
        colour: Colour::Yellow,
        title: "村口的桥栏断了",
        words: "小孩上学要过桥，栏杆断了一截。",
        outsider: None,
        photo: Some(PICTURE),
    })?;
    stage.picture(&phone.screen, "0-raised-with-a-photo")?;
    phone.screen.sees_css("[data-test=\"entry-photos\"] img")?;
    phone.syncs()?;

    let secretary = stage.desk("secretary-103209")?;
    secretary.finds(&case)?;
    let department_id = stage.person(Role::Department)?;
    secretary.steps(
        &case,
        EventKind::Dispatched,
        "请派人看看。",
        &[Fill::Choose("dispatch-to", &department_id)],
    )?;
    secretary.steps(
        &case,
        EventKind::Urged,
        "三天没动静，请回个话。",
        &[Fill::Date("step-by", "2030-01-07")],
    )?;
    // The town sees it once it is late.
    stage.village.server.later(20 * DAY_SECONDS)?;
    let township = stage.desk("township-103")?;
    township.goes(&format!("case/{case}"))?;
    township.steps(&case, EventKind::Urged, "再不修要出事，今天给答复。", &[])?;
    stage.picture(&township.screen, "1-urged-twice")?;

    let department = stage.desk("department-103")?;
    department.finds(&case)?;
    department.steps(&case, EventKind::Taken, "材料明天到。", &[])?;
    department.steps(&case, EventKind::Progress, "栏杆焊好了一半。", &[])?;
    department.steps(
        &case,
        EventKind::Settled,
        "修好了，照片在镇上。",
        &[Fill::Press("step-outcome-rectified")],
    )?;
    phone.hears(&case, "[data-test=\"event-settled\"]")?;
    stage.picture(&phone.screen, "2-mended")?;
    let secretary = stage.desk("secretary-103209")?;
    secretary.steps(&case, EventKind::StruckOff, "我去看过了。", &[])?;
    secretary.sees_stage(CaseStage::StruckOff)?;
    stage.picture(&secretary.screen, "3-struck-off")
}

#[test]
fn a_hazard_is_urged_twice_and_mended() {
    tell(is_urged_twice);
}
