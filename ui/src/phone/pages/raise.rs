//! Raise a case in two steps: what and how grave, then words and parties.

mod facts;
mod parties;
pub mod seed;
mod sheet;
mod what;
mod words;

use crate::phone::app::Session;
use crate::phone::form::use_form;
use crate::phone::known::Known;
use crate::phone::nav;
use crate::phone::parts::bars::{Button, Top};
use crate::phone::parts::frame::{dock, kept, page, ready, unready_page};
use crate::phone::parts::part::part;
use crate::phone::parts::photos::{self, Photos};
use crate::phone::parts::position::{self, PositionRow};
use crate::phone::parts::save::Save;
use crate::phone::parts::wait::opening;
use crate::phone::route::Route;
use crate::phone::saving::use_saving;
use shared_model::api::view::SuggestionView;
use shared_model::api::{Command, Query};
use shared_model::casework::{CaseKind, EventKind};
use shared_model::ids::CaseId;
use sheet::{Act, RaiseForm};
use ui::around::use_thing;
use ui::backend::{Saved, Told, use_query};
use ui::text::{t, t_with};
use yew::prelude::*;

/// The name of the form among the drafts.
pub const FORM: &str = "raise";

/// The form.
#[component]
pub fn Raise() -> Html {
    let reference = use_query::<Known>(Query::Reference);
    let form = use_form::<RaiseForm>(FORM.to_owned(), RaiseForm::blank());
    let second = use_state_eq(|| false);
    let asked = form.content.clone().unwrap_or_default();
    let suggestion = use_query::<SuggestionView>(Query::SuggestColour {
        kind: asked.kind.unwrap_or(CaseKind::Dispute),
        category: asked.category.clone(),
        words: format!("{}\n{}", asked.title, asked.words),
        parties: asked.parties.clone(),
    });
    let saving = use_saving();
    let session = use_thing::<Session>();
    let Some(content) = &form.content else { return waiting() };
    let reference = match ready(&reference) {
        Ok(reference) => reference,
        Err(instead) => return unready_page(bar(), instead),
    };
    // There is nothing to suggest for before the case is about something.
    let suggested = suggestion.state.ready().filter(|_| !content.category.is_empty());
    let colour = content.colour.or(suggested.map(|suggested| suggested.colour));
    let ask = content.kind.and_then(|kind| reference.policy.ask(kind, EventKind::Raised));
    let required = ask.map(|ask| ask.required.as_slice()).unwrap_or_default();
    let account = session.as_ref().and_then(|session| session.view.account.clone());
    let step =
        colour.zip(account).and_then(|(colour, account)| content.step(colour, &account.place, required));
    let complete = step.is_some();
    let number = if *second { 2 } else { 1 };
    let to_first = {
        let second = second.clone();
        Callback::from(move |()| second.set(false))
    };
    let to_second = {
        let second = second.clone();
        Callback::from(move |()| second.set(true))
    };
    let top = Top {
        line: t_with("raise-step", &[("n", number.into())]).into(),
        form: !*second,
        on_back: second.then_some(to_first),
        children: kept(form.kept),
        ..bar()
    };
    if !*second {
        let what = what::Props {
            content: content.clone(),
            reference: reference.clone(),
            colour,
            suggested: suggested.cloned(),
            act: form.act.clone(),
        };
        let next = Button {
            label: t("next").into(),
            test: "raise-next".into(),
            off: !content.begun() || colour.is_none(),
            on_tap: to_second,
            ..Button::default()
        };
        let dock = dock(next.html(), String::new(), html! {});
        return page("page-raise-1", top.html(), part::<what::What>(what), dock);
    }
    let parties = parties::Props {
        chosen: content.parties.clone(),
        reference: reference.clone(),
        act: form.act.clone(),
    };
    let all = html! { <>
        { words::words(content, colour, &form.act) }
        { part::<parties::Parties>(parties) }
        { part::<Photos>(photos::Props { taken: content.photos.clone(), turn: form.act.reform(Act::Photo) }) }
        { part::<PositionRow>(position::Props { at: content.position, then: form.act.reform(Act::Position) }) }
        { ask.map(|ask| facts::facts(content, ask, &reference.services, &form.act)).unwrap_or_default() }
    </> };
    let photos = content.photos.clone();
    let save = Save {
        saving: &saving,
        done: &form.done,
        test: "raise-save",
        label: String::new(),
        second: false,
        note: if complete { t("save-means") } else { t("raise-missing-words") },
        whole: complete,
        command: Callback::from(move |()| {
            let (step, photos) = (step.clone()?, photos.clone());
            Some(Command::RaiseCase { step, photos })
        }),
        then: Callback::from(|told: Told| {
            let case = told.read::<Saved>().ok().and_then(|saved| CaseId::parse(&saved.id).ok());
            nav::replace(&case.map_or(Route::Cases, Route::Case));
        }),
    };
    save.page("page-raise-2", top, all)
}

fn bar() -> Top {
    Top { title: t("do-raise").into(), form: true, ..Top::default() }
}

fn waiting() -> Html {
    unready_page(bar(), opening())
}
