//! Opening the form with what the page before it knows: written into the draft first, so that it
//! survives a kill like all else.

use super::FORM;
use super::sheet::RaiseForm;
use crate::phone::nav;
use crate::phone::route::Route;
use shared_model::api::view::HouseholdView;
use shared_model::api::{Command, Query};
use shared_model::casework::Party;
use ui::backend::{Link, ask};
use ui::json::record;
use wasm_bindgen_futures::spawn_local;

/// The household as a side of a case.
fn side(view: &HouseholdView) -> Party {
    let household = &view.household;
    Party {
        household: Some(household.id.clone()),
        micro_grid: Some(household.micro_grid.clone()),
        name: household.name().to_owned(),
        house_no: household.house_no.clone(),
    }
}

/// Opens the form; "back" returns to the page one is on.
pub fn open(link: Link, household: Option<&HouseholdView>, words: String) {
    seeded(link, household.map(side), words, nav::go);
}

/// Opens the form in the place of the page one is on.
pub fn open_instead(link: Link, household: Option<&HouseholdView>, words: String) {
    seeded(link, household.map(side), words, nav::replace);
}

fn seeded(link: Link, party: Option<Party>, words: String, open: fn(&Route)) {
    spawn_local(async move {
        let form = FORM.to_owned();
        let draft = ask::<Option<String>>(&link, Query::Draft { form: form.clone() }).await.ok().flatten();
        let draft: Option<RaiseForm> = draft.and_then(|text| record::read(&text).ok());
        let seeded = draft.unwrap_or_else(RaiseForm::blank).seeded(party, &words);
        let body = ui::json::say::say(&seeded);
        // Without room for a draft the form still opens, only emptier.
        let _ = link.0.command(Command::SaveDraft { form, body }).await;
        open(&Route::Raise);
    });
}
