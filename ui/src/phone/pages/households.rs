//! Households: instant search over all of them; the same list chooses whom a visit was paid to.

use crate::phone::clock;
use crate::phone::input::{on_tap, on_typed};
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::{Button, Head, Top, tabs};
use crate::phone::parts::filter::{self, filters, pressed};
use crate::phone::parts::frame::{close_page, dock, shown};
use crate::phone::parts::rows;
use crate::phone::parts::wait::empty;
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::HouseholdItem;
use shared_model::household::TAGS;
use shared_model::moment::{DAY, Millis};
use ui::icons::Icon;
use ui::text::{t, t_with, t_word};
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
    Month,
    OpenCases,
    Gone,
}

/// So long without a visit is a month.
const MONTH: i64 = 30 * DAY;

impl Filter {
    fn fits(self, item: &HouseholdItem, now: Millis) -> bool {
        match self {
            Filter::Gone => item.gone,
            _ if item.gone => false,
            Filter::All => true,
            Filter::Month => item.last_visit.is_none_or(|at| at.plus(MONTH) <= now),
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
    let tag = use_state_eq(|| None::<&'static str>);
    let asked =
        use_live::<Vec<HouseholdItem>>(Query::Households { search: (*search).clone(), micro_grid: None });
    let pick = props.pick;
    let content = shown(&asked, |items| list(items, &search, *filter, *tag, pick));
    let chip = |which: Filter, label: String, test: &str| {
        let (on, filter) = (*filter == which, filter.clone());
        pressed(on, label, test, on_tap(move || filter.set(which)))
    };
    // A tag narrows what the others show; a second tap lets it go.
    let tagged = |one: &'static str| {
        let (on, tag) = (*tag == Some(one), tag.clone());
        let turn = on_tap(move || tag.set((!on).then_some(one)));
        pressed(on, t_word("tag", one), &format!("filter-tag-{one}"), turn)
    };
    let items = asked.state.ready().map(Vec::as_slice).unwrap_or_default();
    let tags = TAGS.into_iter().filter(|tag| items.iter().any(|item| has(item, tag)));
    let typed = search.clone();
    let all = html! { <>
        { filter::search(t("search-households"), t("search-hint"), &search, "household-search", on_typed(move |text| typed.set(text))) }
        { filters(html! { <>
            { chip(Filter::All, t("filter-all"), "filter-all") }
            { chip(Filter::Due, t("filter-due"), "filter-due") }
            { chip(Filter::Month, t("filter-month"), "filter-month") }
            { chip(Filter::OpenCases, t("filter-cases"), "filter-cases") }
            { for tags.map(tagged) }
            if items.iter().any(|item| item.gone) { { chip(Filter::Gone, t_word("gone", "moved"), "filter-gone") } }
        </> }) }
        { content }
    </> };
    if pick {
        let bar =
            Top { title: t("pick-title").into(), line: t("pick-line").into(), form: true, ..Top::default() };
        return close_page("page-pick", bar.html(), all, html! {});
    }
    let add = Button {
        label: t("add-household").into(),
        test: "add-home".into(),
        icon: Some(Icon::House),
        second: true,
        on_tap: Callback::from(|()| nav::go(&Route::Add)),
        ..Button::default()
    };
    let bar = Head { title: t("tab-households").into(), ..Head::default() };
    close_page("page-households", bar.html(), all, dock(add.html(), String::new(), tabs(&Route::Households)))
}

fn has(item: &HouseholdItem, tag: &str) -> bool {
    item.tags.iter().any(|one| one == tag)
}

/// Those that a filter and, when one is chosen, a tag let through.
fn narrowed<'a>(
    items: &'a [HouseholdItem],
    filter: Filter,
    tag: Option<&str>,
    now: Millis,
) -> Vec<&'a HouseholdItem> {
    items.iter().filter(|item| filter.fits(item, now) && tag.is_none_or(|tag| has(item, tag))).collect()
}

fn list(items: &[HouseholdItem], search: &str, filter: Filter, tag: Option<&str>, pick: bool) -> Html {
    let now = clock::now();
    let shown = narrowed(items, filter, tag, now);
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

    fn home() -> HouseholdItem {
        HouseholdItem {
            id: HouseholdId::from_random([1; 10]),
            house_no: "1".into(),
            name: "x".into(),
            address: String::new(),
            micro_grid: PlaceCode::nowhere(),
            tags: vec!["elderly".into()],
            residents: 1,
            last_visit: None,
            visit_due: None,
            open_cases: 0,
            hit: None,
            gone: false,
        }
    }

    #[test]
    fn a_household_is_due_from_the_moment_it_is() {
        let item =
            |due: Option<i64>, open_cases| HouseholdItem { visit_due: due.map(Millis), open_cases, ..home() };
        assert!(Filter::Due.fits(&item(Some(5), 0), Millis(5)));
        assert!(
            !Filter::Due.fits(&item(Some(6), 0), Millis(5)) && !Filter::Due.fits(&item(None, 0), Millis(5))
        );
        assert!(
            Filter::OpenCases.fits(&item(None, 1), Millis(5)) && Filter::All.fits(&item(None, 0), Millis(5))
        );
    }

    #[test]
    fn who_was_never_or_not_for_a_month_visited_is_found_and_who_moved_away_only_when_asked_for() {
        let now = Millis(40 * DAY);
        let item = |days: Option<i64>, gone| HouseholdItem {
            last_visit: days.map(|days| now.plus(-days * DAY)),
            gone,
            ..home()
        };
        let month = |days, gone| Filter::Month.fits(&item(days, gone), now);
        assert_eq!([month(None, false), month(Some(30), false), month(Some(29), false)], [true, true, false]);
        assert!(!month(None, true) && !Filter::All.fits(&item(None, true), now));
        assert!(Filter::Gone.fits(&item(None, true), now) && !Filter::Gone.fits(&item(None, false), now));
        assert!(has(&item(None, false), "elderly") && !has(&item(None, false), "disabled"));
    }

    #[test]
    fn a_tag_narrows_what_a_filter_lets_through() {
        let item = |house_no: &str, tag: &str, open_cases| HouseholdItem {
            house_no: house_no.into(),
            tags: vec![tag.into()],
            open_cases,
            ..home()
        };
        let all = [item("1", "elderly", 1), item("2", "elderly", 0), item("3", "disabled", 1)];
        let shown = |filter, tag| {
            let shown = narrowed(&all, filter, tag, Millis(5));
            shown.into_iter().map(|item| item.house_no.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(shown(Filter::All, None), ["1", "2", "3"]);
        assert_eq!(shown(Filter::OpenCases, None), ["1", "3"]);
        assert_eq!(shown(Filter::All, Some("elderly")), ["1", "2"]);
        assert_eq!(shown(Filter::OpenCases, Some("elderly")), ["1"]);
    }
}
