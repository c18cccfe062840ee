//! Marks on what the server sends, and what comes back under them.
//!
//! A server that went back to a backup has lost the changes received since. Phones still have them,
//! but nobody may hand in what somebody else wrote. So each document's news carries a keyed mark
//! over its changes with their authors and times; what comes back under its mark is taken in as it
//! once stood, whoever brings it. The key lies in the store and in its backups, nowhere else.

use super::verdicts;
use crate::app::App;
use crate::error::Outcome;
use crate::ingest::{self, Given, Sender};
use crate::store::WriteTx;
use crate::store::records::ChangeRow;
use hmac::{Hmac, KeyInit, Mac};
use serde_bytes::ByteBuf;
use sha2::Sha256;
use shared_model::document::{Doc, DocId, Hash, hash_of};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author};
use shared_model::protocol::{Attestation, DocNews, Outcome as Became, Testimony, Verdict};

/// Bytes of a mark.
const TAG: usize = 16;
/// A word for changes whose mark isn't this server's.
const WRONG_TAG: &str = "tag";

/// The mark over changes of one document, in this order.
fn tag<'a>(
    key: &[u8; 32],
    doc: &DocId,
    changes: impl Iterator<Item = (Hash, &'a Author, Millis)>,
) -> Option<[u8; TAG]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(b"weige tag\0");
    mac.update(doc.to_string().as_bytes());
    mac.update(&[0]);
    for (hash, author, at) in changes {
        mac.update(&hash);
        for word in [author.account.as_str(), author.role.word(), author.place.as_str()] {
            mac.update(word.as_bytes());
            mac.update(&[0]);
        }
        mac.update(&at.0.to_be_bytes());
    }
    mac.finalize().into_bytes()[..TAG].try_into().ok()
}

/// Writes news: names each author once for the whole answer, and marks what it writes.
pub struct Attester<'a> {
    authors: Vec<Author>,
    key: Option<&'a [u8; 32]>,
    packs: bool,
}

impl<'a> Attester<'a> {
    /// An attester that marks, for a phone that keeps marks. `packs`: all goes as changes, which are
    /// packed together; else a whole document goes as it is saved.
    pub fn new(app: &'a App, marks: bool, packs: bool) -> Attester<'a> {
        Attester { authors: Vec::new(), key: marks.then_some(&app.secret), packs }
    }

    /// The authors that were named.
    pub fn into_authors(self) -> Vec<Author> {
        self.authors
    }

    /// Changes, each after those it stands on.
    pub fn changes(&mut self, rows: &[&ChangeRow]) -> Option<DocNews> {
        let changes = rows.iter().map(|row| row.bytes.clone().into()).collect();
        self.news(rows, None, changes)
    }

    /// A whole document; when it is saved, with attestations in the order of its changes' hashes.
    ///
    /// # Errors
    /// When the document is damaged.
    pub fn whole(&mut self, mut log: Vec<&ChangeRow>) -> Outcome<Option<DocNews>> {
        if self.packs {
            return Ok(self.changes(&log));
        }
        let doc = Doc::load(log.iter().map(|row| row.bytes.as_slice()))?;
        log.sort_by_key(|row| row.hash);
        Ok(self.news(&log, Some(doc.save().into()), Vec::new()))
    }

    fn news(
        &mut self,
        rows: &[&ChangeRow],
        saved: Option<ByteBuf>,
        changes: Vec<ByteBuf>,
    ) -> Option<DocNews> {
        let doc = rows.first()?.doc.clone();
        let marked = rows.iter().map(|row| (row.hash, &row.author, row.received_at));
        let tag = self.key.and_then(|key| tag(key, &doc, marked)).map(|tag| tag.to_vec().into());
        let attestations = rows.iter().map(|row| self.attest(row)).collect();
        Some(DocNews { doc, saved, changes, attestations, tag })
    }

    fn attest(&mut self, row: &ChangeRow) -> Attestation {
        let known = self.authors.iter().position(|author| *author == row.author);
        let author = known.unwrap_or_else(|| {
            self.authors.push(row.author.clone());
            self.authors.len() - 1
        });
        Attestation { author: author as u32, at: row.received_at }
    }
}

/// Takes in what this server attested once; one verdict per change.
///
/// # Errors
/// Of the store.
pub fn take_testimony(
    tx: &dyn WriteTx,
    app: &App,
    bearer: &Account,
    testimony: &[Testimony],
    now: Millis,
) -> Outcome<Vec<Verdict>> {
    let mut all = Vec::new();
    let policies = app.policies(tx)?;
    let author = Author::of(bearer);
    let office = Sender { author, former: Vec::new(), prefix: [0; 8], office: true, carrier: None };
    for group in testimony {
        if !is_ours(app, group) {
            let refused = |bytes: &ByteBuf| (hash_of(bytes), Became::Refused { reason: WRONG_TAG.into() });
            all.extend(verdicts(group.changes.iter().map(refused).collect()));
            continue;
        }
        let attested = group.authors.iter().cloned().zip(group.received_at.iter().copied());
        let given: Vec<Given<'_>> = group
            .changes
            .iter()
            .zip(attested)
            .map(|(bytes, attested)| Given { doc: &group.doc, bytes, attested: Some(attested) })
            .collect();
        all.extend(verdicts(ingest::take(tx, &policies, &office, &given, now)?));
    }
    Ok(all)
}

fn is_ours(app: &App, group: &Testimony) -> bool {
    let length = group.changes.len();
    if group.authors.len() != length || group.received_at.len() != length {
        return false;
    }
    let attested = group.authors.iter().zip(group.received_at.iter().copied());
    let changes =
        group.changes.iter().zip(attested).map(|(bytes, (author, at))| (hash_of(bytes), author, at));
    // Compared in constant time: a mark can't be found out byte by byte.
    tag(&app.secret, &group.doc, changes).is_some_and(|ours| {
        ours.len() == group.tag.len()
            && ours.iter().zip(group.tag.iter()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    })
}
