//! The table of rights as it stands in its file.

use serde::Deserialize;
use shared_model::casework::EventKind;
use shared_model::people::Role;
use std::collections::BTreeMap;

/// What a cell says, by role.
pub type ByRole<T> = BTreeMap<Role, T>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub routes: Vec<Route>,
    pub calls: Vec<Call>,
    pub sent: Vec<Sent>,
    pub writes: Vec<Write>,
    pub gives: Vec<Gives>,
    pub events: Vec<Event>,
}

/// A route: what becomes of who calls it with what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    pub path: String,
    pub nobody: String,
    pub phone: String,
    pub console: String,
}

/// A query or command of the console.
#[derive(Debug, Deserialize)]
pub struct Call {
    pub word: String,
    /// Who isn't logged in: `yes`, `not_logged_in` or `not_here`.
    pub nobody: String,
    /// `yes`: nothing of a place is asked for; `own`: within the own place and not outside;
    /// `given`: only what was given to them; `brought_up`: of the own place what was brought up;
    /// `no`: not at all. Who isn't named may not.
    #[serde(flatten)]
    pub roles: ByRole<String>,
}

/// What a phone of each role is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// A household, visit book or case, and how it lies to the role's place.
    pub what: String,
    pub to: Vec<Role>,
}

/// What becomes of writing into a household or its visit book by a phone.
#[derive(Debug, Deserialize)]
pub struct Write {
    pub what: String,
    #[serde(flatten)]
    pub roles: ByRole<String>,
}

/// What becomes of giving a case, or a task in it, to somebody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gives {
    pub to: Role,
    /// Of the case's village or above it.
    pub near: String,
    pub elsewhere: String,
}

/// A case event, tried where somebody may write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub kind: EventKind,
    /// The newest event of the case it is tried on.
    pub at: EventKind,
    /// In the own place and dispatched to the asker from elsewhere, each in the console and by a
    /// phone. `counts`, the rule by which it counts for nothing, or why it isn't taken at all.
    pub roles: ByRole<[String; 4]>,
}

impl Table {
    pub const PATH: &str = "sync-server/tests/rights/rights.toml";

    pub fn read() -> Table {
        toml::from_str(include_str!("rights.toml")).unwrap_or_else(|error| panic!("{}: {error}", Table::PATH))
    }
}
