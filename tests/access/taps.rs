//! How many taps a member's most frequent deeds cost.

use crate::phone::Standing;
use shared_model::api::{Answer, Query};
use shared_model::casework::{CaseKind, Colour};
use std::collections::BTreeMap;
use system_tests::screen::Screen;
use system_tests::world::Outcome;

/// Counts taps from now on; a tap into a field belongs to what is typed into it.
const COUNT: &str = "window.taps = 0;
document.addEventListener('click', (tap) => {
  if (tap.isTrusted && !tap.target.closest('input, textarea, label')) window.taps += 1;
}, true);
return null;";

fn taps(screen: &Screen) -> Outcome<u64> {
    screen.runs("return window.taps;")?.as_u64().ok_or_else(|| "nobody counted".into())
}

/// From the first page to the saved case: a green quarrel between two of one's own households.
fn a_neighbour_dispute() -> Outcome<u64> {
    let standing = Standing::with(BTreeMap::new())?;
    standing.enrol(&mut |_, _| Ok(()))?;
    let query = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(homes) = standing.asks(query)? else {
        return Err("households were asked and something else answered".into());
    };
    let Answer::Cases(before) = standing.asks(all_cases())? else {
        return Err("cases were asked and something else answered".into());
    };
    // Who had a case within the year makes it yellow.
    let quiet = |name: &String| !before.iter().any(|case| case.parties.contains(name));
    let mut homes = homes.iter().filter(|home| quiet(&home.name));
    let (Some(one), Some(other)) = (homes.next(), homes.next()) else {
        return Err("the sample has no two households without a case".into());
    };
    let screen = &standing.screen;
    screen.sees("page-today")?;
    screen.runs(COUNT)?;
    screen.click("today-raise")?;
    screen.click("raise-category-neighbours")?;
    screen.sees("suggested-green")?;
    screen.click("raise-next")?;
    screen.sees("page-raise-2")?;
    screen.types("raise-title", "水管漏到隔壁")?;
    screen.types("raise-words", "两家商量好一起修。")?;
    for home in [one, other] {
        screen.types("party-search", &home.name)?;
        screen.click(&format!("household-{}", home.id))?;
    }
    screen.sees("party-1")?;
    screen.click("raise-save")?;
    screen.sees("page-case")?;
    let taps = taps(screen)?;
    let Answer::Cases(after) = standing.asks(all_cases())? else {
        return Err("cases were asked and something else answered".into());
    };
    let raised = after.iter().find(|case| case.title == "水管漏到隔壁").ok_or("it wasn't saved")?;
    assert_eq!((raised.kind, raised.colour), (CaseKind::Dispute, Colour::Green));
    assert_eq!(raised.parties, [one.name.clone(), other.name.clone()]);
    Ok(taps)
}

fn all_cases() -> Query {
    Query::Cases { search: String::new(), closed: true }
}

#[test]
fn a_green_quarrel_between_neighbours_is_raised_with_six_taps_beside_the_words() {
    assert_eq!(a_neighbour_dispute().unwrap(), 6);
}
