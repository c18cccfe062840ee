//! The list of cases: what waits for whoever looks, the gravest and latest first; one step for several
//! of them. Who handles what was given to them has a list of their own ([`given`]).

pub mod arrange;
pub mod bar;
pub mod bulk;
pub mod bulk_bar;
pub mod given;
pub mod row;
#[cfg(test)]
mod telling;

use super::asking::{LOOK_AGAIN_MS, use_kept};
use super::desk::use_desk;
use super::duty::is_handler;
use super::glyph::Glyph;
use super::news::use_fresh;
use super::route::Route;
use super::states::{Empty, above};
use super::{window, words};
use arrange::{Filter, Sums, Tab, arrange, count, step_row, sums};
use bar::{Bar, Find};
use bulk::{key, offered, offers, toggled};
use bulk_bar::BulkBar;
use given::GivenPage;
use row::{Columns, Row};
use shared_model::api::Query;
use shared_model::api::desk::QueueItem;
use shared_model::api::view::CaseItem;
use shared_model::casework::EventKind;
use shared_model::ids::CaseId;
use shared_model::people::{Reference, Role};
use std::collections::BTreeSet;
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
    if is_handler(use_desk().account.role) {
        html! { <GivenPage /> }
    } else {
        html! { <Review /> }
    }
}

/// What a key on the list does.
#[derive(Clone, PartialEq)]
struct Keyed {
    ids: Vec<CaseId>,
    at: Option<usize>,
    chosen: BTreeSet<CaseId>,
    offered: Vec<EventKind>,
    selects: bool,
}

/// The list of those who review.
#[component]
fn Review() -> Html {
    let desk = use_desk();
    let role = desk.account.role;
    let tab = use_state_eq(|| first_tab(role));
    let filter = use_state_eq(Filter::default);
    let search = use_state_eq(String::new);
    let current = use_state_eq(|| None::<usize>);
    let chosen = use_state_eq(BTreeSet::<CaseId>::new);
    let form = use_state_eq(|| None::<EventKind>);
    let query = Query::Queue { search: (*search).clone(), closed: *tab == Tab::Closed };
    let kept = use_kept::<Vec<QueueItem>>(query, Some(LOOK_AGAIN_MS));
    let fresh = use_fresh(None, kept.reload.clone());
    let reference = use_query::<Reference>(Query::Reference);
    let all: Vec<QueueItem> = kept.view.as_deref().cloned().unwrap_or_default();
    let shown = arrange(&all, *tab, &filter, desk.now());
    let selects = offers(&shown);
    let keyed = Keyed {
        ids: shown.iter().map(|row| row.item.id.clone()).collect(),
        at: *current,
        chosen: (*chosen).clone(),
        offered: offered(&shown, &chosen).into_iter().map(|(kind, _)| kind).collect(),
        selects,
    };
    let keys = {
        let (current, chosen, form) = (current.clone(), chosen.setter(), form.setter());
        use_callback(keyed, move |event: web_sys::Event, keyed| {
            let Some(pressed) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
            let other_meaning = pressed.ctrl_key() || pressed.alt_key() || pressed.meta_key();
            if window::is_typing(&event) || other_meaning {
                return;
            }
            let at = keyed.at.and_then(|at| keyed.ids.get(at));
            match pressed.key().to_ascii_uppercase().as_str() {
                "J" => current.set(step_row(keyed.at, 1, keyed.ids.len())),
                "K" => current.set(step_row(keyed.at, -1, keyed.ids.len())),
                "ENTER" if !window::is_pressable(&event) => {
                    if let Some(id) = at {
                        window::go(&Route::Case(id.clone()).href());
                    }
                }
                "X" if keyed.selects => {
                    if let Some(id) = at {
                        chosen.set(toggled(&keyed.chosen, id));
                    }
                }
                letter => {
                    if let Some(kind) = keyed.offered.iter().find(|kind| key(**kind) == letter) {
                        // The letter that opens the form must not stand in its first field.
                        event.prevent_default();
                        form.set(Some(*kind));
                    }
                }
            }
        })
    };
    window::use_window_event("keydown", keys);

    let leave = {
        let (current, form) = (current.setter(), form.setter());
        move || {
            current.set(None);
            form.set(None);
        }
    };
    let tab_button = |one: &Tab| {
        let (tab, leave) = (tab.clone(), leave.clone());
        let one = *one;
        let on = *tab == one;
        let number = count(&all, one);
        if one.is_rare() && number == 0 && !on {
            return Html::default();
        }
        let onclick = move |_| {
            tab.set(one);
            leave();
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
    let is_above = matches!(role, Role::Township | Role::County);
    let numbers = head(sums(&all, &desk.account.place), is_above);
    let find = {
        let search = search.clone();
        Callback::from(move |text: String| search.set(text))
    };
    let narrow = {
        let (filter, leave) = (filter.clone(), leave.clone());
        Callback::from(move |wanted: Filter| {
            filter.set(wanted);
            leave();
        })
    };
    let columns = Columns { above: is_above, selects };
    let toggle = {
        let chosen = chosen.clone();
        Callback::from(move |id: CaseId| chosen.set(toggled(&chosen, &id)))
    };
    let every: BTreeSet<CaseId> = shown.iter().map(|row| row.item.id.clone()).collect();
    let all_chosen = !every.is_empty() && every.iter().all(|id| chosen.contains(id));
    let toggle_all = {
        let (chosen, every) = (chosen.setter(), every.clone());
        Callback::from(move |()| chosen.set(if all_chosen { BTreeSet::new() } else { every.clone() }))
    };
    let row = |(index, row): (usize, &QueueItem)| {
        let place = words::place(&row.item, reference.state.ready(), role);
        let on = chosen.contains(&row.item.id);
        html! {
            <Row key={row.item.id.as_str()} row={row.clone()} {place} current={*current == Some(index)} {columns} chosen={on}
                toggle={toggle.clone()} />
        }
    };
    let empty = (kept.view.is_some() && shown.is_empty())
        .then(|| empty(&all, *tab, &filter, &search, &tab, &narrow, &find));
    let choose = {
        let chosen = chosen.setter();
        Callback::from(move |which: BTreeSet<CaseId>| chosen.set(which))
    };
    let open_form = {
        let form = form.setter();
        Callback::from(move |kind: Option<EventKind>| form.set(kind))
    };
    html! {
        <>
            <div class="head">
                <h1>{ t_word("console-queue-title", title(role)) }</h1>
                if kept.view.is_some() {
                    <span class="sub" data-test="queue-numbers">{ numbers }</span>
                }
                <div class="acts">
                    <Find label={t("console-find-case")} {find} value={(*search).clone()} test="queue-search" />
                </div>
            </div>
            <div class="tabs" role="tablist" aria-label={t("console-tabs")}>{ for Tab::REVIEWER.iter().map(tab_button) }</div>
            <Bar items={all.clone()} tab={*tab} filter={(*filter).clone()} {narrow} {role} />
            <BulkBar rows={shown.clone()} chosen={(*chosen).clone()} {choose} open={*form} {open_form} changed={kept.reload.clone()} />
            <div class="scroll">
                { fresh }
                { above(&kept) }
                if !shown.is_empty() {
                    <table class="tb tb-two tb-fixed queue" data-test="queue">
                        { row::head(columns, all_chosen, toggle_all) }
                        <tbody>{ for shown.iter().enumerate().map(row) }</tbody>
                    </table>
                }
                { empty }
            </div>
            <div class="keys">
                <span><kbd>{ "J" }</kbd><kbd>{ "K" }</kbd>{ t("console-key-rows") }</span>
                <span><kbd>{ "Enter" }</kbd>{ t("console-key-open") }</span>
                if selects {
                    <span><kbd>{ "X" }</kbd>{ t("console-key-choose") }</span>
                }
                <span class="keys-end" data-test="queue-shown">
                    { t_with("console-shown", &[("n", shown.len().into()), ("all", count(&all, *tab).into())]) }
                </span>
            </div>
        </>
    }
}

/// The sums in words. Who is above the village has only what was brought up to them in the list.
fn head(sums: Sums, above: bool) -> String {
    let numbers = [
        ("open", sums.open.into()),
        ("settled", sums.settled.into()),
        ("mine", sums.mine.into()),
        ("late", sums.late.into()),
    ];
    let told = if above {
        t_with("console-queue-numbers-above", &numbers)
    } else {
        t_with("console-queue-numbers", &numbers)
    };
    match sums.elsewhere {
        0 => told,
        n => [told, t_with("console-queue-elsewhere", &[("n", n.into())])].concat(),
    }
}

/// Nothing to show: because there is nothing, or because the filter lets nothing through.
fn empty(
    all: &[QueueItem],
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
