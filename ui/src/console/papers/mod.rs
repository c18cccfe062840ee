//! Reports and printing: a place and a period, and the tables of them to save or to print.

pub mod choice;
pub mod form;

use super::desk::use_desk;
use super::duty::table_papers;
use super::glyph::{Glyph, Icon};
use choice::{Choice, places};
use form::Form as ChoiceForm;
use shared_model::api::Query;
use shared_model::people::{Reference, Role};
use shared_model::place::PlaceCode;
use ui::backend::papers::{Form, TablePaper, table};
use ui::backend::use_query;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The page.
#[component]
pub fn PapersPage() -> Html {
    let desk = use_desk();
    let asked = use_query::<Reference>(Query::Reference);
    let choice = {
        let now = desk.now();
        use_state_eq(move || Choice::begin(now))
    };
    let change = {
        let choice = choice.setter();
        Callback::from(move |to: Choice| choice.set(to))
    };
    let (role, own) = (desk.account.role, &desk.account.place);
    let below = places(asked.state.ready(), own, role);
    let place = choice.place.as_ref().unwrap_or(own);
    let card = |paper: &TablePaper| html! { <Card paper={*paper} place={place.clone()} period={choice.period()} {role} /> };
    html! {
        <>
            <div class="head"><h1>{ t("console-nav-papers") }</h1></div>
            <div class="split split-papers">
                <div class="pane pane-l"><ChoiceForm choice={(*choice).clone()} places={below} {change} /></div>
                <div class="scroll pad" data-test="papers">{ for table_papers(role).iter().map(card) }</div>
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct CardProps {
    paper: TablePaper,
    place: PlaceCode,
    /// None while the days make no period.
    period: Option<String>,
    role: Role,
}

/// One table: what it is, and the ways to have it.
#[component]
fn Card(props: &CardProps) -> Html {
    let word = props.paper.word();
    let button = |(form, name, glyph): (Form, String, Glyph)| {
        let test = format!("paper-{word}-{}", form.word());
        // One filled button a page.
        let first = props.paper == TablePaper::Statistics || table_papers(props.role).len() == 1;
        let class = if form == Form::Xlsx && first { "btn btn-pri" } else { "btn" };
        let inner = html! { <><Icon {glyph} />{ name }</> };
        let Some(period) = &props.period else {
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
            <div class="acts">{ for ways.into_iter().map(button) }</div>
        </section>
    }
}
