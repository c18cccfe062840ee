//! The answer when cursors mean nothing: phone and server compare the heads of every document, and
//! each says what the other lacks.

use super::Scope;
use super::tags::Attester;
use crate::error::Outcome;
use crate::store::ReadTx;
use crate::store::records::{ChangeRow, DocumentRow};
use shared_model::document::{Doc, DocId, Hash};
use shared_model::protocol::{DocHeads, DocNews, PAGE_BYTES, SyncAnswer};
use std::collections::{BTreeMap, BTreeSet};

/// What is no hash is no head of ours either.
fn read_heads(have: &DocHeads) -> Vec<Hash> {
    let mut heads: Vec<Hash> = have.heads.iter().filter_map(|head| head.as_slice().try_into().ok()).collect();
    heads.sort();
    heads
}

fn write_heads(doc: &DocId, heads: &[Hash]) -> DocHeads {
    DocHeads { doc: doc.clone(), heads: heads.iter().map(|head| head.to_vec().into()).collect() }
}

/// Fills the answer, newest visit books first. When it would become too large, `repair` stays set:
/// the phone takes what came and sends anew what it has.
pub fn answer(
    tx: &dyn ReadTx,
    scope: &Scope,
    have: &[DocHeads],
    attester: &mut Attester<'_>,
    answer: &mut SyncAnswer,
) -> Outcome<()> {
    let theirs: BTreeMap<&DocId, Vec<Hash>> = have.iter().map(|have| (&have.doc, read_heads(have))).collect();
    let mut differing: Vec<&DocumentRow> = scope
        .documents
        .iter()
        .map(|(row, _)| row)
        .filter(|row| theirs.get(&row.doc).map(Vec::as_slice).unwrap_or_default() != row.heads)
        .collect();
    differing.sort_by_key(|row| std::cmp::Reverse(year(&row.doc)));
    let mut room = PAGE_BYTES;
    for row in differing {
        if room == 0 {
            answer.repair = true;
            answer.more = true;
            break;
        }
        let their_heads = theirs.get(&row.doc).map(Vec::as_slice).unwrap_or_default();
        let log = tx.changes_of(&row.doc)?;
        if !their_heads.iter().all(|head| log.iter().any(|row| row.hash == *head)) {
            answer.wanted.push(write_heads(&row.doc, &row.heads));
        }
        if let Some(news) = lacking(&log, their_heads, attester)? {
            let bytes = news.saved.as_ref().map_or(0, |saved| saved.len());
            room = room.saturating_sub(bytes + news.changes.iter().map(|change| change.len()).sum::<usize>());
            answer.news.push(news);
        }
    }
    let in_scope: BTreeSet<&DocId> = scope.documents.iter().map(|(row, _)| &row.doc).collect();
    for doc in theirs.keys().filter(|doc| !in_scope.contains(*doc)) {
        match tx.document(doc)? {
            // It leaves the phone, but not before what this server lost of it was given back.
            Some(row) => {
                let log = tx.changes_of(doc)?;
                if !theirs[doc].iter().all(|head| log.iter().any(|row| row.hash == *head)) {
                    answer.wanted.push(write_heads(doc, &row.heads));
                }
                answer.left.push((*doc).clone());
            }
            // Never seen here: it was made on the phone, or this server lost it.
            None => answer.wanted.push(write_heads(doc, &[])),
        }
    }
    answer.cursors = scope.cursors();
    Ok(())
}

/// What has no year comes before all years.
fn year(doc: &DocId) -> i32 {
    match doc {
        DocId::VisitBook(_, _, year) => *year,
        _ => i32::MAX,
    }
}

/// What the phone lacks of a document.
fn lacking(log: &[ChangeRow], their_heads: &[Hash], attester: &mut Attester<'_>) -> Outcome<Option<DocNews>> {
    if their_heads.is_empty() {
        return attester.whole(log.iter().collect());
    }
    let doc = Doc::load(log.iter().map(|row| row.bytes.as_slice()))?;
    let rows: BTreeMap<Hash, &ChangeRow> = log.iter().map(|row| (row.hash, row)).collect();
    let lacking = doc.changes_since(their_heads);
    let rows: Vec<&ChangeRow> = lacking.iter().filter_map(|(hash, _)| rows.get(hash).copied()).collect();
    Ok(attester.changes(&rows))
}
