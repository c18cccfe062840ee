//! From a half-filled form to a step of a case: what each step asks for and what is missing.

use shared_model::casework::{Agreement, Colour, EventKind, Outcome, SettledFacts, Stage, Step};
use shared_model::ids::{AccountId, CaseId};
use shared_model::moment::{Day, HOUR, Millis};

/// What has been filled in so far. One draft serves every step, so that changing one's mind
/// about the step keeps the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Free words.
    pub words: String,
    /// To whom it is dispatched.
    pub to: Option<AccountId>,
    /// The new colour.
    pub colour: Option<Colour>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// The form of an agreement that was reached.
    pub agreement: Option<Agreement>,
    /// Whether the household is satisfied.
    pub satisfied: Option<bool>,
    /// The day by which an answer is wanted, as a date field gives it: `2026-11-26`.
    pub by_day: String,
    /// The case that goes on.
    pub into: Option<CaseId>,
}

/// What a form still lacks; the word of its text (`console-missing-<word>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Words.
    Words,
    /// A person.
    To,
    /// A colour.
    Colour,
    /// An outcome.
    Outcome,
    /// The form of an agreement.
    Agreement,
    /// An answer of the household.
    Satisfied,
    /// A day that is in the calendar.
    Day,
    /// A case.
    Into,
    /// Nothing that a form could give.
    NotHere,
}

impl Missing {
    /// The word of its text.
    pub fn word(self) -> &'static str {
        match self {
            Missing::Words => "words",
            Missing::To => "to",
            Missing::Colour => "colour",
            Missing::Outcome => "outcome",
            Missing::Agreement => "agreement",
            Missing::Satisfied => "satisfied",
            Missing::Day => "day",
            Missing::Into => "into",
            Missing::NotHere => "not-here",
        }
    }
}

/// Whether a step can't be taken without words.
pub fn must_speak(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Recoloured
            | EventKind::Progress
            | EventKind::Urged
            | EventKind::Escalated
            | EventKind::Returned
            | EventKind::Settled
            | EventKind::Reopened
            | EventKind::Withdrawn
    )
}

/// An answer wanted by a day is wanted by half past five in the afternoon.
const END_OF_WORK: i64 = 17 * HOUR + HOUR / 2;

/// Reads `2026-11-26` as the end of work on that day in China.
pub fn end_of_day(text: &str) -> Option<Millis> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let day =
        Day { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()?, weekday: 1 };
    day.start().map(|start| start.plus(END_OF_WORK))
}

/// The step a draft stands for.
///
/// # Errors
/// What is still missing.
pub fn build(kind: EventKind, draft: &Draft) -> Result<Step, Missing> {
    let words = draft.words.trim().to_owned();
    let step = match kind {
        EventKind::Recoloured => Step::Recoloured { colour: draft.colour.ok_or(Missing::Colour)?, words },
        EventKind::Accepted => Step::Accepted { words },
        EventKind::Dispatched => Step::Dispatched { to: draft.to.clone().ok_or(Missing::To)?, words },
        EventKind::Taken => Step::Taken { words },
        EventKind::Progress => Step::Progress { words },
        EventKind::Urged => {
            let by = match draft.by_day.trim() {
                "" => None,
                day => Some(end_of_day(day).ok_or(Missing::Day)?),
            };
            Step::Urged { words, by }
        }
        EventKind::Escalated => Step::Escalated { words },
        EventKind::Returned => Step::Returned { words },
        EventKind::Settled => settled(draft, words)?,
        EventKind::FollowedUp => {
            Step::FollowedUp { satisfied: draft.satisfied.ok_or(Missing::Satisfied)?, words }
        }
        EventKind::StruckOff => Step::StruckOff { words },
        EventKind::Reopened => Step::Reopened { words },
        EventKind::Withdrawn => Step::Withdrawn { words },
        EventKind::Merged => Step::Merged { into: draft.into.clone().ok_or(Missing::Into)?, words },
        EventKind::Raised
        | EventKind::Tasked
        | EventKind::TaskDone
        | EventKind::Discussed
        | EventKind::Helped
        | EventKind::PassedUp => return Err(Missing::NotHere),
    };
    if must_speak(kind) && step.words().is_empty() { Err(Missing::Words) } else { Ok(step) }
}

fn settled(draft: &Draft, words: String) -> Result<Step, Missing> {
    let outcome = draft.outcome.ok_or(Missing::Outcome)?;
    let agreement = match outcome {
        Outcome::AgreementReached => Some(draft.agreement.ok_or(Missing::Agreement)?),
        _ => None,
    };
    Ok(Step::Settled { outcome, words, facts: SettledFacts { agreement, ..SettledFacts::default() } })
}

/// The one step offered as the filled button: what moves the case on from where it stands. None
/// while the case is in somebody else's hands.
pub fn leading(stage: Stage, mine: bool, allowed: &[EventKind]) -> Option<EventKind> {
    let wanted: &[EventKind] = match stage {
        Stage::Raised | Stage::Escalated | Stage::Reopened | Stage::Returned => {
            &[EventKind::Accepted, EventKind::Dispatched]
        }
        Stage::Accepted => &[EventKind::Dispatched, EventKind::Taken],
        Stage::Dispatched if mine => &[EventKind::Taken],
        Stage::Taken if mine => &[EventKind::Settled],
        Stage::Settled => &[EventKind::StruckOff, EventKind::FollowedUp],
        Stage::Dispatched | Stage::Taken | Stage::StruckOff | Stage::Withdrawn | Stage::Merged => &[],
    };
    wanted.iter().copied().find(|kind| allowed.contains(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken() -> Draft {
        Draft { words: " 去一趟 ".into(), ..Draft::default() }
    }

    #[test]
    fn each_step_asks_for_its_own_and_says_what_is_missing() {
        let wanted = [
            (EventKind::Recoloured, Missing::Colour),
            (EventKind::Dispatched, Missing::To),
            (EventKind::Settled, Missing::Outcome),
            (EventKind::FollowedUp, Missing::Satisfied),
            (EventKind::Merged, Missing::Into),
            (EventKind::Raised, Missing::NotHere),
        ];
        for (kind, missing) in wanted {
            assert_eq!(build(kind, &spoken()), Err(missing), "{kind:?}");
        }
        assert_eq!(build(EventKind::Returned, &Draft::default()), Err(Missing::Words));
        let agreed = Draft { outcome: Some(Outcome::AgreementReached), ..spoken() };
        assert_eq!(build(EventKind::Settled, &agreed), Err(Missing::Agreement));
        let failed = Draft { outcome: Some(Outcome::Failed), ..spoken() };
        assert!(build(EventKind::Settled, &failed).is_ok());
        assert_eq!(
            build(EventKind::Accepted, &Draft::default()),
            Ok(Step::Accepted { words: String::new() })
        );
    }

    #[test]
    fn what_the_form_calls_complete_the_model_takes() {
        let full = Draft {
            words: "写明".into(),
            to: Some(AccountId::from_random([1; 10])),
            colour: Some(Colour::Red),
            outcome: Some(Outcome::AgreementReached),
            agreement: Some(Agreement::Written),
            satisfied: Some(true),
            by_day: "2026-11-26".into(),
            into: Some(CaseId::from_random([2; 10])),
        };
        let empty = Draft { words: String::new(), ..full.clone() };
        let has_form = |kind: &EventKind| *kind != EventKind::Raised && !kind.is_aside();
        for kind in EventKind::ALL.into_iter().filter(has_form) {
            let step = build(kind, &full).unwrap();
            assert_eq!((step.kind(), step.check()), (kind, Ok(())));
            assert_eq!(build(kind, &empty).is_err(), must_speak(kind), "{kind:?}");
        }
    }

    #[test]
    fn a_day_ends_at_half_past_five_and_an_impossible_day_is_refused() {
        let at = end_of_day("2026-11-26").unwrap();
        assert_eq!((at.day().month, at.day().day, at.clock()), (11, 26, (17, 30)));
        for bad in ["2026-02-30", "26", "2026-11", "x-y-z", "2026-11-26-1"] {
            assert_eq!(end_of_day(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_filled_button_moves_the_case_on_and_is_missing_while_others_work() {
        use EventKind::*;
        let all = EventKind::ALL;
        assert_eq!(leading(Stage::Raised, false, &all), Some(Accepted));
        assert_eq!(leading(Stage::Accepted, false, &all), Some(Dispatched));
        assert_eq!(leading(Stage::Dispatched, false, &all), None);
        assert_eq!(leading(Stage::Dispatched, true, &[Taken, Returned]), Some(Taken));
        assert_eq!(leading(Stage::Taken, true, &all), Some(Settled));
        assert_eq!(leading(Stage::Settled, false, &all), Some(StruckOff));
        assert_eq!(leading(Stage::Settled, false, &[FollowedUp, Reopened]), Some(FollowedUp));
        assert_eq!(leading(Stage::StruckOff, false, &all), None);
    }
}
