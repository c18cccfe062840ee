//! A step being written: what it needs, what each tap does to it, and the event it becomes.

use crate::phone::form::Form;
use crate::phone::parts::photos;
use serde::Serialize;
use shared_model::casework::{
    Agreement, CaseKind, Colour, EventKind, Fact, Outcome, SettledFacts, Step, WentTo,
};
use shared_model::ids::{AccountId, CaseId, EventId};
use shared_model::photo::PhotoHash;
use ui::dates::end_of_work;
use ui::record;

/// The sheet's content, as it is kept as a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StepForm {
    /// Words.
    pub words: String,
    /// For a change of colour.
    pub colour: Option<Colour>,
    /// For a settlement.
    pub outcome: Option<Outcome>,
    /// For an agreement that was reached.
    pub agreement: Option<Agreement>,
    /// For a settlement: where it went that failed here.
    pub went_to: Option<WentTo>,
    /// For a settlement.
    pub difficult: Option<bool>,
    /// For a follow-up.
    pub satisfied: Option<bool>,
    /// For a dispatch and a task.
    pub to: Option<AccountId>,
    /// For a merger.
    pub into: Option<CaseId>,
    /// A day, names and figures, as they were typed.
    pub typed: [String; 5],
    /// Photos taken for it.
    pub photos: Vec<PhotoHash>,
}

record! { StepForm { words, colour, outcome, agreement, went_to, difficult, satisfied, to, into, typed, photos } }

/// What is typed into one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// By when, for an urging and a task: `2026-11-26`.
    Day,
    /// Who took part, or who helped.
    Names,
    /// For how long.
    Hours,
    /// For how long beside the hours.
    Minutes,
    /// Whole yuan.
    Amount,
}

/// What can happen to it.
#[derive(Clone, Debug)]
pub enum Act {
    /// Words were typed.
    Words(String),
    /// A line was typed.
    Type(Line, String),
    /// A colour was chosen.
    Colour(Colour),
    /// An outcome was chosen.
    Outcome(Outcome),
    /// The form of an agreement was chosen.
    Agreement(Agreement),
    /// Where it went was chosen.
    WentTo(Option<WentTo>),
    /// Difficult or not.
    Difficult(bool),
    /// An answer was chosen.
    Satisfied(bool),
    /// Somebody was chosen.
    To(Option<AccountId>),
    /// A case was chosen.
    Into(Option<CaseId>),
    /// A photo comes, or goes when it was there.
    Photo(PhotoHash),
}

impl Form for StepForm {
    type Act = Act;

    fn apply(mut self, act: Act) -> StepForm {
        match act {
            Act::Words(words) => self.words = words,
            Act::Type(line, text) => self.typed[line as usize] = text,
            Act::Colour(colour) => self.colour = Some(colour),
            Act::Outcome(outcome) => self.outcome = Some(outcome),
            Act::Agreement(agreement) => self.agreement = Some(agreement),
            Act::WentTo(way) => self.went_to = way,
            Act::Difficult(difficult) => self.difficult = Some(difficult),
            Act::Satisfied(satisfied) => self.satisfied = Some(satisfied),
            Act::To(to) => self.to = to,
            Act::Into(into) => self.into = into,
            Act::Photo(hash) => self.photos = photos::turned(self.photos, hash),
        }
        self
    }
}

/// The outcomes that fit a kind of case, the usual one first.
pub fn outcomes(kind: CaseKind) -> [Outcome; 2] {
    let good = match kind {
        CaseKind::Dispute | CaseKind::AgendaTopic => Outcome::AgreementReached,
        CaseKind::Hazard => Outcome::Rectified,
        CaseKind::ServiceRequest => Outcome::Served,
    };
    [good, Outcome::Failed]
}

/// What stands between names: the enumeration comma, commas and semicolons, full and half width.
const BETWEEN_NAMES: [char; 6] = ['\u{3001}', '\u{ff0c}', ',', '\u{ff1b}', ';', '\n'];

/// The names in a line: 曾雪梅、王芳 are two.
pub fn names(line: &str) -> Vec<String> {
    let parts = line.split(BETWEEN_NAMES).map(str::trim);
    parts.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The line with a name more, or without it when it stood there.
pub fn toggled(line: &str, name: &str) -> String {
    let mut there = names(line);
    match there.iter().position(|other| other == name) {
        Some(at) => {
            there.remove(at);
        }
        None => there.push(name.to_owned()),
    }
    there.join("\u{3001}")
}

impl StepForm {
    /// A line as it was typed.
    pub fn line(&self, line: Line) -> &str {
        &self.typed[line as usize]
    }

    /// A figure: none for an empty line; the outer none for what is no figure.
    fn figure(&self, line: Line) -> Option<Option<u64>> {
        match self.line(line).trim() {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        }
    }

    /// Facts that fit the outcome; what was chosen for another one is left out.
    fn settled(&self, words: String) -> Option<Step> {
        let outcome = self.outcome?;
        let facts = SettledFacts {
            agreement: self.agreement.filter(|_| outcome == Outcome::AgreementReached),
            amount: self.figure(Line::Amount)?,
            difficult: self.difficult,
            went_to: self.went_to.filter(|_| outcome == Outcome::Failed),
        };
        Some(Step::Settled { outcome, words, facts })
    }

    fn minutes(&self) -> Option<u32> {
        let part = |line| self.figure(line).map(Option::unwrap_or_default);
        let minutes = part(Line::Hours)?.checked_mul(60)?.checked_add(part(Line::Minutes)?)?;
        minutes.try_into().ok()
    }

    /// The event; none while something is missing. `task`: which one is answered; `required`: the facts
    /// the policy can't do without.
    pub fn step(&self, kind: EventKind, task: Option<&EventId>, required: &[Fact]) -> Option<Step> {
        let words = self.words.trim().to_owned();
        let by = match self.line(Line::Day) {
            "" => None,
            day => Some(end_of_work(day)?),
        };
        let step = match kind {
            EventKind::Recoloured => Step::Recoloured { colour: self.colour?, words },
            EventKind::Accepted => Step::Accepted { words },
            EventKind::Dispatched => Step::Dispatched { to: self.to.clone()?, words },
            EventKind::Taken => Step::Taken { words },
            EventKind::Progress => Step::Progress { words },
            EventKind::Urged => Step::Urged { words, by },
            EventKind::Escalated => Step::Escalated { words },
            EventKind::Returned => Step::Returned { words },
            EventKind::Settled => self.settled(words)?,
            EventKind::FollowedUp => Step::FollowedUp { satisfied: self.satisfied?, words },
            EventKind::StruckOff => Step::StruckOff { words },
            EventKind::Reopened => Step::Reopened { words },
            EventKind::Withdrawn => Step::Withdrawn { words },
            EventKind::Merged => Step::Merged { into: self.into.clone()?, words },
            EventKind::Tasked => Step::Tasked { to: self.to.clone()?, words, by },
            EventKind::TaskDone => Step::TaskDone { task: task?.clone(), words },
            EventKind::Discussed => Step::Discussed { took_part: names(self.line(Line::Names)), words },
            EventKind::Helped => {
                let who = self.line(Line::Names).trim().to_owned();
                Step::Helped { who, minutes: self.minutes()?, words }
            }
            EventKind::Raised | EventKind::PassedUp => return None,
        };
        let enough = step.check().is_ok() && !required.iter().any(|fact| fact.is_missing_in(&step));
        enough.then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> StepForm {
        StepForm::default().apply(Act::Words(" 去看了地 ".into()))
    }

    fn typed(form: StepForm, line: Line, text: &str) -> StepForm {
        form.apply(Act::Type(line, text.into()))
    }

    #[test]
    fn a_step_is_complete_when_all_it_needs_is_there() {
        let step = |form: &StepForm, kind| form.step(kind, None, &[]);
        let blank = StepForm::default();
        assert!(step(&blank, EventKind::Taken).is_some(), "taking needs no words");
        assert!(step(&blank, EventKind::Progress).is_none());
        let said = said();
        assert_eq!(step(&said, EventKind::Progress), Some(Step::Progress { words: "去看了地".into() }));
        assert!(step(&said, EventKind::Settled).is_none() && step(&said, EventKind::FollowedUp).is_none());
        assert!(step(&said, EventKind::Tasked).is_none(), "to whom?");
        assert!(step(&said, EventKind::Merged).is_none(), "into which case?");
        assert!(step(&said, EventKind::TaskDone).is_none(), "which task?");
        assert!(step(&said.clone().apply(Act::Colour(Colour::Red)), EventKind::Recoloured).is_some());
        let task = EventId::from_random([7; 10]);
        let answered = Step::TaskDone { task: task.clone(), words: "去看了地".into() };
        assert_eq!(said.step(EventKind::TaskDone, Some(&task), &[]), Some(answered));
    }

    #[test]
    fn a_settlement_says_what_the_policy_requires_and_no_fact_of_another_outcome() {
        let agreed = said().apply(Act::Outcome(Outcome::AgreementReached));
        assert!(agreed.step(EventKind::Settled, None, &[]).is_some());
        assert_eq!(agreed.step(EventKind::Settled, None, &[Fact::Agreement]), None, "oral or written?");
        let form = typed(agreed.apply(Act::Agreement(Agreement::Oral)), Line::Amount, "3200");
        let full = form.apply(Act::WentTo(Some(WentTo::Court))).apply(Act::Difficult(true));
        let Some(Step::Settled { facts, .. }) = full.step(EventKind::Settled, None, &[Fact::Agreement])
        else {
            panic!("nothing is missing")
        };
        let said = (facts.agreement, facts.amount, facts.difficult, facts.went_to);
        assert_eq!(said, (Some(Agreement::Oral), Some(3200), Some(true), None));
        let failed = full.clone().apply(Act::Outcome(Outcome::Failed));
        let Some(Step::Settled { facts, .. }) = failed.step(EventKind::Settled, None, &[Fact::Agreement])
        else {
            panic!("what failed has no agreement")
        };
        assert_eq!((facts.agreement, facts.went_to), (None, Some(WentTo::Court)));
        assert_eq!(typed(full, Line::Amount, "三千").step(EventKind::Settled, None, &[]), None);
    }

    #[test]
    fn a_day_is_one_of_the_calendar_or_none() {
        let by = |day: &str| match typed(said(), Line::Day, day).step(EventKind::Urged, None, &[]) {
            Some(Step::Urged { by, .. }) => Some(by.is_some()),
            _ => None,
        };
        assert_eq!([by(""), by("2026-11-26"), by("2026-11-31")], [Some(false), Some(true), None]);
        let form =
            typed(said(), Line::Day, "2026-11-26").apply(Act::To(Some(AccountId::from_random([1; 10]))));
        assert!(matches!(form.step(EventKind::Tasked, None, &[]), Some(Step::Tasked { by: Some(_), .. })));
    }

    #[test]
    fn those_who_sat_together_are_named_and_help_has_its_minutes() {
        let form = typed(said(), Line::Names, "曾雪梅、 王芳，书记、");
        let Some(Step::Discussed { took_part, .. }) = form.step(EventKind::Discussed, None, &[]) else {
            panic!("three took part")
        };
        assert_eq!(took_part, ["曾雪梅", "王芳", "书记"]);
        assert_eq!(toggled("曾雪梅、王芳", "曾雪梅"), "王芳");
        assert_eq!(toggled("王芳", "曾雪梅"), "王芳、曾雪梅");
        assert_eq!(said().step(EventKind::Discussed, None, &[]), None);
        let helped = typed(typed(said(), Line::Names, "吉木"), Line::Hours, "1");
        let minutes = |form: &StepForm| match form.step(EventKind::Helped, None, &[]) {
            Some(Step::Helped { minutes, .. }) => Some(minutes),
            _ => None,
        };
        assert_eq!(minutes(&helped), Some(60));
        assert_eq!(minutes(&typed(helped.clone(), Line::Minutes, "30")), Some(90));
        assert_eq!(minutes(&typed(helped.clone(), Line::Hours, "")), None);
        assert_eq!(minutes(&typed(helped, Line::Hours, "99999999999999999999")), None);
    }

    #[test]
    fn the_outcomes_fit_the_kind() {
        assert_eq!(outcomes(CaseKind::Hazard)[0], Outcome::Rectified);
        assert_eq!(outcomes(CaseKind::Dispute), [Outcome::AgreementReached, Outcome::Failed]);
    }
}
