//! The console's questions. Each is answered in one read transaction.

pub mod cases;
pub mod homes;
pub mod households;
pub mod lists;
pub mod looks;
pub mod members;
pub mod months;
pub mod numbers;
pub mod papers;
pub mod protect;
mod through;

use crate::app::{self, App};
use crate::error::{Failed, Outcome};
use crate::feedback;
use crate::permit;
use crate::photos::room::PhotoRoom;
use crate::reference;
use crate::store::{self, ReadTx};
use shared_model::api::view::SessionView;
use shared_model::api::{Answer, Code, Query};
use shared_model::moment::Millis;
use shared_model::people::{Account, Reference};
use shared_model::projection::Lens;

/// One question in the asker's eyes.
pub struct Asked<'a> {
    /// The state of the store that is looked at.
    pub tx: &'a dyn ReadTx,
    /// Who asks.
    pub me: &'a Account,
    /// Names and policy as the asker meets them.
    pub reference: Reference,
    /// When.
    pub now: Millis,
    /// Where photos lie.
    pub room: Option<&'a PhotoRoom>,
}

impl Asked<'_> {
    /// For making views.
    pub fn lens(&self) -> Lens<'_> {
        Lens { me: self.me, reference: &self.reference, now: self.now }
    }
}

/// Answers a question of somebody who is logged in, or isn't.
///
/// # Errors
/// What the asker may not ask, what isn't there, or a fault.
pub fn ask(app: &App, asker: Option<&Account>, query: &Query) -> Outcome<Answer> {
    permit::check(permit::query_word(query), asker)?;
    if let Query::Session = query {
        return session(app, asker).map(Answer::Session);
    }
    let me = asker.ok_or_else(|| Failed::problem(Code::NotLoggedIn, "log in first"))?;
    let answer = store::read(&*app.store, |tx| {
        let reference = reference::of(tx, me, &*app.policies(tx)?)?;
        answer(&Asked { tx, me, reference, now: app.now(), room: app.photos.as_deref() }, query)
    })?;
    looks::note_answer(app, me, query, &answer)?;
    Ok(answer)
}

fn answer(asked: &Asked<'_>, query: &Query) -> Outcome<Answer> {
    match query {
        Query::Households { search, micro_grid } => {
            households::list(asked, search, micro_grid.as_ref()).map(Answer::Households)
        }
        Query::Household { id } => households::one(asked, id).map(Answer::Household),
        Query::HouseholdHistory { id } => households::history(asked, id).map(Answer::History),
        Query::Cases { search, closed } => cases::list(asked, search, *closed).map(Answer::Cases),
        Query::Queue { search, closed } => cases::queue(asked, search, *closed).map(Answer::Queue),
        Query::NearCases { id } => cases::near(asked, id).map(Answer::NearCases),
        Query::Case { id } => cases::one(asked, id).map(Answer::Case),
        Query::SuggestColour { category, words, parties, .. } => {
            cases::suggest(asked, category, words, parties).map(Answer::Suggestion)
        }
        Query::Draft { form } => Ok(Answer::Draft(asked.tx.draft(&asked.me.id, form)?)),
        Query::Reference => Ok(Answer::Reference(asked.reference.clone())),
        Query::ServiceItems => Ok(Answer::ServiceItems(asked.reference.services.clone())),
        Query::Directory { place, kind } => {
            lists::directory(asked, place.as_ref(), *kind).map(Answer::Directory)
        }
        Query::Members => members::list(asked).map(Answer::Members),
        Query::Looks => looks::list(asked).map(Answer::Looks),
        Query::Feedback => feedback::list(asked).map(Answer::Feedback),
        Query::PaperMonths { place } => months::months(asked, place.as_ref()).map(Answer::PaperMonths),
        Query::Numbers { place } => numbers::numbers(asked, place.as_ref()).map(Answer::Numbers),
        Query::Session
        | Query::Today
        | Query::News
        | Query::Reminders
        | Query::Replicas
        | Query::Sync
        | Query::KeptAside
        | Query::LikeHouseholds { .. }
        | Query::PhotoStorage
        | Query::Storage
        | Query::Leaflet { .. }
        | Query::Photo { .. } => Err(Failed::problem(Code::NotHere, "this belongs to the phone")),
    }
}

fn session(app: &App, asker: Option<&Account>) -> Outcome<SessionView> {
    store::read(&*app.store, |tx| {
        Ok(SessionView {
            known: asker.is_some(),
            open: asker.is_some(),
            account: asker.cloned(),
            path: asker.map(|me| reference::path(tx, &me.place)).transpose()?.unwrap_or_default(),
            sample: app::is_sample(tx)?,
            training: false,
            server: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            now: app.now(),
        })
    })
}
