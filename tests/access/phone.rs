//! Every screen of the phone, in each way it can be set to look.

use crate::look::Findings;
use shared_model::api::device::Said;
use shared_model::api::{Answer, Command, Done, Query};
use shared_model::people::Role;
use std::collections::BTreeMap;
use system_tests::screen::{PhonePage, Screen};
use system_tests::world::{Outcome, Village};

const SMALL_PHONE: (u32, u32) = (360, 640);
const PIN: &str = "246802";

/// A screen: its address behind `#`, what appears there, and what is tapped then, with what appears.
pub type Way = (String, &'static str, Vec<(String, &'static str)>);

/// A phone and its village.
pub struct Standing {
    village: Village,
    dir: tempfile::TempDir,
    page: PhonePage,
    /// Its screen.
    pub screen: Screen,
}

impl Standing {
    fn new() -> Outcome<Standing> {
        Standing::with(BTreeMap::new())
    }

    /// A phone that isn't enrolled yet, with more files beside those of its bundle.
    pub fn with(more: BTreeMap<String, String>) -> Outcome<Standing> {
        let (village, dir) = (Village::of_sample()?, tempfile::tempdir().map_err(|e| e.to_string())?);
        let page = PhonePage::serve(dir.path(), more)?;
        let screen = Screen::web_view(&page.url, SMALL_PHONE)?;
        Ok(Standing { village, dir, page, screen })
    }

    /// Where its screens are served, before the `#`.
    pub fn address(&self) -> String {
        format!("{}/", self.page.url)
    }

    /// Types the PIN.
    pub fn enter_pin(&self) -> Outcome<()> {
        self.screen.enters(PIN)
    }

    /// Enrols through the screens, which are looked at on the way.
    pub fn enrol(&self, look: &mut dyn FnMut(&Screen, &str) -> Outcome<()>) -> Outcome<()> {
        self.enrol_a(Role::Member, look)
    }

    /// The same as somebody of another role.
    pub fn enrol_a(&self, role: Role, look: &mut dyn FnMut(&Screen, &str) -> Outcome<()>) -> Outcome<()> {
        let screen = &self.screen;
        screen.sees("page-enrol")?;
        look(screen, "enrol")?;
        let member =
            self.village.people(role)?.into_iter().next().ok_or("the village has nobody like that")?;
        screen.types("enrol-server", &self.village.server.url)?;
        screen.types("enrol-code", &self.village.code(&member)?)?;
        screen.click("enrol-next")?;
        screen.sees("page-enrol-pin")?;
        look(screen, "enrol, PIN")?;
        self.enter_pin()?;
        self.enter_pin()?;
        screen.sees("page-today")
    }

    /// The file of the first replica's key is unreadable from now on.
    pub fn loses_its_key(&self) -> Outcome<()> {
        std::fs::write(self.dir.path().join("key.json"), "{").map_err(|e| e.to_string())
    }

    /// The reminders that the screens have had planned.
    pub fn reminders(&self) -> Vec<Said> {
        self.page.reminders()
    }

    /// The village's server answers no more.
    pub fn server_is_gone(&mut self) {
        self.village.server.kill();
    }

    /// It answers again, at the same address.
    pub fn server_is_back(&mut self) -> Outcome<()> {
        self.village.server.start_again()
    }

    /// Sends and fetches behind the screens.
    pub fn syncs(&self) -> Outcome<()> {
        self.page.command(Command::Sync).map(|_| ()).map_err(|p| p.to_string())
    }

    /// Waits for what the screens hand on to another app.
    pub fn shared(&self) -> String {
        self.page.shared()
    }

    /// Asks the engine behind the screens.
    pub fn asks(&self, query: Query) -> Outcome<Answer> {
        self.page.query(query).map_err(|p| p.to_string())
    }

    /// Does something behind the screens; the id of what was written.
    pub fn writes(&self, command: Command) -> Outcome<String> {
        match self.page.command(command).map_err(|p| p.to_string())? {
            Done::Saved { id } => Ok(id),
            other => Err(format!("something was written and {other:?} answered")),
        }
    }

    /// Sends and fetches behind the screens, before and after the secretary does something.
    pub fn hears_of(&self, command: Command) -> Outcome<()> {
        let sync = || self.page.command(Command::Sync).map_err(|p| p.to_string());
        sync()?;
        self.village.secretary.command(command).map_err(|p| p.to_string())?;
        sync().map(|_| ())
    }

    /// The ways to all screens of an open phone.
    fn ways(&self) -> Outcome<Vec<Way>> {
        let asked = |query| self.page.query(query).map_err(|p| p.to_string());
        let Answer::Households(households) =
            asked(Query::Households { search: String::new(), micro_grid: None })?
        else {
            return Err("households were asked and something else answered".into());
        };
        let Answer::Cases(cases) = asked(Query::Cases { search: String::new(), closed: true })? else {
            return Err("cases were asked and something else answered".into());
        };
        let home = &households.first().ok_or("the phone has no household")?.id;
        let case = &cases.iter().find(|case| !case.stage.is_closed()).ok_or("the phone has no case")?.id;
        let plain = |address: &str, page| (address.to_owned(), page, vec![]);
        let tap = |what: &str, then| (what.to_owned(), then);
        Ok(vec![
            plain("today", "page-today"),
            plain("households", "household-list"),
            plain("pick", "household-list"),
            plain(&format!("household/{home}"), "page-household"),
            plain(&format!("household/{home}/history"), "history-entry"),
            plain(&format!("household/{home}/edit"), "edit-save"),
            (
                format!("household/{home}/move"),
                "page-moving",
                vec![
                    tap("moving-what-archive", "moving-why"),
                    tap("moving-what-merge", "party-search"),
                    tap("moving-what-move", "moving-relation"),
                    tap("party-household", "party-search"),
                ],
            ),
            plain(&format!("household/{home}/visit"), "visit-save"),
            (
                "raise".into(),
                "page-raise-1",
                vec![
                    tap("raise-kind-dispute", "raise-next"),
                    tap("raise-category-neighbours", "raise-next"),
                    tap("colour-green", "raise-next"),
                    tap("raise-next", "page-raise-2"),
                    tap("party-household", "party-search"),
                ],
            ),
            plain("cases", "page-cases"),
            (format!("case/{case}"), "case-timeline", vec![tap("case-more", "sheet")]),
            plain("news", "page-news"),
            plain("feedback", "page-feedback"),
            plain("add", "add-name"),
            plain("leaflet/help/guide", "leaflet"),
            plain("leaflet/privacy", "leaflet"),
            plain("leaflet/diagnostics", "leaflet-share"),
            plain("leaflet/licences", "leaflet"),
            plain("sync", "sync-state"),
            plain("me", "me-version"),
        ])
    }

    /// Sets how the screens look and opens them anew.
    pub fn sets(&self, settings: &str) -> Outcome<()> {
        self.screen.runs(&format!("localStorage.setItem('weige.settings', '{settings}'); return null;"))?;
        self.screen.goes(&format!("{}/?{}", self.page.url, settings.len()))
    }

    /// Goes to all screens of an open phone, one after the other.
    pub fn each(&self, mode: &str, look: &mut dyn FnMut(&Screen, &str) -> Outcome<()>) -> Outcome<()> {
        self.each_of(mode, self.ways()?, look)
    }

    /// Goes to some screens, one after the other.
    pub fn each_of(
        &self,
        mode: &str,
        ways: Vec<Way>,
        look: &mut dyn FnMut(&Screen, &str) -> Outcome<()>,
    ) -> Outcome<()> {
        for (address, page, taps) in ways {
            self.screen.runs(&format!("location.hash = '#/{address}'; return null;"))?;
            self.screen.sees(page)?;
            look(&self.screen, &format!("{mode}, {address}"))?;
            for (what, then) in taps {
                if self.screen.has(&what) {
                    self.screen.click(&what)?;
                    self.screen.sees(then)?;
                    look(&self.screen, &format!("{mode}, {address}, {what}"))?;
                }
            }
        }
        Ok(())
    }
}

/// In each way to look: axe-core and the finger.
fn all_looks() -> Outcome<Findings> {
    let standing = Standing::new()?;
    let mut findings = Findings::default();
    let mut look = |screen: &Screen, name: &str| findings.all(screen, name);
    standing.enrol(&mut look)?;
    for (mode, settings) in [
        ("light", r#"{"theme":"light"}"#),
        ("dark", r#"{"theme":"dark"}"#),
        ("care", r#"{"theme":"light","care":true}"#),
        ("care and dark", r#"{"theme":"dark","care":true}"#),
        ("largest type, English", r#"{"theme":"light","type_size":"xl","language":"en"}"#),
    ] {
        standing.sets(settings)?;
        standing.each(mode, &mut look)?;
    }
    standing.screen.click("me-lock")?;
    standing.screen.sees("page-unlock")?;
    look(&standing.screen, "locked")?;
    standing.screen.close()?;
    Ok(findings)
}

/// Android's own size of type goes up to twice, and the web view takes it over.
fn twice_the_type() -> Outcome<Findings> {
    let standing = Standing::new()?;
    standing.enrol(&mut |_, _| Ok(()))?;
    let mut findings = Findings::default();
    for (language, settings) in [("zh-CN", r#"{"language":"zh-CN"}"#), ("en", r#"{"language":"en"}"#)] {
        standing.sets(settings)?;
        standing.each(language, &mut |screen, name| {
            screen.runs("document.documentElement.style.fontSize = '200%'; return null;")?;
            findings.sideways(screen, &format!("{name} at twice the type"))
        })?;
    }
    standing.screen.close()?;
    Ok(findings)
}

/// Taps help, where there is a page of the guide, and comes back.
fn asks_for_help(screen: &Screen, page: &str) -> Outcome<()> {
    screen.click("help")?;
    screen.sees("leaflet")?;
    screen.click("back")?;
    screen.sees(page)
}

/// From each screen to what the guide says of it: also before enrolling, and while it is locked.
fn help_is_there() -> Outcome<()> {
    let standing = Standing::new()?;
    let screen = &standing.screen;
    screen.sees("page-enrol")?;
    asks_for_help(screen, "page-enrol")?;
    standing.enrol(&mut |_, _| Ok(()))?;
    for (address, page, _) in standing.ways()? {
        screen.runs(&format!("location.hash = '#/{address}'; return null;"))?;
        screen.sees(page)?;
        if !address.starts_with("leaflet") {
            asks_for_help(screen, page).map_err(|why| format!("{address}: {why}"))?;
        }
    }
    screen.click("me-lock")?;
    screen.sees("page-unlock")?;
    asks_for_help(screen, "page-unlock")?;
    standing.screen.close()
}

#[test]
fn every_screen_leads_to_what_the_guide_says_of_it() {
    help_is_there().unwrap();
}

#[test]
fn every_screen_of_the_phone_can_be_read_and_tapped_by_all() {
    all_looks().unwrap().must_be_none();
}

#[test]
fn nothing_is_scrolled_sideways_at_twice_the_type() {
    twice_the_type().unwrap().must_be_none();
}
