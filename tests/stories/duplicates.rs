//! One thing that two members raise.

use crate::hand::Raise;
use crate::stage::{Stage, tell};
use shared_model::casework::{CaseKind, Colour, EventKind, Stage as CaseStage};
use shared_model::people::Role;
use system_tests::world::Outcome;

fn raised_twice() -> Outcome<()> {
    let stage = Stage::of("5-duplicate")?;
    let [one, other] = stage.people(Role::Member)?;
    let (first, second) = (stage.phone(&one)?, stage.phone(&other)?);
    let slide = Raise {
        kind: CaseKind::Hazard,
        category: "geology",
        colour: Colour::Yellow,
        title: "后山掉石头",
        words: "昨晚下雨，后山掉了几块石头到路上。",
        outsider: Some("采石场刘老板"),
        photo: None,
    };
    let kept = first.raises(&slide)?;
    let again = second.raises(&Raise { title: "后山落石挡路", ..slide })?;
    first.syncs()?;
    second.syncs()?;

    let secretary = stage.desk("secretary-103209")?;
    secretary.finds(&again)?;
    // The console says itself that it is perhaps the same, and why.
    secretary.screen.click(&format!("near-open-{kept}"))?;
    secretary.screen.click(&format!("goes-on-{kept}"))?;
    stage.picture(&secretary.screen, "1-perhaps-the-same")?;
    secretary.screen.click("merge-submit")?;
    secretary.sees_stage(CaseStage::Merged)?;
    stage.picture(&secretary.screen, "2-merged")?;
    second.hears(&again, "[data-test=\"page-case\"][data-stage=\"merged\"]")?;
    stage.picture(&second.screen, "3-goes-on-elsewhere")?;
    secretary.steps(&kept, EventKind::Accepted, "", &[])?;
    first.hears(&kept, "[data-test=\"event-accepted\"]")
}

#[test]
fn one_hazard_that_two_members_raise_is_merged() {
    tell(raised_twice);
}
