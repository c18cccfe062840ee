//! The household's page of the console in a real browser: somebody moves, two households become one and part
//! again, one is archived and comes back.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::view::{HouseholdItem, HouseholdView};
use shared_model::api::{Answer, Query};
use shared_model::ids::HouseholdId;
use system_tests::screen::Screen;
use system_tests::world::{Console, Outcome, Server, sample};

const LOGIN: &str = "secretary-103209";

fn households(secretary: &Console) -> Outcome<Vec<HouseholdItem>> {
    let query = Query::Households { search: String::new(), micro_grid: None };
    match secretary.query(query).map_err(|p| p.to_string())? {
        Answer::Households(items) => Ok(items),
        _ => Err("households were asked and something else answered".into()),
    }
}

fn household(secretary: &Console, id: &HouseholdId) -> Outcome<HouseholdView> {
    match secretary.query(Query::Household { id: id.clone() }).map_err(|p| p.to_string())? {
        Answer::Household(view) => Ok(view),
        _ => Err("a household was asked and something else answered".into()),
    }
}

fn opens(screen: &Screen, server: &Server, id: &HouseholdId) -> Outcome<()> {
    screen.goes(&format!("{}/#/household/{id}", server.url))?;
    screen.sees_css(&format!("[data-household=\"{id}\"]"))
}

fn looks(screen: &Screen, name: &str) -> Outcome<()> {
    match std::env::var("WEIGE_PICTURES") {
        Ok(dir) => screen.picture(&std::path::Path::new(&dir).join(format!("{name}.png"))),
        Err(_) => Ok(()),
    }
}

/// Whoever looks for something else afterwards still sees what is chosen.
fn goes_to(screen: &Screen, to: &HouseholdItem) -> Outcome<()> {
    screen.sets("request-household-search", &to.name)?;
    screen.click(&format!("request-household-{}", to.id))?;
    screen.sets("request-household-search", "没有这一户")?;
    screen.sees_css(&format!("[data-test=request-household-{}]:checked", to.id))?;
    screen.click("move-save")
}

fn walks(server: &Server) -> Outcome<()> {
    let secretary = Console::log_in(&server.url, LOGIN)?;
    let screen = Screen::console(&server.url, LOGIN)?;
    screen.sees("queue")?;
    let all = households(&secretary)?;
    let from = all.iter().find(|item| item.residents > 1).ok_or("nobody lives with others")?;
    let to = all.iter().find(|item| item.id != from.id).ok_or("there is one household alone")?;
    let people = household(&secretary, &from.id)?.household.residents;
    let who = people.iter().rfind(|one| one.gone.is_empty()).ok_or("nobody lives there")?.id.clone();
    opens(&screen, server, &from.id)?;
    screen.click("household-move")?;
    screen.chooses("move-who", who.as_str())?;
    screen.types("move-relation", "儿媳")?;
    looks(&screen, "desk-move")?;
    goes_to(&screen, to)?;
    screen.sees("home-to")?;
    looks(&screen, "desk-left")?;
    let there = household(&secretary, &to.id)?.household.residents;
    let came = there.iter().find(|one| one.id == who).ok_or("they didn't arrive")?;
    assert_eq!((came.relation.as_str(), came.gone.as_str()), ("儿媳", ""));
    screen.click("home-to")?;
    screen.sees("home-from")?;
    screen.sees_css("[data-field$=\".lives\"]")?;
    looks(&screen, "desk-came")?;
    opens(&screen, server, &from.id)?;
    screen.click("household-move")?;
    screen.types("request-household-search", &from.name)?;
    screen.misses(&format!("request-household-{}", from.id))?;
    screen.chooses("move-who", "all")?;
    goes_to(&screen, to)?;
    screen.click("merged-into")?;
    screen.sees("merged-from")?;
    looks(&screen, "desk-merged")?;
    assert_eq!(households(&secretary)?.len() + 1, all.len());
    screen.click("unmerge")?;
    screen.misses("merged-from")?;
    assert_eq!(households(&secretary)?.len(), all.len());
    opens(&screen, server, &to.id)?;
    screen.click("household-archive")?;
    screen.click("archive-died_out")?;
    looks(&screen, "desk-archive")?;
    screen.click("archive-save")?;
    screen.sees("household-unarchive")?;
    looks(&screen, "desk-archived")?;
    assert_eq!(household(&secretary, &to.id)?.household.gone_why, "died_out");
    screen.click("household-unarchive")?;
    screen.misses("household-unarchive")?;
    assert!(household(&secretary, &to.id)?.household.stands());
    screen.close()
}

#[test]
fn people_move_and_households_are_merged_parted_archived_and_brought_back_on_the_page_of_a_household() {
    let data = tempfile::tempdir().unwrap();
    sample(data.path(), 7, 1).unwrap();
    walks(&Server::start(data.path()).unwrap()).unwrap();
}
