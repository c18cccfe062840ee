//! `cargo xtask pictures`: takes the pictures of [`system_tests::gallery`].

use std::path::PathBuf;
use std::process::ExitCode;
use system_tests::gallery;

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).map_or_else(|| PathBuf::from("docs/screens"), PathBuf::from);
    match gallery::take(&folder) {
        Ok(taken) => {
            println!("{taken} pictures are in {}", folder.display());
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("gallery: {sentence}");
            ExitCode::FAILURE
        }
    }
}
