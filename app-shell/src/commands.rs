//! The commands by which the screens reach the engine: each passes on, and adds only the pages of text
//! that the window holds.

use crate::leaflets;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use replica::Shelf;
use shared_model::api::{Answer, Code, Command, Done, Problem, Query};
use shared_model::photo::Photo;
use tauri::State;

/// The phone's replicas, or why they could not be looked for.
pub struct Held(pub Result<Shelf, Problem>);

impl Held {
    /// The phone's replicas.
    ///
    /// # Errors
    /// Why they could not be looked for.
    pub fn shelf(&self) -> Result<Shelf, Problem> {
        self.0.clone()
    }
}

/// Does what a person does.
#[tauri::command]
pub async fn command(held: State<'_, Held>, command: Command) -> Result<Done, Problem> {
    held.shelf()?.command(command).await
}

/// Answers what a person asks.
#[tauri::command]
pub async fn query(held: State<'_, Held>, query: Query) -> Result<Answer, Problem> {
    let shelf = held.shelf();
    match query {
        Query::Leaflet { about, language } => {
            // A phone whose replicas can't be looked for can still say why.
            leaflets::answer(&about, &language, || match &shelf {
                Ok(shelf) => shelf.diagnostics(),
                Err(problem) => problem.to_string(),
            })
        }
        query => shelf?.query(query).await,
    }
}

/// Takes a picture's file in: `data:image/jpeg;base64,…`, as every web view can give it.
#[tauri::command(rename_all = "snake_case")]
pub async fn take_photo(held: State<'_, Held>, take_photo: String) -> Result<Photo, Problem> {
    let shelf = held.shelf()?;
    let file = picture_of(&take_photo)?;
    let taken = tauri::async_runtime::spawn_blocking(move || shelf.take_photo(&file)).await;
    taken.map_err(|error| Problem::new(Code::Internal, error.to_string()))?
}

/// What the QR code in a picture's file says, handed over as [`take_photo`] does.
#[tauri::command(rename_all = "snake_case")]
pub async fn read_code(read_code: String) -> Result<String, Problem> {
    let file = picture_of(&read_code)?;
    let read = tauri::async_runtime::spawn_blocking(move || replica::scan(&file)).await;
    read.map_err(|error| Problem::new(Code::Internal, error.to_string()))?
}

fn picture_of(url: &str) -> Result<Vec<u8>, Problem> {
    let unreadable = |why: &str| Problem::new(Code::PhotoUnreadable, format!("this is no picture: {why}"));
    let (_, base64) = url.split_once(";base64,").ok_or_else(|| unreadable("it can't be read"))?;
    BASE64_STANDARD.decode(base64).map_err(|error| unreadable(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pictures_file_is_read_and_what_is_none_says_so() {
        assert_eq!(picture_of("data:image/png;base64,aGFsbG8="), Ok(b"hallo".to_vec()));
        for bad in ["", "data:image/png", "data:image/png;base64,%%"] {
            assert_eq!(picture_of(bad).map_err(|problem| problem.code), Err(Code::PhotoUnreadable), "{bad}");
        }
    }
}
