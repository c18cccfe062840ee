//! The only door into the log: phones and consoles alike come in here.
//!
//! What one sender hands in is judged document by document (may they write there, and does each
//! change pass the guarded door), then everything that was let in is appended to its village's log
//! with its place in the chain, and the rows are derived. A refused document holds back no other.
//! What is needed of the store is read at once, and written at once at the end: a request costs few
//! questions however many documents it touches.

pub mod derive;
mod judge;
mod known;
pub mod rights;
mod settle;

use crate::error::Outcome;
use crate::store::records::{AccountRow, ChangeRow, LogHead, TenureRow};
use crate::store::{ReadTx, WriteTx};
use derive::Rows;
use known::KnownDocs;
use shared_model::casework::Policies;
use shared_model::document::{DocId, DocKind, Hash, hash_of};
use shared_model::ids::{AccountId, DeviceId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author, Role, the_server};
use shared_model::place::{Level, PlaceCode};
use shared_model::protocol::{Outcome as Verdict, next_chain};
use std::collections::{BTreeMap, BTreeSet};

/// Who hands changes in.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The account, with role and place as they are now: what the server attests.
    pub author: Author,
    /// The account as it was at places it worked at before: work from there may still arrive.
    pub former: Vec<Author>,
    /// What every actor of the sender begins with.
    pub prefix: [u8; 8],
    /// The server's own hand, which alone writes a household's micro-grid.
    pub office: bool,
    /// Whose phone hands in what others wrote; none for what one hands in oneself.
    pub carrier: Option<AccountId>,
}

impl Sender {
    /// The server's own hand for an account.
    pub fn office(by: &AccountRow) -> Sender {
        let author = Author::of(&by.account);
        Sender { author, former: Vec::new(), prefix: by.hand.0, office: true, carrier: None }
    }

    /// What the actors of the server's own changes begin with; no device is called so.
    pub const HAND: DeviceId = DeviceId([0xff; 8]);

    /// The server as the author of what happens by itself in a document.
    pub fn the_server(doc: &DocId) -> Sender {
        let village = doc.village();
        let place = village.at(Level::County).unwrap_or_else(|| village.clone());
        let author = Author { account: the_server(), role: Role::Administrator, place };
        Sender { author, former: Vec::new(), prefix: Sender::HAND.0, office: true, carrier: None }
    }

    /// A phone of an account, with the places the account worked at before.
    ///
    /// # Errors
    /// Of the store.
    pub fn phone(tx: &dyn ReadTx, device: DeviceId, account: &Account) -> Outcome<Sender> {
        let once = |tenure: TenureRow| Author {
            account: account.id.clone(),
            role: tenure.role,
            place: tenure.place,
        };
        let former = tx.tenures(&account.id)?.into_iter().map(once).collect();
        let author = Author::of(account);
        Ok(Sender { author, former, prefix: device.0, office: false, carrier: None })
    }

    /// The same, where an account's phone hands it in: it carries what isn't of that account.
    pub fn brought_by(self, account: &AccountId) -> Sender {
        let carrier = (self.author.account != *account).then(|| account.clone());
        Sender { carrier, ..self }
    }
}

/// One change that is handed in.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    /// Its document.
    pub doc: &'a DocId,
    /// Its raw bytes.
    pub bytes: &'a [u8],
    /// Who wrote it and when it came, when this server attested that once and lost it: then neither
    /// rights nor actor are asked again.
    pub attested: Option<(Author, Millis)>,
}

/// A word for changes to documents the sender has no part in.
pub const OUT_OF_SCOPE: &str = "out_of_scope";
/// A word for changes that give a case to somebody whom its village can't give it to.
pub const OUT_OF_PLACE: &str = "out_of_place";
/// A word for changes to a household nobody registered.
pub const UNKNOWN_DOCUMENT: &str = "unknown_document";
/// A word for changes that stand on a refused one.
pub const STANDS_ON_REFUSED: &str = "stands_on_refused";

/// Takes in changes, in any order, and says of each what became of it.
///
/// # Errors
/// Only of the store and of damaged documents: a change that isn't taken is a verdict.
pub fn take(
    tx: &dyn WriteTx,
    policies: &Policies,
    sender: &Sender,
    changes: &[Given<'_>],
    at: Millis,
) -> Outcome<Vec<(Hash, Verdict)>> {
    let mut by_doc: BTreeMap<&DocId, Vec<usize>> = BTreeMap::new();
    for (index, change) in changes.iter().enumerate() {
        by_doc.entry(change.doc).or_default().push(index);
    }
    let villages: BTreeSet<&PlaceCode> = by_doc.keys().map(|doc| doc.village()).collect();
    let mut verdicts: BTreeMap<usize, Verdict> = BTreeMap::new();
    for village in villages {
        let docs = by_doc.iter().filter(|(doc, _)| doc.village() == village);
        take_of_village(tx, policies, sender, village, docs, changes, at, &mut verdicts)?;
    }
    let unheard = || Verdict::Refused { reason: "unappliable".into() };
    let verdict = |(index, change): (usize, &Given<'_>)| {
        (hash_of(change.bytes), verdicts.remove(&index).unwrap_or_else(unheard))
    };
    Ok(changes.iter().enumerate().map(verdict).collect())
}

#[allow(clippy::too_many_arguments, reason = "the parts of one request")]
fn take_of_village<'a>(
    tx: &dyn WriteTx,
    policies: &Policies,
    sender: &Sender,
    village: &PlaceCode,
    docs: impl Iterator<Item = (&'a &'a DocId, &'a Vec<usize>)>,
    changes: &[Given<'_>],
    at: Millis,
    verdicts: &mut BTreeMap<usize, Verdict>,
) -> Outcome<()> {
    // Held first: whoever writes into this village now has written before or writes after us.
    let mut head = tx.lock_log(village)?;
    let mut docs: Vec<(&DocId, &Vec<usize>)> = docs.map(|(doc, indices)| (*doc, indices)).collect();
    let names: Vec<DocId> = docs.iter().map(|(doc, _)| (*doc).clone()).collect();
    let mut known = KnownDocs::read(tx, village, &names)?;
    // Households that are added come first: others may say that somebody moved there.
    docs.sort_by_key(|(doc, _)| doc.kind() != DocKind::Household || !known.is_new(doc));
    let mut rows = Rows::default();
    let mut new = Vec::new();
    for (doc, indices) in docs {
        let given: Vec<(usize, &Given<'_>)> =
            indices.iter().map(|index| (*index, &changes[*index])).collect();
        let judged = judge::judge(tx, policies, sender, &mut known, doc, &given, at)?;
        let first = new.len();
        for change in judged.accepted {
            let row = next_row(&mut head, doc, change, sender);
            verdicts.insert(row.0, Verdict::Accepted { seq: row.1.seq, at: row.1.received_at });
            new.push(row.1);
        }
        verdicts.extend(judged.verdicts);
        number_repeats(changes, indices, &new[first..], verdicts);
        if new.len() > first {
            derive::derive(tx, policies, doc, &mut known, &new[first..], &mut rows)?;
        }
    }
    tx.append(&new)?;
    rows.write(tx)?;
    if sender.author.is_the_server() {
        Ok(())
    } else {
        settle::settle_after(tx, policies, village, &known, &new, at)
    }
}

/// A change that came twice in one request has the number its first copy was given.
fn number_repeats(
    changes: &[Given<'_>],
    indices: &[usize],
    new: &[ChangeRow],
    verdicts: &mut BTreeMap<usize, Verdict>,
) {
    for index in indices {
        if let Some(Verdict::Had { seq, at }) = verdicts.get_mut(index).filter(|v| is_unnumbered(v)) {
            let hash = hash_of(changes[*index].bytes);
            if let Some(row) = new.iter().find(|row| row.hash == hash) {
                (*seq, *at) = (row.seq, row.received_at);
            }
        }
    }
}

fn is_unnumbered(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Had { seq: 0, .. })
}

/// A change that was let in, on its way into the log.
struct LetIn {
    /// Its place in the request.
    index: usize,
    hash: Hash,
    actor: Vec<u8>,
    author: Author,
    received_at: Millis,
    bytes: Vec<u8>,
}

fn next_row(head: &mut LogHead, doc: &DocId, change: LetIn, sender: &Sender) -> (usize, ChangeRow) {
    *head = LogHead { seq: head.seq + 1, chain: next_chain(head.chain, &change.hash) };
    let row = ChangeRow {
        seq: head.seq,
        hash: change.hash,
        doc: doc.clone(),
        actor: change.actor,
        author: change.author,
        received_at: change.received_at,
        chain: head.chain,
        bytes: change.bytes,
        carrier: sender.carrier.clone(),
    };
    (change.index, row)
}
