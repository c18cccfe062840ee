//! Giving a member another micro-grid: chosen, and told what it means, before it is done.

use super::enrol::{keeper, micro_grids, told};
use crate::console::desk::use_desk;
use crate::console::words::problem_text;
use shared_model::api::view::MemberView;
use shared_model::api::{Command, Query};
use shared_model::people::{Account, Reference};
use shared_model::place::{Place, PlaceCode};
use ui::backend::{use_command, use_query};
use ui::text::{t, t_with};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What [`Move`] takes.
#[derive(Properties, PartialEq)]
pub struct MoveProps {
    /// Who.
    pub account: Account,
    /// Who looks after what.
    pub members: Vec<MemberView>,
    /// Told when it is done.
    pub changed: Callback<()>,
}

/// The button, and the form it opens.
#[component]
pub fn Move(props: &MoveProps) -> Html {
    let open = use_state_eq(|| false);
    let turn = |on: bool| {
        let open = open.setter();
        Callback::from(move |_: ()| open.set(on))
    };
    if *open {
        let MoveProps { account, members, changed } = props;
        return html! {
            <MoveForm account={account.clone()} members={members.clone()} changed={changed.clone()} close={turn(false)} />
        };
    }
    let onclick = turn(true).reform(|_: MouseEvent| ());
    html! {
        <button type="button" class="txt" {onclick} data-test={format!("member-move-{}", props.account.id)}>{ t("console-move") }</button>
    }
}

/// What [`MoveForm`] takes.
#[derive(Properties, PartialEq)]
struct MoveFormProps {
    account: Account,
    members: Vec<MemberView>,
    changed: Callback<()>,
    close: Callback<()>,
}

#[component]
fn MoveForm(props: &MoveFormProps) -> Html {
    let (desk, doing) = (use_desk(), use_command());
    let asked = use_query::<Reference>(Query::Reference);
    let chosen = use_state_eq(|| None::<PlaceCode>);
    let places = asked.state.ready().map_or_else(Vec::new, |all| micro_grids(all, &desk.account.place));
    let onchange = {
        let chosen = chosen.setter();
        move |event: Event| {
            chosen.set(PlaceCode::parse(&event.target_unchecked_into::<HtmlSelectElement>().value()).ok())
        }
    };
    let confirm = {
        let (run, chosen, account) = (doing.run.clone(), chosen.clone(), props.account.id.clone());
        let (changed, close) = (props.changed.clone(), props.close.clone());
        move |_: MouseEvent| {
            let Some(micro_grid) = (*chosen).clone() else { return };
            let (changed, close) = (changed.clone(), close.clone());
            let done = Callback::from(move |_| {
                close.emit(());
                changed.emit(());
            });
            run.emit((Command::MoveMember { account: account.clone(), micro_grid }, done));
        }
    };
    let option = |one: &&Place| {
        let on = chosen.as_ref() == Some(&one.code);
        html! { <option value={one.code.as_str().to_owned()} selected={on}>{ told(one, keeper(&props.members, &one.code)) }</option> }
    };
    let others = places.iter().filter(|place| place.code != props.account.place);
    let cancel = props.close.reform(|_: MouseEvent| ());
    html! {
        <div class="revoke" data-test="move-form">
            <p class="sub">{ t_with("console-move-where", &[("name", props.account.name.as_str().into())]) }</p>
            <select class="in" {onchange} data-test="move-place">
                <option value="" selected={chosen.is_none()}>{ t("console-choose") }</option>
                { for others.map(option) }
            </select>
            <p class="sub">{ t("console-move-explains") }</p>
            if let Some(problem) = &doing.problem {
                <p class="sub" role="alert" data-test="problem">{ problem_text(problem) }</p>
            }
            <button type="button" class="btn btn-sm" disabled={doing.busy || chosen.is_none()} onclick={confirm} data-test="move-confirm">{ t("console-move-do") }</button>
            { " " }
            <button type="button" class="btn btn-sm" onclick={cancel} data-test="move-cancel">{ t("cancel") }</button>
        </div>
    }
}
