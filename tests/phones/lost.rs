//! A server that went back to a backup, and a phone it doesn't know any more.

use super::*;

#[test]
fn a_server_back_from_a_backup_gets_the_lost_tail_with_authors_and_times() {
    let mut village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut phone = village.phone("A", one.path()).unwrap();
    let backup = village.back_up("yesterday").unwrap();
    // A chain through both hands: each change stands on the one before.
    phone.save(edit(&home, "note", "先记一笔")).unwrap();
    phone.sync(&village).unwrap();
    village.office(edit(&home, "party_contact", "书记填的")).unwrap();
    village.office(visit(&home, "书记的走访")).unwrap();
    phone.sync(&village).unwrap();
    phone.save(edit(&home, "joint_leader", "后记一笔")).unwrap();
    phone.save(visit(&home, "还原前的走访")).unwrap();
    phone.sync(&village).unwrap();
    let before = on_server(&village, &home);

    village.restore(&backup).unwrap();
    assert_eq!(on_server(&village, &home).household.note, "");
    let report = phone.sync(&village).unwrap();
    assert!(report.agreed && report.unsent == 0, "{report:?}");
    let after = on_server(&village, &home);
    assert_eq!(after.household, before.household);
    let office = |view: &HouseholdView| {
        let visit = view.visits.iter().find(|visit| visit.note == "书记的走访").unwrap().clone();
        (visit.author, visit.delivery)
    };
    assert_eq!(office(&after), office(&before), "who wrote it and when it was received stand as they were");
    assert_eq!(notes(&after), notes(&before));
    let mut second = village.phone("A", two.path()).unwrap();
    assert_eq!(notes(&on_phone(&mut second, &home)), notes(&after));
}

#[test]
fn giving_back_goes_on_after_a_broken_link() {
    let mut village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    let backup = village.back_up("yesterday").unwrap();
    for number in 0..20 {
        village.office(visit(&home, &format!("书记 {number}"))).unwrap();
        phone.save(visit(&home, &format!("成员 {number}"))).unwrap();
        phone.sync(&village).unwrap();
    }
    village.restore(&backup).unwrap();
    for whole in 0..5 {
        let way = |post| if post < whole { Way::Whole } else { Way::AnswerLost };
        let _ = phone.sync_over(&village, way);
        phone.restart().unwrap();
    }
    let report = phone.sync(&village).unwrap();
    assert!(report.agreed, "{report:?}");
    assert_eq!(on_server(&village, &home).visits.len(), 40);
    assert_eq!(on_phone(&mut phone, &home).visits.len(), 40);
}

#[test]
fn a_phone_the_restored_server_does_not_know_enrols_again_and_nothing_is_lost() {
    let mut village = Village::new().unwrap();
    let (home, other) = (village.households[0].clone(), village.households[1].clone());
    let backup = village.back_up("before the enrolment").unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.save(visit(&home, "送达过的走访")).unwrap();
    phone.save(edit(&home, "note", "送达过的备注")).unwrap();
    phone.sync(&village).unwrap();
    village.office(edit(&home, "party_contact", "书记在上面改的")).unwrap();
    phone.sync(&village).unwrap();
    village.restore(&backup).unwrap();
    phone.save(visit(&home, "没送出的走访")).unwrap();
    phone.save(visit(&other, "另一户")).unwrap();
    assert_eq!(phone.sync(&village).unwrap_err().code, Code::TokenInvalid);
    assert_eq!(sync_view(&mut phone).last_failure.unwrap().code, Code::TokenInvalid);

    phone.enrol_again(&village, "A").unwrap();
    let report = phone.sync(&village).unwrap();
    assert_eq!((report.unsent, report.agreed), (0, true), "{report:?}");
    let view = on_server(&village, &home);
    assert_eq!(notes(&view), ["没送出的走访", "送达过的走访"]);
    assert_eq!(view.household.note, "送达过的备注");
    assert_eq!(notes(&on_server(&village, &other)), ["另一户"]);
    assert_eq!(notes(&on_phone(&mut phone, &home)), notes(&view));
    phone.restart().unwrap();
    phone.save(visit(&home, "之后的走访")).unwrap();
    assert!(phone.sync(&village).unwrap().agreed);
}

#[test]
fn a_code_of_somebody_else_does_not_take_over_a_phone() {
    let village = Village::new().unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.save(visit(&village.households[0], "A 的走访")).unwrap();
    assert_eq!(phone.enrol_again(&village, "B").unwrap_err().code, Code::CodeInvalid);
    assert_eq!(phone.sync(&village).unwrap().sent, 1, "it is A's as before");
}

#[test]
fn what_two_phones_give_back_in_different_ways_is_counted_once() {
    for rewritten_first in [true, false] {
        let mut village = Village::new().unwrap();
        let home = village.households[0].clone();
        let (one, two) = (dir(), dir());
        let mut witness = village.phone("A", two.path()).unwrap();
        let backup = village.back_up("yesterday").unwrap();
        let mut phone = village.phone("A", one.path()).unwrap();
        phone.save(visit(&home, "两边都有的走访")).unwrap();
        phone.save(edit(&home, "note", "两边都有的备注")).unwrap();
        phone.sync(&village).unwrap();
        witness.sync(&village).unwrap();
        witness.save(visit(&home, "见证人接着写的")).unwrap();
        witness.sync(&village).unwrap();
        phone.sync(&village).unwrap();
        village.restore(&backup).unwrap();
        if !rewritten_first {
            witness.sync(&village).unwrap();
        }
        phone.enrol_again(&village, "A").unwrap();
        // Each round each brings what it can; in the end all agree.
        for _ in 0..3 {
            phone.sync(&village).unwrap();
            witness.sync(&village).unwrap();
        }
        for phone in [&mut phone, &mut witness] {
            let report = phone.sync(&village).unwrap();
            assert!(report.agreed && report.unsent == 0, "{rewritten_first}: {report:?}");
            assert_eq!(notes(&on_phone(phone, &home)), ["两边都有的走访", "见证人接着写的"]);
        }
        let view = on_server(&village, &home);
        assert_eq!(notes(&view), ["两边都有的走访", "见证人接着写的"]);
        assert_eq!(view.household.note, "两边都有的备注");
    }
}

#[test]
fn what_the_server_lost_of_a_place_that_was_left_is_delivered_before_it_leaves_the_phone() {
    let mut village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    let backup = village.back_up("yesterday").unwrap();
    phone.save(visit(&home, "送达过又丢了的")).unwrap();
    phone.sync(&village).unwrap();
    village.restore(&backup).unwrap();
    village.moves("A", micro_grid(2)).unwrap();
    assert!(phone.sync(&village).unwrap().agreed);
    assert_eq!(notes(&on_server(&village, &home)), ["送达过又丢了的"]);
    assert_eq!(phone.ask(Query::Household { id: home }).unwrap_err().code, Code::NotFound);
}

#[test]
fn a_server_that_lost_more_than_a_page_can_tell_gets_it_back_in_one_exchange() {
    let mut village = Village::new().unwrap();
    let this_year = village.app.now().day().year;
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    let books =
        |number: usize| (village.households[number % 2].clone(), in_year(this_year - number as i32 / 2));
    let books: Vec<_> = (0..3).map(books).collect();
    let write = |phone: &mut Phone, each: usize| {
        for ((home, at), number) in books.iter().flat_map(|book| (0..each).map(move |number| (book, number)))
        {
            phone.save(visit_at(home, &format!("{number} {}", "记".repeat(1900)), *at)).unwrap();
        }
        phone.sync(&village).unwrap()
    };
    // Each book alone fills a page.
    write(&mut phone, 95);
    let backup = village.back_up("yesterday").unwrap();
    assert!(write(&mut phone, 2).agreed);
    village.restore(&backup).unwrap();
    let report = phone.sync(&village).unwrap();
    assert!(report.agreed && report.unsent == 0, "{report:?}");
    assert_eq!(on_server(&village, &village.households[0]).visits.len(), 2 * 97);
}
