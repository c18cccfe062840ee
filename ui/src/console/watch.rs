//! The backend with an ear: whatever page meets the end of the session, the console hears of it.

use shared_model::api::import::ImportReport;
use shared_model::api::{Code, Command, Problem};
use shared_model::ids::CaseId;
use shared_model::photo::Photo;
use std::rc::Rc;
use ui::backend::events::{Ear, Heard};
use ui::backend::{Backend, Coming, Sheet, Table, Told};
use yew::prelude::*;

/// A backend that tells when the server no longer knows the session.
pub struct Watch {
    /// Who answers.
    pub inner: Rc<dyn Backend>,
    /// Who is told.
    pub lapsed: Callback<()>,
}

impl Watch {
    fn heed<T: 'static>(&self, coming: Coming<T>) -> Coming<T> {
        let lapsed = self.lapsed.clone();
        Box::pin(async move {
            let came = coming.await;
            if let Err(Problem { code: Code::NotLoggedIn, .. }) = &came {
                lapsed.emit(());
            }
            came
        })
    }
}

impl Backend for Watch {
    fn command(&self, command: Command) -> Coming<Told> {
        self.heed(self.inner.command(command))
    }

    fn query(&self, query: String) -> Coming<Told> {
        self.heed(self.inner.query(query))
    }

    fn hand_in(&self, table: Table, sheet: Rc<Sheet>, trial: bool, partial: bool) -> Coming<ImportReport> {
        self.heed(self.inner.hand_in(table, sheet, trial, partial))
    }

    fn listen(&self, heard: Callback<Heard>) -> Option<Ear> {
        self.inner.listen(heard)
    }

    fn add_photo(&self, case: CaseId, jpeg: Vec<u8>) -> Coming<Photo> {
        self.heed(self.inner.add_photo(case, jpeg))
    }
}
