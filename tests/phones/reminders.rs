//! Reminders on real phones: of what is asked of their person, and no longer than it is asked.

use super::*;
use shared_model::api::view::Reminder;
use shared_model::casework::{Agreement, Outcome, SettledFacts};
use shared_model::ids::EventId;
use shared_model::surroundings::Surroundings;

/// How many tasks and how many follow-ups the phone is going to remind of.
fn reminded(phone: &mut Phone) -> (u32, u32) {
    let Answer::Reminders(planned) = phone.ask(Query::Reminders).unwrap() else { panic!("reminders") };
    let sum = |count: fn(&Reminder) -> u32| planned.iter().map(count).sum();
    (sum(|one| one.tasks), sum(|one| one.follow_ups))
}

#[test]
fn a_phone_reminds_of_what_is_asked_of_its_person_and_not_of_what_is_done() {
    let village = Village::new().unwrap();
    let (one, two) = (dir(), dir());
    let mut leader = village.phone("leader", one.path()).unwrap();
    let mut b = village.phone("B", two.path()).unwrap();
    let case = leader.save(raise(1, Some(2), "水渠议题")).unwrap();
    let by = |days: i64| Some(leader.clock.now().plus(days * DAY));
    let task =
        |to: &str, by| Step::Tasked { to: village.person(to).id.clone(), words: "量水渠".into(), by };
    let (soon, late) = (task("B", by(3)), task("B", by(30)));
    let soon = leader.save(add(&case, soon)).unwrap();
    leader.save(add(&case, late)).unwrap();
    leader.save(add(&case, task("B", None))).unwrap();
    leader.sync(&village).unwrap();
    b.sync(&village).unwrap();
    assert_eq!(reminded(&mut b), (1, 0), "in the coming week, and with a day");
    assert_eq!(reminded(&mut leader), (0, 0), "it is asked of somebody else");
    let done = Step::TaskDone { task: EventId::parse(&soon).unwrap(), words: "量过了".into() };
    b.save(add(&case, done)).unwrap();
    assert_eq!(reminded(&mut b), (0, 0), "at once, without a link");
}

#[test]
fn whoever_settled_a_quarrel_is_reminded_to_ask_how_it_went() {
    let village = Village::new().unwrap();
    let one = dir();
    let mut a = village.phone("A", one.path()).unwrap();
    let case = a.save(raise(1, None, "地界")).unwrap();
    let facts = SettledFacts { agreement: Some(Agreement::Oral), ..Default::default() };
    let outcome = Outcome::AgreementReached;
    a.save(add(&case, Step::Settled { outcome, words: "说好了".into(), facts })).unwrap();
    assert_eq!(reminded(&mut a), (0, 1));
    a.save(add(&case, Step::FollowedUp { satisfied: true, words: "满意".into() })).unwrap();
    assert_eq!(reminded(&mut a), (0, 0));
}

#[test]
fn what_the_village_lacks_is_told_the_morning_after_and_not_once_it_was_delivered() {
    let village = Village::new().unwrap();
    let one = dir();
    let mut a = village.phone("A", one.path()).unwrap();
    let unsent = |phone: &mut Phone| {
        let Answer::Reminders(planned) = phone.ask(Query::Reminders).unwrap() else { panic!("reminders") };
        planned.iter().map(|one| one.unsent).collect::<Vec<_>>()
    };
    a.save(visit(&village.households[0], "没信号时写的")).unwrap();
    a.save(raise(1, None, "地界")).unwrap();
    assert_eq!(unsent(&mut a).iter().sum::<u32>(), 2);
    a.sync(&village).unwrap();
    assert_eq!(unsent(&mut a).iter().sum::<u32>(), 0);
}
