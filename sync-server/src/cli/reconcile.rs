//! `reconcile`: what happens by itself, done once, by hand or by a timer of the machine.

use super::{CliError, Data, Rules};
use crate::reconcile;
use clap::Args;

#[derive(Args)]
pub struct Reconcile {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    rules: Rules,
}

impl Reconcile {
    pub fn run(self) -> Result<(), CliError> {
        let app = self.rules.app(&self.data, false, "")?;
        let written = reconcile::reconcile(&app)?;
        println!("{written} overdue case(s) went up one level");
        Ok(())
    }
}
