//! The room a phone may take: old years go only when the village has them, and come back when asked for.

use super::*;
use shared_model::api::Done;
use shared_model::api::photos::{LetGo, StorageView};
use shared_model::api::view::OlderYears;

fn storage(phone: &mut Phone) -> StorageView {
    let Answer::Storage(view) = phone.ask(Query::Storage).unwrap() else { panic!("storage") };
    view
}

fn budget(phone: &mut Phone, bytes: Option<u64>) -> LetGo {
    match phone.replica().command(Command::SetStorageBudget { bytes }).unwrap() {
        Done::LetGo(gone) => gone,
        other => panic!("{other:?}"),
    }
}

fn years(phone: &mut Phone, home: &HouseholdId) -> Vec<i32> {
    let mut years: Vec<i32> = on_phone(phone, home).visits.iter().map(|visit| visit.at.day().year).collect();
    years.dedup();
    years.sort_unstable();
    years.dedup();
    years
}

#[test]
fn over_the_budget_the_oldest_years_go_but_nothing_unsent_and_all_comes_back_when_asked_for() {
    let village = Village::new().unwrap();
    let this_year = old_visits(&village, 20);
    let home = village.households[0].clone();
    village.office(visit(&home, "今年的走访")).unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.replica().command(Command::FetchYears { from: this_year - 3 }).unwrap();
    phone.sync(&village).unwrap();
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 61);
    let full = storage(&mut phone);
    assert!(full.years_to_go > 0 && full.budget.is_none() && full.file > full.years_to_go, "{full:?}");

    // Unsent work of the oldest year, while the link is away: what isn't sent stays with its whole year,
    // and with the oldest year all later ones, because a phone holds years without gaps.
    phone.save(visit_at(&home, "补记三年前的", in_year(this_year - 3))).unwrap();
    assert_eq!(budget(&mut phone, Some(0)), LetGo::default());
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 62);

    // Years that somebody asked for stay for a week; then they go by themselves.
    phone.sync(&village).unwrap();
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 62);
    phone.clock.pass(8 * DAY);
    phone.sync(&village).unwrap();
    assert_eq!(storage(&mut phone).years_to_go, 0);
    let from = default_year(village.app.now());
    assert!(years(&mut phone, &home).iter().all(|year| *year >= from), "{:?}", years(&mut phone, &home));
    assert!(notes(&on_phone(&mut phone, &home)).contains(&"今年的走访"), "the last half year always stays");
    assert!(phone.sync(&village).unwrap().agreed, "both sides agree on what is kept");
    assert_eq!(notes(&on_server(&village, &home)).len(), 62, "the village has all");

    // All comes back, and stays to be looked at.
    phone.replica().command(Command::FetchYears { from: this_year - 3 }).unwrap();
    assert!(phone.sync(&village).unwrap().agreed);
    assert!(phone.sync(&village).unwrap().agreed);
    assert_eq!(notes(&on_phone(&mut phone, &home)), notes(&on_server(&village, &home)));

    // By one's own choice they go at once, and what they took becomes room on the disk.
    let before = storage(&mut phone).file;
    let gone = budget(&mut phone, Some(0));
    assert!(gone.years >= 2 && gone.bytes > 0, "{gone:?}");
    let after = storage(&mut phone).file;
    assert!(after < before, "{after} of {before}");
    assert!(phone.sync(&village).unwrap().agreed);
}

#[test]
fn without_a_budget_or_within_it_nothing_goes() {
    let village = Village::new().unwrap();
    let this_year = old_visits(&village, 5);
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.replica().command(Command::FetchYears { from: this_year - 3 }).unwrap();
    phone.sync(&village).unwrap();
    let before = storage(&mut phone).years_to_go;
    assert_eq!(budget(&mut phone, Some(before)), LetGo::default());
    phone.clock.pass(30 * DAY);
    phone.sync(&village).unwrap();
    assert_eq!(budget(&mut phone, None), LetGo::default());
    assert_eq!(on_phone(&mut phone, &village.households[0]).visits.len(), 15);
}

fn let_go_now(phone: &mut Phone) -> LetGo {
    match phone.replica().command(Command::LetGoNow).unwrap() {
        Done::LetGo(gone) => gone,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_may_go_goes_when_its_owner_says_so_and_nothing_that_is_unsent() {
    let village = Village::new().unwrap();
    let this_year = old_visits(&village, 20);
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.replica().command(Command::FetchYears { from: this_year - 3 }).unwrap();
    phone.sync(&village).unwrap();
    let full = storage(&mut phone);
    assert!(full.years_to_go > 0 && full.budget.is_none());

    // Unsent work keeps its year, and with it all later ones.
    phone.save(visit_at(&home, "补记三年前的", in_year(this_year - 3))).unwrap();
    assert_eq!(let_go_now(&mut phone), LetGo::default());
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 61);
    phone.sync(&village).unwrap();

    // Though somebody asked for them just now: whoever says so now means it.
    let gone = let_go_now(&mut phone);
    let after = storage(&mut phone);
    assert_eq!((after.years_to_go, after.budget), (0, None), "the budget stays as it was");
    assert!(gone.bytes >= full.years_to_go && gone.years >= 2, "{gone:?} of {full:?}");
    assert!(after.file < full.file, "and it is room on the disk");
    assert_eq!(let_go_now(&mut phone), LetGo::default(), "there is no more");
    assert!(phone.sync(&village).unwrap().agreed);
    assert_eq!(on_server(&village, &home).visits.len(), 61, "the village has all");
}

#[test]
fn a_household_says_which_of_its_years_were_let_go_until_they_are_back() {
    let village = Village::new().unwrap();
    let this_year = old_visits(&village, 50);
    let (home, other) = (village.households[0].clone(), village.households[1].clone());
    village.office(visit(&home, "今年的走访")).unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    let older = |phone: &mut Phone, home: &HouseholdId| on_phone(phone, home).older;
    assert_eq!(older(&mut phone, &home), None, "what never was here was not let go");
    phone.replica().command(Command::FetchYears { from: this_year - 3 }).unwrap();
    phone.sync(&village).unwrap();
    assert_eq!(older(&mut phone, &home), None);

    let_go_now(&mut phone);
    let least = default_year(village.app.now());
    let gone = OlderYears { from: this_year - 3, before: least, asked: false };
    assert_eq!(older(&mut phone, &home).as_ref(), Some(&gone));
    assert_eq!(older(&mut phone, &other), None, "it never had any");
    phone.restart().unwrap();
    phone.sync(&village).unwrap();
    assert_eq!(older(&mut phone, &home).as_ref(), Some(&gone));

    // Asked for without a link: it waits, says so, and comes with the next exchange.
    phone.replica().command(Command::FetchYears { from: gone.from }).unwrap();
    phone.sync_over(&village, |_| Way::Lost).unwrap_err();
    assert_eq!(older(&mut phone, &home), Some(OlderYears { asked: true, ..gone.clone() }));
    phone.restart().unwrap();
    // The link breaks half way: the newest are back, the oldest not yet.
    phone.sync_over(&village, |post| if post == 0 { Way::Whole } else { Way::Lost }).unwrap_err();
    assert_eq!(older(&mut phone, &home), Some(OlderYears { asked: true, ..gone.clone() }));
    assert!(phone.sync(&village).unwrap().agreed);
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 151);
    assert_eq!(older(&mut phone, &home), None);

    // Let go once more, but for a year less: that is what it says then.
    phone.replica().command(Command::FetchYears { from: this_year - 2 }).unwrap();
    let less = OlderYears { from: this_year - 3, before: this_year - 2, asked: false };
    assert_eq!(older(&mut phone, &home), Some(less));
}

#[test]
fn years_let_go_and_asked_for_at_once_come_back_too() {
    let village = Village::new().unwrap();
    let this_year = old_visits(&village, 3);
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.replica().command(Command::FetchYears { from: this_year - 3 }).unwrap();
    phone.sync(&village).unwrap();
    let_go_now(&mut phone);
    // No exchange in between: the cursors still stand for all years.
    phone.replica().command(Command::FetchYears { from: this_year - 3 }).unwrap();
    assert!(on_phone(&mut phone, &home).older.is_some_and(|older| older.asked));
    assert!(phone.sync(&village).unwrap().agreed);
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 9);
    assert_eq!(on_phone(&mut phone, &home).older, None);
}
