//! Running plans: one to its verdict, many at once, and a failing one made shorter.

use super::plan::Plan;
use super::tally::Tally;
use super::world::World;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A plan that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// It, as short as it could be made.
    pub plan: Plan,
    /// What was wrong.
    pub why: String,
}

/// Carries out a plan and judges its world; what was tried.
///
/// # Errors
/// What was wrong, with the number of the step after which it was seen.
pub fn run(plan: &Plan) -> Result<Tally, String> {
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(plan)?;
        for (number, step) in plan.steps.iter().enumerate() {
            world.carry_out(step).map_err(|why| format!("step {number}, {step:?}: {why}"))?;
        }
        world.converges().map_err(|why| format!("in the end: {why}"))?;
        Ok(world.told())
    }));
    ran.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panic: {}", said.unwrap_or_default()))
    })
}

/// Drops steps, phones and servers as long as the plan still fails, for at most so long.
pub fn shorten(plan: &Plan, why: String, patience: Duration) -> Failure {
    let begun = Instant::now();
    let mut shortest = Failure { plan: plan.clone(), why };
    let mut part = (plan.steps.len() / 2).max(1);
    while begun.elapsed() < patience {
        let before = shortest.plan.steps.len();
        let mut at = 0;
        while at < shortest.plan.steps.len() && begun.elapsed() < patience {
            let mut shorter = shortest.plan.clone();
            let end = (at + part).min(shorter.steps.len());
            shorter.steps.drain(at..end);
            match run(&shorter) {
                Ok(_) => at += part,
                Err(why) => shortest = Failure { plan: shorter, why },
            }
        }
        if part == 1 && shortest.plan.steps.len() == before {
            break;
        }
        part = (part / 2).max(1);
    }
    fewer(shortest)
}

fn fewer(mut shortest: Failure) -> Failure {
    for phones in 2..shortest.plan.phones {
        let fewer = Plan { phones, ..shortest.plan.clone() };
        if let Err(why) = run(&fewer) {
            shortest = Failure { plan: fewer, why };
            break;
        }
    }
    let one = Plan { servers: 1, ..shortest.plan.clone() };
    match run(&one) {
        Err(why) => Failure { plan: one, why },
        Ok(_) => shortest,
    }
}

/// After so many failures something is so wrong that more of them tell nothing.
const MOST_FAILURES: usize = 5;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs the plans of seeds from `seeds` on over so many threads, until `until` says no to the next
/// seed; what was tried, and each plan that failed, shortened.
pub fn run_many(
    first: u64,
    threads: usize,
    patience: Duration,
    until: impl Fn(u64) -> bool + Sync,
) -> (Tally, Vec<Failure>) {
    let next = AtomicU64::new(first);
    let found = Mutex::new((Tally::default(), Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let enough = lock(&found).1.len() >= MOST_FAILURES;
                    if enough || !until(seed) {
                        return;
                    }
                    let plan = Plan::of(seed);
                    let ran = run(&plan).map_err(|why| shorten(&plan, why, patience));
                    let mut found = lock(&found);
                    match ran {
                        Ok(tally) => found.0.add(&tally),
                        Err(failure) => found.1.push(failure),
                    }
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// The plans kept in a folder, with the names of their files, in order.
///
/// # Errors
/// When one can't be read.
pub fn kept(folder: &Path) -> Result<Vec<(String, Plan)>, String> {
    let listed = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut plans = Vec::new();
    for entry in listed {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let plan = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        plans.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), plan));
    }
    plans.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(plans)
}

/// Keeps a failing plan in a folder, to be replayed for ever; the file's name.
///
/// # Errors
/// When it can't be written.
pub fn keep(folder: &Path, failure: &Failure) -> Result<String, String> {
    let name = format!("seed-{}.json", failure.plan.seed);
    let plan = Plan { about: failure.why.clone(), ..failure.plan.clone() };
    let text = serde_json::to_string_pretty(&plan).map_err(|e| e.to_string())?;
    std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    std::fs::write(folder.join(&name), text + "\n").map_err(|e| e.to_string())?;
    Ok(name)
}

impl World {
    /// What was tried in this world.
    fn told(&mut self) -> Tally {
        let mut tally = self.tally.clone();
        tally.trace = self.trace();
        let disks = self.phones.iter().map(|phone| &phone.disk).chain([&self.server.disk]);
        tally.refused_for_room = disks.map(|disk| disk.counts().refused_for_room).sum();
        tally
    }
}
