//! What can be done with a household, and the command that what was chosen comes to.

use crate::phone::pages::edit::sheet::EditForm;
use shared_model::api::Command;
use shared_model::household::{FieldEdit, HOUSEHOLD_GONE, Household};
use shared_model::ids::HouseholdId;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// One of its people goes to another household.
    Move,
    /// It becomes part of another.
    Merge,
    /// It isn't counted and visited any more.
    Archive,
    /// It stands by itself again.
    Part,
    /// It is counted and visited again.
    Back,
}

impl Deed {
    /// Its word in the draft and in the keys of its texts.
    pub fn word(self) -> &'static str {
        match self {
            Deed::Move => "move",
            Deed::Merge => "merge",
            Deed::Archive => "archive",
            Deed::Part => "part",
            Deed::Back => "back",
        }
    }
}

/// What can be done with a household as it stands.
pub fn offered(household: &Household) -> &'static [Deed] {
    let merged = household.merged.as_ref().filter(|merged| merged.into.is_some());
    match merged {
        // The office took it into another micro-grid, and takes it back.
        Some(merged) if merged.from_grid.as_ref().is_some_and(|grid| *grid != household.micro_grid) => &[],
        Some(_) => &[Deed::Part],
        None if !household.gone.is_empty() => &[Deed::Back],
        None if household.present().next().is_none() => &[Deed::Merge, Deed::Archive],
        None => &[Deed::Move, Deed::Merge, Deed::Archive],
    }
}

/// What was chosen to be done, where it still can be.
pub fn chosen(content: &EditForm, household: &Household) -> Option<Deed> {
    let what = content.said("what");
    offered(household).iter().copied().find(|deed| deed.word() == what)
}

/// Who it is about: the one who moves, or all who live here.
pub fn who(content: &EditForm, household: &Household, deed: Deed) -> Vec<String> {
    let one = content.said("who");
    let fits = |id: &str| deed != Deed::Move || id == one;
    household.present().filter(|person| fits(person.id.as_str())).map(|person| person.name.clone()).collect()
}

/// What is saved; none while something is missing.
pub fn command(content: &EditForm, household: &Household) -> Option<Command> {
    let said = |field: &str| Some(content.said(field)).filter(|said| !said.is_empty());
    let to = HouseholdId::parse(content.said("to")).ok();
    let id = household.id.clone();
    let gone = |gone: &str, why: &str| {
        let edit = |field: &str, value: &str| FieldEdit { field: field.to_owned(), value: value.to_owned() };
        vec![edit("gone", gone), edit("gone_why", why)]
    };
    Some(match chosen(content, household)? {
        Deed::Move => {
            let who = said("who")?;
            let person = household.present().find(|person| person.id.as_str() == who)?;
            let (resident, relation) = (person.id.clone(), said("relation")?.to_owned());
            Command::MoveResident { household: id, resident, to: to?, relation }
        }
        Deed::Merge => Command::MergeHousehold { household: id, into: Some(to?) },
        Deed::Part => Command::MergeHousehold { household: id, into: None },
        Deed::Archive => {
            Command::EditHousehold { household: id, edits: gone(HOUSEHOLD_GONE[0], said("why")?) }
        }
        Deed::Back => Command::EditHousehold { household: id, edits: gone("", "") },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::form::Form;
    use crate::phone::pages::edit::sheet::Act;
    use crate::phone::pages::edit::sheet::tests::household;
    use shared_model::homes::{Lodging, Merged};
    use shared_model::ids::EventId;
    use shared_model::place::PlaceCode;

    fn said(all: &[(&str, &str)]) -> EditForm {
        let set = |form: EditForm, (field, value): &(&str, &str)| {
            form.apply(Act::Set((*field).into(), (*value).into()))
        };
        all.iter().fold(EditForm::default(), set)
    }

    fn merged(from_grid: Option<&str>) -> Household {
        let home = Lodging {
            id: HouseholdId::from_random([7; 10]),
            house_no: "8".into(),
            name: "王芳".into(),
            held: true,
        };
        let from_grid = from_grid.map(|grid| PlaceCode::parse(grid).unwrap());
        let merged = Merged { n: 1, id: EventId::from_random([3; 10]), into: Some(home), from_grid };
        Household { merged: Some(merged), ..household() }
    }

    #[test]
    fn only_what_can_be_done_is_offered_and_nothing_is_chosen_at_first() {
        let stands = household();
        assert_eq!(offered(&stands), [Deed::Move, Deed::Merge, Deed::Archive]);
        let mut left = stands.clone();
        left.residents[0].gone = "moved".into();
        assert_eq!(offered(&left), [Deed::Merge, Deed::Archive], "nobody is there to move");
        assert_eq!(offered(&Household { gone: "moved".into(), ..stands.clone() }), [Deed::Back]);
        assert_eq!(offered(&merged(None)), [Deed::Part]);
        assert_eq!(offered(&merged(Some("51342410120301002"))), [], "the office merged it");
        assert_eq!(offered(&merged(Some("51342410120301001"))), [Deed::Part], "it lies where it lay");
        assert_eq!(command(&EditForm::default(), &stands), None);
        assert_eq!(command(&said(&[("what", "archive"), ("why", "x")]), &merged(None)), None);
    }

    #[test]
    fn somebody_moves_when_it_is_said_who_and_where_to_and_as_what() {
        let home = household();
        let to = HouseholdId::from_random([7; 10]);
        let all = [
            ("what", "move"),
            ("who", home.residents[0].id.as_str()),
            ("to", to.as_str()),
            ("relation", " 婆婆 "),
        ];
        let Some(Command::MoveResident { resident, to: there, relation, .. }) = command(&said(&all), &home)
        else {
            panic!("nothing is missing")
        };
        assert_eq!((resident, &there, relation.as_str()), (home.residents[0].id.clone(), &to, "婆婆"));
        for missing in 0..all.len() {
            let rest: Vec<_> =
                all.iter().enumerate().filter(|(n, _)| *n != missing).map(|(_, one)| *one).collect();
            assert_eq!(command(&said(&rest), &home), None, "without {}", all[missing].0);
        }
        let mut died = home.clone();
        died.residents[0].gone = "died".into();
        assert_eq!(command(&said(&all), &died), None, "a draft of yesterday moves nobody who is gone");
    }

    #[test]
    fn two_households_become_one_and_part_again() {
        let (home, to) = (household(), HouseholdId::from_random([7; 10]));
        let merging = said(&[("what", "merge"), ("to", to.as_str())]);
        let id = home.id.clone();
        assert_eq!(who(&merging, &home, Deed::Merge), ["李玉珍"]);
        let into = |into| Some(Command::MergeHousehold { household: id.clone(), into });
        assert_eq!(command(&merging, &home), into(Some(to)));
        assert_eq!(command(&said(&[("what", "merge")]), &home), None);
        assert_eq!(command(&said(&[("what", "part")]), &merged(None)), into(None));
        assert_eq!(command(&said(&[("what", "part")]), &home), None);
    }

    #[test]
    fn a_household_is_archived_with_its_reason_and_comes_back_without_it() {
        let home = household();
        let edits = |content: &EditForm, home: &Household| match command(content, home) {
            Some(Command::EditHousehold { edits, .. }) => {
                edits.into_iter().map(|edit| format!("{}={}", edit.field, edit.value)).collect()
            }
            _ => vec![],
        };
        assert!(edits(&said(&[("what", "archive"), ("why", " ")]), &home).is_empty(), "why?");
        let archiving = said(&[("what", "archive"), ("why", "left_village")]);
        assert_eq!(edits(&archiving, &home), ["gone=moved", "gone_why=left_village"]);
        let gone = Household { gone: "moved".into(), ..home };
        assert_eq!(edits(&said(&[("what", "back")]), &gone), ["gone=", "gone_why="]);
    }
}
