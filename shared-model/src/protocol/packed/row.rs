//! What both sides know of the changes before, by which the next one is told.

use crate::document::{DocId, Hash, ReadChange};
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

const CHECK: usize = 8;

/// The seconds a change was probably written at: what its first value says under `written_at`, else
/// as `before`, the change before it (0 for the first).
pub(super) fn expected(first_value: &str, before: i64) -> i64 {
    const FIELD: &str = "\"written_at\":";
    let said = first_value.find(FIELD).and_then(|at| {
        let rest = &first_value[at + FIELD.len()..];
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse::<i64>().ok()
    });
    said.map_or(before, |millis| millis.div_euclid(1000))
}

/// The changes before.
#[derive(Default)]
pub(super) struct Row {
    /// Over all of the message.
    all: Sha256,
    /// Of this document: hash and highest counter.
    pub(super) changes: Vec<(Hash, u64)>,
    /// Of this document: the newest sequence by the actor's place.
    seqs: HashMap<usize, u64>,
    pub(super) who: i64,
    pub(super) time: i64,
}

impl Row {
    pub(super) fn begin(&mut self, doc: &DocId) {
        self.all.update(doc.to_string());
        self.all.update([0]);
        self.changes.clear();
        self.seqs.clear();
    }

    pub(super) fn seq(&self, who: usize) -> u64 {
        self.seqs.get(&who).copied().unwrap_or(0).saturating_add(1)
    }

    pub(super) fn went(&mut self, hash: Hash, who: usize, read: &ReadChange) {
        self.all.update(hash);
        self.changes.push((hash, read.max_op()));
        self.seqs.insert(who, read.seq);
        (self.who, self.time) = (who as i64, read.written_at.0.div_euclid(1000));
    }

    /// What the changes that come out are held to.
    pub(super) fn check(&self) -> ByteBuf {
        ByteBuf::from(&self.all.clone().finalize()[..CHECK])
    }
}
