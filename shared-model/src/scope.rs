//! Whose a document is: the one rule by which the server fills replicas and two phones decide what
//! the other may see.
//!
//! A household and its visit books belong to those who keep the households of its place. A case
//! belongs to those who work in a place it names, and to whom it was dispatched.

use crate::people::{Account, Role};
use crate::place::PlaceCode;
use crate::projection::CaseProjection;

/// Roles whose work is all that lies in their place; the others get what is given to them.
pub fn works_by_place(role: Role) -> bool {
    matches!(role, Role::Member | Role::GridLeader | Role::Secretary | Role::Township | Role::County)
}

/// Roles that keep the register of households and visits.
pub fn keeps_households(role: Role) -> bool {
    matches!(role, Role::Member | Role::GridLeader | Role::Secretary)
}

/// Whether somebody may see and write about the households of a micro-grid.
pub fn keeps(account: &Account, micro_grid: &PlaceCode) -> bool {
    keeps_households(account.role) && micro_grid.is_within(&account.place)
}

/// Whether somebody may see a case on a phone. Above the village only what was given to them by
/// name: what was brought up to a township is shown by its console.
pub fn has_part_in(account: &Account, case: &CaseProjection) -> bool {
    let by_place =
        keeps_households(account.role) && case.places().iter().any(|place| place.is_within(&account.place));
    by_place || case.grants().contains(&account.id)
}
