//! `backup`, `restore` and `migrate`: a county's data from one place to another.

use super::{CliError, Data, Rules, open_either};
use crate::copy;
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Args)]
pub struct Backup {
    /// The new file; it is the same kind of file whatever the store
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    rules: Rules,
}

impl Backup {
    pub fn run(self) -> Result<(), CliError> {
        let policy = self.rules.read()?;
        let opened = self.data.open(false)?;
        copy::backup(&*opened, &policy, &self.file)?;
        println!(
            "backed up to {0}. To restore: sync-server restore {0} --data <empty folder>, or --database-url <empty database>.",
            self.file.display()
        );
        Ok(())
    }
}

#[derive(Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    rules: Rules,
}

impl Restore {
    pub fn run(self) -> Result<(), CliError> {
        let policy = self.rules.read()?;
        if !self.file.is_file() {
            return Err(CliError::Unfit(format!("there is no file {}", self.file.display())));
        }
        let opened = self.data.open(true)?;
        let copied = copy::restore(&self.file, &*opened, &policy)?;
        println!(
            "{} changes restored. Phones notice by themselves, and give back what they sent after the backup.",
            copied.changes
        );
        Ok(())
    }
}

#[derive(Args)]
pub struct Migrate {
    /// The data folder, or database, to copy from; its server may go on serving
    #[arg(long, value_name = "DIR or URL")]
    from: String,
    /// The database, or data folder, to copy to
    #[arg(long, value_name = "URL or DIR")]
    to: String,
    #[command(flatten)]
    rules: Rules,
}

impl Migrate {
    pub fn run(self) -> Result<(), CliError> {
        let began = Instant::now();
        let policy = self.rules.read()?;
        let from = open_either(&self.from, false)?;
        let to = open_either(&self.to, true)?;
        let copied = copy::copy(&*from, &*to, &policy)?;
        println!(
            "{} changes, {} documents and {} other rows copied in {:.1} s.",
            copied.changes,
            copied.documents,
            copied.rows,
            began.elapsed().as_secs_f64()
        );
        let copy::Compared { villages, changes, documents, differences } = copy::compare(&*from, &*to)?;
        println!("The source holds {changes} changes in {villages} villages, and {documents} documents.");
        if differences.is_empty() {
            println!(
                "Both are equal, by counts and digests. If the old server is stopped, start the new one on the copy."
            );
        } else {
            differences.iter().take(20).for_each(|line| println!("not equal yet: {line}"));
            println!("The old server is still at work: run this again, the last time when it is stopped.");
        }
        Ok(())
    }
}
