//! Parcels: changes for the server alone, carried by somebody who can neither read nor change them.

use super::keys::verify;
use super::{SealKey, SigningKey, TrustProblem, open, seal};
use crate::ids::DeviceId;
use crate::protocol::{CarriedChange, Parcel, decode, encode};
use crate::surroundings::Surroundings;
use sha2::{Digest, Sha256};

/// Largest parcel, sealed, in bytes: a courier's phone and data plan are its owner's.
pub const MOST_PARCEL_BYTES: usize = 256 << 10;
/// Most changes in a parcel.
pub const MOST_PARCEL_CHANGES: usize = 500;
const WORD: &str = "weige parcel";

/// Packs changes for the server: as many from the front as fit. Answers the parcel and how many
/// changes are in it.
///
/// # Errors
/// When the key is none, or not even the first change fits.
pub fn pack_parcel(
    key: &SigningKey,
    device: DeviceId,
    number: u64,
    seal_key: &[u8],
    changes: &[CarriedChange],
    surroundings: &dyn Surroundings,
) -> Result<(Parcel, usize), TrustProblem> {
    let mut count = changes.len().min(MOST_PARCEL_CHANGES);
    while count > 0 {
        let frame = encode(&&changes[..count], false).map_err(|_| TrustProblem::Unreadable)?;
        let sealed = seal(seal_key, &about(device, number), &frame, surroundings)?;
        if sealed.len() <= MOST_PARCEL_BYTES {
            let signature = key.sign(WORD, &[&about(device, number), &Sha256::digest(&sealed)]).to_vec();
            return Ok((
                Parcel { device, number, sealed: sealed.into(), signature: signature.into() },
                count,
            ));
        }
        count /= 2;
    }
    Err(TrustProblem::TooLarge)
}

/// Checks that the holder of `key` made this parcel: courier and server do, before they keep it.
///
/// # Errors
/// A [`TrustProblem`].
pub fn check_parcel(key: &[u8], parcel: &Parcel) -> Result<(), TrustProblem> {
    if parcel.sealed.len() > MOST_PARCEL_BYTES {
        return Err(TrustProblem::TooLarge);
    }
    let about = about(parcel.device, parcel.number);
    verify(key, WORD, &[&about, &Sha256::digest(&parcel.sealed)], &parcel.signature)
}

/// What a parcel holds; each change is still to be checked by itself.
///
/// # Errors
/// A [`TrustProblem`].
pub fn open_parcel(seal_key: &SealKey, parcel: &Parcel) -> Result<Vec<CarriedChange>, TrustProblem> {
    let frame = open(seal_key, &about(parcel.device, parcel.number), &parcel.sealed)?;
    let changes: Vec<CarriedChange> = decode(&frame).map_err(|_| TrustProblem::Unreadable)?;
    if changes.len() > MOST_PARCEL_CHANGES { Err(TrustProblem::TooLarge) } else { Ok(changes) }
}

/// What is authenticated beside the contents: whose parcel it is and which.
fn about(device: DeviceId, number: u64) -> Vec<u8> {
    [device.0, number.to_be_bytes()].concat()
}
