//! What only Chromium can be told: its own protocol, for a slow processor, a script before every page, a
//! finger that scrolls.

use super::Screen;
use crate::world::Outcome;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

impl Screen {
    /// Gives Chromium a command of its DevTools protocol, and gives back what it answers.
    ///
    /// # Errors
    /// When the screen is no Chromium, or refuses.
    pub fn tells_chromium(&self, command: &'static str, parameters: Value) -> Outcome<Value> {
        self.run(self.client.issue_cmd(DevTools { command, parameters }))
    }

    /// Makes the page's processor so many times slower.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub fn slows(&self, times: u32) -> Outcome<()> {
        self.tells_chromium("Emulation.setCPUThrottlingRate", json!({ "rate": times })).map(drop)
    }

    /// Runs a script before every page that is loaded from now on.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub fn begins_with(&self, script: &str) -> Outcome<()> {
        self.tells_chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).map(drop)
    }

    /// Loads the page again, with nothing of it kept.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub fn loads_again(&self) -> Outcome<()> {
        self.tells_chromium("Network.setCacheDisabled", json!({ "cacheDisabled": true }))?;
        self.run(self.client.refresh())
    }

    /// Pushes the page up by so many pixels with a finger, and waits until it stands.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub fn scrolls(&self, pixels: i32) -> Outcome<()> {
        let gesture =
            json!({ "x": 180, "y": 400, "yDistance": -pixels, "speed": 1_500, "gestureSourceType": "touch" });
        self.tells_chromium("Input.synthesizeScrollGesture", gesture).map(drop)
    }

    /// Types after what stands in a field, one key after the other.
    ///
    /// # Errors
    /// When it doesn't come.
    pub fn types_on(&self, test: &str, text: &str) -> Outcome<()> {
        text.chars().try_for_each(|key| self.run(self.named(test)?.send_keys(&key.to_string())))
    }
}

#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(
        &self,
        base_url: &reqwest::Url,
        session: Option<&str>,
    ) -> Result<reqwest::Url, <reqwest::Url as std::str::FromStr>::Err> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &reqwest::Url) -> (axum::http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (axum::http::Method::POST, Some(body.to_string()))
    }
}
