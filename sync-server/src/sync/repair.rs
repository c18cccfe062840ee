//! The answer when cursors mean nothing: phone and server compare the heads of every document, and
//! each says what the other lacks.

use super::Scope;
use super::page::{attest, whole};
use crate::error::Outcome;
use crate::store::ReadTx;
use crate::store::records::ChangeRow;
use shared_model::document::{Doc, DocId, Hash};
use shared_model::protocol::{DocHeads, DocNews, SyncAnswer};
use std::collections::BTreeMap;

/// What fits into a frame whatever it is: comparing heads again and again costs more than a page.
const MOST_BYTES: usize = 3 << 20;

/// What is no hash is no head of ours either.
fn read_heads(have: &DocHeads) -> Vec<Hash> {
    let mut heads: Vec<Hash> = have.heads.iter().filter_map(|head| head.as_slice().try_into().ok()).collect();
    heads.sort();
    heads
}

fn write_heads(doc: &DocId, heads: &[Hash]) -> DocHeads {
    DocHeads { doc: doc.clone(), heads: heads.iter().map(|head| head.to_vec().into()).collect() }
}

/// Fills the answer. When it would become too large, `repair` stays set: the phone takes what came
/// and sends anew what it has.
pub fn answer(tx: &dyn ReadTx, scope: &Scope, have: &[DocHeads], answer: &mut SyncAnswer) -> Outcome<()> {
    let theirs: BTreeMap<&DocId, Vec<Hash>> = have.iter().map(|have| (&have.doc, read_heads(have))).collect();
    let mut room = MOST_BYTES;
    for (row, _) in &scope.documents {
        let their_heads = theirs.get(&row.doc).map(Vec::as_slice).unwrap_or_default();
        if their_heads == row.heads {
            continue;
        }
        if room == 0 {
            answer.repair = true;
            answer.more = true;
            continue;
        }
        let log = tx.changes_of(&row.doc)?;
        let lacks = lacking(&log, their_heads, answer)?;
        if !their_heads.iter().all(|head| log.iter().any(|row| row.hash == *head)) {
            answer.wanted.push(write_heads(&row.doc, &row.heads));
        }
        if let Some(news) = lacks {
            let bytes = news.saved.as_ref().map_or(0, |saved| saved.len());
            room = room.saturating_sub(bytes + news.changes.iter().map(|change| change.len()).sum::<usize>());
            answer.news.push(news);
        }
    }
    for doc in theirs.keys() {
        if scope.documents.iter().any(|(row, _)| row.doc == **doc) {
            continue;
        }
        match tx.document(doc)? {
            Some(_) => answer.left.push((*doc).clone()),
            // Never seen here: it was made on the phone, or this server lost it.
            None => answer.wanted.push(write_heads(doc, &[])),
        }
    }
    answer.cursors = scope.cursors();
    Ok(())
}

/// What the phone lacks of a document.
fn lacking(log: &[ChangeRow], their_heads: &[Hash], answer: &mut SyncAnswer) -> Outcome<Option<DocNews>> {
    if their_heads.is_empty() {
        return Ok(Some(whole(log.iter().collect(), &mut answer.authors)?));
    }
    let doc = Doc::load(log.iter().map(|row| row.bytes.as_slice()))?;
    let lacking = doc.changes_since(their_heads);
    if lacking.is_empty() {
        return Ok(None);
    }
    let rows: BTreeMap<Hash, &ChangeRow> = log.iter().map(|row| (row.hash, row)).collect();
    let rows: Vec<&ChangeRow> = lacking.iter().filter_map(|(hash, _)| rows.get(hash).copied()).collect();
    Ok(rows.first().map(|first| DocNews {
        doc: first.doc.clone(),
        saved: None,
        changes: rows.iter().map(|row| row.bytes.clone().into()).collect(),
        attestations: rows.iter().map(|row| attest(row, &mut answer.authors)).collect(),
        tag: None,
    }))
}
