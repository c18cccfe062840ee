//! Enrolling a member: a name and a micro-grid become an account and a one-time code.

use crate::console::desk::use_desk;
use crate::console::faults::{Fault, Faults, use_tries};
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
    let tries = use_tries();
    let places = asked.state.ready().map_or_else(Vec::new, |all| micro_grids(all, &desk.account.place));
    let keeper = |code: &PlaceCode| keeper(&props.members, code);
    let onsubmit = {
        let (name, place, failed) = (name.clone(), place.clone(), tries.failed.clone());
        let (run, got_code) = (doing.run.clone(), props.got_code.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let written = name.trim().to_owned();
            let Some(micro_grid) = (*place).clone().filter(|_| !written.is_empty()) else {
                return failed.emit(());
            };
            run.emit((Command::EnrolMember { name: written, micro_grid }, got_code.clone()));
        }
    };
    let lacks = || {
        let name = name.trim().is_empty().then_some("name");
        let place = place.is_none().then_some("place");
        let fault = |field: &'static str| Fault {
            field: field.to_owned(),
            word: field.to_owned(),
            text: t_word("console-enrol-missing", field),
        };
        name.into_iter().chain(place).map(fault).collect()
    };
    let faults = Faults::of("enrol-missing", tries.tried, lacks);
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
        <form ref={tries.form.clone()} {onsubmit} data-test="enrol-form">
            <div class="sec">
                <h2>{ t("console-enrol-title") }</h2>
                <div class="flds">
                    <label class="fld" data-wrong={faults.wrong("name")}>
                        <span>{ t_word("field", "name") }</span>
                        <input class={faults.class("name")} value={(*name).clone()} {oninput} maxlength="40" autocomplete="off"
                            aria-invalid={faults.wrong("name")} aria-describedby={faults.id("name")} data-test="enrol-name" />
                        { faults.said("name") }
                    </label>
                    <label class="fld" data-wrong={faults.wrong("place")}>
                        <span>{ t("console-micro-grid") }</span>
                        <select class={faults.class("place")} {onchange} aria-invalid={faults.wrong("place")}
                            aria-describedby={faults.id("place")} data-test="enrol-place">
                            <option value="" selected={place.is_none()}>{ t("console-choose") }</option>
                            { for places.iter().map(option) }
                        </select>
                        { faults.said("place") }
                    </label>
                </div>
                if let Some(member) = before {
                    <p class="sub enrol-note">{ t_with("console-enrol-second", &[("name", member.account.name.as_str().into())]) }</p>
                } else {
                    <p class="sub enrol-note">{ t("console-enrol-scope") }</p>
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
