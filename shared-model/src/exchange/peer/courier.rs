//! The parcel: what another phone may not see and yet carries to the server; and what of ours is
//! noted to be in somebody else's hands.

use super::give::{Giving, as_known, may_see};
use super::home::Other;
use crate::api::{Code, Problem};
use crate::document::Hash;
use crate::exchange::ground::{Ground, Me, ServerKeys, meta};
use crate::protocol::{Gift, Parcel, Taken};
use crate::surroundings::Surroundings;
use crate::trust::{MOST_PARCEL_CHANGES, check_parcel, pack_parcel};
use std::collections::BTreeSet;

/// Parcels of so many phones fit on one: a courier's phone is its owner's.
pub const MOST_KEPT: u32 = 64;

/// Packs what the other may not see and the server doesn't have: the parcel, and which of the own
/// changes are in it. A newer parcel holds all that an older one held and that still waits.
///
/// # Errors
/// As the ground fails.
pub fn pack(
    ground: &impl Ground,
    me: &Me,
    other: &Other,
    surroundings: &dyn Surroundings,
) -> Result<Option<(Parcel, Vec<Hash>)>, Problem> {
    let Some(keys) = ground.meta::<ServerKeys>(meta::SERVER_KEYS)? else { return Ok(None) };
    let accounts = as_known(ground, other)?;
    let mut giving = Giving::new(me);
    let mut hashes = Vec::new();
    for (doc, hash, bytes) in ground.undelivered()? {
        if giving.changes.len() < MOST_PARCEL_CHANGES && !may_see(ground, &accounts, &doc)? {
            giving.give(ground, &doc, hash, bytes, None)?;
            hashes.resize(giving.changes.len(), hash);
        }
    }
    if giving.changes.is_empty() {
        return Ok(None);
    }
    // A file that was restored has forgotten its last numbers: the clock is beyond them.
    let clock = u64::try_from(surroundings.now().0).unwrap_or(0);
    let number = ground.meta::<u64>(meta::PARCELS)?.unwrap_or(0).max(clock) + 1;
    let packed = pack_parcel(&me.key, me.device, number, &keys.seal, &giving.changes, surroundings);
    let (parcel, count) = packed.map_err(|problem| Problem::new(Code::Internal, problem.to_string()))?;
    ground.set_meta(meta::PARCELS, &number)?;
    let own = giving.changes.iter().zip(hashes).take(count);
    let own = own.filter(|(change, _)| change.device == me.device).map(|(_, hash)| hash).collect();
    Ok(Some((parcel, own)))
}

/// Takes a parcel along, in place of an older one of the same phone. Its number, when it is here now.
pub(super) fn take_along(
    ground: &impl Ground,
    other: &Other,
    parcel: &Parcel,
) -> Result<Option<u64>, Problem> {
    if parcel.device != other.pass.device || check_parcel(&other.pass.key, parcel).is_err() {
        return Ok(None);
    }
    let carried = ground.parcels()?;
    let older = carried.iter().find(|carried| carried.device == parcel.device);
    match older {
        Some(older) if older.number > parcel.number => return Ok(None),
        None if carried.len() as u32 >= MOST_KEPT => return Ok(None),
        _ => ground.keep_parcel(parcel)?,
    }
    Ok(Some(parcel.number))
}

/// Notes which of the phone's own changes the other has now; `packed`: those in its parcel.
///
/// # Errors
/// As the ground fails.
pub fn handed(
    ground: &impl Ground,
    me: &Me,
    other: &Other,
    gift: &Gift,
    taken: &Taken,
    packed: &[Hash],
) -> Result<(), Problem> {
    let left: BTreeSet<&[u8]> = taken
        .held
        .iter()
        .map(|hash| hash.as_slice())
        .chain(taken.refused.iter().map(|refused| refused.hash.as_slice()))
        .collect();
    let name = &other.pass.account.name;
    for change in gift.changes.iter().filter(|change| change.device == me.device) {
        let hash = crate::document::hash_of(&change.bytes);
        if !left.contains(hash.as_slice()) {
            ground.note_handed(&hash, name)?;
        }
    }
    if gift.parcel.as_ref().is_some_and(|parcel| taken.parcel == Some(parcel.number)) {
        packed.iter().try_for_each(|hash| ground.note_handed(hash, name))?;
    }
    Ok(())
}
