//! The only door into the log: phones and consoles alike come in here.
//!
//! For one document: load it, check who may write there, let each change through the guarded door,
//! append what is new with its place in the chain, and derive the rows anew. All of it happens in
//! the caller's transaction, one for each document, so that a refused document holds back no other.

pub mod derive;
pub mod rights;

use crate::error::Outcome;
use crate::store::WriteTx;
use crate::store::records::{ChangeRow, LogHead};
use sha2::{Digest, Sha256};
use shared_model::casework::Policy;
use shared_model::document::{Accepted, Doc, DocId, Hash, Refusal, accept};
use shared_model::moment::Millis;
use shared_model::people::Author;
use shared_model::protocol::{Outcome as Verdict, next_chain};
use std::collections::{BTreeMap, BTreeSet};

/// Who hands changes in.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The account, with role and place as they are now: what the server attests.
    pub author: Author,
    /// What every actor of the sender begins with.
    pub prefix: [u8; 8],
    /// The server's own hand, which alone writes a household's micro-grid.
    pub office: bool,
}

/// A word for changes to documents the sender has no part in.
pub const OUT_OF_SCOPE: &str = "out_of_scope";
/// A word for changes to a household nobody registered.
pub const UNKNOWN_DOCUMENT: &str = "unknown_document";
/// A word for changes that stand on a refused one.
pub const STANDS_ON_REFUSED: &str = "stands_on_refused";

/// Takes in changes to one document, in any order, and says of each what became of it.
///
/// # Errors
/// Only of the store and of damaged documents: a change that isn't taken is a verdict.
pub fn take(
    tx: &dyn WriteTx,
    policy: &Policy,
    sender: &Sender,
    id: &DocId,
    changes: &[&[u8]],
    at: Millis,
) -> Outcome<Vec<(Hash, Verdict)>> {
    let mut log = tx.changes_of(id)?;
    let hashes: Vec<Hash> = changes.iter().map(|bytes| hash_of(bytes)).collect();
    let refuse_all = |word: &str| {
        let refused = Verdict::Refused { reason: word.to_owned() };
        hashes.iter().map(|hash| (*hash, refused.clone())).collect::<Vec<_>>()
    };
    if let Err(word) = rights::may_write(tx, sender, id, &log)? {
        return Ok(refuse_all(word));
    }
    let mut doc = Doc::load(log.iter().map(|row| row.bytes.as_slice()))?;
    let door = through_the_door(id, &mut doc, sender, changes);
    let mut head = tx.log_head(id.village())?;
    let known = log.len();
    for (index, accepted) in &door.accepted {
        if let Accepted::New { hash, actor } = accepted {
            let (actor, bytes) = (actor.clone(), changes[*index].to_vec());
            log.push(next_row(&mut head, id, *hash, actor, sender, at, bytes));
        }
    }
    if known == 0 && !log.is_empty() && !rights::may_begin(policy, sender, id, &log)? {
        return Ok(refuse_all(OUT_OF_SCOPE));
    }
    for row in &log[known..] {
        tx.append(row)?;
    }
    if log.len() > known {
        derive::derive(tx, policy, id, &log, doc.heads())?;
    }
    let let_in: BTreeMap<usize, &Accepted> = door.accepted.iter().map(|(index, a)| (*index, a)).collect();
    let by_hash: BTreeMap<Hash, &ChangeRow> = log.iter().map(|row| (row.hash, row)).collect();
    let verdict = |(index, hash): (usize, &Hash)| {
        let row = by_hash.get(hash).map(|row| (row.seq, row.received_at));
        let verdict = match (let_in.get(&index), row) {
            (Some(Accepted::New { .. }), Some((seq, at))) => Verdict::Accepted { seq, at },
            (Some(Accepted::Had { .. }), Some((seq, at))) => Verdict::Had { seq, at },
            _ => {
                door.refused.get(&index).cloned().unwrap_or(Verdict::Refused { reason: "unappliable".into() })
            }
        };
        (*hash, verdict)
    };
    Ok(hashes.iter().enumerate().map(verdict).collect())
}

/// What a change is called in a verdict: its hash, which for damaged bytes names nothing.
fn hash_of(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes.get(8..).unwrap_or_default()).into()
}

fn next_row(
    head: &mut LogHead,
    id: &DocId,
    hash: Hash,
    actor: Vec<u8>,
    sender: &Sender,
    at: Millis,
    bytes: Vec<u8>,
) -> ChangeRow {
    *head = LogHead { seq: head.seq + 1, chain: next_chain(head.chain, &hash) };
    ChangeRow {
        seq: head.seq,
        hash,
        doc: id.clone(),
        actor,
        author: sender.author.clone(),
        received_at: at,
        chain: head.chain,
        bytes,
    }
}

#[derive(Default)]
struct AtTheDoor {
    /// In the order in which they were let in: ancestors first.
    accepted: Vec<(usize, Accepted)>,
    refused: BTreeMap<usize, Verdict>,
}

/// Lets changes in until nothing more fits: a child may come before its parent.
fn through_the_door(id: &DocId, doc: &mut Doc, sender: &Sender, changes: &[&[u8]]) -> AtTheDoor {
    let mut door = AtTheDoor::default();
    let mut refused: BTreeSet<Hash> = BTreeSet::new();
    let mut waiting: Vec<usize> = (0..changes.len()).collect();
    loop {
        let before = waiting.len();
        let mut missing = Vec::new();
        for index in waiting {
            let bytes = changes[index];
            let refuse = |word: &str| Verdict::Refused { reason: word.to_owned() };
            match accept(id, doc, bytes, Some(sender.prefix), sender.office) {
                Ok(accepted) => door.accepted.push((index, accepted)),
                Err(Refusal::Missing(hashes)) if hashes.iter().any(|hash| refused.contains(hash)) => {
                    refused.insert(hash_of(bytes));
                    door.refused.insert(index, refuse(STANDS_ON_REFUSED));
                }
                Err(Refusal::Missing(hashes)) => missing.push((index, hashes)),
                Err(refusal) => {
                    refused.insert(hash_of(bytes));
                    door.refused.insert(index, refuse(refusal.word()));
                }
            }
        }
        if missing.is_empty() || missing.len() == before {
            let verdict = |hashes: Vec<Hash>| Verdict::Missing {
                hashes: hashes.iter().map(|hash| hash.to_vec().into()).collect(),
            };
            door.refused.extend(missing.into_iter().map(|(index, hashes)| (index, verdict(hashes))));
            return door;
        }
        waiting = missing.into_iter().map(|(index, _)| index).collect();
    }
}
