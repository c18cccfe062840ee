//! Who moved to another household, and households that are merged and parted again, as the phone's pages
//! show them.

use crate::look::Findings;
use crate::phone::Standing;
use shared_model::api::view::HouseholdItem;
use shared_model::api::{Answer, Command, Query};
use shared_model::ids::HouseholdId;
use std::collections::BTreeMap;
use system_tests::screen::Screen;
use system_tests::world::Outcome;

fn homes(standing: &Standing) -> Outcome<Vec<HouseholdItem>> {
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(homes) = standing.asks(query)? else {
        return Err("households were asked and something else answered".into());
    };
    Ok(homes)
}

fn walks(standing: &Standing, look: &mut dyn FnMut(&Screen, &str) -> Outcome<()>) -> Outcome<()> {
    let screen = &standing.screen;
    let all = homes(standing)?;
    let (from, to) = match all.as_slice() {
        [.., from, to] if from.residents > 1 => (from, to),
        [.., to, from] => (from, to),
        _ => return Err("the phone holds no two households".into()),
    };
    let Answer::Household(view) = standing.asks(Query::Household { id: from.id.clone() })? else {
        return Err("a household was asked and something else answered".into());
    };
    let who = view.household.residents.last().ok_or("nobody lives there")?.id.clone();
    let page = |id: &HouseholdId| screen.goes(&format!("{}#/household/{id}", standing.address()));
    let (household, to_id) = (from.id.clone(), to.id.clone());
    let relation = String::new();
    standing.writes(Command::MoveResident { household, resident: who, to: to_id, relation })?;
    page(&from.id)?;
    screen.sees("home-to")?;
    look(screen, "homes-left")?;
    screen.click("home-to")?;
    screen.sees("home-from")?;
    look(screen, "homes-came")?;
    screen.click("household-history")?;
    screen.sees_css("[data-field$=\".lives\"]")?;
    look(screen, "homes-history")?;
    let merge = |into: Option<&HouseholdId>| {
        standing.writes(Command::MergeHousehold { household: from.id.clone(), into: into.cloned() })
    };
    merge(Some(&to.id))?;
    page(&from.id)?;
    screen.click("merged-into")?;
    screen.sees("merged-from")?;
    look(screen, "homes-merged")?;
    if homes(standing)?.iter().any(|item| item.id == from.id) {
        return Err("what is merged is listed still".into());
    }
    merge(None)?;
    page(&from.id)?;
    screen.sees("home-to")?;
    page(&to.id)?;
    screen.sees("home-from")?;
    screen.misses("merged-from")?;
    if homes(standing)?.iter().any(|item| item.id == from.id) { Ok(()) } else { Err("it didn't part".into()) }
}

#[test]
fn who_moved_and_what_was_merged_is_shown_with_the_way_there() {
    let walk = || -> Outcome<Findings> {
        let standing = Standing::with(BTreeMap::new())?;
        standing.enrol(&mut |_, _| Ok(()))?;
        let mut findings = Findings::default();
        let mut look = |screen: &Screen, name: &str| {
            if let Ok(dir) = std::env::var("WEIGE_PICTURES") {
                screen.picture(&std::path::Path::new(&dir).join(format!("{name}.png")))?;
            }
            findings.by_axe(screen, name)?;
            findings.by_finger(screen, name)
        };
        walks(&standing, &mut look)?;
        standing.screen.close()?;
        Ok(findings)
    };
    walk().unwrap().must_be_none();
}
