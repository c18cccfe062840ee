//! What can be done next, and what can't with its reason. One step is offered first; its form opens in
//! place. What is done beside the case's way is offered quietly below.

use super::draft::{Draft, leading};
use super::form::StepForm;
use super::resolve::choices;
use super::resolve_form::ResolveForm;
use super::tasks::Tasks;
use super::timeline::glyph;
use crate::console::glyph::{Glyph, Icon};
use crate::console::route::Route;
use crate::console::words;
use shared_model::api::view::{CaseView, NextStep, TaskView};
use shared_model::casework::{EventKind, Step, Void};
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

/// Which form is open.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    /// That of a step.
    Step(EventKind),
    /// The answer to a task.
    Task(Box<TaskView>),
    /// The one that resolves a contest.
    Resolve,
}

/// What was written last, to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Written {
    Step(Box<Step>),
    Resolved,
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

/// What was written, said until the next form is opened.
fn told(written: &Written) -> Html {
    let (word, text) = match written {
        Written::Resolved => ("resolved", t("console-resolved")),
        Written::Step(step) => {
            let word = step.kind().word();
            (word, t_with("console-step-done", &[("step", t_word("event", word).into())]))
        }
    };
    // The case that goes on is the one to look at now.
    let on = match written {
        Written::Step(step) => match &**step {
            Step::Merged { into, .. } => Some(Route::Case(into.clone()).href()),
            _ => None,
        },
        Written::Resolved => None,
    };
    html! {
        <div class="note note-info note-stays" role="status" data-test="step-done" data-step={word}>
            <Icon glyph={Glyph::Check} />
            <span>
                { text }
                if let Some(href) = on {
                    { " " }<a class="in-text" {href} data-test="step-done-into">{ t("console-merged-into") }</a>
                }
            </span>
        </div>
    }
}

fn more(kind: EventKind) -> String {
    t_with("console-step-more", &[("step", t_word("event", kind.word()).into())])
}

/// The right column.
#[component]
pub fn Steps(props: &StepsProps) -> Html {
    let chosen = use_state_eq(|| None::<Open>);
    // The draft outlives the form: who opens the same step again finds the words. Another step begins
    // empty, for what was meant as a question isn't the reason for a merge.
    let draft = use_state_eq(Draft::default);
    let drafted = use_mut_ref(|| None::<Open>);
    let written = use_state_eq(|| None::<Written>);
    let seen = use_mut_ref(|| 0usize);
    let length = props.view.timeline.len();
    if chosen.is_none() {
        seen.replace(length);
    }
    let moved = chosen.is_some() && length > *seen.borrow();
    // A task is answered from the task.
    let offered = || props.view.next.iter().filter(|step| step.kind != EventKind::TaskDone);
    let allowed: Vec<EventKind> =
        offered().filter(|step| step.not_now.is_none()).map(|step| step.kind).collect();
    let handler = props.view.item.handler.as_ref();
    let resolvable = !choices(&props.view).is_empty();
    let mine = handler.is_some_and(|handler| handler.me);
    let first = leading(props.view.item.stage, mine, &allowed).filter(|_| !resolvable);
    let open = {
        let (chosen, written, draft) = (chosen.setter(), written.setter(), draft.setter());
        Callback::from(move |one: Open| {
            if drafted.replace(Some(one.clone())).is_some_and(|before| before != one) {
                draft.set(Draft::default());
            }
            chosen.set(Some(one));
            written.set(None);
        })
    };
    let shut = {
        let chosen = chosen.setter();
        Callback::from(move |()| chosen.set(None))
    };
    let wrote = {
        let (chosen, draft, written, changed) =
            (chosen.setter(), draft.setter(), written.setter(), props.changed.clone());
        Callback::from(move |one: Written| {
            chosen.set(None);
            draft.set(Draft::default());
            written.set(Some(one));
            changed.emit(());
        })
    };
    let filled = {
        let draft = draft.setter();
        Callback::from(move |filled: Draft| draft.set(filled))
    };
    let form = |kind: EventKind, task: Option<TaskView>| {
        let item = &props.view.item;
        let draft = Draft { task: task.as_ref().map(|task| task.event.clone()), ..(*draft).clone() };
        html! {
            <StepForm key={kind.word()} {kind} case={item.id.clone()} case_kind={item.kind} seen={props.view.frontier.clone()}
                colour={item.colour} {task} {draft} filled={filled.clone()} shut={shut.clone()} done={wrote.reform(|step: Step| Written::Step(Box::new(step)))} />
        }
    };
    let is_open = |kind: EventKind| *chosen == Some(Open::Step(kind));
    let offer = |kind: EventKind| {
        if is_open(kind) {
            return form(kind, None);
        }
        let onclick = open.reform(move |_| Open::Step(kind));
        html! {
            <button type="button" class="act" {onclick} data-test={format!("step-{}", kind.word())} data-not-now="">
                <Icon glyph={glyph(kind)} />
                <div>
                    <span class="act-t">{ more(kind) }</span>
                    <span class="sub">{ t_word("console-hint", kind.word()) }</span>
                </div>
            </button>
        }
    };
    let quiet = |kind: EventKind| {
        let onclick = open.reform(move |_| Open::Step(kind));
        html! {
            <button type="button" class="btn btn-sm" {onclick} title={t_word("console-hint", kind.word())}
                data-test={format!("step-{}", kind.word())} data-not-now="">{ more(kind) }</button>
        }
    };
    // One filled button a view: while another form is open, its button is the filled one.
    let class = if chosen.is_none() { "btn btn-pri btn-full" } else { "btn btn-full" };
    let lead = match first {
        _ if resolvable && *chosen == Some(Open::Resolve) => html! {
            <ResolveForm view={props.view.clone()} shut={shut.clone()} done={wrote.reform(|()| Written::Resolved)} changed={props.changed.clone()} />
        },
        _ if resolvable => html! {
            <>
                <button type="button" {class} onclick={open.reform(|_| Open::Resolve)} data-test="resolve">
                    <Icon glyph={Glyph::Fork} />{ t("console-resolve-more") }
                </button>
                <p class="sub">{ t("console-resolve-hint") }</p>
            </>
        },
        Some(kind) if is_open(kind) => form(kind, None),
        Some(kind) => html! {
            <>
                <button type="button" {class} onclick={open.reform(move |_| Open::Step(kind))} data-test={format!("step-{}", kind.word())} data-not-now="">
                    <Icon glyph={glyph(kind)} />{ more(kind) }
                </button>
                <p class="sub">{ t_word("console-hint", kind.word()) }</p>
            </>
        },
        None => html! { <p class="mute" data-test="step-none">{ in_whose_hands(&props.view) }</p> },
    };
    let (beside, others): (Vec<EventKind>, Vec<EventKind>) =
        allowed.iter().copied().filter(|kind| Some(*kind) != first).partition(|kind| kind.is_aside());
    let not_now: Vec<(EventKind, Void)> =
        offered().filter_map(|NextStep { kind, not_now }| not_now.map(|why| (*kind, why))).collect();
    // Most steps merely belong to another stage: one line for all of them leaves the reasons that
    // say something easy to see.
    let (out_of_turn, speaking): (Vec<_>, Vec<_>) =
        not_now.iter().partition(|(_, why)| *why == Void::NotAtThisStage);
    let task = match &*chosen {
        Some(Open::Task(task)) => Some((**task).clone()),
        _ => None,
    };
    let answering = task.clone().map(|task| form(EventKind::TaskDone, Some(task)));
    html! {
        <>
            <div class="sec">
                <h3>{ t("console-next") }</h3>
                { (*written).as_ref().map(told) }
                if moved {
                    <div class="note note-fork" role="status" data-test="step-moved">
                        <Icon glyph={Glyph::Fork} /><span>{ t("console-step-moved") }</span>
                    </div>
                }
                { lead }
            </div>
            <Tasks tasks={props.view.tasks.clone()} {answering} chosen={task.map(|task| task.event)}
                answer={open.reform(|task: TaskView| Open::Task(Box::new(task)))} />
            if !others.is_empty() {
                <div class="sec">
                    <h3>{ t("console-next-also") }</h3>
                    { for others.into_iter().map(offer) }
                </div>
            }
            if !beside.is_empty() {
                <div class="sec">
                    <h3>{ t("console-next-beside") }</h3>
                    <div class="acts acts-wrap">{ for beside.iter().copied().filter(|kind| !is_open(*kind)).map(quiet) }</div>
                    { for beside.iter().copied().filter(|kind| is_open(*kind)).map(|kind| form(kind, None)) }
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

/// Why no step is offered first.
fn in_whose_hands(view: &CaseView) -> String {
    match &view.item.handler {
        Some(handler) if !handler.me && !view.item.stage.is_closed() => {
            t_with("console-next-with", &[("who", words::who(handler).into())])
        }
        _ => t("console-next-none"),
    }
}
