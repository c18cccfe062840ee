//! The stage: a village in sample data, whose people get phones and desks; and where pictures go.

use crate::desk::Desk;
use crate::hand::Hand;
use shared_model::ids::CaseId;
use shared_model::people::{Account, Role};
use std::path::PathBuf;
use system_tests::screen::Screen;
use system_tests::world::{Outcome, Village};

/// Where pictures of each place of each story are put, when somebody wants to look at them.
const PICTURES: &str = "WEIGE_PICTURES";

/// A day, as servers are put forward.
pub const DAY_SECONDS: u32 = 24 * 3600;

/// What is done in a form.
#[derive(Clone, Copy)]
pub enum Fill<'a> {
    /// Something is typed into a field.
    Type(&'a str, &'a str),
    /// Something is pressed.
    Press(&'a str),
    /// An option is chosen by its value.
    Choose(&'a str, &'a str),
    /// A day is set, as `2026-11-26`.
    Date(&'a str, &'a str),
}

impl Fill<'_> {
    /// Does it.
    pub fn on(&self, screen: &Screen) -> Outcome<()> {
        match self {
            Fill::Type(field, text) => screen.types(field, text),
            Fill::Press(what) => screen.click(what),
            Fill::Choose(list, value) => screen.chooses(list, value),
            Fill::Date(field, day) => screen.sets(field, day),
        }
    }
}

/// A story's village.
pub struct Stage {
    /// The village.
    pub village: Village,
    story: &'static str,
}

impl Stage {
    /// A village of its own for a story.
    pub fn of(story: &'static str) -> Outcome<Stage> {
        Ok(Stage { village: Village::of_sample()?, story })
    }

    /// The first people of a role with phones, by place.
    pub fn people<const N: usize>(&self, role: Role) -> Outcome<[Account; N]> {
        let people: Vec<Account> = self.village.people(role)?.into_iter().take(N).collect();
        people.try_into().map_err(|_| format!("the village has fewer than {N} of {}", role.word()))
    }

    /// A phone of that person, just enrolled.
    pub fn phone(&self, account: &Account) -> Outcome<Hand> {
        Hand::enrols(self, account)
    }

    /// A browser in which somebody has logged in.
    pub fn desk(&self, login: &'static str) -> Outcome<Desk> {
        Desk::opens(self, login)
    }

    /// The id of the first account with that login, as lists of people have it.
    pub fn person(&self, role: Role) -> Outcome<String> {
        use shared_model::api::{Answer, Query};
        let asked = self.village.secretary.query(Query::Reference).map_err(|p| p.to_string())?;
        let Answer::Reference(reference) = asked else { return Err("no reference data came".into()) };
        let found = reference.people.into_iter().find(|person| person.role == role);
        found.map(|person| person.id.to_string()).ok_or(format!("the village has no {}", role.word()))
    }

    /// Keeps a picture of a screen when pictures are wanted.
    pub fn picture(&self, screen: &Screen, name: &str) -> Outcome<()> {
        let Some(folder) = std::env::var_os(PICTURES).map(PathBuf::from) else { return Ok(()) };
        std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        screen.picture(&folder.join(format!("{}-{name}.png", self.story)))
    }
}

/// The case whose page an address is of.
pub fn case_of(address: &str) -> Outcome<CaseId> {
    let id = address.rsplit("case/").next().unwrap_or_default();
    CaseId::parse(id).map_err(|_| format!("{address} is no case's page"))
}

/// Tells a story, and fails with the sentence it broke off with.
pub fn tell(story: impl FnOnce() -> Outcome<()>) {
    if let Err(sentence) = story() {
        panic!("{sentence}");
    }
}
