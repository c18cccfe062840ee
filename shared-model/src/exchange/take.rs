//! Taking in an answer: verdicts, news, cursors and reference data.

use super::ground::{Ground, Me, NewChange, meta};
use super::replay::replay;
use crate::api::{Code, Problem};
use crate::casework::Policy;
use crate::document::{Accepted, Doc, DocId, Hash, accept};
use crate::moment::Millis;
use crate::people::{Author, Reference};
use crate::protocol::{
    Attestation, DocHeads, DocNews, Outcome, SyncAnswer, SyncRequest, Verdict, scope_digest,
};
use std::collections::BTreeSet;

/// What an answer brought to light.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Changes the server took or had.
    pub sent: u32,
    /// Changes that came and were new here.
    pub received: u32,
    /// Changes the server refused.
    pub refused: u32,
    /// Changes that wait now.
    pub unsent: u32,
    /// The server has another page.
    pub more: bool,
    /// The two sides don't stand on the same history: compare heads.
    pub repair: bool,
    /// Something is to be sent again: the server lacks it, or it was written anew.
    pub resend: bool,
    /// Whether both sides agree by digest; none when there is nothing to compare yet.
    pub agreed: Option<bool>,
}

/// Takes an answer in. The caller's transaction makes it durable, all or nothing.
///
/// # Errors
/// When the phone's file can't take it, or the answer is none that a server gives.
pub fn take(
    ground: &impl Ground,
    me: &Me,
    request: &SyncRequest,
    answer: &SyncAnswer,
) -> Result<Findings, Problem> {
    let (policy, policy_changed) = take_reference(ground, answer)?;
    let mut taking = Taking { ground, me, found: Findings::default(), touched: BTreeSet::new() };
    taking.verdicts(request, &answer.verdicts)?;
    for news in &answer.news {
        taking.news(news, &answer.authors)?;
    }
    for wanted in &answer.wanted {
        taking.give_back(wanted)?;
    }
    for doc in &taking.touched {
        taking.found.resend |= replay(ground, doc, me)?;
    }
    for doc in &answer.left {
        if ground.forget(doc)? {
            taking.touched.remove(doc);
        }
    }
    if !answer.repair {
        ground.set_meta(meta::CURSORS, &answer.cursors)?;
        ground.set_meta(meta::EPOCH, &answer.epoch)?;
    }
    if policy_changed {
        ground.rebuild(&policy)?;
    } else {
        taking.touched.iter().try_for_each(|doc| ground.reproject(doc, &policy))?;
    }
    taking.look(answer)
}

/// The policy to judge by, and whether it is another than before.
fn take_reference(ground: &impl Ground, answer: &SyncAnswer) -> Result<(Policy, bool), Problem> {
    let old = ground.meta::<Reference>(meta::REFERENCE)?.map(|reference| reference.policy);
    if let Some(reference) = &answer.reference {
        ground.set_meta(meta::REFERENCE, reference)?;
        return Ok((reference.policy.clone(), old.as_ref() != Some(&reference.policy)));
    }
    let missing = || Problem::new(Code::ServerDown, "the answer lacks the reference data: try again later");
    old.map(|policy| (policy, false)).ok_or_else(missing)
}

/// A change's hash and its bytes.
type Hashed = (Hash, Vec<u8>);

/// One answer on its way in.
struct Taking<'a, G> {
    ground: &'a G,
    me: &'a Me,
    found: Findings,
    /// Documents whose rows must be made anew.
    touched: BTreeSet<DocId>,
}

impl<G: Ground> Taking<'_, G> {
    fn verdicts(&mut self, request: &SyncRequest, verdicts: &[Verdict]) -> Result<(), Problem> {
        for (sent, verdict) in request.changes.iter().zip(verdicts) {
            match &verdict.outcome {
                Outcome::Accepted { at, .. } | Outcome::Had { at, .. } => {
                    self.ground.mark_received(&verdict.hash, *at)?;
                    self.found.sent += 1;
                    self.touched.insert(sent.doc.clone());
                }
                Outcome::Missing { hashes } => {
                    for hash in hashes.iter().filter_map(|h| Hash::try_from(h.as_slice()).ok()) {
                        // What stands on somebody else's change that the server lost waits, unsent
                        // and unharmed, until that change is back.
                        self.found.resend |= self.ground.mark_unsent(&hash, self.me.device)?;
                    }
                }
                Outcome::Refused { reason } => self.refused(&sent.doc, &verdict.hash, reason)?,
            }
        }
        Ok(())
    }

    fn refused(&mut self, doc: &DocId, hash: &Hash, reason: &str) -> Result<(), Problem> {
        self.found.refused += 1;
        self.touched.insert(doc.clone());
        for intent in self.ground.waiting_intents(doc)? {
            if intent.hash == *hash {
                self.ground.return_intent(&intent.id, reason)?;
            }
        }
        // All that stands on it would be refused too: put aside; what still makes sense is written
        // again from the outbox.
        self.ground.put_aside_unsent(doc, reason)
    }

    fn news(&mut self, news: &DocNews, authors: &[Author]) -> Result<(), Problem> {
        let changes: Option<Vec<Hashed>> = match &news.saved {
            Some(saved) => Doc::load_saved(saved).ok().map(|doc| doc.changes()),
            None => self.guarded(news)?,
        };
        let fits = |changes: &Vec<Hashed>| changes.len() == news.attestations.len();
        let Some(changes) = changes.filter(fits) else {
            self.found.repair = true;
            return Ok(());
        };
        for ((hash, bytes), attestation) in changes.iter().zip(&news.attestations) {
            let Some((author, at)) = attested(attestation, authors) else {
                self.found.repair = true;
                continue;
            };
            self.found.received += u32::from(!self.ground.has_change(hash)?);
            let doc = &news.doc;
            self.ground.append(&NewChange { hash: *hash, doc, bytes, author, received_at: Some(at) })?;
            self.ground.mark_received(hash, at)?;
        }
        self.touched.insert(news.doc.clone());
        Ok(())
    }

    /// Lets single changes in by the same door as the server does; none when ancestors are missing,
    /// or when the server let in what we don't: then we take nothing, and say so by not agreeing.
    fn guarded(&self, news: &DocNews) -> Result<Option<Vec<Hashed>>, Problem> {
        let mut doc = self.ground.load(&news.doc)?;
        let mut changes = Vec::with_capacity(news.changes.len());
        for bytes in &news.changes {
            match accept(&news.doc, &mut doc, bytes, None, true) {
                Ok(Accepted::New { hash, .. } | Accepted::Had { hash }) => {
                    changes.push((hash, bytes.to_vec()));
                }
                Err(_) => return Ok(None),
            }
        }
        Ok(Some(changes))
    }

    /// Marks as unsent what we have beyond the server's heads.
    fn give_back(&mut self, wanted: &DocHeads) -> Result<(), Problem> {
        let heads: Vec<Hash> =
            wanted.heads.iter().filter_map(|h| Hash::try_from(h.as_slice()).ok()).collect();
        for (hash, _) in self.ground.load(&wanted.doc)?.changes_since(&heads) {
            self.found.resend |= self.ground.mark_unsent(&hash, self.me.device)?;
        }
        Ok(())
    }

    /// What stands now, with everything taken in.
    fn look(mut self, answer: &SyncAnswer) -> Result<Findings, Problem> {
        self.found.more = answer.more;
        self.found.repair |= answer.repair;
        self.found.unsent = self.ground.unsent_count()?;
        if let Some(digest) = answer.digest.as_ref().filter(|_| self.found.unsent == 0) {
            let documents = self.ground.documents()?;
            let left: BTreeSet<&DocId> = answer.left.iter().collect();
            let ours = documents.iter().filter(|(doc, _)| !left.contains(doc));
            let ours = scope_digest(ours.map(|(doc, heads)| (doc, heads.as_slice())));
            self.found.agreed = Some(ours == digest.as_slice());
        }
        Ok(self.found)
    }
}

fn attested<'a>(attestation: &Attestation, authors: &'a [Author]) -> Option<(&'a Author, Millis)> {
    authors.get(attestation.author as usize).map(|author| (author, attestation.at))
}
