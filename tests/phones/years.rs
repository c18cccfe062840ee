//! Which years of visits a phone holds.

use super::*;

#[test]
fn older_years_come_when_asked_for_and_what_came_is_kept_when_the_link_breaks() {
    let village = Village::new().unwrap();
    let this_year = old_visits(&village, 50);
    village.office(visit(&village.households[0], "今年的走访")).unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    let from = default_year(village.app.now());
    assert_eq!(request(&phone, 0).from_year, Some(from));
    assert!(on_phone(&mut phone, &home).visits.iter().all(|visit| visit.at.day().year >= from));
    assert!(notes(&on_phone(&mut phone, &home)).contains(&"今年的走访"));
    assert!(sync_view(&mut phone).agreed, "the digest is over the years that are here");
    assert_eq!(sync_view(&mut phone).years_from, Some(from));

    let here = on_phone(&mut phone, &home).visits.len();
    phone.replica().command(Command::FetchYears { from: this_year - 3 }).unwrap();
    let broken = phone.sync_over(&village, |post| if post == 0 { Way::Whole } else { Way::Lost });
    assert_eq!(broken.unwrap_err().code, Code::NoLink);
    let some = on_phone(&mut phone, &home).visits.len();
    assert!(some > here && some < 151, "{some} of 151 came before the link broke");
    let years = |phone: &mut Phone| -> Vec<i32> {
        let mut years: Vec<i32> = on_phone(phone, &home).visits.iter().map(|v| v.at.day().year).collect();
        years.sort();
        years.dedup();
        years
    };
    assert!(!years(&mut phone).contains(&(this_year - 3)), "the newest came first");
    assert!(years(&mut phone).contains(&(this_year - 1)));
    let view = sync_view(&mut phone);
    assert_eq!((view.years_from, view.years_wanted), (Some(from), Some(this_year - 3)));

    phone.restart().unwrap();
    let report = phone.sync(&village).unwrap();
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 151);
    assert!(report.agreed && (report.received as usize) <= 151 - some, "what was here came no second time");
    let view = sync_view(&mut phone);
    assert_eq!((view.years_from, view.years_wanted), (Some(this_year - 3), None));
    assert_eq!(phone.sync(&village).unwrap().requests, 1, "nothing is left to fetch");
}

#[test]
fn the_first_replica_goes_on_from_whichever_page_the_link_broke_at() {
    let village = Village::new().unwrap();
    let (first, second) = (dir(), dir());
    let mut writer = village.phone("A", first.path()).unwrap();
    for number in 0..240 {
        let note = format!("{number} {}", "记".repeat(1900));
        writer.save(visit(&village.households[number % 2], &note)).unwrap();
        if number % 60 == 59 {
            writer.sync(&village).unwrap();
        }
    }
    let mut phone = village.enrolled("A", second.path(), VERSION, 0).unwrap();
    let mut here = Vec::new();
    let report = loop {
        assert!(here.len() < 20, "a page that came is not asked for again: {here:?}");
        // One page comes whole, of the next not even the request arrives, and the app is killed.
        let way = |post| if post == 0 { Way::Whole } else { Way::Lost };
        if let Ok(report) = phone.sync_over(&village, way) {
            break report;
        }
        phone.restart().unwrap();
        let visits = |home: &HouseholdId| phone_visits(phone.ask(Query::Household { id: home.clone() }));
        here.push(village.households[..2].iter().map(visits).sum::<usize>());
    };
    assert!(here.len() >= 2 && here.is_sorted() && here[0] > 0, "{here:?}");
    assert!(report.agreed && report.requests == 1, "{report:?}");
    assert!((report.received as usize) < 240, "what was here came no second time");
    for home in &village.households[..2] {
        assert_eq!(on_phone(&mut phone, home).visits.len(), 120);
    }
    let before = phone.replica().dump_rows().unwrap();
    phone.replica().rebuild().unwrap();
    assert_eq!(phone.replica().dump_rows().unwrap(), before);
}

/// How many visits of a household are here; of one that hasn't come yet, none.
fn phone_visits(answer: Result<Answer, Problem>) -> usize {
    answer.map_or(0, |answer| household(answer).visits.len())
}

#[test]
fn older_years_are_let_go_only_when_all_in_them_is_delivered() {
    let village = Village::new().unwrap();
    let this_year = old_visits(&village, 2);
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.replica().command(Command::FetchYears { from: this_year - 3 }).unwrap();
    phone.sync(&village).unwrap();
    phone.save(visit_at(&home, "补记前年的", in_year(this_year - 2))).unwrap();
    phone.replica().command(Command::FetchYears { from: this_year }).unwrap();
    let years: Vec<i32> = on_phone(&mut phone, &home).visits.iter().map(|v| v.at.day().year).collect();
    assert!(years.contains(&(this_year - 2)), "the unsent visit's year stays");
    assert!(!years.contains(&(this_year - 3)), "a delivered year is gone");
    phone.sync(&village).unwrap();
    assert!(notes(&on_server(&village, &home)).contains(&"补记前年的"));
    phone.replica().command(Command::FetchYears { from: this_year }).unwrap();
    assert!(phone.sync(&village).unwrap().agreed);
    let least = default_year(village.app.now());
    assert!(on_phone(&mut phone, &home).visits.iter().all(|visit| visit.at.day().year >= least));
    assert_eq!(on_server(&village, &home).visits.len(), 7, "the village keeps all");
}

#[test]
fn a_visit_of_an_older_year_brings_that_year_along() {
    let village = Village::new().unwrap();
    let this_year = old_visits(&village, 2);
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.save(visit_at(&home, "补记前年的", in_year(this_year - 2))).unwrap();
    assert!(phone.sync(&village).unwrap().agreed);
    let of_that_year =
        |view: HouseholdView| view.visits.iter().filter(|visit| visit.at.day().year == this_year - 2).count();
    assert_eq!(of_that_year(on_phone(&mut phone, &home)), 3);
}

#[test]
fn a_phone_whose_clock_is_ten_years_ahead_gets_this_years_visits_all_the_same() {
    let village = Village::new().unwrap();
    village.office(visit(&village.households[0], "今年的走访")).unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.off();
    // The same phone as it would have begun with a mad clock: enrolled anew in another folder.
    let other = self::dir();
    let mut mad = village.phone_with_clock("A", other.path(), 3650 * DAY).unwrap();
    assert_eq!(notes(&on_phone(&mut mad, &home)), ["今年的走访"]);
    assert_eq!(sync_view(&mut mad).years_from, Some(default_year(village.app.now())));
    assert!(sync_view(&mut mad).agreed);
}
