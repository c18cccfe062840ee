//! Who may have to do with a photo: it follows from who may read a document that names it.

use crate::app::App;
use crate::ask::looks;
use crate::error::{Failed, Outcome};
use crate::ingest::rights::holds_on_phone;
use crate::store::ReadTx;
use crate::{permit, scope, store};
use shared_model::api::Code;
use shared_model::document::DocId;
use shared_model::people::{Account, Author};
use shared_model::photo::{Photo, PhotoHash};

/// A phone may fetch what documents in its scope name.
///
/// # Errors
/// Of the store.
pub fn may_fetch(tx: &dyn ReadTx, asker: &Author, doc: &DocId) -> Outcome<bool> {
    Ok(tx.scope_of(doc)?.iter().any(|row| holds_on_phone(asker, &row.grantee)))
}

/// A phone may send what it may fetch, and what belongs to its own work of before the document
/// left its scope.
///
/// # Errors
/// Of the store.
pub fn may_send(tx: &dyn ReadTx, asker: &Author, doc: &DocId) -> Outcome<bool> {
    if may_fetch(tx, asker, doc)? {
        return Ok(true);
    }
    Ok(tx.changes_of(doc)?.iter().any(|row| row.author.account == asker.account))
}

/// What somebody in the console may see, they see its photos too; a look from above the village is
/// noted.
///
/// # Errors
/// `forbidden`, `not_found`, or a fault.
pub fn console(app: &App, me: &Account, doc: &DocId, hash: &PhotoHash) -> Outcome<Photo> {
    let now = app.now();
    let photo = store::read(&*app.store, |tx| {
        match doc {
            DocId::Case(_, case) => {
                permit::check("case", Some(me))?;
                let shown = scope::case(tx, me, case, now)?;
                if shown.micro_grid.village().as_ref() != Some(doc.village()) {
                    return Err(scope::not_found("photo"));
                }
            }
            DocId::Household(_, household) | DocId::VisitBook(_, household, _) => {
                permit::check("household", Some(me))?;
                if scope::household(tx, me, household)?.village != *doc.village() {
                    return Err(scope::not_found("photo"));
                }
            }
        }
        tx.photo_named(doc, hash)?.ok_or_else(|| scope::not_found("photo"))
    })?;
    looks::note_photo(app, me, doc, &hash.to_string())?;
    Ok(photo)
}

/// The answer where no room for photos is set up.
pub fn no_room() -> Failed {
    Failed::problem(Code::NotHere, "this server keeps no photos")
}
