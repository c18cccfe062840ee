//! The next request: what is unsent, how far the phone has read, and what goes along with it.

use super::ground::{Ground, Me, meta};
use super::{testimony, years};
use crate::api::Problem;
use crate::document::{DocId, Hash};
use crate::moment::Millis;
use crate::people::Reference;
use crate::protocol::{
    CarriedChange, Cursor, DocHeads, MOST_PARCELS, PACKED, Parcel, Pass, SentChange, SignedPass, SyncRequest,
};
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

/// Changes heard from phones weigh no more than this in one request; so do parcels.
const MOST_CARRIED_BYTES: usize = 512 << 10;

/// Plans a request. The second value says whether more changes wait than it could hold.
///
/// # Errors
/// When the phone's file can't be read.
pub fn plan(ground: &impl Ground, me: &Me, wish: Wish, now: Millis) -> Result<(SyncRequest, bool), Problem> {
    let carried = if me.protocol >= 2 { carried(ground, wish.most)? } else { Vec::new() };
    let room = wish.most - carried.len();
    let (changes, full) = unsent(ground, Wish { most: room, ..wish })?;
    let mut request = SyncRequest {
        epoch: ground.meta(meta::EPOCH)?,
        cursors: ground.meta::<Vec<Cursor>>(meta::CURSORS)?.unwrap_or_default(),
        reference: ground.meta::<Reference>(meta::REFERENCE)?.map_or(0, |reference| reference.version),
        changes,
        carried,
        ..SyncRequest::empty(me.protocol)
    };
    let documents = ground.documents()?;
    let mut repair = wish.repair;
    if me.protocol >= 2 {
        request.capabilities = vec![PACKED.to_owned()];
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
    request.parcels = parcels(ground)?;
    if needs_pass(ground, me, now)? {
        request.device_key = Some(ByteBuf::from(me.key.public()));
    }
    Ok(reaches_back)
}

/// The request as it travels: packed for a server that said it reads that.
///
/// # Errors
/// When the phone's file can't be read.
pub fn on_the_way(ground: &impl Ground, request: &SyncRequest) -> Result<SyncRequest, Problem> {
    let can = ground.meta::<Vec<String>>(meta::CAPABILITIES)?.unwrap_or_default();
    let mut request = request.clone();
    if can.iter().any(|word| word == PACKED) {
        request.pack();
    }
    Ok(request)
}

/// The request as every server reads it; the answer comes as every phone reads it.
pub fn raw(request: &SyncRequest) -> SyncRequest {
    SyncRequest { capabilities: Vec::new(), ..request.clone() }
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

/// Changes heard from phones; the phone's own have at least half the room.
fn carried(ground: &impl Ground, most: usize) -> Result<Vec<CarriedChange>, Problem> {
    let mut bytes = 0;
    let fits = |change: &CarriedChange| {
        bytes += change.bytes.len();
        bytes <= MOST_CARRIED_BYTES
    };
    Ok(ground.heard(most / 2)?.into_iter().take_while(fits).collect())
}

/// Parcels of others, as many as fit beside the rest.
fn parcels(ground: &impl Ground) -> Result<Vec<Parcel>, Problem> {
    let mut bytes = 0;
    let fits = |parcel: &Parcel| {
        bytes += parcel.sealed.len();
        bytes <= MOST_CARRIED_BYTES
    };
    Ok(ground.parcels()?.into_iter().take(MOST_PARCELS).take_while(fits).collect())
}

fn heads(documents: Vec<(DocId, Vec<Hash>)>) -> Vec<DocHeads> {
    let bytes = |heads: Vec<Hash>| heads.into_iter().map(|h| ByteBuf::from(h.to_vec())).collect();
    documents.into_iter().map(|(doc, heads)| DocHeads { doc, heads: bytes(heads) }).collect()
}
