//! What leaves a phone, and what comes back to its author.

use super::*;
use shared_model::api::view::{CaseView, Count};
use shared_model::casework::{CaseKind, Colour, Step};
use shared_model::ids::CaseId;

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

/// Households visited, and open cases, by micro-grid.
fn counted(village: &Village, number: u16) -> (u32, Count) {
    let place = micro_grid(number);
    let asked = village.ask(&Query::Numbers { place: Some(place) }).unwrap();
    let Answer::Numbers(numbers) = asked else { panic!("numbers") };
    (numbers.total.visited_30_days, numbers.total.open)
}

fn raise(number: u16, title: &str) -> Command {
    let step = Step::Raised {
        kind: CaseKind::Dispute,
        category: "neighbours".into(),
        colour: Colour::Green,
        title: title.into(),
        words: title.into(),
        micro_grid: micro_grid(number),
        parties: vec![],
        facts: Default::default(),
    };
    Command::RaiseCase { step, photos: vec![] }
}

fn titles(answer: Answer) -> Vec<String> {
    let Answer::Cases(cases) = answer else { panic!("cases") };
    cases.into_iter().map(|case| case.title).collect()
}

#[test]
fn two_members_change_places_each_with_a_week_unsent_and_every_count_stays_with_its_place() {
    let mut village = Village::new().unwrap();
    let homes = village.households.clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    for day in 0..7 {
        a.save(visit(&homes[0], &format!("A 第 {day} 天"))).unwrap();
        b.save(visit(&homes[2 + day % 2], &format!("B 第 {day} 天"))).unwrap();
    }
    a.save(raise(1, "一网格 01 的水渠")).unwrap();
    a.save(edit(&homes[1], "note", "A 记的")).unwrap();
    // First a third place between, then each at the other's.
    for (name, number) in [("A", 2), ("B", 1), ("A", 1), ("A", 2)] {
        village.moves(name, micro_grid(number)).unwrap();
    }
    b.sync(&village).unwrap();
    for phone in [&mut a, &mut b] {
        let report = phone.sync(&village).unwrap();
        assert!(report.agreed && report.unsent == 0 && report.refused == 0, "{report:?}");
    }
    assert_eq!(counted(&village, 1), (1, Count::Is(1)), "A's week and case stay with the first micro-grid");
    assert_eq!(counted(&village, 2), (2, Count::Is(0)));
    let first = on_server(&village, &homes[0]);
    assert_eq!(first.visits.len(), 7);
    assert!(first.visits.iter().all(|visit| visit.author.account == village.person("A").id));
    for (phone, here, gone, cases) in
        [(&mut a, 2..4, 0..2, vec![]), (&mut b, 0..2, 2..4, vec!["一网格 01 的水渠"])]
    {
        for number in here {
            let view = on_phone(phone, &homes[number]);
            assert_eq!(notes(&view), notes(&on_server(&village, &homes[number])), "with its history");
        }
        for number in gone {
            let gone = phone.ask(Query::Household { id: homes[number].clone() }).unwrap_err();
            assert_eq!(gone.code, Code::NotFound);
        }
        let asked = phone.ask(Query::Cases { search: String::new(), closed: true }).unwrap();
        assert_eq!(titles(asked), cases);
        let before = phone.replica().dump_rows().unwrap();
        phone.replica().rebuild().unwrap();
        assert_eq!(phone.replica().dump_rows().unwrap(), before);
    }
    // The new hands write at once.
    a.save(visit(&homes[3], "换手后的")).unwrap();
    assert_eq!(a.sync(&village).unwrap().sent, 1);
}

fn case_on(phone: &mut Phone, id: &str) -> Result<CaseView, Problem> {
    let id = CaseId::parse(id).unwrap();
    match phone.ask(Query::Case { id })? {
        Answer::Case(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_grant_that_ended_takes_what_was_done_under_it_and_then_leaves_the_phone() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    let id = a.save(raise(1, "一网格 01 的水渠")).unwrap();
    a.sync(&village).unwrap();
    let case = CaseId::parse(&id).unwrap();
    let on_server = |village: &Village| {
        let Answer::Case(view) = village.ask(&Query::Case { id: case.clone() }).unwrap() else {
            panic!("case")
        };
        view
    };
    let office = |step: Step| {
        let seen = Some(on_server(&village).frontier);
        let (case, photos) = (case.clone(), vec![]);
        village.office(Command::AddToCase { case, step, seen, anyway: false, photos }).unwrap();
    };
    let to = |name: &str| Step::Dispatched { to: village.person(name).id.clone(), words: String::new() };
    office(Step::Accepted { words: String::new() });
    assert_eq!(case_on(&mut b, &id).unwrap_err().code, Code::NotFound, "not B's yet");
    office(to("B"));
    b.sync(&village).unwrap();
    let seen = Some(case_on(&mut b, &id).unwrap().frontier);
    let step = Step::Progress { words: "B 去看过了".into() };
    let add = Command::AddToCase { case: case.clone(), step, seen, anyway: false, photos: vec![] };
    b.save(add).unwrap();
    office(to("A"));
    // The first request is heard, its answer lost: the work is still on the phone.
    let _ = b.sync_over(&village, |_| Way::AnswerLost);
    assert!(case_on(&mut b, &id).is_ok());
    let report = b.sync(&village).unwrap();
    assert!(report.agreed && report.unsent == 0 && report.refused == 0, "{report:?}");
    let view = on_server(&village);
    let progress = view.timeline.iter().find(|entry| entry.author.account == village.person("B").id).unwrap();
    assert_eq!(progress.void, None, "it was B's to do as B had seen it");
    assert_eq!(case_on(&mut b, &id).unwrap_err().code, Code::NotFound, "and then it left");
    a.sync(&village).unwrap();
    assert_eq!(case_on(&mut a, &id).unwrap().timeline.len(), view.timeline.len());
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

#[test]
fn a_refused_change_holds_back_only_its_document_and_what_still_stands_is_written_again() {
    let village = Village::new().unwrap();
    let (home, other) = (village.households[0].clone(), village.households[1].clone());
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    // A change of more operations than the door lets in.
    let tag = |number: u32| {
        let letter = |at: u32| char::from(b'a' + (number / 26u32.pow(at) % 26) as u8);
        FieldEdit { field: format!("tag.{}{}{}", letter(2), letter(1), letter(0)), value: "1".into() }
    };
    let edits = (0..2001).map(tag).collect();
    phone.save(edit(&home, "joint_leader", "之前改的")).unwrap();
    let refused = phone.save(Command::EditHousehold { household: home.clone(), edits }).unwrap();
    assert_eq!(refused, home.to_string());
    phone.save(edit(&home, "note", "之后改的")).unwrap();
    phone.save(visit(&home, "同一户的走访")).unwrap();
    phone.save(visit(&other, "另一户的走访")).unwrap();
    village.office(edit(&home, "party_contact", "书记同时改的")).unwrap();
    let report = phone.sync(&village).unwrap();
    assert!(report.agreed && report.unsent == 0, "{report:?}");
    let view = on_server(&village, &home);
    let fields = [&*view.household.joint_leader, &*view.household.note, &*view.household.party_contact];
    assert_eq!(fields, ["之前改的", "之后改的", "书记同时改的"], "the intents stand on the server's state");
    assert_eq!(notes(&view), ["同一户的走访"]);
    assert_eq!(notes(&on_server(&village, &other)), ["另一户的走访"]);
    let items = sync_view(&mut phone).items;
    let returned: Vec<_> =
        items.iter().filter(|item| matches!(item.delivery, Delivery::Returned { .. })).collect();
    assert_eq!(returned.len(), 1);
    assert_eq!(returned[0].delivery, Delivery::Returned { reason: "too_large".into() });
    assert!(returned[0].words.starts_with("1 / 1"), "readable to its author");
    assert_eq!(on_phone(&mut phone, &home).household, view.household);
    // It is not sent again, and holds nothing back later on.
    phone.save(edit(&home, "note", "又改的")).unwrap();
    let report = phone.sync(&village).unwrap();
    assert_eq!((report.sent, report.refused, report.agreed), (1, 0, true));
}
