//! Households on the phone: added, with what may be the same said before; people who come and go.

use super::*;
use shared_model::api::view::HouseholdItem;

fn add_home(house_no: &str, name: &str) -> Command {
    Command::AddHousehold { micro_grid: None, house_no: house_no.into(), name: name.into() }
}

fn listed(answer: Answer) -> Vec<HouseholdItem> {
    let Answer::Households(items) = answer else { panic!("households") };
    items
}

fn like(phone: &mut Phone, house_no: &str, name: &str) -> Vec<String> {
    let asked = Query::LikeHouseholds { micro_grid: None, house_no: house_no.into(), name: name.into() };
    listed(phone.ask(asked).unwrap()).into_iter().map(|item| item.id.to_string()).collect()
}

#[test]
fn a_household_that_is_added_offline_reaches_the_village_with_its_first_visit_and_everybody_who_keeps_it() {
    let village = Village::new().unwrap();
    let (one, two, three) = (dir(), dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let mut b = village.phone("B", three.path()).unwrap();
    let id = a.save(add_home(" 31 ", "吉木阿呷")).unwrap();
    let home = HouseholdId::parse(&id).unwrap();
    a.save(visit(&home, "新搬来的")).unwrap();
    let report = a.sync(&village).unwrap();
    assert_eq!((report.refused, report.unsent, report.agreed), (0, 0, true), "{report:?}");
    leader.sync(&village).unwrap();
    b.sync(&village).unwrap();
    let there = on_phone(&mut leader, &home);
    assert_eq!((there.household.name(), there.household.house_no.as_str()), ("吉木阿呷", "31"));
    assert_eq!((notes(&there), notes(&on_server(&village, &home))), (vec!["新搬来的"], vec!["新搬来的"]));
    assert_eq!(b.ask(Query::Household { id: home.clone() }).unwrap_err().code, Code::NotFound);
    let unnamed = a.save(add_home("32", "  ")).unwrap_err();
    assert_eq!(unnamed.code, Code::Invalid);
    let elsewhere =
        Command::AddHousehold { micro_grid: Some(micro_grid(2)), house_no: "1".into(), name: "x".into() };
    assert_eq!(a.save(elsewhere.clone()).unwrap_err().code, Code::Forbidden);
    leader.save(elsewhere).unwrap();
    assert_eq!(leader.save(add_home("33", "x")).unwrap_err().code, Code::Invalid, "in which micro-grid?");
}

#[test]
fn what_may_be_the_same_household_is_said_before_it_is_added() {
    let village = Village::new().unwrap();
    let one = dir();
    let mut a = village.phone("A", one.path()).unwrap();
    let id = a.save(add_home("31", "吉木阿呷")).unwrap();
    for (house_no, name) in [("33", "吉木 阿呷"), ("", "吉木阿呷")] {
        assert_eq!(like(&mut a, house_no, name), std::slice::from_ref(&id));
    }
    assert!(like(&mut a, "40", "吉木阿呷").is_empty() && like(&mut a, "31", "吉木").is_empty());
    // Who was told goes on.
    a.save(add_home("33", "吉木阿呷")).unwrap();
    assert_eq!(like(&mut a, "32", "吉木阿呷").len(), 2);
}

#[test]
fn who_moves_away_or_dies_stays_on_record_and_is_visited_no_more() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let home = village.households[0].clone();
    a.save(edit(&home, "resident.new.name", "杨小梅")).unwrap();
    let added = on_phone(&mut a, &home).household;
    let resident = added.residents.iter().find(|one| one.name == "杨小梅").unwrap().id.clone();
    a.save(edit(&home, &format!("resident.{resident}.gone"), "moved")).unwrap();
    let view = on_phone(&mut a, &home).household;
    let last = view.residents.last().unwrap();
    assert_eq!((last.name.as_str(), last.gone.as_str()), ("杨小梅", "moved"));
    assert_eq!(view.present().count() + 1, view.residents.len());
    let wrong = a.save(edit(&home, &format!("resident.{resident}.gone"), "lost")).unwrap_err();
    assert_eq!(wrong.code, Code::Invalid);
    a.save(edit(&home, "gone", "moved")).unwrap();
    a.sync(&village).unwrap();
    leader.sync(&village).unwrap();
    let item = |phone: &mut Phone| {
        let all = listed(phone.ask(Query::Households { search: String::new(), micro_grid: None }).unwrap());
        all.into_iter().find(|item| item.id == home).unwrap()
    };
    assert_eq!((item(&mut leader).gone, item(&mut leader).visit_due), (true, None));
    assert!(today(&mut a).visits.iter().all(|item| item.id != home), "nobody is sent there");
    leader.save(edit(&home, "gone", "")).unwrap();
    assert!(!item(&mut leader).gone && item(&mut leader).visit_due.is_some(), "they came back");
    leader.sync(&village).unwrap();
    a.sync(&village).unwrap();
    let Answer::History(history) = a.ask(Query::HouseholdHistory { id: home.clone() }).unwrap() else {
        panic!("history")
    };
    let gone: Vec<_> = history.iter().filter(|e| e.field == "gone").map(|e| e.to.as_str()).collect();
    assert_eq!(gone, ["", "moved"], "both stay on record");
}
