//! The store in PostgreSQL: opening, transactions, several server processes on one database.
//!
//! The village is the distribution key: it stands in every primary and unique key of a village's
//! work and in every statement on it (`statements`), so that a distributed PostgreSQL keeps a
//! village on one machine. A reader sees one state (repeatable read). A writer sees what is
//! committed when it asks, and holds what it decides on: the logs by [`WriteTx::lock_log`], single
//! rows by reading them. Sequence numbers are given under the log's lock, which ends with the
//! commit: a number that can be read has no gap before it that fills later.

mod codec;
mod connection;
mod feedback;
mod lists;
mod log;
mod migrate;
mod notices;
mod people;
mod photos;
mod pool;
mod rows;
pub mod statements;
mod tls;

use super::{ReadTx, Store, StoreError, WriteTx};
use connection::{Connection, End, Value};
use migrate::{MIGRATIONS, migrate};
use pool::Pool;
use std::str::FromStr;
use std::time::Duration;
use tokio_postgres::config::Host;
use tokio_postgres::{Config, Row};

type Result<T> = std::result::Result<T, StoreError>;

const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// How often a transaction is tried that a deadlock or a conflict of writers takes back.
const TRIES: u32 = 5;
/// How long it waits before the second try; longer before each further one.
const A_MOMENT: Duration = Duration::from_millis(20);

/// How many connections a server process opens at most, when nobody says otherwise.
pub const CONNECTIONS: usize = 16;

/// The store in a PostgreSQL database. May be used inside a multi-threaded tokio runtime, or
/// outside of any; not inside a single-threaded one, which it would hold up.
pub struct PostgresStore {
    pool: Pool,
}

/// The connection inside an open transaction: what the traits are implemented on.
pub(super) struct Tx<'a> {
    connection: &'a Connection,
    writes: bool,
}

impl PostgresStore {
    /// Connects to `postgres://…`, and makes tables and columns that aren't there.
    ///
    /// # Errors
    /// When the address can't be read, the database can't be reached, or is of a later version.
    pub fn open(url: &str, connections: usize) -> Result<PostgresStore> {
        let mut config = Config::from_str(url).map_err(|error| StoreError::Address(told(&error)))?;
        if config.get_application_name().is_none() {
            config.application_name("weige");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        let store = PostgresStore { pool: Pool::new(config, connections)? };
        store.pool.with(|connection| migrate(connection, MIGRATIONS))??;
        Ok(store)
    }

    /// One try. The second half says whether it failed only by what another did at the same time.
    fn run(
        &self,
        how: &'static str,
        end: End,
        work: &mut dyn FnMut(&Tx<'_>) -> Result<()>,
    ) -> Result<(Result<()>, bool)> {
        self.pool.with(|connection| {
            connection.begin(how);
            let worked = work(&Tx { connection, writes: end == End::Commit });
            let ended = connection.end(if worked.is_ok() { end } else { End::Rollback });
            (worked.and(ended), connection.stood_in_the_way())
        })
    }
}

impl Store for PostgresStore {
    fn read_with(&self, work: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        self.run(READ, End::Rollback, &mut |tx| work(tx))?.0
    }

    fn write_with(&self, work: &mut dyn FnMut(&dyn WriteTx) -> Result<()>) -> Result<()> {
        for number in 1..=TRIES {
            let (ran, in_the_way) = self.run(WRITE, End::Commit, &mut |tx| work(tx))?;
            if ran.is_ok() || !in_the_way {
                return ran;
            }
            // Whoever stood in the way goes first.
            std::thread::sleep(A_MOMENT * number);
        }
        Err(StoreError::Busy(format!("taken back {TRIES} times")))
    }
}

impl Tx<'_> {
    fn one<T>(
        &self,
        sql: &'static str,
        values: Vec<Value>,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        self.connection.ask(sql, values)?.first().map(read).transpose()
    }

    fn all<T>(
        &self,
        sql: &'static str,
        values: Vec<Value>,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.connection.ask(sql, values)?.iter().map(read).collect()
    }

    /// One question about each of several villages, in one trip; the answers in one list.
    fn each<T>(
        &self,
        sql: &'static str,
        values: impl Iterator<Item = Vec<Value>>,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let asked: Vec<Vec<Value>> = values.collect();
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        self.connection.ask_each(sql, asked)?.iter().flatten().map(read).collect()
    }

    fn run(&self, sql: &'static str, values: Vec<Value>) -> Result<()> {
        self.connection.say(sql, values)
    }
}

/// Whether an address leads to this store rather than to a folder.
pub fn is_address(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// An address as it may be shown: without its password.
pub fn shown(url: &str) -> String {
    let Ok(config) = Config::from_str(url) else { return "the database".into() };
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    format!("database {} on {}", config.get_dbname().unwrap_or("?"), hosts.collect::<Vec<_>>().join(", "))
}

/// An error with its cause, which the library's own words leave out.
fn told(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(said), _) => format!("{} ({})", said.message(), said.code().code()),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> StoreError {
        use tokio_postgres::error::SqlState;
        match error.code() {
            Some(&SqlState::DISK_FULL) => StoreError::Full,
            Some(&SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN | &SqlState::CANNOT_CONNECT_NOW) => {
                StoreError::Unreachable(told(&error))
            }
            // Without a code the link failed before the database said anything.
            None if error.is_closed()
                || std::error::Error::source(&error).is_some_and(|c| c.is::<std::io::Error>()) =>
            {
                StoreError::Unreachable(told(&error))
            }
            // Class 23: a key twice, or a reference to nothing.
            Some(state) if state.code().starts_with("23") => StoreError::Contradiction(told(&error)),
            _ => StoreError::Postgres(told(&error)),
        }
    }
}
