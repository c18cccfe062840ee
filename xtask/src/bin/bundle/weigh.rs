//! How much a phone is sent when it gets the screens, and the most that may be.

use std::path::Path;
use std::process::Command;
use xtask::Outcome;

/// The most that the phone's bundle may weigh: bytes of all its files with all languages, each file as
/// brotli 11 packs it. It is reached, not wished for: whoever needs more says so here and in
/// docs/performance.md.
pub const PHONE_MOST: u64 = 250_000;

/// Prints the packed size of each file that is named behind it. Node is there for the other tools.
const PACK: &str = "const z = require('zlib'), c = z.constants;
for (const name of process.argv.slice(1)) {
    const bytes = require('fs').readFileSync(name);
    const params = { [c.BROTLI_PARAM_QUALITY]: 11, [c.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    console.log(z.brotliCompressSync(bytes, { params }).length);
}";

/// The packed bytes of a bundle's files.
///
/// # Errors
/// When node can't be run or a file can't be read.
pub fn weigh(bundle: &Path, names: &[String]) -> Outcome<u64> {
    let output = Command::new("node")
        .current_dir(bundle)
        .args(["-e", PACK, "--"])
        .args(names)
        .output()
        .map_err(|error| format!("node could not be started: {error}."))?;
    let sizes = String::from_utf8_lossy(&output.stdout);
    let sizes: Vec<u64> = sizes.lines().filter_map(|line| line.trim().parse().ok()).collect();
    if sizes.len() == names.len() {
        return Ok(sizes.into_iter().sum());
    }
    Err(format!("The bundle could not be weighed: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

/// Whether a bundle weighs no more than it may.
///
/// # Errors
/// One sentence with both numbers.
pub fn check(face: &str, bytes: u64, most: u64) -> Outcome {
    if bytes <= most {
        return Ok(());
    }
    Err(format!(
        "dist/{face} weighs {bytes} bytes packed, and may weigh {most} (xtask/src/bin/bundle/weigh.rs)."
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

    use super::*;

    #[test]
    fn a_bundle_weighs_what_its_files_weigh_packed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "a".repeat(10_000)).unwrap();
        std::fs::write(dir.path().join("b.txt"), "b").unwrap();
        let names = ["a.txt".to_owned(), "b.txt".to_owned()];
        let bytes = weigh(dir.path(), &names).unwrap();
        assert!((2..60).contains(&bytes), "{bytes}");
        assert!(weigh(dir.path(), &["c.txt".to_owned()]).is_err());
    }

    #[test]
    fn one_byte_too_much_is_refused_with_both_numbers() {
        check("phone", 7, 7).unwrap();
        let said = check("phone", 8, 7).unwrap_err();
        assert!(said.contains('8') && said.contains('7'), "{said}");
    }
}
