//! The form of one step: its fields, its words, and what became of sending it. A refusal keeps the
//! words and says the rule.

use super::asks::Asks;
use super::draft::{Draft, build, must_speak};
use super::missing::faults;
use crate::console::desk::use_desk;
use crate::console::faults::{Faults, use_tries};
use crate::console::states::Trouble;
use shared_model::api::view::TaskView;
use shared_model::api::{Command, Query};
use shared_model::casework::{CaseKind, Colour, EventKind, Step};
use shared_model::ids::{CaseId, EventId};
use shared_model::people::Reference;
use ui::backend::{use_command, use_query};
use ui::text::{t, t_word};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// What [`StepForm`] takes.
#[derive(Properties, PartialEq)]
pub struct StepFormProps {
    /// Which step.
    pub kind: EventKind,
    /// In which case.
    pub case: CaseId,
    /// Of which kind.
    pub case_kind: CaseKind,
    /// The frontier of the case as it is shown: what the step has seen.
    pub seen: Vec<EventId>,
    /// The case's colour now.
    pub colour: Colour,
    /// The task that is answered.
    #[prop_or_default]
    pub task: Option<TaskView>,
    /// What is filled in so far.
    pub draft: Draft,
    /// Told what is filled in.
    pub filled: Callback<Draft>,
    /// Told when somebody changed their mind.
    pub shut: Callback<()>,
    /// Told what was written.
    pub done: Callback<Step>,
}

/// The form.
#[component]
pub fn StepForm(props: &StepFormProps) -> Html {
    let (doing, tries, now) = (use_command(), use_tries(), use_desk().now());
    let reference = use_query::<Reference>(Query::Reference);
    let kind = props.kind;
    // Until the policy has come nothing more is asked than a step must say; the server asks again.
    let known = reference.state.ready().and_then(|known| known.policy.ask(props.case_kind, kind));
    let ask = known.cloned().unwrap_or_default();
    let built = build(kind, &props.draft, &ask, now);
    let lacks = || built.as_ref().err().map(|missing| faults(missing)).unwrap_or_default();
    let faults = Faults::of("step-missing", tries.tried, lacks);
    let onsubmit = {
        let (draft, case, done) = (props.draft.clone(), props.case.clone(), props.done.clone());
        let (seen, run, failed) = (props.seen.clone(), doing.run.clone(), tries.failed.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            match built.clone() {
                Ok(step) => {
                    let wrote = step.clone();
                    let done = done.reform(move |_| wrote.clone());
                    let photos = draft.photos.iter().map(|photo| photo.hash).collect();
                    let (case, seen) = (case.clone(), Some(seen.clone()));
                    run.emit((Command::AddToCase { case, step, seen, anyway: false, photos }, done));
                }
                Err(_) => failed.emit(()),
            }
        }
    };
    let filled = {
        // What was refused is another thing as soon as something else stands there.
        let (refused, forget, filled) = (doing.problem.is_some(), doing.forget.clone(), props.filled.clone());
        Callback::from(move |draft: Draft| {
            if refused {
                forget.emit(());
            }
            filled.emit(draft);
        })
    };
    let spoken = {
        let (draft, filled) = (props.draft.clone(), filled.clone());
        move |event: InputEvent| {
            let words = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            filled.emit(Draft { words, ..draft.clone() });
        }
    };
    let label =
        if must_speak(kind) { t_word("console-words", kind.word()) } else { t("console-words-optional") };
    html! {
        <form class="form" ref={tries.form.clone()} {onsubmit} novalidate=true data-test="step-form" data-step={kind.word()}>
            <h3>{ t_word("event", kind.word()) }</h3>
            if let Some(task) = &props.task {
                <p class="said asked">{ task.words.clone() }</p>
            }
            <Asks {kind} {ask} colour={props.colour} case={props.case.clone()} draft={props.draft.clone()} {filled}
                faults={faults.clone()} />
            <label class="fld" data-wrong={faults.wrong("words")}>
                <span>{ label }</span>
                <textarea class={faults.class("words")} value={props.draft.words.clone()} oninput={spoken}
                    aria-invalid={faults.wrong("words")} aria-describedby={faults.id("words")} data-test="step-words" />
                { faults.said("words") }
            </label>
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} kept=true />
            }
            <div class="acts">
                <button class="btn btn-pri" disabled={doing.busy} data-test="step-submit">{ t_word("event", kind.word()) }</button>
                <button type="button" class="btn" onclick={props.shut.reform(|_| ())} data-test="step-cancel">{ t("cancel") }</button>
            </div>
        </form>
    }
}
