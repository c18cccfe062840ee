//! Add a household: number and name; whether it may be there already is said before it is made.

use super::edit::sheet::{Act, EditForm};
use crate::phone::app::Session;
use crate::phone::clock;
use crate::phone::form::use_form;
use crate::phone::known::Known;
use crate::phone::nav;
use crate::phone::parts::bars::Top;
use crate::phone::parts::field::{self, Takes};
use crate::phone::parts::frame::{Lead, group, title, unready_page};
use crate::phone::parts::rows;
use crate::phone::parts::save::Save;
use crate::phone::parts::wait::opening;
use crate::phone::route::Route;
use crate::phone::saving::use_saving;
use shared_model::api::view::HouseholdItem;
use shared_model::api::{Command, Query};
use shared_model::ids::HouseholdId;
use shared_model::place::{Level, PlaceCode};
use ui::around::use_thing;
use ui::backend::{Saved, Told, use_query};
use ui::text::t;
use yew::prelude::*;

/// The name of the form among the drafts.
const FORM: &str = "add";

/// The form.
#[component]
pub fn Add() -> Html {
    let known = use_query::<Known>(Query::Reference);
    let form = use_form::<EditForm>(FORM.to_owned(), EditForm::empty(&["micro_grid", "house_no", "name"]));
    let typed = |field: &str| form.content.as_ref().map(|form| form.typed(field)).unwrap_or_default();
    let (house_no, name) = (typed("house_no").trim().to_owned(), typed("name").trim().to_owned());
    let place = PlaceCode::parse(typed("micro_grid")).ok();
    let like = use_query::<Vec<HouseholdItem>>(Query::LikeHouseholds {
        micro_grid: place.clone(),
        house_no: house_no.clone(),
        name: name.clone(),
    });
    let saving = use_saving();
    let session = use_thing::<Session>();
    let bar = Top { title: t("add-household").into(), form: true, ..Top::default() };
    let Some(places) = known.state.ready().map(|known| known.places.as_slice()) else {
        return unready_page(bar, opening());
    };
    let own = session.and_then(|session| session.view.account.as_ref().map(|account| account.place.clone()));
    let chooses = own.as_ref().is_some_and(|own| own.level() != Level::MicroGrid);
    let like = like.state.ready().map(Vec::as_slice).unwrap_or_default();
    let set = |field: &'static str| {
        let act = form.act.clone();
        move |text: String| act.emit(Act::Set(field.to_owned(), text))
    };
    let within = |code: &PlaceCode| own.as_ref().is_some_and(|own| code.is_within(own));
    let grids = places.iter().filter(|place| place.code.level() == Level::MicroGrid && within(&place.code));
    let grids = grids.map(|place| (place.code.to_string(), place.name.clone()));
    let fields = html! { <>
        if chooses {
            { field::list(t("level-micro_grid"), t("dispatch-choose"), grids,
                place.as_ref().map(PlaceCode::as_str).unwrap_or_default(), "add-place", set("micro_grid")) }
        }
        { field::line(t("field-house_no"), String::new(), typed("house_no"), Takes::Words(20), "add-house-no", set("house_no")) }
        { field::line(t("add-head"), String::new(), typed("name"), Takes::Words(40), "add-name", set("name")) }
    </> };
    let all = html! { <>
        { group(String::new(), Lead::None, "", fields) }
        <p class="weui-cells__tips">{ t("add-tips") }</p>
        if !like.is_empty() { { perhaps(like) } }
    </> };
    let whole = !house_no.is_empty() && !name.is_empty() && (!chooses || place.is_some());
    let save = Save {
        saving: &saving,
        done: &form.done,
        test: "add-save",
        label: if like.is_empty() { String::new() } else { t("add-anyway") },
        second: !like.is_empty(),
        note: if whole { t("save-means") } else { t("form-lacks") },
        whole,
        command: Callback::from(move |()| {
            let (micro_grid, house_no, name) = (place.clone(), house_no.clone(), name.clone());
            Some(Command::AddHousehold { micro_grid, house_no, name })
        }),
        then: Callback::from(|told: Told| {
            let id = told.read::<Saved>().ok().and_then(|saved| HouseholdId::parse(&saved.id).ok());
            nav::replace(&id.map_or(Route::Households, Route::Household));
        }),
    };
    save.page("page-add", bar, all)
}

/// Those that may be the one that is added.
fn perhaps(like: &[HouseholdItem]) -> Html {
    let now = clock::now();
    html! {
        <section class="wg-sec" role="alert" data-test="add-like">
            { title(t("add-like")) }
            <div class="weui-cells wg-lead">
                { for like.iter().map(|item| rows::household(item, "", &Route::Household(item.id.clone()), now)) }
            </div>
        </section>
    }
}
