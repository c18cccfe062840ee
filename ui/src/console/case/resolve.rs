//! How a contest is resolved: the choices somebody who has seen both sides has, and the steps each of
//! them stands for. Pure.

use super::story::{branches, ends};
use shared_model::api::view::{CaseView, TimelineEntry};
use shared_model::casework::{EventKind, Stage, Step};
use shared_model::ids::AccountId;

/// What somebody decides who has seen both sides.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// The ending stands.
    Ends(Box<TimelineEntry>),
    /// The case goes on.
    GoesOn,
    /// One of several to whom it was given handles it.
    HandledBy {
        /// Who.
        account: AccountId,
        /// Their name.
        name: String,
    },
}

impl Choice {
    /// The value of its field and of its `data-test`.
    pub fn key(&self) -> String {
        match self {
            Choice::Ends(entry) => format!("ends-{}", entry.id),
            Choice::GoesOn => "goes-on".to_owned(),
            Choice::HandledBy { account, .. } => format!("by-{account}"),
        }
    }
}

/// Whether two endings say the same, so that one choice stands for both.
fn same_ending(one: &Step, other: &Step) -> bool {
    match (one, other) {
        (Step::Settled { outcome: a, .. }, Step::Settled { outcome: b, .. }) => a == b,
        (Step::Merged { into: a, .. }, Step::Merged { into: b, .. }) => a == b,
        _ => one.kind() == other.kind(),
    }
}

/// The choices in a contested case whose first step the asker may write now; empty when there is
/// nothing to resolve.
pub fn choices(view: &CaseView) -> Vec<Choice> {
    if view.contested.is_empty() {
        return Vec::new();
    }
    let sides = branches(view);
    let mut endings: Vec<TimelineEntry> = Vec::new();
    for side in &sides {
        // Of one side's endings the last says how it stands there.
        if let Some(last) = side.entries.iter().rev().find(|entry| ends(entry.step.kind()))
            && !endings.iter().any(|known| same_ending(&known.step, &last.step))
        {
            endings.push(last.clone());
        }
    }
    let mut found: Vec<Choice> = endings.iter().map(|entry| Choice::Ends(Box::new(entry.clone()))).collect();
    if found.is_empty() {
        found.extend(sides.iter().filter_map(|side| side.entries.iter().rev().find_map(handed)));
    } else {
        found.push(Choice::GoesOn);
    }
    let may = |kind: EventKind| view.next.iter().any(|step| step.kind == kind && step.not_now.is_none());
    let first = |choice: &Choice| steps(choice, view, "").first().map(Step::kind);
    found.retain(|choice| first(choice).is_some_and(may));
    found
}

/// Whom an event makes the handler.
fn handed(entry: &TimelineEntry) -> Option<Choice> {
    match &entry.step {
        Step::Dispatched { to, .. } => {
            Some(Choice::HandledBy { account: to.clone(), name: entry.to_name.clone().unwrap_or_default() })
        }
        Step::Taken { .. } => {
            Some(Choice::HandledBy { account: entry.author.account.clone(), name: entry.author.name.clone() })
        }
        _ => None,
    }
}

/// Where the case will stand when somebody who has seen both sides decides that it goes on: as if the
/// ending were not there, unless it stands as settled and is opened again.
pub fn goes_on_at(view: &CaseView) -> Stage {
    if view.item.stage == Stage::Settled { Stage::Reopened } else { view.item.stage }
}

/// The steps a choice stands for, to be written one after the other, each having seen the one before.
pub fn steps(choice: &Choice, view: &CaseView, words: &str) -> Vec<Step> {
    let words = words.trim().to_owned();
    match choice {
        Choice::Ends(entry) => ended(&entry.step, view, words),
        // A settlement that a red colour or a progress set beside its closing stands by itself: to go
        // on is to open it again.
        Choice::GoesOn if view.item.stage == Stage::Settled => vec![Step::Reopened { words }],
        Choice::GoesOn => vec![Step::Progress { words }],
        Choice::HandledBy { account, .. } => vec![Step::Dispatched { to: account.clone(), words }],
    }
}

/// An ending is written anew by who has seen both sides.
fn ended(ending: &Step, view: &CaseView, words: String) -> Vec<Step> {
    match ending {
        Step::Settled { outcome, facts, .. } => {
            vec![Step::Settled { outcome: *outcome, words, facts: facts.clone() }]
        }
        Step::Withdrawn { .. } => vec![Step::Withdrawn { words }],
        Step::Merged { into, .. } => vec![Step::Merged { into: into.clone(), words }],
        // A contested case isn't struck off: a word by who saw both comes first.
        Step::StruckOff { .. } if view.item.stage == Stage::Settled => {
            vec![Step::Progress { words }, Step::StruckOff { words: String::new() }]
        }
        // Its settlement is set aside too: what was settled is settled again, and somebody else reviews.
        Step::StruckOff { .. } => {
            let settled = view.timeline.iter().rev().filter(|entry| entry.void.is_none());
            let settled = settled.map(|entry| &entry.step).find(|step| step.kind() == EventKind::Settled);
            settled.map(|step| ended(step, view, words)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::telling::{account, contested, entry};
    use super::*;
    use shared_model::casework::{Agreement, Outcome, SettledFacts, Void};

    fn words() -> String {
        "打过电话".into()
    }

    fn settled(outcome: Outcome) -> Step {
        let facts = SettledFacts { agreement: Some(Agreement::Oral), ..SettledFacts::default() };
        Step::Settled { outcome, words: "说好了".into(), facts }
    }

    fn escalated() -> Step {
        Step::Escalated { words: "又吵".into() }
    }

    fn keys(view: &CaseView) -> Vec<&'static str> {
        let word = |choice: &Choice| match choice {
            Choice::Ends(entry) => entry.step.kind().word(),
            Choice::GoesOn => "goes on",
            Choice::HandledBy { .. } => "handled by",
        };
        choices(view).iter().map(word).collect()
    }

    fn written(view: &CaseView, choice: usize) -> Vec<EventKind> {
        steps(&choices(view)[choice], view, "打过电话").iter().map(Step::kind).collect()
    }

    #[test]
    fn a_settlement_beside_an_escalation_stands_or_the_case_goes_on() {
        let told = vec![
            entry(1, Step::Taken { words: String::new() }, &[]),
            entry(2, settled(Outcome::AgreementReached), &[1]),
            entry(3, escalated(), &[1]),
        ];
        let view = contested(told, &[2, 3], Stage::Escalated);
        assert_eq!(keys(&view), ["settled", "goes on"]);
        let again = steps(&choices(&view)[0], &view, " 打过电话 ");
        let facts = SettledFacts { agreement: Some(Agreement::Oral), ..SettledFacts::default() };
        assert_eq!(again, [Step::Settled { outcome: Outcome::AgreementReached, words: words(), facts }]);
        assert_eq!(written(&view, 1), [EventKind::Progress]);
    }

    #[test]
    fn the_ending_is_found_behind_the_follow_up_that_stands_on_it() {
        let told = vec![
            entry(1, Step::Taken { words: String::new() }, &[]),
            entry(2, settled(Outcome::Served), &[1]),
            entry(4, Step::FollowedUp { satisfied: true, words: String::new() }, &[2]),
            entry(3, escalated(), &[1]),
        ];
        let view = contested(told, &[3, 4], Stage::Escalated);
        assert_eq!(keys(&view), ["settled", "goes on"]);
    }

    #[test]
    fn two_different_endings_can_each_be_chosen_and_one_ending_twice_is_one_choice() {
        let start = || entry(1, Step::Taken { words: String::new() }, &[]);
        let two = |other: Step| {
            contested(
                vec![start(), entry(2, settled(Outcome::Served), &[1]), entry(3, other, &[1])],
                &[2, 3],
                Stage::Taken,
            )
        };
        assert_eq!(keys(&two(settled(Outcome::Failed))), ["settled", "settled", "goes on"]);
        let withdrawn = two(Step::Withdrawn { words: words() });
        assert_eq!(keys(&withdrawn), ["settled", "withdrawn", "goes on"]);
        assert_eq!(written(&withdrawn, 1), [EventKind::Withdrawn]);
        let mut three = two(settled(Outcome::Served)).timeline;
        three.push(entry(4, escalated(), &[1]));
        assert_eq!(keys(&contested(three, &[2, 3, 4], Stage::Escalated)), ["settled", "goes on"]);
    }

    #[test]
    fn a_closing_takes_a_word_first_or_its_settlement_again() {
        let told = |other: Step| {
            vec![
                entry(1, settled(Outcome::Rectified), &[]),
                entry(2, Step::StruckOff { words: String::new() }, &[1]),
                entry(3, other, &[1]),
            ]
        };
        let red = Step::Recoloured { colour: shared_model::casework::Colour::Red, words: words() };
        let view = contested(told(red), &[2, 3], Stage::Settled);
        assert_eq!(keys(&view), ["struck_off", "goes on"]);
        assert_eq!(written(&view, 0), [EventKind::Progress, EventKind::StruckOff]);
        assert_eq!(written(&view, 1), [EventKind::Reopened]);
        let view = contested(told(escalated()), &[2, 3], Stage::Escalated);
        assert_eq!(written(&view, 0), [EventKind::Settled]);
        assert_eq!(written(&view, 1), [EventKind::Progress]);
    }

    #[test]
    fn that_it_goes_on_is_said_with_the_stage_at_which_it_will_stand() {
        let told = vec![entry(2, settled(Outcome::Served), &[]), entry(3, escalated(), &[])];
        assert_eq!(goes_on_at(&contested(told.clone(), &[2, 3], Stage::Escalated)), Stage::Escalated);
        let view = contested(told, &[2, 3], Stage::Settled);
        assert_eq!(goes_on_at(&view), Stage::Reopened);
        assert_eq!(steps(&Choice::GoesOn, &view, "")[0].kind(), EventKind::Reopened);
    }

    #[test]
    fn between_two_it_was_given_to_one_is_named() {
        let told = vec![
            entry(1, Step::Accepted { words: String::new() }, &[]),
            entry(2, Step::Dispatched { to: account(8), words: String::new() }, &[1]),
            entry(3, Step::Taken { words: String::new() }, &[1]),
        ];
        let view = contested(told, &[2, 3], Stage::Dispatched);
        let found = choices(&view);
        let who = |choice: &Choice| match choice {
            Choice::HandledBy { account, .. } => account.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(found.iter().map(who).collect::<Vec<_>>(), [account(8), account(3)]);
        assert_eq!(steps(&found[0], &view, ""), [Step::Dispatched { to: account(8), words: String::new() }]);
    }

    #[test]
    fn what_the_asker_may_not_write_is_no_choice_and_without_a_contest_there_is_none() {
        let told = vec![entry(2, settled(Outcome::Served), &[]), entry(3, escalated(), &[])];
        let mut view = contested(told.clone(), &[2, 3], Stage::Escalated);
        view.next.iter_mut().find(|next| next.kind == EventKind::Settled).unwrap().not_now =
            Some(Void::NotYourRole);
        assert_eq!(keys(&view), ["goes on"]);
        assert_eq!(choices(&contested(told, &[], Stage::Escalated)), []);
    }
}
