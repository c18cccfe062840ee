//! Reports and printing: a place and a period, and the tables of them to save or to print.

pub mod choice;
pub mod form;

use super::desk::use_desk;
use super::duty::table_papers;
use super::glyph::{Glyph, Icon};
use super::states::Skeleton;
use choice::{Choice, month, places};
use form::Form as ChoiceForm;
use shared_model::api::Query;
use shared_model::api::desk::PaperMonths;
use shared_model::people::{Reference, Role};
use shared_model::place::PlaceCode;
use std::collections::BTreeSet;
use ui::backend::papers::{Form, TablePaper, table};
use ui::backend::{Loaded, use_query};
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The months in which a paper has anything.
fn months_of(paper: TablePaper, months: &PaperMonths) -> BTreeSet<(i32, u8)> {
    let texts = match paper {
        TablePaper::Statistics => &months.statistics,
        TablePaper::Register => &months.register,
        TablePaper::Helping => &months.helping,
    };
    texts.iter().filter_map(|text| month(text)).collect()
}

/// The page.
#[component]
pub fn PapersPage() -> Html {
    let desk = use_desk();
    let asked = use_query::<Reference>(Query::Reference);
    let chosen = use_state_eq(|| None::<Choice>);
    let place = chosen.as_ref().and_then(|choice| choice.place.clone());
    let found = use_query::<PaperMonths>(Query::PaperMonths { place });
    let (role, own) = (desk.account.role, &desk.account.place);
    // Nothing is shown of a period before it is known which: unless that can't be known.
    if chosen.is_none() && matches!(found.state, Loaded::Loading) {
        return html! { <><div class="head"><h1>{ t("console-nav-papers") }</h1></div><Skeleton /></> };
    }
    let months = found.state.ready();
    let all = || {
        let of = |paper: &TablePaper| months.map(|months| months_of(*paper, months)).unwrap_or_default();
        table_papers(role).iter().flat_map(of).collect()
    };
    let choice = (*chosen).clone().unwrap_or_else(|| Choice::begin(desk.now(), &all()));
    let change = {
        let chosen = chosen.setter();
        Callback::from(move |to: Choice| chosen.set(Some(to)))
    };
    let below = places(asked.state.ready(), own, role);
    let place = choice.place.as_ref().unwrap_or(own);
    let card = |paper: &TablePaper| {
        let months = months.map(|months| months_of(*paper, months));
        html! {
            <Card paper={*paper} place={place.clone()} choice={choice.clone()} {role} {months} change={change.clone()} />
        }
    };
    html! {
        <>
            <div class="head"><h1>{ t("console-nav-papers") }</h1></div>
            <div class="split split-papers">
                <div class="pane pane-l"><ChoiceForm choice={choice.clone()} places={below} change={change.clone()} /></div>
                <div class="scroll pad" data-test="papers">{ for table_papers(role).iter().map(card) }</div>
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct CardProps {
    paper: TablePaper,
    place: PlaceCode,
    choice: Choice,
    role: Role,
    /// The months in which it has anything; none while that isn't known.
    months: Option<BTreeSet<(i32, u8)>>,
    /// To be told another period.
    change: Callback<Choice>,
}

/// That there is nothing in the chosen period, with the way to the newest in which there is.
fn nothing(props: &CardProps) -> Html {
    let Some(months) = props.months.as_ref().filter(|months| !props.choice.touches(months)) else {
        return Html::default();
    };
    let newest = months.last().map(|month| {
        let to = props.choice.of_month(*month);
        let said = [("year", month.0.to_string().into()), ("month", month.1.into())];
        html! {
            <button type="button" class="btn btn-sm" onclick={props.change.reform(move |_: MouseEvent| to.clone())}
                data-test={format!("paper-{}-newest", props.paper.word())}>{ t_with("console-paper-newest", &said) }</button>
        }
    });
    html! {
        <div class="note" data-test={format!("paper-{}-empty", props.paper.word())}>
            <Icon glyph={Glyph::Inbox} /><span>{ t("console-paper-nothing") }</span>{ newest }
        </div>
    }
}

/// One table: what it is, and the ways to have it.
#[component]
fn Card(props: &CardProps) -> Html {
    let word = props.paper.word();
    let period = props.choice.period();
    let button = |(form, name, glyph): (Form, String, Glyph)| {
        let test = format!("paper-{word}-{}", form.word());
        // One filled button a page.
        let first = props.paper == TablePaper::Statistics || table_papers(props.role).len() == 1;
        let class = if form == Form::Xlsx && first { "btn btn-pri" } else { "btn" };
        let inner = html! { <><Icon {glyph} />{ name }</> };
        let Some(period) = &period else {
            return html! { <button type="button" {class} disabled=true data-test={test}>{ inner }</button> };
        };
        let href = table(props.paper, &props.place, period, form);
        match form {
            Form::Html => {
                html! { <a {class} {href} target="_blank" rel="noopener" data-test={test}>{ inner }</a> }
            }
            _ => html! { <a {class} {href} download="" data-test={test}>{ inner }</a> },
        }
    };
    let ways = [
        (Form::Html, t("console-paper-print"), Glyph::Print),
        (Form::Csv, t("console-paper-csv"), Glyph::Download),
        (Form::Xlsx, t("console-paper-xlsx"), Glyph::Download),
    ];
    let protected = props.paper == TablePaper::Statistics && props.role == Role::County;
    let names = props.paper == TablePaper::Register;
    html! {
        <section class="card" data-test={format!("paper-{word}")}>
            <h2>{ t_word("console-paper", word) }</h2>
            <p class="sub">{ t_word("console-paper-about", word) }</p>
            if protected {
                <p class="note"><Icon glyph={Glyph::Lock} /><span>{ t_with("console-paper-protected", &[("few", t("console-few").into())]) }</span></p>
            }
            if names {
                <p class="note"><Icon glyph={Glyph::Lock} /><span>{ t("console-paper-names") }</span></p>
            }
            { period.as_ref().map(|_| nothing(props)) }
            <div class="acts acts-wrap">{ for ways.into_iter().map(button) }</div>
        </section>
    }
}
