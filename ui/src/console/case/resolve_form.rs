//! The form that resolves a contest: both outcomes are choices of one form, and a reason is given.

use super::missing::{Missing, faults};
use super::resolve::{Choice, choices, goes_on_at, steps};
use crate::console::faults::{Faults, use_tries};
use crate::console::states::Trouble;
use crate::console::{bits, words};
use shared_model::api::view::CaseView;
use shared_model::api::{Code, Command, Problem};
use shared_model::casework::Step;
use shared_model::ids::{CaseId, EventId};
use std::rc::Rc;
use ui::backend::{Link, Saved, use_link};
use ui::text::{t, t_with, t_word};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// What [`ResolveForm`] takes.
#[derive(Properties, PartialEq)]
pub struct ResolveFormProps {
    /// The case.
    pub view: Rc<CaseView>,
    /// Told when somebody changed their mind.
    pub shut: Callback<()>,
    /// Told when it is resolved.
    pub done: Callback<()>,
    /// Told when something was perhaps written, and the rest refused.
    pub changed: Callback<()>,
}

/// What a choice says.
fn label(choice: &Choice, view: &CaseView) -> String {
    match choice {
        Choice::GoesOn => {
            let stage = bits::stage_name(goes_on_at(view), view.item.level);
            t_with("console-resolve-goes-on", &[("stage", stage.into())])
        }
        Choice::HandledBy { name, .. } => {
            let name = if name.is_empty() { t("unknown-person") } else { name.clone() };
            t_with("console-resolve-by", &[("name", name.into())])
        }
        Choice::Ends(entry) => {
            let step = t_word("event", entry.step.kind().word());
            let step = match &entry.step {
                Step::Settled { outcome, .. } => {
                    [step, t("console-dot"), t_word("outcome", outcome.word())].concat()
                }
                _ => step,
            };
            t_with(
                "console-resolve-ends",
                &[("step", step.into()), ("who", words::who(&entry.author).into())],
            )
        }
    }
}

/// Writes steps one after the other, each having seen the one before.
async fn write(link: &Link, case: CaseId, mut seen: Vec<EventId>, steps: Vec<Step>) -> Result<(), Problem> {
    for step in steps {
        let command =
            Command::AddToCase { case: case.clone(), step, seen: Some(seen), anyway: false, photos: vec![] };
        let saved = link.0.command(command).await?.read::<Saved>();
        let id = saved.ok().and_then(|saved| EventId::parse(&saved.id).ok());
        seen = vec![id.ok_or_else(|| Problem::new(Code::Internal, "the answer names no event"))?];
    }
    Ok(())
}

/// The form.
#[component]
pub fn ResolveForm(props: &ResolveFormProps) -> Html {
    let link = use_link();
    let chosen = use_state_eq(|| None::<String>);
    let spoken = use_state_eq(String::new);
    let tries = use_tries();
    let problem = use_state_eq(|| None::<Problem>);
    let busy = use_state_eq(|| false);
    let all = choices(&props.view);
    let onsubmit = {
        let (view, done, all) = (props.view.clone(), props.done.clone(), all.clone());
        let (chosen, spoken, busy) = (chosen.clone(), spoken.clone(), busy.clone());
        let (failed, problem, changed) = (tries.failed.clone(), problem.setter(), props.changed.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let choice = all.iter().find(|choice| Some(choice.key()) == *chosen);
            let Some(choice) = choice.filter(|_| !spoken.trim().is_empty()) else { return failed.emit(()) };
            if *busy {
                return;
            }
            let written = steps(choice, &view, &spoken);
            busy.set(true);
            problem.set(None);
            let (link, view, done) = (link.clone(), view.clone(), done.clone());
            let (busy, problem, changed) = (busy.clone(), problem.clone(), changed.clone());
            spawn_local(async move {
                let came = write(&link, view.item.id.clone(), view.frontier.clone(), written).await;
                busy.set(false);
                match came {
                    Ok(()) => done.emit(()),
                    Err(why) => {
                        problem.set(Some(why));
                        changed.emit(());
                    }
                }
            });
        }
    };
    let choice = |choice: &Choice| {
        let key = choice.key();
        let onchange = {
            let (chosen, problem, key) = (chosen.setter(), problem.setter(), key.clone());
            move |_| {
                problem.set(None);
                chosen.set(Some(key.clone()));
            }
        };
        html! {
            <label class="choice">
                <input type="radio" name="resolve" value={key.clone()} checked={*chosen == Some(key.clone())} {onchange}
                    data-test={format!("resolve-{key}")} />
                <span>{ label(choice, &props.view) }</span>
            </label>
        }
    };
    let oninput = {
        let (spoken, problem) = (spoken.setter(), problem.setter());
        move |event: InputEvent| {
            problem.set(None);
            spoken.set(event.target_unchecked_into::<HtmlTextAreaElement>().value());
        }
    };
    let lacks = || {
        let outcome = chosen.is_none().then_some(Missing::Outcome);
        let words = spoken.trim().is_empty().then_some(Missing::Words);
        faults(&outcome.into_iter().chain(words).collect::<Vec<_>>())
    };
    let faults = Faults::of("resolve-missing", tries.tried, lacks);
    html! {
        <form class="form" ref={tries.form.clone()} {onsubmit} data-test="resolve-form">
            <h3>{ t("console-resolve") }</h3>
            <fieldset class="fld" data-wrong={faults.wrong("outcome")} aria-describedby={faults.id("outcome")}>
                <legend>{ t("console-resolve-how") }</legend>
                { for all.iter().map(choice) }
                { faults.said("outcome") }
            </fieldset>
            <label class="fld" data-wrong={faults.wrong("words")}>
                <span>{ t("console-resolve-why") }</span>
                <textarea class={faults.class("words")} value={(*spoken).clone()} {oninput} aria-invalid={faults.wrong("words")}
                    aria-describedby={faults.id("words")} data-test="resolve-words" />
                { faults.said("words") }
            </label>
            if let Some(problem) = &*problem {
                <Trouble problem={problem.clone()} kept=true />
            }
            <div class="acts">
                <button class="btn btn-pri" disabled={*busy} data-test="resolve-submit">{ t("console-resolve-do") }</button>
                <button type="button" class="btn" onclick={props.shut.reform(|_| ())} data-test="resolve-cancel">{ t("cancel") }</button>
            </div>
        </form>
    }
}
