//! The usual answer: one page of what the logs hold behind the phone's cursors.
//!
//! A page goes along a village's log up to some sequence, so a cursor never skips anything. A
//! document the phone has nothing of is sent whole as of that sequence; of the others only the
//! changes behind the cursor.

use super::tags::Attester;
use super::{Delivered, Scope};
use crate::error::Outcome;
use crate::store::ReadTx;
use crate::store::records::ChangeRow;
use shared_model::document::DocId;
use shared_model::place::PlaceCode;
use shared_model::protocol::{CHAIN_START, Cursor, DocNews, PAGE_BYTES, SyncAnswer, SyncRequest};
use std::collections::{BTreeMap, BTreeSet};

/// A document with something new.
struct Candidate {
    /// For one the phone has nothing of: where it entered the phone's scope.
    entered: Option<u64>,
    /// All of its log for one that entered, otherwise what lies behind the cursor.
    log: Vec<ChangeRow>,
}

/// Fills the page.
pub fn answer(
    tx: &dyn ReadTx,
    scope: &Scope,
    request: &SyncRequest,
    delivered: &Delivered,
    attester: &mut Attester<'_>,
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
            answer.news.extend(news(candidate, start.0, end, delivered, attester)?);
        }
        answer.more |= end < head.seq;
        let chain =
            if end == head.seq { head.chain } else { tx.chain_at(village, end)?.unwrap_or(CHAIN_START) };
        cursors.push(Cursor { village: village.clone(), seq: end, chain });
    }
    answer.cursors = cursors;
    Ok(())
}

/// What the phone may lack of one village: read in two questions however many documents there are.
fn candidates(tx: &dyn ReadTx, scope: &Scope, village: &PlaceCode, cursor: u64) -> Outcome<Vec<Candidate>> {
    let here = || scope.documents.iter().filter(|(row, _)| row.doc.village() == village);
    let grown: Vec<DocId> =
        here().filter(|(row, _)| row.last_seq > cursor).map(|(row, _)| row.doc.clone()).collect();
    let entered: BTreeMap<DocId, u64> = here()
        .filter(|(_, since)| *since > cursor || cursor == 0)
        .map(|(row, since)| (row.doc.clone(), *since))
        .collect();
    let mut logs: BTreeMap<DocId, Vec<ChangeRow>> = BTreeMap::new();
    let (whole, parts): (Vec<DocId>, Vec<DocId>) = grown
        .into_iter()
        .chain(entered.keys().cloned())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .partition(|doc| entered.contains_key(doc));
    for (docs, after) in [(whole, 0), (parts, cursor)] {
        if !docs.is_empty() {
            for row in tx.changes_after(village, &docs, after)? {
                logs.entry(row.doc.clone()).or_default().push(row);
            }
        }
    }
    let candidate = |(doc, log): (DocId, Vec<ChangeRow>)| {
        // What was begun behind the cursor comes as changes, without those the phone just sent.
        let begun_before = cursor == 0 || log.first().is_some_and(|first| first.seq <= cursor);
        Candidate { entered: entered.get(&doc).copied().filter(|_| begun_before), log }
    };
    Ok(logs.into_iter().map(candidate).collect())
}

/// Where the page ends so that it holds no more than there is room for, but at least one change;
/// none when everything fits. What a document held when it entered counts where it entered.
fn cut(candidates: &[Candidate], cursor: u64, room: &mut usize, delivered: &Delivered) -> Option<u64> {
    let mut weights: BTreeMap<u64, usize> = BTreeMap::new();
    for candidate in candidates {
        for row in &candidate.log {
            let counts = candidate.entered.is_some() || (row.seq > cursor && !delivered.holds(row));
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
    delivered: &Delivered,
    attester: &mut Attester<'_>,
) -> Outcome<Option<DocNews>> {
    let upto: Vec<&ChangeRow> = candidate.log.iter().filter(|row| row.seq <= end).collect();
    if let Some(entered) = candidate.entered {
        return if entered <= end && !upto.is_empty() { attester.whole(upto) } else { Ok(None) };
    }
    let new: Vec<&ChangeRow> =
        upto.into_iter().filter(|row| row.seq > cursor && !delivered.holds(row)).collect();
    Ok(attester.changes(&new))
}
