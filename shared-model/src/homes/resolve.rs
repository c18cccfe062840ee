//! What all households at hand say together: where each person lives, which household is part of which.

use super::claims::order;
use super::{Lives, Lodging, Merged};
use crate::household::{Household, Resident};
use crate::ids::{HouseholdId, ResidentId};
use std::collections::{BTreeMap, BTreeSet};

/// The households at hand, and what follows from all of their claims.
#[derive(Clone, Debug, Default)]
pub struct Homes<'a> {
    all: BTreeMap<&'a HouseholdId, &'a Household>,
    lives: BTreeMap<&'a ResidentId, &'a Lives>,
    /// Those whose own merge counts for nothing because it would go in a circle.
    stand: BTreeSet<&'a HouseholdId>,
    /// By survivor: those that are merged into it, by identity.
    parts: BTreeMap<HouseholdId, Vec<&'a HouseholdId>>,
    /// By survivor: those who moved there, of whom only another household's document tells yet.
    coming: BTreeMap<HouseholdId, Vec<(&'a Household, &'a Resident)>>,
}

impl<'a> Homes<'a> {
    /// From households as their own documents say them.
    pub fn of(households: impl IntoIterator<Item = &'a Household>) -> Homes<'a> {
        let all: BTreeMap<_, _> = households.into_iter().map(|one| (&one.id, one)).collect();
        let mut lives: BTreeMap<&ResidentId, &Lives> = BTreeMap::new();
        for resident in all.values().flat_map(|one| &one.residents) {
            if let Some(claim) = &resident.lives {
                let known = lives.entry(&resident.id).or_insert(claim);
                if order(*known, claim).is_lt() {
                    *known = claim;
                }
            }
        }
        let mut homes = Homes { all, lives, ..Homes::default() };
        homes.stand = homes.circles();
        let mut parts: BTreeMap<HouseholdId, Vec<&HouseholdId>> = BTreeMap::new();
        for id in homes.all.keys() {
            let survivor = homes.survivor(id);
            if survivor != *id {
                parts.entry(survivor.clone()).or_default().push(id);
            }
        }
        homes.parts = parts;
        homes.coming = homes.on_the_way();
        homes
    }

    fn on_the_way(&self) -> BTreeMap<HouseholdId, Vec<(&'a Household, &'a Resident)>> {
        let mut coming: BTreeMap<HouseholdId, Vec<(&Household, &Resident)>> = BTreeMap::new();
        let mut told: BTreeSet<&ResidentId> = BTreeSet::new();
        for household in self.all.values() {
            for resident in &household.residents {
                let Some(to) = self.claim(&resident.id).map(|claim| &claim.to.id) else { continue };
                let known = |home: &&Household| home.residents.iter().any(|one| one.id == resident.id);
                if self.recorded(to).as_ref().is_some_and(known) || !told.insert(&resident.id) {
                    continue;
                }
                coming.entry(self.survivor(to).clone()).or_default().push((household, resident));
            }
        }
        coming
    }

    /// Those who moved to a household, of whom only another household's document tells yet.
    pub(super) fn coming(&self, id: &HouseholdId) -> &[(&'a Household, &'a Resident)] {
        self.coming.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Of each circle of merges the household whose merge has the highest claim: it stands.
    fn circles(&self) -> BTreeSet<&'a HouseholdId> {
        let mut stand = BTreeSet::new();
        let mut done: BTreeSet<&HouseholdId> = BTreeSet::new();
        for start in self.all.keys() {
            let (mut way, mut at): (Vec<&'a HouseholdId>, &'a HouseholdId) = (Vec::new(), start);
            while !done.contains(at) {
                if let Some(begins) = way.iter().position(|one| *one == at) {
                    let merge = |id: &&HouseholdId| self.merge_of(id).map(|merge| (merge.n, &merge.id));
                    stand.extend(way[begins..].iter().copied().max_by_key(merge));
                    break;
                }
                way.push(at);
                let next = self.merge_of(at).and_then(|merge| merge.into.as_ref());
                let Some(next) = next.and_then(|into| self.all.get_key_value(&into.id)) else { break };
                at = next.0;
            }
            done.extend(way);
        }
        stand
    }

    fn merge_of(&self, id: &HouseholdId) -> Option<&'a Merged> {
        self.all.get(id).and_then(|one| one.merged.as_ref())
    }

    /// The household as its own document says it.
    pub fn recorded(&self, id: &HouseholdId) -> Option<&'a Household> {
        self.all.get(id).copied()
    }

    /// All of them, as their own documents say them.
    pub fn recorded_all(&self) -> impl Iterator<Item = &'a Household> + '_ {
        self.all.values().copied()
    }

    /// Into which household this one was merged by its own document, where that counts.
    pub fn merged_into(&self, id: &HouseholdId) -> Option<&'a Lodging> {
        if self.stand.contains(id) { None } else { self.merge_of(id)?.into.as_ref() }
    }

    /// Those whose merge counts for nothing because it goes in a circle.
    pub fn in_circles(&self) -> impl Iterator<Item = &'a HouseholdId> + '_ {
        self.stand.iter().copied()
    }

    /// The household that stands for this one: itself, or what it was merged into in the end. It may not be
    /// at hand.
    pub fn survivor<'b>(&'b self, id: &'b HouseholdId) -> &'b HouseholdId {
        let mut at = id;
        while let Some(into) = self.merged_into(at) {
            at = &into.id;
        }
        at
    }

    /// Those that are merged into a household, by identity.
    pub fn parts(&self, id: &HouseholdId) -> &[&'a HouseholdId] {
        self.parts.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// A household and those that are merged into it.
    pub fn group(&self, id: &HouseholdId) -> Vec<HouseholdId> {
        std::iter::once(id.clone()).chain(self.parts(id).iter().map(|part| (*part).clone())).collect()
    }

    /// The claim by which somebody lives where they live; none for who never moved.
    pub fn claim(&self, resident: &ResidentId) -> Option<&'a Lives> {
        self.lives.get(resident).copied()
    }

    /// Where somebody lives that a household's document records. The household may not be at hand.
    pub fn home<'b>(&'b self, resident: &'b ResidentId, recorded_in: &'b HouseholdId) -> &'b HouseholdId {
        self.survivor(self.claim(resident).map_or(recorded_in, |claim| &claim.to.id))
    }

    /// The households in whose documents an edit of a field of this household is written.
    pub fn written_in(&self, id: &HouseholdId, field: &str, value: &str) -> Vec<HouseholdId> {
        let of = field.strip_prefix("resident.").and_then(|rest| rest.split_once('.'));
        if let Some(resident) = of.and_then(|(resident, _)| ResidentId::parse(resident).ok()) {
            let group = self.group(id);
            let home = group.iter().find_map(|part| self.record_of(&resident, part));
            let home = home.map(|(home, _)| home.id.clone()).filter(|home| group.contains(home));
            return vec![home.unwrap_or_else(|| id.clone())];
        }
        let has = |part: &&HouseholdId| {
            let tag = field.strip_prefix("tag.");
            let tags = self.recorded(part).map(|one| one.tags.as_slice()).unwrap_or_default();
            value.is_empty() && tag.is_some_and(|tag| tags.iter().any(|one| one == tag))
        };
        let parts = self.parts(id).iter().copied().filter(has).cloned();
        std::iter::once(id.clone()).chain(parts).collect()
    }

    /// The document whose record of somebody counts: that of the household they moved to, where it has one.
    pub fn record_of<'b>(
        &'b self,
        resident: &'b ResidentId,
        recorded_in: &'b HouseholdId,
    ) -> Option<(&'a Household, &'a Resident)> {
        let records = |id: &HouseholdId| {
            let household = self.recorded(id)?;
            Some((household, household.residents.iter().find(|one| one.id == *resident)?))
        };
        self.claim(resident).and_then(|claim| records(&claim.to.id)).or_else(|| records(recorded_in))
    }
}

/// A household by name.
pub(super) fn named(household: &Household) -> Lodging {
    let name = household.name().to_owned();
    Lodging { id: household.id.clone(), house_no: household.house_no.clone(), name, held: false }
}
