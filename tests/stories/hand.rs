//! A phone in somebody's hand: the real window, behind a link that can be cut.

use crate::stage::{Fill, Stage, case_of};
use shared_model::casework::{CaseKind, Colour, EventKind};
use shared_model::ids::CaseId;
use shared_model::people::Account;
use std::path::Path;
use system_tests::link::{Cut, Link, Way};
use system_tests::screen::Screen;
use system_tests::world::Outcome;

const PIN: &str = "246802";
const SMALL_PHONE: (u32, u32) = (360, 640);
/// So often a person tries to send before saying that nothing comes.
const TRIES: usize = 5;

/// What is raised.
pub struct Raise<'a> {
    /// What kind.
    pub kind: CaseKind,
    /// The category's key.
    pub category: &'a str,
    /// How grave.
    pub colour: Colour,
    /// A few words.
    pub title: &'a str,
    /// What happened.
    pub words: &'a str,
    /// Somebody from outside it is about; the first of one's own households when nobody is named.
    pub outsider: Option<&'a str>,
    /// A picture's file that goes with it.
    pub photo: Option<&'a str>,
}

/// A phone.
pub struct Hand {
    /// Its window.
    pub screen: Screen,
    link: Link,
    _dir: tempfile::TempDir,
}

impl Hand {
    /// Opens a new phone and enrols it through its screens.
    pub fn enrols(stage: &Stage, account: &Account) -> Outcome<Hand> {
        let link = Link::to(&stage.village.server.url)?;
        let dir = tempfile::tempdir().map_err(|e| e.to_string())?;
        let screen = Screen::window(dir.path())?;
        screen.sizes(SMALL_PHONE)?;
        screen.sees("page-enrol")?;
        screen.types("enrol-server", &link.url())?;
        screen.types("enrol-code", &stage.village.code(account)?)?;
        screen.click("enrol-next")?;
        screen.sees("page-enrol-pin")?;
        screen.enters(PIN)?;
        screen.enters(PIN)?;
        screen.sees("page-today")?;
        Ok(Hand { screen, link, _dir: dir })
    }

    /// Goes behind the hill.
    pub fn loses_signal(&self) {
        self.link.cut_for_good(Cut { way: Way::Up, after: 0 });
        self.link.hang_up();
    }

    /// Comes back.
    pub fn has_signal(&self) {
        self.link.mend();
    }

    /// Raises a case.
    pub fn raises(&self, what: &Raise) -> Outcome<CaseId> {
        let screen = &self.screen;
        self.goes("today")?;
        screen.click("today-raise")?;
        screen.click(&format!("raise-kind-{}", what.kind.word()))?;
        let category = format!("raise-category-{}", what.category);
        screen.sees_css("[data-test^=\"raise-category-\"]")?;
        if !screen.has(&category) {
            screen.click("raise-category-more")?;
        }
        screen.click(&category)?;
        screen.click(&format!("colour-{}", what.colour.word()))?;
        screen.click("raise-next")?;
        screen.types("raise-title", what.title)?;
        screen.types("raise-words", what.words)?;
        self.names_a_party(what.outsider)?;
        if let Some(file) = what.photo {
            screen.attaches("photo-choose", Path::new(file))?;
            screen.sees("photo-0")?;
        }
        screen.click("raise-save")?;
        screen.sees("page-case")?;
        case_of(&screen.address()?)
    }

    fn names_a_party(&self, outsider: Option<&str>) -> Outcome<()> {
        let screen = &self.screen;
        if let Some(name) = outsider {
            screen.click("party-outsider")?;
            screen.types("outsider-name", name)?;
            screen.click("outsider-add")?;
            return screen.sees("party-0");
        }
        screen.click("party-household")?;
        screen.sees("party-search")?;
        let first = screen.names("household-")?.into_iter().next().ok_or("no household is offered")?;
        screen.click(&first)
    }

    /// Goes to a page.
    pub fn goes(&self, route: &str) -> Outcome<()> {
        self.screen.runs(&format!("location.hash = '#/{route}'; return null;")).map(|_| ())
    }

    /// Opens a case from the list of cases.
    pub fn opens(&self, case: &CaseId) -> Outcome<()> {
        self.goes("cases")?;
        self.screen.click("cases-all")?;
        self.screen.click(&format!("case-{case}"))?;
        self.screen.sees("page-case")
    }

    /// Takes a step in the case, from its page.
    pub fn steps(&self, case: &CaseId, kind: EventKind, words: &str, fills: &[Fill]) -> Outcome<()> {
        let screen = &self.screen;
        self.opens(case)?;
        screen.sees("case-timeline")?;
        let button = format!("case-step-{}", kind.word());
        if !screen.has(&button) {
            screen.click("case-more")?;
        }
        screen.click(&button)?;
        screen.sees("step-save")?;
        fills.iter().try_for_each(|fill| fill.on(screen))?;
        if !words.is_empty() {
            screen.types("step-words", words)?;
        }
        screen.click("step-save")?;
        screen.misses("step-save")?;
        screen.sees(&format!("event-{}", kind.word()))
    }

    /// Sends and fetches, and waits until that is over.
    pub fn syncs(&self) -> Outcome<()> {
        let at = || self.screen.attribute("sync-last-success", "data-at");
        self.goes("sync")?;
        let before = at()?;
        self.screen.click("sync-now")?;
        self.screen.sees_css("[data-test=\"sync-now\"]:not([disabled])")?;
        while at()? == before {
            if self.screen.has("sync-failure") {
                return Err(self.screen.reads("sync-failure")?);
            }
        }
        self.screen.sees_css("[data-test=\"sync-state\"][data-state=\"clear\"]")
    }

    /// Syncs until the case's page shows something.
    pub fn hears(&self, case: &CaseId, css: &str) -> Outcome<()> {
        for _ in 0..TRIES {
            self.syncs()?;
            self.opens(case)?;
            self.screen.sees("case-timeline")?;
            if self.screen.has_css(css) {
                return Ok(());
            }
        }
        Err(format!("{css} does not come to the phone; the page says: {}", self.screen.page()?))
    }
}
