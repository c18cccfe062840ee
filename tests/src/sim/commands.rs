//! From a plan's numbers to what people command.

use super::county::county;
use super::plan::Entry;
use shared_model::api::Command;
use shared_model::casework::{Agreement, CaseKind, Colour, Outcome, Party, SettledFacts, Step};
use shared_model::household::FieldEdit;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::visit::VisitKind;

/// Fields people edit.
const FIELDS: [&str; 4] = ["note", "address", "party_contact", "joint_leader"];

/// A household by a plan's number.
pub fn household(number: u8) -> &'static HouseholdId {
    let all = &county().households;
    &all[usize::from(number) % all.len()]
}

/// The command of an entry, with its word; households and cases are those its author sees. None when
/// there is nothing to write about.
pub fn command(entry: &Entry, word: &str, households: &[HouseholdId], cases: &[CaseId]) -> Option<Command> {
    let seen = |number: u8| households.get(usize::from(number) % households.len().max(1)).cloned();
    Some(match entry {
        Entry::Visit { household: number } => Command::RecordVisit {
            household: seen(*number)?,
            kind: VisitKind::Routine,
            at: None,
            checklist: Default::default(),
            note: format!("看望 {word}"),
            problem: number % 5 == 0,
            photos: vec![],
            helped: None,
            position: None,
        },
        Entry::Edit { household: number, field } => Command::EditHousehold {
            household: seen(*number)?,
            edits: vec![FieldEdit {
                field: FIELDS[usize::from(*field) % FIELDS.len()].to_owned(),
                value: word.to_owned(),
            }],
        },
        Entry::Raise { household: number, other } => {
            let at = county().households.iter().position(|id| Some(id) == seen(*number).as_ref())?;
            Command::RaiseCase { step: raised(at as u8, *other, word), photos: vec![] }
        }
        Entry::Add { case, step, anyway } => Command::AddToCase {
            case: cases.get(usize::from(*case) % cases.len().max(1))?.clone(),
            step: added(*step, word),
            seen: None,
            anyway: *anyway,
            photos: vec![],
        },
    })
}

/// The household and the field a command edits.
pub fn edited(command: &Command) -> Option<(&HouseholdId, &str)> {
    match command {
        Command::EditHousehold { household, edits } => Some((household, edits.first()?.field.as_str())),
        _ => None,
    }
}

/// Whether a command lets people of another place see something: a case with a party there, or one
/// that is given to somebody.
pub fn grants(command: &Command) -> bool {
    match command {
        Command::RaiseCase { step: Step::Raised { micro_grid, parties, .. }, .. } => {
            parties.iter().any(|party| party.micro_grid.as_ref() != Some(micro_grid))
        }
        Command::AddToCase { step, .. } => matches!(step, Step::Dispatched { .. }),
        _ => false,
    }
}

fn raised(number: u8, other: u8, word: &str) -> Step {
    let micro_grids = &county().micro_grids;
    let place_of = |number: u8| {
        let each = county().households.len() / micro_grids.len();
        micro_grids[usize::from(number) % county().households.len() / each].clone()
    };
    let party = |number: u8| Party {
        household: Some(household(number).clone()),
        micro_grid: Some(place_of(number)),
        name: "某人".to_owned(),
        house_no: String::new(),
    };
    Step::Raised {
        kind: CaseKind::Dispute,
        category: "neighbours".to_owned(),
        colour: Colour::Yellow,
        title: "排水沟".to_owned(),
        words: word.to_owned(),
        micro_grid: place_of(number),
        parties: vec![party(number), party(other)],
        facts: Default::default(),
    }
}

fn agreed() -> SettledFacts {
    SettledFacts { agreement: Some(Agreement::Oral), ..SettledFacts::default() }
}

fn added(step: u8, word: &str) -> Step {
    let words = word.to_owned();
    let people = &county().people;
    match step % 13 {
        0 | 1 => Step::Progress { words },
        2 => Step::Recoloured { colour: if step & 16 == 0 { Colour::Red } else { Colour::Green }, words },
        3 => Step::Accepted { words },
        4 | 5 => {
            let to = people[usize::from(step / 13) % people.len()].account.id.clone();
            Step::Dispatched { to, words }
        }
        6 => Step::Taken { words },
        7 => Step::Settled { outcome: Outcome::AgreementReached, words, facts: agreed() },
        8 => Step::FollowedUp { satisfied: step & 16 == 0, words },
        9 => Step::StruckOff { words },
        10 => Step::Reopened { words },
        11 => Step::Escalated { words },
        _ => Step::Returned { words },
    }
}
