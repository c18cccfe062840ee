//! Whether the rules were upheld: on each phone is what its person looks after or was given, and
//! nothing else; and no step of a case counts that its author had no right to.

use super::county::county;
use super::world::{Outcome, World};
use shared_model::casework::Step;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::people::Account;
use shared_model::projection::{CaseProjection, HouseholdProjection};
use std::collections::{BTreeMap, BTreeSet};

impl World {
    /// Looks at every phone and every case.
    ///
    /// # Errors
    /// The first thing that is against the rules.
    pub(super) fn rules_are_upheld(&mut self) -> Outcome<()> {
        let rows = self.server.rows()?;
        let cases: BTreeMap<CaseId, CaseProjection> = rows
            .iter()
            .filter_map(|(id, row)| Some((CaseId::parse(id).ok()?, serde_json::from_str(row).ok()?)))
            .collect();
        cases.values().try_for_each(only_rights_count)?;
        let households: BTreeMap<HouseholdId, HouseholdProjection> = rows
            .iter()
            .filter_map(|(id, row)| Some((HouseholdId::parse(id).ok()?, serde_json::from_str(row).ok()?)))
            .collect();
        // What waits for something that is gone stays where it is.
        let may_wait = self.lost_for_good;
        for at in 0..self.phones.len() {
            let account = self.server.account(&self.phones[at].account.clone())?;
            let kept: BTreeSet<HouseholdId> = self.phones[at].households().into_iter().collect();
            let looked_after = |row: &HouseholdProjection| row.household.micro_grid.is_within(&account.place);
            let should: BTreeSet<HouseholdId> =
                households.iter().filter(|(_, row)| looked_after(row)).map(|(id, _)| id.clone()).collect();
            if kept != should && !may_wait {
                return Err(format!("phone {at} has the households {kept:?}, and should {should:?}"));
            }
            let seen: BTreeSet<CaseId> = self.phones[at].cases().into_iter().collect();
            let concerned: BTreeSet<CaseId> =
                cases.values().filter(|case| concerns(case, &account)).map(|case| case.id.clone()).collect();
            if seen != concerned && !may_wait {
                return Err(format!("phone {at} has the cases {seen:?}, and should {concerned:?}"));
            }
        }
        Ok(())
    }
}

/// A case concerns who looks after the place or a party of it, and who is to handle it because it was
/// given to them. Who took it by themselves has it as long as they look after a place of it.
fn concerns(case: &CaseProjection, account: &Account) -> bool {
    let parties = case.parties.iter().filter_map(|party| party.micro_grid.as_ref());
    let places = parties.chain([&case.micro_grid]);
    places.into_iter().any(|place| place.is_within(&account.place))
        || (case.state.handler.as_ref() == Some(&account.id) && was_given(case, account))
}

fn was_given(case: &CaseProjection, account: &Account) -> bool {
    let counted = case.state.events.iter().filter(|event| event.void.is_none());
    counted
        .into_iter()
        .any(|event| matches!(&event.written.event.step, Step::Dispatched { to, .. } if *to == account.id))
}

fn only_rights_count(case: &CaseProjection) -> Outcome<()> {
    for event in case.state.events.iter().filter(|event| event.void.is_none()) {
        let (kind, role) = (event.written.event.step.kind(), event.written.author.role);
        let may = county().policy.rights.get(&kind).is_some_and(|roles| roles.contains(&role));
        if !may {
            return Err(format!("in case {}, {kind:?} by {role:?} counts", case.id));
        }
    }
    Ok(())
}
