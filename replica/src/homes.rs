//! The households that a question or a deed is about, with all that tell where their people live.

use crate::problems::StoreError;
use crate::store::Tx;
use shared_model::homes::Homes;
use shared_model::ids::HouseholdId;
use shared_model::projection::{HouseholdProjection, homes};

/// Households at hand: some that were asked for, those with claims of their own, and those that stand for
/// them.
pub(crate) struct Around {
    all: Vec<HouseholdProjection>,
}

impl Around {
    /// Around these.
    pub fn of(tx: &Tx<'_>, asked: Vec<HouseholdProjection>) -> Result<Around, StoreError> {
        let mut all = tx.claiming_households()?;
        let known =
            |all: &[HouseholdProjection], id: &HouseholdId| all.iter().any(|one| one.household.id == *id);
        if all.is_empty() {
            return Ok(Around { all: asked });
        }
        for one in asked {
            if !known(&all, &one.household.id) {
                all.push(one);
            }
        }
        let homes = homes::homes(&all);
        let ends = all.iter().map(|one| homes.survivor(&one.household.id).clone());
        let wanting: Vec<HouseholdId> = ends.filter(|end| !known(&all, end)).collect();
        for id in wanting {
            all.extend(tx.household(&id)?);
        }
        Ok(Around { all })
    }

    /// Around those with these identities.
    pub fn with(tx: &Tx<'_>, ids: &[&HouseholdId]) -> Result<Around, StoreError> {
        let mut asked = Vec::new();
        for id in ids {
            asked.extend(tx.household(id)?);
        }
        Around::of(tx, asked)
    }

    /// What they say together.
    pub fn homes(&self) -> Homes<'_> {
        homes::homes(&self.all)
    }

    /// As their own documents say them.
    pub fn all(&self) -> &[HouseholdProjection] {
        &self.all
    }
}
