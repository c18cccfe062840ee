//! Taking in an answer: verdicts, news, cursors and reference data, in one transaction.

use super::agrees;
use crate::engine::Open;
use crate::intents::rewrite;
use crate::problems::StoreError;
use crate::store::{NewChange, Tx};
use shared_model::api::Problem;
use shared_model::api::view::SyncReport;
use shared_model::document::{Accepted, Doc, DocId, Hash, Refusal, accept};
use shared_model::ids::DeviceId;
use shared_model::moment::Millis;
use shared_model::people::{Account, Author};
use shared_model::protocol::{Attestation, DocHeads, DocNews, Outcome, SyncAnswer, SyncRequest, Verdict};
use std::collections::BTreeSet;

/// What an answer asks of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Both sides have what the other had.
    Done,
    /// There is more to fetch or to send.
    Again,
    /// The two sides don't stand on the same history: compare heads.
    Repair,
}

/// Applies an answer and says what comes next.
pub(super) fn apply(
    open: &mut Open,
    request: &SyncRequest,
    answer: SyncAnswer,
    report: &mut SyncReport,
) -> Result<Next, Problem> {
    let (actor, author, own) = (open.actor, open.profile.author(), open.profile.device);
    let mut taken = Taken { touched: BTreeSet::new(), gaps: false, resend: false };
    let next = open.store.write(|tx| {
        let old_policy = Open::reference(tx)?.map(|reference| reference.policy);
        if let Some(reference) = &answer.reference {
            tx.set_meta("reference", reference)?;
        }
        let policy = match Open::reference(tx)? {
            Some(reference) => reference.policy,
            None => return Err(crate::engine::no_reference()),
        };
        verdicts(tx, request, &answer.verdicts, own, &mut taken, report)?;
        for news in &answer.news {
            take_in(tx, news, &answer.authors, &mut taken, report)?;
        }
        for wanted in &answer.wanted {
            give_back(tx, wanted, own, &mut taken)?;
        }
        taken.resend |= replay(tx, &taken.touched, actor, &author)?;
        for doc in &answer.left {
            if tx.forget(doc)? {
                taken.touched.remove(doc);
            }
        }
        if !answer.repair {
            tx.set_meta("cursors", &answer.cursors)?;
            tx.set_meta("epoch", &answer.epoch)?;
        }
        if old_policy.as_ref() != Some(&policy) {
            tx.rebuild(&policy)?;
        } else {
            taken.touched.iter().try_for_each(|doc| tx.reproject(doc, &policy))?;
        }
        report.unsent = tx.unsent_count()?;
        next_step(tx, request, &answer, &taken, report)
    })?;
    adopt(open, answer.account)?;
    Ok(next)
}

/// A change's hash and its bytes.
type Hashed = (Hash, Vec<u8>);

/// What taking an answer in has brought to light.
struct Taken {
    /// Documents whose rows must be made anew.
    touched: BTreeSet<DocId>,
    /// Something came whose ancestors are not here.
    gaps: bool,
    /// The server lacks something that we have.
    resend: bool,
}

fn next_step(
    tx: &Tx<'_>,
    request: &SyncRequest,
    answer: &SyncAnswer,
    taken: &Taken,
    report: &mut SyncReport,
) -> Result<Next, Problem> {
    if answer.repair || taken.gaps {
        return Ok(Next::Repair);
    }
    if answer.more || taken.resend {
        return Ok(Next::Again);
    }
    // Only what was sent along counts as progress: new entries made meanwhile go with the next exchange.
    if report.unsent > 0 && request.changes.len() >= shared_model::protocol::MOST_CHANGES {
        return Ok(Next::Again);
    }
    let Some(digest) = &answer.digest else { return Ok(Next::Done) };
    if report.unsent > 0 {
        return Ok(Next::Done);
    }
    let left = answer.left.iter().cloned().collect();
    report.agreed = agrees(&tx.documents()?, &left, digest);
    Ok(if report.agreed { Next::Done } else { Next::Repair })
}

fn verdicts(
    tx: &Tx<'_>,
    request: &SyncRequest,
    verdicts: &[Verdict],
    own: DeviceId,
    taken: &mut Taken,
    report: &mut SyncReport,
) -> Result<(), Problem> {
    for (sent, verdict) in request.changes.iter().zip(verdicts) {
        match &verdict.outcome {
            Outcome::Accepted { at, .. } | Outcome::Had { at, .. } => {
                tx.mark_received(&verdict.hash, *at)?;
                report.sent += 1;
                taken.touched.insert(sent.doc.clone());
            }
            Outcome::Missing { hashes } => {
                for hash in hashes.iter().filter_map(|h| Hash::try_from(h.as_slice()).ok()) {
                    // What stands on somebody else's change that the server lost waits, unsent
                    // and unharmed, until that change is back.
                    taken.resend |= tx.mark_unsent(&hash, own)?;
                }
            }
            Outcome::Refused { reason } => {
                report.refused += 1;
                taken.touched.insert(sent.doc.clone());
                for row in tx.waiting_intents(&sent.doc)? {
                    if row.hash == verdict.hash {
                        tx.return_intent(&row.item.id, reason)?;
                    }
                }
                // All that stands on it would be refused too: put aside; what still makes sense
                // is written again from the outbox.
                tx.put_aside_unsent(&sent.doc, reason)?;
            }
        }
    }
    Ok(())
}

/// Writes intents again whose changes were put aside, on the document as the server has it. True
/// when there is something to send again.
fn replay(
    tx: &Tx<'_>,
    touched: &BTreeSet<DocId>,
    actor: shared_model::document::ActorBytes,
    author: &Author,
) -> Result<bool, Problem> {
    let mut rewritten = false;
    for doc in touched {
        for row in tx.waiting_intents(doc)? {
            if tx.has_change(&row.hash)? {
                continue;
            }
            match rewrite(tx, &row, actor, author)? {
                Some(hash) => {
                    tx.rewrite_intent(&row.item.id, &hash)?;
                    rewritten = true;
                }
                None => tx.return_intent(&row.item.id, "stands_on_refused")?,
            }
        }
    }
    Ok(rewritten)
}

fn take_in(
    tx: &Tx<'_>,
    news: &DocNews,
    authors: &[Author],
    taken: &mut Taken,
    report: &mut SyncReport,
) -> Result<(), Problem> {
    let changes: Vec<Hashed> = match &news.saved {
        Some(saved) => Doc::load_saved(saved).map_err(StoreError::from)?.changes(),
        None => {
            let Some(changes) = guarded(tx, news)? else {
                taken.gaps = true;
                return Ok(());
            };
            changes
        }
    };
    if changes.len() != news.attestations.len() {
        taken.gaps = true;
        return Ok(());
    }
    for ((hash, bytes), attestation) in changes.iter().zip(&news.attestations) {
        let Some((author, at)) = attested(attestation, authors) else {
            taken.gaps = true;
            continue;
        };
        report.received += u32::from(!tx.has_change(hash)?);
        tx.append(&NewChange { hash: *hash, doc: &news.doc, bytes, author, received_at: Some(at) })?;
        tx.mark_received(hash, at)?;
    }
    taken.touched.insert(news.doc.clone());
    Ok(())
}

fn attested<'a>(attestation: &Attestation, authors: &'a [Author]) -> Option<(&'a Author, Millis)> {
    authors.get(attestation.author as usize).map(|author| (author, attestation.at))
}

/// Lets single changes in by the same door as the server does; none when ancestors are missing.
fn guarded(tx: &Tx<'_>, news: &DocNews) -> Result<Option<Vec<Hashed>>, Problem> {
    let mut doc = tx.load(&news.doc)?;
    let mut changes = Vec::with_capacity(news.changes.len());
    for bytes in &news.changes {
        match accept(&news.doc, &mut doc, bytes, None, true) {
            Ok(Accepted::New { hash, .. } | Accepted::Had { hash }) => changes.push((hash, bytes.to_vec())),
            Err(Refusal::Missing(_)) => return Ok(None),
            // The server let it in and we don't: take nothing, and say so by not agreeing.
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(changes))
}

/// Marks as unsent what we have beyond the server's heads.
fn give_back(tx: &Tx<'_>, wanted: &DocHeads, own: DeviceId, taken: &mut Taken) -> Result<(), Problem> {
    let heads: Vec<Hash> = wanted.heads.iter().filter_map(|h| Hash::try_from(h.as_slice()).ok()).collect();
    for (hash, _) in tx.load(&wanted.doc)?.changes_since(&heads) {
        taken.resend |= tx.mark_unsent(&hash, own)?;
    }
    Ok(())
}

/// The account may have been renamed or moved.
fn adopt(open: &mut Open, account: Account) -> Result<(), Problem> {
    if open.profile.account == account {
        return Ok(());
    }
    let mut profile = open.profile.clone();
    profile.account = account;
    open.store.write(|tx| tx.set_meta("profile", &profile))?;
    open.profile = profile;
    Ok(())
}
