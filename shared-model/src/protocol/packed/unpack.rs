//! From columns to changes: whatever the columns say, what comes out is bounded, and it is what was
//! packed or nothing.

use super::row::{Row, expected};
use super::{ACTOR, HASH, ID, MOST_PACKED, Packed, PackedProblem, names};
use crate::document::{DocId, Hash, MOST_BYTES, Put, PutOp, ReadChange, hash_of, write_change};
use crate::ids::EventId;
use crate::leb::Bytes;
use crate::moment::Millis;

/// A change out of a packed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// Its document.
    pub doc: DocId,
    /// Its raw bytes.
    pub bytes: Vec<u8>,
    /// Its actor's place among the message's actors.
    pub who: usize,
}

/// The changes of a packed message, in its order.
///
/// # Errors
/// A [`PackedProblem`]; what it holds is bounded whatever the columns say.
pub fn unpack(packed: &Packed) -> Result<Vec<Unpacked>, PackedProblem> {
    let mut unpacker = Unpacker::of(packed)?;
    let mut counts = Bytes(&packed.counts);
    let mut changes = Vec::new();
    for doc in names::read(packed, &mut unpacker.ids)? {
        unpacker.row.begin(&doc);
        for _ in 0..counts.number().ok_or(PackedProblem::Malformed)? {
            if changes.len() >= MOST_PACKED {
                return Err(PackedProblem::TooLarge);
            }
            let (bytes, who) = unpacker.next()?;
            changes.push(Unpacked { doc: doc.clone(), bytes, who });
        }
    }
    let all_read = unpacker.is_at_the_end() && counts.0.is_empty();
    let same = packed.check == unpacker.row.check();
    if all_read && same { Ok(changes) } else { Err(PackedProblem::Malformed) }
}

/// Columns while they are read.
struct Unpacker<'a> {
    actors: Vec<&'a [u8]>,
    ids: Bytes<'a>,
    hashes: Bytes<'a>,
    who: Bytes<'a>,
    seqs: Bytes<'a>,
    starts: Bytes<'a>,
    times: Bytes<'a>,
    deps: Bytes<'a>,
    puts: Bytes<'a>,
    lengths: Bytes<'a>,
    keys: Bytes<'a>,
    values: Bytes<'a>,
    preds: Bytes<'a>,
    row: Row,
    /// Puts, ancestors and replaced operations so far.
    held: [usize; 3],
}

impl<'a> Unpacker<'a> {
    fn of(packed: &'a Packed) -> Result<Unpacker<'a>, PackedProblem> {
        if !packed.actors.len().is_multiple_of(ACTOR) {
            return Err(PackedProblem::Malformed);
        }
        Ok(Unpacker {
            actors: packed.actors.chunks(ACTOR).collect(),
            ids: Bytes(&packed.ids),
            hashes: Bytes(&packed.hashes),
            who: Bytes(&packed.who),
            seqs: Bytes(&packed.seqs),
            starts: Bytes(&packed.starts),
            times: Bytes(&packed.times),
            deps: Bytes(&packed.deps),
            puts: Bytes(&packed.puts),
            lengths: Bytes(&packed.lengths),
            keys: Bytes(&packed.keys),
            values: Bytes(&packed.values),
            preds: Bytes(&packed.preds),
            row: Row::default(),
            held: [0; 3],
        })
    }

    fn is_at_the_end(&self) -> bool {
        let columns = [
            &self.ids,
            &self.hashes,
            &self.who,
            &self.seqs,
            &self.starts,
            &self.times,
            &self.deps,
            &self.puts,
            &self.lengths,
            &self.keys,
            &self.values,
            &self.preds,
        ];
        columns.iter().all(|column| column.0.is_empty())
    }

    fn next(&mut self) -> Result<(Vec<u8>, usize), PackedProblem> {
        let (read, who) = self.read().ok_or(PackedProblem::Malformed)??;
        let bytes = write_change(&read).map_err(|_| PackedProblem::Malformed)?;
        self.row.went(hash_of(&bytes), who, &read);
        Ok((bytes, who))
    }

    /// The next change, as far as the columns say. None: malformed.
    fn read(&mut self) -> Option<Result<(ReadChange, usize), PackedProblem>> {
        let who = usize::try_from(self.row.who.checked_add(self.who.signed()?)?).ok()?;
        let actor = self.actors.get(who)?.to_vec();
        let seq = self.row.seq(who).checked_add_signed(self.seqs.signed()?)?;
        let (deps, highest) = self.ancestors()?;
        let start_op = highest.checked_add_signed(self.starts.signed()?)?.checked_add(1)?;
        let time = self.times.signed()?;
        let count = usize::try_from(self.puts.number()?).ok()?;
        let (mut puts, mut length) = (Vec::new(), 0);
        for offset in 0..count {
            if self.held[0] >= MOST_PACKED || length > MOST_BYTES {
                return Some(Err(PackedProblem::TooLarge));
            }
            self.held[0] += 1;
            let op = self.put(start_op.checked_add(offset as u64)?, &actor)?;
            length += op.put.key.len() + op.put.value.len();
            puts.push(op);
        }
        if length > MOST_BYTES || self.held.iter().any(|held| *held > MOST_PACKED) {
            return Some(Err(PackedProblem::TooLarge));
        }
        let first = puts.first().map_or("", |op| op.put.value.as_str());
        let written_at = Millis(expected(first, self.row.time).checked_add(time)?.checked_mul(1000)?);
        Some(Ok((ReadChange { hash: [0; HASH], actor, written_at, seq, deps, start_op, puts }, who)))
    }

    /// The ancestors, and the highest counter among those in this message.
    fn ancestors(&mut self) -> Option<(Vec<Hash>, u64)> {
        let count = usize::try_from(self.deps.number()?).ok()?;
        self.held[1] = self.held[1].checked_add(count).filter(|held| *held <= MOST_PACKED)?;
        let (mut deps, mut highest) = (Vec::new(), 0);
        for _ in 0..count {
            let back = usize::try_from(self.deps.number()?).ok()?;
            if back == 0 {
                deps.push(self.hashes.skip(HASH as u64)?.try_into().ok()?);
                continue;
            }
            let (hash, max_op) = self.row.changes.get(self.row.changes.len().checked_sub(back)?)?;
            highest = highest.max(*max_op);
            deps.push(*hash);
        }
        Some((deps, highest))
    }

    fn put(&mut self, counter: u64, actor: &[u8]) -> Option<PutOp> {
        let (key, value) = (self.lengths.number()?, self.lengths.number()?);
        let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
        let key = match key {
            0 => EventId::from_random(self.ids.skip(ID as u64)?.try_into().ok()?).to_string(),
            length => text(self.keys.skip(length)?)?,
        };
        let put = Put { key, value: text(self.values.skip(value)?)? };
        let count = usize::try_from(self.preds.number()?).ok()?;
        self.held[2] = self.held[2].checked_add(count).filter(|held| *held <= MOST_PACKED)?;
        let mut pred = Vec::new();
        for _ in 0..count {
            let replaced = self.preds.number()?;
            let whose = usize::try_from(self.preds.number()?).ok()?;
            pred.push((replaced, self.actors.get(whose)?.to_vec()));
        }
        Some(PutOp { put, id: (counter, actor.to_vec()), pred })
    }
}
