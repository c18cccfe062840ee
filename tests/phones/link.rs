//! What a bad link does to an exchange.

use super::*;
use std::sync::Arc;

#[test]
fn every_post_and_every_answer_may_be_lost_once() {
    for (number, way) in (0..4).flat_map(|number| [(number, Way::Lost), (number, Way::AnswerLost)]) {
        let village = Village::new().unwrap();
        let home = village.households[0].clone();
        let dir = dir();
        let mut phone = village.phone("A", dir.path()).unwrap();
        village.office(edit(&home, "note", "书记改的")).unwrap();
        phone.save(visit(&home, "走访")).unwrap();
        phone.save(edit(&home, "joint_leader", "联户长")).unwrap();
        phone.sync_over(&village, |post| if post == number { way } else { Way::Whole }).unwrap();
        let report = phone.sync(&village).unwrap();
        assert!(report.agreed && report.unsent == 0, "{number} {way:?}: {report:?}");
        assert_eq!(on_server(&village, &home).visits.len(), 1);
        assert_eq!(on_phone(&mut phone, &home).household, on_server(&village, &home).household);
        let before = phone.replica().dump_rows().unwrap();
        phone.replica().rebuild().unwrap();
        assert_eq!(phone.replica().dump_rows().unwrap(), before);
    }
}

#[test]
fn requests_that_arrive_twice_or_late_change_nothing() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    let mut old = phone.posts.clone();
    for number in 0..3 {
        phone.save(visit(&home, &format!("走访 {number}"))).unwrap();
        phone.save(edit(&home, "note", &format!("备注 {number}"))).unwrap();
        phone.sync_over(&village, |_| Way::Twice).unwrap();
        old.extend(phone.posts.clone());
    }
    // What lingered on the way arrives now, the last first.
    for frame in old.iter().rev() {
        phone.arrives(&village, frame).unwrap();
    }
    phone.save(visit(&home, "走访 3")).unwrap();
    let report = phone.sync(&village).unwrap();
    assert_eq!((report.sent, report.requests, report.agreed), (1, 1, true));
    let view = on_server(&village, &home);
    assert_eq!((view.visits.len(), &*view.household.note), (4, "备注 2"));
}

#[test]
fn an_answer_that_comes_twice_is_taken_in_once() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.save(visit(&home, "走访")).unwrap();
    let Output::Post { post, frame, .. } = phone.replica().step(Input::Begin).remove(0) else {
        panic!("post")
    };
    let answered = Input::Answered { post, status: 200, body: phone.arrives(&village, &frame).unwrap() };
    let outputs = phone.replica().step(answered.clone());
    assert!(
        matches!(outputs[..], [Output::Finished { outcome: Ok(_), .. }, Output::PhotosOver(_)]),
        "{outputs:?}"
    );
    let rows = phone.replica().dump_rows().unwrap();
    assert_eq!(phone.replica().step(answered.clone()), []);
    // While the next exchange waits for its own answer, the old one is none for it.
    phone.save(visit(&home, "再走访")).unwrap();
    assert!(matches!(phone.replica().step(Input::Begin)[..], [Output::Post { .. }]));
    assert_eq!(phone.replica().step(answered), []);
    assert_ne!(phone.replica().dump_rows().unwrap(), rows);
    let Answer::Sync(view) = phone.ask(Query::Sync).unwrap() else { panic!("sync") };
    assert_eq!(view.items[0].delivery, Delivery::Sending, "the second visit is still on its way");
}

/// Begins an exchange and hands out what is posted.
fn begin(phone: &mut Phone) -> (u64, Arc<Vec<u8>>) {
    match phone.replica().step(Input::Begin).remove(0) {
        Output::Post { post, token, frame, .. } => {
            phone.token = token;
            (post, frame)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_syncs_of_one_phone_at_once_lose_nothing_whichever_ends_first() {
    for late_first in [false, true] {
        let village = Village::new().unwrap();
        let home = village.households[0].clone();
        let dir = dir();
        let mut phone = village.phone("A", dir.path()).unwrap();
        // The app and a process the system woke in the background have one file open.
        let mut woken = Phone::open(phone.setting.clone(), phone.clock.clone()).unwrap();
        phone.save(visit(&home, "第一次")).unwrap();
        let first = begin(&mut phone);
        woken.save(visit(&home, "第二次")).unwrap();
        village.office(edit(&home, "note", "书记改的")).unwrap();
        let second = begin(&mut woken);
        let body = |phone: &mut Phone, frame: &[u8]| phone.arrives(&village, frame).unwrap();
        let first = (first.0, body(&mut phone, &first.1));
        village.office(edit(&home, "joint_leader", "书记又改的")).unwrap();
        let second = (second.0, body(&mut woken, &second.1));
        let take = |phone: &mut Phone, (post, body): (u64, Vec<u8>)| {
            let outputs = phone.replica().step(Input::Answered { post, status: 200, body });
            assert!(!outputs.is_empty());
        };
        // The older answer is taken in after the newer one, too.
        if late_first {
            take(&mut woken, second);
            take(&mut phone, first);
        } else {
            take(&mut phone, first);
            take(&mut woken, second);
        }
        drop(woken);
        phone.restart().unwrap();
        let report = phone.sync(&village).unwrap();
        assert!(report.agreed && report.unsent == 0, "{report:?}");
        for view in [on_phone(&mut phone, &home), on_server(&village, &home)] {
            assert_eq!(notes(&view), ["第一次", "第二次"]);
            assert_eq!((&*view.household.note, &*view.household.joint_leader), ("书记改的", "书记又改的"));
        }
        let before = phone.replica().dump_rows().unwrap();
        phone.replica().rebuild().unwrap();
        assert_eq!(phone.replica().dump_rows().unwrap(), before);
    }
}

#[test]
fn who_asks_to_sync_while_an_exchange_runs_has_what_was_written_meanwhile_delivered() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.save(visit(&home, "第一次")).unwrap();
    let (post, frame) = begin(&mut phone);
    phone.save(visit(&home, "第二次")).unwrap();
    assert_eq!(phone.replica().step(Input::Begin), [], "one exchange at a time");
    let body = phone.arrives(&village, &frame).unwrap();
    let outputs = phone.replica().step(Input::Answered { post, status: 200, body });
    let [
        Output::Finished { outcome: Ok(first), .. },
        Output::PhotosOver(_),
        Output::Post { post, frame, .. },
    ] = &outputs[..]
    else {
        panic!("{outputs:?}")
    };
    assert_eq!(first.sent, 1);
    let (post, body) = (*post, phone.arrives(&village, frame).unwrap());
    let outputs = phone.replica().step(Input::Answered { post, status: 200, body });
    let [Output::Finished { outcome: Ok(second), .. }, Output::PhotosOver(_)] = &outputs[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(second.sent, 1);
    assert_eq!(notes(&on_server(&village, &home)), ["第一次", "第二次"]);
}

#[test]
fn an_answer_taken_in_after_a_newer_one_changes_nothing() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    let mut woken = Phone::open(phone.setting.clone(), phone.clock.clone()).unwrap();
    woken.save(visit(&home, "走访")).unwrap();
    village.office(edit(&home, "note", "书记先改的")).unwrap();
    let (post, frame) = begin(&mut woken);
    let body = woken.arrives(&village, &frame).unwrap();
    village.office(edit(&home, "note", "书记后改的")).unwrap();
    assert!(phone.sync(&village).unwrap().agreed);
    let rows = phone.replica().dump_rows().unwrap();
    let late = Input::Answered { post, status: 200, body };
    let outputs = woken.replica().step(late);
    assert!(matches!(outputs.first(), Some(Output::Finished { outcome: Ok(_), .. } | Output::Post { .. })));
    assert_eq!(phone.replica().dump_rows().unwrap(), rows);
    let report = phone.sync(&village).unwrap();
    assert!(report.agreed && report.sent == 0, "{report:?}");
    assert_eq!(on_phone(&mut phone, &home).household.note, "书记后改的");
    assert_eq!(notes(&on_server(&village, &home)), ["走访"]);
}
