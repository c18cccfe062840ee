//! What a member waits for on the screens of a slow phone: the page in Chromium with a processor six
//! times slower, over a real engine with all that is on the phone.

use super::load::round;
use super::pocket::sorted;
use crate::screen::{PhonePage, Screen};
use crate::world::Outcome;
use serde_json::{Value, json};
use shared_model::api::{Answer, Command, Query};
use shared_model::ids::HouseholdId;
use std::collections::BTreeMap;
use std::path::Path;

/// How many times slower than this machine.
const SLOWER: u32 = 6;
/// A small phone's screen, in pixels.
const SIZE: (u32, u32) = (360, 640);
/// The page is opened so many times; the median counts.
const OPENINGS: usize = 7;

/// Notes when Today stands painted with what is due, and every task of over 50 ms, which is what a browser
/// calls long. In milliseconds since the page began to load.
const WATCH: &str = r#"
window.weige = { long: [], painted: null };
const note = (list) => window.weige.long.push(...list.map((task) => task.duration));
const tasks = new PerformanceObserver((list) => note(list.getEntries()));
tasks.observe({ type: "longtask", buffered: true });
window.weige.flush = () => note(tasks.takeRecords());
const due = '[data-test="page-today"] [data-test="today-due"] .weui-cell';
const watch = new MutationObserver(() => {
  if (!document.querySelector(due)) return;
  watch.disconnect();
  // A message is handled after the frame that was asked for.
  requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => { window.weige.painted = performance.now(); };
    after.port2.postMessage(0);
  });
});
watch.observe(document, { childList: true, subtree: true });"#;

const PAINTED: &str = "while (window.weige.painted === null) { await new Promise(requestAnimationFrame); }
return window.weige.painted;";

const LONGEST: &str = "window.weige.flush();
const longest = Math.max(0, ...window.weige.long);
window.weige.long = [];
return longest;";

/// Measures over a phone that is enrolled into `folder` with a code, holding visits from the year `from` on.
///
/// # Errors
/// One sentence.
pub fn measure(server: &str, code: &str, from: i32, folder: &Path) -> Outcome<Value> {
    let page = PhonePage::serve(folder, BTreeMap::new())?;
    let does = |command| page.command(command).map(drop).map_err(|p| p.to_string());
    does(Command::Enrol { server: server.into(), code: code.into(), pin: None })?;
    does(Command::FetchYears { from })?;
    does(Command::Sync)?;
    let homes = homes(&page)?;
    let visits: usize = homes.iter().map(|home| visits(&page, home)).sum::<Outcome<usize>>()?;
    let screen = Screen::web_view(&page.url, SIZE)?;
    screen.begins_with(WATCH)?;
    let unslowed = openings(&screen)?;
    screen.slows(SLOWER)?;
    let slowed = openings(&screen)?;
    let ratio =
        slowed["median"].as_f64().zip(unslowed["median"].as_f64()).map(|(slow, fast)| round(slow / fast));
    Ok(json!({
        "processor_slower_by": SLOWER, "pixels": [SIZE.0, SIZE.1],
        "households": homes.len(), "visits": visits,
        "today_painted_ms": slowed, "today_painted_unslowed_ms": unslowed, "slowed_to_unslowed": ratio,
        "longest_task_ms": {
            "opening": longest(&screen)?,
            "scrolling_households": scrolling_households(&screen)?,
            "searching": searching(&screen)?,
            "scrolling_visits": scrolling_visits(&screen, &page.url, homes.first())?,
            "writing_a_note": writing(&screen, &page.url, homes.first())?,
        },
    }))
}

fn openings(screen: &Screen) -> Outcome<Value> {
    let mut times = Vec::new();
    for _ in 0..OPENINGS {
        screen.loads_again()?;
        screen.sees("today-due")?;
        times.push(screen.runs(PAINTED)?.as_f64().ok_or("the page told no time")?);
    }
    Ok(sorted(times))
}

/// The longest task since this was asked last; nothing over 50 ms is 0.
fn longest(screen: &Screen) -> Outcome<f64> {
    screen.runs(LONGEST)?.as_f64().map(round).ok_or_else(|| "the page told no tasks".into())
}

fn scrolling_households(screen: &Screen) -> Outcome<f64> {
    screen.click("tab-households")?;
    screen.sees("household-list")?;
    longest(screen)?;
    scrolled(screen)
}

/// Down and up again.
fn scrolled(screen: &Screen) -> Outcome<f64> {
    screen.scrolls(3_000)?;
    screen.scrolls(-3_000)?;
    longest(screen)
}

fn searching(screen: &Screen) -> Outcome<f64> {
    screen.types_on("household-search", "wang")?;
    screen.click("search-clear")?;
    screen.types_on("household-search", "国英")?;
    longest(screen)
}

fn scrolling_visits(screen: &Screen, url: &str, home: Option<&HouseholdId>) -> Outcome<f64> {
    opens(screen, url, home, "")?;
    screen.sees("page-household")?;
    screen.click("visits-all")?;
    screen.misses("visits-all")?;
    longest(screen)?;
    scrolled(screen)
}

fn writing(screen: &Screen, url: &str, home: Option<&HouseholdId>) -> Outcome<f64> {
    opens(screen, url, home, "/visit")?;
    screen.sees("visit-note")?;
    longest(screen)?;
    screen.types_on("visit-note", "灶边电线老化，讲了用电，约电工周六来看。")?;
    longest(screen)
}

fn opens(screen: &Screen, url: &str, home: Option<&HouseholdId>, page: &str) -> Outcome<()> {
    let home = home.ok_or("the phone has no household")?;
    screen.goes(&format!("{url}/#/household/{home}{page}"))
}

fn homes(page: &PhonePage) -> Outcome<Vec<HouseholdId>> {
    let query = Query::Households { search: String::new(), micro_grid: None };
    match page.query(query).map_err(|p| p.to_string())? {
        Answer::Households(items) => Ok(items.into_iter().map(|item| item.id).collect()),
        other => Err(format!("households were asked and {other:?} answered")),
    }
}

fn visits(page: &PhonePage, home: &HouseholdId) -> Outcome<usize> {
    match page.query(Query::Household { id: home.clone() }).map_err(|p| p.to_string())? {
        Answer::Household(view) => Ok(view.visits.len()),
        other => Err(format!("a household was asked and {other:?} answered")),
    }
}
