//! News packed for the way: the changes as [`super::Packed`] has them, and beside them who wrote each
//! and when it was received.

use super::{Packed, PackedProblem, Unpacked, pack, unpack};
use crate::leb::{Bytes, put_number, put_signed};
use crate::moment::Millis;
use crate::protocol::{Attestation, DocNews, SentChange, SyncAnswer, SyncRequest};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::collections::HashMap;

/// Bytes of a mark.
const TAG: usize = 16;

/// Packed [`DocNews`]: all as changes, one news for each document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedNews {
    /// The changes.
    pub changes: Packed,
    /// The documents' marks, 16 bytes each; empty when there are none.
    pub tags: ByteBuf,
    /// Number for each change: its author's place in [`SyncAnswer::authors`].
    pub authors: ByteBuf,
    /// Signed for each change: when it was received, in milliseconds, less when the actor's change
    /// before it in this message was (any change's before it, for an actor's first; else 0).
    pub received: ByteBuf,
}

/// Times of receipt, told by those before: what one phone delivered together has one time.
#[derive(Default)]
struct Times {
    by_actor: HashMap<usize, i64>,
    last: i64,
}

impl Times {
    fn expected(&self, who: usize) -> i64 {
        self.by_actor.get(&who).copied().unwrap_or(self.last)
    }

    fn went(&mut self, who: usize, at: i64) {
        self.last = at;
        self.by_actor.insert(who, at);
    }
}

/// Packs news; none when that can't be: a document sent whole, marks of another length, bytes that
/// would come out differently.
fn pack_news(news: &[DocNews]) -> Option<PackedNews> {
    let of = |news: &'_ DocNews| news.saved.is_none() && news.attestations.len() == news.changes.len();
    let marked = news.first().is_some_and(|first| first.tag.is_some());
    let fits = |one: &DocNews| of(one) && one.tag.as_ref().map(|tag| tag.len()) == marked.then_some(TAG);
    let apart = news.windows(2).all(|pair| pair[0].doc != pair[1].doc);
    if news.is_empty() || !apart || !news.iter().all(fits) {
        return None;
    }
    let changes =
        pack(news.iter().flat_map(|one| one.changes.iter().map(|bytes| (&one.doc, bytes.as_slice()))))?;
    let places: Vec<usize> = unpack(&changes).ok()?.iter().map(|change| change.who).collect();
    let mut packed = PackedNews { changes, ..PackedNews::default() };
    let mut times = Times::default();
    for (attestation, who) in news.iter().flat_map(|one| &one.attestations).zip(places) {
        put_number(&mut packed.authors, u64::from(attestation.author));
        put_signed(&mut packed.received, attestation.at.0.wrapping_sub(times.expected(who)));
        times.went(who, attestation.at.0);
    }
    news.iter().filter_map(|one| one.tag.as_ref()).for_each(|tag| packed.tags.extend_from_slice(tag));
    Some(packed)
}

fn unpack_news(packed: &PackedNews) -> Result<Vec<DocNews>, PackedProblem> {
    let (mut authors, mut received) = (Bytes(&packed.authors), Bytes(&packed.received));
    let mut times = Times::default();
    let mut news: Vec<DocNews> = Vec::new();
    for change in unpack(&packed.changes)? {
        let author = authors.number().and_then(|author| u32::try_from(author).ok());
        let at = received.signed().and_then(|less| times.expected(change.who).checked_add(less));
        let (author, at) = author.zip(at).ok_or(PackedProblem::Malformed)?;
        times.went(change.who, at);
        if news.last().is_none_or(|last| last.doc != change.doc) {
            let doc = change.doc.clone();
            news.push(DocNews { doc, saved: None, changes: vec![], attestations: vec![], tag: None });
        }
        if let Some(last) = news.last_mut() {
            last.changes.push(change.bytes.into());
            last.attestations.push(Attestation { author, at: Millis(at) });
        }
    }
    let marked = !packed.tags.is_empty();
    let fits = !marked || packed.tags.len() == news.len() * TAG;
    if !fits || !authors.0.is_empty() || !received.0.is_empty() {
        return Err(PackedProblem::Malformed);
    }
    for (one, tag) in news.iter_mut().zip(packed.tags.chunks(TAG)) {
        one.tag = Some(tag.to_vec().into());
    }
    Ok(news)
}

impl SyncRequest {
    /// Packs the changes, where they can be.
    pub fn pack(&mut self) {
        let changes = self.changes.iter().map(|change| (&change.doc, change.bytes.as_slice()));
        if let Some(packed) = pack(changes).filter(|packed| !packed.villages.is_empty()) {
            self.packed = Some(packed);
            self.changes.clear();
        }
    }

    /// Unpacks what came packed. Whoever packs sends all changes so.
    ///
    /// # Errors
    /// A [`PackedProblem`].
    pub fn unpack(&mut self) -> Result<(), PackedProblem> {
        let Some(packed) = self.packed.take() else { return Ok(()) };
        if !self.changes.is_empty() {
            return Err(PackedProblem::Malformed);
        }
        let sent = |change: Unpacked| SentChange { doc: change.doc, bytes: change.bytes };
        self.changes = unpack(&packed)?.into_iter().map(sent).collect();
        Ok(())
    }
}

impl SyncAnswer {
    /// Packs the news, where it can be.
    pub fn pack(&mut self) {
        if let Some(packed) = pack_news(&self.news) {
            self.packed = Some(packed);
            self.news.clear();
        }
    }

    /// Unpacks what came packed. Whoever packs sends all news so.
    ///
    /// # Errors
    /// A [`PackedProblem`].
    pub fn unpack(&mut self) -> Result<(), PackedProblem> {
        let Some(packed) = self.packed.take() else { return Ok(()) };
        if !self.news.is_empty() {
            return Err(PackedProblem::Malformed);
        }
        self.news = unpack_news(&packed)?;
        Ok(())
    }
}
