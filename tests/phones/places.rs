//! What leaves a phone, and what comes back to its author.

use super::*;

#[test]
fn a_moved_member_delivers_the_old_places_week_and_then_the_old_place_leaves_the_phone() {
    let mut village = Village::new().unwrap();
    let (old, new) = (village.households[0].clone(), village.households[2].clone());
    let (a, b) = (dir(), dir());
    let mut phone = village.phone("A", a.path()).unwrap();
    village.office(visit(&new, "新网格的历史")).unwrap();
    for day in 0..7 {
        phone.save(visit(&old, &format!("搬走前第 {day} 天"))).unwrap();
        phone.clock.pass(DAY);
    }
    village.moves("A", micro_grid(2)).unwrap();
    // The first request is heard but its answer is lost: nothing leaves before the phone knows.
    let _ = phone.sync_over(&village, |_| Way::AnswerLost);
    assert_eq!(on_phone(&mut phone, &old).visits.len(), 7);
    let report = phone.sync(&village).unwrap();
    assert_eq!((report.unsent, report.refused), (0, 0), "{report:?}");
    assert_eq!(on_server(&village, &old).visits.len(), 7, "counted once each");
    let author = on_server(&village, &old).visits[0].author.clone();
    assert_eq!(author.account, village.person("A").id, "under its author's name");
    let gone = phone.ask(Query::Household { id: old.clone() }).unwrap_err();
    assert_eq!(gone.code, Code::NotFound, "what left the scope is deleted after it was delivered");
    assert_eq!(notes(&on_phone(&mut phone, &new)), ["新网格的历史"], "the new member has the history");
    assert!(sync_view(&mut phone).agreed);
    // Who comes after in the old place has the week.
    village.moves("B", micro_grid(1)).unwrap();
    let mut after = village.phone("B", b.path()).unwrap();
    assert_eq!(on_phone(&mut after, &old).visits.len(), 7);
}

#[test]
fn what_was_returned_and_put_aside_stays_readable_with_its_reason() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.save(visit(&home, "退回的走访")).unwrap();
    phone.save(visit(&village.households[1], "照常的走访")).unwrap();
    village.strike_off(&home).unwrap();
    let report = phone.sync(&village).unwrap();
    assert_eq!((report.refused, report.sent, report.unsent), (1, 1, 0), "{report:?}");
    let returned = sync_view(&mut phone).items[0].clone();
    assert!(
        matches!(&returned.delivery, Delivery::Returned { reason } if !reason.is_empty()),
        "{returned:?}"
    );
    phone.replica().command(Command::PutAside { intent: returned.id }).unwrap();
    assert!(sync_view(&mut phone).items.iter().all(|item| item.words != "退回的走访"));
    phone.restart().unwrap();
    let kept = kept_aside(&mut phone);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].words, "退回的走访");
    assert_eq!(kept[0].delivery, returned.delivery);
}
