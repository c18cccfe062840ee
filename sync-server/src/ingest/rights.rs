//! Who may write into which document. Whether a case event *counts* is not decided here but by the
//! fold: here it is only decided whose hands may reach the document at all, and as whom.

use super::derive::logged;
use super::known::KnownDocs;
use super::{OUT_OF_SCOPE, Sender, UNKNOWN_DOCUMENT};
use crate::error::Outcome;
use crate::store::ReadTx;
use crate::store::records::{ChangeRow, Grantee};
use shared_model::casework::{CaseEvent, Policies, Step};
use shared_model::document::{DocId, DocKind, Outline, read_change};
use shared_model::homes::households_named;
use shared_model::ids::AccountId;
use shared_model::people::{Account, Author, Role};
use shared_model::place::PlaceCode;
use shared_model::projection::{Logged, Projected, project};
use shared_model::scope::{keeps_households, works_by_place};

/// What the door asks of who hands a change in.
#[derive(Clone, Copy, Debug)]
pub struct Hands {
    /// What every actor must begin with; none when the server vouches for the author itself.
    pub prefix: Option<[u8; 8]>,
    /// The server's own hand.
    pub office: bool,
}

impl Hands {
    /// A sender's hands. `vouched`: this server attested the changes once.
    pub fn of(sender: &Sender, vouched: bool) -> Hands {
        if vouched {
            Hands { prefix: None, office: true }
        } else {
            Hands { prefix: Some(sender.prefix), office: sender.office }
        }
    }
}

/// As whom the sender may write into a document: as they are now, or as they were when they worked
/// at the place it belongs to. A case stays open to whoever ever had a part in it.
///
/// # Errors
/// The outer one of the store; the inner one is the word of the refusal.
pub fn may_write(
    tx: &dyn ReadTx,
    policies: &Policies,
    sender: &Sender,
    known: &KnownDocs,
    doc: &DocId,
) -> Outcome<Result<Author, &'static str>> {
    let scope = match doc.household() {
        Some(_) => Vec::new(),
        None if known.outline(doc).is_none_or(Outline::is_empty) => Vec::new(),
        None => tx.scope_of(doc)?.into_iter().map(|row| row.grantee).collect(),
    };
    if sender.author.is_the_server() {
        // It adds to cases and households, and begins nothing.
        let there = doc.kind() != DocKind::VisitBook && known.outline(doc).is_some_and(|one| !one.is_empty());
        return Ok(if there { Ok(sender.author.clone()) } else { Err(OUT_OF_SCOPE) });
    }
    let mut word = OUT_OF_SCOPE;
    for author in std::iter::once(&sender.author).chain(&sender.former) {
        match may_write_as(sender, author, known, doc, &scope) {
            Ok(()) => return Ok(Ok(author.clone())),
            Err(refusal) => word = refusal,
        }
    }
    let content = sender.author.role != Role::Administrator;
    if content && doc.kind() == DocKind::Case && had_part(policies, &sender.author, doc, known.log(doc))? {
        return Ok(Ok(sender.author.clone()));
    }
    Ok(Err(word))
}

/// Whether somebody ever wrote into a case or was given it: a grant can end while work under it is
/// on its way.
fn had_part(policies: &Policies, author: &Author, doc: &DocId, log: &[ChangeRow]) -> Outcome<bool> {
    if log.iter().any(|row| row.author.account == author.account) {
        return Ok(true);
    }
    let log = logged(log);
    let Projected::Case(case) = project(doc, &log, policies)? else { return Ok(false) };
    let given = |step: &Step| matches!(step, Step::Dispatched { to, .. } | Step::Tasked { to, .. } if *to == author.account);
    let mut counting = case.state.events.iter().filter(|event| event.void.is_none());
    Ok(counting.any(|event| given(&event.written.event.step)))
}

fn may_write_as(
    sender: &Sender,
    author: &Author,
    known: &KnownDocs,
    doc: &DocId,
    scope: &[Grantee],
) -> Result<(), &'static str> {
    let in_scope = |yes: bool| if yes { Ok(()) } else { Err(OUT_OF_SCOPE) };
    if author.role == Role::Administrator {
        return Err(OUT_OF_SCOPE);
    }
    if let Some(household) = doc.household() {
        if !keeps_households(author.role) {
            return Err(OUT_OF_SCOPE);
        }
        return match known.household(household) {
            Some(row) => in_scope(row.micro_grid.is_within(&author.place)),
            // The office registers households, and who keeps those of a place adds what they find there.
            // The first change says where it lies ([`who_begins`]).
            None if doc.kind() == DocKind::Household
                && (sender.office || known.outline(doc).is_none_or(Outline::is_empty)) =>
            {
                in_scope(near(doc.village(), &author.place))
            }
            None => Err(UNKNOWN_DOCUMENT),
        };
    }
    if known.outline(doc).is_none_or(Outline::is_empty) {
        return in_scope(
            author.place.village().as_ref() == Some(doc.village()) || doc.village().is_within(&author.place),
        );
    }
    let holds = if sender.office { holds } else { holds_on_phone };
    in_scope(scope.iter().any(|grantee| holds(author, grantee)))
}

fn near(village: &PlaceCode, place: &PlaceCode) -> bool {
    village.is_within(place) || place.is_within(village)
}

/// Whether a document that was granted so belongs to what the author works with. The administrator
/// works with none.
pub fn holds(author: &Author, grantee: &Grantee) -> bool {
    match grantee {
        _ if author.role == Role::Administrator => false,
        Grantee::Account(account) => *account == author.account,
        Grantee::Place(place) => works_by_place(author.role) && place.is_within(&author.place),
    }
}

/// The same on a phone: above the village only what was given to somebody by name. What was brought
/// up is shown in the console, where each look is noted.
pub fn holds_on_phone(author: &Author, grantee: &Grantee) -> bool {
    let by_place = matches!(grantee, Grantee::Place(_));
    holds(author, grantee) && (!by_place || keeps_households(author.role))
}

/// As whom the sender begins a document. A case is begun by who works where it lies, or worked there
/// before; a household by the office, or by who keeps those of its micro-grid, or kept them before.
/// `author` is who may write into any other. Or the word for why nobody is: a household that doesn't say
/// where it lies is none that was added.
///
/// # Errors
/// When the document is damaged.
pub fn who_begins(
    policies: &Policies,
    sender: &Sender,
    author: Author,
    doc: &DocId,
    log: &[Logged],
) -> Outcome<Result<Author, &'static str>> {
    let (place, keepers) = match project(doc, log, policies)? {
        Projected::Case(case) => (case.micro_grid, false),
        Projected::Household(new) if !sender.office => (new.household.micro_grid, true),
        Projected::Nothing if doc.kind() == DocKind::Household && !sender.office => {
            return Ok(Err(UNKNOWN_DOCUMENT));
        }
        _ => return Ok(Ok(author)),
    };
    let mut all = std::iter::once(&sender.author).chain(&sender.former);
    let begins = |one: &&Author| place.is_within(&one.place) && (!keepers || keeps_households(one.role));
    Ok(all.find(begins).cloned().ok_or(OUT_OF_SCOPE))
}

/// Whether the households that a change names as somebody's new or old home, or as what another is merged
/// into, are there and the author's to write about: who may move somebody keeps both ends. Or the word for
/// why not.
///
/// # Errors
/// Of the store, or when the change is damaged.
pub fn homes_in_place(
    tx: &dyn ReadTx,
    known: &KnownDocs,
    doc: &DocId,
    author: &Author,
    bytes: &[u8],
) -> Outcome<Option<&'static str>> {
    for op in read_change(bytes)?.puts {
        for id in households_named(&op.put.key, &op.put.value) {
            let grid = match known.household(&id) {
                Some(row) => Some(row.micro_grid.clone()),
                None if doc.household() == Some(&id) => None,
                None => match tx.households_of(doc.village(), std::slice::from_ref(&id))?.pop() {
                    Some(row) => Some(row.micro_grid),
                    None => return Ok(Some(UNKNOWN_DOCUMENT)),
                },
            };
            if grid.is_some_and(|grid| !grid.is_within(&author.place)) {
                return Ok(Some(OUT_OF_SCOPE));
            }
        }
    }
    Ok(None)
}

/// Whether a change gives a case, or a task in it, to somebody whom its village may give it to now,
/// or might while they worked elsewhere: what was written without signal may come after a move. The
/// fold knows no people, so this is decided here, and by `crate::act::casework` for the console.
///
/// # Errors
/// Of the store, or when the change can't be read.
pub fn gives_in_place(tx: &dyn ReadTx, doc: &DocId, bytes: &[u8]) -> Outcome<bool> {
    for op in read_change(bytes)?.puts {
        let event = serde_json::from_str::<CaseEvent>(&op.put.value);
        let Ok(CaseEvent { step: Step::Dispatched { to, .. } | Step::Tasked { to, .. }, .. }) = event else {
            continue;
        };
        if !ever_in_reach(tx, doc.village(), &to)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn ever_in_reach(tx: &dyn ReadTx, village: &PlaceCode, to: &AccountId) -> Outcome<bool> {
    let Some(account) = tx.account(to)?.map(|row| row.account) else { return Ok(false) };
    let before = |place, role| Account { place, role, ..account.clone() };
    let former = tx.tenures(to)?.into_iter().map(|tenure| before(tenure.place, tenure.role));
    Ok(std::iter::once(account.clone()).chain(former).any(|one| one.can_be_given(village)))
}
