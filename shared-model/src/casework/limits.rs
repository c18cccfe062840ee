//! What a step must say and how much it may: checked before writing and again at the door.

use super::event::{EventKind, Outcome, Party, Step};
use super::facts::{AMOUNT_MOST, PEOPLE_MOST, RaisedFacts, SettledFacts};
use crate::moment::Millis;

/// Longest words in a step, in characters.
pub const WORDS_MOST: usize = 2000;
/// Longest title, in characters.
pub const TITLE_MOST: usize = 60;
/// Most parties in a case.
pub const PARTIES_MOST: usize = 20;
/// Longest name of a party, a volunteer or somebody who took part, in characters.
pub const NAME_MOST: usize = 40;
/// Most people named as having taken part.
pub const TOOK_PART_MOST: usize = 50;
/// Longest help that one event tells of, in minutes: a day.
pub const MINUTES_MOST: u32 = 1_440;

/// Why a step can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepProblem {
    /// A text is missing.
    #[error("{0} needs words")]
    WordsMissing(&'static str),
    /// A text is too long.
    #[error("words hold at most {WORDS_MOST} characters and a title {TITLE_MOST}")]
    TooLong,
    /// A case without a title.
    #[error("a case needs a title")]
    TitleMissing,
    /// Too many or nameless parties.
    #[error("a case names up to {PARTIES_MOST} parties, each with a name")]
    Parties,
    /// A fact that can't be so.
    #[error("{0}")]
    Fact(&'static str),
}

impl Step {
    /// The moment by which an urging or a task wants an answer.
    pub fn wanted_by(&self) -> Option<Millis> {
        match self {
            Step::Urged { by, .. } | Step::Tasked { by, .. } => *by,
            _ => None,
        }
    }

    /// Whether it wants an answer by a day that is over in China. Asked when somebody gives the command,
    /// by the clock before which they sit, and never again: what was written in time and arrives late is
    /// as good as on the day it was written.
    pub fn wants_a_past_day(&self, now: Millis) -> bool {
        self.wanted_by().is_some_and(|by| now.days_until(by) < 0)
    }

    /// Checks lengths and that what must be said is said.
    ///
    /// # Errors
    /// A [`StepProblem`].
    pub fn check(&self) -> Result<(), StepProblem> {
        if must_speak(self.kind()) && self.words().trim().is_empty() {
            return Err(StepProblem::WordsMissing(self.kind().word()));
        }
        if self.words().chars().count() > WORDS_MOST {
            return Err(StepProblem::TooLong);
        }
        match self {
            Step::Raised { title, parties, facts, .. } => {
                check_beginning(title, parties)?;
                check_raised(facts)
            }
            Step::Settled { outcome, facts, .. } => check_settled(*outcome, facts),
            Step::Discussed { took_part, .. } => {
                let fits = (1..=TOOK_PART_MOST).contains(&took_part.len())
                    && took_part.iter().all(|name| is_name(name));
                holds(fits, "1 to 50 people take part, each with a name of up to 40 characters")
            }
            Step::Helped { who, minutes, .. } => {
                holds(is_name(who), "who helped has a name of up to 40 characters")?;
                holds((1..=MINUTES_MOST).contains(minutes), "help lasts 1 to 1440 minutes")
            }
            _ => Ok(()),
        }
    }
}

/// Kinds that say nothing without words.
fn must_speak(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::Accepted
            | EventKind::Dispatched
            | EventKind::Taken
            | EventKind::FollowedUp
            | EventKind::StruckOff
            | EventKind::Merged
            | EventKind::PassedUp
    )
}

fn holds(fits: bool, rule: &'static str) -> Result<(), StepProblem> {
    if fits { Ok(()) } else { Err(StepProblem::Fact(rule)) }
}

/// Whether it can be somebody's name: 1 to [`NAME_MOST`] characters that aren't all blank.
pub fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= NAME_MOST
}

fn check_beginning(title: &str, parties: &[Party]) -> Result<(), StepProblem> {
    if title.trim().is_empty() {
        return Err(StepProblem::TitleMissing);
    }
    if title.chars().count() > TITLE_MOST {
        return Err(StepProblem::TooLong);
    }
    let named = |party: &Party| is_name(&party.name) && party.house_no.chars().count() <= 20;
    let fits = parties.len() <= PARTIES_MOST && parties.iter().all(named);
    if fits { Ok(()) } else { Err(StepProblem::Parties) }
}

fn check_raised(facts: &RaisedFacts) -> Result<(), StepProblem> {
    let people = facts.people.is_none_or(|people| (1..=PEOPLE_MOST).contains(&people));
    holds(people, "a case concerns 1 to 1000000 people")?;
    check_amount(facts.amount)?;
    let position = facts.position.is_none_or(|position| position.is_sensible());
    holds(position, "a position is in millionths of a degree, within 1 to 100000 metres")?;
    let item = |key: &String| !key.trim().is_empty() && key.len() <= 60;
    holds(facts.service_item.as_ref().is_none_or(item), "a service item is named by a key of 1 to 60 bytes")
}

fn check_settled(outcome: Outcome, facts: &SettledFacts) -> Result<(), StepProblem> {
    check_amount(facts.amount)?;
    let agreed = outcome == Outcome::AgreementReached;
    holds(facts.agreement.is_none() || agreed, "only an agreement is oral or written")?;
    let failed = outcome == Outcome::Failed;
    holds(facts.went_to.is_none() || failed, "only what failed here went elsewhere")
}

fn check_amount(amount: Option<u64>) -> Result<(), StepProblem> {
    holds(amount.is_none_or(|yuan| yuan <= AMOUNT_MOST), "an amount is at most 1000000000000 yuan")
}
