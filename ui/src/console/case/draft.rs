//! From a half-filled form to a step of a case: what each step asks for and what is missing.

use shared_model::casework::facts::AMOUNT_MOST;
use shared_model::casework::limits::MINUTES_MOST;
use shared_model::casework::policy::Ask;
use shared_model::casework::{
    Agreement, Colour, EventKind, Fact, Outcome, SettledFacts, Stage, Step, WentTo,
};
use shared_model::ids::{AccountId, CaseId, EventId};
use shared_model::moment::{Day, HOUR, Millis};
use shared_model::photo::Photo;

/// What has been filled in so far. One draft serves every step, so that changing one's mind
/// about the step keeps the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Free words.
    pub words: String,
    /// To whom it is dispatched, or a task is given.
    pub to: Option<AccountId>,
    /// The new colour.
    pub colour: Option<Colour>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// The form of an agreement that was reached.
    pub agreement: Option<Agreement>,
    /// What was agreed on, in yuan, as typed.
    pub amount: String,
    /// Whether it was a difficult one.
    pub difficult: Option<bool>,
    /// Where it went that failed here.
    pub went_to: Option<WentTo>,
    /// Whether the household is satisfied.
    pub satisfied: Option<bool>,
    /// The day by which an answer is wanted, as a date field gives it: `2026-11-26`.
    pub by_day: String,
    /// The case that goes on.
    pub into: Option<CaseId>,
    /// The task that is answered.
    pub task: Option<EventId>,
    /// Who took part, as typed: names with commas or line ends between them.
    pub took_part: String,
    /// Who helped.
    pub who: String,
    /// For how many minutes, as typed.
    pub minutes: String,
    /// Photos that the server has taken in for it.
    pub photos: Vec<Photo>,
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
    /// A fact that the policy asks for.
    Fact(Fact),
    /// An amount that is one.
    Amount,
    /// An answer of the household.
    Satisfied,
    /// A day that is in the calendar.
    Day,
    /// A case.
    Into,
    /// A task.
    Task,
    /// Names of who took part.
    TookPart,
    /// The name of who helped.
    Who,
    /// Minutes that can be.
    Minutes,
    /// Something is longer than an entry holds.
    Shorter,
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
            Missing::Fact(fact) => fact.word(),
            Missing::Amount => "number",
            Missing::Satisfied => "satisfied",
            Missing::Day => "day",
            Missing::Into => "into",
            Missing::Task => "task",
            Missing::TookPart => "took-part",
            Missing::Who => "who",
            Missing::Minutes => "minutes",
            Missing::Shorter => "shorter",
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
            | EventKind::Tasked
            | EventKind::TaskDone
            | EventKind::Discussed
            | EventKind::Helped
    )
}

/// Whether a photo can go with a step: a scan of the paper, a picture of what was done.
pub fn takes_photos(kind: EventKind) -> bool {
    matches!(kind, EventKind::Progress | EventKind::Settled | EventKind::TaskDone | EventKind::Discussed)
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

fn by_day(draft: &Draft) -> Result<Option<Millis>, Missing> {
    match draft.by_day.trim() {
        "" => Ok(None),
        day => end_of_day(day).map(Some).ok_or(Missing::Day),
    }
}

/// The step a draft stands for. `ask` is what the policy asks at this step of this kind of case.
///
/// # Errors
/// What is still missing.
pub fn build(kind: EventKind, draft: &Draft, ask: &Ask) -> Result<Step, Missing> {
    let words = draft.words.trim().to_owned();
    let to = || draft.to.clone().ok_or(Missing::To);
    let step = match kind {
        EventKind::Recoloured => Step::Recoloured { colour: draft.colour.ok_or(Missing::Colour)?, words },
        EventKind::Accepted => Step::Accepted { words },
        EventKind::Dispatched => Step::Dispatched { to: to()?, words },
        EventKind::Taken => Step::Taken { words },
        EventKind::Progress => Step::Progress { words },
        EventKind::Urged => Step::Urged { words, by: by_day(draft)? },
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
        EventKind::Tasked => Step::Tasked { to: to()?, words, by: by_day(draft)? },
        EventKind::TaskDone => Step::TaskDone { task: draft.task.clone().ok_or(Missing::Task)?, words },
        EventKind::Discussed => Step::Discussed { took_part: took_part(draft)?, words },
        EventKind::Helped => {
            let who = draft.who.trim().to_owned();
            let who = if who.is_empty() { Err(Missing::Who) } else { Ok(who) }?;
            Step::Helped { who, minutes: minutes(draft)?, words }
        }
        EventKind::Raised | EventKind::PassedUp => return Err(Missing::NotHere),
    };
    if must_speak(kind) && step.words().is_empty() {
        return Err(Missing::Words);
    }
    if let Some(fact) = ask.required.iter().copied().find(|fact| fact.is_missing_in(&step)) {
        return Err(Missing::Fact(fact));
    }
    step.check().map(|()| step).map_err(|_| Missing::Shorter)
}

fn settled(draft: &Draft, words: String) -> Result<Step, Missing> {
    let outcome = draft.outcome.ok_or(Missing::Outcome)?;
    let facts = SettledFacts {
        // What was filled in for another outcome before somebody changed their mind isn't said.
        agreement: draft.agreement.filter(|_| outcome == Outcome::AgreementReached),
        amount: amount(&draft.amount)?,
        difficult: draft.difficult,
        went_to: draft.went_to.filter(|_| outcome == Outcome::Failed),
    };
    Ok(Step::Settled { outcome, words, facts })
}

/// Whole yuan as people type them: `4200`, `4,200`, `4，200`.
fn amount(typed: &str) -> Result<Option<u64>, Missing> {
    let digits: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\u{ff0c}')).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    let yuan = digits.parse().ok().filter(|yuan| *yuan <= AMOUNT_MOST);
    yuan.map(Some).ok_or(Missing::Amount)
}

fn minutes(draft: &Draft) -> Result<u32, Missing> {
    let minutes = draft.minutes.trim().parse().ok();
    minutes.filter(|minutes| (1..=MINUTES_MOST).contains(minutes)).ok_or(Missing::Minutes)
}

fn took_part(draft: &Draft) -> Result<Vec<String>, Missing> {
    let names = draft.took_part.split(['\u{3001}', '\u{ff0c}', ',', '\u{ff1b}', ';', '\n']).map(str::trim);
    let names: Vec<String> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.is_empty() { Err(Missing::TookPart) } else { Ok(names) }
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

    fn full() -> Draft {
        Draft {
            words: "写明".into(),
            to: Some(AccountId::from_random([1; 10])),
            colour: Some(Colour::Red),
            outcome: Some(Outcome::AgreementReached),
            agreement: Some(Agreement::Written),
            amount: " 4,200".into(),
            difficult: Some(true),
            went_to: Some(WentTo::Court),
            satisfied: Some(true),
            by_day: "2026-11-26".into(),
            into: Some(CaseId::from_random([2; 10])),
            task: Some(EventId::from_random([3; 10])),
            took_part: "陈德贵、马海军\n 沙马木呷".into(),
            who: " 阿依 ".into(),
            minutes: "90".into(),
            photos: vec![],
        }
    }

    fn build_plain(kind: EventKind, draft: &Draft) -> Result<Step, Missing> {
        build(kind, draft, &Ask::default())
    }

    #[test]
    fn each_step_asks_for_its_own_and_says_what_is_missing() {
        let wanted = [
            (EventKind::Recoloured, Missing::Colour),
            (EventKind::Dispatched, Missing::To),
            (EventKind::Settled, Missing::Outcome),
            (EventKind::FollowedUp, Missing::Satisfied),
            (EventKind::Merged, Missing::Into),
            (EventKind::Tasked, Missing::To),
            (EventKind::TaskDone, Missing::Task),
            (EventKind::Discussed, Missing::TookPart),
            (EventKind::Helped, Missing::Who),
            (EventKind::Raised, Missing::NotHere),
            (EventKind::PassedUp, Missing::NotHere),
        ];
        for (kind, missing) in wanted {
            assert_eq!(build_plain(kind, &spoken()), Err(missing), "{kind:?}");
        }
        assert_eq!(build_plain(EventKind::Returned, &Draft::default()), Err(Missing::Words));
        let endless = Draft { words: "长".repeat(2001), ..full() };
        assert_eq!(build_plain(EventKind::Progress, &endless), Err(Missing::Shorter));
        assert_eq!(
            build_plain(EventKind::Accepted, &Draft::default()),
            Ok(Step::Accepted { words: String::new() })
        );
    }

    #[test]
    fn what_the_form_calls_complete_the_model_takes() {
        let empty = Draft { words: String::new(), ..full() };
        let has_form = |kind: &EventKind| !matches!(kind, EventKind::Raised | EventKind::PassedUp);
        for kind in EventKind::ALL.into_iter().filter(has_form) {
            let step = build_plain(kind, &full()).unwrap();
            assert_eq!((step.kind(), step.check()), (kind, Ok(())));
            assert_eq!(build_plain(kind, &empty).is_err(), must_speak(kind), "{kind:?}");
        }
    }

    #[test]
    fn the_facts_of_a_settlement_are_those_of_its_outcome_and_what_the_policy_requires() {
        let ask = |fact| Ask { asked: vec![], required: vec![fact] };
        let bare = |outcome| Draft { outcome: Some(outcome), ..spoken() };
        let built = |outcome, fact| build(EventKind::Settled, &bare(outcome), &ask(fact));
        for (outcome, fact) in [
            (Outcome::AgreementReached, Fact::Agreement),
            (Outcome::Failed, Fact::WentTo),
            (Outcome::Served, Fact::Amount),
            (Outcome::Rectified, Fact::Difficult),
        ] {
            assert_eq!(built(outcome, fact), Err(Missing::Fact(fact)));
        }
        assert!(built(Outcome::Failed, Fact::Agreement).is_ok(), "nothing was agreed");
        let facts =
            |outcome| match build_plain(EventKind::Settled, &Draft { outcome: Some(outcome), ..full() }) {
                Ok(Step::Settled { facts, .. }) => facts,
                other => panic!("{other:?}"),
            };
        let agreed = facts(Outcome::AgreementReached);
        assert_eq!((agreed.agreement, agreed.went_to), (Some(Agreement::Written), None));
        assert_eq!((agreed.amount, agreed.difficult), (Some(4_200), Some(true)));
        assert_eq!(facts(Outcome::Failed).went_to, Some(WentTo::Court));
    }

    #[test]
    fn numbers_and_names_are_read_as_people_type_them() {
        assert_eq!(amount("1，200 "), Ok(Some(1_200)));
        assert_eq!(amount(""), Ok(None));
        for bad in ["三百", "-5", "1.5", "9999999999999"] {
            assert_eq!(amount(bad), Err(Missing::Amount), "{bad}");
        }
        for bad in ["", "0", "1441", "一小时"] {
            let draft = Draft { minutes: bad.into(), ..full() };
            assert_eq!(build_plain(EventKind::Helped, &draft), Err(Missing::Minutes), "{bad}");
        }
        assert_eq!(took_part(&full()).map(|names| names.len()), Ok(3));
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
