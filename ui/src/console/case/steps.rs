//! What can be done next, and what can't with its reason. One step is offered first; its form
//! opens in place.

use super::draft::{Draft, leading};
use super::form::StepForm;
use super::timeline::glyph;
use crate::console::glyph::{Glyph, Icon};
use crate::console::words;
use shared_model::api::view::{CaseView, NextStep};
use shared_model::casework::{EventKind, Void};
use std::rc::Rc;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What [`Steps`] takes.
#[derive(Properties, PartialEq)]
pub struct StepsProps {
    /// The case.
    pub view: Rc<CaseView>,
    /// Told when a step was written.
    pub changed: Callback<()>,
}

/// A step that can't be taken now, with the rule.
fn refused(kind: EventKind, why: Void) -> Html {
    html! {
        <div class="act act-no" data-test={format!("step-{}", kind.word())} data-not-now={why.word()} aria-disabled="true">
            <Icon glyph={glyph(kind)} />
            <div>{ t_word("event", kind.word()) }<span class="sub">{ t_word("void", why.word()) }</span></div>
        </div>
    }
}

/// The steps of other stages, together.
fn at_another_time(steps: &[(EventKind, Void)]) -> Html {
    let name = |(kind, why): &(EventKind, Void)| {
        html! {
            <span data-test={format!("step-{}", kind.word())} data-not-now={why.word()} aria-disabled="true">{ t_word("event", kind.word()) }</span>
        }
    };
    html! {
        <div class="act act-no act-many">
            <Icon glyph={Glyph::Ban} />
            <div>{ for steps.iter().map(name) }<span class="sub">{ t_word("void", Void::NotAtThisStage.word()) }</span></div>
        </div>
    }
}

/// The right column.
#[component]
pub fn Steps(props: &StepsProps) -> Html {
    let chosen = use_state_eq(|| None::<EventKind>);
    // The draft outlives the choice of the step: whoever changes their mind keeps the words.
    let draft = use_state_eq(Draft::default);
    let written = use_state_eq(|| None::<EventKind>);
    let seen = use_mut_ref(|| 0usize);
    let length = props.view.timeline.len();
    if chosen.is_none() {
        seen.replace(length);
    }
    let moved = chosen.is_some() && length > *seen.borrow();
    // What is done beside the case's way has no form here.
    let offered = || props.view.next.iter().filter(|step| !step.kind.is_aside());
    let allowed: Vec<EventKind> =
        offered().filter(|step| step.not_now.is_none()).map(|step| step.kind).collect();
    let handler = props.view.item.handler.as_ref();
    let first = leading(props.view.item.stage, handler.is_some_and(|handler| handler.me), &allowed);
    let open = {
        let (chosen, written) = (chosen.setter(), written.setter());
        Callback::from(move |kind: EventKind| {
            chosen.set(Some(kind));
            written.set(None);
        })
    };
    let shut = {
        let chosen = chosen.setter();
        Callback::from(move |()| chosen.set(None))
    };
    let done = {
        let (chosen, draft, written, changed) =
            (chosen.setter(), draft.setter(), written.setter(), props.changed.clone());
        Callback::from(move |kind: EventKind| {
            chosen.set(None);
            draft.set(Draft::default());
            written.set(Some(kind));
            changed.emit(());
        })
    };
    let filled = {
        let draft = draft.setter();
        Callback::from(move |filled: Draft| draft.set(filled))
    };
    let form = |kind: EventKind| {
        html! {
            <StepForm key={kind.word()} {kind} case={props.view.item.id.clone()} seen={props.view.frontier.clone()} colour={props.view.item.colour}
                draft={(*draft).clone()} filled={filled.clone()} shut={shut.clone()} done={done.clone()} />
        }
    };
    let offer = |kind: EventKind| {
        if *chosen == Some(kind) {
            return form(kind);
        }
        let open = open.clone();
        html! {
            <button type="button" class="act" onclick={move |_| open.emit(kind)} data-test={format!("step-{}", kind.word())} data-not-now="">
                <Icon glyph={glyph(kind)} />
                <div>
                    <span class="act-t">{ t_with("console-step-more", &[("step", t_word("event", kind.word()).into())]) }</span>
                    <span class="sub">{ t_word("console-hint", kind.word()) }</span>
                </div>
            </button>
        }
    };
    let lead = first.map(|kind| {
        if *chosen == Some(kind) {
            return form(kind);
        }
        let open = open.clone();
        // One filled button a view: while another form is open, its button is the filled one.
        let class = if chosen.is_none() { "btn btn-pri btn-full" } else { "btn btn-full" };
        html! {
            <>
                <button type="button" {class} onclick={move |_| open.emit(kind)} data-test={format!("step-{}", kind.word())} data-not-now="">
                    <Icon glyph={glyph(kind)} />{ t_with("console-step-more", &[("step", t_word("event", kind.word()).into())]) }
                </button>
                <p class="sub">{ t_word("console-hint", kind.word()) }</p>
            </>
        }
    });
    let in_whose_hands = match handler {
        Some(handler) if !handler.me && !props.view.item.stage.is_closed() => {
            t_with("console-next-with", &[("who", words::who(handler).into())])
        }
        _ => t("console-next-none"),
    };
    let others: Vec<EventKind> = allowed.iter().copied().filter(|kind| Some(*kind) != first).collect();
    let not_now: Vec<(EventKind, Void)> =
        offered().filter_map(|NextStep { kind, not_now }| not_now.map(|why| (*kind, why))).collect();
    // Most steps merely belong to another stage: one line for all of them leaves the reasons that
    // say something easy to see.
    let (out_of_turn, speaking): (Vec<_>, Vec<_>) =
        not_now.iter().partition(|(_, why)| *why == Void::NotAtThisStage);
    html! {
        <>
            <div class="sec">
                <h3>{ t("console-next") }</h3>
                if let Some(kind) = *written {
                    <div class="note note-info" role="status" data-test="step-done" data-step={kind.word()}>
                        <Icon glyph={Glyph::Check} />
                        <span>{ t_with("console-step-done", &[("step", t_word("event", kind.word()).into())]) }</span>
                    </div>
                }
                if moved {
                    <div class="note note-fork" role="status" data-test="step-moved">
                        <Icon glyph={Glyph::Fork} /><span>{ t("console-step-moved") }</span>
                    </div>
                }
                if first.is_none() {
                    <p class="mute" data-test="step-none">{ in_whose_hands }</p>
                }
                { lead }
            </div>
            if !others.is_empty() {
                <div class="sec">
                    <h3>{ t("console-next-also") }</h3>
                    { for others.into_iter().map(offer) }
                </div>
            }
            if !not_now.is_empty() {
                <div class="sec">
                    <h3>{ t("console-next-not") }</h3>
                    { for speaking.into_iter().map(|(kind, why)| refused(kind, why)) }
                    if !out_of_turn.is_empty() {
                        { at_another_time(&out_of_turn) }
                    }
                </div>
            }
        </>
    }
}
