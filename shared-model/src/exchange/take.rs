//! Taking in an answer: verdicts, news, cursors and reference data.

use super::ground::{Ground, Me, NewChange, ServerKeys, meta};
use super::replay::{STANDS_ON_REFUSED, replay};
use super::whole::part_with;
use super::{testimony, years};
use crate::api::{Code, Problem};
use crate::casework::Policies;
use crate::document::{Accepted, Doc, DocId, Hash, Known, Outline, accept, read_change};
use crate::moment::Millis;
use crate::people::{Account, Author, Reference};
use crate::protocol::{
    Attestation, CarriedChange, DocHeads, DocNews, Outcome, Parcel, Receipt, SyncAnswer, SyncRequest,
    Testimony, Verdict, scope_digest,
};
use std::collections::BTreeSet;

/// What an answer brought to light.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Changes the server took or had.
    pub sent: u32,
    /// Changes that came and were new here.
    pub received: u32,
    /// Changes the server had lost and took back under its mark.
    pub given_back: u32,
    /// Changes the server refused.
    pub refused: u32,
    /// Changes of others, heard from their phones, that the server has now.
    pub carried: u32,
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
    let (policies, changed) = take_reference(ground, answer)?;
    let known: Option<String> = ground.meta(meta::EPOCH)?;
    let other_history = known.is_some_and(|epoch| epoch != answer.epoch);
    let touched = BTreeSet::new();
    let mut taking =
        Taking { ground, me, found: Findings::default(), touched, taken: 0, missing: 0, stuck: vec![] };
    taking.testified(&request.testimony, &answer.testified)?;
    taking.carried(&request.carried, &answer.carried)?;
    taking.found.resend |= receipts(ground, &request.parcels, &answer.receipts)?;
    taking.verdicts(request, answer)?;
    for news in &answer.news {
        taking.news(news, &answer.authors)?;
    }
    for wanted in &answer.wanted {
        taking.give_back(wanted)?;
    }
    for doc in &answer.left {
        taking.leave(doc, other_history)?;
    }
    for doc in &taking.touched {
        taking.found.resend |= replay(ground, doc, me)?;
    }
    if !answer.repair {
        ground.set_meta(meta::CURSORS, &answer.cursors)?;
        ground.set_meta(meta::EPOCH, &answer.epoch)?;
        taking.found.resend |= years::note(ground, request, answer)?;
    }
    keep_keys(ground, answer)?;
    ground.set_meta(meta::CAPABILITIES, &answer.capabilities)?;
    if changed {
        ground.rebuild(&policies)?;
    } else {
        taking.touched.iter().try_for_each(|doc| ground.reproject(doc, &policies))?;
    }
    taking.look(request, answer)
}

/// The policy's versions to judge by, and whether they are others than before.
fn take_reference(ground: &impl Ground, answer: &SyncAnswer) -> Result<(Policies, bool), Problem> {
    let old = ground.meta::<Reference>(meta::REFERENCE)?.map(|reference| reference.policies());
    if let Some(reference) = &answer.reference {
        ground.set_meta(meta::REFERENCE, reference)?;
        let policies = reference.policies();
        let changed = old.as_ref() != Some(&policies);
        return Ok((policies, changed));
    }
    let missing = || Problem::new(Code::ServerDown, "the answer lacks the reference data: try again later");
    old.map(|policies| (policies, false)).ok_or_else(missing)
}

fn keep_keys(ground: &impl Ground, answer: &SyncAnswer) -> Result<(), Problem> {
    if let Some(pass) = &answer.pass {
        ground.set_meta(meta::PASS, pass)?;
    }
    if let (Some(sign), Some(seal)) = (&answer.server_key, &answer.seal_key) {
        let keys = ServerKeys { sign: sign.clone(), seal: seal.clone() };
        ground.set_meta(meta::SERVER_KEYS, &keys)?;
    }
    Ok(())
}

/// What became of parcels: all but those that wait for what they stand on are over; these go behind
/// the others. True when others wait that had no room.
fn receipts(ground: &impl Ground, sent: &[Parcel], receipts: &[Receipt]) -> Result<bool, Problem> {
    let mut over = false;
    for (parcel, receipt) in sent.iter().zip(receipts) {
        if receipt.opened || receipt.reason.as_deref() != Some(Receipt::MISSING) {
            ground.drop_parcel(parcel.device, parcel.number)?;
            over = true;
        } else if ground.parcels()?.contains(parcel) {
            ground.keep_parcel(parcel)?;
        }
    }
    Ok(over && ground.parcels()?.iter().any(|parcel| !sent.contains(parcel)))
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
    /// Changes handed in that the server has now, testimony too.
    taken: u32,
    /// Changes handed in that wait for ancestors.
    missing: u32,
    /// Testimony that waits for ancestors.
    stuck: Vec<Hash>,
}

impl<G: Ground> Taking<'_, G> {
    fn verdicts(&mut self, request: &SyncRequest, answer: &SyncAnswer) -> Result<(), Problem> {
        let Account { id, role, place, .. } = answer.account.clone();
        let author = Author { account: id, role, place };
        for (sent, verdict) in request.changes.iter().zip(&answer.verdicts) {
            if let Outcome::Accepted { at, .. } | Outcome::Had { at, .. } = &verdict.outcome {
                // It counts as written by who the account is to the server, for everybody alike; when
                // it is one of who the account was before, the news says so.
                self.ground.append(&NewChange {
                    hash: verdict.hash,
                    doc: &sent.doc,
                    bytes: &sent.bytes,
                    author: &author,
                    received_at: Some(*at),
                })?;
            }
            match &verdict.outcome {
                Outcome::Accepted { at, .. } | Outcome::Had { at, .. } => {
                    self.ground.mark_received(&verdict.hash, *at)?;
                    self.found.sent += 1;
                    self.taken += 1;
                    self.touched.insert(sent.doc.clone());
                }
                Outcome::Missing { hashes } => {
                    self.missing += 1;
                    for hash in read_hashes(hashes) {
                        // What stands on somebody else's change that the server lost waits, unsent
                        // and unharmed, until that change is back.
                        self.found.resend |= self.ground.mark_unsent(&hash, self.me.device)?;
                    }
                }
                Outcome::Refused { reason } => self.refused(&sent.doc, &verdict.hash, reason)?,
            }
        }
        // What waited for something that has just arrived can go now; otherwise it waits for others.
        let waits = self.missing > 0 || !self.stuck.is_empty();
        self.found.resend |= waits && self.taken > 0;
        if self.taken == 0 {
            self.stuck.iter().try_for_each(|hash| self.ground.settle(hash))?;
        }
        Ok(())
    }

    /// What became of changes heard from phones. One that the server will not have leaves the log
    /// with all that stands on it; what its author is told of it, its author's phone hears.
    fn carried(&mut self, carried: &[CarriedChange], verdicts: &[Verdict]) -> Result<(), Problem> {
        let before = self.found.carried;
        for (change, Verdict { hash, outcome }) in carried.iter().zip(verdicts) {
            match outcome {
                Outcome::Accepted { at, .. } | Outcome::Had { at, .. } => {
                    self.ground.mark_received(hash, *at)?;
                    self.found.carried += 1;
                    self.taken += 1;
                    self.touched.insert(change.doc.clone());
                }
                Outcome::Missing { hashes } => {
                    self.missing += 1;
                    for hash in read_hashes(hashes) {
                        self.ground.mark_unsent(&hash, self.me.device)?;
                    }
                }
                Outcome::Refused { reason } => {
                    part_with(self.ground, &change.doc, &BTreeSet::from([*hash]), reason)?;
                    self.touched.insert(change.doc.clone());
                }
            }
        }
        // What is left to carry goes at once, as long as it gets less.
        self.found.resend |= self.found.carried > before && self.ground.heard_count()? > 0;
        Ok(())
    }

    fn refused(&mut self, doc: &DocId, hash: &Hash, reason: &str) -> Result<(), Problem> {
        self.found.refused += 1;
        self.touched.insert(doc.clone());
        for intent in self.ground.waiting_intents(doc)? {
            // What only stood on a refused change may still make sense without it.
            if intent.hash == *hash && reason != STANDS_ON_REFUSED {
                self.ground.return_intent(&intent.id, reason)?;
            }
        }
        // All that stands on it would be refused too: put aside; what still makes sense is written
        // again from the outbox.
        self.ground.put_aside_unsent(doc, reason)
    }

    /// What became of testimony, group by group.
    fn testified(&mut self, groups: &[Testimony], verdicts: &[Verdict]) -> Result<(), Problem> {
        let mut rest = verdicts;
        for group in groups {
            let Some((ours, others)) = rest.split_at_checked(group.changes.len()) else { break };
            rest = others;
            self.testified_group(group, ours)?;
        }
        Ok(())
    }

    fn testified_group(&mut self, group: &Testimony, verdicts: &[Verdict]) -> Result<(), Problem> {
        let mut unwanted = BTreeSet::new();
        for Verdict { hash, outcome } in verdicts {
            match outcome {
                Outcome::Accepted { at, .. } | Outcome::Had { at, .. } => {
                    let taken = u32::from(matches!(outcome, Outcome::Accepted { .. }));
                    self.taken += taken;
                    self.found.given_back += taken;
                    self.ground.mark_received(hash, *at)?;
                    self.ground.settle(hash)?;
                }
                Outcome::Missing { .. } => self.stuck.push(*hash),
                Outcome::Refused { reason } if reason == testimony::WRONG_TAG => {
                    self.ground.settle(hash)?;
                    let groups = self.ground.groups_of(&group.doc)?;
                    for stale in groups.iter().filter(|stale| stale.tag == *group.tag) {
                        self.ground.drop_group(stale)?;
                    }
                }
                Outcome::Refused { .. } => {
                    unwanted.insert(*hash);
                }
            }
        }
        if !unwanted.is_empty() {
            // The same was written again meanwhile by its author: that stands on the server now.
            part_with(self.ground, &group.doc, &unwanted, "lost_by_server")?;
            self.touched.insert(group.doc.clone());
            self.found.repair = true;
        }
        Ok(())
    }

    fn news(&mut self, news: &DocNews, authors: &[Author]) -> Result<(), Problem> {
        let changes: Option<Vec<Hashed>> = match &news.saved {
            Some(saved) => Doc::load_saved(saved).ok().map(|doc| doc.changes()),
            None => self.guarded(news)?,
        };
        let attested: Option<Vec<(&Author, Millis)>> =
            news.attestations.iter().map(|attestation| attested(attestation, authors)).collect();
        let (Some(changes), Some(attested)) = (changes, attested) else {
            self.found.repair = true;
            return Ok(());
        };
        if changes.len() != attested.len() {
            self.found.repair = true;
            return Ok(());
        }
        let mut members = Vec::with_capacity(changes.len());
        for ((hash, bytes), (author, at)) in changes.iter().zip(attested) {
            self.found.received += u32::from(!self.ground.has_change(hash)?);
            let doc = &news.doc;
            self.ground.append(&NewChange { hash: *hash, doc, bytes, author, received_at: Some(at) })?;
            self.ground.mark_received(hash, at)?;
            members.push((*hash, author.clone(), at));
        }
        testimony::keep(self.ground, news, members)?;
        self.touched.insert(news.doc.clone());
        Ok(())
    }

    /// Lets single changes in by the same door as the server does; none when ancestors are missing,
    /// or when the server let in what we don't: then we take nothing, and say so by not agreeing.
    fn guarded(&self, news: &DocNews) -> Result<Option<Vec<Hashed>>, Problem> {
        // A whole document stands on nothing of ours: an outline asks the same as the document would,
        // and ours may lack what a damaged file lost.
        match let_in(news, &mut Outline::default()) {
            Some(whole) => Ok(Some(whole)),
            None => Ok(let_in(news, &mut self.ground.load(&news.doc)?)),
        }
    }

    /// What we have beyond the server's heads: our own waits again, what the server attested once is
    /// given back under its mark. What a former device of this phone wrote nobody can hand in any
    /// more: it is written again.
    fn give_back(&mut self, wanted: &DocHeads) -> Result<(), Problem> {
        let (ground, doc) = (self.ground, &wanted.doc);
        let heads: Vec<Hash> = read_hashes(&wanted.heads).collect();
        let beyond = ground.load(doc)?.changes_since(&heads);
        let groups = ground.groups_of(doc)?;
        let attested: BTreeSet<Hash> =
            groups.iter().flat_map(|group| group.members.iter().map(|(hash, ..)| *hash)).collect();
        let mut orphaned = BTreeSet::new();
        for (hash, bytes) in &beyond {
            if ground.mark_unsent(hash, self.me.device)? {
                self.found.resend = true;
            } else if attested.contains(hash) && self.me.protocol >= 2 {
                ground.owe(doc, hash)?;
                self.found.resend = true;
            } else {
                let actor = read_change(bytes)?.actor;
                if self.me.former.iter().any(|device| actor.starts_with(&device.0)) {
                    orphaned.insert(*hash);
                }
            }
        }
        if !orphaned.is_empty() {
            part_with(ground, doc, &orphaned, "lost_by_server")?;
            self.touched.insert(doc.clone());
        }
        Ok(())
    }

    /// A document left the scope. Of another history than ours the server may lack what we delivered
    /// once: then that goes first, and the document leaves the next time.
    fn leave(&mut self, doc: &DocId, other_history: bool) -> Result<(), Problem> {
        if other_history {
            for (hash, _) in self.ground.load(doc)?.changes() {
                self.found.resend |= self.ground.mark_unsent(&hash, self.me.device)?;
            }
        }
        if self.ground.forget(doc)? {
            self.touched.remove(doc);
        }
        Ok(())
    }

    /// What stands now, with everything taken in.
    fn look(mut self, request: &SyncRequest, answer: &SyncAnswer) -> Result<Findings, Problem> {
        self.found.more = answer.more;
        self.found.repair |= answer.repair;
        self.found.unsent = self.ground.unsent_count()?;
        let all_there = self.found.unsent == 0 && self.ground.heard_count()? == 0;
        if let Some(digest) = answer.digest.as_ref().filter(|_| all_there) {
            let documents = self.ground.documents()?;
            let left: BTreeSet<&DocId> = answer.left.iter().collect();
            let ours = documents
                .iter()
                .filter(|(doc, _)| !left.contains(doc) && years::in_window(doc, request.from_year));
            let ours = scope_digest(ours.map(|(doc, heads)| (doc, heads.as_slice())));
            self.found.agreed = Some(ours == digest.as_slice());
        }
        Ok(self.found)
    }
}

/// All of a document's news through the door; none when one is not let in.
fn let_in(news: &DocNews, known: &mut impl Known) -> Option<Vec<Hashed>> {
    let through = |bytes: &serde_bytes::ByteBuf| match accept(&news.doc, known, bytes, None, true) {
        Ok(Accepted::New { hash, .. } | Accepted::Had { hash }) => Some((hash, bytes.to_vec())),
        Err(_) => None,
    };
    news.changes.iter().map(through).collect()
}

fn read_hashes(hashes: &[serde_bytes::ByteBuf]) -> impl Iterator<Item = Hash> {
    hashes.iter().filter_map(|hash| Hash::try_from(hash.as_slice()).ok())
}

fn attested<'a>(attestation: &Attestation, authors: &'a [Author]) -> Option<(&'a Author, Millis)> {
    authors.get(attestation.author as usize).map(|author| (author, attestation.at))
}
