//! A village in sample data with its server and its secretary: where most stories begin.

use super::{Console, Outcome, Server, sample};
use shared_model::api::{Answer, Command, Done, Query};
use shared_model::ids::HouseholdId;
use shared_model::people::{Account, Role};
use std::sync::{Mutex, PoisonError};

/// A village.
pub struct Village {
    _data: tempfile::TempDir,
    /// Its server.
    pub server: Server,
    /// Its secretary, logged in.
    pub secretary: Console,
}

impl Village {
    /// The first village of the sample county: made once for all tests of a program, and copied.
    ///
    /// # Errors
    /// One sentence.
    pub fn of_sample() -> Outcome<Village> {
        static MADE: Mutex<Option<tempfile::TempDir>> = Mutex::new(None);
        let data = tempfile::tempdir().map_err(|e| e.to_string())?;
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if made.is_none() {
            let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
            sample(folder.path(), 7, 1)?;
            *made = Some(folder);
        }
        let folder = made.as_ref().ok_or("no sample was made")?.path();
        for entry in std::fs::read_dir(folder).map_err(|e| e.to_string())?.filter_map(Result::ok) {
            std::fs::copy(entry.path(), data.path().join(entry.file_name())).map_err(|e| e.to_string())?;
        }
        drop(made);
        let server = Server::start(data.path())?;
        let secretary = Console::log_in(&server.url, "secretary-103209")?;
        Ok(Village { _data: data, server, secretary })
    }

    /// Its members, by the place they look after.
    ///
    /// # Errors
    /// One sentence.
    pub fn members(&self) -> Outcome<Vec<Account>> {
        self.people(Role::Member)
    }

    /// Its people of a role that has phones, by place.
    ///
    /// # Errors
    /// One sentence.
    pub fn people(&self, role: Role) -> Outcome<Vec<Account>> {
        let Answer::Members(members) = self.secretary.query(Query::Members).map_err(|p| p.to_string())?
        else {
            return Err("members were asked and something else answered".into());
        };
        let mut members: Vec<Account> = members.into_iter().map(|m| m.account).collect();
        members.retain(|account| account.role == role);
        members.sort_by(|a, b| a.place.cmp(&b.place));
        Ok(members)
    }

    /// A code that enrols a phone for an account.
    ///
    /// # Errors
    /// One sentence.
    pub fn code(&self, account: &Account) -> Outcome<String> {
        let command = Command::NewCode { account: account.id.clone() };
        match self.secretary.command(command).map_err(|p| p.to_string())? {
            Done::Code(code) => Ok(code.code),
            other => Err(format!("a code was asked, not {other:?}")),
        }
    }

    /// What the village has of visits to a household: their notes.
    ///
    /// # Errors
    /// One sentence.
    pub fn notes(&self, household: &HouseholdId) -> Outcome<Vec<String>> {
        let query = Query::Household { id: household.clone() };
        notes(self.secretary.query(query).map_err(|p| p.to_string())?)
    }
}

/// The notes of a household's visits.
///
/// # Errors
/// When the answer is another.
pub fn notes(answer: Answer) -> Outcome<Vec<String>> {
    match answer {
        Answer::Household(view) => Ok(view.visits.into_iter().map(|visit| visit.note).collect()),
        other => Err(format!("a household was asked and {other:?} answered")),
    }
}
