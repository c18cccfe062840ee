//! The peers' workload: what a county of phones holds and does, read from its JSON lines, so that
//! all stacks do the same work. Nothing of Weige is in here.

use super::invent;
use crate::world::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A household of the workload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Household {
    /// 16 hexadecimal digits.
    pub id: String,
    /// Name of its head.
    pub head: String,
    /// Address in words.
    pub address: String,
    /// Telephone number.
    pub phone: String,
    /// Who lives there beside the head.
    pub members: Vec<Person>,
    /// Words it is marked with.
    pub tags: Vec<String>,
    /// Free words.
    pub note: String,
}

/// A member of a household.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Name.
    pub name: String,
    /// Year of birth.
    pub birth_year: u16,
    /// What they are to the head.
    pub relation: String,
}

/// A visit of the workload.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Visit {
    /// 16 hexadecimal digits.
    pub id: String,
    /// `2025-03-03T08:02:48Z`
    pub at: String,
    /// What for.
    pub kind: String,
    /// 40 to 80 characters.
    pub notes: String,
    /// First look.
    pub meter_ok: bool,
    /// Second look.
    pub safety_ok: bool,
}

/// Something that happened to a dispute.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub kind: String,
    /// 16 to 30 characters.
    pub text: String,
}

/// A dispute of the workload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dispute {
    /// 16 hexadecimal digits.
    pub id: String,
    /// What about.
    pub category: String,
    /// `green`, `yellow` or `red`.
    pub colour: String,
    /// Where it stands.
    pub status: String,
    /// Two households.
    pub parties: Vec<String>,
    /// 100 characters.
    pub description: String,
    /// What happened.
    pub timeline: Vec<Event>,
}

/// What one phone holds at the beginning.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    /// Number of the phone.
    pub phone: usize,
    /// Its households.
    pub households: Vec<Household>,
    /// Their visits.
    pub visits: BTreeMap<String, Vec<Visit>>,
    /// Its disputes.
    pub disputes: Vec<Dispute>,
}

/// One thing done on a phone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase")]
pub enum Op {
    /// A visit.
    Visit {
        /// Whom.
        household: String,
        /// What was found.
        visit: Visit,
    },
    /// An event in a dispute that stands.
    DisputeUpdate {
        /// Which.
        dispute: String,
        /// Where it stands now.
        status: String,
        /// How grave it is now.
        colour: String,
        /// What happened.
        event: Event,
    },
    /// A new dispute.
    DisputeNew {
        /// It.
        dispute: Dispute,
    },
    /// One field of a household.
    Field {
        /// Whose.
        household: String,
        /// `phone`, `note` or `address`.
        field: String,
        /// The new value.
        value: String,
        /// When.
        at: String,
    },
}

/// What phones hold, and what they do day by day.
#[derive(Clone, Debug, Default)]
pub struct Workload {
    /// By phone.
    pub states: Vec<State>,
    /// By day, then by phone.
    pub days: Vec<Vec<Vec<Op>>>,
}

impl Workload {
    /// The workload of a file, or an invented one of the same shape.
    ///
    /// # Errors
    /// One sentence.
    pub fn of(file: Option<&Path>) -> Outcome<Workload> {
        match file {
            Some(file) => {
                let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
                Workload::read(&text)
            }
            None => Ok(invent::workload(8, 4)),
        }
    }

    /// Reads JSON lines; of lines of other types nothing is taken.
    ///
    /// # Errors
    /// One sentence with the line.
    pub fn read(text: &str) -> Outcome<Workload> {
        let mut workload = Workload::default();
        for (number, line) in text.lines().enumerate() {
            workload.line(line).map_err(|e| format!("line {}: {e}", number + 1))?;
        }
        if workload.states.is_empty() || workload.days.is_empty() {
            return Err("the workload holds no phone or no day".into());
        }
        let phones = workload.states.len();
        workload.days.iter_mut().for_each(|day| day.resize(phones, Vec::new()));
        Ok(workload)
    }

    fn line(&mut self, line: &str) -> Outcome<()> {
        let wrong = |e: serde_json::Error| e.to_string();
        let value: Value = serde_json::from_str(line).map_err(wrong)?;
        match value["type"].as_str() {
            Some("state") => self.states.push(serde_json::from_value(value).map_err(wrong)?),
            Some("op") => {
                let at = |key: &str| value[key].as_u64().and_then(|n| usize::try_from(n).ok());
                let (Some(phone), Some(day @ 1..)) = (at("phone"), at("day")) else {
                    return Err("an operation without phone or day".into());
                };
                if phone >= self.states.len() || day > 1000 {
                    return Err("an operation of a phone without a state, or of a day after 1000".into());
                }
                if self.days.len() < day {
                    self.days.resize(day, Vec::new());
                }
                let phones = &mut self.days[day - 1];
                if phones.len() <= phone {
                    phones.resize(phone + 1, Vec::new());
                }
                phones[phone].push(serde_json::from_value(value).map_err(wrong)?);
            }
            _ => {}
        }
        Ok(())
    }

    /// What the county's phone of this number holds: beyond the workload's own phones they repeat.
    pub fn state(&self, phone: usize) -> &State {
        &self.states[phone % self.states.len()]
    }

    /// What it does on a day, from 0; nothing after the last.
    pub fn ops(&self, phone: usize, day: usize) -> &[Op] {
        self.days.get(day).map_or(&[], |phones| phones[phone % self.states.len()].as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invented_workload_reads_back_as_it_was_written_and_repeats_beyond_its_phones() {
        let made = invent::workload(2, 1);
        let mut lines = vec!["{\"type\":\"meta\"}".to_owned()];
        let typed = |kind: &str, value: Value, more: Value| {
            let mut value = value;
            value["type"] = kind.into();
            for (key, more) in more.as_object().cloned().unwrap_or_default() {
                value[key] = more;
            }
            value.to_string()
        };
        for state in &made.states {
            lines.push(typed("state", serde_json::to_value(state).unwrap(), Value::Null));
        }
        for (phone, ops) in made.days[0].iter().enumerate() {
            for op in ops {
                let more = serde_json::json!({ "phone": phone, "day": 1 });
                lines.push(typed("op", serde_json::to_value(op).unwrap(), more));
            }
        }
        let read = Workload::read(&lines.join("\n")).unwrap();
        assert_eq!(read.states.len(), 2);
        assert_eq!(read.ops(0, 0).len(), 18);
        assert_eq!(
            serde_json::to_value(read.ops(3, 0)).unwrap(),
            serde_json::to_value(made.ops(1, 0)).unwrap()
        );
        assert!(Workload::read("{\"type\":\"op\",\"phone\":0,\"day\":1}").is_err());
    }
}
