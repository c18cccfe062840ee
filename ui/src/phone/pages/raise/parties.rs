//! The sides of a case: households of one's own list, or somebody named by hand.

use super::sheet::Act;
use crate::phone::clock;
use crate::phone::input::{on_chosen, on_tap, on_typed};
use crate::phone::known::Known;
use crate::phone::parts::bars::Button;
use crate::phone::parts::frame::{acts, title};
use crate::phone::parts::part::part;
use crate::phone::parts::rows;
use crate::phone::parts::sheet::Sheet;
use shared_model::api::Query;
use shared_model::api::view::HouseholdItem;
use shared_model::casework::Party;
use shared_model::place::{Level, PlaceCode};
use std::rc::Rc;
use ui::backend::use_query;
use ui::icons::{Icon, icon, small};
use ui::text::{t, t_with};
use yew::prelude::*;

/// So many households are offered under the search.
const OFFERED: usize = 5;

/// What the part is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The sides so far.
    pub chosen: Vec<Party>,
    /// The village's places, for somebody from another micro-grid.
    pub reference: Rc<Known>,
    /// Changes the form.
    pub act: Callback<Act>,
}

/// The sides, households looked for where they are listed, and a sheet for anybody else.
#[component]
pub fn Parties(props: &Props) -> Html {
    let outsider = use_state_eq(|| false);
    let shows = |shown: bool| {
        let outsider = outsider.clone();
        Callback::from(move |()| outsider.set(shown))
    };
    let opens = shows(true);
    let add = {
        let (close, act) = (shows(false), props.act.clone());
        Callback::from(move |party: Party| {
            act.emit(Act::Add(party));
            close.emit(());
        })
    };
    html! {
        <section class="wg-sec" data-test="raise-parties">
            { title(t("raise-parties")) }
            <div class="weui-cells wg-leadi">
                { for props.chosen.iter().enumerate().map(|(index, party)| chosen(index, party, &props.act)) }
                { part::<PickHousehold>(PickProps { on_pick: add.clone() }) }
                { adds(Icon::Person, t("party-outsider"), "party-outsider", on_tap(move || opens.emit(()))) }
            </div>
            if *outsider {
                { part::<Outsider>(OutsiderProps { reference: props.reference.clone(), on_pick: add, on_close: shows(false) }) }
            }
        </section>
    }
}

fn adds(which: Icon, label: String, test: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="weui-cell weui-cell_access wg-cellb" data-test={test} {onclick}>
            <span class="weui-cell__hd">{ icon(which) }</span>
            <span class="weui-cell__bd wg-tap">{ label }</span>
            <span class="weui-cell__ft"></span>
        </button>
    }
}

/// 杨学文 23 号
pub fn name(party: &Party) -> String {
    if party.house_no.is_empty() {
        return party.name.clone();
    }
    t_with("party-named", &[("name", party.name.clone().into()), ("no", party.house_no.clone().into())])
}

fn chosen(index: usize, party: &Party, act: &Callback<Act>) -> Html {
    let act = act.clone();
    html! {
        <div class="weui-cell" key={index} data-test={format!("party-{index}")}>
            <div class="weui-cell__hd">{ icon(Icon::Person) }</div>
            <div class="weui-cell__bd">{ name(party) }</div>
            <div class="weui-cell__ft">
                <button type="button" class="wg-ib wg-ib_end" data-test={format!("party-remove-{index}")}
                    aria-label={t_with("party-remove", &[("name", party.name.clone().into())])}
                    onclick={on_tap(move || act.emit(Act::Remove(index)))}>{ small(Icon::Close) }</button>
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PickProps {
    on_pick: Callback<Party>,
}

/// A search among one's households; what it finds stands right below it, so that a household costs one
/// tap beside what is typed.
#[component]
fn PickHousehold(props: &PickProps) -> Html {
    let search = use_state_eq(String::new);
    let found =
        use_query::<Vec<HouseholdItem>>(Query::Households { search: (*search).clone(), micro_grid: None });
    // Who only taps the field is shown the first of their households.
    let tapped = use_state_eq(|| false);
    let looks = *tapped || !search.trim().is_empty();
    let items = found.state.ready().filter(|_| looks).map(Vec::as_slice).unwrap_or_default();
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
                { for items.iter().take(OFFERED).map(|item| offered(item, &search, &pick)) }
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
    let to = crate::phone::route::Route::Household(item.id.clone());
    html! { <div key={item.id.as_str()} class="wg-rowbox" {onclick}>{ rows::household(item, search, &to, clock::now()) }</div> }
}

fn of_household(item: &HouseholdItem) -> Party {
    Party {
        household: Some(item.id.clone()),
        micro_grid: Some(item.micro_grid.clone()),
        name: item.name.clone(),
        house_no: item.house_no.clone(),
    }
}

#[derive(Properties, PartialEq)]
struct OutsiderProps {
    reference: Rc<Known>,
    on_pick: Callback<Party>,
    on_close: Callback<()>,
}

#[component]
fn Outsider(props: &OutsiderProps) -> Html {
    let who = use_state_eq(String::new);
    let house_no = use_state_eq(String::new);
    let place = use_state_eq(|| None::<PlaceCode>);
    let add = {
        let (who, house_no, place, pick) =
            (who.clone(), house_no.clone(), place.clone(), props.on_pick.clone());
        Callback::from(move |()| {
            pick.emit(Party {
                household: None,
                micro_grid: (*place).clone(),
                name: who.trim().to_owned(),
                house_no: house_no.trim().to_owned(),
            });
        })
    };
    let off = who.trim().is_empty();
    let (type_who, type_no, choose) = (who.clone(), house_no.clone(), place.clone());
    let near = props.reference.places.iter().filter(|place| place.code.level() == Level::MicroGrid);
    html! {
        { Sheet { title: t("party-outsider").into(), on_close: props.on_close.clone(), children: html! { <>            <div class="weui-cells">
                <label class="weui-cell wg-field"><span class="wg-field__l">{ t("field-name") }</span>
                    <input class="wg-field__in" type="text" maxlength="40" autocomplete="off" value={(*who).clone()}
                        data-test="outsider-name" oninput={on_typed(move |text| type_who.set(text))} />
                </label>
                <label class="weui-cell wg-field"><span class="wg-field__l">{ t("outsider-place") }</span>
                    <select class="wg-field__in" data-test="outsider-place"
                        onchange={on_chosen(move |code| choose.set(PlaceCode::parse(&code).ok()))}>
                        <option value="">{ t("outsider-elsewhere") }</option>
                        { for near.map(|place| html! { <option value={place.code.as_str().to_owned()}>{ &place.name }</option> }) }
                    </select>
                </label>
                <label class="weui-cell wg-field"><span class="wg-field__l">{ t("outsider-no") }</span>
                    <input class="wg-field__in" type="text" maxlength="20" autocomplete="off" value={(*house_no).clone()}
                        data-test="outsider-no" oninput={on_typed(move |text| type_no.set(text))} />
                </label>
            </div>
            <p class="weui-cells__tips">{ t("outsider-tips") }</p>
            { acts(Button { label: t("outsider-add").into(), test: "outsider-add".into(), off, on_tap: add, ..Button::default() }.html()) }
        </> } }.html() }
    }
}
