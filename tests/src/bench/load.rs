//! The load generator: posts frames that were prepared before over some connections, and says how
//! long it took and what became of each change. It runs in a process of its own.

use super::process;
use crate::world::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared_model::protocol::{Outcome as Became, SyncAnswer, decode};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What one phone posts.
#[derive(Serialize, Deserialize)]
pub struct Posted {
    /// Its bearer token.
    pub token: String,
    /// The frame.
    #[serde(with = "serde_bytes")]
    pub frame: Vec<u8>,
    /// Changes in it: so many must be accepted.
    pub changes: usize,
}

/// All that is posted.
#[derive(Serialize, Deserialize)]
pub struct Load {
    /// `http://127.0.0.1:…`
    pub url: String,
    /// Connections that are kept open.
    pub connections: usize,
    /// One for each phone.
    pub posts: Vec<Posted>,
}

/// Runs a load in another process and hands out what it measured.
///
/// # Errors
/// One sentence; also when a change was not accepted.
pub fn in_another_process(load: &Load, folder: &Path) -> Outcome<Value> {
    let file = folder.join("load.cbor");
    let mut bytes = Vec::new();
    ciborium::into_writer(load, &mut bytes).map_err(|e| e.to_string())?;
    std::fs::write(&file, bytes).map_err(|e| e.to_string())?;
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let child = Command::new(own).arg("load").arg(&file).stdout(Stdio::piped()).output();
    let output = child.map_err(|e| format!("the load generator: {e}"))?;
    let _ = std::fs::remove_file(&file);
    let measured: Value =
        serde_json::from_slice(&output.stdout).map_err(|e| format!("the load generator: {e}"))?;
    match measured["error"].as_str() {
        Some(error) => Err(error.to_owned()),
        None => Ok(measured),
    }
}

/// What the other process does: reads the file, posts, measures, checks.
///
/// # Errors
/// One sentence.
pub fn run(file: &Path) -> Outcome<Value> {
    let bytes = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let load: Load = ciborium::from_reader(bytes.as_slice()).map_err(|e| e.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| e.to_string())?;
    let cpu = process::cpu_ms(std::process::id())?;
    let begun = Instant::now();
    let answers = runtime.block_on(post_all(Arc::new(load)))?;
    let seconds = begun.elapsed().as_secs_f64();
    let client_cpu_ms = process::cpu_ms(std::process::id())? - cpu;
    let mut became: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut down, mut wrong) = (0, 0);
    let mut times: Vec<f64> = Vec::new();
    for (expected, ms, bytes) in &answers {
        let answer: SyncAnswer = decode(bytes).map_err(|e| format!("an answer: {e}"))?;
        for verdict in &answer.verdicts {
            let word = match verdict.outcome {
                Became::Accepted { .. } => "accepted",
                Became::Had { .. } => "had",
                Became::Missing { .. } => "missing",
                Became::Refused { .. } => "refused",
            };
            *became.entry(word).or_default() += 1;
        }
        let accepted =
            answer.verdicts.iter().filter(|v| matches!(v.outcome, Became::Accepted { .. })).count();
        wrong += usize::from(accepted != *expected || answer.repair || answer.more);
        down += bytes.len();
        times.push(*ms);
    }
    if wrong > 0 {
        return Err(format!("{wrong} phones were not answered as they should be: {became:?}"));
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| round(times[((times.len() - 1) as f64 * share) as usize]);
    Ok(json!({
        "phones": answers.len(), "seconds": round(seconds),
        "phones_per_second": round(answers.len() as f64 / seconds),
        "verdicts": became, "body_bytes_down": down, "client_cpu_ms": round(client_cpu_ms),
        "answer_ms": { "median": at(0.5), "p95": at(0.95), "most": at(1.0) },
    }))
}

/// One decimal.
pub fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

type Answered = (usize, f64, Vec<u8>);

async fn post_all(load: Arc<Load>) -> Outcome<Vec<Answered>> {
    let client = reqwest::Client::builder().pool_max_idle_per_host(load.connections).build();
    let client = client.map_err(|e| e.to_string())?;
    let next = Arc::new(AtomicUsize::new(0));
    let mut working = tokio::task::JoinSet::new();
    for _ in 0..load.connections {
        let (client, load, next) = (client.clone(), load.clone(), next.clone());
        working.spawn(async move {
            let mut answers = Vec::new();
            while let Some(posted) = load.posts.get(next.fetch_add(1, Ordering::Relaxed)) {
                answers.push(post(&client, &load.url, posted).await?);
            }
            Ok::<_, String>(answers)
        });
    }
    let mut answers = Vec::new();
    while let Some(done) = working.join_next().await {
        answers.extend(done.map_err(|e| e.to_string())??);
    }
    Ok(answers)
}

async fn post(client: &reqwest::Client, url: &str, posted: &Posted) -> Outcome<Answered> {
    let begun = Instant::now();
    let request = client.post(format!("{url}/v1/sync")).bearer_auth(&posted.token).body(posted.frame.clone());
    let answer = request.send().await.map_err(|e| e.to_string())?;
    let status = answer.status();
    let bytes = answer.bytes().await.map_err(|e| e.to_string())?.to_vec();
    if !status.is_success() {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&bytes)));
    }
    Ok((posted.changes, begun.elapsed().as_secs_f64() * 1000.0, bytes))
}
