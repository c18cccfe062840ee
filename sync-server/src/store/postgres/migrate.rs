//! Brings the schema up to date, while other server processes may be at work on it.
//!
//! Expand and contract: a migration of kind `expand` only adds, so that a server of the version
//! before goes on working beside it. What nobody reads any more is taken away by a `contract` of a
//! later version; a server that doesn't know it doesn't start on such a database.

use super::Result;
use super::connection::{Connection, End};
use crate::store::StoreError;

/// One step of the schema. One that was released never changes.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its name, which is its file's.
    pub name: &'static str,
    /// Its statements.
    pub sql: &'static str,
    /// It takes something away.
    pub contracts: bool,
}

const fn expand(name: &'static str, sql: &'static str) -> Migration {
    Migration { name, sql, contracts: false }
}

/// All of them, in order.
pub const MIGRATIONS: &[Migration] = &[
    expand("0001_expand_ground", include_str!("../../../migrations/postgres/0001_expand_ground.sql")),
    expand("0002_expand_derived", include_str!("../../../migrations/postgres/0002_expand_derived.sql")),
    expand("0003_expand_photos", include_str!("../../../migrations/postgres/0003_expand_photos.sql")),
    expand("0004_expand_take_due", include_str!("../../../migrations/postgres/0004_expand_take_due.sql")),
    expand("0005_expand_pass_up", include_str!("../../../migrations/postgres/0005_expand_pass_up.sql")),
    expand("0006_expand_open_cases", include_str!("../../../migrations/postgres/0006_expand_open_cases.sql")),
    expand("0007_expand_lists", include_str!("../../../migrations/postgres/0007_expand_lists.sql")),
    expand("0008_expand_notices", include_str!("../../../migrations/postgres/0008_expand_notices.sql")),
    expand("0009_expand_carrier", include_str!("../../../migrations/postgres/0009_expand_carrier.sql")),
    expand("0010_expand_homes", include_str!("../../../migrations/postgres/0010_expand_homes.sql")),
    expand("0011_expand_feedback", include_str!("../../../migrations/postgres/0011_expand_feedback.sql")),
    expand("0012_expand_left", include_str!("../../../migrations/postgres/0012_expand_left.sql")),
];

/// Held while migrating, so that of several processes that start at once one does it: "weige".
const LOCK: &str = "SELECT pg_advisory_xact_lock(512970327909)";
const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration
    (number BIGINT PRIMARY KEY, name TEXT NOT NULL, contracts BOOLEAN NOT NULL)";
const DONE: &str = "SELECT number, contracts FROM migration ORDER BY number";
const NOTE: &str = "INSERT INTO migration (number, name, contracts) VALUES ($1, $2, $3)";

/// Runs those that were not run yet, all in one transaction.
///
/// # Errors
/// `Later` when something was taken away that this version counts on; else of the database, and
/// then nothing was changed.
pub(super) fn migrate(connection: &Connection, migrations: &[Migration]) -> Result<()> {
    connection.begin("BEGIN");
    let ran = run(connection, migrations);
    connection.end(if ran.is_ok() { End::Commit } else { End::Rollback })?;
    ran
}

fn run(connection: &Connection, migrations: &[Migration]) -> Result<()> {
    connection.batch(LOCK)?;
    connection.batch(TABLE)?;
    let mut done = 0;
    for row in connection.ask(DONE, vec![])? {
        let number: i64 = row.try_get("number")?;
        done = usize::try_from(number).unwrap_or(usize::MAX);
        if done > migrations.len() && row.try_get("contracts")? {
            return Err(StoreError::Later { found: done as u32, known: migrations.len() as u32 });
        }
    }
    for (index, migration) in migrations.iter().enumerate().skip(done) {
        connection.batch(migration.sql)?;
        let values = super::connection::values![index as i64 + 1, migration.name, migration.contracts];
        connection.say(NOTE, values)?;
    }
    Ok(())
}
