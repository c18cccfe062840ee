//! What is done beside a case's way: tasks and their answers, discussions, help.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use shared_model::casework::event::{CaseKind, Colour, Step};
use shared_model::casework::fold::{CaseState, Stage, Void};
use shared_model::people::Author;
use support::story::*;
use support::*;

trait Beside {
    fn tasked(self, author: Author, to: &Author) -> Case;
    fn done(self, author: Author, task: u64) -> Case;
    fn discussed(self, author: Author) -> Case;
    fn helped(self, author: Author) -> Case;
}

impl Beside for Case {
    fn tasked(self, author: Author, to: &Author) -> Case {
        self.step(author, Step::Tasked { to: to.account.clone(), words: "看看水渠".into(), by: None })
    }
    fn done(self, author: Author, task: u64) -> Case {
        self.step(author, Step::TaskDone { task: event(task), words: "看过了".into() })
    }
    fn discussed(self, author: Author) -> Case {
        self.step(author, Step::Discussed { took_part: vec!["李玉珍".into()], words: "轮流用水".into() })
    }
    fn helped(self, author: Author) -> Case {
        self.step(author, Step::Helped { who: "志愿者".into(), minutes: 90, words: "修渠".into() })
    }
}

/// Who answered what, by the numbers of the events.
fn answers(state: &CaseState) -> Vec<Option<u64>> {
    let number = |id| (1..99).find(|n| event(*n) == id).unwrap();
    state.tasks.iter().map(|task| task.done.clone().map(number)).collect()
}

#[test]
fn a_task_is_open_until_whom_it_was_given_to_answers_it() {
    let given = case().raised(a(), Colour::Green).tasked(secretary(), &a()).tasked(secretary(), &b());
    assert_eq!(answers(&given.state()), [None, None]);
    assert_eq!(given.state().tasks[1].to, b().account);
    let case = given.done(a(), 2);
    assert_eq!(answers(&case.state()), [Some(4), None]);
    assert_eq!(case.state().stage, Stage::Raised);
}

#[test]
fn a_task_of_somebody_else_is_answered_only_by_who_is_above() {
    let given = case().raised(a(), Colour::Green).tasked(secretary(), &a());
    let tried = given.clone().done(b(), 2);
    assert_eq!((tried.void(3), answers(&tried.state())), (Some(Void::NotYourTask), vec![None]));
    assert_eq!(given.done(township(), 2).void(3), None);
}

#[test]
fn what_is_no_open_task_is_not_answered() {
    let case = case().raised(a(), Colour::Green).tasked(secretary(), &a()).done(a(), 2).done(a(), 2);
    assert_eq!(case.void(4), Some(Void::NoSuchTask));
    assert_eq!(case.done(a(), 1).void(5), Some(Void::NoSuchTask));
}

#[test]
fn two_who_answer_at_once_both_count_and_every_replica_names_the_same() {
    let case = case()
        .raised(a(), Colour::Green)
        .tasked(secretary(), &a())
        .done(a(), 2)
        .having_seen(&[2])
        .done(secretary(), 2);
    assert_eq!((case.void(3), case.void(4)), (None, None));
    assert_eq!(answers(&case.state()), [Some(3)]);
    let mut other_order = case.clone();
    other_order.events.reverse();
    assert_eq!(other_order.state(), case.state());
}

#[test]
fn a_member_gives_no_tasks() {
    let case = case().raised(a(), Colour::Green).tasked(a(), &b());
    assert_eq!(case.void(2), Some(Void::NotYourRole));
    assert!(case.state().tasks.is_empty());
}

#[test]
fn a_closing_beside_what_it_could_not_see_is_a_closing() {
    // As a phone writes that knows none of these steps yet.
    let closed = Case::ready_for_review().struck_off(secretary());
    for beside in [
        closed.clone().having_seen(&[4]).tasked(township(), &a()),
        closed.clone().having_seen(&[4]).discussed(a()),
        closed.clone().having_seen(&[4]).helped(a()),
        closed.clone().having_seen(&[4]).helped(a()).having_seen(&[5, 6]).helped(b()),
    ] {
        let state = beside.state();
        assert_eq!(state.stage, Stage::StruckOff);
        assert!(state.contested.is_empty());
    }
}

#[test]
fn a_task_that_was_given_beside_the_closing_can_still_be_answered() {
    let case = Case::ready_for_review()
        .struck_off(secretary())
        .having_seen(&[4])
        .tasked(township(), &a())
        .having_seen(&[5, 6])
        .done(a(), 6);
    assert_eq!((case.void(7), answers(&case.state())), (None, vec![Some(7)]));
    assert_eq!(case.state().stage, Stage::StruckOff);
    let later = case.tasked(secretary(), &b());
    assert_eq!(later.void(8), Some(Void::NotAtThisStage));
}

#[test]
fn help_settles_no_contest() {
    let contested = Case::ready_for_review().struck_off(secretary()).having_seen(&[4]).escalated(a());
    let state = contested.having_seen(&[5, 6]).helped(b()).state();
    assert_eq!(state.contested, [event(5), event(6)]);
    assert_eq!((state.stage, state.frontier), (Stage::Escalated, vec![event(7)]));
}

#[test]
fn an_agenda_topic_is_discussed_and_becomes_tasks() {
    let case = case()
        .step(a(), raised(CaseKind::AgendaTopic, Colour::Green))
        .discussed(secretary())
        .tasked(secretary(), &a())
        .done(a(), 3)
        .helped(b());
    let state = case.state();
    assert!(state.events.iter().all(|e| e.void.is_none()));
    assert_eq!((state.stage, answers(&state)), (Stage::Raised, vec![Some(4)]));
}
