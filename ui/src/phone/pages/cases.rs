//! Cases: those that wait for the member first, then the others by gravity and deadline.

use crate::phone::clock;
use crate::phone::input::{on_tap, on_typed};
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::{Button, Head, tabs};
use crate::phone::parts::filter::{self, filters, pressed};
use crate::phone::parts::frame::{close_page, dock, shown, title};
use crate::phone::parts::rows;
use crate::phone::parts::wait::empty;
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::CaseItem;
use std::cmp::Reverse;
use ui::icons::Icon;
use ui::text::t;
use yew::prelude::*;

/// The third tab.
#[component]
pub fn Cases() -> Html {
    let search = use_state_eq(String::new);
    let closed = use_state_eq(|| false);
    let asked = use_live::<Vec<CaseItem>>(Query::Cases { search: (*search).clone(), closed: *closed });
    let content = shown(&asked, |items| list(items, &search));
    let chip = |all: bool, label: String, test: &'static str| {
        let closed = closed.clone();
        pressed(*closed == all, label, test, on_tap(move || closed.set(all)))
    };
    let typed = search.clone();
    let all = html! { <>
        { filter::search(t("search-cases"), t("search-cases"), &search, "case-search", on_typed(move |text| typed.set(text))) }
        { filters(html! { <>{ chip(false, t("cases-open"), "cases-open") }{ chip(true, t("cases-all"), "cases-all") }</> }) }
        { content }
    </> };
    let raise = Button {
        label: t("do-raise").into(),
        test: "cases-raise".into(),
        icon: Some(Icon::Alert),
        on_tap: Callback::from(|()| nav::go(&Route::Raise)),
        ..Button::default()
    };
    let bar = Head { title: t("tab-cases").into(), ..Head::default() };
    close_page("page-cases", bar.html(), all, dock(raise.html(), String::new(), tabs(&Route::Cases)))
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

fn section(items: &[&CaseItem], name: Option<String>, test: &'static str) -> Html {
    if items.is_empty() {
        return html! {};
    }
    let now = clock::now();
    html! {
        <section class="wg-sec wg-sec16" data-test={test}>
            if let Some(name) = name { { title(name) } }
            <div class="weui-cells">{ for items.iter().map(|item| rows::case(item, now)) }</div>
        </section>
    }
}
