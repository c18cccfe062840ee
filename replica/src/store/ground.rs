//! The file as an exchange sees it ([`Ground`]): each function passes on to the one of the store.

use super::Tx;
use serde::{Serialize, de::DeserializeOwned};
use shared_model::api::Problem;
use shared_model::casework::Policies;
use shared_model::document::{Doc, DocId, Hash};
use shared_model::exchange::{Ground, Group, NewChange, WaitingIntent};
use shared_model::ids::{CaseId, DeviceId, HouseholdId, IntentId};
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::projection::CaseProjection;
use shared_model::protocol::{CarriedChange, Parcel, SentChange, SignedPass};

impl Ground for Tx<'_> {
    fn append(&self, change: &NewChange<'_>) -> Result<(), Problem> {
        Ok(Tx::append(self, change)?)
    }
    fn has_change(&self, hash: &Hash) -> Result<bool, Problem> {
        Ok(Tx::has_change(self, hash)?)
    }
    fn load(&self, doc: &DocId) -> Result<Doc, Problem> {
        Ok(Tx::load(self, doc)?)
    }
    fn documents(&self) -> Result<Vec<(DocId, Vec<Hash>)>, Problem> {
        Ok(Tx::documents(self)?)
    }
    fn unsent(&self, most: usize) -> Result<Vec<SentChange>, Problem> {
        Ok(Tx::unsent(self, most)?)
    }
    fn unsent_count(&self) -> Result<u32, Problem> {
        Ok(Tx::unsent_count(self)?)
    }
    fn mark_received(&self, hash: &Hash, at: Millis) -> Result<(), Problem> {
        Ok(Tx::mark_received(self, hash, at)?)
    }
    fn mark_unsent(&self, hash: &Hash, own: DeviceId) -> Result<bool, Problem> {
        Ok(Tx::mark_unsent(self, hash, own)?)
    }
    fn put_aside_unsent(&self, doc: &DocId, reason: &str) -> Result<(), Problem> {
        Ok(Tx::put_aside_unsent(self, doc, reason)?)
    }
    fn put_aside(&self, hash: &Hash, reason: &str) -> Result<(), Problem> {
        Ok(Tx::put_aside(self, hash, reason)?)
    }
    fn put_aside_bytes(&self, hash: &Hash) -> Result<Option<Vec<u8>>, Problem> {
        Ok(Tx::put_aside_bytes(self, hash)?)
    }
    fn bytes_of(&self, hash: &Hash) -> Result<Option<Vec<u8>>, Problem> {
        Ok(Tx::bytes_of(self, hash)?)
    }
    fn keep_group(&self, group: &Group) -> Result<(), Problem> {
        Ok(Tx::keep_group(self, group)?)
    }
    fn groups_of(&self, doc: &DocId) -> Result<Vec<Group>, Problem> {
        Ok(Tx::groups_of(self, doc)?)
    }
    fn drop_group(&self, group: &Group) -> Result<(), Problem> {
        Ok(Tx::drop_group(self, group)?)
    }
    fn owe(&self, doc: &DocId, hash: &Hash) -> Result<(), Problem> {
        Ok(Tx::owe(self, doc, hash)?)
    }
    fn settle(&self, hash: &Hash) -> Result<(), Problem> {
        Ok(Tx::settle(self, hash)?)
    }
    fn owed(&self) -> Result<Vec<(DocId, Hash)>, Problem> {
        Ok(Tx::owed(self)?)
    }
    fn forget(&self, doc: &DocId) -> Result<bool, Problem> {
        Ok(Tx::forget(self, doc)?)
    }
    fn place_of(&self, household: &HouseholdId) -> Result<Option<PlaceCode>, Problem> {
        Ok(Tx::household(self, household)?.map(|projection| projection.household.micro_grid))
    }
    fn case(&self, id: &CaseId) -> Result<Option<CaseProjection>, Problem> {
        Ok(Tx::case(self, id)?)
    }
    fn append_heard(&self, change: &NewChange<'_>, signature: &[u8]) -> Result<(), Problem> {
        Ok(Tx::append_heard(self, change, signature)?)
    }
    fn keep_signature(&self, hash: &Hash, signature: &[u8]) -> Result<(), Problem> {
        Ok(Tx::keep_signature(self, hash, signature)?)
    }
    fn signature_of(&self, hash: &Hash) -> Result<Option<Vec<u8>>, Problem> {
        Ok(Tx::signature_of(self, hash)?)
    }
    fn heard(&self, most: usize) -> Result<Vec<CarriedChange>, Problem> {
        Ok(Tx::heard(self, most)?)
    }
    fn heard_count(&self) -> Result<u32, Problem> {
        Ok(Tx::heard_count(self)?)
    }
    fn undelivered(&self) -> Result<Vec<(DocId, Hash, Vec<u8>)>, Problem> {
        Ok(Tx::undelivered(self)?)
    }
    fn keep_pass(&self, device: DeviceId, pass: &SignedPass, issued_at: Millis) -> Result<(), Problem> {
        Ok(Tx::keep_pass(self, device, pass, issued_at)?)
    }
    fn pass_of(&self, device: DeviceId) -> Result<Option<SignedPass>, Problem> {
        Ok(Tx::pass_of(self, device)?)
    }
    fn note_handed(&self, hash: &Hash, name: &str) -> Result<(), Problem> {
        Ok(Tx::note_handed(self, hash, name)?)
    }
    fn keep_parcel(&self, parcel: &Parcel) -> Result<(), Problem> {
        Ok(Tx::keep_parcel(self, parcel)?)
    }
    fn parcels(&self) -> Result<Vec<Parcel>, Problem> {
        Ok(Tx::parcels(self)?)
    }
    fn drop_parcel(&self, device: DeviceId, number: u64) -> Result<(), Problem> {
        Ok(Tx::drop_parcel(self, device, number)?)
    }
    fn waiting_intents(&self, doc: &DocId) -> Result<Vec<WaitingIntent>, Problem> {
        Ok(Tx::waiting_intents(self, doc)?.into_iter().map(WaitingIntent::from).collect())
    }
    fn rewrite_intent(&self, id: &IntentId, hash: &Hash) -> Result<(), Problem> {
        Ok(Tx::rewrite_intent(self, id, hash)?)
    }
    fn return_intent(&self, id: &IntentId, reason: &str) -> Result<(), Problem> {
        Ok(Tx::return_intent(self, id, reason)?)
    }
    fn meta<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Problem> {
        Ok(Tx::meta(self, name)?)
    }
    fn set_meta<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Problem> {
        Ok(Tx::set_meta(self, name, value)?)
    }
    fn reproject(&self, doc: &DocId, policies: &Policies) -> Result<(), Problem> {
        Ok(Tx::reproject(self, doc, policies)?)
    }
    fn rebuild(&self, policies: &Policies) -> Result<(), Problem> {
        Tx::rebuild(self, policies)?;
        Ok(())
    }
}
