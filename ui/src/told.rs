//! What a step of a case says beside its name and its words: the facts for the office's tables, who
//! took part, who helped.

use crate::dates;
use crate::text::{t, t_with, t_word};
use shared_model::casework::{RaisedFacts, SettledFacts, Step};
use shared_model::position::Position;

/// The facts of a step, each as one short text.
pub fn facts(step: &Step) -> Vec<String> {
    match step {
        Step::Raised { facts, .. } => of_raised(facts),
        Step::Settled { facts, .. } => of_settled(facts),
        Step::Discussed { took_part, .. } => {
            took_part.iter().map(|name| t_with("told-took-part", &[("name", name.clone().into())])).collect()
        }
        Step::Helped { who, minutes, .. } => {
            vec![t_with("told-helped", &[("name", who.clone().into()), ("n", (*minutes).into())])]
        }
        Step::PassedUp { clock, due_at, up_to } => {
            let clock = t_word("clock", clock.word()).into();
            let said = [
                ("date", dates::day_and_clock(*due_at, *due_at).into()),
                ("what", clock),
                ("level", t_word("level", up_to.word()).into()),
            ];
            vec![t_with("told-passed-up", &said)]
        }
        _ => Vec::new(),
    }
}

fn of_raised(facts: &RaisedFacts) -> Vec<String> {
    let source = facts.source.map(|source| t_word("source", source.word()));
    let people = facts.people.map(|people| t_with("told-people", &[("n", people.into())]));
    [source, people, facts.amount.map(yuan), facts.position.map(position)].into_iter().flatten().collect()
}

/// A position with its radius: 北纬 27.400000，东经 102.180000，误差约 20 米.
pub fn position(at: Position) -> String {
    let lat = if at.lat_e6 < 0 { "south" } else { "north" };
    let lon = if at.lon_e6 < 0 { "west" } else { "east" };
    let said = [
        ("ns", t_word("compass", lat).into()),
        ("lat", Position::shown(at.lat_e6).into()),
        ("ew", t_word("compass", lon).into()),
        ("lon", Position::shown(at.lon_e6).into()),
        ("n", at.within_m.into()),
    ];
    t_with("told-position", &said)
}

fn of_settled(facts: &SettledFacts) -> Vec<String> {
    let agreement = facts.agreement.map(|form| t_word("agreement", form.word()));
    let difficult = facts.difficult.filter(|yes| *yes).map(|_| t("told-difficult"));
    let went_to = facts.went_to.map(|way| t_word("went-to", way.word()));
    [agreement, facts.amount.map(yuan), difficult, went_to].into_iter().flatten().collect()
}

fn yuan(amount: u64) -> String {
    t_with("told-amount", &[("yuan", amount.to_string().into())])
}
