//! From changes to columns.

use super::row::{Row, expected};
use super::{ACTOR, Packed, names, unpack};
use crate::document::{DocId, Hash, Put, PutOp, ReadChange, read_change};
use crate::ids::EventId;
use crate::leb::{put_number, put_signed};
use std::collections::HashMap;

/// Packs changes, which come document by document; none when they would not come out again as they
/// went in (bytes that Automerge would write differently): then they travel as they are.
pub fn pack<'a>(changes: impl Iterator<Item = (&'a DocId, &'a [u8])> + Clone) -> Option<Packed> {
    let mut packer = Packer::default();
    for (doc, bytes) in changes.clone() {
        packer.add(doc, &read_change(bytes).ok()?)?;
    }
    let packed = packer.finish();
    let mut again = unpack(&packed).ok()?.into_iter();
    let mut comes_out = |(doc, bytes): (&DocId, &[u8])| {
        again.next().is_some_and(|change| change.doc == *doc && change.bytes == bytes)
    };
    let mut changes = changes;
    let same = changes.all(&mut comes_out);
    same.then_some(packed)
}

/// Columns while they are filled.
#[derive(Default)]
struct Packer {
    packed: Packed,
    docs: Vec<DocId>,
    /// Identities that are keys.
    keys: Vec<u8>,
    count: u64,
    row: Row,
    places: HashMap<Vec<u8>, usize>,
    back: HashMap<Hash, usize>,
}

impl Packer {
    fn add(&mut self, doc: &DocId, read: &ReadChange) -> Option<()> {
        if self.docs.last() != Some(doc) {
            self.end_document();
            self.docs.push(doc.clone());
            self.row.begin(doc);
            self.back.clear();
        }
        self.count += 1;
        let who = self.place(&read.actor)?;
        put_signed(&mut self.packed.who, (who as i64).wrapping_sub(self.row.who));
        put_signed(&mut self.packed.seqs, read.seq.wrapping_sub(self.row.seq(who)) as i64);
        let highest = self.deps(&read.deps);
        put_signed(&mut self.packed.starts, read.start_op.wrapping_sub(1).wrapping_sub(highest) as i64);
        let first = read.puts.first().map_or("", |op| op.put.value.as_str());
        let time = read.written_at.0.div_euclid(1000);
        put_signed(&mut self.packed.times, time.wrapping_sub(expected(first, self.row.time)));
        put_number(&mut self.packed.puts, read.puts.len() as u64);
        read.puts.iter().try_for_each(|op| self.put(op))?;
        self.back.insert(read.hash, self.row.changes.len());
        self.row.went(read.hash, who, read);
        Some(())
    }

    fn place(&mut self, actor: &[u8]) -> Option<usize> {
        if let Some(place) = self.places.get(actor) {
            return Some(*place);
        }
        let place = self.places.len();
        self.places.insert(actor.to_vec(), place);
        self.packed.actors.extend_from_slice(actor);
        (actor.len() == ACTOR).then_some(place)
    }

    /// Writes the ancestors; the highest counter among those in this message.
    fn deps(&mut self, deps: &[Hash]) -> u64 {
        put_number(&mut self.packed.deps, deps.len() as u64);
        let mut highest = 0;
        for dep in deps {
            let back = self.back.get(dep).map_or(0, |at| {
                highest = highest.max(self.row.changes[*at].1);
                self.row.changes.len() - at
            });
            put_number(&mut self.packed.deps, back as u64);
            if back == 0 {
                self.packed.hashes.extend_from_slice(dep);
            }
        }
        highest
    }

    fn put(&mut self, op: &PutOp) -> Option<()> {
        let Put { key, value } = &op.put;
        match EventId::parse(key) {
            Ok(id) => {
                put_number(&mut self.packed.lengths, 0);
                self.keys.extend_from_slice(&id.to_bytes());
            }
            Err(_) => {
                put_number(&mut self.packed.lengths, key.len() as u64);
                self.packed.keys.extend_from_slice(key.as_bytes());
            }
        }
        put_number(&mut self.packed.lengths, value.len() as u64);
        self.packed.values.extend_from_slice(value.as_bytes());
        put_number(&mut self.packed.preds, op.pred.len() as u64);
        for (counter, actor) in &op.pred {
            let place = self.place(actor)?;
            put_number(&mut self.packed.preds, *counter);
            put_number(&mut self.packed.preds, place as u64);
        }
        Some(())
    }

    fn end_document(&mut self) {
        if !self.docs.is_empty() {
            put_number(&mut self.packed.counts, self.count);
        }
        self.count = 0;
    }

    fn finish(mut self) -> Packed {
        self.end_document();
        names::write(&self.docs, &mut self.packed);
        self.packed.ids.extend_from_slice(&self.keys);
        self.packed.check = self.row.check();
        self.packed
    }
}
