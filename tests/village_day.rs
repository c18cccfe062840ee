//! The village day holds, whoever syncs first.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use system_tests::day::{self, First};
use system_tests::world::{Server, sample};

fn the_day(first: First) {
    let data = tempfile::tempdir().unwrap();
    let phones = tempfile::tempdir().unwrap();
    sample(data.path(), 7, 1).unwrap();
    let mut server = Server::start(data.path()).unwrap();
    let played = day::play(&mut server, phones.path(), first, &mut |line| println!("{line}"));
    if let Err(sentence) = played {
        panic!("{sentence}");
    }
}

#[test]
fn the_village_day_holds_when_the_members_phone_is_back_first() {
    the_day(First::Member);
}

#[test]
fn the_village_day_holds_when_the_office_writes_first() {
    the_day(First::Office);
}
