//! Every statement the PostgreSQL store knows, each with how far it reaches, so that a test can
//! hold all of them against a distributed schema.
//!
//! Columns are named and never `*`: a server of the version before must go on working when a
//! migration adds one.

pub(super) mod feedback;
pub(super) mod lists;
pub(super) mod log;
pub(super) mod notices;
pub(super) mod people;
pub(super) mod photos;
pub(super) mod rows;

/// How far a statement reaches, for a database that keeps villages on different machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The work of one village, named by the first parameter: one machine.
    Village,
    /// Small tables that every machine has a copy of.
    Reference,
    /// Questions of a township or a county over a range of villages: many machines, each asked for
    /// its own part.
    Places,
    /// Upkeep of everything: rebuild, check, copy.
    Whole,
}

/// A statement.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// What the code calls it.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
    /// How far it reaches.
    pub reach: Reach,
}

/// Declares statements as constants, and a list of all of them.
macro_rules! statements {
    ($($reach:ident $name:ident = $sql:expr;)*) => {
        $(pub(in crate::store::postgres) const $name: &str = $sql;)*
        pub(super) const ALL: &[super::Statement] =
            &[$(super::Statement { name: stringify!($name), sql: $sql, reach: super::Reach::$reach }),*];
    };
}
use statements;

/// All of them.
pub fn all() -> impl Iterator<Item = Statement> {
    people::ALL
        .iter()
        .chain(log::ALL)
        .chain(rows::ALL)
        .chain(photos::ALL)
        .chain(lists::ALL)
        .chain(notices::ALL)
        .chain(feedback::ALL)
        .copied()
}
