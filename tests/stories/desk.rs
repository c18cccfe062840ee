//! A desk in an office: a real browser in which somebody has logged in.

use crate::stage::{Fill, Stage};
use shared_model::casework::{EventKind, Stage as CaseStage};
use shared_model::ids::CaseId;
use shared_model::people::Account;
use shared_model::place::PlaceCode;
use system_tests::screen::Screen;
use system_tests::world::{Outcome, SAMPLE_PASSWORD};

const OFFICE_PC: (u32, u32) = (1366, 768);

/// A desk.
pub struct Desk {
    /// Its browser.
    pub screen: Screen,
    url: String,
}

impl Desk {
    /// Opens the console and logs in.
    pub fn opens(stage: &Stage, login: &str) -> Outcome<Desk> {
        let url = stage.village.server.url.clone();
        let screen = Screen::browser(&url, OFFICE_PC)?;
        let desk = Desk { screen, url };
        desk.logs_in(login)?;
        Ok(desk)
    }

    /// Logs in, for the first time or again.
    pub fn logs_in(&self, login: &str) -> Outcome<()> {
        self.screen.types("login-name", login)?;
        self.screen.types("login-password", SAMPLE_PASSWORD)?;
        self.screen.click("login-submit")?;
        self.screen.sees("me")
    }

    /// Goes to a page.
    pub fn goes(&self, route: &str) -> Outcome<()> {
        self.screen.goes(&format!("{}/#/{route}", self.url))
    }

    /// Finds a case in the queue and opens it from there.
    pub fn finds(&self, case: &CaseId) -> Outcome<()> {
        self.goes("queue")?;
        self.screen.click("tab-open")?;
        self.screen.click(&format!("queue-row-{case}"))?;
        // Who handles sees it beside the list, everybody else on its page.
        self.screen.sees_css(&format!("[data-case=\"{case}\"]"))
    }

    /// Takes a step, from the case's page.
    pub fn steps(&self, case: &CaseId, kind: EventKind, words: &str, fills: &[Fill]) -> Outcome<()> {
        let screen = &self.screen;
        // Leaving the page first has it asked anew: what came meanwhile has been seen.
        self.goes("queue")?;
        screen.sees("tab-open")?;
        self.goes(&format!("case/{case}"))?;
        screen.sees("timeline")?;
        screen.click(&format!("step-{}", kind.word()))?;
        screen.sees("step-form")?;
        fills.iter().try_for_each(|fill| fill.on(screen))?;
        if !words.is_empty() {
            screen.types("step-words", words)?;
        }
        screen.click("step-submit")?;
        screen.misses("step-form")?;
        screen.sees_css(&format!("[data-step=\"{}\"][data-test^=\"timeline-\"]", kind.word()))
    }

    /// Gives a member another micro-grid.
    pub fn moves(&self, member: &Account, to: &PlaceCode) -> Outcome<()> {
        self.goes("members")?;
        self.screen.click(&format!("member-move-{}", member.id))?;
        self.screen.chooses("move-place", to.as_str())?;
        self.screen.click("move-confirm")?;
        self.screen.misses("move-form")
    }

    /// Waits until the case's page shows the stage.
    pub fn sees_stage(&self, stage: CaseStage) -> Outcome<()> {
        self.screen.sees_css(&format!("[data-test=\"case-stage\"][data-stage=\"{}\"]", stage.word()))
    }
}
