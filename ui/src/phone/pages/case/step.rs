//! A step being written: what it needs, what each tap does to it, and the event it becomes.

use crate::phone::form::Form;
use serde::{Deserialize, Serialize};
use shared_model::casework::{Agreement, CaseKind, Colour, EventKind, Outcome, SettledFacts, Step};
use shared_model::ids::AccountId;

/// The sheet's content, as it is kept as a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepForm {
    /// Words.
    pub words: String,
    /// For a change of colour.
    pub colour: Option<Colour>,
    /// For a settlement.
    pub outcome: Option<Outcome>,
    /// For an agreement that was reached.
    pub agreement: Option<Agreement>,
    /// For a follow-up.
    pub satisfied: Option<bool>,
    /// For a dispatch.
    pub to: Option<AccountId>,
}

/// What can happen to it.
#[derive(Clone, Debug)]
pub enum Act {
    /// Words were typed.
    Words(String),
    /// A colour was chosen.
    Colour(Colour),
    /// An outcome was chosen.
    Outcome(Outcome),
    /// The form of an agreement was chosen.
    Agreement(Agreement),
    /// An answer was chosen.
    Satisfied(bool),
    /// Somebody was chosen.
    To(Option<AccountId>),
}

impl Form for StepForm {
    type Act = Act;

    fn apply(mut self, act: Act) -> StepForm {
        match act {
            Act::Words(words) => self.words = words,
            Act::Colour(colour) => self.colour = Some(colour),
            Act::Outcome(outcome) => self.outcome = Some(outcome),
            Act::Agreement(agreement) => self.agreement = Some(agreement),
            Act::Satisfied(satisfied) => self.satisfied = Some(satisfied),
            Act::To(to) => self.to = to,
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

impl StepForm {
    fn settled(&self, words: String) -> Option<Step> {
        let outcome = self.outcome?;
        let agreement = match outcome {
            Outcome::AgreementReached => Some(self.agreement?),
            _ => None,
        };
        Some(Step::Settled { outcome, words, facts: SettledFacts { agreement, ..SettledFacts::default() } })
    }

    /// The event; none while something is missing.
    pub fn step(&self, kind: EventKind) -> Option<Step> {
        let words = self.words.trim().to_owned();
        let step = match kind {
            EventKind::Recoloured => Step::Recoloured { colour: self.colour?, words },
            EventKind::Accepted => Step::Accepted { words },
            EventKind::Dispatched => Step::Dispatched { to: self.to.clone()?, words },
            EventKind::Taken => Step::Taken { words },
            EventKind::Progress => Step::Progress { words },
            EventKind::Urged => Step::Urged { words, by: None },
            EventKind::Escalated => Step::Escalated { words },
            EventKind::Returned => Step::Returned { words },
            EventKind::Settled => self.settled(words)?,
            EventKind::FollowedUp => Step::FollowedUp { satisfied: self.satisfied?, words },
            EventKind::StruckOff => Step::StruckOff { words },
            EventKind::Reopened => Step::Reopened { words },
            EventKind::Withdrawn => Step::Withdrawn { words },
            EventKind::Raised
            | EventKind::Merged
            | EventKind::Tasked
            | EventKind::TaskDone
            | EventKind::Discussed
            | EventKind::Helped
            | EventKind::PassedUp => return None,
        };
        step.check().is_ok().then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_complete_when_all_it_needs_is_there() {
        let blank = StepForm::default();
        assert!(blank.step(EventKind::Taken).is_some(), "taking needs no words");
        assert!(blank.step(EventKind::Progress).is_none());
        let said = blank.apply(Act::Words(" 去看了地 ".into()));
        assert_eq!(said.step(EventKind::Progress), Some(Step::Progress { words: "去看了地".into() }));
        assert!(said.step(EventKind::Settled).is_none() && said.step(EventKind::FollowedUp).is_none());
        let settled = said.clone().apply(Act::Outcome(Outcome::Failed)).step(EventKind::Settled);
        assert!(matches!(settled, Some(Step::Settled { outcome: Outcome::Failed, .. })));
        let agreed = said.clone().apply(Act::Outcome(Outcome::AgreementReached));
        assert_eq!(agreed.step(EventKind::Settled), None, "oral or written?");
        assert!(agreed.apply(Act::Agreement(Agreement::Oral)).step(EventKind::Settled).is_some());
        assert!(said.apply(Act::Colour(Colour::Red)).step(EventKind::Recoloured).is_some());
    }

    #[test]
    fn the_outcomes_fit_the_kind() {
        assert_eq!(outcomes(CaseKind::Hazard)[0], Outcome::Rectified);
        assert_eq!(outcomes(CaseKind::Dispute), [Outcome::AgreementReached, Outcome::Failed]);
    }
}
