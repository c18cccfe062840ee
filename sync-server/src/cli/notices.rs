//! `notices`: what the county's own systems have not taken, and another try for what was given up.

use super::{CliError, Data};
use crate::clock;
use crate::notices::undelivered;
use crate::papers::words::moment;
use crate::store::records::NoticeRow;
use crate::store::{self, ReadTx, WriteTx};
use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub enum NoticesCommand {
    /// List notices that are not delivered, one a line: number of the case, system, event, when it was made, how often it was tried, how it stands
    List(Which),
    /// Put notices that were given up back into delivery; a running server sends them within seconds
    Retry(Which),
}

#[derive(Args)]
pub struct Which {
    #[command(flatten)]
    data: Data,
    /// Only those to this system
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
}

impl NoticesCommand {
    pub fn run(self) -> Result<(), CliError> {
        match self {
            NoticesCommand::List(which) => which.list(),
            NoticesCommand::Retry(which) => which.retry(),
        }
    }
}

impl Which {
    fn list(&self) -> Result<(), CliError> {
        let opened = self.data.open(false)?;
        let rows = store::read(&*opened, |tx: &dyn ReadTx| undelivered::list(tx, self.target.as_deref()))?;
        rows.iter().for_each(|row| println!("{}", line(row)));
        let dead = rows.iter().filter(|row| row.dead).count();
        println!("{} notice(s) wait to be delivered, {dead} given up", rows.len() - dead);
        Ok(())
    }

    fn retry(&self) -> Result<(), CliError> {
        let opened = self.data.open(false)?;
        let again = |tx: &dyn WriteTx| undelivered::retry(tx, self.target.as_deref(), clock::now());
        let again = store::write(&*opened, again)?;
        println!(
            "{again} notice(s) that were given up wait for delivery again; a running server sends them within seconds"
        );
        Ok(())
    }
}

fn line(row: &NoticeRow) -> String {
    // A body of a later version is shown as far as it is understood.
    let body: serde_json::Value = serde_json::from_str(&row.body).unwrap_or_default();
    let said = |key: &str| body[key].as_str().unwrap_or("?").to_owned();
    let stands = if row.dead { "given up".to_owned() } else { format!("next {}", moment(row.next_at)) };
    let (number, event) = (said("number"), said("event"));
    format!("{number}  {}  {event}  made {}  {} tries  {stands}", row.target, moment(row.made_at), row.tries)
}
