//! The server under a county's phones that all come at once: phones a second, CPU time and memory.

use super::county::{Enrolled, Phones};
use super::load::{Load, Posted, in_another_process, round};
use super::seeds::{On, Seed};
use super::{process, profile};
use crate::world::Outcome;
use serde_json::{Value, json};
use shared_model::protocol::{Cursor, PACKED, SyncRequest, VERSION, encode};
use std::path::Path;
use sync_server::store::{self, Store, StoreError};
use sync_server::{app, reference};

/// Connections that the phones come over.
const CONNECTIONS: usize = 64;

/// Starts a server on a copy of the seed in this store and lets so many phones deliver their days, each day after
/// the other, all phones at once. `profiled`: also where the CPU time went, which costs a little.
///
/// # Errors
/// One sentence.
pub fn measure(seed: &Seed, on: On, phones: usize, folder: &Path, profiled: bool) -> Outcome<Value> {
    let placed = seed.place_on(on, folder)?;
    let server = placed.serve()?;
    let pid = server.pid();
    let mut days = Vec::new();
    let recording = profiled.then(|| profile::begin(pid, folder)).flatten();
    for day in 0..seed.days {
        let store = placed.open()?;
        let posts = frames(&*store, &seed.phones, phones, day)?;
        drop(store);
        let up: usize = posts.iter().map(|posted| posted.frame.len()).sum();
        let load = Load { url: server.url.clone(), connections: CONNECTIONS, posts };
        let (before, of_database) = (process::cpu_ms(pid)?, placed.database_cpu_ms()?);
        let mut measured = in_another_process(&load, folder)?;
        let cpu = process::cpu_ms(pid)? - before;
        let of_database = placed.database_cpu_ms()?.zip(of_database).map(|(after, before)| after - before);
        let seconds = measured["seconds"].as_f64().unwrap_or(f64::INFINITY);
        measured["body_bytes_up"] = json!(up);
        let of_each = |ms: f64| (ms / phones as f64 * 100.0).round() / 100.0;
        measured["server_cpu_ms_per_phone"] = json!(of_each(cpu));
        measured["database_cpu_ms_per_phone"] = json!(of_database.map(of_each));
        let busy = cpu + of_database.unwrap_or(0.0);
        measured["server_cores_busy"] = json!(round(busy / 1000.0 / seconds));
        days.push(measured);
    }
    let hot = recording.map(profile::Recording::end);
    Ok(json!({
        "store": on.word(), "county_phones": seed.phones.members.len(), "phones_coming": phones, "connections": CONNECTIONS,
        "days": days, "server_peak_mb": process::peak_mb(pid)?, "load_average": process::load(),
        "profile": hot,
    }))
}

/// The request of each phone for a day, as a phone would build it that has read everything.
fn frames(store: &dyn Store, phones: &Phones, count: usize, day: usize) -> Outcome<Vec<Posted>> {
    store::read(store, |tx| {
        let mut posts = Vec::new();
        for phone in phones.members.iter().take(count) {
            let village = phone.account.place.village().ok_or(StoreError::RolledBack)?;
            let head = tx.log_head(&village)?;
            let changes = phone.days.get(day).cloned().unwrap_or_default();
            let count = changes.len();
            let mut request = SyncRequest {
                capabilities: vec![PACKED.to_owned()],
                epoch: Some(app::epoch(tx)?),
                cursors: vec![Cursor { village, seq: head.seq, chain: head.chain }],
                reference: reference::version(tx)?,
                changes,
                ..SyncRequest::empty(VERSION)
            };
            request.pack();
            let frame = encode(&request, true).map_err(|e| StoreError::Damaged(e.to_string()))?;
            posts.push(Posted { token: phone.token.clone(), frame, changes: count });
        }
        Ok::<_, StoreError>(posts)
    })
    .map_err(|e| e.to_string())
}

/// A phone of the county by its number.
pub fn member(seed: &Seed, number: usize) -> Outcome<&Enrolled> {
    seed.phones.members.get(number).ok_or_else(|| format!("the county has no phone {number}"))
}
