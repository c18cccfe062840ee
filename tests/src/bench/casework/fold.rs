//! The fold alone: a case of 500 events, in one line and with two people who never saw each other.

use super::draw::Draw;
use super::pages::spread;
use crate::world::Outcome;
use serde_json::{Value, json};
use shared_model::casework::event::{CaseEvent, CaseKind, Colour, Step};
use shared_model::casework::fold::{WrittenEvent, fold};
use shared_model::casework::{Outcome as Ending, Policies, Policy, RaisedFacts, SettledFacts};
use shared_model::ids::{AccountId, EventId};
use shared_model::moment::Millis;
use shared_model::people::{Author, Role};
use shared_model::place::PlaceCode;
use std::time::Instant;

/// Events of the case.
const EVENTS: usize = 500;
/// Times it is folded.
const TIMES: usize = 200;

/// Both, in milliseconds.
///
/// # Errors
/// When the policy can't be read.
pub fn measure() -> Outcome<Value> {
    let policies =
        Policies::only(Policy::from_toml(sync_server::app::SHIPPED_POLICY).map_err(|e| e.to_string())?);
    let mut measured = json!({ "events": EVENTS, "times": TIMES });
    for (name, apart) in [("one_after_the_other", false), ("two_apart", true)] {
        let events = case(apart)?;
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let given = events.clone();
            let begun = Instant::now();
            let state = fold(given, &policies).ok_or("nothing begins the case")?;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
            if state.events.iter().any(|event| event.void.is_some()) {
                return Err("every event of the measured case counts".into());
            }
        }
        measured[name] = spread(&mut times);
    }
    Ok(measured)
}

/// Raised, dispatched, then talk, urging, new colours, and now and then settled and reopened.
fn case(apart: bool) -> Outcome<Vec<WrittenEvent>> {
    let place = PlaceCode::parse("51342410120301001").map_err(|e| e.to_string())?;
    let mut draw = Draw::new(500);
    let person = |number: u8, role: Role| Author {
        account: AccountId::from_random([number; 10]),
        role,
        place: place.at(role.level()).unwrap_or_else(|| place.clone()),
    };
    let (member, secretary) = (person(1, Role::Member), person(2, Role::Secretary));
    let mut events: Vec<WrittenEvent> = Vec::new();
    for number in 0..EVENTS {
        let (author, step) = step(number, apart, &place, &member, &secretary);
        let before = if number == 0 {
            None
        } else if apart && number > 2 {
            Some(number - 2)
        } else {
            Some(number - 1)
        };
        let at = Millis(1_773_800_000_000 + number as i64 * 60_000);
        events.push(WrittenEvent {
            id: EventId::from_random(draw.id()),
            author,
            received_at: Some(at),
            event: CaseEvent {
                written_at: at,
                after: before.map(|index| events[index].id.clone()).into_iter().collect(),
                photos: Vec::new(),
                step,
            },
        });
    }
    Ok(events)
}

fn step(
    number: usize,
    apart: bool,
    place: &PlaceCode,
    member: &Author,
    secretary: &Author,
) -> (Author, Step) {
    let words = "到现场看了，两边都见了面，约好再谈一次。".to_owned();
    match number {
        0 => {
            let raised = Step::Raised {
                kind: CaseKind::Dispute,
                category: "neighbours".into(),
                colour: Colour::Yellow,
                title: "水渠".into(),
                words,
                micro_grid: place.clone(),
                parties: Vec::new(),
                facts: RaisedFacts::default(),
            };
            (member.clone(), raised)
        }
        1 => (secretary.clone(), Step::Dispatched { to: member.account.clone(), words }),
        _ if apart || number % 10 > 3 => (member.clone(), Step::Progress { words }),
        _ => match number % 10 {
            0 => (secretary.clone(), Step::Urged { words, by: None }),
            1 => (member.clone(), Step::Recoloured { colour: Colour::Red, words }),
            2 => (
                secretary.clone(),
                Step::Settled { outcome: Ending::Served, words, facts: SettledFacts::default() },
            ),
            _ => (secretary.clone(), Step::Reopened { words }),
        },
    }
}
