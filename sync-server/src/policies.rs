//! The policy's versions as the store keeps them: which was in force when, and which file may follow.

use crate::error::{Failed, Outcome};
use crate::reference;
use crate::store::{ReadTx, StoreError, WriteTx};
use shared_model::api::Code;
use shared_model::casework::{Policies, Policy};
use shared_model::moment::Millis;

/// Where the versions are kept, as JSON.
const VERSIONS: &str = "policies";
/// What changes with them, so that a process sees that another one brought a new version.
const MARK: &str = "policies_mark";
/// A new version judges what is received so many milliseconds later: whoever is taking something in
/// just now by the old one, in this process or another, has stamped it earlier.
const IN_FORCE_AFTER: i64 = 10_000;

/// The versions that are kept here; none in a store that was never served by this version.
///
/// # Errors
/// Of the store.
pub fn kept(tx: &dyn ReadTx) -> Outcome<Option<Policies>> {
    let Some(text) = tx.meta(VERSIONS)? else { return Ok(None) };
    let damaged = |error| StoreError::Damaged(format!("the policy's versions: {error}"));
    Ok(Some(serde_json::from_str(&text).map_err(damaged)?))
}

/// What changes whenever [`kept`] does.
///
/// # Errors
/// Of the store.
pub fn mark(tx: &dyn ReadTx) -> Outcome<String> {
    Ok(tx.meta(MARK)?.unwrap_or_default())
}

/// Takes note of the policy a server starts with: the one in force, or one with a higher version,
/// which is in force from now on. The first one judges all that was there before.
///
/// # Errors
/// `invalid`, with the mend, for a lower version, or the same with other content; of the store.
pub fn come_into_force(tx: &dyn WriteTx, policy: &Policy, now: Millis) -> Outcome<()> {
    // Written first: of two processes that start at once, the second one waits here for the first.
    tx.set_meta(MARK, &mark(tx)?)?;
    let before = kept(tx)?;
    let after = match before.clone() {
        None => Policies::only(policy.clone()),
        Some(before) => {
            let idle = judged_nothing(tx, &before)?;
            let followed = before.followed_by(policy, now.plus(IN_FORCE_AFTER), idle);
            followed.map_err(|error| Failed::problem(Code::Invalid, error.to_string()))?
        }
    };
    if before.as_ref() != Some(&after) {
        tx.set_meta(VERSIONS, &serde_json::to_string(&after)?)?;
        reference::changed(tx)?;
        tx.set_meta(MARK, &format!("{} {}", after.newest().version, reference::version(tx)?))?;
    }
    Ok(())
}

/// Whether nothing was received since the newest version came into force.
fn judged_nothing(tx: &dyn ReadTx, policies: &Policies) -> Outcome<bool> {
    let since = policies.earlier().last().map_or(Millis(i64::MIN), |one| one.until);
    for village in tx.villages()? {
        let head = tx.log_head(&village)?;
        let last = tx.log(&village, head.seq.saturating_sub(1), 1)?;
        if last.iter().any(|change| change.received_at >= since) {
            return Ok(false);
        }
    }
    Ok(true)
}
