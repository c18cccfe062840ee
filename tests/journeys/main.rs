//! Ten journeys of a member through the phone's real window, on a calm day and in each kind of trouble:
//! killed in the middle, without a network, on a full disk, by a wrong clock, over a 2G link.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod journeys;
mod walk;

use journeys::JOURNEYS;
use std::time::Duration;
use system_tests::link::Weather;
use system_tests::world::Outcome;
use walk::{Trouble, Walk};

/// Half a second each way and 40 kbit/s, as GPRS gives in a valley.
const TWO_G: Weather = Weather { delay: Duration::from_millis(500), bits_per_second: 40_000 };

/// The phone was without its battery and woke up a year and a month ago.
const LONG_AGO: i64 = -400 * 24 * 3600;

/// Goes on all journeys with one phone, then looks whether the village has what came of each.
fn goes(trouble: Trouble) -> Outcome<()> {
    let mut walk = Walk::begins(trouble)?;
    for journey in JOURNEYS {
        let step =
            |part: &str, done: Outcome<()>| done.map_err(|why| format!("{}, {part}: {why}", journey.name));
        step("before", (journey.before)(&mut walk))?;
        step("trouble", walk.trouble_comes())?;
        step("beginning", (journey.begins)(&mut walk))?;
        step("breaking off", walk.is_broken_off())?;
        step("going on", (journey.goes_on)(&mut walk))?;
        step("saving", walk.saves(journey.save))?;
        step("looking at it", (journey.shows)(&mut walk))?;
    }
    walk.trouble_is_over()?;
    for journey in JOURNEYS {
        (journey.arrived)(&walk).map_err(|why| format!("{}, at the village: {why}", journey.name))?;
    }
    walk.ends()
}

fn tell(trouble: Trouble) {
    if let Err(sentence) = goes(trouble) {
        panic!("{sentence}");
    }
}

#[test]
fn on_a_calm_day() {
    tell(Trouble::None);
}

#[test]
fn killed_in_the_middle_of_each() {
    tell(Trouble::Kills);
}

#[test]
fn without_a_network() {
    tell(Trouble::NoNetwork);
}

#[test]
fn on_a_full_disk() {
    tell(Trouble::FullDisk);
}

#[test]
fn with_a_clock_that_is_a_year_behind() {
    tell(Trouble::Clock(LONG_AGO));
}

#[test]
fn over_a_2g_link() {
    tell(Trouble::Slow(TWO_G));
}
