//! What the kernel says about a process: CPU time and memory, from `/proc`.

use crate::world::Outcome;
use serde_json::{Value, json};

/// The kernel counts CPU time in hundredths of a second.
const TICK_MS: f64 = 10.0;

fn read(pid: u32, file: &str) -> Outcome<String> {
    std::fs::read_to_string(format!("/proc/{pid}/{file}")).map_err(|e| format!("/proc/{pid}/{file}: {e}"))
}

/// CPU time so far in all its threads, in milliseconds.
///
/// # Errors
/// When there is no such process.
pub fn cpu_ms(pid: u32) -> Outcome<f64> {
    let stat = read(pid, "stat")?;
    // The name stands in parentheses and may hold anything.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let field = |n: usize| after.split_whitespace().nth(n).and_then(|v| v.parse::<f64>().ok()).unwrap_or(0.0);
    Ok((field(11) + field(12)) * TICK_MS)
}

fn status_mb(pid: u32, key: &str) -> Outcome<f64> {
    let status = read(pid, "status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("");
    let kb: f64 = line.split_whitespace().next().and_then(|v| v.parse().ok()).unwrap_or(0.0);
    Ok((kb / 102.4).round() / 10.0)
}

/// The most memory it ever held at once, in MB.
///
/// # Errors
/// When there is no such process.
pub fn peak_mb(pid: u32) -> Outcome<f64> {
    status_mb(pid, "VmHWM:")
}

/// A process and all its descendants: PostgreSQL is many.
///
/// # Errors
/// When `/proc` can't be read.
pub fn family(pid: u32) -> Outcome<Vec<u32>> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc").map_err(|e| e.to_string())?.filter_map(Result::ok) {
        let Some(child) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let Ok(stat) = read(child, "stat") else { continue };
        let parent =
            stat.rsplit_once(')').and_then(|(_, after)| after.split_whitespace().nth(1)?.parse().ok());
        parents.push((child, parent.unwrap_or(0u32)));
    }
    let mut all = vec![pid];
    let mut at = 0;
    while at < all.len() {
        let of = all[at];
        all.extend(parents.iter().filter(|(_, parent)| *parent == of).map(|(child, _)| *child));
        at += 1;
    }
    Ok(all)
}

/// How busy the machine was: the load averages.
pub fn load() -> Value {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<f64> = text.split_whitespace().take(3).filter_map(|v| v.parse().ok()).collect();
    json!(load)
}
