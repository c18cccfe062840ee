//! Enrolling a member: a name and a micro-grid become an account and a one-time code.

use crate::console::desk::use_desk;
use crate::console::glyph::{Glyph, Icon};
use crate::console::states::Trouble;
use shared_model::api::view::MemberView;
use shared_model::api::{Command, Query};
use shared_model::people::Reference;
use shared_model::place::{Level, Place, PlaceCode};
use ui::backend::{Told, use_command, use_query};
use ui::text::{t, t_with, t_word};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What [`Enrol`] takes.
#[derive(Properties, PartialEq)]
pub struct EnrolProps {
    /// Who is a member already.
    pub members: Vec<MemberView>,
    /// Told the code.
    pub got_code: Callback<Told>,
}

/// The micro-grids of the asker's place, in their order.
pub fn micro_grids<'a>(reference: &'a Reference, within: &PlaceCode) -> Vec<&'a Place> {
    let own = |place: &&Place| place.code.level() == Level::MicroGrid && place.code.is_within(within);
    let mut places: Vec<&Place> = reference.places.iter().filter(own).collect();
    places.sort_by(|a, b| a.code.cmp(&b.code));
    places
}

/// Who looks after a micro-grid.
pub fn keeper<'a>(members: &'a [MemberView], place: &PlaceCode) -> Option<&'a MemberView> {
    members.iter().find(|member| member.account.place == *place)
}

/// A micro-grid with who looks after it.
pub fn told(place: &Place, keeper: Option<&MemberView>) -> String {
    match keeper {
        Some(member) => t_with(
            "console-person-at",
            &[("name", place.name.as_str().into()), ("place", member.account.name.as_str().into())],
        ),
        None => place.name.clone(),
    }
}

/// The form.
#[component]
pub fn Enrol(props: &EnrolProps) -> Html {
    let desk = use_desk();
    let doing = use_command();
    let asked = use_query::<Reference>(Query::Reference);
    let name = use_state_eq(String::new);
    let place = use_state_eq(|| None::<PlaceCode>);
    let missing = use_state_eq(|| None::<&'static str>);
    let places = asked.state.ready().map_or_else(Vec::new, |all| micro_grids(all, &desk.account.place));
    let keeper = |code: &PlaceCode| keeper(&props.members, code);
    let onsubmit = {
        let (name, place, missing) = (name.clone(), place.clone(), missing.setter());
        let (run, got_code) = (doing.run.clone(), props.got_code.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let written = name.trim().to_owned();
            match (&*place, written.is_empty()) {
                (_, true) => missing.set(Some("name")),
                (None, false) => missing.set(Some("place")),
                (Some(micro_grid), false) => {
                    missing.set(None);
                    run.emit((
                        Command::EnrolMember { name: written, micro_grid: micro_grid.clone() },
                        got_code.clone(),
                    ));
                }
            }
        }
    };
    let oninput = {
        let name = name.setter();
        move |event: InputEvent| name.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let onchange = {
        let place = place.setter();
        move |event: Event| {
            place.set(PlaceCode::parse(&event.target_unchecked_into::<HtmlSelectElement>().value()).ok())
        }
    };
    let option = |one: &&Place| {
        let on = place.as_ref() == Some(&one.code);
        html! { <option value={one.code.as_str().to_owned()} selected={on}>{ told(one, keeper(&one.code)) }</option> }
    };
    let before = place.as_ref().and_then(keeper);
    html! {
        <form {onsubmit} data-test="enrol-form">
            <div class="sec">
                <h2>{ t("console-enrol-title") }</h2>
                <div class="flds">
                    <label class="fld">
                        <span>{ t_word("field", "name") }</span>
                        <input class={classes!("in", (*missing == Some("name")).then_some("in-wrong"))} value={(*name).clone()} {oninput}
                            maxlength="40" autocomplete="off" data-test="enrol-name" />
                    </label>
                    <label class="fld">
                        <span>{ t("console-micro-grid") }</span>
                        <select class={classes!("in", (*missing == Some("place")).then_some("in-wrong"))} {onchange} data-test="enrol-place">
                            <option value="" selected={place.is_none()}>{ t("console-choose") }</option>
                            { for places.iter().map(option) }
                        </select>
                    </label>
                </div>
                if let Some(member) = before {
                    <p class="sub enrol-note">{ t_with("console-enrol-second", &[("name", member.account.name.as_str().into())]) }</p>
                } else {
                    <p class="sub enrol-note">{ t("console-enrol-scope") }</p>
                }
                if let Some(what) = *missing {
                    <p class="note note-bad" role="alert" data-test="enrol-missing">{ t_word("console-enrol-missing", what) }</p>
                }
                if let Some(problem) = &doing.problem {
                    <Trouble problem={problem.clone()} kept=true />
                }
                <div class="acts enrol-acts">
                    <button class="btn btn-pri" disabled={doing.busy} data-test="member-enrol">{ t("console-enrol-submit") }</button>
                </div>
            </div>
            <div class="sec">
                <div class="note"><Icon glyph={Glyph::Lock} /><span>{ t("console-revoke-explains") }</span></div>
            </div>
        </form>
    }
}
