//! Complaints and suggestions: handed in by phones, listed and answered by whom they are addressed to, and
//! seen by nobody else.

use crate::act::Deed;
use crate::app::{App, check_protocol};
use crate::ask::Asked;
use crate::error::{Failed, Outcome};
use crate::reference;
use crate::scope;
use crate::store::records::{DeviceRow, FeedbackRow, ReplyRow};
use crate::store::{self, ReadTx};
use shared_model::api::feedback::{FeedbackAuthor, FeedbackView};
use shared_model::api::{Code, Done};
use shared_model::feedback::{Addressee, FeedbackReply, check_words};
use shared_model::ids::{AccountId, FeedbackId};
use shared_model::people::Account;
use shared_model::place::{Level, PlaceCode};
use shared_model::protocol::{
    Feedback, FeedbackAnswer, FeedbackHeld, FeedbackRequest, MOST_FEEDBACK, MOST_FEEDBACK_ASKED, VERSION,
};
use std::collections::BTreeMap;

/// So many of one author wait for an answer; what is more stays on their phone until some are answered.
const MOST_OPEN: usize = 100;
/// So many are listed.
const MOST_LISTED: usize = 500;

/// Takes in what a phone hands in, and says what became of it and of what it asks for.
///
/// # Errors
/// `too_large`, `update_needed`, `token_invalid` of a revoked device, `invalid` when something doesn't fit
/// (then nothing is taken), or a fault.
pub fn take(
    app: &App,
    device: &DeviceRow,
    account: &Account,
    request: &FeedbackRequest,
) -> Outcome<FeedbackAnswer> {
    check_protocol(request.protocol)?;
    if request.feedback.len() > MOST_FEEDBACK || request.open.len() > MOST_FEEDBACK_ASKED {
        let most = format!("hand in at most {MOST_FEEDBACK} at once, and ask for {MOST_FEEDBACK_ASKED}");
        return Err(Failed::problem(Code::TooLarge, most));
    }
    if device.revoked_at.is_some() {
        return Err(Failed::problem(Code::TokenInvalid, "this device was revoked"));
    }
    let held = if request.feedback.is_empty() {
        store::read(&*app.store, |tx| held(tx, account, request))?
    } else {
        store::write(&*app.store, |tx| {
            let mut there: BTreeMap<FeedbackId, bool> = BTreeMap::new();
            for row in tx.feedback_of(&account.id)? {
                there.insert(row.written.id, row.reply.is_none());
            }
            for written in &request.feedback {
                check(tx, account, written)?;
                let open = there.values().filter(|open| **open).count();
                if there.contains_key(&written.id) || open >= MOST_OPEN {
                    continue;
                }
                there.insert(written.id.clone(), true);
                tx.put_feedback(&FeedbackRow {
                    account: account.id.clone(),
                    role: account.role,
                    from: account.place.clone(),
                    written: written.clone(),
                    received_at: app.now(),
                    reply: None,
                })?;
            }
            held(tx, account, request)
        })?
    };
    Ok(FeedbackAnswer { protocol: VERSION, held })
}

/// It fits, and goes to a village or county where its author works or worked.
fn check(tx: &dyn ReadTx, account: &Account, written: &Feedback) -> Outcome<()> {
    check_words(&written.words).map_err(|wrong| Failed::problem(Code::Invalid, wrong.to_string()))?;
    let elsewhere = || Failed::problem(Code::Invalid, "it goes to the author's own village or county");
    let to = &written.to;
    let is_one = Addressee::at(to).is_some();
    let worked_there =
        || -> Outcome<bool> { Ok(tx.tenures(&account.id)?.iter().any(|tenure| tenure.place.is_within(to))) };
    let fits = is_one && (account.place.is_within(to) || worked_there()?);
    if fits { Ok(()) } else { Err(elsewhere()) }
}

fn held(tx: &dyn ReadTx, account: &Account, request: &FeedbackRequest) -> Outcome<Vec<FeedbackHeld>> {
    let named = |id: &FeedbackId| {
        request.open.contains(id) || request.feedback.iter().any(|written| written.id == *id)
    };
    let rows = tx.feedback_of(&account.id)?.into_iter();
    let rows = rows.filter(|row| request.all || named(&row.written.id));
    let one = |row: FeedbackRow| {
        let reply = row.reply.map(|reply| told(tx, reply)).transpose()?;
        let (id, received_at) = (row.written.id.clone(), row.received_at);
        Ok(FeedbackHeld { id, received_at, reply, written: request.all.then_some(row.written) })
    };
    rows.map(one).collect()
}

fn told(tx: &dyn ReadTx, reply: ReplyRow) -> Outcome<FeedbackReply> {
    let by = tx.account(&reply.account)?.map(|row| row.account.name).unwrap_or_default();
    Ok(FeedbackReply { words: reply.words, by, at: reply.at })
}

/// What is addressed to the asker's village or county.
///
/// # Errors
/// Of the store.
pub fn list(asked: &Asked<'_>) -> Outcome<Vec<FeedbackView>> {
    let rows = asked.tx.feedback_to(&asked.me.place, MOST_LISTED)?;
    rows.into_iter().map(|row| view(asked.tx, row)).collect()
}

fn view(tx: &dyn ReadTx, row: FeedbackRow) -> Outcome<FeedbackView> {
    let reply = row.reply.map(|reply| told(tx, reply)).transpose()?;
    let name = tx.account(&row.account)?.map(|row| row.account.name).unwrap_or_default();
    let places = places(tx, &row.from)?;
    let author = Some(FeedbackAuthor { account: row.account, name, role: row.role, places });
    let Feedback { id, kind, to, words, written_at } = row.written;
    let to = Addressee::at(&to).unwrap_or_default();
    let received_at = Some(row.received_at);
    Ok(FeedbackView { id, kind, to, words, written_at, received_at, reply, author })
}

/// The names of a place and of what lies around it, from the village on; of one above it its own.
fn places(tx: &dyn ReadTx, place: &PlaceCode) -> Outcome<Vec<String>> {
    let path = reference::path(tx, place)?.into_iter();
    let own = |code: &PlaceCode| code.level() >= Level::Village || code == place;
    Ok(path.filter(|known| own(&known.code)).map(|known| known.name).collect())
}

/// Answers one, once.
///
/// # Errors
/// `invalid` for words that don't fit and for one that is answered, `not_found` for one that isn't addressed
/// to the asker's place, or of the store.
pub fn answer(deed: &Deed<'_>, account: &AccountId, id: &FeedbackId, words: String) -> Outcome<Done> {
    check_words(&words).map_err(|wrong| Failed::problem(Code::Invalid, wrong.to_string()))?;
    let me = &deed.me.account;
    let there = deed.tx.feedback(account, id)?.filter(|row| row.written.to == me.place);
    let row = there.ok_or_else(|| scope::not_found("feedback"))?;
    if row.reply.is_some() {
        return Err(Failed::problem(Code::Invalid, "it is answered already"));
    }
    let reply = Some(ReplyRow { account: me.id.clone(), at: deed.now, words });
    deed.tx.put_feedback(&FeedbackRow { reply, ..row })?;
    Ok(Done::Nothing)
}
