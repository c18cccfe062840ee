//! From a half-filled form to a step of a case: what each step asks for and what is missing.

use super::missing::Missing;
use shared_model::casework::facts::AMOUNT_MOST;
use shared_model::casework::limits::{MINUTES_MOST, WORDS_MOST};
use shared_model::casework::policy::Ask;
use shared_model::casework::{Agreement, Colour, EventKind, Outcome, SettledFacts, Stage, Step, WentTo};
use shared_model::ids::{AccountId, CaseId, EventId};
use shared_model::moment::Millis;
use shared_model::photo::Photo;
use ui::dates::end_of_work;

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

/// The step a draft stands for. `ask` is what the policy asks at this step of this kind of case; `now`
/// is when it is written.
///
/// # Errors
/// All that is still missing.
pub fn build(kind: EventKind, draft: &Draft, ask: &Ask, now: Millis) -> Result<Step, Vec<Missing>> {
    let mut lacks = Lacks::default();
    let step = lacks.step(kind, draft, now);
    if let Some(step) = &step {
        lacks
            .0
            .extend(ask.required.iter().filter(|fact| fact.is_missing_in(step)).copied().map(Missing::Fact));
    }
    if must_speak(kind) && draft.words.trim().is_empty() {
        lacks.0.push(Missing::Words);
    }
    match step {
        Some(step) if lacks.0.is_empty() => match step.check() {
            Ok(()) => Ok(step),
            Err(_) => Err(vec![Missing::Shorter(too_long(&step))]),
        },
        _ => Err(lacks.0),
    }
}

/// The field that holds too much of a step whose fields are all there.
fn too_long(step: &Step) -> &'static str {
    match step {
        Step::Discussed { words, .. } if words.chars().count() <= WORDS_MOST => "took-part",
        Step::Helped { words, .. } if words.chars().count() <= WORDS_MOST => "who",
        _ => "words",
    }
}

/// Gathers what is missing while a step is put together.
#[derive(Default)]
struct Lacks(Vec<Missing>);

impl Lacks {
    /// What a field gives; takes note of it when it gives nothing.
    fn take<T>(&mut self, given: Result<T, Missing>) -> Option<T> {
        given.map_err(|missing| self.0.push(missing)).ok()
    }

    fn some<T>(&mut self, given: Option<T>, missing: Missing) -> Option<T> {
        self.take(given.ok_or(missing))
    }

    /// The step without looking at its words; none while one of its own fields gives nothing. All of them
    /// are read before that is known.
    fn step(&mut self, kind: EventKind, draft: &Draft, now: Millis) -> Option<Step> {
        let words = draft.words.trim().to_owned();
        Some(match kind {
            EventKind::Recoloured => {
                Step::Recoloured { colour: self.some(draft.colour, Missing::Colour)?, words }
            }
            EventKind::Accepted => Step::Accepted { words },
            EventKind::Dispatched => {
                Step::Dispatched { to: self.some(draft.to.clone(), Missing::To)?, words }
            }
            EventKind::Taken => Step::Taken { words },
            EventKind::Progress => Step::Progress { words },
            EventKind::Urged => Step::Urged { words, by: self.take(by_day(draft, now))? },
            EventKind::Escalated => Step::Escalated { words },
            EventKind::Returned => Step::Returned { words },
            EventKind::Settled => self.settled(draft, words)?,
            EventKind::FollowedUp => {
                Step::FollowedUp { satisfied: self.some(draft.satisfied, Missing::Satisfied)?, words }
            }
            EventKind::StruckOff => Step::StruckOff { words },
            EventKind::Reopened => Step::Reopened { words },
            EventKind::Withdrawn => Step::Withdrawn { words },
            EventKind::Merged => Step::Merged { into: self.some(draft.into.clone(), Missing::Into)?, words },
            EventKind::Tasked => {
                let to = self.some(draft.to.clone(), Missing::To);
                let by = self.take(by_day(draft, now));
                Step::Tasked { to: to?, words, by: by? }
            }
            EventKind::TaskDone => {
                Step::TaskDone { task: self.some(draft.task.clone(), Missing::Task)?, words }
            }
            EventKind::Discussed => Step::Discussed { took_part: self.take(took_part(draft))?, words },
            EventKind::Helped => {
                let who = Some(draft.who.trim().to_owned()).filter(|who| !who.is_empty());
                let who = self.some(who, Missing::Who);
                let minutes = self.take(minutes(draft));
                Step::Helped { who: who?, minutes: minutes?, words }
            }
            EventKind::Raised | EventKind::PassedUp => self.some(None, Missing::NotHere)?,
        })
    }

    fn settled(&mut self, draft: &Draft, words: String) -> Option<Step> {
        let outcome = self.some(draft.outcome, Missing::Outcome)?;
        let facts = SettledFacts {
            // What was filled in for another outcome before somebody changed their mind isn't said.
            agreement: draft.agreement.filter(|_| outcome == Outcome::AgreementReached),
            // What can't be read is said already; the other facts are looked at all the same.
            amount: self.take(amount(&draft.amount)).unwrap_or_default(),
            difficult: draft.difficult,
            went_to: draft.went_to.filter(|_| outcome == Outcome::Failed),
        };
        Some(Step::Settled { outcome, words, facts })
    }
}

/// By when an answer is wanted: today's day in China is the earliest.
fn by_day(draft: &Draft, now: Millis) -> Result<Option<Millis>, Missing> {
    match draft.by_day.trim() {
        "" => Ok(None),
        day => match end_of_work(day) {
            None => Err(Missing::Day),
            Some(by) if now.days_until(by) < 0 => Err(Missing::DayPast),
            Some(by) => Ok(Some(by)),
        },
    }
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
    use shared_model::casework::Fact;

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

    /// 2026-11-26 23:30 in China.
    const NOW: Millis = Millis(1_795_707_000_000);

    fn build_plain(kind: EventKind, draft: &Draft) -> Result<Step, Vec<Missing>> {
        build(kind, draft, &Ask::default(), NOW)
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
            let lacks = build_plain(kind, &spoken()).unwrap_err();
            assert_eq!(lacks.first(), Some(&missing), "{kind:?}");
        }
        assert_eq!(build_plain(EventKind::Returned, &Draft::default()), Err(vec![Missing::Words]));
        let endless = Draft { words: "长".repeat(2001), ..full() };
        assert_eq!(build_plain(EventKind::Progress, &endless), Err(vec![Missing::Shorter("words")]));
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
        let built = |outcome, fact| build(EventKind::Settled, &bare(outcome), &ask(fact), NOW);
        for (outcome, fact) in [
            (Outcome::AgreementReached, Fact::Agreement),
            (Outcome::Failed, Fact::WentTo),
            (Outcome::Served, Fact::Amount),
            (Outcome::Rectified, Fact::Difficult),
        ] {
            assert_eq!(built(outcome, fact), Err(vec![Missing::Fact(fact)]));
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
            assert_eq!(build_plain(EventKind::Helped, &draft), Err(vec![Missing::Minutes]), "{bad}");
        }
        assert_eq!(took_part(&full()).map(|names| names.len()), Ok(3));
    }

    #[test]
    fn all_that_is_missing_is_named_at_once_and_each_at_its_field() {
        let fields = |kind, draft: &Draft, ask: &Ask| {
            let lacks = build(kind, draft, ask, NOW).unwrap_err();
            lacks.into_iter().map(Missing::field).collect::<Vec<_>>()
        };
        let nothing = Draft::default();
        let over = Draft { by_day: "2026-11-25".into(), ..Draft::default() };
        assert_eq!(fields(EventKind::Tasked, &over, &Ask::default()), ["to", "by", "words"]);
        assert_eq!(fields(EventKind::Helped, &nothing, &Ask::default()), ["who", "minutes", "words"]);
        let ask = Ask { asked: vec![], required: vec![Fact::Agreement, Fact::Difficult] };
        let agreed =
            Draft { outcome: Some(Outcome::AgreementReached), amount: "三百".into(), ..Draft::default() };
        assert_eq!(fields(EventKind::Settled, &agreed, &ask), ["amount", "agreement", "difficult", "words"]);
        // What is mended is no longer named; the others are.
        let mended = Draft { amount: "300".into(), words: "说好了".into(), ..agreed };
        assert_eq!(fields(EventKind::Settled, &mended, &ask), ["agreement", "difficult"]);
    }

    #[test]
    fn a_day_is_in_the_calendar_and_not_over() {
        let by = |day: &str| {
            let draft = Draft { by_day: day.into(), ..full() };
            build_plain(EventKind::Urged, &draft).map(|step| step.wanted_by().map(Millis::clock))
        };
        assert_eq!(by(""), Ok(None));
        // The day goes on until midnight, also when its work has ended.
        assert_eq!(by("2026-11-26"), Ok(Some((17, 30))));
        assert_eq!(by("2026-11-25"), Err(vec![Missing::DayPast]));
        for bad in ["2026-02-30", "26", "2026-11", "x-y-z", "2026-11-26-1"] {
            assert_eq!(by(bad), Err(vec![Missing::Day]), "{bad}");
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
