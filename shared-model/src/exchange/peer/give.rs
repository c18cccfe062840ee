//! What another phone may see of this one's documents, and what of it can be given: changes under a
//! device's signature. The phone's own are signed as they go; others' go on under the signature
//! they came with. What came from the server without one only the server can give.

use super::home::{Offer, Other};
use crate::api::{Code, Problem};
use crate::document::{DocId, Hash, read_change};
use crate::exchange::ground::{Ground, Me, meta};
use crate::ids::DeviceId;
use crate::people::{Account, Reference};
use crate::protocol::{CarriedChange, DocHeads, MOST_GIVEN, SignedPass};
use crate::scope;
use crate::trust::{SigningKey, sign_change};
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;

/// What is here of the documents the other may see.
///
/// # Errors
/// As the ground fails.
pub fn have(ground: &impl Ground, other: &Other) -> Result<Vec<DocHeads>, Problem> {
    let accounts = as_known(ground, other)?;
    let mut docs = Vec::new();
    for (doc, heads) in ground.documents()? {
        if may_see(ground, &accounts, &doc)? {
            let heads = heads.into_iter().map(ByteBuf::from).collect();
            docs.push(DocHeads { doc, heads });
        }
    }
    Ok(docs)
}

/// The other's account by its pass and, when this phone was told of it, by the reference data: of
/// two accounts of one person nobody here knows which is newer, so both must allow what is shown.
pub(super) fn as_known(ground: &impl Ground, other: &Other) -> Result<Vec<Account>, Problem> {
    let by_pass = other.pass.account.clone();
    let reference: Option<Reference> = ground.meta(meta::REFERENCE)?;
    let by_reference = reference.as_ref().and_then(|reference| reference.person(&by_pass.id)).cloned();
    Ok([Some(by_pass), by_reference].into_iter().flatten().collect())
}

/// Whether all of these accounts may see a document that is here.
pub(super) fn may_see(ground: &impl Ground, accounts: &[Account], doc: &DocId) -> Result<bool, Problem> {
    if let Some(household) = doc.household() {
        let place = ground.place_of(household)?;
        return Ok(place.is_some_and(|place| accounts.iter().all(|account| scope::keeps(account, &place))));
    }
    let DocId::Case(_, id) = doc else { return Ok(false) };
    let case = ground.case(id)?;
    Ok(case.is_some_and(|case| accounts.iter().all(|account| scope::has_part_in(account, &case))))
}

/// What the other lacks and can be given.
///
/// # Errors
/// As the ground fails.
pub fn offer(ground: &impl Ground, me: &Me, other: &Other, theirs: &[DocHeads]) -> Result<Offer, Problem> {
    let accounts = as_known(ground, other)?;
    let theirs: BTreeMap<&DocId, Vec<Hash>> =
        theirs.iter().map(|there| (&there.doc, read_hashes(&there.heads))).collect();
    let mut giving = Giving::new(me);
    for (doc, heads) in ground.documents()? {
        let known = theirs.get(&doc).map(Vec::as_slice).unwrap_or_default();
        if known == heads || !may_see(ground, &accounts, &doc)? {
            continue;
        }
        for (hash, bytes) in ground.load(&doc)?.changes_since(known) {
            if giving.changes.len() < MOST_GIVEN {
                giving.give(ground, &doc, hash, bytes, Some(other.pass.device))?;
            }
        }
    }
    Ok(giving.into_offer())
}

pub(super) fn read_hashes(hashes: &[ByteBuf]) -> Vec<Hash> {
    let mut read: Vec<Hash> = hashes.iter().filter_map(|h| Hash::try_from(h.as_slice()).ok()).collect();
    read.sort();
    read
}

/// Changes on their way to another phone.
pub(super) struct Giving<'a> {
    me: &'a Me,
    pub changes: Vec<CarriedChange>,
    passes: BTreeMap<DeviceId, Option<SignedPass>>,
}

impl<'a> Giving<'a> {
    pub fn new(me: &'a Me) -> Giving<'a> {
        Giving { me, changes: Vec::new(), passes: BTreeMap::new() }
    }

    /// Adds a change, when it can go under a signature; not one of `but` itself.
    pub fn give(
        &mut self,
        ground: &impl Ground,
        doc: &DocId,
        hash: Hash,
        bytes: Vec<u8>,
        but: Option<DeviceId>,
    ) -> Result<(), Problem> {
        let Some(device) = author(&bytes)?.filter(|device| Some(*device) != but) else { return Ok(()) };
        let signature = if device == self.me.device {
            Some(sign(&self.me.key, doc, &hash))
        } else {
            self.signature_of(ground, device, &hash)?
        };
        if let Some(signature) = signature {
            self.changes.push(CarriedChange { doc: doc.clone(), bytes, device, signature });
        }
        Ok(())
    }

    fn signature_of(
        &mut self,
        ground: &impl Ground,
        device: DeviceId,
        hash: &Hash,
    ) -> Result<Option<ByteBuf>, Problem> {
        let Some(signature) = ground.signature_of(hash)? else { return Ok(None) };
        if let std::collections::btree_map::Entry::Vacant(vacant) = self.passes.entry(device) {
            vacant.insert(ground.pass_of(device)?);
        }
        let known = self.passes.get(&device).is_some_and(Option::is_some);
        Ok(known.then(|| signature.into()))
    }

    fn into_offer(self) -> Offer {
        let passes = self.passes.into_values().flatten().collect();
        Offer { changes: self.changes, passes, parcel: None }
    }
}

fn sign(key: &SigningKey, doc: &DocId, hash: &Hash) -> ByteBuf {
    ByteBuf::from(sign_change(key, doc, hash))
}

/// The device that wrote a change.
fn author(bytes: &[u8]) -> Result<Option<DeviceId>, Problem> {
    let damaged = |e: crate::document::DocError| Problem::new(Code::Damaged, e.to_string());
    let actor = read_change(bytes).map_err(damaged)?.actor;
    Ok(actor.first_chunk::<8>().map(|prefix| DeviceId(*prefix)))
}
