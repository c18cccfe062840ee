//! The table of places in the order of their codes, one of which can stand open.

use super::cell::cell;
use super::figures::{coverage, opens, percent};
use crate::console::asking::use_kept;
use crate::console::glyph::{Glyph, Icon};
use crate::console::route::Route;
use crate::console::states::Trouble;
use shared_model::api::Query;
use shared_model::api::view::{NumbersRow, NumbersView};
use shared_model::casework::Colour;
use shared_model::place::PlaceCode;
use std::rc::Rc;
use ui::mark::shape;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What [`Table`] takes.
#[derive(Properties, PartialEq)]
pub struct TableProps {
    /// The numbers.
    pub view: Rc<NumbersView>,
    /// The place that stands open.
    pub open: Option<PlaceCode>,
    /// The asker's own place.
    pub own: PlaceCode,
}

/// The share of households visited, as a bar and a figure.
fn covered(row: &NumbersRow) -> Html {
    let Some(share) = coverage(row) else {
        return html! { <span class="hid">{ t("console-no-share") }</span> };
    };
    let width = (share / 10).to_string();
    html! {
        <>
            <span class="meter"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect {width} height="6" /></svg></span>
            { t_with("console-percent", &[("n", percent(share).into())]) }
        </>
    }
}

fn cells(row: &NumbersRow) -> Html {
    let [red, yellow, green] = row.by_colour;
    let number =
        |(word, count)| html! { <td class="num" data-test={format!("n-{word}")}>{ cell(count) }</td> };
    let counts = [
        ("new", row.new_30_days),
        ("open", row.open),
        ("red", red),
        ("yellow", yellow),
        ("green", green),
        ("overdue", row.overdue),
        ("settled", row.settled),
        ("struck_off", row.struck_off),
        ("contested", row.contested),
    ];
    html! { <>{ for counts.into_iter().map(number) }<td class="num nw">{ covered(row) }</td></> }
}

/// The table.
#[component]
pub fn Table(props: &TableProps) -> Html {
    let view = &props.view;
    let row = |row: &NumbersRow| {
        let code = &row.place.code;
        let open = props.open.as_ref() == Some(code);
        let name = if opens(row, &props.own) {
            let href = if open { Route::Numbers(None) } else { Route::Numbers(Some(code.clone())) }.href();
            html! {
                <a class="tw" {href} aria-expanded={open.to_string()} data-test={format!("numbers-open-{code}")}>
                    <Icon glyph={if open { Glyph::Down } else { Glyph::Right }} />{ row.place.name.clone() }
                </a>
            }
        } else {
            html! { row.place.name.clone() }
        };
        html! {
            <>
                <tr key={code.as_str()} data-test={format!("numbers-row-{code}")}><th scope="row">{ name }</th>{ cells(row) }</tr>
                if open {
                    <Below key={format!("below-{code}")} place={code.clone()} />
                }
            </>
        }
    };
    let colour = |colour: Colour| html! { <th class="num">{ shape(colour, "") }{ " " }{ t_word("colour", colour.word()) }</th> };
    let figure = |word: &'static str| html! { <th class="num">{ t_word("console-column", word) }</th> };
    html! {
        <table class="tb tb-tight tree" data-test="numbers">
            <thead><tr>
                <th>{ t("console-by-code") }</th>
                { figure("new") }{ figure("open") }
                { for Colour::ALL.into_iter().map(colour) }
                { figure("overdue") }{ figure("settled") }{ figure("struck_off") }{ figure("contested") }{ figure("coverage") }
            </tr></thead>
            <tbody>
                <tr class="tot" data-test={format!("numbers-row-{}", view.total.place.code)}>
                    <th scope="row">{ view.total.place.name.clone() }</th>{ cells(&view.total) }
                </tr>
                { for view.rows.iter().map(row) }
            </tbody>
        </table>
    }
}

#[derive(Properties, PartialEq)]
struct BelowProps {
    place: PlaceCode,
}

/// The places within one that stands open.
#[component]
fn Below(props: &BelowProps) -> Html {
    let kept = use_kept::<NumbersView>(Query::Numbers { place: Some(props.place.clone()) }, None);
    if let Some(problem) = &kept.problem {
        return html! { <tr class="lv2"><td colspan="11"><Trouble problem={problem.clone()} again={kept.reload.clone()} /></td></tr> };
    }
    let Some(view) = &kept.view else {
        return html! { <tr class="lv2 sk-late"><td colspan="11"><span class="sk sk-3"></span></td></tr> };
    };
    let row = |row: &NumbersRow| {
        let code = &row.place.code;
        html! { <tr key={code.as_str()} class="lv2" data-test={format!("numbers-row-{code}")}><th scope="row">{ row.place.name.clone() }</th>{ cells(row) }</tr> }
    };
    html! { <>{ for view.rows.iter().map(row) }</> }
}
