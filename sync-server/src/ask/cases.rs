//! Cases as the console sees them.

use super::homes::around;
use super::through::Carried;
use super::{Asked, looks};
use crate::error::Outcome;
use crate::photos;
use crate::scope;
use shared_model::api::desk::{NearCase, QueueItem};
use shared_model::api::view::{CaseItem, CaseView, SuggestionView};
use shared_model::casework::Party;
use shared_model::document::DocId;
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::DAY;
use shared_model::projection::{CaseProjection, desk, homes, views};
use shared_model::scope::keeps_households;

/// The asker's cases, gravest and latest first. Above the village a list names nobody and finds
/// nobody by name: who wants to know opens the case, and that look is noted.
///
/// # Errors
/// Of the store.
pub fn list(asked: &Asked<'_>, search: &str, closed: bool) -> Outcome<Vec<CaseItem>> {
    let cases = found(asked, search, closed)?;
    let mut items: Vec<CaseItem> = cases.iter().map(|case| views::case_item(case, asked.lens())).collect();
    if !is_named(asked) {
        items.iter_mut().for_each(|item| item.parties.clear());
    }
    views::sort_cases(&mut items);
    Ok(items)
}

/// The same for those who review, hand on and urge: with what each row has shown, and what can be done
/// with it. In no order: the screen arranges it.
///
/// # Errors
/// Of the store.
pub fn queue(asked: &Asked<'_>, search: &str, closed: bool) -> Outcome<Vec<QueueItem>> {
    let cases = found(asked, search, closed)?;
    let mut items: Vec<QueueItem> = cases.iter().map(|case| desk::queue_item(case, asked.lens())).collect();
    if !is_named(asked) {
        items.iter_mut().for_each(|row| row.item.parties.clear());
    }
    Ok(items)
}

fn is_named(asked: &Asked<'_>) -> bool {
    !looks::is_noted(asked.me)
}

fn found(asked: &Asked<'_>, search: &str, closed: bool) -> Outcome<Vec<CaseProjection>> {
    let (search, named) = (search.trim(), is_named(asked));
    let mut cases = scope::cases(asked.tx, asked.me, closed, asked.now)?;
    cases.retain(|case| fits(case, search, named));
    Ok(cases)
}

/// Open cases of the same village that may be one and the same with a case, among those the asker
/// has a part in.
///
/// # Errors
/// `not_found`, or of the store.
pub fn near(asked: &Asked<'_>, id: &CaseId) -> Outcome<Vec<NearCase>> {
    let case = scope::case(asked.tx, asked.me, id, asked.now)?;
    let village = case.micro_grid.village().ok_or_else(|| scope::not_found("case"))?;
    let others = scope::open_cases_of(asked.tx, asked.me, &village, asked.now)?;
    Ok(desk::near_cases(&case, others.into_iter(), asked.lens()))
}

fn fits(case: &CaseProjection, search: &str, named: bool) -> bool {
    search.is_empty()
        || case.title.contains(search)
        || case.words.contains(search)
        || named && case.parties.iter().any(|party| party.name.contains(search))
}

/// One case with its timeline.
///
/// # Errors
/// `not_found`, or of the store.
pub fn one(asked: &Asked<'_>, id: &CaseId) -> Outcome<CaseView> {
    let case = scope::case(asked.tx, asked.me, id, asked.now)?;
    let mut view = views::case(&case, asked.lens());
    let village = case.micro_grid.village().ok_or_else(|| scope::not_found("case"))?;
    photos::mark(asked.tx, asked.room, &village, view.photos_mut())?;
    if keeps_households(asked.me.role) {
        let named: Vec<HouseholdId> =
            case.parties.iter().filter_map(|party| party.household.clone()).collect();
        let all = around(asked.tx, &asked.me.place, &village, &named)?;
        homes::lead(&mut view.parties, &homes::homes(&all));
    }
    Carried::read(asked, &DocId::Case(village, id.clone()))?.tell_events(&mut view.timeline);
    Ok(view)
}

/// The colour the policy suggests for a case about to be raised.
///
/// # Errors
/// Of the store.
pub fn suggest(asked: &Asked<'_>, category: &str, words: &str, parties: &[Party]) -> Outcome<SuggestionView> {
    let policy = &asked.reference.policy;
    let since = asked.now.plus(-i64::from(policy.suggest.repeat_days) * DAY);
    let mut repeats = false;
    for household in parties.iter().filter_map(|party| party.household.as_ref()) {
        if let Ok(row) = scope::household(asked.tx, asked.me, household) {
            repeats |=
                asked.tx.cases_of(&row.village, household)?.iter().any(|case| case.received_at >= since);
        }
    }
    let (colour, reason) = policy.suggest(category, words, parties.len(), repeats);
    Ok(SuggestionView { colour, reason })
}
