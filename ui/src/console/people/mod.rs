//! The directory of a village: people without an account who can be asked, by what they are and where.

pub mod beside;

use super::asking::use_kept;
use super::desk::use_desk;
use super::duty::imports;
use super::glyph::{Glyph, Icon};
use super::mask;
use super::queue::bar::Find;
use super::route::Route;
use super::states::{Empty, Trouble, above};
use shared_model::api::{Command, Query};
use shared_model::directory::{ListedPerson, PersonKind};
use shared_model::people::{Reference, Role};
use ui::backend::{Table, use_command, use_query};
use ui::text::{t, t_with, t_word};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Whether somebody is looked for by these words.
fn fits(person: &ListedPerson, place: &str, words: &str) -> bool {
    let stands = |word: &str| {
        person.name.contains(word)
            || person.phone.contains(word)
            || place.contains(word)
            || person.skills.iter().any(|skill| skill.contains(word))
    };
    words.split_whitespace().all(stands)
}

/// The page.
#[component]
pub fn PeoplePage() -> Html {
    let desk = use_desk();
    let kind = use_state_eq(|| None::<PersonKind>);
    let words = use_state_eq(String::new);
    let phones = use_state_eq(|| false);
    let kept = use_kept::<Vec<ListedPerson>>(Query::Directory { place: None, kind: *kind }, None);
    let reference = use_query::<Reference>(Query::Reference);
    let role = desk.account.role;
    let look = {
        let words = words.setter();
        Callback::from(move |text: String| words.set(text))
    };
    let narrow = {
        let kind = kind.setter();
        move |event: Event| {
            let word = event.target_unchecked_into::<HtmlSelectElement>().value();
            kind.set(PersonKind::ALL.into_iter().find(|kind| kind.word() == word));
        }
    };
    let toggle = {
        let phones = phones.clone();
        move |_: MouseEvent| phones.set(!*phones)
    };
    let place_name = |person: &ListedPerson| {
        reference.state.ready().and_then(|all| all.place_name(&person.place)).unwrap_or_default().to_owned()
    };
    let all: &[ListedPerson] = kept.view.as_deref().map_or(&[], Vec::as_slice);
    let shown: Vec<&ListedPerson> =
        all.iter().filter(|person| fits(person, &place_name(person), &words)).collect();
    let row = |person: &&ListedPerson| {
        let phone = if *phones { person.phone.clone() } else { mask::phone(&person.phone) };
        html! {
            <tr key={person.id.as_str()} data-test={format!("person-row-{}", person.id)}>
                <td class="nw c-head"><b>{ person.name.clone() }</b></td>
                <td class="nw" data-label={t("console-people-kind")}>{ t_word("person", person.kind.word()) }</td>
                <td class="nw" data-label={t("console-people-place")}>{ place_name(person) }</td>
                <td class="num nw" data-label={t_word("field", "phone")}>{ phone }</td>
                <td data-label={t("console-people-skills")}>{ for person.skills.iter().map(|skill| html! { <span class="tag">{ skill.clone() }</span> }) }</td>
                <td class="num">
                    if role == Role::Secretary {
                        <Drop person={(*person).clone()} changed={kept.reload.clone()} />
                    }
                </td>
            </tr>
        }
    };
    let import = html! {
        <a class="btn" href={Route::Import(Table::People).href()} data-test="people-import"><Icon glyph={Glyph::Up} />{ t("console-people-import") }</a>
    };
    html! {
        <>
            <div class="head">
                <h1>{ t("console-nav-people") }</h1>
                if kept.view.is_some() {
                    <span class="sub" data-test="people-numbers">{ t_with("console-people-numbers", &[("n", shown.len().into())]) }</span>
                }
                <div class="acts">
                    <select class="in sel-q" onchange={narrow} aria-label={t("console-people-kind")} data-test="people-kind">
                        <option value="" selected={kind.is_none()}>{ t("console-people-all") }</option>
                        { for PersonKind::ALL.into_iter().map(|one| html! {
                            <option value={one.word()} selected={*kind == Some(one)}>{ t_word("person", one.word()) }</option>
                        }) }
                    </select>
                    <Find label={t("console-people-find")} find={look} value={(*words).clone()} test="people-search" />
                    <button type="button" class="btn" onclick={toggle} aria-pressed={phones.to_string()} data-test="people-phones">
                        { if *phones { t("console-people-hide") } else { t("console-people-show") } }
                    </button>
                    if imports(role, Table::People) { { import.clone() } }
                </div>
            </div>
            <div class="scroll" tabindex="0">
                { above(&kept) }
                if kept.view.is_some() && shown.is_empty() {
                    <Empty glyph={Glyph::Users} title={t("console-people-none")} line={t("console-people-none-line")} />
                }
                if !shown.is_empty() {
                    <table class="tb tb-cards" data-test="people">
                        <thead><tr>
                            <th>{ t_word("field", "name") }</th><th>{ t("console-people-kind") }</th><th>{ t("console-people-place") }</th>
                            <th class="num">{ t_word("field", "phone") }</th><th>{ t("console-people-skills") }</th><th></th>
                        </tr></thead>
                        <tbody>{ for shown.iter().map(row) }</tbody>
                    </table>
                }
            </div>
            <div class="keys"><span>{ t("console-people-village-only") }</span></div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct DropProps {
    person: ListedPerson,
    changed: Callback<()>,
}

/// Takes somebody out, asked twice: nothing of them stays.
#[component]
fn Drop(props: &DropProps) -> Html {
    let doing = use_command();
    let asking = use_state_eq(|| false);
    let id = props.person.id.clone();
    let ask = |on: bool| {
        let asking = asking.setter();
        move |_: MouseEvent| asking.set(on)
    };
    if !*asking {
        return html! {
            <button type="button" class="txt" onclick={ask(true)} data-test={format!("person-drop-{id}")}>{ t("console-people-drop") }</button>
        };
    }
    let onclick = {
        let (run, changed) = (doing.run.clone(), props.changed.reform(|_: ui::backend::Told| ()));
        move |_: MouseEvent| run.emit((Command::DropPerson { person: id.clone() }, changed.clone()))
    };
    html! {
        <div class="revoke" data-test="person-drop-question">
            <p class="sub">{ t_with("console-people-drop-sure", &[("name", props.person.name.as_str().into())]) }</p>
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} />
            }
            <button type="button" class="btn btn-sm" disabled={doing.busy} {onclick} data-test="person-drop-confirm">{ t("console-people-drop-do") }</button>
            { " " }
            <button type="button" class="btn btn-sm" onclick={ask(false)} data-test="person-drop-cancel">{ t("cancel") }</button>
        </div>
    }
}
