//! The next request: what is unsent, how far the phone has read, and what goes along with it.

use super::ground::{Ground, Me, meta};
use super::{testimony, years};
use crate::api::Problem;
use crate::document::{DocId, Hash};
use crate::moment::Millis;
use crate::people::Reference;
use crate::protocol::{Cursor, DocHeads, Pass, SentChange, SignedPass, SyncRequest};
use crate::trust::PASS_LIFE;
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
pub fn plan(ground: &impl Ground, me: &Me, wish: Wish, now: Millis) -> Result<(SyncRequest, bool), Problem> {
    let (changes, full) = unsent(ground, wish)?;
    let mut request = SyncRequest {
        epoch: ground.meta(meta::EPOCH)?,
        cursors: ground.meta::<Vec<Cursor>>(meta::CURSORS)?.unwrap_or_default(),
        reference: ground.meta::<Reference>(meta::REFERENCE)?.map_or(0, |reference| reference.version),
        changes,
        ..SyncRequest::empty(me.protocol)
    };
    let documents = ground.documents()?;
    let mut repair = wish.repair;
    if me.protocol >= 2 {
        repair |= extras(ground, me, &documents, now, &mut request)?;
    }
    request.have = if repair { Some(heads(documents)) } else { None };
    Ok((request, full))
}

/// What version 2 sends along. True when heads must be compared for it.
fn extras(
    ground: &impl Ground,
    me: &Me,
    documents: &[(DocId, Vec<Hash>)],
    now: Millis,
    request: &mut SyncRequest,
) -> Result<bool, Problem> {
    let (from_year, reaches_back) = years::next_window(ground, documents, now)?;
    request.from_year = Some(from_year);
    request.testimony = testimony::plan(ground)?;
    if needs_pass(ground, me, now)? {
        request.device_key = Some(ByteBuf::from(me.key.public()));
    }
    Ok(reaches_back)
}

/// Whether the pass is missing, half over, or says something else than what is so.
fn needs_pass(ground: &impl Ground, me: &Me, now: Millis) -> Result<bool, Problem> {
    let Some(signed) = ground.meta::<SignedPass>(meta::PASS)? else { return Ok(true) };
    let Ok(pass) = ciborium::from_reader::<Pass, _>(signed.pass.as_slice()) else { return Ok(true) };
    let same = pass.device == me.device && pass.account == me.account && pass.key == me.key.public();
    Ok(!same || now > pass.expires_at.plus(-PASS_LIFE / 2))
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
