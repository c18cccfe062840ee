//! The visits to a household, newest first, each with its corrections beneath.

use crate::console::case::story::{Times, times};
use crate::console::desk::{Desk, use_desk};
use crate::console::glyph::{Glyph, Icon};
use crate::console::states::Empty;
use crate::console::words;
use shared_model::api::Query;
use shared_model::api::view::{CorrectionView, Delivery, HouseholdView, VisitView};
use shared_model::moment::Millis;
use shared_model::people::Reference;
use std::rc::Rc;
use ui::backend::use_query;
use ui::text::{t, t_with, t_word};
use ui::told;
use yew::prelude::*;

/// What [`Visits`] takes.
#[derive(Properties, PartialEq)]
pub struct VisitsProps {
    /// The household.
    pub view: Rc<HouseholdView>,
}

fn both(written: Millis, delivery: &Delivery, desk: &Desk) -> String {
    let now = desk.now();
    match times(written, delivery) {
        Times::Once(at) => words::stamp(at, now),
        Times::Both { written, received, .. } => t_with(
            "console-both-times",
            &[
                ("written", words::stamp(written, now).into()),
                ("received", words::stamp(received, now).into()),
            ],
        ),
    }
}

fn correction(correction: &CorrectionView, desk: &Desk) -> Html {
    let head = [
        ("who", words::who(&correction.author).into()),
        ("when", both(correction.written_at, &correction.delivery, desk).into()),
    ];
    html! { <p class="tl-p said"><span class="sub">{ t_with("console-correction", &head) }</span>{ " " }{ correction.note.clone() }</p> }
}

fn visit(visit: &VisitView, reference: Option<&Reference>, desk: &Desk) -> Html {
    let item = |(key, answer): (&String, &String)| {
        let known =
            reference.and_then(|reference| reference.policy.checklist.iter().find(|item| item.key == *key));
        let name = known.map_or(key.as_str(), |item| item.name.as_str());
        let answer = t_word("answer", answer);
        html! { <span class="tag">{ t_with("console-checked", &[("item", name.into()), ("answer", answer.into())]) }</span> }
    };
    html! {
        <li key={visit.id.as_str()} data-test={format!("visit-{}", visit.id)}>
            <span class="tl-pt"><Icon glyph={Glyph::Walk} /></span>
            <div class="ev">
                <b>{ t_word("visit", visit.kind.word()) }</b>
                <span class="ev-who">{ words::who(&visit.author) }{ t("console-dot") }{ words::role(visit.author.role) }</span>
                if visit.problem {
                    <span class="st st-me">{ t_word("answer", "problem") }</span>
                }
                <span class="ev-when">{ t_with("console-visited", &[("at", words::stamp(visit.at, desk.now()).into())]) }{ t("console-dot") }{ both(visit.written_at, &visit.delivery, desk) }</span>
            </div>
            if !visit.note.is_empty() {
                <p class="tl-p said">{ visit.note.clone() }</p>
            }
            if !visit.checklist.is_empty() {
                <p class="tl-p">{ for visit.checklist.iter().map(item) }</p>
            }
            if let Some(help) = &visit.helped {
                <p class="tl-p sub">{ t_with("told-helped", &[("name", help.who.as_str().into()), ("n", help.minutes.into())]) }</p>
            }
            if let Some(at) = visit.position {
                <p class="tl-p sub" data-test="visit-position">{ told::position(at) }</p>
            }
            { for visit.corrections.iter().map(|one| correction(one, desk)) }
        </li>
    }
}

/// The visits of a household.
#[component]
pub fn Visits(props: &VisitsProps) -> Html {
    let desk = use_desk();
    let reference = use_query::<Reference>(Query::Reference);
    if props.view.visits.is_empty() {
        return html! { <Empty glyph={Glyph::Walk} title={t("console-no-visits")} /> };
    }
    html! {
        <div class="pad">
            <ol class="tl" data-test="visits">{ for props.view.visits.iter().map(|one| visit(one, reference.state.ready(), &desk)) }</ol>
            <p class="sub">{ t("console-visits-kept") }</p>
        </div>
    }
}
