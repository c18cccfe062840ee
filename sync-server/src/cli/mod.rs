//! The command line: what the binary can be told, and how it answers. English, one sentence and
//! the mend when something is wrong.

mod accounts;
mod data;
mod moves;
mod notices;
mod reconcile;
mod serve;

use crate::app::App;
use crate::clock::Machine;
use crate::error::{Failed, Fault};
use crate::store::postgres::{self, PostgresStore};
use crate::store::sqlite::SqliteStore;
use crate::store::{Store, StoreError};
use clap::{Args, Parser, Subcommand};
use shared_model::casework::Policy;
use shared_model::surroundings::Surroundings;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Weige's server: keeps the change log of a county, serves phones and the console.
#[derive(Parser)]
#[command(name = "sync-server", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve phones and the console
    Serve(serve::Serve),
    /// Import reference data
    #[command(subcommand)]
    Import(Import),
    /// Load the invented sample county, or a part of it
    Sample(data::Sample),
    /// Accounts that log in to the console
    #[command(subcommand)]
    Account(accounts::AccountCommand),
    /// Make a one-time code that enrols a phone for an account
    EnrolCode(accounts::EnrolCode),
    /// Drop all derived rows and make them again from the change log
    Rebuild(data::Rebuild),
    /// Send overdue cases up one level, as a server does by itself every minute
    Reconcile(reconcile::Reconcile),
    /// Check the change log: hashes, chain, documents
    Check(data::Check),
    /// Notices to the county's own systems that are not delivered
    #[command(subcommand)]
    Notices(notices::NoticesCommand),
    /// Copy the whole store to a new file while the server goes on
    Backup(moves::Backup),
    /// Put a backup into an empty data folder or database
    Restore(moves::Restore),
    /// Copy a county from one store to another while the server goes on; again for what came since
    Migrate(moves::Migrate),
}

#[derive(Subcommand)]
enum Import {
    /// Places: a CSV file with the columns code,name,level,parent_code
    Divisions(data::Divisions),
}

/// Where the county is kept.
#[derive(Args)]
struct Data {
    /// The data folder; with a database, what isn't in the database is kept there
    #[arg(long, value_name = "DIR", required_unless_present = "database_url")]
    data: Option<PathBuf>,
    /// A PostgreSQL database instead of a file in the data folder: postgres://user@host/name
    #[arg(long, value_name = "URL", env = "WEIGE_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// How many connections to the database at most
    #[arg(long, value_name = "N", default_value_t = postgres::CONNECTIONS)]
    database_connections: usize,
}

/// Which rules.
#[derive(Args)]
struct Rules {
    /// A policy file; the shipped one when none is named
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A file can't be read or written.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// The policy file is wrong.
    #[error("the policy in {0} can't be used: {1}")]
    Policy(String, String),
    /// The store.
    #[error("the store in {0} can't be opened: {1}")]
    Open(String, StoreError),
    /// Rows of an import.
    #[error("nothing was imported: {0} row(s) of {1} are wrong")]
    BadRows(usize, String),
    /// What was asked for doesn't fit.
    #[error("{0}")]
    Unfit(String),
    /// The check found something.
    #[error("{0} fault(s) found: restore the last good backup into a new folder and let the phones sync")]
    Faults(usize),
    /// The command itself.
    #[error(transparent)]
    Failed(#[from] Failed),
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> CliError {
        CliError::Failed(error.into())
    }
}

impl From<Fault> for CliError {
    fn from(fault: Fault) -> CliError {
        CliError::Failed(fault.into())
    }
}

impl Cli {
    /// Carries the command out.
    ///
    /// # Errors
    /// One sentence for the person at the keyboard.
    pub fn run(self) -> Result<(), CliError> {
        match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Import(Import::Divisions(divisions)) => divisions.run(),
            Command::Sample(sample) => sample.run(),
            Command::Account(account) => account.run(),
            Command::EnrolCode(code) => code.run(),
            Command::Rebuild(rebuild) => rebuild.run(),
            Command::Reconcile(reconcile) => reconcile.run(),
            Command::Check(check) => check.run(),
            Command::Notices(notices) => notices.run(),
            Command::Backup(backup) => backup.run(),
            Command::Restore(restore) => restore.run(),
            Command::Migrate(migrate) => migrate.run(),
        }
    }
}

impl Data {
    /// Opens the store; with `make` a new folder is made. In a database, tables are made when they
    /// aren't there.
    fn open(&self, make: bool) -> Result<Box<dyn Store>, CliError> {
        match (&self.database_url, &self.data) {
            (Some(url), _) => open_database(url, self.database_connections),
            (None, Some(folder)) => open_folder(folder, make),
            (None, None) => Err(CliError::Unfit("name a data folder or a database".into())),
        }
    }
}

fn open_database(url: &str, connections: usize) -> Result<Box<dyn Store>, CliError> {
    let opened = PostgresStore::open(url, connections);
    Ok(Box::new(opened.map_err(|error| CliError::Open(postgres::shown(url), error))?))
}

fn open_folder(folder: &Path, make: bool) -> Result<Box<dyn Store>, CliError> {
    let name = folder.display().to_string();
    if make {
        std::fs::create_dir_all(folder).map_err(|error| CliError::File(name.clone(), error))?;
    } else if !folder.join("weige.sqlite").exists() {
        return Err(CliError::Unfit(format!(
            "there is no store in {name}: run `sync-server sample` or `import` first"
        )));
    }
    Ok(Box::new(SqliteStore::open(folder).map_err(|error| CliError::Open(name, error))?))
}

/// A folder, or the address of a database.
fn open_either(text: &str, make: bool) -> Result<Box<dyn Store>, CliError> {
    if postgres::is_address(text) {
        open_database(text, postgres::CONNECTIONS)
    } else {
        open_folder(Path::new(text), make)
    }
}

impl Rules {
    fn read(&self) -> Result<Policy, CliError> {
        let (name, text) = match &self.policy {
            Some(file) => (file.display().to_string(), read_text(file)?),
            None => ("the shipped file".to_owned(), crate::app::SHIPPED_POLICY.to_owned()),
        };
        Policy::from_toml(&text).map_err(|error| CliError::Policy(name, error.to_string()))
    }

    fn app(&self, data: &Data, make: bool, public_url: &str) -> Result<App, CliError> {
        self.app_within(Arc::new(Machine), data, make, public_url)
    }

    fn app_within(
        &self,
        around: Arc<dyn Surroundings>,
        data: &Data,
        make: bool,
        public_url: &str,
    ) -> Result<App, CliError> {
        let policy = self.read()?;
        Ok(App::within(around, data.open(make)?, policy, public_url.to_owned())?)
    }
}

/// An address that phones can be told.
fn public_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host.map(|host| host.trim_end_matches('/')) {
        Some(host) if !host.is_empty() && !host.contains(char::is_whitespace) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("an address begins with https:// (or http:// on the same machine)".to_owned()),
    }
}

fn read_text(file: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(file).map_err(|error| CliError::File(file.display().to_string(), error))
}
