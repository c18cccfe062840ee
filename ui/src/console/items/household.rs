//! Choosing a household of the register: a few that a search finds, one of which is meant.

use crate::console::faults::Faults;
use crate::console::queue::bar::Find;
use crate::console::words;
use shared_model::api::Query;
use shared_model::api::view::HouseholdItem;
use shared_model::ids::HouseholdId;
use ui::backend::use_query;
use ui::text::{t, t_with};
use yew::prelude::*;

/// So many of those found are shown: who sees more looks for more.
const SHOWN: usize = 8;

/// What [`ChooseHousehold`] takes.
#[derive(Properties, PartialEq)]
pub struct ChooseHouseholdProps {
    /// What it is chosen for.
    pub legend: AttrValue,
    /// The one that is chosen.
    pub chosen: Option<HouseholdItem>,
    /// One that is not offered.
    #[prop_or_default]
    pub without: Option<HouseholdId>,
    /// Told which is.
    pub choose: Callback<HouseholdItem>,
    /// What the form lacks; nothing where it has no other field.
    #[prop_or_default]
    pub faults: Faults,
}

/// The search and what it found.
#[component]
pub fn ChooseHousehold(props: &ChooseHouseholdProps) -> Html {
    let search = use_state_eq(String::new);
    let look = {
        let search = search.setter();
        Callback::from(move |words: String| search.set(words))
    };
    html! {
        <fieldset class="fld" data-wrong={props.faults.wrong("household")} aria-describedby={props.faults.id("household")}>
            <legend>{ &props.legend }</legend>
            <Find label={t("console-find-household")} find={look} value={(*search).clone()} test="request-household-search" />
            // Whatever is looked for next: what is sent is the one that is seen chosen.
            if let Some(item) = &props.chosen {
                { choice(item, &props.chosen, &props.choose) }
            }
            if !search.is_empty() {
                <Found search={(*search).clone()} chosen={props.chosen.clone()} without={props.without.clone()} choose={props.choose.clone()} />
            }
            { props.faults.said("household") }
        </fieldset>
    }
}

#[derive(Properties, PartialEq)]
struct FoundProps {
    search: String,
    chosen: Option<HouseholdItem>,
    without: Option<HouseholdId>,
    choose: Callback<HouseholdItem>,
}

#[component]
fn Found(props: &FoundProps) -> Html {
    let query = Query::Households { search: props.search.clone(), micro_grid: None };
    let asked = use_query::<Vec<HouseholdItem>>(query);
    let Some(found) = asked.state.ready() else { return Html::default() };
    html! {
        <>
            if found.is_empty() {
                <p class="sub" data-test="request-nobody">{ t("console-no-households") }</p>
            }
            { for found.iter().filter(|item| offered(item, props)).take(SHOWN).map(|item| choice(item, &props.chosen, &props.choose)) }
            if found.len() > SHOWN {
                <p class="sub">{ t_with("console-items-more", &[("n", (found.len() - SHOWN).into())]) }</p>
            }
        </>
    }
}

/// Not the chosen one, which stands above, and nobody who is gone.
fn offered(item: &HouseholdItem, props: &FoundProps) -> bool {
    let chosen = props.chosen.as_ref().map(|chosen| &chosen.id);
    !item.gone && chosen != Some(&item.id) && props.without.as_ref() != Some(&item.id)
}

fn choice(item: &HouseholdItem, chosen: &Option<HouseholdItem>, choose: &Callback<HouseholdItem>) -> Html {
    let on = chosen.as_ref().is_some_and(|chosen| chosen.id == item.id);
    let onchange = {
        let (choose, item) = (choose.clone(), item.clone());
        move |_: Event| choose.emit(item.clone())
    };
    html! {
        <label class="choice">
            <input type="radio" name="request-household" checked={on} {onchange} data-test={format!("request-household-{}", item.id)} />
            <span>{ words::house(&item.house_no) }{ t("console-dot") }{ item.name.clone() }<span class="sub">{ " " }{ item.address.clone() }</span></span>
        </label>
    }
}
