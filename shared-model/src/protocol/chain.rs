//! The hash chain over a village's log, and the digest over a scope: how two sides notice that
//! they do not stand on the same history.

use crate::document::{DocId, Hash};
use sha2::{Digest, Sha256};

/// The chain's value at a sequence number.
pub type Chain = [u8; 8];

/// The chain's value before the first change.
pub const CHAIN_START: Chain = [0; 8];

/// The chain's value after one more change: the first 8 bytes of SHA-256(previous ‖ change hash).
pub fn next_chain(previous: Chain, change: &Hash) -> Chain {
    let digest = Sha256::new().chain_update(previous).chain_update(change).finalize();
    let mut chain = [0; 8];
    chain.copy_from_slice(&digest[..8]);
    chain
}

/// The digest of a scope: the first 8 bytes of SHA-256 over, for each document sorted by name, its
/// name, a zero byte and its sorted heads.
pub fn scope_digest<'a>(documents: impl IntoIterator<Item = (&'a DocId, &'a [Hash])>) -> [u8; 8] {
    let mut sorted: Vec<(String, &[Hash])> =
        documents.into_iter().map(|(id, h)| (id.to_string(), h)).collect();
    sorted.sort();
    let mut hasher = Sha256::new();
    for (name, heads) in sorted {
        hasher.update(name.as_bytes());
        hasher.update([0]);
        for head in heads {
            hasher.update(head);
        }
    }
    let mut digest = [0; 8];
    digest.copy_from_slice(&hasher.finalize()[..8]);
    digest
}
