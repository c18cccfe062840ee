//! The sides of a case: households of one's own list, or somebody named by hand.

use super::sheet::Act;
use crate::phone::input::on_tap;
use crate::phone::known::Known;
use crate::phone::parts::bars::Button;
use crate::phone::parts::field::{self, Takes};
use crate::phone::parts::frame::{acts, title};
use crate::phone::parts::homes::{self, PickHousehold, called};
use crate::phone::parts::part::part;
use crate::phone::parts::sheet::Sheet;
use shared_model::casework::Party;
use shared_model::place::{Level, PlaceCode};
use std::rc::Rc;
use ui::icons::{Icon, icon, small};
use ui::text::{t, t_with};
use yew::prelude::*;

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
                { part::<PickHousehold>(homes::Props { takes_in: None, micro_grid: None, on_pick: add.clone() }) }
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

fn chosen(index: usize, party: &Party, act: &Callback<Act>) -> Html {
    let act = act.clone();
    html! {
        <div class="weui-cell" key={index} data-test={format!("party-{index}")}>
            <div class="weui-cell__hd">{ icon(Icon::Person) }</div>
            <div class="weui-cell__bd">{ called(&party.name, &party.house_no) }</div>
            <div class="weui-cell__ft">
                <button type="button" class="wg-ib wg-ib_end" data-test={format!("party-remove-{index}")}
                    aria-label={t_with("party-remove", &[("name", party.name.clone().into())])}
                    onclick={on_tap(move || act.emit(Act::Remove(index)))}>{ small(Icon::Close) }</button>
            </div>
        </div>
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
    let near = near.map(|place| (place.code.to_string(), place.name.clone()));
    let chosen = place.as_ref().map(PlaceCode::as_str).unwrap_or_default();
    html! {
        { Sheet { title: t("party-outsider").into(), on_close: props.on_close.clone(), children: html! { <>            <div class="weui-cells">
                { field::line(t("field-name"), String::new(), &who, Takes::Words(40), "outsider-name", move |text| type_who.set(text)) }
                { field::list(t("outsider-place"), t("outsider-elsewhere"), near, chosen, "outsider-place",
                    move |code| choose.set(PlaceCode::parse(&code).ok())) }
                { field::line(t("outsider-no"), String::new(), &house_no, Takes::Words(20), "outsider-no", move |text| type_no.set(text)) }
            </div>
            <p class="weui-cells__tips">{ t("outsider-tips") }</p>
            { acts(Button { label: t("outsider-add").into(), test: "outsider-add".into(), off, on_tap: add, ..Button::default() }.html()) }
        </> } }.html() }
    }
}
