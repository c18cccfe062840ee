//! Handing a spreadsheet in: the file a person chose, and what the server said of it.

use js_sys::Uint8Array;
use shared_model::api::import::ImportReport;
use shared_model::api::{Code, Problem};
use std::rc::Rc;
use ui::backend::{Sheet, Table, use_link};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

/// What a person chose.
#[derive(Clone, PartialEq)]
pub struct Chosen {
    /// The file's name.
    pub name: String,
    /// What is in it.
    pub sheet: Rc<Sheet>,
}

/// Where an import stands.
#[derive(Clone, Default, PartialEq)]
pub struct Handing {
    /// The file.
    pub chosen: Option<Chosen>,
    /// What would come of it, or what came of it.
    pub report: Option<Rc<ImportReport>>,
    /// It was written, not only tried.
    pub written: bool,
    /// The server is at it.
    pub busy: bool,
    /// Why it didn't answer.
    pub problem: Option<Problem>,
}

/// What can be done with it.
#[derive(Clone, PartialEq)]
pub struct Hands {
    /// How it stands.
    pub state: Handing,
    /// Takes a file and has it tried.
    pub choose: Callback<web_sys::File>,
    /// Has it written: with `true`, what is right alone.
    pub write: Callback<bool>,
}

/// An Excel file is told from text by how its name ends.
pub fn is_xlsx(name: &str) -> Option<bool> {
    let name = name.to_lowercase();
    let ends = |end: &str| name.ends_with(end);
    match (ends(".xlsx"), ends(".csv") || ends(".txt")) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

async fn read(file: web_sys::File) -> Result<Chosen, Problem> {
    let name = file.name();
    let xlsx =
        is_xlsx(&name).ok_or_else(|| Problem::new(Code::Invalid, "the file is neither xlsx nor csv"))?;
    let unread = |_| Problem::new(Code::Invalid, "the browser can't read the file");
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(unread)?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    Ok(Chosen { name, sheet: Rc::new(Sheet { xlsx, bytes }) })
}

/// The hands of an import page.
#[hook]
pub fn use_handing(table: Table) -> Hands {
    let link = use_link();
    let state = use_state(Handing::default);
    let choose = {
        let (state, link) = (state.clone(), link.clone());
        Callback::from(move |file: web_sys::File| {
            let (state, link) = (state.clone(), link.clone());
            state.set(Handing { busy: true, ..Handing::default() });
            spawn_local(async move {
                state.set(match read(file).await {
                    Err(problem) => Handing { problem: Some(problem), ..Handing::default() },
                    Ok(chosen) => {
                        let came = link.0.hand_in(table, chosen.sheet.clone(), true, false).await;
                        answered(chosen, came, false)
                    }
                });
            });
        })
    };
    let write = {
        let state = state.clone();
        Callback::from(move |partial: bool| {
            let Some(chosen) = state.chosen.clone().filter(|_| !state.busy) else { return };
            state.set(Handing { busy: true, problem: None, ..(*state).clone() });
            let (state, link) = (state.clone(), link.clone());
            spawn_local(async move {
                let came = link.0.hand_in(table, chosen.sheet.clone(), false, partial).await;
                let before = state.report.clone();
                let mut after = answered(chosen, came, true);
                // What was tried stays on the page when writing fails.
                after.report = after.report.or(before);
                state.set(after);
            });
        })
    };
    Hands { state: (*state).clone(), choose, write }
}

fn answered(chosen: Chosen, came: Result<ImportReport, Problem>, wrote: bool) -> Handing {
    let chosen = Some(chosen);
    match came {
        Ok(report) => {
            let written = wrote && (report.taken > 0 || report.wrong.is_empty());
            Handing { chosen, report: Some(Rc::new(report)), written, ..Handing::default() }
        }
        Err(problem) => Handing { chosen, problem: Some(problem), ..Handing::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_how_its_name_ends() {
        assert_eq!(is_xlsx("案件.XLSX"), Some(true));
        assert_eq!(is_xlsx("cases.csv"), Some(false));
        assert_eq!(is_xlsx("old.xls"), None);
    }
}
