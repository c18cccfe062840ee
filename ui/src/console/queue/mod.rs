//! The list of cases: what waits for whoever looks, the gravest and latest first.

pub mod arrange;
pub mod bar;
pub mod row;

use super::asking::{LOOK_AGAIN_MS, use_kept};
use super::desk::use_desk;
use super::duty::is_handler;
use super::glyph::Glyph;
use super::news::use_fresh;
use super::route::Route;
use super::states::{Empty, above};
use super::{window, words};
use arrange::{Filter, Tab, arrange, count, step_row};
use bar::{Bar, Find};
use row::Row;
use shared_model::api::Query;
use shared_model::api::view::CaseItem;
use shared_model::people::{Reference, Role};
use ui::backend::use_query;
use ui::text::{t, t_with, t_word};
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// The word of what the list is called (`console-queue-title-<word>`).
fn title(role: Role) -> &'static str {
    match role {
        Role::Mediator | Role::Department => "handler",
        Role::Township => "township",
        Role::County => "county",
        _ => "reviewer",
    }
}

fn first_tab(role: Role) -> Tab {
    // The county reviews nothing: what came up to it is all there is.
    if role == Role::County { Tab::Open } else { Tab::Mine }
}

/// The page.
#[component]
pub fn QueuePage() -> Html {
    let desk = use_desk();
    let role = desk.account.role;
    let tab = use_state_eq(|| first_tab(role));
    let filter = use_state_eq(Filter::default);
    let search = use_state_eq(String::new);
    let current = use_state_eq(|| None::<usize>);
    let query = Query::Cases { search: (*search).clone(), closed: *tab == Tab::Closed };
    let kept = use_kept::<Vec<CaseItem>>(query, Some(LOOK_AGAIN_MS));
    let fresh = use_fresh(None, kept.reload.clone());
    let reference = use_query::<Reference>(Query::Reference);
    let all: Vec<CaseItem> = kept.view.as_deref().cloned().unwrap_or_default();
    let shown = arrange(&all, *tab, &filter, desk.now());
    let keys = {
        let current = current.clone();
        let ids: Vec<_> = shown.iter().map(|item| item.id.clone()).collect();
        use_callback((ids, *current), move |event: web_sys::Event, (ids, at)| {
            let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
            let other_meaning = event.ctrl_key() || event.alt_key() || event.meta_key();
            if window::is_typing(event) || other_meaning {
                return;
            }
            match event.key().as_str() {
                "j" | "J" => current.set(step_row(*at, 1, ids.len())),
                "k" | "K" => current.set(step_row(*at, -1, ids.len())),
                "Enter" => {
                    if let Some(id) = at.and_then(|at| ids.get(at)) {
                        window::go(&Route::Case(id.clone()).href());
                    }
                }
                _ => {}
            }
        })
    };
    window::use_window_event("keydown", keys);

    let tabs: &[Tab] = if is_handler(role) { &Tab::HANDLER } else { &Tab::REVIEWER };
    let tab_button = |one: &Tab| {
        let (tab, current) = (tab.clone(), current.clone());
        let one = *one;
        let on = *tab == one;
        let number = count(&all, one);
        if one.is_rare() && number == 0 && !on {
            return Html::default();
        }
        let onclick = move |_| {
            tab.set(one);
            current.set(None);
        };
        html! {
            <button type="button" role="tab" aria-selected={on.to_string()} {onclick} data-test={format!("tab-{}", one.word())}>
                { t_word("console-tab", one.word()) }
                // Closed cases are only fetched when they are asked for: no number before.
                if one != Tab::Closed || on {
                    <em>{ number }</em>
                }
            </button>
        }
    };
    let late = all.iter().filter(|item| Tab::Open.holds(item) && item.due.overdue).count();
    let numbers = [
        ("open", count(&all, Tab::Open).into()),
        ("mine", count(&all, Tab::Mine).into()),
        ("late", late.into()),
    ];
    let find = {
        let search = search.clone();
        Callback::from(move |text: String| search.set(text))
    };
    let narrow = {
        let (filter, current) = (filter.clone(), current.clone());
        Callback::from(move |wanted: Filter| {
            filter.set(wanted);
            current.set(None);
        })
    };
    let fewer = is_handler(role);
    let row = |(index, item): (usize, &CaseItem)| {
        let place = words::place(item, reference.state.ready(), role);
        html! { <Row key={item.id.as_str()} item={item.clone()} {place} current={*current == Some(index)} {fewer} /> }
    };
    let empty = (kept.view.is_some() && shown.is_empty())
        .then(|| empty(&all, *tab, &filter, &search, &tab, &narrow, &find));
    html! {
        <>
            <div class="head">
                <h1>{ t_word("console-queue-title", title(role)) }</h1>
                if kept.view.is_some() {
                    <span class="sub" data-test="queue-numbers">{ t_with("console-queue-numbers", &numbers) }</span>
                }
                <div class="acts">
                    <Find label={t("console-find-case")} {find} value={(*search).clone()} test="queue-search" />
                </div>
            </div>
            <div class="tabs" role="tablist" aria-label={t("console-tabs")}>{ for tabs.iter().map(tab_button) }</div>
            <Bar items={all.clone()} tab={*tab} filter={(*filter).clone()} {narrow} {role} />
            <div class="scroll">
                { fresh }
            { above(&kept) }
                if !shown.is_empty() {
                    <table class="tb tb-two tb-fixed queue" data-test="queue">
                        { row::head(fewer) }
                        <tbody>{ for shown.iter().enumerate().map(row) }</tbody>
                    </table>
                }
                { empty }
            </div>
            <div class="keys">
                <span><kbd>{ "J" }</kbd><kbd>{ "K" }</kbd>{ t("console-key-rows") }</span>
                <span><kbd>{ "Enter" }</kbd>{ t("console-key-open") }</span>
                <span class="keys-end" data-test="queue-shown">
                    { t_with("console-shown", &[("n", shown.len().into()), ("all", count(&all, *tab).into())]) }
                </span>
            </div>
        </>
    }
}

/// Nothing to show: because there is nothing, or because the filter lets nothing through.
fn empty(
    all: &[CaseItem],
    at: Tab,
    filter: &Filter,
    search: &str,
    tab: &UseStateHandle<Tab>,
    narrow: &Callback<Filter>,
    find: &Callback<String>,
) -> Html {
    let held = count(all, at);
    if !filter.is_open() || !search.is_empty() {
        let (narrow, find) = (narrow.clone(), find.clone());
        let drop = move |_| {
            narrow.emit(Filter::default());
            find.emit(String::new());
        };
        let line = if search.is_empty() {
            t_with("console-empty-filter-line", &[("n", held.into())])
        } else {
            String::new()
        };
        return html! {
            <Empty glyph={Glyph::Search} title={t("console-empty-filter")} {line}>
                <button type="button" class="btn" onclick={drop} data-test="filter-drop">{ t("console-filter-drop") }</button>
            </Empty>
        };
    }
    let open = count(all, Tab::Open);
    let elsewhere = at == Tab::Mine && open > 0;
    let onclick = {
        let tab = tab.clone();
        move |_| tab.set(Tab::Open)
    };
    let (title, line) = if at == Tab::Mine {
        (
            t("console-empty-mine"),
            if elsewhere { t_with("console-empty-mine-line", &[("n", open.into())]) } else { String::new() },
        )
    } else {
        (t("console-empty-tab"), String::new())
    };
    html! {
        <Empty glyph={Glyph::Inbox} {title} {line}>
            if elsewhere {
                <button type="button" class="btn" {onclick} data-test="see-open">{ t("console-see-open") }</button>
            }
        </Empty>
    }
}

/// The parties of a case as a row names them.
pub fn parties(item: &CaseItem) -> String {
    words::list(&item.parties)
}
