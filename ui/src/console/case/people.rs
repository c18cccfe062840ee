//! Choosing a person: to whom a case is dispatched, or a task is given.

use super::draft::Draft;
use crate::console::desk::use_desk;
use crate::console::faults::Faults;
use crate::console::posts::{self, Group, HANDLERS, groups};
use shared_model::api::Query;
use shared_model::casework::EventKind;
use shared_model::ids::AccountId;
use shared_model::people::{Account, Reference, Role};
use ui::backend::use_query;
use ui::text::t;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Who can be given a task.
const HANDS: [Role; 5] = [Role::Member, Role::GridLeader, Role::Mediator, Role::Department, Role::Secretary];

/// Who can be given what a step gives.
fn roles(kind: EventKind) -> &'static [Role] {
    if kind == EventKind::Tasked { &HANDS } else { &HANDLERS }
}

/// What [`To`] takes.
#[derive(Properties, PartialEq)]
pub struct ToProps {
    /// A dispatch or a task.
    pub kind: EventKind,
    /// What is filled in so far.
    pub draft: Draft,
    /// Told what is filled in.
    pub filled: Callback<Draft>,
    /// What is wrong so far.
    pub faults: Faults,
}

/// Chooses a person, by post or role.
#[component]
pub fn To(props: &ToProps) -> Html {
    let (asked, me) = (use_query::<Reference>(Query::Reference), use_desk().account.id);
    let Some(reference) = asked.state.ready() else {
        return html! { <p class="sub">{ t("loading") }</p> };
    };
    let onchange = {
        let (draft, filled) = (props.draft.clone(), props.filled.clone());
        move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            filled.emit(Draft { to: AccountId::parse(&value).ok(), ..draft.clone() });
        }
    };
    let option = |person: &Account| {
        let on = props.draft.to.as_ref() == Some(&person.id);
        html! { <option value={person.id.as_str().to_owned()} selected={on}>{ posts::person(person, reference) }</option> }
    };
    let group = |group: &Group<'_>| {
        html! { <optgroup label={group.name()}>{ for group.people.iter().map(|person| option(person)) }</optgroup> }
    };
    let others = reference.people.iter().filter(|person| person.id != me);
    let faults = &props.faults;
    let (label, test) = match props.kind {
        EventKind::Tasked => (t("console-task-to"), "task-to"),
        _ => (t("console-to"), "dispatch-to"),
    };
    html! {
        <label class="fld" data-wrong={faults.wrong("to")}>
            <span>{ label }</span>
            <select class={faults.class("to")} {onchange} aria-invalid={faults.wrong("to")} aria-describedby={faults.id("to")}
                data-test={test}>
                <option value="" selected={props.draft.to.is_none()}>{ t("console-choose") }</option>
                { for groups(others, roles(props.kind)).iter().map(group) }
            </select>
            { faults.said("to") }
        </label>
    }
}
