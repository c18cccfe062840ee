//! The `sync-server` binary: reads the command line and says in one sentence what went wrong.

use clap::Parser;
use std::process::ExitCode;
use sync_server::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sync-server: {error}");
            ExitCode::FAILURE
        }
    }
}
