//! Checks a data folder: that the log is whole and unchanged, and that the rows follow from it.

use crate::error::Outcome;
use crate::ingest::derive;
use crate::store::records::{ChangeRow, GroundRow};
use crate::store::{self, ReadTx, Store, StoreError};
use sha2::{Digest, Sha256};
use shared_model::casework::Policies;
use shared_model::document::Doc;
use shared_model::feedback::{Addressee, check_words};
use shared_model::ids::AccountId;
use shared_model::protocol::{CHAIN_START, next_chain};
use std::collections::{BTreeMap, BTreeSet};

/// What a check of the log found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Villages that have a log.
    pub villages: usize,
    /// Changes looked at.
    pub changes: u64,
    /// One sentence for each fault.
    pub faults: Vec<String>,
}

/// Changes that are read at once.
const AT_ONCE: usize = 1_000;

/// Checks every log: sequence without gaps, chain, hash of every change, and that every document
/// loads from its changes with the heads its row says.
///
/// # Errors
/// Of the store.
pub fn log(store: &dyn Store) -> Outcome<Checked> {
    let mut checked = Checked::default();
    let mut carriers = Carriers::default();
    store::read(store, |tx| {
        for village in tx.villages()? {
            checked.villages += 1;
            let (mut seq, mut chain) = (0, CHAIN_START);
            loop {
                let part = tx.log(&village, seq, AT_ONCE)?;
                if part.is_empty() {
                    break;
                }
                for row in part {
                    let at = format!("{village}, change {}", row.seq);
                    let hash: [u8; 32] = Sha256::digest(row.bytes.get(8..).unwrap_or_default()).into();
                    if hash != row.hash {
                        checked.faults.push(format!("{at}: the bytes are not those that were received"));
                    }
                    if row.seq != seq + 1 {
                        checked.faults.push(format!("{at}: the change before it is missing"));
                    }
                    chain = next_chain(chain, &row.hash);
                    if chain != row.chain {
                        checked.faults.push(format!("{at}: the chain is broken"));
                        chain = row.chain;
                    }
                    if let Some(fault) = carriers.fault(tx, &row)? {
                        checked.faults.push(format!("{at}: {fault}"));
                    }
                    seq = row.seq;
                    checked.changes += 1;
                }
            }
            let head = tx.log_head(&village)?;
            if (head.seq, head.chain) != (seq, chain) {
                checked.faults.push(format!("{village}: the log ends at {seq}, its head says {}", head.seq));
            }
            for document in tx.documents(&village)? {
                let log = tx.changes_of(&document.doc)?;
                match Doc::load(log.iter().map(|row| row.bytes.as_slice())) {
                    Ok(doc) if doc.heads() == document.heads => {}
                    Ok(_) => checked.faults.push(format!("{}: its heads are others", document.doc)),
                    Err(error) => checked.faults.push(format!("{}: {error}", document.doc)),
                }
            }
        }
        checked.faults.extend(feedback(tx)?);
        Outcome::Ok(())
    })?;
    Ok(checked)
}

/// What is wrong with complaints and suggestions: each is addressed to somebody who reads it, and whoever
/// answered one is known.
fn feedback(tx: &dyn ReadTx) -> Outcome<Vec<String>> {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    tx.ground(&mut |row| {
        rows.extend(match row {
            GroundRow::Feedback(row) => Some(row),
            _ => None,
        });
        Ok(())
    })?;
    for row in rows {
        let id = &row.written.id;
        if Addressee::at(&row.written.to).is_none() || check_words(&row.written.words).is_err() {
            faults.push(format!("feedback {id}: it is addressed to nobody who reads it, or says nothing"));
        }
        let unknown = match &row.reply {
            Some(reply) => tx.account(&reply.account)?.is_none(),
            None => false,
        };
        if unknown {
            faults.push(format!("feedback {id}: who answered it is unknown"));
        }
    }
    Ok(faults)
}

/// Whose phones brought changes of others, each looked up once.
#[derive(Default)]
struct Carriers(BTreeMap<AccountId, bool>);

impl Carriers {
    /// What is wrong with who is said to have brought a change.
    fn fault(&mut self, tx: &dyn ReadTx, row: &ChangeRow) -> Result<Option<&'static str>, StoreError> {
        let Some(carrier) = &row.carrier else { return Ok(None) };
        if !self.0.contains_key(carrier) {
            self.0.insert(carrier.clone(), tx.account(carrier)?.is_some());
        }
        let unknown = !self.0[carrier];
        let own = *carrier == row.author.account;
        let own = own.then_some("its author is said to have carried it for somebody else");
        Ok(unknown.then_some("whose phone brought it is unknown").or(own))
    }
}

/// Notices that are not delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undelivered {
    /// They are tried again.
    pub waiting: usize,
    /// They were tried often enough.
    pub dead: usize,
}

/// Counts the notices that are not delivered.
///
/// # Errors
/// Of the store.
pub fn undelivered(tx: &dyn ReadTx) -> Result<Undelivered, StoreError> {
    let mut counted = Undelivered::default();
    tx.ground(&mut |row| {
        match row {
            GroundRow::Notice(row) if row.dead => counted.dead += 1,
            GroundRow::Notice(_) => counted.waiting += 1,
            _ => {}
        }
        Ok(())
    })?;
    Ok(counted)
}

/// Rows that would differ if they were rebuilt, each with the side it stands on. Changes nothing.
///
/// # Errors
/// Of the store.
pub fn rebuilt_differs(store: &dyn Store, policies: &Policies) -> Outcome<Vec<String>> {
    let mut both = None;
    let ran = store.write_with(&mut |tx| {
        // The rows are rebuilt, read, and rolled back.
        both = Some((|| {
            let there = tx.derived()?;
            derive::rebuild(tx, policies)?;
            Outcome::Ok((there, tx.derived()?))
        })());
        Err(StoreError::RolledBack)
    });
    let (there, rebuilt) = match (ran, both) {
        (_, Some(both)) => both?,
        (Err(error), None) => return Err(error.into()),
        (Ok(()), None) => return Ok(Vec::new()),
    };
    let (there, rebuilt): (BTreeSet<_>, BTreeSet<_>) =
        (there.into_iter().collect(), rebuilt.into_iter().collect());
    let stale = there.difference(&rebuilt).map(|row| format!("there is: {row}"));
    Ok(stale.chain(rebuilt.difference(&there).map(|row| format!("should be: {row}"))).collect())
}
