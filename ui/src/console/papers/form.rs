//! The form in which a place and a period are chosen.

use super::choice::{Choice, Span, years};
use crate::console::desk::use_desk;
use shared_model::place::{Place, PlaceCode};
use ui::text::{t, t_with, t_word};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What [`Form`] takes.
#[derive(Properties, PartialEq)]
pub struct FormProps {
    /// What is chosen.
    pub choice: Choice,
    /// The places below the own one.
    pub places: Vec<Place>,
    /// To be told another choice.
    pub change: Callback<Choice>,
}

/// The form.
#[component]
pub fn Form(props: &FormProps) -> Html {
    let desk = use_desk();
    let choice = &props.choice;
    let own = desk.session.path.last().map(|place| place.name.clone()).unwrap_or_default();
    let chosen = |set: fn(&mut Choice, String)| {
        let (change, choice) = (props.change.clone(), choice.clone());
        move |event: Event| {
            let mut choice = choice.clone();
            set(&mut choice, event.target_unchecked_into::<HtmlSelectElement>().value());
            change.emit(choice);
        }
    };
    let typed = |set: fn(&mut Choice, String)| {
        let (change, choice) = (props.change.clone(), choice.clone());
        move |event: InputEvent| {
            let mut choice = choice.clone();
            set(&mut choice, event.target_unchecked_into::<HtmlInputElement>().value());
            change.emit(choice);
        }
    };
    let span = |span: &Span| {
        let to = Choice { span: *span, ..choice.clone() };
        let onclick = props.change.reform(move |_: MouseEvent| to.clone());
        let test = format!("papers-span-{}", span.word());
        html! {
            <button type="button" aria-pressed={(choice.span == *span).to_string()} {onclick} data-test={test}>
                { t_word("console-span", span.word()) }
            </button>
        }
    };
    let place = |place: &Place| {
        let on = choice.place.as_ref() == Some(&place.code);
        html! { <option value={place.code.to_string()} selected={on}>{ place.name.clone() }</option> }
    };
    let year = |year: i32| html! { <option value={year.to_string()} selected={year == choice.year}>{ t_with("console-year", &[("n", year.to_string().into())]) }</option> };
    let number = |name: String, n: u8, on: bool| html! { <option value={n.to_string()} selected={on}>{ name }</option> };
    html! {
        <form class="sec" data-test="papers-form" onsubmit={|event: SubmitEvent| event.prevent_default()}>
            <label class="fld">
                <span>{ t("console-papers-place") }</span>
                <select class="in" onchange={chosen(|choice, code| choice.place = PlaceCode::parse(&code).ok())} data-test="papers-place">
                    <option value="" selected={choice.place.is_none()}>{ own }</option>
                    { for props.places.iter().map(place) }
                </select>
            </label>
            <div class="fld">
                <span>{ t("console-papers-period") }</span>
                <div class="seg" role="group" aria-label={t("console-papers-period")}>{ for Span::of(desk.account.role).iter().map(span) }</div>
            </div>
            if choice.span == Span::Days {
                <label class="fld">
                    <span>{ t("console-papers-from") }</span>
                    <input type="date" class="in" value={choice.from.clone()} oninput={typed(|choice, day| choice.from = day)} data-test="papers-from" />
                </label>
                <label class="fld">
                    <span>{ t("console-papers-to") }</span>
                    <input type="date" class="in" value={choice.to.clone()} oninput={typed(|choice, day| choice.to = day)} data-test="papers-to" />
                </label>
                if choice.period().is_none() {
                    <p class="sub" data-test="papers-days-missing">{ t("console-papers-days") }</p>
                }
            } else {
                <div class="flds">
                    <label class="fld">
                        <span>{ t("console-papers-year") }</span>
                        <select class="in" onchange={chosen(|choice, year| choice.year = year.parse().unwrap_or(choice.year))} data-test="papers-year">
                            { for years(desk.now()).into_iter().map(year) }
                        </select>
                    </label>
                    if choice.span == Span::Month {
                        <label class="fld">
                            <span>{ t("console-papers-month") }</span>
                            <select class="in" onchange={chosen(|choice, month| choice.month = month.parse().unwrap_or(choice.month))} data-test="papers-month">
                                { for (1..=12).map(|n| number(t_with("console-month", &[("n", n.into())]), n, n == choice.month)) }
                            </select>
                        </label>
                    }
                    if choice.span == Span::Quarter {
                        <label class="fld">
                            <span>{ t("console-papers-quarter") }</span>
                            <select class="in" onchange={chosen(|choice, quarter| choice.quarter = quarter.parse().unwrap_or(choice.quarter))} data-test="papers-quarter">
                                { for (1..=4).map(|n| number(t_with("console-quarter", &[("n", n.into())]), n, n == choice.quarter)) }
                            </select>
                        </label>
                    }
                </div>
            }
            <p class="sub papers-clock">{ t("console-papers-clock") }</p>
        </form>
    }
}
