//! Runs new random plans in the simulated world for as long as asked, and prints what was tried as
//! JSON. A plan that fails is shortened and kept under `tests/plans`. `cargo xtask soak --minutes N`
//! builds it and calls it.
//!
//! `soak MINUTES [FIRST_SEED]`; without a seed it begins at one that nobody had.

use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use system_tests::sim::run;

/// Where failing plans are kept, seen from the repository.
const PLANS: &str = "tests/plans";
/// How long a failing plan is made shorter.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let Some(minutes) = numbers.first() else {
        eprintln!("soak: say for how many minutes");
        return ExitCode::FAILURE;
    };
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let first = numbers.get(1).copied().unwrap_or(since.as_secs() << 20);
    let (begun, until) = (Instant::now(), Instant::now() + Duration::from_secs(minutes * 60));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let last = AtomicU64::new(first);
    let (tried, failed) = run::run_many(first, threads, PATIENCE, |seed| {
        let goes_on = Instant::now() < until;
        if goes_on {
            last.fetch_max(seed, Ordering::Relaxed);
        }
        goes_on
    });
    let told = |failure: &run::Failure| {
        let kept = run::keep(Path::new(PLANS), failure);
        json!({"seed": failure.plan.seed, "why": failure.why, "kept": kept.ok()})
    };
    let failed: Vec<_> = failed.iter().map(told).collect();
    let report = json!({
        "seconds": begun.elapsed().as_secs(),
        "seeds": [first, last.into_inner()],
        "tried": tried,
        "failed": failed,
    });
    println!("{report:#}");
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
