//! The verdicts on what one sender hands in for one document.

use super::known::KnownDocs;
use super::rights::{self, Hands};
use super::{Given, LetIn, OUT_OF_PLACE, STANDS_ON_REFUSED, Sender, derive};
use crate::error::Outcome;
use crate::store::ReadTx;
use shared_model::casework::Policies;
use shared_model::document::{
    Accepted, DocId, DocKind, Hash, Outline, Refusal, accept, hash_of, stands_on_nothing,
};
use shared_model::moment::Millis;
use shared_model::people::Author;
use shared_model::protocol::Outcome as Verdict;
use std::collections::{BTreeMap, BTreeSet};

/// What became of one document's changes.
#[derive(Default)]
pub struct Judged {
    /// What is new, ancestors first.
    pub accepted: Vec<LetIn>,
    /// All other verdicts, by the place in the request.
    pub verdicts: BTreeMap<usize, Verdict>,
}

/// Judges changes to one document. What is let in stands in the document's outline afterwards.
///
/// # Errors
/// Of the store and of damaged documents.
pub fn judge(
    tx: &dyn ReadTx,
    policies: &Policies,
    sender: &Sender,
    known: &mut KnownDocs,
    doc: &DocId,
    given: &[(usize, &Given<'_>)],
    at: Millis,
) -> Outcome<Judged> {
    let refuse_all = |word: &str| {
        let refused = |(index, _): &(usize, &Given<'_>)| (*index, refused(word));
        Judged { accepted: Vec::new(), verdicts: given.iter().map(refused).collect() }
    };
    let vouched = given.iter().all(|(_, change)| change.attested.is_some());
    let hands = if vouched {
        Ok(sender.author.clone())
    } else {
        rights::may_write(tx, policies, sender, known, doc)?
    };
    let author = match hands {
        Ok(author) => author,
        Err(word) => return Ok(refuse_all(word)),
    };
    let begins = known.outline(doc).is_none_or(Outline::is_empty);
    let mut outline = known.outline(doc).cloned().unwrap_or_default();
    let mut judged =
        through_the_door(tx, known, doc, &mut outline, Hands::of(sender, vouched), given, &author, at)?;
    if begins && !vouched && !judged.accepted.is_empty() {
        let log: Vec<_> = judged.accepted.iter().map(derive::as_logged).collect();
        match rights::who_begins(policies, sender, author, doc, &log)? {
            Ok(author) => judged.accepted.iter_mut().for_each(|row| row.author = author.clone()),
            Err(word) => return Ok(refuse_all(word)),
        }
    }
    known.put_outline(doc, outline);
    Ok(judged)
}

fn refused(word: &str) -> Verdict {
    Verdict::Refused { reason: word.to_owned() }
}

/// Lets changes in until nothing more fits: a child may come before its parent.
#[allow(clippy::too_many_arguments, reason = "the parts of one document's share in a request")]
fn through_the_door(
    tx: &dyn ReadTx,
    known: &mut KnownDocs,
    doc: &DocId,
    outline: &mut Outline,
    hands: Hands,
    given: &[(usize, &Given<'_>)],
    author: &Author,
    at: Millis,
) -> Outcome<Judged> {
    let mut judged = Judged::default();
    let mut fell: BTreeSet<Hash> = BTreeSet::new();
    let mut waiting: Vec<(usize, &Given<'_>)> = given.to_vec();
    loop {
        let before = waiting.len();
        let mut missing = Vec::new();
        for (index, change) in waiting {
            let root = stands_on_nothing(change.bytes);
            // What the console writes was looked at before, and names its person by account.
            let gives = doc.kind() == DocKind::Case && !hands.office;
            let homes = doc.kind() == DocKind::Household && !hands.office;
            let before = (root || gives || homes).then(|| outline.clone());
            match accept(doc, outline, change.bytes, hands.prefix, hands.office) {
                Ok(Accepted::New { hash, actor }) => {
                    let word = if root && known.stands_elsewhere(tx, doc, hash)? {
                        Some(Refusal::Unappliable("elsewhere").word())
                    } else if gives && !rights::gives_in_place(tx, doc, change.bytes)? {
                        Some(OUT_OF_PLACE)
                    } else if homes {
                        rights::homes_in_place(tx, known, doc, author, change.bytes)?
                    } else {
                        None
                    };
                    if let (Some(word), Some(before)) = (word, before) {
                        *outline = before;
                        fell.insert(hash);
                        judged.verdicts.insert(index, refused(word));
                        continue;
                    }
                    let (author, received_at) =
                        change.attested.clone().unwrap_or_else(|| (author.clone(), at));
                    let bytes = change.bytes.to_vec();
                    judged.accepted.push(LetIn { index, hash, actor, author, received_at, bytes });
                }
                Ok(Accepted::Had { hash }) => {
                    let verdict = had(tx, doc, &hash, &judged, at)?;
                    judged.verdicts.insert(index, verdict);
                }
                Err(Refusal::Missing(hashes)) if hashes.iter().any(|hash| fell.contains(hash)) => {
                    fell.insert(hash_of(change.bytes));
                    judged.verdicts.insert(index, refused(STANDS_ON_REFUSED));
                }
                Err(Refusal::Missing(hashes)) => missing.push((index, change, hashes)),
                Err(refusal) => {
                    fell.insert(hash_of(change.bytes));
                    judged.verdicts.insert(index, refused(refusal.word()));
                }
            }
        }
        if missing.is_empty() || missing.len() == before {
            let verdict = |hashes: Vec<Hash>| Verdict::Missing {
                hashes: hashes.iter().map(|hash| hash.to_vec().into()).collect(),
            };
            judged.verdicts.extend(missing.into_iter().map(|(index, _, hashes)| (index, verdict(hashes))));
            return Ok(judged);
        }
        waiting = missing.into_iter().map(|(index, change, _)| (index, change)).collect();
    }
}

/// What is said of a change that was there already: its place in the log and its time.
fn had(tx: &dyn ReadTx, doc: &DocId, hash: &Hash, judged: &Judged, at: Millis) -> Outcome<Verdict> {
    if judged.accepted.iter().any(|change| change.hash == *hash) {
        // The same change twice in one request: the first one gets its number below.
        return Ok(Verdict::Had { seq: 0, at });
    }
    let row = tx.change(doc.village(), hash)?;
    Ok(row.map_or_else(|| refused("unappliable"), |row| Verdict::Had { seq: row.seq, at: row.received_at }))
}
