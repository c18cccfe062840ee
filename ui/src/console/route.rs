//! Which page the address names: between `#/case/<id>` and [`Route`], nothing else.

use shared_model::ids::{CaseId, HouseholdId};
use shared_model::place::PlaceCode;
use ui::backend::Table;

/// A page of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Whatever the role begins with.
    Home,
    /// The list of cases.
    Queue,
    /// One case.
    Case(CaseId),
    /// The register.
    Households,
    /// One household.
    Household(HouseholdId),
    /// Members and their phones.
    Members,
    /// Complaints and suggestions.
    Feedback,
    /// Who looked at the village's detail.
    Looks,
    /// Numbers by place, with one place opened when it is named.
    Numbers(Option<PlaceCode>),
    /// Reports and printing.
    Papers,
    /// What the one-window service offers.
    Items,
    /// The directory.
    People,
    /// A spreadsheet handed in.
    Import(Table),
    /// An address that names nothing.
    Unknown,
}

impl Route {
    /// Reads the part of an address from `#` on.
    pub fn parse(hash: &str) -> Route {
        let path = hash.trim_start_matches('#').trim_matches('/');
        let (page, rest) = path.split_once('/').map_or((path, None), |(page, rest)| (page, Some(rest)));
        match (page, rest) {
            ("", None) => Route::Home,
            ("queue", None) => Route::Queue,
            ("households", None) => Route::Households,
            ("members", None) => Route::Members,
            ("papers", None) => Route::Papers,
            ("feedback", None) => Route::Feedback,
            ("looks", None) => Route::Looks,
            ("items", None) => Route::Items,
            ("people", None) => Route::People,
            ("import", None) => Route::Import(Table::Cases),
            ("import", Some(word)) => Table::ALL
                .into_iter()
                .find(|table| table.word() == word)
                .map_or(Route::Unknown, Route::Import),
            ("numbers", None) => Route::Numbers(None),
            ("case", Some(id)) => CaseId::parse(id).map_or(Route::Unknown, Route::Case),
            ("household", Some(id)) => HouseholdId::parse(id).map_or(Route::Unknown, Route::Household),
            ("numbers", Some(code)) => {
                PlaceCode::parse(code).map_or(Route::Unknown, |code| Route::Numbers(Some(code)))
            }
            _ => Route::Unknown,
        }
    }

    /// The address of the page, ready for a link.
    pub fn href(&self) -> String {
        match self {
            Route::Home | Route::Unknown => "#/".to_owned(),
            Route::Queue => "#/queue".to_owned(),
            Route::Case(id) => format!("#/case/{id}"),
            Route::Households => "#/households".to_owned(),
            Route::Household(id) => format!("#/household/{id}"),
            Route::Members => "#/members".to_owned(),
            Route::Papers => "#/papers".to_owned(),
            Route::Feedback => "#/feedback".to_owned(),
            Route::Looks => "#/looks".to_owned(),
            Route::Items => "#/items".to_owned(),
            Route::People => "#/people".to_owned(),
            Route::Import(table) => format!("#/import/{}", table.word()),
            Route::Numbers(None) => "#/numbers".to_owned(),
            Route::Numbers(Some(code)) => format!("#/numbers/{code}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_finds_its_way_back_from_its_own_address() {
        let routes = [
            Route::Home,
            Route::Queue,
            Route::Case(CaseId::from_random([3; 10])),
            Route::Households,
            Route::Household(HouseholdId::from_random([4; 10])),
            Route::Members,
            Route::Papers,
            Route::Feedback,
            Route::Looks,
            Route::Items,
            Route::People,
            Route::Import(Table::Cases),
            Route::Import(Table::Items),
            Route::Import(Table::People),
            Route::Numbers(None),
            Route::Numbers(Some(PlaceCode::parse("513424101000").unwrap())),
        ];
        for route in routes {
            assert_eq!(Route::parse(&route.href()), route);
        }
    }

    #[test]
    fn what_names_no_page_is_said_to_and_leads_nowhere_else() {
        for hash in [
            "#/nothing",
            "#/case",
            "#/case/../etc",
            "#/numbers/abc",
            "#/household/1/2",
            "#/queue/1",
            "#/import/x",
        ] {
            assert_eq!(Route::parse(hash), Route::Unknown, "{hash}");
        }
        assert_eq!(Route::parse(""), Route::Home);
    }
}
