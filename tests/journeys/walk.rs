//! A member with a phone, and the trouble they are in.

use shared_model::api::view::{CaseView, HouseholdView};
use shared_model::api::{Answer, Command, Query};
use shared_model::casework::Step;
use shared_model::ids::{AccountId, CaseId, HouseholdId};
use shared_model::people::Account;
use std::path::PathBuf;
use system_tests::link::{Cut, Link, Way, Weather};
use system_tests::screen::Screen;
use system_tests::world::{Outcome, Village, Watch};

const PIN: &str = "246802";
const SMALL_PHONE: (u32, u32) = (360, 640);
/// So often somebody tries to send before saying that it doesn't go.
const TRIES: usize = 5;

/// What goes wrong.
#[derive(Clone, Copy, PartialEq)]
pub enum Trouble {
    /// Nothing.
    None,
    /// The app is killed in the middle of each journey.
    Kills,
    /// From the beginning of each journey to the end of all nothing passes.
    NoNetwork,
    /// The disk is full when each is to be saved.
    FullDisk,
    /// The phone's clock is so many seconds off.
    Clock(i64),
    /// The link is as slow as this.
    Slow(Weather),
}

/// A phone on its way.
pub struct Walk {
    /// The village.
    pub village: Village,
    /// The household the journeys are about.
    pub home: HouseholdId,
    /// The case they are about, once it is raised.
    pub case: Option<CaseId>,
    member: Account,
    trouble: Trouble,
    screen: Option<Screen>,
    link: Link,
    dir: tempfile::TempDir,
}

impl Walk {
    /// A new phone, on which nobody has enrolled.
    pub fn begins(trouble: Trouble) -> Outcome<Walk> {
        let village = Village::of_sample()?;
        let member = village.members()?.into_iter().next().ok_or("the village has no member")?;
        let query = Query::Households { search: String::new(), micro_grid: Some(member.place.clone()) };
        let Answer::Households(homes) = village.secretary.query(query).map_err(|p| p.to_string())? else {
            return Err("households were asked and something else answered".into());
        };
        let home = homes.into_iter().next().ok_or("the member has no household")?.id;
        let link = Link::to(&village.server.url)?;
        if let Trouble::Slow(weather) = trouble {
            link.set_weather(weather);
        }
        let dir = tempfile::tempdir().map_err(|e| e.to_string())?;
        let mut walk = Walk { village, home, case: None, member, trouble, screen: None, link, dir };
        walk.opens()?;
        Ok(walk)
    }

    /// The window.
    pub fn screen(&self) -> Outcome<&Screen> {
        self.screen.as_ref().ok_or_else(|| "the app is closed".into())
    }

    /// Where the phone finds its village.
    pub fn server(&self) -> String {
        self.link.url()
    }

    /// A code for the member.
    pub fn code(&self) -> Outcome<String> {
        self.village.code(&self.member)
    }

    /// The member's account.
    pub fn member(&self) -> &AccountId {
        &self.member.id
    }

    /// The PIN twice, as it is chosen.
    pub fn chooses_a_pin(&self) -> Outcome<()> {
        let screen = self.screen()?;
        screen.enters(PIN)?;
        screen.enters(PIN)
    }

    /// Whether somebody has enrolled.
    fn is_enrolled(&self) -> bool {
        self.dir.path().join("replica.db").exists()
    }

    /// Opens the app, and unlocks it when it is locked.
    fn opens(&mut self) -> Outcome<()> {
        let clock_offset = if let Trouble::Clock(seconds) = self.trouble { seconds } else { 0 };
        let screen = Screen::window_by(self.dir.path(), clock_offset)?;
        screen.sizes(SMALL_PHONE)?;
        if self.is_enrolled() {
            screen.sees("page-unlock")?;
            screen.enters(PIN)?;
            screen.sees("page-today")?;
        } else {
            screen.sees("page-enrol")?;
        }
        self.screen = Some(screen);
        Ok(())
    }

    /// What begins with a journey.
    pub fn trouble_comes(&mut self) -> Outcome<()> {
        // Without a network nobody enrols; the page says so, and the first journey looks at that.
        if self.trouble == Trouble::NoNetwork && self.is_enrolled() {
            self.loses_signal();
        }
        Ok(())
    }

    /// No network from now on.
    pub fn loses_signal(&self) {
        self.link.cut_for_good(Cut { way: Way::Up, after: 0 });
        self.link.hang_up();
    }

    /// There is one again.
    pub fn has_signal(&self) {
        self.link.mend();
    }

    /// Whether this walk goes without a network.
    pub fn lacks_a_network(&self) -> bool {
        self.trouble == Trouble::NoNetwork
    }

    /// What happens when a form is half filled.
    pub fn is_broken_off(&mut self) -> Outcome<()> {
        if self.trouble != Trouble::Kills {
            return Ok(());
        }
        if let Some(screen) = self.screen.take() {
            screen.kill();
        }
        self.opens()
    }

    /// Presses the button that saves. On a full disk the page says that nothing was saved and keeps the
    /// form; when there is room it is pressed again.
    pub fn saves(&self, save: &str) -> Outcome<()> {
        let screen = self.screen()?;
        if self.trouble == Trouble::FullDisk && self.is_enrolled() {
            let full = Watch::full_from(screen.pid()?, 1)?;
            screen.click(save)?;
            screen.sees_css("[data-test=\"save-failed\"][data-code=\"disk_full\"]")?;
            drop(full);
        }
        screen.click(save)
    }

    /// Goes to a page.
    pub fn goes(&self, route: &str) -> Outcome<()> {
        self.screen()?.runs(&format!("location.hash = '#/{route}'; return null;")).map(|_| ())
    }

    /// The case's page.
    pub fn goes_to_case(&self, and: &str) -> Outcome<()> {
        let case = self.case()?;
        self.goes(&format!("case/{case}{and}"))
    }

    /// The case.
    pub fn case(&self) -> Outcome<&CaseId> {
        self.case.as_ref().ok_or_else(|| "no case was raised".into())
    }

    /// The household as the village has it.
    pub fn home_at_the_village(&self) -> Outcome<HouseholdView> {
        let query = Query::Household { id: self.home.clone() };
        match self.village.secretary.query(query).map_err(|p| p.to_string())? {
            Answer::Household(view) => Ok(view),
            other => Err(format!("a household was asked and {other:?} answered")),
        }
    }

    /// The case as the village has it.
    pub fn case_at_the_village(&self) -> Outcome<CaseView> {
        let query = Query::Case { id: self.case()?.clone() };
        match self.village.secretary.query(query).map_err(|p| p.to_string())? {
            Answer::Case(view) => Ok(view),
            other => Err(format!("a case was asked and {other:?} answered")),
        }
    }

    /// The secretary takes a step in the case, when the village has it.
    pub fn secretary_does(&self, step: Step) -> Outcome<()> {
        let (case, seen) = (self.case()?.clone(), None);
        let command = Command::AddToCase { case, step, seen, anyway: false, photos: Vec::new() };
        self.village.secretary.command(command).map(|_| ()).map_err(|p| p.to_string())
    }

    /// There is a network for a moment: what was written goes, what is new comes.
    pub fn meets_the_village(&mut self, then: impl FnOnce(&Walk) -> Outcome<()>) -> Outcome<()> {
        self.has_signal();
        self.syncs()?;
        then(self)?;
        self.syncs()
    }

    fn syncs(&self) -> Outcome<()> {
        let screen = self.screen()?;
        for _ in 0..TRIES {
            self.goes("sync")?;
            let at = || screen.attribute("sync-last-success", "data-at");
            let before = at()?;
            screen.click("sync-now")?;
            screen.sees_css("[data-test=\"sync-now\"]:not([disabled])")?;
            if at()? != before && screen.has_css("[data-test=\"sync-state\"][data-state=\"clear\"]") {
                return Ok(());
            }
        }
        Err(format!("it does not go; the page says: {}", screen.page()?))
    }

    /// The hill is behind one, and all goes to the village.
    pub fn trouble_is_over(&mut self) -> Outcome<()> {
        self.has_signal();
        self.syncs()
    }

    /// The day is over.
    pub fn ends(mut self) -> Outcome<()> {
        self.screen.take().map_or(Ok(()), Screen::close)
    }

    /// A picture's file, to be chosen in a form.
    pub fn picture(&self) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/icons/512.png")
    }
}
