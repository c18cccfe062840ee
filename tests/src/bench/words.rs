//! The workload in Weige's own words: its households as fields, visits as entries, disputes as
//! cases, operations as the commands a member gives. Nothing that the workload says is left out.

use super::workload::{Dispute, Event, Household, Op, Visit};
use crate::world::Outcome;
use shared_model::api::Command;
use shared_model::casework::{CaseKind, Colour, Party, Step};
use shared_model::document::Put;
use shared_model::household::{FieldEdit, TAGS};
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::visit::{Visit as OurVisit, VisitKind};
use std::collections::BTreeMap;

/// How one phone's part of the workload is put into the county.
#[derive(Clone, Debug)]
pub struct Telling {
    /// The phone's micro-grid.
    pub micro_grid: PlaceCode,
    /// How often the workload's phones were used before: a second household of the same words
    /// needs an identity of its own.
    pub round: u64,
    /// Added to every time of the workload, in milliseconds, so that its first day is today.
    pub shift: i64,
}

impl Telling {
    /// An identity of the workload as one of this county: 16 letters either way.
    pub fn id(&self, id: &str) -> String {
        if self.round == 0 {
            return id.to_owned();
        }
        format!(
            "{:016x}",
            u64::from_str_radix(id, 16).unwrap_or(0) ^ self.round.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        )
    }

    /// A household's identity.
    ///
    /// # Errors
    /// When it is none.
    pub fn household(&self, id: &str) -> Outcome<HouseholdId> {
        HouseholdId::parse(&self.id(id)).map_err(|e| e.to_string())
    }

    /// A case's identity.
    ///
    /// # Errors
    /// When it is none.
    pub fn case(&self, id: &str) -> Outcome<CaseId> {
        CaseId::parse(&self.id(id)).map_err(|e| e.to_string())
    }

    /// `2025-03-03T08:02:48Z`, shifted.
    ///
    /// # Errors
    /// When it isn't of that form.
    pub fn moment(&self, text: &str) -> Outcome<Millis> {
        read_moment(text).map(|at| Millis(at + self.shift)).ok_or_else(|| format!("{text:?} is no moment"))
    }

    /// All fields of a household as the office registers it.
    pub fn fields(&self, household: &Household) -> Vec<Put> {
        let put = |key: String, value: &str| Put { key, value: value.to_owned() };
        let mut puts = vec![
            put("micro_grid".into(), self.micro_grid.as_str()),
            put("house_no".into(), &household.id[..4]),
            put("address".into(), &household.address),
            put("note".into(), &household.note),
        ];
        let resident = |n: usize, field: &str| self.resident(&household.id, n, field);
        puts.push(put(resident(0, "name"), &household.head));
        puts.push(put(resident(0, "relation"), "head"));
        puts.push(put(resident(0, "phone"), &household.phone));
        for (n, person) in household.members.iter().enumerate() {
            puts.push(put(resident(n + 1, "name"), &person.name));
            puts.push(put(resident(n + 1, "birth_year"), &person.birth_year.to_string()));
            puts.push(put(resident(n + 1, "relation"), &person.relation));
        }
        puts.extend(household.tags.iter().map(|word| put(format!("tag.{}", tag(word)), "1")));
        puts
    }

    /// The key of a field of the nth person of a household; the head is the first.
    fn resident(&self, household: &str, n: usize, field: &str) -> String {
        let number = u64::from_str_radix(household, 16).unwrap_or(0).wrapping_add(n as u64 + 1);
        format!(
            "resident.{}.{field}",
            self.id(&format!("{:016x}", number.wrapping_mul(0xff51_afd7_ed55_8ccd)))
        )
    }

    /// A visit.
    ///
    /// # Errors
    /// When its time is no time.
    pub fn visit(&self, visit: &Visit) -> Outcome<OurVisit> {
        let at = self.moment(&visit.at)?;
        let looked = |ok: bool| if ok { "ok" } else { "problem" }.to_owned();
        let checklist = BTreeMap::from([
            ("fire".to_owned(), looked(visit.meter_ok)),
            ("house".to_owned(), looked(visit.safety_ok)),
        ]);
        let kind = VisitKind::ALL[visit.kind.len() / 3 % VisitKind::ALL.len()];
        let (note, problem) = (visit.notes.clone(), !visit.safety_ok);
        Ok(OurVisit {
            at,
            written_at: at,
            kind,
            checklist,
            note,
            problem,
            photos: Vec::new(),
            helped: None,
            position: None,
        })
    }

    /// The steps of a dispute, each with its time: the first event is the raising itself.
    ///
    /// # Errors
    /// When a time is no time.
    pub fn steps(&self, dispute: &Dispute) -> Outcome<Vec<(Millis, Step)>> {
        let mut steps = Vec::new();
        for event in &dispute.timeline {
            let at = self.moment(&event.at)?;
            let step = match steps.is_empty() {
                true => self.raised(dispute, event),
                false => Step::Progress { words: told(event, "") },
            };
            steps.push((at, step));
        }
        Ok(steps)
    }

    fn raised(&self, dispute: &Dispute, event: &Event) -> Step {
        let party = |id: &String| Party {
            household: self.household(id).ok(),
            micro_grid: Some(self.micro_grid.clone()),
            name: id[..4].to_owned(),
            house_no: String::new(),
        };
        Step::Raised {
            kind: CaseKind::Dispute,
            category: "neighbours".into(),
            colour: colour(&dispute.colour),
            title: dispute.category.clone(),
            words: format!("{} {}", dispute.description, told(event, &dispute.status)),
            micro_grid: self.micro_grid.clone(),
            parties: dispute.parties.iter().map(party).collect(),
            facts: Default::default(),
        }
    }

    /// What a member commands to do an operation. `coloured`: the dispute's colour before it.
    ///
    /// # Errors
    /// When an identity or a time is none.
    pub fn command(&self, op: &Op, coloured: &str) -> Outcome<Command> {
        Ok(match op {
            Op::Visit { household, visit } => {
                let OurVisit { at, kind, checklist, note, problem, .. } = self.visit(visit)?;
                let household = self.household(household)?;
                Command::RecordVisit {
                    household,
                    kind,
                    at: Some(at),
                    checklist,
                    note,
                    problem,
                    photos: Vec::new(),
                    helped: None,
                    position: None,
                }
            }
            Op::DisputeNew { dispute } => {
                let first = self.steps(dispute)?.into_iter().next().ok_or("a dispute without events")?;
                Command::RaiseCase { step: first.1, photos: Vec::new() }
            }
            Op::DisputeUpdate { dispute, .. } => {
                let step = update(op, coloured).ok_or("an update that is none")?;
                Command::AddToCase {
                    case: self.case(dispute)?,
                    step,
                    seen: None,
                    anyway: false,
                    photos: Vec::new(),
                }
            }
            Op::Field { household, field, value, .. } => {
                let edits = vec![FieldEdit { field: self.field(household, field), value: value.clone() }];
                Command::EditHousehold { household: self.household(household)?, edits }
            }
        })
    }

    /// The key of a field that an operation names.
    pub fn field(&self, household: &str, field: &str) -> String {
        if field == "phone" { self.resident(household, 0, "phone") } else { field.to_owned() }
    }
}

/// The step of an update: a change of colour, or progress.
pub fn update(op: &Op, coloured: &str) -> Option<Step> {
    let Op::DisputeUpdate { status, colour: new, event, .. } = op else { return None };
    let words = told(event, status);
    Some(if new == coloured {
        Step::Progress { words }
    } else {
        Step::Recoloured { colour: colour(new), words }
    })
}

fn told(event: &Event, status: &str) -> String {
    format!("{} {} {} {status}", event.kind, event.by, event.text).trim_end().to_owned()
}

fn colour(word: &str) -> Colour {
    match word {
        "green" => Colour::Green,
        "yellow" => Colour::Yellow,
        _ => Colour::Red,
    }
}

/// One of our tags for a word of theirs, the same each time, with letters that keep two words apart.
fn tag(word: &str) -> String {
    let sum: usize = word.bytes().fold(7, |sum, byte| sum * 31 % 1_000_003 + usize::from(byte));
    let letter = |n: usize| (b'a' + (n % 26) as u8) as char;
    format!("{}_{}{}", TAGS[sum % TAGS.len()], letter(sum / 8), letter(sum / 208))
}

fn read_moment(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i32>().ok();
    let month = time::Month::try_from(u8::try_from(number(5, 7)?).ok()?).ok()?;
    let date =
        time::Date::from_calendar_date(number(0, 4)?, month, u8::try_from(number(8, 10)?).ok()?).ok()?;
    let part = |from: usize| u8::try_from(number(from, from + 2)?).ok();
    let at = date.with_hms(part(11)?, part(14)?, part(17)?).ok()?.assume_utc();
    Some(at.unix_timestamp() * 1000)
}

#[cfg(test)]
mod tests {
    use super::super::invent;
    use super::*;

    #[test]
    fn every_operation_of_a_day_becomes_a_command_that_the_phone_would_take() {
        let workload = invent::workload(1, 1);
        let micro_grid = PlaceCode::parse("51342410320901001").unwrap();
        let telling = Telling { micro_grid, round: 1, shift: 0 };
        for household in &workload.states[0].households {
            for Put { key: field, value } in telling.fields(household) {
                let known =
                    field == "micro_grid" || FieldEdit { field: field.clone(), value }.check().is_ok();
                assert!(known, "{field}");
            }
        }
        for op in workload.ops(0, 0) {
            match telling.command(op, "green").unwrap() {
                Command::RaiseCase { step, .. } | Command::AddToCase { step, .. } => step.check().unwrap(),
                Command::EditHousehold { edits, .. } => edits[0].check().unwrap(),
                _ => {}
            }
        }
        assert_ne!(telling.id("f6080c9ed199d5d1"), "f6080c9ed199d5d1");
        assert_eq!(read_moment("2025-03-03T08:02:48Z"), Some(1_740_988_968_000));
    }
}
