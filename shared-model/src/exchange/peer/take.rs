//! What is let in of another phone's gift: changes their authors signed, of documents this phone
//! keeps or may keep, by people who may write there, through the guarded door. They stand in the
//! log as heard from a phone until the server has them.

use super::courier::take_along;
use super::give::may_see;
use super::home::Other;
use crate::api::view::Delivery;
use crate::api::{Code, Problem};
use crate::casework::{JudgedEvent, Policies, Step};
use crate::document::{Accepted, DocId, DocKind, Hash, Refusal, accept, hash_of};
use crate::exchange::ground::{Ground, Me, NewChange, ServerKeys, meta};
use crate::exchange::years::in_window;
use crate::ids::DeviceId;
use crate::moment::Millis;
use crate::people::{Account, Author, Reference};
use crate::projection::{CaseProjection, Logged, Projected, project};
use crate::protocol::{CarriedChange, Gift, NotTaken, Pass, SignedPass, Taken};
use crate::scope;
use crate::trust::{check_change, check_pass};
use std::collections::{BTreeMap, BTreeSet};

/// Changes of others that wait for the server fit so many on a phone.
pub const MOST_HEARD: u32 = 20_000;
const OUT_OF_SCOPE: &str = "out_of_scope";

/// Takes in a gift. How many changes were new, and what was not taken.
///
/// # Errors
/// As the ground fails.
pub fn take(
    ground: &impl Ground,
    me: &Me,
    other: &Other,
    gift: &Gift,
    now: Millis,
) -> Result<(u32, Taken), Problem> {
    let missing = || Problem::new(Code::NoLink, "sync with the village once before meeting a phone");
    let policies = ground.meta::<Reference>(meta::REFERENCE)?.ok_or_else(missing)?.policies();
    let keys = ground.meta::<ServerKeys>(meta::SERVER_KEYS)?.ok_or_else(missing)?;
    let mut taking = Taking {
        ground,
        me,
        policies: &policies,
        authors: Authors { ground, server_key: &keys.sign, now, known: BTreeMap::new() },
        room: MOST_HEARD.saturating_sub(ground.heard_count()?),
        new: 0,
        taken: Taken::default(),
    };
    taking.authors.introduce(other, &gift.passes);
    let mut by_doc: BTreeMap<&DocId, Vec<&CarriedChange>> = BTreeMap::new();
    for change in &gift.changes {
        by_doc.entry(&change.doc).or_default().push(change);
    }
    for (doc, changes) in by_doc {
        taking.document(doc, &changes)?;
    }
    if let Some(parcel) = &gift.parcel {
        taking.taken.parcel = take_along(ground, other, parcel)?;
    }
    Ok((taking.new, taking.taken))
}

/// Who wrote what comes: passes that are checked once each.
struct Authors<'a, G> {
    ground: &'a G,
    server_key: &'a [u8],
    now: Millis,
    known: BTreeMap<DeviceId, (Pass, SignedPass)>,
}

impl<G: Ground> Authors<'_, G> {
    fn introduce(&mut self, other: &Other, passes: &[SignedPass]) {
        for signed in passes {
            if let Ok(pass) = check_pass(self.server_key, signed, self.now) {
                self.known.insert(pass.device, (pass, signed.clone()));
            }
        }
        self.known.insert(other.pass.device, (other.pass.clone(), other.signed.clone()));
    }

    /// The pass of a device, brought along or kept here.
    fn of(&mut self, device: DeviceId) -> Result<Result<Pass, &'static str>, Problem> {
        if let Some((pass, _)) = self.known.get(&device) {
            return Ok(Ok(pass.clone()));
        }
        let Some(signed) = self.ground.pass_of(device)? else { return Ok(Err("unknown_device")) };
        Ok(match check_pass(self.server_key, &signed, self.now) {
            Ok(pass) => {
                self.known.insert(device, (pass.clone(), signed));
                Ok(pass)
            }
            Err(problem) => Err(problem.word()),
        })
    }
}

struct Taking<'a, G> {
    ground: &'a G,
    me: &'a Me,
    policies: &'a Policies,
    authors: Authors<'a, G>,
    room: u32,
    new: u32,
    taken: Taken,
}

/// A change that passed the door, on its way into the log.
struct LetIn<'a> {
    change: &'a CarriedChange,
    hash: Hash,
    author: Author,
}

impl<G: Ground> Taking<'_, G> {
    fn document(&mut self, doc: &DocId, changes: &[&CarriedChange]) -> Result<(), Problem> {
        let case = match doc {
            DocId::Case(_, id) => self.ground.case(id)?,
            _ => None,
        };
        let mut let_in = Vec::new();
        let mut stands = self.ground.load(doc)?;
        let begins = doc.kind() == DocKind::Case && stands.heads().is_empty();
        for change in changes {
            let hash = hash_of(&change.bytes);
            let author = match self.author(change, &hash, case.as_ref(), begins)? {
                Ok(author) => author,
                Err(word) => {
                    self.refuse(&hash, word);
                    continue;
                }
            };
            match accept(doc, &mut stands, &change.bytes, Some(change.device.0), false) {
                Ok(Accepted::New { .. }) => let_in.push(LetIn { change, hash, author }),
                Ok(Accepted::Had { .. }) => self.ground.keep_signature(&hash, &change.signature)?,
                Err(Refusal::Missing(_)) => self.taken.held.push(hash.to_vec().into()),
                Err(refusal) => self.refuse(&hash, refusal.word()),
            }
        }
        if begins && !let_in.is_empty() && !self.may_begin(doc, &let_in)? {
            let_in.drain(..).for_each(|change| self.refuse(&change.hash, OUT_OF_SCOPE));
        }
        self.append(doc, &let_in)
    }

    fn refuse(&mut self, hash: &Hash, word: &str) {
        self.taken.refused.push(NotTaken { hash: hash.to_vec().into(), reason: word.to_owned() });
    }

    /// Who wrote a change, when they signed it, may write there, and this phone keeps the document.
    fn author(
        &mut self,
        change: &CarriedChange,
        hash: &Hash,
        case: Option<&CaseProjection>,
        begins: bool,
    ) -> Result<Result<Author, &'static str>, Problem> {
        let pass = match self.authors.of(change.device)? {
            Ok(pass) => pass,
            Err(word) => return Ok(Err(word)),
        };
        if let Err(problem) = check_change(&pass.key, &change.doc, hash, &change.signature) {
            return Ok(Err(problem.word()));
        }
        if self.room == 0 {
            return Ok(Err("full"));
        }
        Ok(self.may_write(&pass.account, &change.doc, case, begins)?.map(|()| {
            let Account { id, role, place, .. } = pass.account;
            Author { account: id, role, place }
        }))
    }

    fn may_write(
        &self,
        author: &Account,
        doc: &DocId,
        case: Option<&CaseProjection>,
        begins: bool,
    ) -> Result<Result<(), &'static str>, Problem> {
        let in_scope = |yes: bool| if yes { Ok(()) } else { Err(OUT_OF_SCOPE) };
        if let Some(household) = doc.household() {
            let from_year: Option<i32> = self.ground.meta(meta::FROM_YEAR)?;
            let Some(place) = self.ground.place_of(household)? else { return Ok(Err("unknown_document")) };
            let both = scope::keeps(author, &place) && scope::keeps(&self.me.account, &place);
            return Ok(in_scope(both && in_window(doc, from_year)));
        }
        let Some(case) = case else { return Ok(in_scope(begins)) };
        // Who ever wrote into a case may add to it: a grant can end while work is under way.
        let wrote = case.state.events.iter().any(|event| event.written.author.account == author.id);
        let kept = may_see(self.ground, std::slice::from_ref(&self.me.account), doc)?;
        Ok(in_scope(kept && (wrote || scope::has_part_in(author, case))))
    }

    /// Whether a case that begins here lies where its raiser works, and is this phone's to keep.
    fn may_begin(&self, doc: &DocId, let_in: &[LetIn<'_>]) -> Result<bool, Problem> {
        let logged = |change: &LetIn<'_>| Logged {
            bytes: change.change.bytes.clone(),
            author: change.author.clone(),
            delivery: Delivery::Heard,
        };
        let log: Vec<Logged> = let_in.iter().map(logged).collect();
        let projected =
            project(doc, &log, self.policies).map_err(|e| Problem::new(Code::Damaged, e.to_string()))?;
        let Projected::Case(case) = projected else { return Ok(false) };
        let raised = |event: &&JudgedEvent| {
            event.void.is_none() && matches!(event.written.event.step, Step::Raised { .. })
        };
        let raiser = case.state.events.iter().find(raised).map(|event| &event.written.author);
        Ok(raiser.is_some_and(|raiser| case.micro_grid.is_within(&raiser.place))
            && scope::has_part_in(&self.me.account, &case))
    }

    fn append(&mut self, doc: &DocId, let_in: &[LetIn<'_>]) -> Result<(), Problem> {
        let mut passes = BTreeSet::new();
        for LetIn { change, hash, author } in let_in {
            let new = NewChange { hash: *hash, doc, bytes: &change.bytes, author, received_at: None };
            self.ground.append_heard(&new, &change.signature)?;
            passes.insert(change.device);
        }
        for device in passes {
            if let Some((pass, signed)) = self.authors.known.get(&device) {
                self.ground.keep_pass(device, signed, pass.issued_at)?;
            }
        }
        self.new += let_in.len() as u32;
        self.room = self.room.saturating_sub(let_in.len() as u32);
        if let_in.is_empty() { Ok(()) } else { self.ground.reproject(doc, self.policies) }
    }
}
