//! What happened to a case, newest first: who, in which role, written when and received when.
//! What counts for nothing stays, struck through, with the rule.

use super::contest::Contest;
use super::photos::Photos;
use super::story::{Times, rest, times};
use crate::console::desk::{Desk, use_desk};
use crate::console::glyph::{Glyph, Icon};
use crate::console::route::Route;
use crate::console::words;
use shared_model::api::view::{CaseView, Delivery, TimelineEntry};
use shared_model::casework::{EventKind, Step, Void};
use shared_model::moment::Millis;
use std::rc::Rc;
use ui::text::{t, t_with, t_word};
use ui::told;
use yew::prelude::*;

/// What [`Timeline`] takes.
#[derive(Properties, PartialEq)]
pub struct TimelineProps {
    /// The case.
    pub view: Rc<CaseView>,
}

/// The icon of a step.
pub fn glyph(kind: EventKind) -> Glyph {
    match kind {
        EventKind::Raised => Glyph::Plus,
        EventKind::Accepted | EventKind::Taken | EventKind::TaskDone => Glyph::Check,
        EventKind::Dispatched | EventKind::Tasked => Glyph::Send,
        EventKind::Recoloured | EventKind::Progress | EventKind::Discussed => Glyph::Edit,
        EventKind::Urged => Glyph::Urge,
        EventKind::Escalated | EventKind::PassedUp => Glyph::Up,
        EventKind::Returned | EventKind::Reopened => Glyph::Back,
        EventKind::Settled | EventKind::StruckOff => Glyph::Stamp,
        EventKind::FollowedUp | EventKind::Helped => Glyph::Walk,
        EventKind::Withdrawn => Glyph::Withdraw,
        EventKind::Merged => Glyph::Merge,
    }
}

/// What a step says beside its name: to whom, with what outcome, and its words.
pub fn said(step: &Step, to_name: Option<&str>, now: Millis) -> String {
    let first = match step {
        Step::Dispatched { .. } => {
            let name = to_name.map_or_else(|| t("unknown-person"), str::to_owned);
            Some(t_with("console-said-to", &[("name", name.into())]))
        }
        Step::Tasked { by, .. } => {
            let name = to_name.map_or_else(|| t("unknown-person"), str::to_owned);
            let to = t_with("console-said-task", &[("name", name.into())]);
            let by = by.map(|by| t_with("console-said-by", &[("date", words::date(by, now).into())]));
            Some([Some(to), by].into_iter().flatten().collect::<Vec<_>>().join(&t("list-comma")))
        }
        Step::Settled { outcome, .. } => Some(t_word("outcome", outcome.word())),
        Step::FollowedUp { satisfied, .. } => {
            Some(t_word("satisfied", if *satisfied { "yes" } else { "no" }))
        }
        Step::Urged { by: Some(by), .. } => {
            Some(t_with("console-said-by", &[("date", words::date(*by, now).into())]))
        }
        _ => None,
    };
    let words = step.words().trim();
    match first {
        None => words.to_owned(),
        Some(first) if words.is_empty() => first,
        Some(first) => t_with("console-said-both", &[("first", first.into()), ("words", words.into())]),
    }
}

/// The name of a step; a change of colour says from what to what.
fn name(entry: &TimelineEntry) -> String {
    let name = t_word("event", entry.step.kind().word());
    match (entry.step.colour(), entry.colour_before) {
        (Some(after), Some(before)) => {
            let colours = [
                ("name", name.into()),
                ("before", t_word("colour", before.word()).into()),
                ("after", t_word("colour", after.word()).into()),
            ];
            t_with("console-step-colours", &colours)
        }
        _ => name,
    }
}

fn when(entry: &TimelineEntry, desk: &Desk) -> String {
    let now = desk.now();
    match times(entry.written_at, &entry.delivery) {
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

/// A badge where something was on its way for hours, or isn't here yet.
fn travelled(entry: &TimelineEntry) -> Html {
    let late = match times(entry.written_at, &entry.delivery) {
        Times::Both { late_hours: Some(hours), .. } => Some(t_with(
            "console-offline-for",
            &[("span", t_with("console-hours", &[("n", hours.into())]).into())],
        )),
        _ => None,
    };
    let waiting = match &entry.delivery {
        Delivery::Received { .. } => None,
        Delivery::SavedHere => Some(t_word("delivery", "saved_here")),
        Delivery::Sending => Some(t_word("delivery", "sending")),
        Delivery::Heard => Some(t_word("delivery", "heard")),
        Delivery::Returned { .. } => Some(t_word("delivery", "returned")),
    };
    late.or(waiting)
        .map(|text| html! { <span class="off"><Icon glyph={Glyph::Offline} />{ text }</span> })
        .unwrap_or_default()
}

/// The rule by which an entry counts for nothing, and by which version of the policy.
fn void_why(void: Void, version: u32) -> String {
    let said = [("rule", t_word("void", void.word()).into()), ("version", version.into())];
    t_with("console-void-why", &said)
}

/// A colour that was made milder stands out, by word and shape: what was grave is treated as less so.
fn lowered(entry: &TimelineEntry) -> Html {
    let milder = entry.step.colour().zip(entry.colour_before).is_some_and(|(after, before)| after < before);
    if !milder || entry.void.is_some() {
        return Html::default();
    }
    html! {
        <span class="st st-low" data-test="lowered"><Icon glyph={Glyph::Down} />{ t("console-lowered") }</span>
    }
}

/// Whose phone brought it, where it was none of its author's.
pub fn through(name: Option<&String>) -> Html {
    let Some(name) = name else { return Html::default() };
    html! { <span class="sub" data-test="through">{ t_with("console-through", &[("name", name.as_str().into())]) }</span> }
}

/// Where a merged case goes on.
fn goes_on_in(step: &Step) -> Html {
    let Step::Merged { into, .. } = step else { return Html::default() };
    html! { <a class="in-text" href={Route::Case(into.clone()).href()} data-test="merged-into">{ t("console-merged-into") }</a> }
}

fn entry(entry: &TimelineEntry, view: &CaseView, desk: &Desk) -> Html {
    let void = entry.void;
    let kind = entry.step.kind();
    let words = said(&entry.step, entry.to_name.as_deref(), desk.now());
    let who = match kind {
        EventKind::PassedUp => words::by(kind, &entry.author),
        _ => [words::who(&entry.author), t("console-dot"), words::role(entry.author.role)].concat(),
    };
    html! {
        <li key={entry.id.as_str()} class={void.map(|_| "void")} data-test={format!("timeline-{}", entry.id)}
            data-step={kind.word()} data-void={void.map_or("", |void| void.word())}>
            <span class="tl-pt"><Icon glyph={if void.is_some() { Glyph::Ban } else { glyph(kind) }} /></span>
            <div class="ev">
                <b>{ name(entry) }</b>
                <span class="ev-who">{ who }</span>
                if void.is_some() {
                    <span class="st st-off">{ t("console-void") }</span>
                }
                { lowered(entry) }
                { travelled(entry) }
                <span class="ev-when">{ when(entry, desk) }</span>
            </div>
            { facts(&entry.step) }
            if !words.is_empty() {
                <p class="tl-p said">{ words }</p>
            }
            { goes_on_in(&entry.step) }
            { through(entry.heard_from.as_ref()) }
            <Photos photos={entry.photos.clone()} village={view.item.micro_grid.village()} case={view.item.id.clone()} />
            if let Some(void) = void {
                <p class="void-why">{ void_why(void, entry.policy_version) }</p>
            }
        </li>
    }
}

/// The middle column.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let desk = use_desk();
    html! {
        <ol class="tl" data-test="timeline">
            if !props.view.contested.is_empty() {
                <Contest view={props.view.clone()} />
            }
            { for rest(&props.view).iter().map(|one| entry(one, &props.view, &desk)) }
        </ol>
    }
}

/// What a step says beside its words, on a line of its own.
fn facts(step: &Step) -> Html {
    let facts = told::facts(step);
    if facts.is_empty() {
        return html! {};
    }
    html! { <span class="sub">{ facts.join(&t("separator")) }</span> }
}
