//! What a phone says of what moves: how far the transfer is, what it waits for, what others' work came.

use super::*;
use shared_model::api::view::{CameView, IntentKind, Moved, Wait};

#[test]
fn the_bytes_told_are_those_of_the_request_on_the_way_and_of_what_was_answered() {
    let village = Village::new().unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.save(visit(&village.households[0], "走访")).unwrap();
    let outputs = phone.replica().step(Input::Begin);
    let Some(Output::Post { post, token, frame, .. }) = outputs.into_iter().next() else { panic!("a post") };
    let bytes = frame.len() as u64;
    let view = sync_view(&mut phone);
    assert!(view.running);
    assert_eq!(view.words, Moved { sent: 0, left: bytes });
    assert_eq!(view.items[0].delivery, Delivery::Sending);
    let body = sync_server::sync::framed(&village.app, &token, &frame).map_err(|f| f.told()).unwrap();
    phone.replica().step(Input::Answered { post, status: 200, body });
    let view = sync_view(&mut phone);
    assert_eq!((view.running, view.words), (false, Moved { sent: bytes, left: 0 }));
    assert!(matches!(view.items[0].delivery, Delivery::Received { .. }));
}

#[test]
fn what_it_waits_for_is_said_and_nothing_when_it_waits_for_nothing() {
    let village = Village::new().unwrap();
    let (here, ahead) = (dir(), dir());
    let mut phone = village.phone("A", here.path()).unwrap();
    assert_eq!(sync_view(&mut phone).waits, []);
    phone.save(visit(&village.households[0], "走访")).unwrap();
    phone.sync_over(&village, |_| Way::Lost).unwrap_err();
    let view = sync_view(&mut phone);
    assert_eq!(view.waits, [Wait::Network]);
    assert!(!view.agreed && view.words == Moved::default(), "what was lost on the way was not sent");
    phone.sync(&village).unwrap();
    assert_eq!(sync_view(&mut phone).waits, []);

    let mut ahead = village.phone_with_clock("B", ahead.path(), 3 * DAY).unwrap();
    let view = sync_view(&mut ahead);
    assert_eq!(view.waits, [Wait::Clock]);
    assert!(view.agreed, "a wrong clock holds nothing up");
    ahead.clock.pass(-3 * DAY);
    ahead.sync(&village).unwrap();
    assert_eq!(sync_view(&mut ahead).waits, []);
}

#[test]
fn what_others_wrote_is_told_by_document_until_another_exchange_brings_something() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    assert_eq!(sync_view(&mut phone).came, [], "what fills the phone is no news");
    village.office(visit(&home, "村里去过")).unwrap();
    village.office(visit(&home, "又去一次")).unwrap();
    village.office(raise(1, None, "地界")).unwrap();
    phone.save(visit(&home, "自己的")).unwrap();
    phone.sync(&village).unwrap();
    let came = sync_view(&mut phone).came;
    let by = vec!["secretary".to_owned()];
    assert_eq!(came.len(), 2, "one's own is no news: {came:?}");
    let case = came.iter().find(|one| one.kind == IntentKind::CaseStep).unwrap();
    assert_eq!((case.subject.as_str(), &case.by, case.case.is_some()), ("地界", &by, true));
    let visits = CameView {
        kind: IntentKind::Visit,
        subject: "李玉珍".into(),
        count: 2,
        by,
        household: Some(home.clone()),
        case: None,
    };
    assert!(came.contains(&visits), "{came:?}");
    phone.sync(&village).unwrap();
    assert_eq!(sync_view(&mut phone).came, came, "an exchange that brings nothing takes nothing away");
    village.office(edit(&home, "note", "新的备注")).unwrap();
    phone.sync(&village).unwrap();
    let kinds: Vec<IntentKind> = sync_view(&mut phone).came.into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [IntentKind::Edit]);
}
