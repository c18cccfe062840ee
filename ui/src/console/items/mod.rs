//! What the one-window service offers: the village's two lists, to look up, and to begin a request from.

pub mod find;
pub mod household;
pub mod request;

use super::asking::use_kept;
use super::desk::{Desk, use_desk};
use super::duty::{imports, raises};
use super::glyph::{Glyph, Icon};
use super::queue::bar::Find;
use super::route::Route;
use super::states::{Empty, above};
use super::window;
use find::{Wanted, fits};
use request::Request;
use shared_model::api::Query;
use shared_model::people::Reference;
use shared_model::services::{ServiceItem, ServiceItems, ServiceList};
use ui::backend::{Table, use_query};
use ui::text::{t, t_with, t_word};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// In how many days something is done.
pub fn days(days: Option<u32>) -> String {
    match days {
        None => String::new(),
        Some(0) => t("console-items-at-once"),
        Some(n) => t_with("console-items-days", &[("n", n.into())]),
    }
}

fn row(item: &ServiceItem, chosen: bool, choose: &Callback<String>) -> Html {
    let key = item.key.clone();
    let onclick = {
        let (choose, key) = (choose.clone(), key.clone());
        move |_: MouseEvent| choose.emit(key.clone())
    };
    html! {
        <tr key={key.clone()} class={classes!("click", chosen.then_some("cur"))} {onclick} data-test={format!("item-row-{key}")}>
            <td class="nw mute">{ item.key.clone() }</td>
            <td class="c-head"><button type="button" class="txt" aria-pressed={chosen.to_string()} data-test={format!("item-{key}")}>{ item.name.clone() }</button>
                <div class="sub">{ t_word("console-items-list", item.list.word()) }</div></td>
            <td data-label={t("console-items-desk")}>{ item.desk.clone() }</td>
            <td data-label={t("console-items-papers")}><div class="cut">{ item.papers.clone() }</div></td>
            <td class="num nw" data-label={t("console-items-time")}>{ days(item.days) }</td>
        </tr>
    }
}

/// Whose lists these are.
fn whose(items: &ServiceItems, reference: Option<&Reference>, desk: &Desk) -> String {
    let Some(place) = &items.place else { return String::new() };
    let own = desk.session.path.iter().find(|known| known.code == *place).map(|known| known.name.as_str());
    let name = own.or_else(|| reference?.place_name(place)).unwrap_or_default();
    let said = [("n", items.items.len().into()), ("place", name.into()), ("version", items.version.into())];
    t_with("console-items-whose", &said)
}

/// The page.
#[component]
pub fn ItemsPage() -> Html {
    let desk = use_desk();
    let kept = use_kept::<ServiceItems>(Query::ServiceItems, None);
    let reference = use_query::<Reference>(Query::Reference);
    let wanted = use_state_eq(Wanted::default);
    let chosen = use_state_eq(|| None::<String>);
    let pane = use_node_ref();
    window::use_in_sight(pane.clone(), (*chosen).clone());
    let role = desk.account.role;
    let look = {
        let wanted = wanted.clone();
        Callback::from(move |words: String| wanted.set(Wanted { words, ..(*wanted).clone() }))
    };
    let narrow = {
        let wanted = wanted.clone();
        move |event: Event| {
            let word = event.target_unchecked_into::<HtmlSelectElement>().value();
            let list = ServiceList::ALL.into_iter().find(|list| list.word() == word);
            wanted.set(Wanted { list, ..(*wanted).clone() });
        }
    };
    let choose = {
        let chosen = chosen.setter();
        Callback::from(move |key: String| chosen.set(Some(key)))
    };
    let items = kept.view.as_deref();
    let shown: Vec<&ServiceItem> =
        items.map_or_else(Vec::new, |all| all.items.iter().filter(|item| fits(item, &wanted)).collect());
    let picked = chosen.as_ref().and_then(|key| items?.item(key)).cloned();
    let import = html! {
        <a class="btn" href={Route::Import(Table::Items).href()} data-test="items-import"><Icon glyph={Glyph::Up} />{ t("console-items-import") }</a>
    };
    let none_at_all = items.is_some_and(ServiceItems::is_empty);
    html! {
        <>
            <div class="head">
                <h1>{ t("console-nav-items") }</h1>
                if let Some(items) = items {
                    <span class="sub" data-test="items-whose">{ whose(items, reference.state.ready(), &desk) }</span>
                }
                <div class="acts">
                    <select class="in sel-q" onchange={narrow} aria-label={t("console-items-which")} data-test="items-list">
                        <option value="" selected={wanted.list.is_none()}>{ t("console-items-both") }</option>
                        { for ServiceList::ALL.into_iter().map(|list| html! {
                            <option value={list.word()} selected={wanted.list == Some(list)}>{ t_word("console-items-list", list.word()) }</option>
                        }) }
                    </select>
                    <Find label={t("console-items-find")} find={look} value={wanted.words.clone()} test="items-search" />
                    if imports(role, Table::Items) && !none_at_all { { import.clone() } }
                </div>
            </div>
            <div class="split split-members">
                <div class="scroll" tabindex="0">
                    { above(&kept) }
                    if none_at_all {
                        <Empty glyph={Glyph::Stamp} title={t("console-items-none")} line={t("console-items-none-line")}>
                            if imports(role, Table::Items) { { import } }
                        </Empty>
                    } else if kept.view.is_some() && shown.is_empty() {
                        <Empty glyph={Glyph::Search} title={t("console-items-not-found")} />
                    }
                    if !shown.is_empty() {
                        <table class="tb tb-two tb-cards" data-test="items">
                            <thead><tr>
                                <th>{ t("console-items-key") }</th><th>{ t("console-items-name") }</th><th>{ t("console-items-desk") }</th>
                                <th>{ t("console-items-papers") }</th><th class="num">{ t("console-items-time") }</th>
                            </tr></thead>
                            <tbody>{ for shown.iter().map(|item| row(item, chosen.as_ref() == Some(&item.key), &choose)) }</tbody>
                        </table>
                    }
                </div>
                <aside class="pane" ref={pane}>
                    if let Some(item) = picked {
                        { one(&item) }
                        if raises(role) {
                            <Request key={item.key.clone()} item={item.clone()} />
                        }
                    } else {
                        <div class="sec"><p class="sub">{ t("console-items-choose") }</p></div>
                    }
                </aside>
            </div>
        </>
    }
}

/// An item in full: what people are told before they come.
fn one(item: &ServiceItem) -> Html {
    let line = |(word, value): (&'static str, String)| {
        if value.is_empty() {
            return Html::default();
        }
        html! { <><dt>{ t_word("console-items", word) }</dt><dd class="said" data-test={format!("item-one-{word}")}>{ value }</dd></> }
    };
    let lines = [
        ("desk", item.desk.clone()),
        ("papers", item.papers.clone()),
        ("time", days(item.days)),
        ("note", item.note.clone()),
    ];
    html! {
        <div class="sec" data-test="item-one">
            <h2>{ item.name.clone() }</h2>
            <p class="sub">{ t_word("console-items-list", item.list.word()) }{ t("console-dot") }{ item.key.clone() }</p>
            <dl class="kv">{ for lines.into_iter().map(line) }</dl>
        </div>
    }
}
