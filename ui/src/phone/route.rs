//! Which page is meant: routes as they stand behind the `#` of the address.

use shared_model::casework::EventKind;
use shared_model::ids::{CaseId, EventId, HouseholdId};

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// What is due and what is unsent.
    Today,
    /// All households.
    Households,
    /// Add a household.
    Add,
    /// Choose the household that is visited.
    PickForVisit,
    /// One household.
    Household(HouseholdId),
    /// Who changed what in it.
    History(HouseholdId),
    /// Change its fields.
    Edit(HouseholdId),
    /// Who moves elsewhere, with which it is merged, whether it is archived.
    Moving(HouseholdId),
    /// Record a visit to it.
    Visit(HouseholdId),
    /// Raise a case.
    Raise,
    /// Cases.
    Cases,
    /// One case.
    Case(CaseId),
    /// One case, with the sheet of a step open.
    Step(CaseId, EventKind),
    /// One case, with the answer to a task open.
    Task(CaseId, EventId),
    /// Where each entry is.
    Sync,
    /// What others wrote that concerns one.
    News,
    /// Settings and the lock.
    Me,
    /// One's complaints and suggestions.
    Feedback,
    /// A page of text that the window holds: which, as it asks for it.
    Leaflet(String),
}

impl Route {
    /// The address, from `#` on.
    pub fn href(&self) -> String {
        match self {
            Route::Today => "#/today".into(),
            Route::Households => "#/households".into(),
            Route::Add => "#/add".into(),
            Route::PickForVisit => "#/pick".into(),
            Route::Household(id) => format!("#/household/{id}"),
            Route::History(id) => format!("#/household/{id}/history"),
            Route::Edit(id) => format!("#/household/{id}/edit"),
            Route::Moving(id) => format!("#/household/{id}/move"),
            Route::Visit(id) => format!("#/household/{id}/visit"),
            Route::Raise => "#/raise".into(),
            Route::Cases => "#/cases".into(),
            Route::Case(id) => format!("#/case/{id}"),
            Route::Step(id, kind) => format!("#/case/{id}/do/{}", kind.word()),
            Route::Task(id, task) => format!("#/case/{id}/task/{task}"),
            Route::Sync => "#/sync".into(),
            Route::News => "#/news".into(),
            Route::Me => "#/me".into(),
            Route::Feedback => "#/feedback".into(),
            Route::Leaflet(about) => format!("#/leaflet/{about}"),
        }
    }

    /// The page of an address; the first page for an address that is none.
    pub fn parse(href: &str) -> Route {
        let parts: Vec<&str> =
            href.trim_start_matches('#').split('/').filter(|part| !part.is_empty()).collect();
        let household = |id: &str, make: fn(HouseholdId) -> Route| HouseholdId::parse(id).ok().map(make);
        let found = match parts.as_slice() {
            ["households"] => Some(Route::Households),
            ["add"] => Some(Route::Add),
            ["pick"] => Some(Route::PickForVisit),
            ["household", id] => household(id, Route::Household),
            ["household", id, "history"] => household(id, Route::History),
            ["household", id, "edit"] => household(id, Route::Edit),
            ["household", id, "move"] => household(id, Route::Moving),
            ["household", id, "visit"] => household(id, Route::Visit),
            ["raise"] => Some(Route::Raise),
            ["cases"] => Some(Route::Cases),
            ["case", id] => CaseId::parse(id).ok().map(Route::Case),
            ["case", id, "do", word] => {
                let kind = EventKind::ALL.into_iter().find(|kind| kind.word() == *word);
                CaseId::parse(id).ok().zip(kind).map(|(id, kind)| Route::Step(id, kind))
            }
            ["case", id, "task", task] => {
                let found = CaseId::parse(id).ok().zip(EventId::parse(task).ok());
                found.map(|(id, task)| Route::Task(id, task))
            }
            ["sync"] => Some(Route::Sync),
            ["news"] => Some(Route::News),
            ["me"] => Some(Route::Me),
            ["feedback"] => Some(Route::Feedback),
            ["leaflet", about @ ..] => Some(Route::Leaflet(about.join("/"))),
            _ => None,
        };
        found.unwrap_or(Route::Today)
    }

    /// The word by which the guide knows this page.
    pub fn word(&self) -> String {
        let href = self.href();
        let words: Vec<&str> = href.split('/').collect();
        let word = match words[..] {
            [_, "household", _, page] => page,
            [_, page, ..] => page,
            _ => "",
        };
        word.to_owned()
    }

    /// Where "back" leads when there is no way one came by.
    pub fn up(&self) -> Route {
        match self {
            Route::Household(_) | Route::Add => Route::Households,
            Route::History(id) | Route::Edit(id) | Route::Moving(id) | Route::Visit(id) => {
                Route::Household(id.clone())
            }
            Route::Case(_) | Route::Step(..) | Route::Task(..) => Route::Cases,
            _ => Route::Today,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_found_again_by_its_address() {
        let id = HouseholdId::from_random([7; 10]);
        let routes = [
            Route::Today,
            Route::Households,
            Route::PickForVisit,
            Route::Household(id.clone()),
            Route::History(id.clone()),
            Route::Edit(id.clone()),
            Route::Moving(id.clone()),
            Route::Visit(id),
            Route::Raise,
            Route::Cases,
            Route::Case(CaseId::from_random([9; 10])),
            Route::Step(CaseId::from_random([9; 10]), EventKind::FollowedUp),
            Route::Task(CaseId::from_random([9; 10]), EventId::from_random([8; 10])),
            Route::Sync,
            Route::News,
            Route::Me,
            Route::Feedback,
            Route::Leaflet("privacy".into()),
            Route::Leaflet("help/visit".into()),
        ];
        for route in routes {
            assert_eq!(Route::parse(&route.href()), route);
        }
    }

    #[test]
    fn the_guide_knows_a_page_by_the_word_of_its_address() {
        let id = HouseholdId::from_random([7; 10]);
        let case = CaseId::from_random([9; 10]);
        assert_eq!(Route::Today.word(), "today");
        assert_eq!(Route::Household(id.clone()).word(), "household");
        assert_eq!(Route::Visit(id).word(), "visit");
        assert_eq!(Route::Step(case, EventKind::Taken).word(), "case");
    }

    #[test]
    fn an_address_that_is_none_leads_to_today() {
        for href in ["", "#", "#/household/x", "#/household", "#/nowhere/1/2/3", "#/case/x/do/taken"] {
            assert_eq!(Route::parse(href), Route::Today);
        }
    }
}
