//! `cargo xtask tables`: writes the tables of the documents anew from the data that the tests try.

use crate::Outcome;
use crate::process::{cargo, run, say};

/// The test programs that know a table, with their crates.
const TELLERS: [(&str, &str); 2] = [("shared-model", "concurrency"), ("sync-server", "rights")];

/// Writes docs/casework.md and docs/rights.md; their tests compare them afterwards.
pub fn tables() -> Outcome {
    for (of, test) in TELLERS {
        say(&format!("the tables of {test}"));
        let mut told = cargo();
        told.args(["test", "-p", of, "--test", test, "the_document_tells_the_table"]);
        run(told.env("WEIGE_WRITE_TABLES", "1"), "Writing a table")?;
    }
    Ok(())
}
