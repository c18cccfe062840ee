//! How a policy travels: what replicas of the first release understand, and words of later ones
//! passed over.

use super::*;
use serde::Deserializer;

/// A policy as replicas of the first release read it. They read no key and no word that they don't
/// know: nothing is ever added here.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyV1 {
    version: u32,
    categories: Vec<Category>,
    clocks: BTreeMap<Colour, ClockV1>,
    rights: BTreeMap<EventKind, Vec<Role>>,
    follow_up_before_strike_off: Vec<CaseKind>,
    suggest: Suggest,
    checklist: Vec<ChecklistItem>,
    visit_due_days: u32,
    care_visit_due_days: u32,
    care_tags: Vec<String>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct ClockV1 {
    take_hours: Option<u32>,
    settle_hours: u32,
}

/// The steps of the first release.
const STEPS_V1: [EventKind; 15] = [
    EventKind::Raised,
    EventKind::Recoloured,
    EventKind::Accepted,
    EventKind::Dispatched,
    EventKind::Taken,
    EventKind::Progress,
    EventKind::Urged,
    EventKind::Escalated,
    EventKind::Returned,
    EventKind::Settled,
    EventKind::FollowedUp,
    EventKind::StruckOff,
    EventKind::Reopened,
    EventKind::Withdrawn,
    EventKind::Merged,
];

impl From<&Policy> for PolicyV1 {
    fn from(policy: &Policy) -> PolicyV1 {
        let clock = |clock: &Clock| ClockV1 {
            take_hours: clock.take.map(Term::in_hours),
            settle_hours: clock.settle.in_hours(),
        };
        let policy = policy.clone();
        PolicyV1 {
            version: policy.version,
            categories: policy.categories,
            clocks: policy.clocks.iter().map(|(colour, one)| (*colour, clock(one))).collect(),
            rights: policy.rights.into_iter().filter(|(kind, _)| STEPS_V1.contains(kind)).collect(),
            follow_up_before_strike_off: policy.follow_up_before_strike_off,
            suggest: policy.suggest,
            checklist: policy.checklist,
            visit_due_days: policy.visit_due_days,
            care_visit_due_days: policy.care_visit_due_days,
            care_tags: policy.care_tags,
        }
    }
}

/// A clock as it may be written: in terms, or in hours as the first release wrote it.
#[derive(Deserialize)]
pub(super) struct ClockRead {
    take: Option<Term>,
    settle: Option<Term>,
    take_hours: Option<u32>,
    settle_hours: Option<u32>,
}

impl TryFrom<ClockRead> for Clock {
    type Error = &'static str;

    fn try_from(read: ClockRead) -> Result<Clock, &'static str> {
        let settle = read.settle.or(read.settle_hours.map(Term::Hours));
        let take = read.take.or(read.take_hours.map(Term::Hours));
        Ok(Clock { take, settle: settle.ok_or("a clock says until when a case is settled")? })
    }
}

fn known<T>(words: &[String], all: &[T], word: impl Fn(&T) -> &'static str) -> Vec<T>
where
    T: Copy,
{
    words.iter().filter_map(|said| all.iter().find(|one| word(one) == said.as_str()).copied()).collect()
}

fn event_kind(word: &str) -> Option<EventKind> {
    EventKind::ALL.into_iter().find(|kind| kind.word() == word)
}

pub(super) fn known_rights<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<EventKind, Vec<Role>>, D::Error> {
    let said = BTreeMap::<String, Vec<String>>::deserialize(from)?;
    let one = |(kind, roles): (&String, &Vec<String>)| {
        Some((event_kind(kind)?, known(roles, &Role::ALL, |role| role.word())))
    };
    Ok(said.iter().filter_map(one).collect())
}

/// An [`Ask`] in words that may be a later version's.
#[derive(Deserialize)]
struct AskRead {
    #[serde(default)]
    asked: Vec<String>,
    #[serde(default)]
    required: Vec<String>,
}

pub(super) fn known_asks<'de, D: Deserializer<'de>>(from: D) -> Result<Asks, D::Error> {
    let said = BTreeMap::<String, BTreeMap<String, AskRead>>::deserialize(from)?;
    let facts = |words: &[String]| known(words, &Fact::ALL, |fact| fact.word());
    let mut asks = Asks::new();
    for (case, steps) in &said {
        let Some(case) = CaseKind::ALL.into_iter().find(|kind| kind.word() == case) else { continue };
        for (step, ask) in steps {
            let Some(step) = event_kind(step) else { continue };
            let ask = Ask { asked: facts(&ask.asked), required: facts(&ask.required) };
            asks.entry(case).or_default().insert(step, ask);
        }
    }
    Ok(asks)
}
