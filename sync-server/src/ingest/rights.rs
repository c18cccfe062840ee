//! Who may write into which document. Whether a case event *counts* is not decided here but by the
//! fold: here it is only decided whose hands may reach the document at all.

use super::{OUT_OF_SCOPE, Sender, UNKNOWN_DOCUMENT};
use crate::error::Outcome;
use crate::ingest::derive::logged;
use crate::store::ReadTx;
use crate::store::records::{ChangeRow, Grantee};
use shared_model::casework::Policy;
use shared_model::document::{DocId, DocKind};
use shared_model::people::{Author, Role};
use shared_model::projection::{Projected, project};

/// Whether the sender may write into a document that stands as its log says.
///
/// # Errors
/// The outer one of the store; the inner one is the word of the refusal.
pub fn may_write(
    tx: &dyn ReadTx,
    sender: &Sender,
    id: &DocId,
    log: &[ChangeRow],
) -> Outcome<Result<(), &'static str>> {
    let author = &sender.author;
    let in_scope = |yes: bool| if yes { Ok(()) } else { Err(OUT_OF_SCOPE) };
    if let Some(household) = id.household() {
        if !keeps_households(author.role) {
            return Ok(Err(OUT_OF_SCOPE));
        }
        let row = tx.household(household)?.filter(|row| row.village == *id.village());
        return Ok(match row {
            Some(row) => in_scope(row.micro_grid.is_within(&author.place)),
            // Only the office registers a household; its first change says where it lies.
            None if sender.office && id.kind() == DocKind::Household => {
                in_scope(id.village().is_within(&author.place) || author.place.is_within(id.village()))
            }
            None => Err(UNKNOWN_DOCUMENT),
        });
    }
    if log.is_empty() {
        return Ok(in_scope(
            author.place.village().as_ref() == Some(id.village()) || id.village().is_within(&author.place),
        ));
    }
    if log.iter().any(|row| row.author.account == author.account) {
        return Ok(Ok(()));
    }
    let held = tx.scope_of(id)?.iter().any(|scope| holds(author, &scope.grantee));
    Ok(in_scope(held))
}

/// Whether a document that was granted so belongs to what the author works with.
pub fn holds(author: &Author, grantee: &Grantee) -> bool {
    match grantee {
        Grantee::Account(account) => *account == author.account,
        Grantee::Place(place) => works_by_place(author.role) && place.is_within(&author.place),
    }
}

/// Roles whose work is all that lies in their place; the others get what is given to them.
pub fn works_by_place(role: Role) -> bool {
    matches!(role, Role::Member | Role::GridLeader | Role::Secretary | Role::Township | Role::County)
}

/// Roles that keep the register of households and visits.
pub fn keeps_households(role: Role) -> bool {
    matches!(role, Role::Member | Role::GridLeader | Role::Secretary)
}

/// Whether a case that the sender begins lies where the sender works.
///
/// # Errors
/// When the document is damaged.
pub fn may_begin(policy: &Policy, sender: &Sender, id: &DocId, log: &[ChangeRow]) -> Outcome<bool> {
    Ok(match project(id, &logged(log), policy)? {
        Projected::Case(case) => case.micro_grid.is_within(&sender.author.place),
        _ => true,
    })
}
