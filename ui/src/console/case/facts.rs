//! The facts of a case: category, place, parties, colour, clock.

use crate::console::desk::{Desk, use_desk};
use crate::console::duty::opens_households;
use crate::console::glyph::{Glyph, Icon};
use crate::console::route::Route;
use crate::console::{bits, words};
use shared_model::api::Query;
use shared_model::api::view::{CaseView, TimelineEntry};
use shared_model::casework::{EventKind, Party, Step};
use shared_model::people::Reference;
use std::rc::Rc;
use ui::backend::use_query;
use ui::mark::mark;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What [`Facts`] takes.
#[derive(Properties, PartialEq)]
pub struct FactsProps {
    /// The case.
    pub view: Rc<CaseView>,
}

/// A side; `opens`: the asker may look at households.
fn party(party: &Party, opens: bool) -> Html {
    let name = match &party.household {
        Some(id) if opens => html! {
            <a class="in-text" href={Route::Household(id.clone()).href()} data-test={format!("party-{id}")}>{ party.name.clone() }</a>
        },
        _ => html! { <span>{ party.name.clone() }</span> },
    };
    // Who names a household need not know its number.
    let where_from = match (&party.household, party.house_no.as_str()) {
        (None, "") => Some(t("console-outsider")),
        (Some(_), "") => None,
        (_, number) => Some(words::house(number)),
    };
    html! { <li class="party">{ name }{ where_from.map(|words| html! { <>{ " " }<span class="sub">{ words }</span></> }) }</li> }
}

/// The last change of colour that counts, as before → after.
fn recoloured(view: &CaseView, desk: &Desk) -> Html {
    let counts = |entry: &&TimelineEntry| entry.void.is_none() && entry.step.kind() == EventKind::Recoloured;
    let Some(entry) = view.timeline.iter().rev().find(counts) else {
        return html! { <div>{ mark(view.item.colour) }</div> };
    };
    let Step::Recoloured { words, .. } = &entry.step else { return Html::default() };
    let by = [
        ("who", words::who(&entry.author).into()),
        ("role", words::role(entry.author.role).into()),
        ("date", words::date(entry.written_at, desk.now()).into()),
    ];
    html! {
        <>
            <div class="row">
                { entry.colour_before.map(|before| html! { <>{ mark(before) }<span class="mute">{ "→" }</span></> }) }
                { mark(view.item.colour) }
                if entry.colour_before.is_some_and(|before| view.item.colour < before) {
                    <span class="st st-low"><Icon glyph={Glyph::Down} />{ t("console-lowered") }</span>
                }
            </div>
            <p class="sub">{ t_with("console-recoloured-by", &by) }</p>
            <p class="sub said">{ words.clone() }</p>
        </>
    }
}

/// The left column.
#[component]
pub fn Facts(props: &FactsProps) -> Html {
    let desk = use_desk();
    let reference = use_query::<Reference>(Query::Reference);
    let (view, now) = (&*props.view, desk.now());
    let item = &view.item;
    let opens = opens_households(desk.account.role);
    let handler = item.handler.as_ref().map_or_else(
        || html! { <span class="mute">{ t("console-nobody") }</span> },
        |handler| html! { <><b>{ words::who(handler) }</b>{ " " }<span class="mute">{ words::role(handler.role) }</span></> },
    );
    let category = words::category(item);
    let satisfied = view.satisfied.map(|yes| t_word("satisfied", if yes { "yes" } else { "no" }));
    let received = item.received_at.map_or_else(|| t("console-unreceived"), |at| words::stamp(at, now));
    html! {
        <>
            <div class="sec">
                <dl class="kv">
                    <dt>{ t("console-category") }</dt><dd>{ category }</dd>
                    <dt>{ t("console-raised-in") }</dt><dd>{ words::place(item, reference.state.ready(), desk.account.role) }</dd>
                    <dt>{ t("console-holder") }</dt><dd data-test="case-handler">{ handler }</dd>
                    if let Some(outcome) = view.outcome {
                        <dt>{ t("console-outcome") }</dt><dd data-test="case-outcome">{ t_word("outcome", outcome.word()) }</dd>
                    }
                    if let Some(satisfied) = satisfied {
                        <dt>{ t("console-asked") }</dt><dd data-test="case-satisfied">{ satisfied }</dd>
                    }
                </dl>
            </div>
            <div class="sec">
                <h3>{ t("console-parties") }</h3>
                if view.parties.is_empty() {
                    <p class="mute">{ t("console-no-parties") }</p>
                }
                <ul>{ for view.parties.iter().map(|one| party(one, opens)) }</ul>
            </div>
            <div class="sec">
                <h3>{ t("console-found") }</h3>
                <p class="said" data-test="case-words">{ view.words.clone() }</p>
            </div>
            <div class="sec"><h3>{ t("console-colour") }</h3>{ recoloured(view, &desk) }</div>
            <div class="sec">
                <h3>{ t("console-due") }</h3>
                <dl class="kv">
                    <dt>{ t_with("console-by", &[("what", t_word("clock", item.due.clock.word()).into())]) }</dt>
                    <dd>{ bits::due(item.due, &desk) }<div class="sub">{ words::stamp(item.due.at, now) }</div></dd>
                    <dt>{ t("console-received") }</dt><dd>{ received }</dd>
                </dl>
                <p class="sub">{ t("console-clock-from") }</p>
            </div>
            <div class="sec">
                <p class="sub">{ t_with("console-policy-version", &[("version", view.policy_version.into())]) }</p>
            </div>
        </>
    }
}
