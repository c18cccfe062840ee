//! The usual answer: one page of what the logs hold behind the phone's cursors.
//!
//! A page goes along a village's log up to some sequence, so a cursor never skips anything. A
//! document the phone has nothing of is sent whole as of that sequence; of the others only the
//! changes behind the cursor.

use super::Scope;
use crate::error::Outcome;
use crate::store::ReadTx;
use crate::store::records::ChangeRow;
use shared_model::document::{Doc, Hash};
use shared_model::people::Author;
use shared_model::place::PlaceCode;
use shared_model::protocol::{
    Attestation, CHAIN_START, Cursor, DocNews, PAGE_BYTES, SyncAnswer, SyncRequest,
};
use std::collections::{BTreeMap, BTreeSet};

/// A document with something new, and its whole log.
struct Candidate {
    /// For one the phone has nothing of: where it entered the phone's scope.
    entered: Option<u64>,
    log: Vec<ChangeRow>,
}

/// Fills the page.
pub fn answer(
    tx: &dyn ReadTx,
    scope: &Scope,
    request: &SyncRequest,
    delivered: &BTreeSet<Hash>,
    answer: &mut SyncAnswer,
) -> Outcome<()> {
    let asked: BTreeMap<&PlaceCode, &Cursor> = request.cursors.iter().map(|c| (&c.village, c)).collect();
    let mut room = PAGE_BYTES;
    let mut cursors = Vec::new();
    for (village, head) in &scope.heads {
        let start = asked.get(village).map_or((0, CHAIN_START), |cursor| (cursor.seq, cursor.chain));
        if room == 0 {
            cursors.push(Cursor { village: village.clone(), seq: start.0, chain: start.1 });
            answer.more = true;
            continue;
        }
        let candidates = candidates(tx, scope, village, start.0)?;
        let end = cut(&candidates, start.0, &mut room, delivered).unwrap_or(head.seq);
        for candidate in &candidates {
            answer.news.extend(news(candidate, start.0, end, delivered, &mut answer.authors)?);
        }
        answer.more |= end < head.seq;
        let chain = tx.chain_at(village, end)?.unwrap_or(CHAIN_START);
        cursors.push(Cursor { village: village.clone(), seq: end, chain });
    }
    answer.cursors = cursors;
    Ok(())
}

fn candidates(tx: &dyn ReadTx, scope: &Scope, village: &PlaceCode, cursor: u64) -> Outcome<Vec<Candidate>> {
    let mut candidates = Vec::new();
    for (row, since) in scope.documents.iter().filter(|(row, _)| row.doc.village() == village) {
        if row.last_seq > cursor || *since > cursor {
            let log = tx.changes_of(&row.doc)?;
            // What was begun behind the cursor comes as changes, without those the phone just sent.
            let begun_before = cursor == 0 || log.first().is_some_and(|first| first.seq <= cursor);
            candidates.push(Candidate { entered: (*since > cursor && begun_before).then_some(*since), log });
        }
    }
    Ok(candidates)
}

/// Where the page ends so that it holds no more than there is room for, but at least one change;
/// none when everything fits. What a document held when it entered counts where it entered.
fn cut(candidates: &[Candidate], cursor: u64, room: &mut usize, delivered: &BTreeSet<Hash>) -> Option<u64> {
    let mut weights: BTreeMap<u64, usize> = BTreeMap::new();
    for candidate in candidates {
        for row in &candidate.log {
            let counts = candidate.entered.is_some() || (row.seq > cursor && !delivered.contains(&row.hash));
            if counts {
                let at = row.seq.max(candidate.entered.unwrap_or(0));
                *weights.entry(at).or_default() += row.bytes.len() + 24;
            }
        }
    }
    let mut end = cursor;
    for (seq, weight) in weights {
        if weight > *room && end > cursor {
            *room = 0;
            return Some(end);
        }
        *room = room.saturating_sub(weight);
        end = seq;
    }
    None
}

fn news(
    candidate: &Candidate,
    cursor: u64,
    end: u64,
    delivered: &BTreeSet<Hash>,
    authors: &mut Vec<Author>,
) -> Outcome<Option<DocNews>> {
    let upto: Vec<&ChangeRow> = candidate.log.iter().filter(|row| row.seq <= end).collect();
    if let Some(entered) = candidate.entered {
        return if entered <= end && !upto.is_empty() { whole(upto, authors).map(Some) } else { Ok(None) };
    }
    let new: Vec<&ChangeRow> =
        upto.into_iter().filter(|row| row.seq > cursor && !delivered.contains(&row.hash)).collect();
    Ok(new.first().map(|first| DocNews {
        doc: first.doc.clone(),
        saved: None,
        changes: new.iter().map(|row| row.bytes.clone().into()).collect(),
        attestations: new.iter().map(|row| attest(row, authors)).collect(),
        tag: None,
    }))
}

/// A whole document, with attestations in the order of its changes' hashes.
pub(super) fn whole(mut log: Vec<&ChangeRow>, authors: &mut Vec<Author>) -> Outcome<DocNews> {
    let doc = Doc::load(log.iter().map(|row| row.bytes.as_slice()))?;
    log.sort_by_key(|row| row.hash);
    Ok(DocNews {
        doc: log[0].doc.clone(),
        saved: Some(doc.save().into()),
        changes: Vec::new(),
        attestations: log.iter().map(|row| attest(row, authors)).collect(),
        tag: None,
    })
}

/// Who wrote a change and when it came in; the author is named once for the whole answer.
pub(super) fn attest(row: &ChangeRow, authors: &mut Vec<Author>) -> Attestation {
    let index = authors.iter().position(|author| *author == row.author).unwrap_or_else(|| {
        authors.push(row.author.clone());
        authors.len() - 1
    });
    Attestation { author: index as u32, at: row.received_at }
}
