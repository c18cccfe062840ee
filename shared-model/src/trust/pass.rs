//! Passes: the server says whose device a key is, for as long as a pass lives.

use super::keys::verify;
use super::{SigningKey, TrustProblem};
use crate::ids::DeviceId;
use crate::moment::{DAY, Millis};
use crate::people::Account;
use crate::protocol::{Pass, SignedPass};
use serde_bytes::ByteBuf;

/// How long a pass lives. A phone gets a new one with every exchange that asks; one without a link
/// for weeks still meets others.
pub const PASS_LIFE: i64 = 90 * DAY;
/// How far a phone's clock may be wrong and still know a valid pass.
pub const PASS_SKEW: i64 = 30 * DAY;
const WORD: &str = "weige pass";

/// Says, in the server's name, that `key` is the device's and the device the account's.
///
/// # Errors
/// When it can't be encoded.
pub fn issue_pass(
    server: &SigningKey,
    device: DeviceId,
    key: &[u8],
    account: &Account,
    now: Millis,
) -> Result<SignedPass, TrustProblem> {
    let key = ByteBuf::from(key);
    let account = account.clone();
    let pass = Pass { device, key, account, issued_at: now, expires_at: now.plus(PASS_LIFE) };
    let mut bytes = Vec::new();
    ciborium::into_writer(&pass, &mut bytes).map_err(|_| TrustProblem::Unreadable)?;
    let signature = server.sign(WORD, &[&bytes]).to_vec();
    Ok(SignedPass { pass: bytes.into(), signature: signature.into() })
}

/// Reads a pass that this server signed and that is valid now, give or take [`PASS_SKEW`].
///
/// # Errors
/// A [`TrustProblem`].
pub fn check_pass(server_key: &[u8], signed: &SignedPass, now: Millis) -> Result<Pass, TrustProblem> {
    let pass = read_pass(server_key, signed)?;
    if now > pass.expires_at.plus(PASS_SKEW) {
        return Err(TrustProblem::Expired);
    }
    if now < pass.issued_at.plus(-PASS_SKEW) {
        return Err(TrustProblem::NotYet);
    }
    Ok(pass)
}

/// Reads a pass that this server signed, whenever that was.
///
/// # Errors
/// A [`TrustProblem`].
pub fn read_pass(server_key: &[u8], signed: &SignedPass) -> Result<Pass, TrustProblem> {
    verify(server_key, WORD, &[&signed.pass], &signed.signature)?;
    ciborium::from_reader(signed.pass.as_slice()).map_err(|_| TrustProblem::Unreadable)
}
