//! Writing intents again whose changes were put aside, on the document as the server has it.

use super::ground::{Ground, Me, NewChange, WaitingIntent};
use crate::api::Problem;
use crate::api::view::IntentKind;
use crate::casework::CaseEvent;
use crate::document::{DocId, DocKind, Hash, Put};
use std::collections::BTreeMap;

/// The word for what stands on a change the server refused.
pub(super) const STANDS_ON_REFUSED: &str = "stands_on_refused";

/// Writes a document's waiting intents again whose changes are no longer in the log. True when
/// there is something to send again.
///
/// # Errors
/// As the ground fails.
pub fn replay(ground: &impl Ground, doc: &DocId, me: &Me) -> Result<bool, Problem> {
    let mut rewritten = false;
    for intent in ground.waiting_intents(doc)? {
        if ground.has_change(&intent.hash)? {
            continue;
        }
        match rewrite(ground, &intent, me)? {
            Some(hash) => {
                ground.rewrite_intent(&intent.id, &hash)?;
                rewritten = true;
            }
            None => ground.return_intent(&intent.id, STANDS_ON_REFUSED)?,
        }
    }
    Ok(rewritten)
}

/// Writes an intent again on the document as it is now; the hash of the new change. None when
/// nothing of it is left to write.
fn rewrite(ground: &impl Ground, intent: &WaitingIntent, me: &Me) -> Result<Option<Hash>, Problem> {
    let mut document = ground.load(&intent.doc)?;
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

/// A case event may name as seen only what is in the document.
fn forget_unseen(put: &Put, fields: &BTreeMap<String, String>) -> Put {
    let Ok(mut event) = serde_json::from_str::<CaseEvent>(&put.value) else { return put.clone() };
    event.after.retain(|id| fields.contains_key(id.as_str()));
    let value = serde_json::to_string(&event).unwrap_or_else(|_| put.value.clone());
    Put { key: put.key.clone(), value }
}
