//! Revoking a member's phones: asked twice, since a lost phone can't be asked back.

use crate::console::words::problem_text;
use shared_model::api::Command;
use shared_model::people::Account;
use ui::backend::use_command;
use ui::text::{t, t_with};
use yew::prelude::*;

/// What [`Revoke`] takes.
#[derive(Properties, PartialEq)]
pub struct RevokeProps {
    /// Whose phones.
    pub account: Account,
    /// Told when it is done.
    pub changed: Callback<()>,
}

/// The button, and the question it asks before it does anything.
#[component]
pub fn Revoke(props: &RevokeProps) -> Html {
    let doing = use_command();
    let asking = use_state_eq(|| false);
    let id = &props.account.id;
    let ask = |on: bool| {
        let asking = asking.setter();
        Callback::from(move |_: MouseEvent| asking.set(on))
    };
    if !*asking {
        return html! {
            <button type="button" class="txt" onclick={ask(true)} data-test={format!("member-revoke-{id}")}>{ t("console-revoke") }</button>
        };
    }
    let onclick = {
        let (run, changed, asking) = (doing.run.clone(), props.changed.clone(), asking.setter());
        let command = Command::RevokeDevices { account: id.clone() };
        let done = Callback::from(move |_| {
            asking.set(false);
            changed.emit(());
        });
        move |_: MouseEvent| run.emit((command.clone(), done.clone()))
    };
    html! {
        <div class="revoke" data-test="revoke-question">
            <p class="sub">{ t_with("console-revoke-sure", &[("name", props.account.name.as_str().into())]) }</p>
            if let Some(problem) = &doing.problem {
                <p class="sub" role="alert" data-test="problem">{ problem_text(problem) }</p>
            }
            <button type="button" class="btn btn-sm" disabled={doing.busy} {onclick} data-test="revoke-confirm">{ t("console-revoke-do") }</button>
            { " " }
            <button type="button" class="btn btn-sm" onclick={ask(false)} data-test="revoke-cancel">{ t("cancel") }</button>
        </div>
    }
}
