//! What the phone around the engine does, as far as the screens have a hand in it: it reminds, and says
//! what it can do.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use shared_model::api::view::CaseItem;
use shared_model::api::{Answer, Command, Query};
use shared_model::casework::Step;
use shared_model::moment::DAY;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use system_tests::screen::{PhonePage, Screen};
use system_tests::world::{Outcome, Village};

const PATIENCE: Duration = Duration::from_secs(30);

/// A member's phone in its village.
struct Standing {
    village: Village,
    _dir: tempfile::TempDir,
    page: PhonePage,
}

impl Standing {
    fn new() -> Standing {
        Standing::with(None)
    }

    fn with(pin: Option<&str>) -> Standing {
        let (village, dir) = (Village::of_sample().unwrap(), tempfile::tempdir().unwrap());
        let page = PhonePage::serve(dir.path(), BTreeMap::new()).unwrap();
        let member = village.members().unwrap().remove(0);
        let code = village.code(&member).unwrap();
        let enrol = Command::Enrol { server: village.server.url.clone(), code, pin: pin.map(str::to_owned) };
        page.command(enrol).unwrap();
        Standing { village, _dir: dir, page }
    }

    fn open_case(&self) -> CaseItem {
        let asked = self.page.query(Query::Cases { search: String::new(), closed: false });
        let Answer::Cases(cases) = asked.unwrap() else { panic!("cases were asked") };
        cases.into_iter().next().unwrap()
    }

    /// The secretary asks this phone's person for something in three days.
    fn is_asked(&self) {
        let Answer::Session(session) = self.page.query(Query::Session).unwrap() else { panic!("session") };
        let (to, by) = (session.account.unwrap().id, Some(session.now.plus(3 * DAY)));
        let step = Step::Tasked { to, words: "量一量石坎".into(), by };
        let case = self.open_case().id;
        let add = Command::AddToCase { case, step, seen: None, anyway: false, photos: vec![] };
        self.village.secretary.command(add).unwrap();
        self.page.command(Command::Sync).unwrap();
    }

    fn screen(&self) -> Screen {
        let screen = Screen::web_view(&self.page.url, (360, 640)).unwrap();
        screen.sees("page-today").unwrap();
        screen
    }
}

/// Waits until something is so.
fn until(what: &str, is: impl Fn() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < PATIENCE, "{what} does not come");
        std::thread::yield_now();
    }
}

/// A picture to look at, where somebody wants one.
fn pictured(screen: &Screen, name: &str) -> Outcome<()> {
    match std::env::var_os("WEIGE_PICTURES") {
        Some(folder) => screen.picture(&std::path::Path::new(&folder).join(format!("{name}.png"))),
        None => Ok(()),
    }
}

#[test]
fn the_screens_have_the_phone_remind_in_figures_alone_until_that_is_switched_off() {
    let standing = Standing::new();
    standing.is_asked();
    let screen = standing.screen();
    let page = &standing.page;
    let tells = || page.reminders().iter().any(|said| said.body.contains("1 项任务快到期"));
    until("a reminder of the task", tells);
    let households = Query::Households { search: String::new(), micro_grid: None };
    let Answer::Households(households) = page.query(households).unwrap() else { panic!("households") };
    for said in page.reminders() {
        let told = format!("{}{}", said.title, said.body);
        assert!(!told.contains("石坎") && !households.iter().any(|home| told.contains(&home.name)), "{told}");
    }
    screen.runs("location.hash = '#/me'; return null;").unwrap();
    screen.click("me-remind").unwrap();
    until("silence", || page.reminders().is_empty());
    screen.click("me-remind").unwrap();
    until("the reminder again", tells);
    screen.close().unwrap();
}

#[test]
fn a_phone_says_what_it_can_do_and_why_not() {
    let standing = Standing::new();
    let screen = standing.screen();
    screen.runs("location.hash = '#/me'; return null;").unwrap();
    screen.sees("me-able").unwrap();
    let why = |word: &str| screen.attribute(&format!("able-{word}"), "data-why").unwrap();
    assert_eq!(why("key_store").as_deref(), Some("key_file"));
    assert_eq!((why("qr"), why("position"), why("metered")), (None, None, None));
    screen.runs("document.querySelector('[data-test=me-able]').scrollIntoView(); return null;").unwrap();
    pictured(&screen, "phone-me-able").unwrap();
    screen.close().unwrap();
}

#[test]
fn a_finger_opens_what_its_owner_let_it_open_until_that_is_switched_off() {
    let standing = Standing::with(Some("135790"));
    let screen = standing.screen();
    let mine = || screen.runs("location.hash = '#/me'; return null;").unwrap();
    let lock = || {
        screen.click("me-lock").unwrap();
        screen.sees("page-unlock").unwrap();
    };
    mine();
    screen.click("me-finger").unwrap();
    screen.sees_css("[data-test=me-finger]:checked").unwrap();
    pictured(&screen, "phone-me-finger").unwrap();
    lock();
    screen.sees("unlock-finger").unwrap();
    pictured(&screen, "phone-unlock-finger").unwrap();
    screen.click("unlock-finger").unwrap();
    screen.sees("page-me").unwrap();
    screen.click("me-finger").unwrap();
    screen.sees_css("[data-test=me-finger]:not(:checked)").unwrap();
    lock();
    screen.misses("unlock-finger").unwrap();
    screen.enters("135790").unwrap();
    screen.sees("page-me").unwrap();
    screen.close().unwrap();
}
