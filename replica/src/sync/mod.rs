//! Sync: one exchange delivers what is unsent and takes in what is new.
//!
//! An exchange is a few requests at most (one in the normal case); after each answer what came is
//! durable, so a link that breaks costs only the request it broke.

mod apply;
mod background;
pub mod http;

pub use background::backoff;

use crate::Engine;
use crate::engine::Open;
use apply::Next;
use shared_model::api::view::{SyncFailure, SyncReport};
use shared_model::api::{Code, Problem};
use shared_model::document::{DocId, Hash};
use shared_model::protocol::{
    Cursor, DocHeads, MOST_CHANGES, SentChange, SyncAnswer, SyncRequest, VERSION, scope_digest,
};
use std::collections::BTreeSet;

/// What an exchange is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// An exchange is running.
    pub running: bool,
    /// Requests made.
    pub requests: u32,
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of answer bodies.
    pub bytes_down: u64,
    /// Changes that still wait.
    pub unsent: u32,
}

/// An exchange that takes more requests than this has gone astray.
const MOST_REQUESTS: u32 = 200;
/// Comparing heads twice in one exchange finds nothing new.
const MOST_REPAIRS: u32 = 2;

/// Delivers and fetches until both sides have what the other had.
pub(crate) async fn exchange(engine: &Engine) -> Result<SyncReport, Problem> {
    let _one_at_a_time = engine.inner.exchange.lock().await;
    engine.inner.progress.send_replace(Progress { running: true, ..Progress::default() });
    let outcome = run(engine).await;
    engine.inner.progress.send_modify(|progress| progress.running = false);
    let now = engine.inner.surroundings.now();
    engine.with_open(|open| {
        open.store.write(|tx| {
            match &outcome {
                Ok(report) => {
                    tx.set_meta("last_success", &now)?;
                    tx.set_meta("last_failure", &None::<SyncFailure>)?;
                    tx.set_meta("agreed", &report.agreed)?;
                }
                Err(problem) => {
                    tx.set_meta("last_failure", &Some(SyncFailure { at: now, code: problem.code }))?;
                }
            }
            Ok::<_, Problem>(())
        })
    })?;
    outcome
}

async fn run(engine: &Engine) -> Result<SyncReport, Problem> {
    let mut report = SyncReport::default();
    let mut repairs = 0;
    let mut repairing = false;
    loop {
        let (url, token, request) = engine.with_open(|open| plan(open, repairing))?;
        let (answer, traffic): (SyncAnswer, _) =
            http::post_with_retries(&engine.inner.http, &url, &token, &request).await?;
        report.requests += 1;
        report.bytes_up += traffic.up;
        report.bytes_down += traffic.down;
        let next = engine.with_open(|open| apply::apply(open, &request, answer, &mut report))?;
        engine.inner.progress.send_modify(|progress| {
            progress.requests = report.requests;
            progress.bytes_up = report.bytes_up;
            progress.bytes_down = report.bytes_down;
            progress.unsent = report.unsent;
        });
        if report.requests >= MOST_REQUESTS {
            return Err(Problem::new(
                Code::ServerDown,
                "the exchange does not come to an end; try again later",
            ));
        }
        match next {
            Next::Done => return Ok(report),
            Next::Again => repairing = false,
            Next::Repair if repairs < MOST_REPAIRS => {
                repairs += 1;
                repairing = true;
            }
            Next::Repair => return Ok(report),
        }
    }
}

/// The next request: what is unsent, and how far we have read.
fn plan(open: &mut Open, repairing: bool) -> Result<(String, String, SyncRequest), Problem> {
    let url = format!("{}/v1/sync", open.profile.server);
    let token = open.profile.token.clone();
    let request = open.store.read(|tx| {
        let unsent = tx.unsent(MOST_CHANGES)?;
        let have = if repairing { Some(heads(tx.documents()?)) } else { None };
        Ok::<_, Problem>(SyncRequest {
            epoch: tx.meta("epoch")?,
            cursors: tx.meta::<Vec<Cursor>>("cursors")?.unwrap_or_default(),
            reference: Open::reference(tx)?.map_or(0, |reference| reference.version),
            changes: unsent.into_iter().map(|row| SentChange { doc: row.doc, bytes: row.bytes }).collect(),
            have,
            ..SyncRequest::empty(VERSION)
        })
    })?;
    Ok((url, token, request))
}

fn heads(documents: Vec<(DocId, Vec<Hash>)>) -> Vec<DocHeads> {
    let bytes =
        |heads: Vec<Hash>| heads.into_iter().map(|h| serde_bytes::ByteBuf::from(h.to_vec())).collect();
    documents.into_iter().map(|(doc, heads)| DocHeads { doc, heads: bytes(heads) }).collect()
}

/// Whether both sides stand on the same heads.
fn agrees(documents: &[(DocId, Vec<Hash>)], left: &BTreeSet<DocId>, digest: &[u8]) -> bool {
    let ours =
        documents.iter().filter(|(doc, _)| !left.contains(doc)).map(|(doc, heads)| (doc, heads.as_slice()));
    scope_digest(ours) == digest
}
