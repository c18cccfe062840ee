//! Cases: those that wait for the member first, then the others by gravity and deadline.

use crate::phone::clock;
use crate::phone::input::{on_tap, on_typed};
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::{Button, Head, tabs};
use crate::phone::parts::part::part;
use crate::phone::parts::rows;
use crate::phone::parts::wait::{Failed, FailedProps, empty, opening};
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::CaseItem;
use std::cmp::Reverse;
use ui::backend::Loaded;
use ui::icons::{Icon, icon};
use ui::text::t;
use yew::prelude::*;

/// The third tab.
#[component]
pub fn Cases() -> Html {
    let search = use_state_eq(String::new);
    let closed = use_state_eq(|| false);
    let asked = use_live::<Vec<CaseItem>>(Query::Cases { search: (*search).clone(), closed: *closed });
    let content = match &asked.state {
        Loaded::Loading => opening(),
        Loaded::Failed(problem) => {
            part::<Failed>(FailedProps { problem: problem.clone(), again: asked.reload.clone() })
        }
        Loaded::Ready(items) => list(items, &search),
    };
    let typed = search.clone();
    let submit = Callback::from(|event: SubmitEvent| event.prevent_default());
    let chip = |all: bool, label: String, test: &'static str| {
        let (on, closed) = (*closed == all, closed.clone());
        html! {
            <button type="button" class={classes!("wg-chip", on.then_some("wg-chip_on"))} aria-pressed={on.to_string()}
                data-test={test} onclick={on_tap(move || closed.set(all))}>{ label }</button>
        }
    };
    html! {
        <div class="wg-app" data-test="page-cases">
            { Head { title: t("tab-cases").into(), ..Head::default() }.html() }
            <main class="wg-main wg-main_col">
                <form class="weui-search-bar" role="search" onsubmit={submit}><div class="weui-search-bar__form">
                    { icon(Icon::Search) }
                    <input class="wg-search__in" type="search" autocomplete="off" aria-label={t("search-cases")}
                        placeholder={t("search-cases")} value={(*search).clone()} data-test="case-search"
                        oninput={on_typed(move |text| typed.set(text))} />
                </div></form>
                <div class="wg-chips wg-chips_x" role="group" aria-label={t("filter")}>
                    { chip(false, t("cases-open"), "cases-open") }
                    { chip(true, t("cases-all"), "cases-all") }
                </div>
                { content }
            </main>
            <div class="wg-dock">
                <div class="wg-acts">
                    { Button { label: t("do-raise").into(), test: "cases-raise".into(), icon: Some(Icon::Alert), on_tap: Callback::from(|()| nav::go(&Route::Raise)), ..Button::default() }.html() }
                </div>
                { tabs(&Route::Cases) }
            </div>
        </div>
    }
}

/// Closed ones last; gravest first, then by deadline.
fn order(items: &mut [&CaseItem]) {
    items.sort_by_key(|item| (item.stage.is_closed(), Reverse(item.colour), item.due.at));
}

fn list(items: &[CaseItem], search: &str) -> Html {
    let (mut mine, mut others): (Vec<&CaseItem>, Vec<&CaseItem>) = items.iter().partition(|item| item.mine);
    if items.is_empty() {
        let title = if search.trim().is_empty() { t("cases-none") } else { t("search-nothing") };
        return empty(Icon::Chat, title, String::new());
    }
    order(&mut mine);
    order(&mut others);
    let titled = !mine.is_empty();
    html! {
        <>
            { section(&mine, Some(t("cases-mine")), "cases-list-mine") }
            { section(&others, titled.then(|| t("cases-others")), "cases-list-others") }
        </>
    }
}

fn section(items: &[&CaseItem], title: Option<String>, test: &'static str) -> Html {
    if items.is_empty() {
        return html! {};
    }
    let now = clock::now();
    html! {
        <section class="wg-sec wg-sec16" data-test={test}>
            if let Some(title) = title { <h2 class="weui-cells__title"><b>{ title }</b></h2> }
            <div class="weui-cells">{ for items.iter().map(|item| rows::case(item, now)) }</div>
        </section>
    }
}
