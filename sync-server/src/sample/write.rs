//! The pen sample data is written with: a change under somebody's hand, through the only door.

use crate::error::{Failed, Outcome};
use crate::ingest::{self, Given, Sender};
use crate::store::WriteTx;
use crate::store::records::AccountRow;
use shared_model::api::Code;
use shared_model::casework::Policies;
use shared_model::document::{Doc, DocId, Put, actor_bytes};
use shared_model::moment::Millis;
use shared_model::protocol::Outcome as Verdict;

/// Writes into one village's log.
pub struct Pen<'a> {
    /// Where to.
    pub tx: &'a dyn WriteTx,
    /// The rules.
    pub policies: &'a Policies,
    /// Now: nothing is written later.
    pub now: Millis,
    /// The second half of every actor.
    pub nonce: [u8; 8],
}

impl Pen<'_> {
    /// Whether a document was written before.
    pub fn has(&self, id: &DocId) -> Outcome<bool> {
        Ok(self.tx.document(id)?.is_some())
    }

    /// Writes puts as one change by one person, received at a moment of the past.
    pub fn write(
        &self,
        by: &AccountRow,
        id: &DocId,
        doc: &mut Doc,
        puts: &[Put],
        at: Millis,
        received: Millis,
    ) -> Outcome<()> {
        let Some((_, bytes)) = doc.write(actor_bytes(by.hand, self.nonce), at, puts)? else { return Ok(()) };
        let given = Given { doc: id, bytes: &bytes, attested: None };
        let verdicts = ingest::take(self.tx, self.policies, &Sender::office(by), &[given], received)?;
        match verdicts.first() {
            Some((_, Verdict::Accepted { .. })) => Ok(()),
            other => Err(Failed::problem(Code::Internal, format!("sample data was not taken: {other:?}"))),
        }
    }
}
