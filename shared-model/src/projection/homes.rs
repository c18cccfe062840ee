//! Households as people see them beside others: who moved, what was merged. Made of the projections at hand.

use super::households::newest_of;
use super::views::{self, Lens};
use super::{CaseProjection, FieldWrite, HouseholdProjection, VisitProjection};
use crate::api::view::{HistoryEntry, HouseholdView};
use crate::casework::Party;
use crate::homes::{Homes, words};
use crate::ids::HouseholdId;

/// The homes of projections.
pub fn homes(all: &[HouseholdProjection]) -> Homes<'_> {
    Homes::of(all.iter().map(|one| &one.household))
}

/// A household with its people, as far as the projections at hand tell. None when it isn't among them.
pub fn shown(
    all: &[HouseholdProjection],
    homes: &Homes<'_>,
    id: &HouseholdId,
) -> Option<HouseholdProjection> {
    let household = homes.household(id)?;
    let group = homes.group(id);
    let of_group = all.iter().filter(|one| group.contains(&one.household.id));
    Some(HouseholdProjection { household, delivery: newest_of(of_group.map(|one| one.delivery.clone())) })
}

/// One household with what belongs to it. `visits` and `cases` are those of its group ([`Homes::group`]).
/// None when it isn't at hand.
pub fn household(
    all: &[HouseholdProjection],
    homes: &Homes<'_>,
    id: &HouseholdId,
    visits: &[VisitProjection],
    cases: &[CaseProjection],
    lens: Lens<'_>,
) -> Option<HouseholdView> {
    let mut view = views::household(&shown(all, homes, id)?, visits, cases, lens);
    for one in &mut view.visits {
        let of = visits.iter().find(|visit| visit.id == one.id).map(|visit| &visit.household);
        one.of = of.filter(|of| *of != id).and_then(|of| Some(homes.name(of)?.words()));
    }
    view.parts = homes.parts(id).iter().filter_map(|part| homes.name(part)).collect();
    Some(view)
}

/// The history of a household, newest first, with that of those merged into it: each write with the
/// household in whose record it stands, where that is another.
pub fn history(
    id: &HouseholdId,
    homes: &Homes<'_>,
    of: Vec<(HouseholdId, Vec<HistoryEntry>)>,
) -> Vec<HistoryEntry> {
    let mut all: Vec<HistoryEntry> = Vec::new();
    let alone = of.len() == 1;
    for (part, entries) in of {
        let name = (part != *id).then(|| homes.name(&part).map(|one| one.words()).unwrap_or_default());
        all.extend(entries.into_iter().map(|entry| HistoryEntry { of: name.clone(), ..entry }));
    }
    if !alone {
        all.sort_by_key(|entry| std::cmp::Reverse(entry.written_at));
    }
    all
}

/// A write of a field in words: where people live and what was merged is told by the names of households.
pub(super) fn told(write: &FieldWrite) -> (Vec<String>, String) {
    let say = |value: &String| words(&write.field, value).unwrap_or_else(|| value.clone());
    let from = match (write.from.as_slice(), crate::homes::came_from(&write.field, &write.to)) {
        ([], Some(from)) => vec![from],
        (from, _) => from.iter().map(say).collect(),
    };
    (from, say(&write.to))
}

/// Leads each side of a case to where who it names lives now, where that household is at hand.
pub fn lead(parties: &mut [Party], homes: &Homes<'_>) {
    for party in parties {
        let Some(named) = &party.household else { continue };
        let recorded = homes.recorded(named);
        let mut alike = recorded.iter().flat_map(|one| &one.residents).filter(|one| one.name == party.name);
        let home = match (alike.next(), alike.next()) {
            (Some(person), None) => homes.home(&person.id, named),
            _ => homes.survivor(named),
        };
        if let Some(home) = homes.recorded(home) {
            party.household = Some(home.id.clone());
            party.micro_grid = Some(home.micro_grid.clone());
        }
    }
}
