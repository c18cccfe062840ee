//! Copies a store into another one, of whatever kind, while the first goes on serving: backup,
//! restore, and the way from SQLite to PostgreSQL.
//!
//! Logs are copied by their sequence, so a second run brings only what came since; derived rows
//! follow from them. Settings go along, also the epoch: phones notice nothing.

use crate::app;
use crate::clock::Machine;
use crate::error::{Failed, Outcome};
use crate::ingest::derive;
use crate::policies;
use crate::store::records::{ChangeRow, GroundRow, LogHead};
use crate::store::sqlite::SqliteStore;
use crate::store::{self, ReadTx, Store, StoreError, WriteTx};
use shared_model::api::Code;
use shared_model::casework::{Policies, Policy};
use shared_model::document::DocId;
use shared_model::ids::AccountId;
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::protocol::scope_digest;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// Changes that are read and appended at once.
const AT_ONCE: usize = 1_000;

/// What a run copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Changes that the target lacked.
    pub changes: u64,
    /// Documents whose rows were derived.
    pub documents: u64,
    /// Rows of settings, places and people that the target lacked or had otherwise.
    pub rows: u64,
}

/// Copies what the target lacks, from one state of the source. `policy` judges only where the source was
/// never served by a version that keeps the policies that were in force.
///
/// # Errors
/// `invalid` when the target is neither empty nor a copy of this county that nobody has served; of
/// either store. What was copied by then stays, and the next run goes on from there.
pub fn copy(from: &dyn Store, to: &dyn Store, policy: &Policy) -> Outcome<Copied> {
    store::read(from, |source| {
        claim(source, to)?;
        let mut copied = Copied { rows: copy_ground(source, to)?, ..Copied::default() };
        let policies = policies::kept(source)?.unwrap_or_else(|| Policies::only(policy.clone()));
        for village in source.villages()? {
            let (changes, documents) = store::write(to, |tx| copy_village(source, tx, &policies, &village))?;
            copied.changes += changes;
            copied.documents += documents;
        }
        Ok(copied)
    })
}

/// What the history of a county that was never served is called on its copies.
const UNNAMED: &str = "unnamed";

/// Makes sure that the target is free or an unserved copy of this history, and marks it so.
fn claim(source: &dyn ReadTx, to: &dyn Store) -> Outcome<()> {
    let history = Some(app::epoch(source)?).filter(|epoch| !epoch.is_empty());
    let history = history.unwrap_or_else(|| UNNAMED.to_owned());
    store::write(to, |tx| {
        let free = match app::copy_of(tx)? {
            Some(copied) => copied == history || copied == UNNAMED,
            None => tx.villages()?.is_empty() && !app::is_in_use(tx)?,
        };
        if !free {
            let told = "the target holds a county already, and not just an unserved copy of this one: name an empty one";
            return Err(Failed::problem(Code::Invalid, told));
        }
        Ok(app::mark_as_copy(tx, &history)?)
    })
}

/// What two stores hold, held against each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Villages with a log in the first.
    pub villages: usize,
    /// Changes in all of its logs.
    pub changes: u64,
    /// Its documents.
    pub documents: usize,
    /// What differs, in words; nothing when they are equal.
    pub differences: Vec<String>,
}

/// Whether both hold the same: every setting, place and person; every village's log to the same
/// link of its chain; the same digest over the heads of each village's documents.
///
/// # Errors
/// Of either store.
pub fn compare(from: &dyn Store, to: &dyn Store) -> Outcome<Compared> {
    let state = |store: &dyn Store| store::read(store, |tx| Outcome::Ok((ground(tx)?, villages(tx)?)));
    let ((theirs, their_villages), (ours, our_villages)) = (state(from)?, state(to)?);
    let mut differences = Vec::new();
    for village in their_villages.keys().chain(our_villages.keys()).collect::<BTreeSet<_>>() {
        let of = |villages: &BTreeMap<PlaceCode, Held>| villages.get(village).copied().unwrap_or_default();
        let (their, our) = (of(&their_villages), of(&our_villages));
        if their.head != our.head {
            let told = format!("the log of {village} ends at {} and at {}", their.head.seq, our.head.seq);
            differences.push(told);
        } else if their.carried != our.carried {
            differences.push(format!("through whose phones changes of {village} came"));
        } else if their != our {
            differences
                .push(format!("the documents of {village}: {} and {}", their.documents, our.documents));
        }
    }
    let text = |rows: Vec<GroundRow>| rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>();
    let (theirs, ours) = (text(theirs), text(ours));
    if theirs != ours {
        let (theirs, ours): (HashSet<_>, HashSet<_>) = (theirs.iter().collect(), ours.iter().collect());
        let count = theirs.symmetric_difference(&ours).count();
        differences.push(format!("{count} row(s) of settings, places and people differ"));
    }
    Ok(Compared {
        villages: their_villages.len(),
        changes: their_villages.values().map(|held| held.head.seq).sum(),
        documents: their_villages.values().map(|held| held.documents).sum(),
        differences,
    })
}

/// Copies the whole store to a new file while it goes on working. What is restored from the file is
/// another history: what came after it is gone there.
///
/// # Errors
/// When the file is there already or can't be written; then there is no file.
pub fn backup(store: &dyn Store, policy: &Policy, to: &Path) -> Outcome<()> {
    if to.exists() {
        return Err(StoreError::Exists(to.display().to_string()).into());
    }
    let made = make_backup(store, policy, to);
    if made.is_err() {
        for suffix in ["", "-wal", "-shm"] {
            let mut name = to.as_os_str().to_owned();
            name.push(suffix);
            // What isn't there needs no removing.
            let _ = std::fs::remove_file(name);
        }
    }
    made
}

fn make_backup(store: &dyn Store, policy: &Policy, to: &Path) -> Outcome<()> {
    if let Some(copied) = store.copy_pages(to, &[(app::EPOCH, &app::new_epoch(&Machine))]) {
        return Ok(copied?);
    }
    let file = SqliteStore::open_file(to.to_owned(), None)?;
    copy(store, &file, policy)?;
    app::begin_another_history(&file)?;
    Ok(file.into_one_file()?)
}

/// Puts a backup into an empty store.
///
/// # Errors
/// `invalid` when the store isn't empty; of either store.
pub fn restore(file: &Path, to: &dyn Store, policy: &Policy) -> Outcome<Copied> {
    let filled = store::read(to, |tx| Outcome::Ok(!tx.villages()?.is_empty() || app::is_in_use(tx)?))?;
    if filled {
        return Err(Failed::problem(
            Code::Invalid,
            "there is a county in it already: restore into an empty one",
        ));
    }
    let backup = SqliteStore::open_file(file.to_owned(), None)?;
    let copied = copy(&backup, to, policy)?;
    // The same backup may be restored twice, and both may go on: two histories.
    app::begin_another_history(to)?;
    backup.into_one_file()?;
    Ok(copied)
}

fn ground(tx: &dyn ReadTx) -> Result<Vec<GroundRow>, StoreError> {
    let mut rows = Vec::new();
    tx.ground(&mut |row| {
        if !matches!(&row, GroundRow::Meta(key, _) if app::is_mark_of_copy(key)) {
            rows.push(row);
        }
        Ok(())
    })?;
    Ok(rows)
}

/// What a village holds.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Held {
    head: LogHead,
    documents: usize,
    digest: [u8; 8],
    /// Changes that others than their author brought, and a number that follows from which and by whom.
    carried: (usize, u64),
}

fn villages(tx: &dyn ReadTx) -> Result<BTreeMap<PlaceCode, Held>, StoreError> {
    let held = |village: PlaceCode| {
        let (head, rows) = (tx.log_head(&village)?, tx.documents(&village)?);
        let digest = scope_digest(rows.iter().map(|row| (&row.doc, row.heads.as_slice())));
        let carried = carried(&tx.carried(&village, None)?);
        Ok((village, Held { head, documents: rows.len(), digest, carried }))
    };
    tx.villages()?.into_iter().map(held).collect()
}

fn carried(rows: &[ChangeRow]) -> (usize, u64) {
    let mut hasher = DefaultHasher::new();
    for row in rows {
        (row.seq, row.carrier.as_ref().map(AccountId::as_str)).hash(&mut hasher);
    }
    (rows.len(), hasher.finish())
}

/// Puts the rows that the target lacks, and takes away what ended since.
fn copy_ground(source: &dyn ReadTx, to: &dyn Store) -> Outcome<u64> {
    let theirs = ground(source)?;
    store::write(to, |tx| {
        let ours = ground(tx)?;
        let key = |row: &GroundRow| format!("{row:?}");
        let there: HashSet<String> = ours.iter().map(key).collect();
        let wanted: HashSet<String> = theirs.iter().map(key).collect();
        let mut rows = 0;
        for gone in ours.iter().filter(|row| !wanted.contains(&key(row))) {
            match gone {
                GroundRow::Session(session) => tx.end_session(&session.token_hash)?,
                GroundRow::Photo(village, hash, ..) => tx.lose_photo(village, hash)?,
                GroundRow::Draft(account, form, _) => tx.put_draft(account, form, "")?,
                GroundRow::Listed(row) => tx.drop_listed(&row.village, &row.person.id)?,
                GroundRow::Notice(row) => tx.drop_notice(&row.village, &row.id)?,
                _ => {}
            }
        }
        let mut looks: BTreeMap<&PlaceCode, usize> = BTreeMap::new();
        for row in &ours {
            if let GroundRow::Look(look) = row {
                *looks.entry(&look.village).or_default() += 1;
            }
        }
        for row in &theirs {
            if let GroundRow::Look(look) = row {
                // Looks are only ever added: the first so many are there.
                let known = looks.entry(&look.village).or_default();
                if *known > 0 {
                    *known -= 1;
                    continue;
                }
            } else if there.contains(&key(row)) {
                continue;
            }
            put(tx, row)?;
            rows += 1;
        }
        Ok(rows)
    })
}

fn put(tx: &dyn WriteTx, row: &GroundRow) -> Result<(), StoreError> {
    match row {
        GroundRow::Meta(key, value) => tx.set_meta(key, value),
        GroundRow::Place(place) => tx.put_place(place),
        GroundRow::Account(account) => tx.put_account(account),
        GroundRow::Tenure(tenure) => tx.put_tenure(tenure),
        GroundRow::Device(device) => tx.put_device(device),
        GroundRow::EnrolCode(code) => tx.put_enrol_code(code),
        GroundRow::Session(session) => tx.put_session(session, Millis(i64::MIN)),
        GroundRow::Draft(account, form, body) => tx.put_draft(account, form, body),
        GroundRow::Look(look) => tx.add_look(look),
        GroundRow::ServiceList(list) => tx.put_service_list(list),
        GroundRow::Listed(row) => tx.put_listed(row),
        GroundRow::Feedback(row) => tx.put_feedback(row),
        GroundRow::NoticeCursor(village, seq) => tx.set_notice_cursor(village, *seq),
        GroundRow::Notice(row) => tx.put_notice(row),
        GroundRow::Photo(village, hash, bytes, at) => tx.keep_photo(village, hash, *bytes, *at),
    }
}

/// Appends what a village's log lacks and derives what follows from it, in one transaction.
fn copy_village(
    source: &dyn ReadTx,
    tx: &dyn WriteTx,
    policies: &Policies,
    village: &PlaceCode,
) -> Outcome<(u64, u64)> {
    let head = tx.lock_log(village)?;
    if source.chain_at(village, head.seq)? != Some(head.chain) {
        let told = format!(
            "the target's log of {village} is not the beginning of this one: copy into an empty store"
        );
        return Err(Failed::problem(Code::Invalid, told));
    }
    let mut docs: BTreeSet<DocId> = BTreeSet::new();
    let mut end = head.seq;
    loop {
        let part = source.log(village, end, AT_ONCE)?;
        let Some(last) = part.last() else { break };
        end = last.seq;
        docs.extend(part.iter().map(|row| row.doc.clone()));
        tx.append(&part)?;
    }
    let docs: Vec<DocId> = docs.into_iter().collect();
    Ok((end - head.seq, derive::derive_again(tx, policies, village, &docs)?))
}
