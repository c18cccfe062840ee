//! A search among one's households; what it finds stands right below it, so that a household costs one tap
//! beside what is typed.

use crate::phone::clock;
use crate::phone::input::on_typed;
use crate::phone::parts::rows;
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::HouseholdItem;
use shared_model::casework::Party;
use shared_model::ids::HouseholdId;
use shared_model::place::PlaceCode;
use ui::backend::use_query;
use ui::icons::{Icon, icon};
use ui::text::{t, t_with};
use yew::prelude::*;

/// So many households are offered under the search.
const OFFERED: usize = 5;

/// 杨学文 23 号
pub fn called(name: &str, house_no: &str) -> String {
    if house_no.is_empty() {
        return name.to_owned();
    }
    t_with("party-named", &[("name", name.to_owned().into()), ("no", house_no.to_owned().into())])
}

/// What the search is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// It takes somebody in that lives in this one: neither that nor one that is gone is offered.
    pub takes_in: Option<HouseholdId>,
    /// Those of this micro-grid alone.
    pub micro_grid: Option<PlaceCode>,
    /// One is chosen.
    pub on_pick: Callback<Party>,
}

/// The search.
#[component]
pub fn PickHousehold(props: &Props) -> Html {
    let search = use_state_eq(String::new);
    let found = use_query::<Vec<HouseholdItem>>(Query::Households {
        search: (*search).clone(),
        micro_grid: props.micro_grid.clone(),
    });
    // Who only taps the field is shown the first of their households.
    let tapped = use_state_eq(|| false);
    let looks = *tapped || !search.trim().is_empty();
    let fits = |item: &&HouseholdItem| match &props.takes_in {
        Some(from) => item.id != *from && !item.gone,
        None => true,
    };
    let items = found.state.ready().filter(|_| looks).map(Vec::as_slice).unwrap_or_default();
    let items: Vec<_> = items.iter().filter(fits).take(OFFERED).collect();
    let typed = search.clone();
    let pick = {
        let (search, tapped, pick) = (search.clone(), tapped.clone(), props.on_pick.clone());
        Callback::from(move |party: Party| {
            search.set(String::new());
            tapped.set(false);
            pick.emit(party);
        })
    };
    html! {
        <>
            <label class="weui-cell" data-test="party-household">
                <span class="weui-cell__hd">{ icon(Icon::Search) }</span>
                <input class="wg-field__in" type="search" autocomplete="off" aria-label={t("search-households")}
                    placeholder={t("party-household")} value={(*search).clone()} data-test="party-search"
                    onfocusin={Callback::from(move |_: FocusEvent| tapped.set(true))} oninput={on_typed(move |text| typed.set(text))} />
            </label>
            // In a box of its own: were the list beside the field, a longer one would be drawn over it,
            // and the field would be left while somebody types.
            <div>
                { for items.iter().map(|item| offered(item, &search, &pick)) }
                if looks && items.is_empty() { <div class="weui-cell"><p class="weui-cell__bd wg-t4">{ t("search-nothing") }</p></div> }
            </div>
        </>
    }
}

fn offered(item: &HouseholdItem, search: &str, pick: &Callback<Party>) -> Html {
    let (pick, party) = (pick.clone(), of_household(item));
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        pick.emit(party.clone());
    });
    let to = Route::Household(item.id.clone());
    html! { <div key={item.id.as_str()} class="wg-rowbox" {onclick}>{ rows::household(item, search, &to, clock::now()) }</div> }
}

/// A household by name, as a case names it too.
fn of_household(item: &HouseholdItem) -> Party {
    Party {
        household: Some(item.id.clone()),
        micro_grid: Some(item.micro_grid.clone()),
        name: item.name.clone(),
        house_no: item.house_no.clone(),
    }
}
