//! Complaints and suggestions on the phone: kept at once, handed in after the entries, each once, and shown
//! with what became of them.

use super::shelf::Shared;
use super::*;
use shared_model::api::feedback::FeedbackView;
use shared_model::api::view::IntentKind;
use shared_model::feedback::{Addressee, FEEDBACK_WORDS_MOST, FeedbackKind};

fn write(to: Addressee, words: &str) -> Command {
    Command::WriteFeedback { kind: FeedbackKind::Complaint, to, words: words.into() }
}

fn own(phone: &mut Phone) -> Vec<FeedbackView> {
    let Answer::Feedback(all) = phone.ask(Query::Feedback).unwrap() else { panic!("feedback") };
    all
}

fn words(all: &[FeedbackView]) -> Vec<(&str, bool)> {
    all.iter().map(|one| (one.words.as_str(), one.received_at.is_some())).collect()
}

/// What the village's console lists.
fn at_village(village: &Village) -> Vec<FeedbackView> {
    let Answer::Feedback(all) = village.ask(&Query::Feedback).unwrap() else { panic!("feedback") };
    all
}

fn answers(village: &Village, one: &FeedbackView, words: &str) {
    let account = village.person("A").id.clone();
    village.office(Command::AnswerFeedback { account, id: one.id.clone(), words: words.into() }).unwrap();
}

#[test]
fn it_is_kept_without_a_network_survives_a_kill_and_nothing_is_called_done_meanwhile() {
    let village = Village::new().unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    assert!(sync_view(&mut phone).agreed);
    phone.save(write(Addressee::Village, "路灯坏了")).unwrap();
    phone.restart().unwrap();
    assert_eq!(words(&own(&mut phone)), [("路灯坏了", false)]);
    let view = sync_view(&mut phone);
    assert!(!view.agreed, "not both sides have the same");
    let item = &view.items[0];
    assert_eq!((item.kind, &item.delivery), (IntentKind::Feedback, &Delivery::SavedHere));
    assert_eq!(item.subject, "路灯坏了");
    let Ok(Answer::Today(today)) = phone.ask(Query::Today) else { panic!("today") };
    assert_eq!(today.unsent, 1);
    assert_eq!(phone.replica().not_delivered().unwrap(), 1, "who leaves the phone is told of it");

    phone.sync_over(&village, |_| Way::Lost).unwrap_err();
    assert_eq!(words(&own(&mut phone)), [("路灯坏了", false)]);
    phone.sync(&village).unwrap();
    assert_eq!(words(&own(&mut phone)), [("路灯坏了", true)]);
    let view = sync_view(&mut phone);
    assert!(view.agreed && view.items.is_empty(), "{view:?}");
    assert_eq!(phone.replica().not_delivered().unwrap(), 0);
    assert_eq!(words(&at_village(&village)), [("路灯坏了", true)]);
}

#[test]
fn a_lost_answer_doubles_nothing_and_the_entries_of_that_exchange_are_delivered_all_the_same() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    for way in [Way::Lost, Way::AnswerLost, Way::Twice] {
        phone.feedback_way = way;
        phone.save(write(Addressee::Village, &format!("{way:?}"))).unwrap();
        phone.save(visit(&home, "走访")).unwrap();
        let report = phone.sync(&village).unwrap();
        assert!(report.sent == 1 && report.agreed, "{report:?}");
        phone.restart().unwrap();
    }
    let expected = [("Twice", true), ("AnswerLost", true), ("Lost", true)];
    assert_eq!(words(&own(&mut phone)), expected);
    let mut there = at_village(&village);
    there.sort_by_key(|one| std::cmp::Reverse(one.written_at));
    assert_eq!(words(&there), expected, "each once");
}

#[test]
fn more_than_one_request_holds_goes_in_several_after_one_exchange() {
    let village = Village::new().unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    for number in 0..45 {
        phone.save(write(Addressee::Village, &format!("第 {number} 条"))).unwrap();
    }
    phone.sync(&village).unwrap();
    assert_eq!(at_village(&village).len(), 45);
    assert!(own(&mut phone).iter().all(|one| one.received_at.is_some()));
}

#[test]
fn the_answer_comes_with_the_next_contact_and_a_new_phone_has_all_of_it() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut phone = village.phone("A", one.path()).unwrap();
    phone.save(write(Addressee::Village, "路灯坏了")).unwrap();
    phone.save(write(Addressee::County, "书记不公道")).unwrap();
    phone.sync(&village).unwrap();
    let there = at_village(&village);
    assert_eq!(words(&there), [("路灯坏了", true)], "what the county is told the village isn't");
    answers(&village, &there[0], "已经报修");
    assert!(own(&mut phone).iter().all(|one| one.reply.is_none()));
    phone.sync(&village).unwrap();
    let told = own(&mut phone);
    let reply = told.iter().find(|one| one.to == Addressee::Village).unwrap().reply.clone().unwrap();
    assert_eq!((reply.words.as_str(), reply.by.as_str()), ("已经报修", "secretary"));
    let second = village.phone("A", two.path()).unwrap();
    let mut second = second;
    // Both were written within one moment: which of them is the newer one the second phone can't know.
    let by_id = |mut all: Vec<FeedbackView>| {
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all
    };
    assert_eq!(by_id(own(&mut second)), by_id(told));
    let mut other = village.phone("B", dir().path()).unwrap();
    assert_eq!(own(&mut other), []);
}

#[test]
fn a_server_back_from_a_backup_gets_again_what_it_lost() {
    let mut village = Village::new().unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    let backup = village.back_up("yesterday").unwrap();
    phone.save(write(Addressee::Village, "路灯坏了")).unwrap();
    phone.sync(&village).unwrap();
    village.restore(&backup).unwrap();
    assert_eq!(at_village(&village), []);
    phone.sync(&village).unwrap();
    phone.sync(&village).unwrap();
    assert_eq!(words(&at_village(&village)), [("路灯坏了", true)]);
    assert_eq!(words(&own(&mut phone)), [("路灯坏了", true)]);
}

#[test]
fn a_revoked_phone_keeps_it_and_hands_it_in_when_it_is_known_again() {
    let village = Village::new().unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.save(write(Addressee::County, "书记不公道")).unwrap();
    let account = village.person("A").id.clone();
    village.office(Command::RevokeDevices { account }).unwrap();
    assert_eq!(phone.sync(&village).unwrap_err().code, Code::TokenInvalid);
    assert_eq!(words(&own(&mut phone)), [("书记不公道", false)]);
    phone.enrol_again(&village, "A").unwrap();
    phone.sync(&village).unwrap();
    assert_eq!(words(&own(&mut phone)), [("书记不公道", true)]);
}

#[test]
fn a_damaged_file_does_not_take_it_along() {
    let village = Village::new().unwrap();
    let dir = dir();
    let mut phone = village.phone("A", dir.path()).unwrap();
    phone.save(write(Addressee::County, "书记不公道")).unwrap();
    phone.off();
    let mut bytes = std::fs::read(&phone.setting.file).unwrap();
    bytes[..4096].fill(0x5a);
    std::fs::write(&phone.setting.file, bytes).unwrap();
    phone.restart().unwrap();
    assert_eq!(words(&own(&mut phone)), [("书记不公道", false)]);
    phone.sync(&village).unwrap();
    assert_eq!(words(&own(&mut phone)), [("书记不公道", true)]);
}

#[test]
fn words_that_do_not_fit_and_an_addressee_that_is_none_are_refused_and_nothing_is_kept() {
    let village = Village::new().unwrap();
    let (member, office) = (dir(), dir());
    let mut phone = village.phone("A", member.path()).unwrap();
    for wrong in ["", " \n", &"话".repeat(FEEDBACK_WORDS_MOST + 1)] {
        assert_eq!(phone.save(write(Addressee::Village, wrong)).unwrap_err().code, Code::Invalid);
    }
    assert_eq!(own(&mut phone), []);
    let mut above = village.phone("department", office.path()).unwrap();
    assert_eq!(above.save(write(Addressee::Village, "没有村")).unwrap_err().code, Code::Invalid);
    above.save(write(Addressee::County, "报县里")).unwrap();
    above.sync(&village).unwrap();
    assert_eq!(words(&own(&mut above)), [("报县里", true)]);
}

#[test]
fn an_app_of_the_first_protocol_keeps_it_to_itself() {
    let village = Village::new().unwrap();
    let dir = dir();
    let mut phone = village.phone_speaking("A", dir.path(), 1).unwrap();
    phone.save(write(Addressee::Village, "路灯坏了")).unwrap();
    phone.sync(&village).unwrap();
    assert_eq!(words(&own(&mut phone)), [("路灯坏了", false)]);
}

#[test]
fn practice_sends_none_and_who_leaves_with_something_unsent_is_told() {
    let phone = Shared::new();
    phone.enrols("A");
    let complaint = || write(Addressee::Village, "练习里的");
    phone.does(Command::Train).unwrap();
    phone.does(complaint()).unwrap();
    assert_eq!(phone.does(Command::Sync).unwrap_err().code, Code::NotHere);
    phone.does(Command::RemoveReplica).unwrap();
    phone.unlocks();
    phone.does(Command::Sync).unwrap();
    let all = |phone: &Shared| match phone.asks(Query::Feedback) {
        Ok(Answer::Feedback(all)) => all,
        other => panic!("{other:?}"),
    };
    assert_eq!(all(&phone), []);

    phone.does(write(Addressee::Village, "真的")).unwrap();
    assert_eq!(phone.does(Command::RemoveReplica).unwrap_err().code, Code::Unsent);
    phone.does(Command::Sync).unwrap();
    assert_eq!(words(&all(&phone)), [("真的", true)]);
    phone.does(Command::RemoveReplica).unwrap();
}
