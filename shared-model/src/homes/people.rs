//! A household as people see it: with whom it has by what all households at hand say.

use super::resolve::named;
use super::{Homes, Lives, Lodging, Merged};
use crate::household::{Household, Resident};
use crate::ids::HouseholdId;

impl Homes<'_> {
    /// A household with its people: who moved in, who moved out (`gone`, with where to), and those of the
    /// households that were merged into it. None when it isn't at hand.
    pub fn household(&self, id: &HouseholdId) -> Option<Household> {
        let own = self.recorded(id)?;
        let mut shown = own.clone();
        shown.residents.clear();
        let into = self.merged_into(id).map(|into| self.now(into));
        shown.merged = own.merged.as_ref().map(|merged| Merged { into, ..merged.clone() });
        let here = self.survivor(id);
        for part in self.group(id).iter().filter_map(|part| self.recorded(part)) {
            self.add_people(&mut shown, part, here);
            if part.id != *id {
                shown.tags.extend(part.tags.iter().cloned());
                let of_people = part.conflicts.iter().filter(|one| one.field.starts_with("resident."));
                shown.conflicts.extend(of_people.cloned());
            }
        }
        let coming = if here == id { self.coming(id) } else { &[] };
        for (_, resident) in coming {
            let known = shown.residents.iter().any(|one| one.id == resident.id);
            let lives = self.claim(&resident.id).map(|claim| self.shown(claim));
            shown.residents.extend((!known).then(|| Resident { lives, ..(*resident).clone() }));
        }
        shown.tags.sort();
        shown.tags.dedup();
        shown.residents.sort_by_key(|one| (!one.gone.is_empty(), one.relation != "head"));
        Some(shown)
    }

    fn add_people(&self, shown: &mut Household, part: &Household, here: &HouseholdId) {
        let own = part.id == shown.id;
        for resident in &part.residents {
            let known = shown.residents.iter().any(|one| one.id == resident.id);
            let Some((_, record)) = self.record_of(&resident.id, &part.id).filter(|_| !known) else {
                continue;
            };
            let lives_here = self.home(&resident.id, &part.id) == here;
            let mut one = if lives_here { record } else { resident }.clone();
            one.lives = self.claim(&one.id).map(|claim| self.shown(claim));
            if !lives_here && one.gone.is_empty() {
                "moved".clone_into(&mut one.gone);
            }
            if !own && lives_here && joined(&mut shown.residents, &one) {
                continue;
            }
            let headed = shown.residents.iter().any(|one| one.relation == "head" && one.gone.is_empty());
            if !own && headed && one.relation == "head" {
                one.relation.clear();
            }
            shown.residents.push(one);
        }
    }

    /// A household at hand by its name.
    pub fn name(&self, id: &HouseholdId) -> Option<Lodging> {
        self.recorded(id)
            .map(|one| Lodging { held: true, ..named(&self.household(id).unwrap_or(one.clone())) })
    }

    /// The household that stands for one that was named, by name.
    pub fn now(&self, named: &Lodging) -> Lodging {
        let end = self.survivor(&named.id);
        let last = if *end == named.id { named.clone() } else { self.merged_words(named, end) };
        self.name(end).unwrap_or(last)
    }

    /// A claim with the households it names as they are now, and where the person lives in the end.
    fn shown(&self, claim: &Lives) -> Lives {
        let held = |written: &Lodging, id: &HouseholdId| {
            let known = self.recorded(id);
            known.map_or_else(|| written.clone(), |one| Lodging { held: true, ..named(one) })
        };
        let end = self.survivor(&claim.to.id);
        let to = if *end == claim.to.id { claim.to.clone() } else { self.merged_words(&claim.to, end) };
        Lives { to: held(&to, end), from: held(&claim.from, &claim.from.id), ..claim.clone() }
    }

    /// The name of the household that stands for another in the end.
    fn merged_words(&self, first: &Lodging, end: &HouseholdId) -> Lodging {
        let (mut at, mut last) = (&first.id, first);
        while let Some(into) = self.merged_into(at) {
            (at, last) = (&into.id, into);
        }
        Lodging { id: end.clone(), ..last.clone() }
    }
}

/// Whether somebody of a merged household is known already by name (made twice): then what the one lacks
/// is taken from the other.
fn joined(known: &mut [Resident], one: &Resident) -> bool {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let agree = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
    let same = known.iter_mut().find(|other| {
        bare(&other.name) == bare(&one.name)
            && agree(&other.birth_year, &one.birth_year)
            && agree(&other.sex, &one.sex)
            && other.gone.is_empty() == one.gone.is_empty()
    });
    let Some(same) = same else { return false };
    let pairs = [
        (&mut same.sex, &one.sex),
        (&mut same.birth_year, &one.birth_year),
        (&mut same.phone, &one.phone),
        (&mut same.relation, &one.relation),
    ];
    for (slot, value) in pairs {
        if slot.is_empty() {
            slot.clone_from(value);
        }
    }
    true
}
