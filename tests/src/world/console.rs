//! A person at a browser, without the browser: a session over HTTP.

use super::{Outcome, SAMPLE_PASSWORD};
use serde::{Serialize, de::DeserializeOwned};
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};

/// A session.
pub struct Console {
    client: reqwest::blocking::Client,
    url: String,
}

impl Console {
    /// Opens a browser, logged out.
    ///
    /// # Errors
    /// When the client can't be made.
    pub fn open(url: &str) -> Outcome<Console> {
        let client = reqwest::blocking::Client::builder().cookie_store(true).build();
        Ok(Console { client: client.map_err(|e| e.to_string())?, url: url.to_owned() })
    }

    /// Logs in with a sample account.
    ///
    /// # Errors
    /// One sentence.
    pub fn log_in(url: &str, login: &str) -> Outcome<Console> {
        let console = Console::open(url)?;
        let command = Command::LogIn { login: login.into(), password: SAMPLE_PASSWORD.into() };
        console.command(command).map_err(|p| format!("{login}: {p}"))?;
        Ok(console)
    }

    fn post<Q: Serialize, A: DeserializeOwned>(&self, path: &str, message: &Q) -> Result<A, Problem> {
        let broken = |e: &dyn std::fmt::Display| Problem::new(Code::Internal, e.to_string());
        let body = serde_json::to_vec(message).map_err(|e| broken(&e))?;
        let request = self.client.post(format!("{}{path}", self.url));
        let request = request.header("content-type", "application/json").header("x-weige", "1").body(body);
        let response = request.send().map_err(|e| broken(&e))?;
        let fine = response.status().is_success();
        let bytes = response.bytes().map_err(|e| broken(&e))?;
        if fine {
            return serde_json::from_slice(&bytes).map_err(|e| broken(&e));
        }
        Err(serde_json::from_slice(&bytes).unwrap_or_else(|e| broken(&e)))
    }

    /// Does something.
    ///
    /// # Errors
    /// The server's problem.
    pub fn command(&self, command: Command) -> Result<Done, Problem> {
        self.post("/v1/command", &command)
    }

    /// Asks something.
    ///
    /// # Errors
    /// The server's problem.
    pub fn query(&self, query: Query) -> Result<Answer, Problem> {
        self.post("/v1/query", &query)
    }
}
