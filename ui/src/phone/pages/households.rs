//! Households: instant search over all of them; the same list chooses whom a visit was paid to.

use crate::phone::clock;
use crate::phone::input::{on_tap, on_typed};
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::{Head, Top, tabs};
use crate::phone::parts::rows;
use crate::phone::parts::wait::{Failed, Opening, empty};
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::HouseholdItem;
use shared_model::moment::Millis;
use ui::backend::Loaded;
use ui::icons::{Icon, icon};
use ui::text::{t, t_with};
use yew::prelude::*;

/// What the list is for.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Chooses whom a visit was paid to.
    #[prop_or_default]
    pub pick: bool,
}

/// Which of the households are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    All,
    Due,
    OpenCases,
}

impl Filter {
    fn fits(self, item: &HouseholdItem, now: Millis) -> bool {
        match self {
            Filter::All => true,
            Filter::Due => item.visit_due.is_some_and(|due| due <= now),
            Filter::OpenCases => item.open_cases > 0,
        }
    }
}

/// The second tab.
#[component]
pub fn Households(props: &Props) -> Html {
    let search = use_state_eq(String::new);
    let filter = use_state_eq(|| Filter::All);
    let asked =
        use_live::<Vec<HouseholdItem>>(Query::Households { search: (*search).clone(), micro_grid: None });
    let pick = props.pick;
    let content = match &asked.state {
        Loaded::Loading => html! { <Opening /> },
        Loaded::Failed(problem) => {
            html! { <Failed problem={problem.clone()} again={asked.reload.clone()} /> }
        }
        Loaded::Ready(items) => list(items, &search, *filter, pick),
    };
    let chip = |which: Filter, label: String, test: &'static str| {
        let (on, filter) = (*filter == which, filter.clone());
        html! {
            <button type="button" class={classes!("wg-chip", on.then_some("wg-chip_on"))} aria-pressed={on.to_string()}
                data-test={test} onclick={on_tap(move || filter.set(which))}>{ label }</button>
        }
    };
    let head = if pick {
        html! { <Top title={t("pick-title")} line={t("pick-line")} form={true} /> }
    } else {
        html! { <Head title={t("tab-households")} /> }
    };
    html! {
        <div class="wg-app" data-test={if pick { "page-pick" } else { "page-households" }}>
            { head }
            <main class="wg-main wg-main_col">
                { bar(&search) }
                <div class="wg-chips wg-chips_x" role="group" aria-label={t("filter")}>
                    { chip(Filter::All, t("filter-all"), "filter-all") }
                    { chip(Filter::Due, t("filter-due"), "filter-due") }
                    { chip(Filter::OpenCases, t("filter-cases"), "filter-cases") }
                </div>
                { content }
            </main>
            if !pick {
                <div class="wg-dock">{ tabs(&Route::Households) }</div>
            }
        </div>
    }
}

fn bar(search: &UseStateHandle<String>) -> Html {
    let (typed, cleared) = (search.clone(), search.clone());
    let submit = Callback::from(|event: SubmitEvent| event.prevent_default());
    html! {
        <form class="weui-search-bar" role="search" onsubmit={submit}>
            <div class="weui-search-bar__form">
                { icon(Icon::Search) }
                <input class="wg-search__in" type="search" aria-label={t("search-households")} autocomplete="off"
                    placeholder={t("search-hint")} value={(**search).clone()} data-test="household-search"
                    oninput={on_typed(move |text| typed.set(text))} />
                if !search.is_empty() {
                    <button type="button" class="wg-ib" aria-label={t("clear")} data-test="search-clear"
                        onclick={on_tap(move || cleared.set(String::new()))}>{ icon(Icon::Close) }</button>
                }
            </div>
        </form>
    }
}

fn list(items: &[HouseholdItem], search: &str, filter: Filter, pick: bool) -> Html {
    let now = clock::now();
    let shown: Vec<_> = items.iter().filter(|item| filter.fits(item, now)).collect();
    if shown.is_empty() {
        let searched = !search.trim().is_empty();
        let title = if searched { t("search-nothing") } else { t("households-none") };
        return empty(Icon::House, title, if searched { t("search-nothing-more") } else { String::new() });
    }
    html! {
        <section class="wg-sec wg-sec_tight">
            <h2 class="weui-cells__title">
                <b>{ t_with("households-count", &[("n", shown.len().into())]) }</b><span>{ t("last-visit-title") }</span>
            </h2>
            <div class="weui-cells wg-lead" data-test="household-list" data-count={shown.len().to_string()}>
                { for shown.into_iter().map(|item| one(item, search, pick, now)) }
            </div>
        </section>
    }
}

fn one(item: &HouseholdItem, search: &str, pick: bool, now: Millis) -> Html {
    if !pick {
        return rows::household(item, search, &Route::Household(item.id.clone()), now);
    }
    // The form takes the place of this list, so that "back" leaves both.
    let to = Route::Visit(item.id.clone());
    let row = rows::household(item, search, &to, now);
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        nav::replace(&to);
    });
    html! { <div key={item.id.as_str()} class="wg-rowbox" {onclick}>{ row }</div> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::ids::HouseholdId;
    use shared_model::place::PlaceCode;

    #[test]
    fn a_household_is_due_from_the_moment_it_is() {
        let item = |due: Option<i64>, open_cases| HouseholdItem {
            id: HouseholdId::from_random([1; 10]),
            house_no: "1".into(),
            name: "x".into(),
            address: String::new(),
            micro_grid: PlaceCode::parse("51342410120301001").unwrap(),
            tags: vec![],
            residents: 1,
            last_visit: None,
            visit_due: due.map(Millis),
            open_cases,
            hit: None,
        };
        assert!(Filter::Due.fits(&item(Some(5), 0), Millis(5)));
        assert!(
            !Filter::Due.fits(&item(Some(6), 0), Millis(5)) && !Filter::Due.fits(&item(None, 0), Millis(5))
        );
        assert!(
            Filter::OpenCases.fits(&item(None, 1), Millis(5)) && Filter::All.fits(&item(None, 0), Millis(5))
        );
    }
}
