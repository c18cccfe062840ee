//! Keeping a document whole when the server will not have some of it: what it doesn't take, and
//! all that stands on that, leaves the log and stays readable aside.

use super::ground::Ground;
use crate::api::Problem;
use crate::document::{DocId, Hash, read_change};
use std::collections::BTreeSet;

/// Takes `unwanted` changes of a document out of the log, and all that stand on them. The intents
/// they carry wait to be written again.
pub(super) fn part_with(
    ground: &impl Ground,
    doc: &DocId,
    unwanted: &BTreeSet<Hash>,
    reason: &str,
) -> Result<(), Problem> {
    let mut parted: Vec<Hash> = Vec::new();
    // Each after those it stands on.
    for (hash, bytes) in ground.load(doc)?.changes_since(&[]) {
        let falls = |dep: &Hash| parted.contains(dep);
        if unwanted.contains(&hash) || read_change(&bytes)?.deps.iter().any(falls) {
            parted.push(hash);
        }
    }
    for hash in parted.iter().rev() {
        ground.settle(hash)?;
        ground.put_aside(hash, reason)?;
    }
    Ok(())
}
