//! That a device is no longer in use, under its own signature: nobody else can say so in its place.

use super::keys::verify;
use super::{SIGNATURE_BYTES, SigningKey, TrustProblem};
use crate::ids::DeviceId;
use crate::moment::Millis;

const WORD: &str = "weige leave";

/// Signs that one's own device left then.
pub fn sign_leave(key: &SigningKey, device: DeviceId, at: Millis) -> [u8; SIGNATURE_BYTES] {
    key.sign(WORD, &[&device.0, &at.0.to_be_bytes()])
}

/// Checks that the holder of `key` said so.
///
/// # Errors
/// A [`TrustProblem`].
pub fn check_leave(key: &[u8], device: DeviceId, at: Millis, signature: &[u8]) -> Result<(), TrustProblem> {
    verify(key, WORD, &[&device.0, &at.0.to_be_bytes()], signature)
}
