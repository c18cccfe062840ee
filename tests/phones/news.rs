//! What others wrote that concerns one: after a sync, until it was looked at; and through whose phone.

use super::*;
use shared_model::api::view::NewsView;
use system_tests::pocket::meet;

fn news(phone: &mut Phone) -> NewsView {
    let Answer::News(view) = phone.ask(Query::News).unwrap() else { panic!("news") };
    view
}

/// What stands there, newest first: the step, and whether it wasn't looked at yet.
fn told(phone: &mut Phone) -> Vec<(&'static str, bool)> {
    news(phone).items.iter().map(|item| (item.kind.word(), item.unread)).collect()
}

fn returned(words: &str) -> Step {
    Step::Returned { words: words.into() }
}

#[test]
fn a_member_is_told_what_became_of_their_case_until_they_have_looked() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    let case = a.save(raise(1, None, "地界")).unwrap();
    a.save(progress(&case, "自己写的不是消息")).unwrap();
    a.sync(&village).unwrap();
    assert_eq!(told(&mut a), []);
    village.office(add(&case, returned("占了多少？"))).unwrap();
    a.sync(&village).unwrap();
    b.sync(&village).unwrap();
    assert_eq!((told(&mut a), today(&mut a).news), (vec![("returned", true)], 1));
    let item = &news(&mut a).items[0];
    assert_eq!((item.words.as_str(), item.author.name.as_str()), ("占了多少？", "secretary"));
    assert_eq!(told(&mut b), [], "nobody is told what isn't theirs to see");

    // What comes in while one looks stays new.
    let upto = news(&mut a).upto;
    village.office(add(&case, Step::Urged { words: "今天说清".into(), by: None })).unwrap();
    a.sync(&village).unwrap();
    a.replica().command(Command::ReadNews { upto }).unwrap();
    assert_eq!(told(&mut a), [("urged", true), ("returned", false)]);
    a.restart().unwrap();
    assert_eq!(today(&mut a).news, 1, "kept in the phone's file");
    // A screen that is behind takes nothing back, and one that is ahead reads nothing that isn't here.
    let all = Command::ReadNews { upto: u64::MAX };
    a.replica().command(all).unwrap();
    a.replica().command(Command::ReadNews { upto: 0 }).unwrap();
    assert_eq!(today(&mut a).news, 0);
    village.office(add(&case, Step::Accepted { words: String::new() })).unwrap();
    a.sync(&village).unwrap();
    assert_eq!(told(&mut a)[0], ("accepted", true));
}

#[test]
fn a_task_is_news_to_whom_it_is_given_and_its_answer_to_who_gave_it() {
    let village = Village::new().unwrap();
    let (one, two, three) = (dir(), dir(), dir());
    let mut leader = village.phone("leader", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    let mut a = village.phone("A", three.path()).unwrap();
    let case = leader.save(raise(2, None, "水渠议题")).unwrap();
    let to = village.person("B").id.clone();
    let task = leader.save(add(&case, Step::Tasked { to, words: "请石匠".into(), by: None })).unwrap();
    leader.sync(&village).unwrap();
    b.sync(&village).unwrap();
    let items = news(&mut b).items;
    assert_eq!(
        items.iter().map(|item| (item.kind.word(), item.to_me)).collect::<Vec<_>>(),
        [("tasked", true), ("raised", false)]
    );
    let task = shared_model::ids::EventId::parse(&task).unwrap();
    b.save(add(&case, Step::TaskDone { task, words: "请好了".into() })).unwrap();
    b.sync(&village).unwrap();
    for phone in [&mut leader, &mut a] {
        phone.sync(&village).unwrap();
    }
    assert_eq!(told(&mut leader), [("task_done", true)]);
    assert_eq!(told(&mut a), []);
}

#[test]
fn what_a_new_phone_is_filled_with_is_no_news_and_what_comes_up_to_a_leader_is() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let case = a.save(raise(1, None, "地界")).unwrap();
    a.sync(&village).unwrap();
    village.office(add(&case, returned("占了多少？"))).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let second = dir();
    let mut new = village.phone("A", second.path()).unwrap();
    assert_eq!((told(&mut new), told(&mut leader)), (vec![], vec![]));
    a.sync(&village).unwrap();
    a.save(add(&case, Step::Escalated { words: "两家都不让".into() })).unwrap();
    a.sync(&village).unwrap();
    leader.sync(&village).unwrap();
    assert_eq!(told(&mut leader), [("escalated", true)]);
    assert_eq!(today(&mut leader).cases.len(), 1);
}

#[test]
fn an_entry_says_whose_phone_brought_it_and_whose_carries_it() {
    let village = Village::new().unwrap();
    let home = village.households[0].clone();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let case = a.save(raise(1, None, "水渠")).unwrap();
    a.save(edit(&home, "note", "水渠边")).unwrap();
    meet(&mut a, &mut leader, false).unwrap();
    leader.save(progress(&case, "看过了")).unwrap();

    let ways = |phone: &mut Phone| -> Vec<(Option<String>, Vec<String>)> {
        let timeline = case_on(phone, &case).timeline;
        timeline.into_iter().map(|entry| (entry.heard_from, entry.carried_by)).collect()
    };
    let fields = |phone: &mut Phone| {
        let query = Query::HouseholdHistory { id: home.clone() };
        let Answer::History(entries) = phone.ask(query).unwrap() else { panic!("history") };
        let entry = entries.into_iter().find(|entry| entry.field == "note").unwrap();
        (entry.heard_from, entry.carried_by)
    };
    let heard = (Some("A".to_owned()), vec![]);
    let carried = (None, vec!["leader".to_owned()]);
    let plain = (None, vec![]);
    assert_eq!(ways(&mut leader), [heard.clone(), plain.clone()]);
    assert_eq!(ways(&mut a), std::slice::from_ref(&carried));
    assert_eq!((fields(&mut leader), fields(&mut a)), (heard.clone(), carried));
    // Received: whose phone brought it is still known, who carried it is over.
    leader.sync(&village).unwrap();
    a.sync(&village).unwrap();
    assert_eq!(ways(&mut leader), [heard, plain.clone()]);
    assert_eq!(ways(&mut a), [plain.clone(), plain]);
}
