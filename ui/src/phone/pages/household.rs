//! One household: people and telephones first, then who helps, visits, cases, and its record.

mod people;
mod visits;

use crate::phone::clock;
use crate::phone::live::use_live;
use crate::phone::parts::bars::Top;
use crate::phone::parts::frame::{Lead, dock, group, page, ready, unready_page, visit_or_raise};
use crate::phone::parts::part::part;
use crate::phone::parts::{delivery, rows};
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::{Delivery, HouseholdView};
use shared_model::homes::Lodging;
use shared_model::household::{FieldConflict, Household};
use shared_model::ids::HouseholdId;
use ui::backend::use_link;
use ui::icons::{Icon, icon, small};
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// Which household.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its identity.
    pub id: HouseholdId,
}

/// The page of one household.
#[component]
pub fn HouseholdPage(props: &Props) -> Html {
    let asked = use_live::<HouseholdView>(Query::Household { id: props.id.clone() });
    let link = use_link();
    let view = match ready(&asked) {
        Ok(view) => view,
        Err(instead) => return unready_page(Top::default(), instead),
    };
    let raise = {
        let view = view.clone();
        Callback::from(move |()| super::raise::seed::open(link.clone(), Some(&view), String::new()))
    };
    whole(view, &asked.reload, raise)
}

fn whole(view: &HouseholdView, reload: &Callback<()>, raise: Callback<()>) -> Html {
    let household = &view.household;
    let id = &household.id;
    let visit = Route::Visit(id.clone());
    let no = t_with("house-no", &[("no", household.house_no.clone().into())]);
    let line = rows::joined([view.micro_grid_name.clone(), no]);
    let name = t_with("home-of", &[("name", household.name().into())]);
    let bar = Top { title: name.into(), line: line.into(), ..Top::default() };
    let visits = visits::Props {
        household: id.clone(),
        visits: view.visits.clone(),
        older: view.older.clone(),
        reload: reload.clone(),
    };
    let ways = html! { <>
        { entry(Icon::History, t("history-title"), &Route::History(id.clone()), "household-history", html! {}) }
        { entry(Icon::Pen, t("edit-title"), &Route::Edit(id.clone()), "household-edit", edited(&view.delivery)) }
        { entry(Icon::House, t("moving-title"), &Route::Moving(id.clone()), "household-move", html! {}) }
    </> };
    let all = html! { <>
        { tags(household) }
        { merged(view) }
        { conflicts(&household.conflicts) }
        { people::residents(household) }
        { people::helpers(household) }
        { note(&household.note) }
        { part::<visits::Visits>(visits) }
        { cases(view) }
        { group(String::new(), Lead::Icon, "", ways) }
    </> };
    page(
        "page-household",
        bar.html(),
        all,
        dock(visit_or_raise("household", raise, visit), String::new(), html! {}),
    )
}

/// A household's name with the way to it, where it is on this phone.
fn lodging(key: &str, home: &Lodging) -> Html {
    let says = t_with(key, &[("home", home.words().into())]);
    if home.held {
        let href = Route::Household(home.id.clone()).href();
        html! { <a class="wg-chip" {href} data-test={key.to_owned()}>{ says }</a> }
    } else {
        html! { says }
    }
}

/// Into which household it was merged, or which were merged into it.
fn merged(view: &HouseholdView) -> Html {
    let into = view.household.merged.iter().filter_map(|merged| merged.into.as_ref());
    let into = into.map(|home| ("merged-into", home));
    let all = into.chain(view.parts.iter().map(|home| ("merged-from", home)));
    html! { <>{ for all.map(|(key, home)| html! { <p class="wg-line wg-tags">{ lodging(key, home) }</p> }) }</> }
}

/// Where the newest edit is, when it is not with the village yet.
fn edited(newest: &Delivery) -> Html {
    if matches!(newest, Delivery::Received { .. }) {
        html! {}
    } else {
        delivery::state(newest)
    }
}

fn tags(household: &Household) -> Html {
    let (tags, gone) = (&household.tags, &household.gone);
    if tags.is_empty() && gone.is_empty() {
        return html! {};
    }
    html! {
        <div class="wg-line wg-tags" data-test="household-tags">
            if !gone.is_empty() { <span class="wg-inv" data-test="household-gone">{ rows::joined([t_word("gone", gone), t_word("gone-why", &household.gone_why)]) }</span> }
            { for rows::tag_words(tags).into_iter().map(|tag| html! { <span class="wg-tag">{ tag }</span> }) }
        </div>
    }
}

fn note(note: &str) -> Html {
    if note.is_empty() {
        return html! {};
    }
    group(
        t("field-note"),
        Lead::None,
        "",
        html! { <><div class="weui-cell"><p class="weui-cell__bd wg-words" data-test="household-note">{ note }</p></div></> },
    )
}

fn conflicts(conflicts: &[FieldConflict]) -> Html {
    html! {
        { for conflicts.iter().map(|conflict| html! {
            <section class="wg-both" data-test={format!("conflict-{}", conflict.field)}>
                <h2 class="wg-both__h">{ icon(Icon::Both) }{ t("both-wrote") }</h2>
                <ul><li><div>
                    <p class="wg-b">{ super::history::field_name(&conflict.field) }</p>
                    <p>{ t_with("both-shown", &[("value", conflict.shown.clone().into())]) }</p>
                    <p>{ t_with("both-others", &[("values", conflict.others.join(&t("list-comma")).into())]) }</p>
                </div></li></ul>
                <p class="wg-both__f">{ t("both-how") }</p>
            </section>
        }) }
    }
}

fn cases(view: &HouseholdView) -> Html {
    if view.cases.is_empty() {
        return html! {};
    }
    let now = clock::now();
    group(
        t("tab-cases"),
        Lead::None,
        "household-cases",
        view.cases.iter().map(|case| rows::case(case, now)).collect(),
    )
}

fn entry(which: Icon, label: String, to: &Route, test: &'static str, right: Html) -> Html {
    html! {
        <a class="weui-cell weui-cell_access" href={to.href()} data-test={test}>
            <div class="weui-cell__hd">{ icon(which) }</div>
            <div class="weui-cell__bd">{ label }</div>
            <div class="weui-cell__ft">{ right }</div>
        </a>
    }
}

/// The mark of a visit with a problem; here because list and page both show it.
pub fn problem_mark() -> Html {
    html! { <span class="wg-inv">{ small(Icon::Alert) }{ t("answer-problem") }</span> }
}
