//! The bar that narrows the list: colour, lateness, kind and place, each with its number.

use super::arrange::{Filter, Lateness, Tab, count_with, places};
use crate::console::bits::light_shape;
use crate::console::desk::use_desk;
use crate::console::glyph::{Glyph, Icon};
use crate::console::light::{Light, Span};
use gloo_timers::callback::Timeout;
use shared_model::api::desk::QueueItem;
use shared_model::casework::{CaseKind, Colour};
use shared_model::people::{Reference, Role};
use shared_model::place::{Level, PlaceCode};
use ui::backend::use_query;
use ui::mark::shape;
use ui::text::{t, t_word};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A search is sent when nothing was typed for so long.
const TYPED_OUT_MS: u32 = 300;

/// What [`Find`] takes.
#[derive(Properties, PartialEq)]
pub struct FindProps {
    /// What can be found here.
    pub label: AttrValue,
    /// What is looked for.
    pub value: AttrValue,
    /// Told what to look for.
    pub find: Callback<String>,
    /// Its `data-test`.
    pub test: AttrValue,
}

/// A field to search in; it speaks when the typing pauses.
#[component]
pub fn Find(props: &FindProps) -> Html {
    let waiting = use_mut_ref(|| None::<Timeout>);
    let field = use_node_ref();
    {
        // What is looked for can be dropped from outside; what is being typed is left alone.
        let field = field.clone();
        use_effect_with(props.value.clone(), move |value| {
            if let Some(input) = field.cast::<HtmlInputElement>()
                && value.is_empty()
            {
                input.set_value("");
            }
        });
    }
    let oninput = {
        let find = props.find.clone();
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value().trim().to_owned();
            let find = find.clone();
            waiting.replace(Some(Timeout::new(TYPED_OUT_MS, move || find.emit(text))));
        }
    };
    html! {
        <label class="find">
            <Icon glyph={Glyph::Search} />
            <input class="in" type="search" ref={field} placeholder={props.label.clone()} aria-label={props.label.clone()}
                {oninput} data-test={props.test.clone()} />
        </label>
    }
}

/// What [`Bar`] takes.
#[derive(Properties, PartialEq)]
pub struct BarProps {
    /// All cases.
    pub items: Vec<QueueItem>,
    /// The tab under which they are narrowed.
    pub tab: Tab,
    /// What is narrowed now.
    pub filter: Filter,
    /// Told what to narrow.
    pub narrow: Callback<Filter>,
    /// Who looks.
    pub role: Role,
}

/// At which level places are offered: the next below the one who looks.
fn level_below(role: Role) -> Level {
    match role {
        Role::Township | Role::Department => Level::Village,
        Role::County | Role::Administrator => Level::Township,
        _ => Level::MicroGrid,
    }
}

/// The bar.
#[component]
pub fn Bar(props: &BarProps) -> Html {
    let desk = use_desk();
    let reference = use_query::<Reference>(shared_model::api::Query::Reference);
    let now = desk.now();
    let filter = &props.filter;
    let number = |wanted: &Filter| count_with(&props.items, props.tab, wanted, now);
    let press = |wanted: Filter| {
        let narrow = props.narrow.clone();
        Callback::from(move |_: MouseEvent| narrow.emit(wanted.clone()))
    };
    let colour = |colour: Colour| {
        let wanted = Filter { colour: Some(colour), ..filter.clone() };
        let on = filter.colour == Some(colour);
        html! {
            <button type="button" aria-pressed={on.to_string()} onclick={press(wanted.clone())}
                data-test={format!("filter-colour-{}", colour.word())}>
                { shape(colour, "") }{ t_word("colour", colour.word()) }{ " " }{ number(&wanted) }
            </button>
        }
    };
    let lateness = |late: Lateness| {
        let wanted = Filter { lateness: late, ..filter.clone() };
        let picture = match late {
            Lateness::All => Html::default(),
            Lateness::Late => light_shape(Light::Late(Span::Days(1))),
            Lateness::Near => light_shape(Light::Tomorrow),
        };
        html! {
            <button type="button" aria-pressed={(filter.lateness == late).to_string()} onclick={press(wanted.clone())}
                data-test={format!("filter-late-{}", late.word())}>
                { picture }{ t_word("console-late", late.word()) }
                if late != Lateness::All {
                    { " " }{ number(&wanted) }
                }
            </button>
        }
    };
    let kind_chosen = {
        let (narrow, filter) = (props.narrow.clone(), filter.clone());
        move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            let kind = CaseKind::ALL.into_iter().find(|kind| kind.word() == value);
            narrow.emit(Filter { kind, ..filter.clone() });
        }
    };
    let place_chosen = {
        let (narrow, filter) = (props.narrow.clone(), filter.clone());
        move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            narrow.emit(Filter { place: PlaceCode::parse(&value).ok(), ..filter.clone() });
        }
    };
    let level = level_below(props.role);
    let places = places(&props.items, level);
    let place_name = |code: &PlaceCode| {
        let raised_there = |row: &&QueueItem| row.item.micro_grid == *code;
        let known = reference.state.ready().and_then(|reference| reference.place_name(code));
        let told = props.items.iter().find(raised_there).map(|row| row.item.micro_grid_name.as_str());
        known.or(told).unwrap_or(code.as_str()).to_owned()
    };
    let place = |code: &PlaceCode| {
        let on = filter.place.as_ref() == Some(code);
        html! { <option value={code.as_str().to_owned()} selected={on}>{ place_name(code) }</option> }
    };
    let kind = |kind: CaseKind| {
        let on = filter.kind == Some(kind);
        html! { <option value={kind.word()} selected={on}>{ t_word("kind", kind.word()) }</option> }
    };
    let any = Filter { colour: None, ..filter.clone() };
    html! {
        <div class="bar">
            <div class="seg" role="group" aria-label={t("console-colour")}>
                <button type="button" aria-pressed={filter.colour.is_none().to_string()} onclick={press(any)} data-test="filter-colour-all">
                    { t("console-colour-all") }
                </button>
                { for Colour::ALL.into_iter().map(colour) }
            </div>
            <div class="seg" role="group" aria-label={t("console-due")}>{ for Lateness::ALL.into_iter().map(lateness) }</div>
            if places.len() > 1 || filter.place.is_some() {
                <select class="in sel-q" aria-label={t("console-place")} onchange={place_chosen} data-test="filter-place">
                    <option value="" selected={filter.place.is_none()}>{ t("console-place-all") }</option>
                    { for places.iter().map(place) }
                </select>
            }
            <select class="in sel-q" aria-label={t("console-kind")} onchange={kind_chosen} data-test="filter-kind">
                <option value="" selected={filter.kind.is_none()}>{ t("console-kind-all") }</option>
                { for CaseKind::ALL.into_iter().map(kind) }
            </select>
            <span class="sub keys-end">{ t("console-order") }</span>
        </div>
    }
}
