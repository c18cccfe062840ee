//! What a phone says and hears: its changes in, a verdict for each; then what is new in its scope.

mod carried;
mod page;
mod repair;
mod tags;

use crate::act::session;
use crate::app::{self, App};
use crate::ask::looks;
use crate::error::{Failed, Outcome};
use crate::ingest::{Given, Sender};
use crate::reference;
use crate::store::records::{ChangeRow, DeviceRow, DocumentRow, Grantee, LogHead};
use crate::store::{self, ReadTx, WriteTx};
use serde::{Serialize, de::DeserializeOwned};
use shared_model::api::Code;
use shared_model::document::{DocId, Hash};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author, Role};
use shared_model::place::PlaceCode;
use shared_model::protocol::{
    self, Cursor, FrameProblem, MOST_CHANGES, MOST_PARCELS, Outcome as Became, PACKED, PackedProblem,
    Receipt, SentChange, SyncAnswer, SyncRequest, Verdict, scope_digest,
};
use shared_model::scope::keeps_households;
use std::collections::{BTreeMap, BTreeSet};
use tags::Attester;

/// A phone's last contact is kept to the minute: not worth a write each time.
const SEEN_EVERY: i64 = 60_000;
/// The protocol whose phones keep the server's marks.
const MARKS_SINCE: u16 = 2;

/// One exchange as it travels: a frame under a bearer token is answered with a frame. This is all
/// of the server that a phone meets, without the HTTP around it.
///
/// # Errors
/// As [`sync`], or what is wrong with the token or the frame.
pub fn framed(app: &App, token: &str, frame: &[u8]) -> Outcome<Vec<u8>> {
    let (device, account) = session::of_token(app, token)?;
    answer_frame(app, &device, &account.account, frame)
}

/// The same for a device that is known already.
///
/// # Errors
/// As [`sync`], or what is wrong with the frame.
pub fn answer_frame(app: &App, device: &DeviceRow, account: &Account, frame: &[u8]) -> Outcome<Vec<u8>> {
    let mut request: SyncRequest = unframed(frame)?;
    request.unpack().map_err(|problem| {
        let code = if problem == PackedProblem::TooLarge { Code::TooLarge } else { Code::Malformed };
        Failed::problem(code, problem.to_string())
    })?;
    let first = request.cursors.is_empty();
    let mut answer = sync(app, device, account, &request)?;
    if reads_packed(&request) {
        answer.pack();
    }
    framed_answer(&answer, first)
}

/// Whether the phone said that it reads packed changes.
fn reads_packed(request: &SyncRequest) -> bool {
    request.capabilities.iter().any(|word| word == PACKED)
}

/// Takes a message out of a frame.
///
/// # Errors
/// `malformed`, `too_large` or `update_needed`.
pub fn unframed<T: DeserializeOwned>(frame: &[u8]) -> Outcome<T> {
    protocol::decode(frame).map_err(|problem| {
        let code = match problem {
            FrameProblem::TooLarge => Code::TooLarge,
            FrameProblem::OtherVersion => Code::UpdateNeeded,
            _ => Code::Malformed,
        };
        Failed::problem(code, format!("{}: {problem}", problem.word()))
    })
}

/// Puts an answer in a frame; `first`: a first replica, worth more compression.
///
/// # Errors
/// When it can't be encoded.
pub fn framed_answer<T: Serialize>(answer: &T, first: bool) -> Outcome<Vec<u8>> {
    protocol::encode(answer, first).map_err(|e| Failed::problem(Code::Internal, e.to_string()))
}

/// One exchange.
///
/// # Errors
/// What can't be read or is too much as a whole, or a fault: then the phone sends all of it again,
/// and what was durable already is told so.
pub fn sync(app: &App, device: &DeviceRow, account: &Account, request: &SyncRequest) -> Outcome<SyncAnswer> {
    let answer = exchange(app, device, account, request)?;
    // Not known before, and not given before it is noted.
    looks::note_sent(app, account, answer.news.iter().map(|news| &news.doc))?;
    Ok(answer)
}

fn exchange(app: &App, device: &DeviceRow, account: &Account, request: &SyncRequest) -> Outcome<SyncAnswer> {
    app::check_protocol(request.protocol)?;
    let changes = request.changes.len() + request.carried.len();
    if changes > MOST_CHANGES || request.parcels.len() > MOST_PARCELS {
        return Err(Failed::problem(
            Code::TooLarge,
            format!("a request holds at most {MOST_CHANGES} changes and {MOST_PARCELS} parcels"),
        ));
    }
    let revoked = device.revoked_at.is_some();
    if revoked && brings_nothing(request) {
        return Err(Failed::problem(Code::TokenInvalid, "this device was revoked"));
    }
    let now = app.now();
    let asked = Asked { app, device, account, request, now };
    if asked.is_a_days_work() {
        // What is new is read where it was just written: those pages are at hand. Should something be
        // damaged, nothing was kept, and it is done again in two steps: a fault in what is to be read
        // doesn't keep out what a phone brings.
        let at_once = store::write(&*app.store, |tx| {
            let heard = asked.take_in(tx)?;
            asked.answer(tx, heard)
        });
        if !at_once.as_ref().is_err_and(Failed::is_damage) {
            return at_once;
        }
    }
    let heard =
        if asked.writes() { store::write(&*app.store, |tx| asked.take_in(tx))? } else { Heard::default() };
    store::read(&*app.store, |tx| asked.answer(tx, heard))
}

/// One request and who asks.
struct Asked<'a> {
    app: &'a App,
    device: &'a DeviceRow,
    account: &'a Account,
    request: &'a SyncRequest,
    now: Millis,
}

/// What this server can do beyond the version.
fn capabilities(protocol: u16) -> Vec<String> {
    if protocol >= 2 { vec![PACKED.to_owned()] } else { Vec::new() }
}

/// What was said to what a phone handed in.
#[derive(Default)]
struct Heard {
    verdicts: Vec<Verdict>,
    testified: Vec<Verdict>,
    carried: Vec<Verdict>,
    receipts: Vec<Receipt>,
}

fn brings_nothing(request: &SyncRequest) -> bool {
    request.changes.is_empty()
        && request.testimony.is_empty()
        && request.carried.is_empty()
        && request.parcels.is_empty()
}

fn sent_key(request: &SyncRequest) -> Option<[u8; 32]> {
    request.device_key.as_ref()?.as_slice().try_into().ok()
}

/// The pass for a device's key, with the server's own; none for another key than the one it is known
/// by.
fn give_pass(
    tx: &dyn ReadTx,
    app: &App,
    device: &DeviceRow,
    account: &Account,
    key: [u8; 32],
    answer: &mut SyncAnswer,
) -> Outcome<()> {
    if tx.device(device.id)?.and_then(|device| device.key) == Some(key) {
        answer.pass = Some(app.keys.pass(device.id, &key, account, answer.now)?);
        answer.server_key = Some(app.keys.sign.public().to_vec().into());
        answer.seal_key = Some(app.keys.seal.public().to_vec().into());
    }
    Ok(())
}

/// What the phone has and knows the author of: its verdict says enough, it isn't news.
struct Delivered {
    hashes: BTreeSet<Hash>,
    author: Author,
}

impl Delivered {
    fn of(verdicts: &[Verdict], account: &Account) -> Delivered {
        let there =
            |verdict: &&Verdict| matches!(verdict.outcome, Became::Accepted { .. } | Became::Had { .. });
        let hashes = verdicts.iter().filter(there).map(|verdict| verdict.hash).collect();
        Delivered { hashes, author: Author::of(account) }
    }

    /// What counts as written by who the account was before comes back, with that author.
    fn holds(&self, row: &ChangeRow) -> bool {
        self.hashes.contains(&row.hash) && row.author == self.author
    }
}

impl Asked<'_> {
    fn names_its_key(&self) -> Option<[u8; 32]> {
        // A device keeps the first key it named: what it signed stays checkable.
        sent_key(self.request).filter(|_| self.device.key.is_none())
    }

    fn is_contact(&self) -> bool {
        self.device.last_seen.is_none_or(|seen| self.now.0 - seen.0 >= SEEN_EVERY)
    }

    /// Whether anything is written: a request that brings nothing writes nothing but, now and then,
    /// that it came.
    fn writes(&self) -> bool {
        !brings_nothing(self.request) || self.names_its_key().is_some() || self.is_contact()
    }

    /// Whether it brings changes and asks for little: then both are done at once. What may be much to
    /// read, a first replica or a repair, holds up no other's writing.
    fn is_a_days_work(&self) -> bool {
        let asks_for_much = self.request.have.is_some() || self.request.cursors.is_empty();
        !brings_nothing(self.request) && !asks_for_much
    }

    /// Takes in what the phone hands in, all of it in one transaction.
    fn take_in(&self, tx: &dyn WriteTx) -> Outcome<Heard> {
        let Asked { app, device, account, request, now } = *self;
        let key = self.names_its_key();
        if self.is_contact() || key.is_some() {
            note_contact(tx, device, key, now)?;
        }
        let mut heard = Heard::default();
        if !request.testimony.is_empty() {
            heard.testified = tags::take_testimony(tx, app, account, &request.testimony, now)?;
        }
        if !request.changes.is_empty() || !request.carried.is_empty() {
            let own = Sender::phone(tx, device.id, account)?;
            (heard.verdicts, heard.carried) =
                carried::take(tx, app, own, account, &request.changes, &request.carried, now)?;
        }
        heard.receipts = carried::take_parcels(tx, app, account, &request.parcels, now)?;
        Ok(heard)
    }

    /// What the phone is told: what became of what it brought, and what is new.
    fn answer(&self, tx: &dyn ReadTx, heard: Heard) -> Outcome<SyncAnswer> {
        let Asked { app, device, account, request, now } = *self;
        let delivered = Delivered::of(&heard.verdicts, account);
        let mut answer = SyncAnswer {
            verdicts: heard.verdicts,
            testified: heard.testified,
            carried: heard.carried,
            receipts: heard.receipts,
            cursors: request.cursors.clone(),
            capabilities: capabilities(request.protocol),
            ..SyncAnswer::empty(request.protocol, now, app::epoch(tx)?, account.clone())
        };
        if device.revoked_at.is_some() {
            return Ok(answer);
        }
        if request.reference != reference::version(tx)? {
            answer.reference = Some(reference::of(tx, account, &*app.policies(tx)?)?);
        }
        if let Some(key) = sent_key(request) {
            give_pass(tx, app, device, account, key, &mut answer)?;
        }
        let scope = Scope::of(tx, account, request.from_year)?;
        let mut attester = Attester::new(app, request.protocol >= MARKS_SINCE, reads_packed(request));
        match &request.have {
            Some(have) => repair::answer(tx, &scope, have, &mut attester, &mut answer)?,
            None if !scope.fits(tx, request)? => answer.repair = true,
            None => page::answer(tx, &scope, request, &delivered, &mut attester, &mut answer)?,
        }
        answer.authors = attester.into_authors();
        if !answer.more && !answer.repair {
            let heads = scope.documents.iter().map(|(row, _)| (&row.doc, row.heads.as_slice()));
            answer.digest = Some(scope_digest(heads).to_vec().into());
        }
        Ok(answer)
    }
}

fn as_given(change: &SentChange) -> Given<'_> {
    Given { doc: &change.doc, bytes: &change.bytes, attested: None }
}

fn verdicts(taken: Vec<(Hash, Became)>) -> Vec<Verdict> {
    taken.into_iter().map(|(hash, outcome)| Verdict { hash, outcome }).collect()
}

fn note_contact(tx: &dyn WriteTx, device: &DeviceRow, key: Option<[u8; 32]>, now: Millis) -> Outcome<()> {
    // Read again: it may have been revoked since the token was looked at.
    if let Some(mut device) = tx.device(device.id)? {
        device.last_seen = Some(now);
        device.key = device.key.or(key);
        tx.put_device(&device)?;
    }
    Ok(())
}

/// What belongs on one phone.
pub(crate) struct Scope {
    /// Its documents by name, each with the sequence at which it entered.
    documents: Vec<(DocumentRow, u64)>,
    /// The ends of the logs they lie in, and of the account's own village.
    heads: BTreeMap<PlaceCode, LogHead>,
}

impl Scope {
    /// `from_year`: visit books of earlier years stay here.
    fn of(tx: &dyn ReadTx, account: &Account, from_year: Option<i32>) -> Outcome<Scope> {
        let mut grantees = Vec::new();
        if account.role != Role::Administrator {
            grantees.push(Grantee::Account(account.id.clone()));
        }
        if keeps_households(account.role) {
            grantees.push(Grantee::Place(account.place.clone()));
        }
        let mut documents = tx.scope(&grantees)?;
        documents.retain(|(row, _)| match &row.doc {
            DocId::VisitBook(_, _, year) => from_year.is_none_or(|from| *year >= from),
            _ => true,
        });
        let villages =
            documents.iter().map(|(row, _)| row.doc.village().clone()).chain(account.place.village());
        let mut heads = BTreeMap::new();
        for village in villages.collect::<BTreeSet<_>>() {
            let head = tx.log_head(&village)?;
            heads.insert(village, head);
        }
        Ok(Scope { documents, heads })
    }

    /// Whether the phone's cursors stand on this history.
    fn fits(&self, tx: &dyn ReadTx, request: &SyncRequest) -> Outcome<bool> {
        let ours = app::epoch(tx)?;
        if request.epoch.as_ref().is_some_and(|epoch| *epoch != ours) {
            return Ok(false);
        }
        for cursor in &request.cursors {
            if tx.chain_at(&cursor.village, cursor.seq)? != Some(cursor.chain) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn cursors(&self) -> Vec<Cursor> {
        let cursor = |(village, head): (&PlaceCode, &LogHead)| Cursor {
            village: village.clone(),
            seq: head.seq,
            chain: head.chain,
        };
        self.heads.iter().map(cursor).collect()
    }
}
