//! The bytes of a change, written again from what it says: the way back from [`super::read_change`].
//!
//! The door lets in only what Automerge itself would write, so for every change in a log the bytes
//! are the same as they were.

use super::doc::{DocError, ReadChange};
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Change, ChangeHash, ExpandedChange, ScalarValue};
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Writes the bytes of a change. Its hash in `read` isn't looked at, nor are the operations' own ids,
/// which follow from actor and counter.
///
/// # Errors
/// When Automerge can't write it.
pub fn write_change(read: &ReadChange) -> Result<Vec<u8>, DocError> {
    let wrong = |what: &str| DocError::Unreadable(what.to_owned());
    let id = |(counter, actor): &(u64, Vec<u8>)| OpId::new(*counter, &ActorId::from(actor.as_slice()));
    let operations = read.puts.iter().map(|op| Op {
        action: OpType::Put(ScalarValue::Str(op.put.value.as_str().into())),
        obj: ObjectId::Root,
        key: Key::Map(op.put.key.as_str().into()),
        pred: op.pred.iter().map(id).collect::<Vec<_>>().into(),
        insert: false,
    });
    let expanded = ExpandedChange {
        operations: operations.collect(),
        actor_id: ActorId::from(read.actor.as_slice()),
        hash: None,
        seq: read.seq,
        start_op: NonZeroU64::new(read.start_op).ok_or_else(|| wrong("operations are counted from 1"))?,
        time: read.written_at.0.div_euclid(1000),
        message: None,
        deps: read.deps.iter().map(|dep| ChangeHash(*dep)).collect(),
        extra_bytes: Vec::new(),
        author: None,
    };
    let written = catch_unwind(AssertUnwindSafe(|| Change::from(expanded).raw_bytes().to_vec()));
    written.map_err(|_| wrong("the change can't be written"))
}
