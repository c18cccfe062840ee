//! Writing intents again whose changes were put aside, on what of the document their author saw:
//! what somebody else wrote meanwhile stays beside it, and isn't replaced unseen.

use super::ground::{Ground, Me, NewChange, WaitingIntent};
use crate::api::Problem;
use crate::api::view::IntentKind;
use crate::casework::CaseEvent;
use crate::document::{Doc, DocError, DocId, DocKind, Hash, Put, ReadChange, read_change};
use std::collections::{BTreeMap, BTreeSet};

/// The word for what stands on a change the server refused.
pub(super) const STANDS_ON_REFUSED: &str = "stands_on_refused";

/// Writes a document's waiting intents again whose changes are no longer in the log. True when
/// there is something to send again.
///
/// # Errors
/// As the ground fails.
pub fn replay(ground: &impl Ground, doc: &DocId, me: &Me) -> Result<bool, Problem> {
    let mut rewritten: BTreeMap<Hash, Hash> = BTreeMap::new();
    for intent in ground.waiting_intents(doc)? {
        if ground.has_change(&intent.hash)? {
            continue;
        }
        match rewrite(ground, &intent, me, &rewritten)? {
            Some(hash) => {
                ground.rewrite_intent(&intent.id, &hash)?;
                rewritten.insert(intent.hash, hash);
            }
            None => ground.return_intent(&intent.id, STANDS_ON_REFUSED)?,
        }
    }
    Ok(!rewritten.is_empty())
}

/// Writes an intent again; the hash of the new change. None when nothing of it is left to write.
fn rewrite(
    ground: &impl Ground,
    intent: &WaitingIntent,
    me: &Me,
    rewritten: &BTreeMap<Hash, Hash>,
) -> Result<Option<Hash>, Problem> {
    let mut document = as_seen(ground, intent, me, rewritten)?;
    let fields = document.fields();
    // What is left of a case whose beginning was refused stands on nothing.
    let begins = intent.kind == IntentKind::Raise;
    if intent.doc.kind() == DocKind::Case && fields.is_empty() && !begins {
        return Ok(None);
    }
    let puts: Vec<Put> = intent.puts.iter().map(|put| forget_unseen(put, &fields)).collect();
    let Some((hash, bytes)) = document.write(me.actor, intent.written_at, &puts)? else { return Ok(None) };
    let (doc, author) = (&intent.doc, &me.author());
    ground.append(&NewChange { hash, doc, bytes: &bytes, author, received_at: None })?;
    Ok(Some(hash))
}

/// The document as it was for the author of an intent: what its first change stood on, as far as it is
/// still here or was written again.
fn as_seen(
    ground: &impl Ground,
    intent: &WaitingIntent,
    me: &Me,
    rewritten: &BTreeMap<Hash, Hash>,
) -> Result<Doc, Problem> {
    let now = ground.load(&intent.doc)?;
    let changes = now.changes();
    let read = changes.iter().map(|(hash, bytes)| Ok((*hash, read_change(bytes)?)));
    let here: BTreeMap<Hash, ReadChange> = read.collect::<Result<_, DocError>>()?;
    let mut seen = BTreeSet::new();
    // A number of this actor's is used once, so its own changes are always seen.
    let own = here.values().filter(|change| change.actor == me.actor).map(|change| change.hash);
    let mut open: Vec<Hash> = own.chain([intent.hash]).collect();
    let mut aside = BTreeSet::new();
    while let Some(hash) = open.pop() {
        let hash = rewritten.get(&hash).copied().unwrap_or(hash);
        if let Some(change) = here.get(&hash) {
            if seen.insert(hash) {
                open.extend(&change.deps);
            }
        } else if aside.insert(hash) {
            // What isn't known any more can't be told from what is: then all counts as seen.
            let Some(bytes) = ground.put_aside_bytes(&hash)? else { return Ok(now) };
            open.extend(read_change(&bytes)?.deps);
        }
    }
    let seen = changes.iter().filter(|(hash, _)| seen.contains(hash));
    Ok(Doc::load(seen.map(|(_, bytes)| bytes.as_slice()))?)
}

/// A case event may name as seen only what is in the document.
fn forget_unseen(put: &Put, fields: &BTreeMap<String, String>) -> Put {
    let Ok(mut event) = serde_json::from_str::<CaseEvent>(&put.value) else { return put.clone() };
    event.after.retain(|id| fields.contains_key(id.as_str()));
    let value = serde_json::to_string(&event).unwrap_or_else(|_| put.value.clone());
    Put { key: put.key.clone(), value }
}
