//! What accounts are there for beside their role: set here, shown where a case is dispatched.

use crate::console::desk::use_desk;
use crate::console::posts;
use crate::console::words::{self, problem_text};
use shared_model::api::{Command, Query};
use shared_model::people::{Account, POST_NAME_MOST, Post, PostKind, Reference, Role};
use ui::backend::{Told, use_command, use_query};
use ui::text::{t, t_word};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The accounts of the place that can have a post, each with it.
#[component]
pub fn Posts() -> Html {
    let own = use_desk().account.place;
    let asked = use_query::<Reference>(Query::Reference);
    let Some(reference) = asked.state.ready() else { return Html::default() };
    let handles = |one: &&Account| matches!(one.role, Role::Mediator | Role::Department | Role::GridLeader);
    let people: Vec<&Account> =
        reference.people.iter().filter(handles).filter(|one| one.place.is_within(&own)).collect();
    if people.is_empty() {
        return Html::default();
    }
    let row = |account: &&Account| {
        html! {
            <tr key={account.id.as_str()} data-test={format!("post-row-{}", account.id)}>
                <td class="nw">{ reference.place_name(&account.place).unwrap_or_default().to_owned() }</td>
                <td><b>{ account.name.clone() }</b><div class="sub">{ words::role(account.role) }</div></td>
                <td><OnePost account={(*account).clone()} changed={asked.reload.clone()} /></td>
            </tr>
        }
    };
    html! {
        <div class="sec">
            <h2>{ t("console-posts") }</h2>
            <p class="sub">{ t("console-posts-line") }</p>
            <table class="tb tb-two" data-test="posts"><tbody>{ for people.iter().map(row) }</tbody></table>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct OnePostProps {
    account: Account,
    changed: Callback<()>,
}

/// A post, and the form that changes it.
#[component]
fn OnePost(props: &OnePostProps) -> Html {
    let doing = use_command();
    let editing = use_state_eq(|| None::<(Option<PostKind>, String)>);
    let id = &props.account.id;
    let Some((kind, name)) = (*editing).clone() else {
        let begin = {
            let (editing, post) = (editing.setter(), props.account.post.clone());
            move |_: MouseEvent| {
                let begun = post.clone().map_or((None, String::new()), |post| (Some(post.kind), post.name));
                editing.set(Some(begun));
            }
        };
        let told = props.account.post.as_ref().map_or_else(|| t("console-post-none"), posts::post);
        return html! {
            <><span data-test={format!("post-{id}")}>{ told }</span>{ " " }
                <button type="button" class="txt" onclick={begin} data-test={format!("post-edit-{id}")}>{ t("console-edit") }</button></>
        };
    };
    let chose = {
        let (editing, name) = (editing.setter(), name.clone());
        move |event: Event| {
            let word = event.target_unchecked_into::<HtmlSelectElement>().value();
            editing.set(Some((PostKind::parse(&word), name.clone())));
        }
    };
    let named = {
        let editing = editing.setter();
        move |event: InputEvent| {
            editing.set(Some((kind, event.target_unchecked_into::<HtmlInputElement>().value())));
        }
    };
    let save = {
        let (run, changed, close) = (doing.run.clone(), props.changed.clone(), editing.setter());
        let post = kind.map(|kind| Post { kind, name: name.trim().to_owned() });
        let command = Command::SetPost { account: id.clone(), post };
        let done = Callback::from(move |_: Told| {
            close.set(None);
            changed.emit(());
        });
        move |_: MouseEvent| run.emit((command.clone(), done.clone()))
    };
    let shut = {
        let editing = editing.setter();
        move |_: MouseEvent| editing.set(None)
    };
    html! {
        <div class="revoke" data-test="post-form">
            <select class="in" onchange={chose} aria-label={t("console-posts")} data-test="post-kind">
                <option value="" selected={kind.is_none()}>{ t("console-post-none") }</option>
                { for PostKind::ALL.into_iter().map(|one| html! {
                    <option value={one.word()} selected={kind == Some(one)}>{ t_word("post", one.word()) }</option>
                }) }
            </select>
            if kind.is_some() {
                <input class="in" value={name} oninput={named} maxlength={POST_NAME_MOST.to_string()} placeholder={t("console-post-name")}
                    aria-label={t("console-post-name")} data-test="post-name" />
            }
            if let Some(problem) = &doing.problem {
                <p class="sub" role="alert" data-test="problem">{ problem_text(problem) }</p>
            }
            <button type="button" class="btn btn-sm" disabled={doing.busy} onclick={save} data-test="post-save">{ t("save") }</button>
            { " " }
            <button type="button" class="btn btn-sm" onclick={shut} data-test="post-cancel">{ t("cancel") }</button>
        </div>
    }
}
