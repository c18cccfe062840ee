//! The next request: what is unsent, and how far the phone has read.

use super::ground::{Ground, meta};
use crate::api::Problem;
use crate::document::{DocId, Hash};
use crate::people::Reference;
use crate::protocol::{Cursor, DocHeads, SentChange, SyncRequest};
use serde_bytes::ByteBuf;

/// What a request should hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The heads of every document, so that both sides can say what they lack.
    pub repair: bool,
    /// At most so many unsent changes.
    pub most: usize,
    /// Pass over so many unsent changes: they can't be delivered yet.
    pub skip: usize,
}

/// Changes in one request weigh no more than this, in bytes, so that its frame is never too large;
/// one is always sent.
const MOST_BYTES: usize = 2 << 20;

/// Plans a request. The second value says whether more changes wait than it could hold.
///
/// # Errors
/// When the phone's file can't be read.
pub fn plan(ground: &impl Ground, wish: Wish, protocol: u16) -> Result<(SyncRequest, bool), Problem> {
    let (changes, full) = unsent(ground, wish)?;
    let request = SyncRequest {
        epoch: ground.meta(meta::EPOCH)?,
        cursors: ground.meta::<Vec<Cursor>>(meta::CURSORS)?.unwrap_or_default(),
        reference: ground.meta::<Reference>(meta::REFERENCE)?.map_or(0, |reference| reference.version),
        changes,
        have: if wish.repair { Some(heads(ground.documents()?)) } else { None },
        ..SyncRequest::empty(protocol)
    };
    Ok((request, full))
}

fn unsent(ground: &impl Ground, wish: Wish) -> Result<(Vec<SentChange>, bool), Problem> {
    let waiting = ground.unsent(wish.skip.saturating_add(wish.most))?;
    let mut full = waiting.len() >= wish.skip.saturating_add(wish.most);
    let (mut changes, mut bytes) = (Vec::new(), 0);
    for change in waiting.into_iter().skip(wish.skip) {
        bytes += change.bytes.len();
        if bytes > MOST_BYTES && !changes.is_empty() {
            full = true;
            break;
        }
        changes.push(change);
    }
    Ok((changes, full))
}

fn heads(documents: Vec<(DocId, Vec<Hash>)>) -> Vec<DocHeads> {
    let bytes = |heads: Vec<Hash>| heads.into_iter().map(|h| ByteBuf::from(h.to_vec())).collect();
    documents.into_iter().map(|(doc, heads)| DocHeads { doc, heads: bytes(heads) }).collect()
}
