//! The file as an exchange sees it ([`Ground`]): each function passes on to the one of the store.

use super::Tx;
use serde::{Serialize, de::DeserializeOwned};
use shared_model::api::Problem;
use shared_model::casework::Policy;
use shared_model::document::{Doc, DocId, Hash};
use shared_model::exchange::{Ground, NewChange, WaitingIntent};
use shared_model::ids::{DeviceId, IntentId};
use shared_model::moment::Millis;
use shared_model::protocol::SentChange;

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
    fn forget(&self, doc: &DocId) -> Result<bool, Problem> {
        Ok(Tx::forget(self, doc)?)
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
    fn reproject(&self, doc: &DocId, policy: &Policy) -> Result<(), Problem> {
        Ok(Tx::reproject(self, doc, policy)?)
    }
    fn rebuild(&self, policy: &Policy) -> Result<(), Problem> {
        Tx::rebuild(self, policy)?;
        Ok(())
    }
}
