//! The two commands the screens may call: each passes on to the engine and adds nothing.

use replica::Engine;
use shared_model::api::{Answer, Command, Done, Problem, Query};
use tauri::State;

/// The engine, or why it could not be opened.
pub struct Held(pub Result<Engine, Problem>);

impl Held {
    fn engine(&self) -> Result<Engine, Problem> {
        self.0.clone()
    }
}

/// Does what a person does.
#[tauri::command]
pub async fn command(held: State<'_, Held>, command: Command) -> Result<Done, Problem> {
    held.engine()?.command(command).await
}

/// Answers what a person asks.
#[tauri::command]
pub async fn query(held: State<'_, Held>, query: Query) -> Result<Answer, Problem> {
    held.engine()?.query(query).await
}
