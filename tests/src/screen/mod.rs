//! A real browser and the real window, driven through WebDriver, told in blocking words: click,
//! type, wait for what a person would see. Elements go by their `data-test` names.

mod bus;
mod chromium;
mod driver;
mod page;

pub use bus::Bus;
pub use page::PhonePage;

use crate::world::{Outcome, SAMPLE_PASSWORD, program};
use driver::Driver;
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::future::Future;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a person would wait before saying that it doesn't come.
const PATIENCE: Duration = Duration::from_secs(30);

/// An office's screen, in pixels.
pub const DESK: (u32, u32) = (1366, 768);

/// A screen with somebody in front of it.
pub struct Screen {
    runtime: tokio::runtime::Runtime,
    client: Client,
    driver: Driver,
}

impl Screen {
    /// Opens Chromium at an address, with a window of so many pixels.
    ///
    /// # Errors
    /// One sentence.
    pub fn browser(url: &str, size: (u32, u32)) -> Outcome<Screen> {
        Screen::chromium(url, size, json!({}))
    }

    /// Opens the console on an office's screen and logs somebody of the sample in.
    ///
    /// # Errors
    /// One sentence.
    pub fn console(url: &str, login: &str) -> Outcome<Screen> {
        let screen = Screen::browser(url, DESK)?;
        screen.types("login-name", login)?;
        screen.types("login-password", SAMPLE_PASSWORD)?;
        screen.click("login-submit")?;
        Ok(screen)
    }

    /// Opens Chromium as a phone's web view is: a screen of just so many pixels, and a finger.
    ///
    /// # Errors
    /// One sentence.
    pub fn web_view(url: &str, size: (u32, u32)) -> Outcome<Screen> {
        let metrics = json!({ "width": size.0, "height": size.1, "pixelRatio": 1.0, "touch": true });
        Screen::chromium(url, size, json!({ "mobileEmulation": { "deviceMetrics": metrics } }))
    }

    fn chromium(url: &str, size: (u32, u32), mut options: Value) -> Outcome<Screen> {
        let profile = tempfile::tempdir().map_err(|e| e.to_string())?;
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--lang=zh-CN".to_owned(),
            format!("--window-size={},{}", size.0, size.1),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        options["args"] = json!(arguments);
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            // A script looks through a page of a thousand rows on a busy machine.
            "timeouts": { "script": 120_000 },
        });
        let screen = Screen::begin(Driver::chromium(profile)?, wanted)?;
        screen.run(screen.client.goto(url))?;
        Ok(screen)
    }

    /// Opens the phone's window over a replica's folder.
    ///
    /// # Errors
    /// One sentence.
    pub fn window(dir: &Path) -> Outcome<Screen> {
        Screen::window_told(dir, &[])
    }

    /// The same in a session with this message bus.
    ///
    /// # Errors
    /// One sentence.
    pub fn window_on(dir: &Path, bus: &Bus) -> Outcome<Screen> {
        Screen::window_told(dir, &[("DBUS_SESSION_BUS_ADDRESS", bus.address.clone())])
    }

    /// The same on a phone whose clock is so many seconds off.
    ///
    /// # Errors
    /// One sentence.
    pub fn window_by(dir: &Path, clock_offset: i64) -> Outcome<Screen> {
        Screen::window_told(dir, &[("WEIGE_CLOCK_OFFSET", clock_offset.to_string())])
    }

    fn window_told(dir: &Path, told: &[(&str, String)]) -> Outcome<Screen> {
        let app = program("WEIGE_APP", "weige")?;
        let wanted = json!({ "browserName": "wry", "tauri:options": { "application": app } });
        Screen::begin(Driver::tauri(dir, told)?, wanted)
    }

    /// Waits until a text stands on the page, in one piece.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn says(&self, text: &str) -> Outcome<()> {
        let path = format!("//*[text()[contains(., '{text}')]]");
        let found = self.run(self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)));
        found.map(|_| ()).map_err(|e| {
            format!("{text} is not said ({e}); the page says: {}", self.page().unwrap_or_default())
        })
    }

    /// The process of the window's program.
    ///
    /// # Errors
    /// When it isn't there.
    pub fn pid(&self) -> Outcome<u32> {
        self.driver.window().ok_or_else(|| "the window's program is not running".into())
    }

    /// Types the six digits of a PIN.
    ///
    /// # Errors
    /// When the keypad does not come.
    pub fn enters(&self, pin: &str) -> Outcome<()> {
        pin.chars().try_for_each(|digit| self.click(&format!("pin-{digit}")))
    }

    fn begin(driver: Driver, wanted: Value) -> Outcome<Screen> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|e| e.to_string())?;
        let wanted: Map<String, Value> = wanted.as_object().cloned().unwrap_or_default();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted);
        let client =
            runtime.block_on(builder.connect(&driver.url)).map_err(|e| format!("{}: {e}", driver.url))?;
        Ok(Screen { runtime, client, driver })
    }

    fn run<T>(&self, work: impl Future<Output = Result<T, fantoccini::error::CmdError>>) -> Outcome<T> {
        self.runtime.block_on(work).map_err(|e| e.to_string())
    }

    fn find(&self, css: &str) -> Outcome<Element> {
        let found = self.run(self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)));
        found.map_err(|e| {
            let text = self.run(async { self.client.find(Locator::Css("body")).await?.text().await });
            format!("{css} does not come ({e}); the page says: {}", text.unwrap_or_default())
        })
    }

    fn named(&self, test: &str) -> Outcome<Element> {
        self.find(&css(test))
    }

    /// Waits until something is there.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn sees(&self, test: &str) -> Outcome<()> {
        self.named(test).map(|_| ())
    }

    /// Whether something is there now.
    pub fn has(&self, test: &str) -> bool {
        self.has_css(&css(test))
    }

    /// Whether a CSS selector finds something now.
    pub fn has_css(&self, css: &str) -> bool {
        self.run(self.client.find(Locator::Css(css))).is_ok()
    }

    /// Clicks something once it is there.
    ///
    /// # Errors
    /// When it doesn't come or can't be clicked.
    pub fn click(&self, test: &str) -> Outcome<()> {
        // Between finding and clicking a page may have been drawn anew: a person would click again.
        let mut last = String::new();
        for _ in 0..5 {
            let element = self.named(test)?;
            let script = "arguments[0].scrollIntoView({block: 'center'})";
            let argument = serde_json::to_value(&element).map_err(|e| e.to_string())?;
            let clicked =
                self.run(self.client.execute(script, vec![argument])).and_then(|_| self.run(element.click()));
            match clicked {
                Ok(()) => return Ok(()),
                Err(error) => last = error,
            }
        }
        Err(format!("{test} can't be clicked: {last}"))
    }

    /// Types into a field, over what stands there.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn types(&self, test: &str, text: &str) -> Outcome<()> {
        let field = self.named(test)?;
        self.run(field.clear())?;
        self.run(self.named(test)?.send_keys(text))
    }

    /// Sets a field as its own chooser does: for dates, whose keys hang on the language.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn sets(&self, test: &str, value: &str) -> Outcome<()> {
        let field = self.named(test)?;
        let field = serde_json::to_value(&field).map_err(|e| e.to_string())?;
        let script = "arguments[0].value = arguments[1];
            ['input', 'change'].forEach((name) => arguments[0].dispatchEvent(new Event(name, { bubbles: true })));";
        self.run(self.client.execute(script, vec![field, value.into()])).map(drop)
    }

    /// Chooses a file for a field that takes one; the field itself may be covered by its label.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn attaches(&self, test: &str, file: &Path) -> Outcome<()> {
        self.run(self.named(test)?.send_keys(&file.display().to_string()))
    }

    /// Presses keys with nothing chosen to type into.
    ///
    /// # Errors
    /// When there is no page.
    pub fn presses(&self, keys: &str) -> Outcome<()> {
        self.run(self.find("body")?.send_keys(keys))
    }

    /// Chooses an option of a list by its value.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn chooses(&self, test: &str, value: &str) -> Outcome<()> {
        let list = self.named(test)?;
        self.run(list.select_by_value(value))
    }

    /// What something says.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn reads(&self, test: &str) -> Outcome<String> {
        let element = self.named(test)?;
        self.run(element.text())
    }

    /// An attribute of something, once it is there; none when it doesn't have it.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn attribute(&self, test: &str, name: &str) -> Outcome<Option<String>> {
        let element = self.named(test)?;
        self.run(element.attr(name))
    }

    /// Waits until something is gone.
    ///
    /// # Errors
    /// When it stays.
    pub fn misses(&self, test: &str) -> Outcome<()> {
        let begun = Instant::now();
        while self.has(test) {
            if begun.elapsed() > PATIENCE {
                return Err(format!("{test} stays"));
            }
        }
        Ok(())
    }

    /// Gives the window so many pixels.
    ///
    /// # Errors
    /// When the driver says no.
    pub fn sizes(&self, size: (u32, u32)) -> Outcome<()> {
        self.run(self.client.set_window_size(size.0, size.1))
    }

    /// The whole page's text.
    ///
    /// # Errors
    /// When there is no page.
    pub fn page(&self) -> Outcome<String> {
        let body = self.find("body")?;
        self.run(body.text())
    }

    /// Waits until a CSS selector finds something: for attributes beside the name.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn sees_css(&self, css: &str) -> Outcome<()> {
        self.find(css).map(|_| ())
    }

    /// The `data-test` names on the page that begin so.
    ///
    /// # Errors
    /// When the page can't be asked.
    pub fn names(&self, beginning: &str) -> Outcome<Vec<String>> {
        let css = format!("[data-test^=\"{beginning}\"]");
        self.find(&css)?;
        self.run(async {
            let mut names = Vec::new();
            for element in self.client.find_all(Locator::Css(&css)).await? {
                names.extend(element.attr("data-test").await?);
            }
            Ok(names)
        })
    }

    /// Goes to another address.
    ///
    /// # Errors
    /// When the browser says no.
    pub fn goes(&self, url: &str) -> Outcome<()> {
        self.run(self.client.goto(url))
    }

    /// The address.
    ///
    /// # Errors
    /// When the browser says no.
    pub fn address(&self) -> Outcome<String> {
        self.run(self.client.current_url()).map(|url| url.to_string())
    }

    /// Runs a script on the page and gives what it returns; a promise is waited for.
    ///
    /// # Errors
    /// What the script throws.
    pub fn runs(&self, script: &str) -> Outcome<Value> {
        // WebDriver's own waiting needs a callback; a thrown error would be lost without the catch.
        let whole = format!(
            "const done = arguments[0]; (async () => {{ {script} }})().then((is) => done({{ is }}), (why) => done({{ why: String(why) }}));"
        );
        let answer = self.run(self.client.execute_async(&whole, vec![]))?;
        match answer["why"].as_str() {
            None => Ok(answer["is"].clone()),
            Some(why) => Err(why.to_owned()),
        }
    }

    /// Takes a picture.
    ///
    /// # Errors
    /// When the browser or the disk says no.
    pub fn picture(&self, path: &Path) -> Outcome<()> {
        let png = self.run(self.client.screenshot())?;
        std::fs::write(path, png).map_err(|e| e.to_string())
    }

    /// Ends the program behind the screen at once, as Android does.
    pub fn kill(mut self) {
        self.driver.kill();
    }

    /// Closes it as a person would.
    ///
    /// # Errors
    /// When the driver says no.
    pub fn close(self) -> Outcome<()> {
        let client = self.client.clone();
        self.run(client.close())
    }
}

fn css(test: &str) -> String {
    format!("[data-test=\"{test}\"]")
}
