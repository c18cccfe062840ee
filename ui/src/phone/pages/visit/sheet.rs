//! A visit being written: what each tap does to it, and the command it becomes.

use crate::phone::form::Form;
use crate::phone::parts::photos;
use serde::Serialize;
use shared_model::api::Command;
use shared_model::ids::HouseholdId;
use shared_model::photo::PhotoHash;
use shared_model::position::Position;
use shared_model::visit::{Help, VisitKind};
use std::collections::BTreeMap;
use ui::record;

/// The form's content, as it is kept as a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VisitForm {
    /// Why.
    pub kind: VisitKind,
    /// Item → `ok` or `problem`.
    pub checklist: BTreeMap<String, String>,
    /// Words.
    pub note: String,
    /// A problem was found: raising comes next.
    pub problem: bool,
    /// Photos taken for it.
    pub photos: Vec<PhotoHash>,
    /// Where, when that was added.
    pub position: Option<Position>,
    /// A volunteer came along.
    pub helped: bool,
    /// Who, as typed.
    pub who: String,
    /// For how many minutes, as typed.
    pub minutes: String,
}

record! { VisitForm { kind or VisitKind::Routine, checklist, note, problem, photos, helped, who, minutes, position } }

impl Default for VisitForm {
    fn default() -> VisitForm {
        VisitForm {
            kind: VisitKind::Routine,
            checklist: BTreeMap::new(),
            note: String::new(),
            problem: false,
            photos: vec![],
            position: None,
            helped: false,
            who: String::new(),
            minutes: String::new(),
        }
    }
}

/// What can happen to it.
#[derive(Clone, Debug)]
pub enum Act {
    /// Another kind.
    Kind(VisitKind),
    /// An item is answered; the same answer again takes it back.
    Answer(String, String),
    /// Words were typed.
    Note(String),
    /// The switch was tapped.
    Problem(bool),
    /// A photo comes, or goes when it was there.
    Photo(PhotoHash),
    /// A position was added, or taken off.
    Position(Option<Position>),
    /// A volunteer came along, or didn't.
    Helped(bool),
    /// Who was typed.
    Who(String),
    /// For how long was typed.
    Minutes(String),
}

impl Form for VisitForm {
    type Act = Act;

    fn apply(mut self, act: Act) -> VisitForm {
        match act {
            Act::Kind(kind) => self.kind = kind,
            Act::Note(note) => self.note = note,
            Act::Problem(problem) => self.problem = problem,
            Act::Photo(hash) => self.photos = photos::turned(self.photos, hash),
            Act::Position(position) => self.position = position,
            Act::Helped(helped) => self.helped = helped,
            Act::Who(who) => self.who = who,
            Act::Minutes(minutes) => self.minutes = minutes,
            Act::Answer(item, answer) if self.checklist.get(&item) == Some(&answer) => {
                self.checklist.remove(&item);
            }
            Act::Answer(item, answer) => {
                // A problem that was found is meant to be raised; the switch can be turned off.
                self.problem |= answer == "problem";
                self.checklist.insert(item, answer);
            }
        }
        self
    }
}

impl VisitForm {
    /// The volunteer's part: none when nobody came along; the outer none while name or time can't be.
    pub fn help(&self) -> Option<Option<Help>> {
        if !self.helped {
            return Some(None);
        }
        let help = Help { who: self.who.trim().to_owned(), minutes: self.minutes.trim().parse().ok()? };
        help.is_sensible().then_some(Some(help))
    }

    /// The command that records it.
    pub fn command(&self, household: &HouseholdId) -> Command {
        Command::RecordVisit {
            household: household.clone(),
            kind: self.kind,
            at: None,
            checklist: self.checklist.clone(),
            note: self.note.trim().to_owned(),
            problem: self.problem || self.checklist.values().any(|answer| answer == "problem"),
            photos: self.photos.clone(),
            helped: self.help().flatten(),
            position: self.position,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(item: &str, answer: &str) -> Act {
        Act::Answer(item.into(), answer.into())
    }

    #[test]
    fn a_problem_in_the_checklist_turns_on_raising_and_it_can_be_turned_off() {
        let form = VisitForm::default().apply(answer("fire", "ok"));
        assert!(!form.problem);
        let form = form.apply(answer("fire", "problem"));
        assert!(form.problem);
        let form = form.apply(Act::Problem(false)).apply(Act::Note(" 电线松了 ".into()));
        assert!(!form.problem);
        let household = HouseholdId::from_random([1; 10]);
        let Command::RecordVisit { problem, note, .. } = form.command(&household) else {
            panic!("another command")
        };
        assert!(problem, "the problem found stays on record");
        assert_eq!(note, "电线松了");
    }

    #[test]
    fn a_volunteer_who_came_along_has_a_name_and_a_time() {
        let form = VisitForm::default().apply(Act::Helped(true)).apply(Act::Who("小李".into()));
        assert_eq!(form.help(), None, "for how long?");
        let form = form.apply(Act::Minutes("90".into()));
        assert_eq!(form.help(), Some(Some(Help { who: "小李".into(), minutes: 90 })));
        assert_eq!(form.apply(Act::Helped(false)).help(), Some(None));
    }

    #[test]
    fn the_same_answer_again_takes_it_back() {
        let form = VisitForm::default().apply(answer("fire", "ok")).apply(answer("fire", "ok"));
        assert_eq!(form, VisitForm::default());
    }

    #[test]
    fn a_draft_of_an_earlier_version_is_read() {
        let form: VisitForm = ui::json::record::read(r#"{"note":"x"}"#).unwrap();
        assert_eq!(form.note, "x");
    }
}
