//! What is asked of somebody: tasks, and asking a household after one's own settlement.

use super::*;
use shared_model::casework::{EventKind, Outcome, SettledFacts, Void};
use shared_model::ids::EventId;
use shared_model::surroundings::Surroundings;

fn task(village: &Village, to: &str, words: &str, by: Option<Millis>) -> Step {
    Step::Tasked { to: village.person(to).id.clone(), words: words.into(), by }
}

fn answer(task: &str, words: &str) -> Step {
    Step::TaskDone { task: EventId::parse(task).unwrap(), words: words.into() }
}

fn settled(words: &str) -> Step {
    let outcome = Outcome::AgreementReached;
    let facts =
        SettledFacts { agreement: Some(shared_model::casework::Agreement::Oral), ..Default::default() };
    Step::Settled { outcome, words: words.into(), facts }
}

fn asked(phone: &mut Phone) -> Vec<(String, String)> {
    let tasks = today(phone).tasks;
    tasks.into_iter().map(|item| (item.task.words, item.task.from.name)).collect()
}

#[test]
fn what_the_leader_gives_a_member_stands_on_their_first_page_until_it_is_answered() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut leader = village.phone("leader", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    let case = leader.save(raise(1, Some(2), "水渠议题")).unwrap();
    let now = leader.clock.now();
    leader.save(add(&case, task(&village, "B", "量一量水渠", None))).unwrap();
    let soon = leader.save(add(&case, task(&village, "B", "请石匠", Some(now.plus(DAY))))).unwrap();
    leader.save(add(&case, task(&village, "A", "通知各家", None))).unwrap();
    leader.sync(&village).unwrap();
    b.sync(&village).unwrap();
    let from = |words: &str| (words.to_owned(), "leader".to_owned());
    assert_eq!(asked(&mut b), [from("请石匠"), from("量一量水渠")], "the one with a day first");
    assert_eq!(asked(&mut leader), []);
    // Without a link: answered on the phone, and gone from the page at once.
    b.save(add(&case, answer(&soon, "石匠后天来"))).unwrap();
    assert_eq!(asked(&mut b), [from("量一量水渠")]);
    let again = b.save(add(&case, answer(&soon, "再说一次"))).unwrap_err();
    assert_eq!((again.code, again.detail.contains(Void::NoSuchTask.word())), (Code::Policy, true));
    b.sync(&village).unwrap();
    leader.sync(&village).unwrap();
    let view = case_on(&mut leader, &case);
    let done: Vec<bool> = view.tasks.iter().map(|task| task.done).collect();
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    assert!(view.tasks.iter().all(|task| !task.answerable), "a grid leader doesn't answer for others");
}

#[test]
fn a_day_that_is_over_is_refused_when_it_is_written_and_never_when_it_arrives_late() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut leader = village.phone("leader", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    let case = leader.save(raise(1, Some(2), "水渠议题")).unwrap();
    leader.sync(&village).unwrap();
    let today = leader.clock.now().day().start().unwrap();
    let over = leader.save(add(&case, task(&village, "B", "昨天就要", Some(today.plus(-1))))).unwrap_err();
    assert_eq!(over.code, Code::DayPast);
    // The day that goes on is as good at its end as at its beginning.
    leader.save(add(&case, task(&village, "B", "今天就要", Some(today)))).unwrap();
    // Without a link for three days: the day is over when the task reaches the village.
    village.clock.pass(3 * DAY);
    leader.sync(&village).unwrap();
    let arrived = |item: &OutboxItem| matches!(item.delivery, Delivery::Received { .. });
    assert!(sync_view(&mut leader).items.iter().all(arrived));
    b.sync(&village).unwrap();
    assert_eq!(asked(&mut b), [("今天就要".to_owned(), "leader".to_owned())]);
}

#[test]
fn a_task_can_be_answered_when_its_case_is_closed_already() {
    let village = Village::new().unwrap();
    let one = dir();
    let mut a = village.phone("A", one.path()).unwrap();
    let case = a.save(raise(1, None, "水渠")).unwrap();
    a.sync(&village).unwrap();
    village.office(add(&case, task(&village, "A", "拍张照", None))).unwrap();
    village.office(add(&case, Step::Withdrawn { words: "重复了".into() })).unwrap();
    a.sync(&village).unwrap();
    let today = today(&mut a);
    assert_eq!((today.tasks.len(), today.cases.len()), (1, 0));
    assert!(today.tasks[0].task.answerable);
    let task = today.tasks[0].task.event.to_string();
    a.save(add(&case, answer(&task, "拍了"))).unwrap();
    assert_eq!(asked(&mut a), []);
}

#[test]
fn who_settles_what_another_raised_is_asked_to_go_back_to_the_household() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut a = village.phone("A", one.path()).unwrap();
    let mut leader = village.phone("leader", two.path()).unwrap();
    let case = a.save(raise(1, None, "地界")).unwrap();
    a.sync(&village).unwrap();
    leader.sync(&village).unwrap();
    leader.save(add(&case, settled("各退半尺"))).unwrap();
    leader.sync(&village).unwrap();
    a.sync(&village).unwrap();
    let waiting = |phone: &mut Phone| today(phone).cases.iter().map(|c| c.last_step.kind).collect::<Vec<_>>();
    assert_eq!(waiting(&mut leader), [EventKind::Settled]);
    assert_eq!(waiting(&mut a), [EventKind::Settled]);
    a.save(add(&case, Step::FollowedUp { satisfied: true, words: String::new() })).unwrap();
    a.sync(&village).unwrap();
    leader.sync(&village).unwrap();
    assert_eq!((waiting(&mut leader), waiting(&mut a)), (vec![], vec![]));
}

#[test]
fn a_task_given_to_an_office_above_opens_the_case_on_its_phone_until_it_is_over() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut leader = village.phone("leader", one.path()).unwrap();
    let mut desk = village.phone("department", two.path()).unwrap();
    let case = leader.save(raise(1, None, "水渠")).unwrap();
    leader.sync(&village).unwrap();
    desk.sync(&village).unwrap();
    let id = || Query::Case { id: CaseId::parse(&case).unwrap() };
    assert_eq!(desk.ask(id()).unwrap_err().code, Code::NotFound, "nothing was given to it");
    let given = leader.save(add(&case, task(&village, "department", "看看水管", None))).unwrap();
    leader.sync(&village).unwrap();
    desk.sync(&village).unwrap();
    // Above the village the names of its people aren't known.
    assert_eq!(asked(&mut desk), [("看看水管".to_owned(), String::new())]);
    assert_eq!(case_on(&mut desk, &case).item.title, "水渠");
    // Answered without a link, while the village closes the case for another reason: the words arrive.
    village.office(add(&case, answer(&given, "书记先问过了"))).unwrap();
    village.office(add(&case, Step::Withdrawn { words: "重复了".into() })).unwrap();
    desk.save(add(&case, answer(&given, "水管换好了"))).unwrap();
    let report = desk.sync(&village).unwrap();
    assert_eq!((report.refused, report.unsent), (0, 0), "{report:?}");
    desk.sync(&village).unwrap();
    assert_eq!(desk.ask(id()).unwrap_err().code, Code::NotFound, "it is over, and leaves the phone");
    leader.sync(&village).unwrap();
    let view = case_on(&mut leader, &case);
    let said = |words: &str| view.timeline.iter().any(|e| e.step.words() == words && e.void.is_none());
    assert!(said("水管换好了") && said("书记先问过了"), "two answers at once both count");
}
