//! `import`, `sample`, `rebuild` and `check`: what is done to a county's data.

use super::{CliError, Data, Rules};
use crate::ingest::derive;
use crate::sample::{self, SAMPLE_PASSWORD, Wanted};
use crate::store::{self, StoreError};
use crate::{check, import, policies};
use clap::Args;
use shared_model::casework::Policies;
use shared_model::place::PlaceCode;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Args)]
pub struct Divisions {
    /// The CSV file, in UTF-8
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

impl Divisions {
    pub fn run(self) -> Result<(), CliError> {
        let name = self.file.display().to_string();
        let bytes = std::fs::read(&self.file).map_err(|error| CliError::File(name.clone(), error))?;
        let opened = self.data.open(true)?;
        let taken = store::write(&*opened, |tx| -> Result<Result<usize, Vec<import::BadRow>>, StoreError> {
            let known = |code: &PlaceCode| tx.place(code).is_ok_and(|place| place.is_some());
            match import::read_divisions(&bytes, known) {
                Ok(places) => import::take_in(tx, &places).map(|()| Ok(places.len())),
                Err(bad) => Ok(Err(bad)),
            }
        })?;
        match taken {
            Ok(places) => println!("{places} places imported from {name}"),
            Err(bad) => {
                bad.iter().for_each(|row| eprintln!("{name}, {row}"));
                return Err(CliError::BadRows(bad.len(), name));
            }
        }
        Ok(())
    }
}

#[derive(Args)]
pub struct Sample {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    rules: Rules,
    /// The same number gives the same people
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many villages
    #[arg(long, value_name = "K", group = "which")]
    villages: Option<usize>,
    /// These villages, by code
    #[arg(long, value_name = "CODE", num_args = 1.., group = "which")]
    village: Vec<String>,
    /// All villages
    #[arg(long, group = "which")]
    whole_county: bool,
}

impl Sample {
    pub fn run(self) -> Result<(), CliError> {
        let began = Instant::now();
        let codes = self.village.iter().map(|code| PlaceCode::parse(code)).collect::<Result<Vec<_>, _>>();
        let codes = codes.map_err(|bad| CliError::Unfit(bad.to_string()))?;
        let wanted = match (self.villages, self.whole_county) {
            (_, true) => Wanted::WholeCounty,
            _ if !codes.is_empty() => Wanted::These(codes),
            (villages, _) => Wanted::Some(villages.unwrap_or(2)),
        };
        let app = self.rules.app(&self.data, true, "")?;
        let policies = app.policies_now()?;
        let loaded = sample::load(&*app.store, &policies, self.seed, &wanted, &mut |village, households| {
            println!("{} {}: {households} households", village.code, village.name);
        })?;
        println!(
            "{} villages, {} grids, {} micro-grids, {} households in {:.1} s. All people are invented.",
            loaded.villages.len(),
            loaded.grids,
            loaded.micro_grids,
            loaded.households,
            began.elapsed().as_secs_f64()
        );
        for (village, logins) in loaded.villages.iter().take(3) {
            println!("log in for {}: {} (password {SAMPLE_PASSWORD})", village.name, logins.join(", "));
        }
        Ok(())
    }
}

#[derive(Args)]
pub struct Rebuild {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    rules: Rules,
    /// Say whether the rebuilt rows equal those that were there, and change nothing
    #[arg(long)]
    check: bool,
}

impl Rebuild {
    pub fn run(self) -> Result<(), CliError> {
        let named = self.rules.read()?;
        let opened = self.data.open(false)?;
        let kept = store::read(&*opened, policies::kept)?;
        let policies = kept.unwrap_or_else(|| Policies::only(named));
        if self.check {
            let differing = check::rebuilt_differs(&*opened, &policies)?;
            differing.iter().take(20).for_each(|row| eprintln!("{row}"));
            if !differing.is_empty() {
                return Err(CliError::Unfit(format!(
                    "{} row(s) differ: run `sync-server rebuild`",
                    differing.len()
                )));
            }
            println!("rebuilt rows equal those that were there");
            return Ok(());
        }
        let documents = store::write(&*opened, |tx| derive::rebuild(tx, &policies))?;
        println!("{documents} documents rebuilt");
        Ok(())
    }
}

#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    data: Data,
}

impl Check {
    pub fn run(self) -> Result<(), CliError> {
        let opened = self.data.open(false)?;
        let checked = check::log(&*opened)?;
        checked.faults.iter().for_each(|fault| eprintln!("{fault}"));
        println!("{} changes in {} villages checked", checked.changes, checked.villages);
        let undelivered = store::read(&*opened, |tx| check::undelivered(tx))?;
        if undelivered.waiting + undelivered.dead > 0 {
            println!(
                "{} notices wait to be delivered, {} were given up",
                undelivered.waiting, undelivered.dead
            );
        }
        if checked.faults.is_empty() { Ok(()) } else { Err(CliError::Faults(checked.faults.len())) }
    }
}
