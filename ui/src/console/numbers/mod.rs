//! Numbers by place: no names, small counts protected, always with their as-of.

pub mod bars;
pub mod cell;
pub mod figures;
pub mod table;

use super::asking::use_kept;
use super::desk::use_desk;
use super::states::above;
use super::words;
use bars::Bars;
use cell::cell;
use figures::{coverage, grouped, opened, percent};
use shared_model::api::Query;
use shared_model::api::view::{NumbersRow, NumbersView};
use shared_model::place::{Level, PlaceCode};
use table::Table;
use ui::text::{t, t_with};
use yew::prelude::*;

/// What [`NumbersPage`] takes.
#[derive(Properties, PartialEq)]
pub struct NumbersPageProps {
    /// The place that stands open.
    pub place: Option<PlaceCode>,
}

fn strip(total: &NumbersRow) -> Html {
    let figure = |(word, value): (&'static str, Html)| {
        html! { <div data-test={format!("figure-{word}")}><b>{ value }</b><span>{ ui::text::t_word("console-figure", word) }</span></div> }
    };
    let covered = coverage(total).map_or_else(
        || t("console-no-share"),
        |share| t_with("console-percent", &[("n", percent(share).into())]),
    );
    let households = t_with("console-of-households", &[("n", grouped(u64::from(total.households)).into())]);
    let figures = [
        ("new", cell(total.new_30_days)),
        ("open", cell(total.open)),
        ("overdue", cell(total.overdue)),
        ("settled", cell(total.settled)),
        ("struck_off", cell(total.struck_off)),
        ("contested", cell(total.contested)),
        ("coverage", html! { <>{ covered }<small>{ households }</small></> }),
    ];
    html! { <div class="strip">{ for figures.into_iter().map(figure) }</div> }
}

/// The page.
#[component]
pub fn NumbersPage(props: &NumbersPageProps) -> Html {
    let desk = use_desk();
    let kept = use_kept::<NumbersView>(Query::Numbers { place: None }, None);
    let Some(view) = kept.view.clone() else {
        return html! { <><div class="head"><h1>{ t("console-nav-numbers") }</h1></div>{ above(&kept) }</> };
    };
    let open = opened(&view.rows, props.place.as_ref()).cloned();
    let title = match desk.account.place.level() {
        Level::County => t("console-numbers-county"),
        _ => t_with("console-numbers-of", &[("place", view.total.place.name.as_str().into())]),
    };
    let as_of = [("at", words::stamp(view.as_of, desk.now()).into()), ("n", grouped(view.log_length).into())];
    html! {
        <>
            <div class="head">
                <h1>{ title }</h1>
                <div class="acts">
                    <span class="asof" data-test="numbers-as-of">{ t_with("console-as-of", &as_of) }</span>
                    <button type="button" class="btn btn-sm" onclick={kept.reload.reform(|_| ())} data-test="numbers-reload">{ t("console-reload") }</button>
                </div>
            </div>
            { strip(&view.total) }
            { above(&kept) }
            <div class="ov">
                <div class="scroll"><Table view={view.clone()} {open} own={desk.account.place.clone()} /></div>
                <aside><Bars total={view.total.clone()} /></aside>
            </div>
            <div class="keys">
                if view.protected {
                    <span><b>{ t("console-few") }</b>{ " " }{ t("console-few-means") }</span>
                    <span><b>{ t("console-hidden") }</b>{ " " }{ t("console-hidden-means") }</span>
                }
                <span class="keys-end">{ t("console-no-names") }</span>
            </div>
        </>
    }
}
