//! What each role finds in the console: its pages, its first page, and what its list is called.

use super::route::Route;
use shared_model::people::Role;
use ui::backend::Table;
use ui::backend::papers::TablePaper;

/// A page in the side navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The list of cases.
    Queue,
    /// The register of households.
    Households,
    /// Members and their phones.
    Members,
    /// Numbers by place.
    Numbers,
    /// Reports and printing.
    Papers,
    /// What the one-window service offers.
    Items,
    /// People without an account who can be asked.
    People,
    /// Cases from a spreadsheet.
    Import,
    /// Complaints and suggestions that were written to one's place.
    Feedback,
    /// Who looked at the village's detail.
    Looks,
}

impl Page {
    /// Where it is.
    pub fn route(self) -> Route {
        match self {
            Page::Queue => Route::Queue,
            Page::Households => Route::Households,
            Page::Members => Route::Members,
            Page::Numbers => Route::Numbers(None),
            Page::Papers => Route::Papers,
            Page::Feedback => Route::Feedback,
            Page::Looks => Route::Looks,
            Page::Items => Route::Items,
            Page::People => Route::People,
            Page::Import => Route::Import(Table::Cases),
        }
    }

    /// The word of its `data-test`.
    pub fn word(self) -> &'static str {
        match self {
            Page::Queue => "queue",
            Page::Households => "households",
            Page::Members => "members",
            Page::Numbers => "numbers",
            Page::Papers => "papers",
            Page::Items => "items",
            Page::People => "people",
            Page::Import => "import",
            Page::Feedback => "feedback",
            Page::Looks => "looks",
        }
    }

    /// The page a route belongs to, so that the navigation marks it.
    pub fn of(route: &Route) -> Option<Page> {
        match route {
            Route::Queue | Route::Case(_) => Some(Page::Queue),
            Route::Households | Route::Household(_) => Some(Page::Households),
            Route::Members => Some(Page::Members),
            Route::Numbers(_) => Some(Page::Numbers),
            Route::Papers => Some(Page::Papers),
            Route::Feedback => Some(Page::Feedback),
            Route::Looks => Some(Page::Looks),
            Route::Items | Route::Import(Table::Items) => Some(Page::Items),
            Route::People | Route::Import(Table::People) => Some(Page::People),
            Route::Import(Table::Cases) => Some(Page::Import),
            Route::Home | Route::Unknown => None,
        }
    }
}

/// The pages of a role, the first of which it begins with. The server decides what may be seen;
/// this only leaves out doors that are always shut.
pub fn pages(role: Role) -> &'static [Page] {
    match role {
        Role::Secretary => &[
            Page::Queue,
            Page::Households,
            Page::Items,
            Page::People,
            Page::Members,
            Page::Numbers,
            Page::Papers,
            Page::Import,
            Page::Feedback,
            Page::Looks,
        ],
        Role::Member => &[Page::Queue, Page::Households, Page::Items, Page::People],
        Role::GridLeader => &[Page::Queue, Page::Households, Page::Items, Page::People, Page::Papers],
        Role::Mediator => &[Page::Queue, Page::People, Page::Papers],
        Role::Department => &[Page::Queue, Page::Items, Page::Papers],
        Role::Township => &[Page::Queue, Page::Items, Page::Numbers, Page::Papers],
        Role::County => &[Page::Numbers, Page::Queue, Page::Items, Page::Papers, Page::Feedback],
        Role::Administrator => &[Page::Members, Page::Feedback],
    }
}

/// Whether a role may look at a household: others read what the case itself names.
pub fn opens_households(role: Role) -> bool {
    matches!(role, Role::Member | Role::GridLeader | Role::Secretary | Role::Township)
}

/// Whether a role keeps the register: reads all of it with who changed what, and changes it.
pub fn keeps_households(role: Role) -> bool {
    matches!(role, Role::Member | Role::GridLeader | Role::Secretary)
}

/// Whether a page is one a role may open: what the server's table of rights lets it ask for.
pub fn opens(route: &Route, role: Role) -> bool {
    match route {
        Route::Home | Route::Unknown => true,
        Route::Queue | Route::Case(_) | Route::Items => role != Role::Administrator,
        Route::Households => keeps_households(role),
        Route::Household(_) => opens_households(role),
        Route::Members => matches!(role, Role::Secretary | Role::Administrator),
        Route::Feedback => matches!(role, Role::Secretary | Role::County | Role::Administrator),
        Route::Looks => role == Role::Secretary,
        Route::Numbers(_) => {
            matches!(role, Role::GridLeader | Role::Secretary | Role::Township | Role::County)
        }
        Route::Papers => !table_papers(role).is_empty(),
        Route::People => matches!(role, Role::Member | Role::GridLeader | Role::Secretary | Role::Mediator),
        Route::Import(table) => imports(role, *table),
    }
}

/// Whose page it is.
pub fn whose(route: &Route) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| opens(route, *role)).collect()
}

/// The page behind a route for a role: `Home` becomes the role's first page.
pub fn resolve(route: &Route, role: Role) -> Route {
    match route {
        Route::Home => pages(role).first().map_or(Route::Unknown, |page| page.route()),
        other => other.clone(),
    }
}

/// The tables a role is given: names go to who works on the cases, numbers up.
pub fn table_papers(role: Role) -> &'static [TablePaper] {
    match role {
        Role::GridLeader | Role::Secretary | Role::Township => {
            &[TablePaper::Statistics, TablePaper::Register, TablePaper::Helping]
        }
        Role::Mediator | Role::Department => &[TablePaper::Register],
        Role::County => &[TablePaper::Statistics, TablePaper::Helping],
        Role::Member | Role::Administrator => &[],
    }
}

/// Whether a role prints papers on its cases.
pub fn prints_cases(role: Role) -> bool {
    table_papers(role).contains(&TablePaper::Register)
}

/// Whether a role hands in a table: the lists of its own place, the cases and people of its village.
pub fn imports(role: Role, table: Table) -> bool {
    match table {
        Table::Cases | Table::People => role == Role::Secretary,
        Table::Items => matches!(role, Role::Secretary | Role::Township | Role::County),
    }
}

/// Whether a role begins cases in the console.
pub fn raises(role: Role) -> bool {
    matches!(role, Role::Member | Role::GridLeader | Role::Secretary)
}

/// Whether the list is one of cases given to the asker: fewer tabs and columns.
pub fn is_handler(role: Role) -> bool {
    matches!(role, Role::Mediator | Role::Department)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_begins_somewhere_and_the_county_begins_with_numbers() {
        for role in Role::ALL {
            assert_ne!(resolve(&Route::Home, role), Route::Unknown, "{role:?}");
        }
        assert_eq!(resolve(&Route::Home, Role::County), Route::Numbers(None));
        assert_eq!(resolve(&Route::Home, Role::Secretary), Route::Queue);
    }

    #[test]
    fn the_navigation_leads_nowhere_that_is_shut_and_a_shut_page_is_somebodys() {
        for role in Role::ALL {
            for page in pages(role) {
                assert!(opens(&page.route(), role), "{role:?} {page:?}");
            }
        }
        assert_eq!(whose(&Route::Looks), [Role::Secretary]);
        assert_eq!(whose(&Route::Feedback), [Role::Secretary, Role::County, Role::Administrator]);
        assert_eq!(whose(&Route::Import(Table::Items)), [Role::Secretary, Role::Township, Role::County]);
        assert!(!opens(&Route::Import(Table::Cases), Role::Township));
        assert!(!opens(&Route::Papers, Role::Member) && !opens(&Route::Queue, Role::Administrator));
        // A township looks at a household a case names; the register isn't its own.
        let household = Route::Household(shared_model::ids::HouseholdId::from_random([1; 10]));
        assert!(opens(&household, Role::Township) && !opens(&Route::Households, Role::Township));
    }

    #[test]
    fn nobody_above_the_village_is_led_to_the_register() {
        for role in [Role::Township, Role::County, Role::Administrator, Role::Mediator, Role::Department] {
            assert!(!pages(role).contains(&Page::Households), "{role:?}");
        }
        for role in [Role::Township, Role::Department, Role::County, Role::Administrator] {
            assert!(!pages(role).contains(&Page::People), "{role:?}");
        }
    }
}
