//! What the server writes of itself into households, so that each tells from its own document where its
//! people live and what was decided of things done at once ([`shared_model::homes`]). It is written in the
//! transaction that took in what called for it: whoever asks next is told all of it.

use super::known::KnownDocs;
use super::{Given, Sender, derive, take_of_village};
use crate::error::{Failed, Outcome};
use crate::store::WriteTx;
use crate::store::records::ChangeRow;
use sha2::{Digest, Sha256};
use shared_model::api::Code;
use shared_model::casework::Policies;
use shared_model::document::{Doc, DocId, DocKind, Hash, Put, actor_bytes};
use shared_model::homes::{carried, settle};
use shared_model::ids::HouseholdId;
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::projection::{HouseholdProjection, homes::homes, household_history};
use shared_model::protocol::Outcome as Verdict;
use std::collections::{BTreeMap, BTreeSet};

/// Writes what is wanting after these changes of a village were taken in.
///
/// # Errors
/// Of the store, or when a document is damaged.
pub(super) fn settle_after(
    tx: &dyn WriteTx,
    policies: &Policies,
    village: &PlaceCode,
    known: &KnownDocs,
    new: &[ChangeRow],
    at: Millis,
) -> Outcome<()> {
    let docs: BTreeSet<&DocId> =
        new.iter().map(|row| &row.doc).filter(|doc| doc.kind() == DocKind::Household).collect();
    if !docs.iter().any(|doc| concerns(known, doc)) {
        return Ok(());
    }
    for (household, puts) in wanting(tx, village, known, &docs, new)? {
        write(tx, policies, &DocId::Household(village.clone(), household), &puts, at)?;
    }
    Ok(())
}

/// Whether a household says of anybody where they live, or that it was merged. Most never do.
fn concerns(known: &KnownDocs, doc: &DocId) -> bool {
    let row = doc.household().and_then(|id| known.household(id));
    row.is_some_and(|row| row.row.contains("\"lives\":{") || row.row.contains("\"merged\":{"))
}

fn wanting(
    tx: &dyn WriteTx,
    village: &PlaceCode,
    known: &KnownDocs,
    docs: &BTreeSet<&DocId>,
    new: &[ChangeRow],
) -> Outcome<BTreeMap<HouseholdId, Vec<Put>>> {
    let rows = tx.households(village)?;
    let all = rows
        .iter()
        .map(|row| serde_json::from_str(&row.row))
        .collect::<Result<Vec<HouseholdProjection>, _>>()?;
    let homes = homes(&all);
    let mut wanting = settle(&homes);
    let fresh: BTreeSet<Hash> = new.iter().map(|row| row.hash).collect();
    for doc in docs {
        let Some(household) = doc.household() else { continue };
        let of_doc = new.iter().filter(|row| row.doc == **doc);
        let log = derive::logged(known.log(doc).iter().chain(of_doc));
        let mut edits = household_history(&log)?;
        edits.retain(|edit| fresh.contains(&edit.change));
        for (home, put) in carried(household, &edits, &homes) {
            wanting.entry(home).or_default().push(put);
        }
    }
    Ok(wanting)
}

fn write(tx: &dyn WriteTx, policies: &Policies, id: &DocId, puts: &[Put], at: Millis) -> Outcome<()> {
    let log = tx.changes_of(id)?;
    let mut doc = Doc::load(log.iter().map(|row| row.bytes.as_slice()))?;
    let actor = actor_bytes(Sender::HAND, nonce(tx, id)?);
    let Some((_, bytes)) = doc.write(actor, at, puts)? else { return Ok(()) };
    let given = [Given { doc: id, bytes: &bytes, attested: None }];
    let mut verdicts = BTreeMap::new();
    let docs = [(id, vec![0])];
    let docs = docs.iter().map(|(doc, indices)| (doc, indices));
    take_of_village(tx, policies, &Sender::the_server(id), id.village(), docs, &given, at, &mut verdicts)?;
    match verdicts.remove(&0) {
        Some(Verdict::Accepted { .. }) => Ok(()),
        other => {
            let told = format!("what the server settles of homes was not taken: {other:?}");
            Err(Failed::problem(Code::Internal, told))
        }
    }
}

/// An actor writes nothing twice: what is drawn from the chain is another one after each change, also on a
/// server that was restored and went another way.
fn nonce(tx: &dyn WriteTx, id: &DocId) -> Outcome<[u8; 8]> {
    let head = tx.log_head(id.village())?;
    let mut said = Sha256::new_with_prefix("weige settles homes");
    said.update(head.chain);
    said.update(id.to_string());
    let mut nonce = [0; 8];
    nonce.copy_from_slice(&said.finalize()[..8]);
    Ok(nonce)
}
