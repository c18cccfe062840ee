//! The register of a village: micro-grids by number at the left, their households at the right.

use crate::console::asking::use_kept;
use crate::console::desk::{Desk, use_desk};
use crate::console::glyph::Glyph;
use crate::console::queue::bar::Find;
use crate::console::route::Route;
use crate::console::states::{Empty, above};
use crate::console::{mask, window, words};
use shared_model::api::Query;
use shared_model::api::view::HouseholdItem;
use shared_model::people::Reference;
use shared_model::place::{Level, Place, PlaceCode};
use ui::backend::use_query;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// A household in the list.
fn row(item: &HouseholdItem, desk: &Desk, place: Option<&str>) -> Html {
    let now = desk.now();
    let href = Route::Household(item.id.clone()).href();
    let onclick = {
        let href = href.clone();
        move |_: MouseEvent| window::go(&href)
    };
    let long_ago = item.visit_due.is_some_and(|due| due < now);
    let since = item.last_visit.map(|at| t_with("console-days", &[("n", at.days_until(now).into())]));
    html! {
        <tr key={item.id.as_str()} class="click" {onclick} data-test={format!("household-row-{}", item.id)}>
            <td class="nw">{ item.house_no.clone() }</td>
            <td class="nw"><a class="t" {href}>{ item.name.clone() }</a>
                if item.gone {
                    { " " }<span class="tag" data-test="row-archived">{ t_word("gone", "moved") }</span>
                }
            </td>
            <td><div class="cut">{ item.address.clone() }</div>
                if let Some(hit) = &item.hit {
                    <div class="sub cut">{ t_with("console-hit", &[("hit", mask::in_text(hit).into())]) }</div>
                }
            </td>
            <td class="nw">{ place.map(str::to_owned) }</td>
            <td class="num">{ item.residents }</td>
            <td>{ for item.tags.iter().map(|tag| html! { <span class="tag">{ t_word("tag", tag) }</span> }) }</td>
            <td class="num">{ if item.open_cases == 0 { String::new() } else { item.open_cases.to_string() } }</td>
            <td class="num">{ item.last_visit.map(|at| words::date(at, now)) }</td>
            <td class="num">
                if long_ago {
                    <span class="st st-me">{ t("console-long-ago") }</span>{ " " }
                }
                { since.unwrap_or_else(|| t("console-never-visited")) }
            </td>
        </tr>
    }
}

/// The page.
#[component]
pub fn HouseholdsPage() -> Html {
    let desk = use_desk();
    let search = use_state_eq(String::new);
    let micro_grid = use_state_eq(|| None::<PlaceCode>);
    let query = Query::Households { search: (*search).clone(), micro_grid: (*micro_grid).clone() };
    let kept = use_kept::<Vec<HouseholdItem>>(query, None);
    let reference = use_query::<Reference>(Query::Reference);
    let place_name =
        |code: &PlaceCode| reference.state.ready().and_then(|reference| reference.place_name(code));
    let own = &desk.account.place;
    let mut grids: Vec<&Place> = reference.state.ready().map_or_else(Vec::new, |reference| {
        reference
            .places
            .iter()
            .filter(|place| place.code.level() == Level::MicroGrid && place.code.is_within(own))
            .collect()
    });
    grids.sort_by(|a, b| a.code.cmp(&b.code));
    let choose = |code: Option<PlaceCode>| {
        let micro_grid = micro_grid.setter();
        Callback::from(move |_: MouseEvent| micro_grid.set(code.clone()))
    };
    let grid = |place: &&Place| {
        let on = micro_grid.as_ref() == Some(&place.code);
        html! {
            <button type="button" aria-pressed={on.to_string()} onclick={choose(Some(place.code.clone()))} data-test={format!("grid-{}", place.code)}>
                { place.name.clone() }
            </button>
        }
    };
    let find = {
        let search = search.clone();
        Callback::from(move |text: String| search.set(text))
    };
    let items: &[HouseholdItem] = kept.view.as_deref().map_or(&[], Vec::as_slice);
    let stand = || items.iter().filter(|item| !item.gone);
    let people: u32 = stand().map(|item| item.residents).sum();
    let head = [("n", stand().count().into()), ("people", people.into())];
    let nothing = kept.view.is_some() && items.is_empty();
    html! {
        <>
            <div class="head">
                <h1>{ t("console-nav-households") }</h1>
                if kept.view.is_some() {
                    <span class="sub" data-test="households-numbers">{ t_with("console-households-numbers", &head) }</span>
                }
                <div class="acts">
                    <Find label={t("console-find-household")} {find} value={(*search).clone()} test="households-search" />
                </div>
            </div>
            <div class="split split-households">
                <div class="list grids">
                    <button type="button" aria-pressed={micro_grid.is_none().to_string()} onclick={choose(None)} data-test="grid-all">
                        { t("console-grid-all") }<em>{ grids.len() }</em>
                    </button>
                    { for grids.iter().map(grid) }
                </div>
                <div class="scroll">
                    { above(&kept) }
                    if nothing {
                        <Empty glyph={Glyph::House} title={t("console-no-households")} />
                    }
                    if !items.is_empty() {
                        <table class="tb" data-test="households">
                            <thead><tr>
                                <th>{ t_word("field", "house_no") }</th><th>{ t("console-head-of") }</th><th>{ t_word("field", "address") }</th>
                                <th>{ t("console-micro-grid") }</th><th class="num">{ t("console-people") }</th><th>{ t("console-tags") }</th>
                                <th class="num">{ t("console-open-cases") }</th><th class="num">{ t("console-last-visit") }</th><th class="num">{ t("console-since") }</th>
                            </tr></thead>
                            <tbody>{ for items.iter().map(|item| row(item, &desk, place_name(&item.micro_grid))) }</tbody>
                        </table>
                    }
                </div>
            </div>
            <div class="keys"><span>{ t("console-by-number") }</span><span class="keys-end">{ t("console-looks-logged") }</span></div>
        </>
    }
}
