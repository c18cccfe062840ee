//! The form of one step: its fields, its words, and what became of sending it. A refusal keeps the
//! words and says the rule.

use super::asks::Asks;
use super::draft::{Draft, Missing, build, must_speak};
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
    let doing = use_command();
    let missing = use_state_eq(|| None::<Missing>);
    let reference = use_query::<Reference>(Query::Reference);
    let kind = props.kind;
    // Until the policy has come nothing more is asked than a step must say; the server asks again.
    let known = reference.state.ready().and_then(|known| known.policy.ask(props.case_kind, kind));
    let ask = known.cloned().unwrap_or_default();
    let onsubmit = {
        let (draft, case, done) = (props.draft.clone(), props.case.clone(), props.done.clone());
        let (seen, ask) = (props.seen.clone(), ask.clone());
        let (run, missing) = (doing.run.clone(), missing.setter());
        move |event: SubmitEvent| {
            event.prevent_default();
            match build(kind, &draft, &ask) {
                Ok(step) => {
                    missing.set(None);
                    let (done, wrote) = (done.clone(), step.clone());
                    let done = done.reform(move |_| wrote.clone());
                    let photos = draft.photos.iter().map(|photo| photo.hash).collect();
                    let (case, seen) = (case.clone(), Some(seen.clone()));
                    run.emit((Command::AddToCase { case, step, seen, anyway: false, photos }, done));
                }
                Err(lacks) => missing.set(Some(lacks)),
            }
        }
    };
    let spoken = {
        let (draft, filled) = (props.draft.clone(), props.filled.clone());
        move |event: InputEvent| {
            let words = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            filled.emit(Draft { words, ..draft.clone() });
        }
    };
    let label =
        if must_speak(kind) { t_word("console-words", kind.word()) } else { t("console-words-optional") };
    let lacks_words = *missing == Some(Missing::Words);
    html! {
        <form class="form" {onsubmit} data-test="step-form" data-step={kind.word()}>
            <h3>{ t_word("event", kind.word()) }</h3>
            if let Some(task) = &props.task {
                <p class="said asked">{ task.words.clone() }</p>
            }
            <Asks {kind} {ask} colour={props.colour} case={props.case.clone()} draft={props.draft.clone()} filled={props.filled.clone()} />
            <label class="fld">
                <span>{ label }</span>
                <textarea class={classes!("in", lacks_words.then_some("in-wrong"))} value={props.draft.words.clone()} oninput={spoken}
                    data-test="step-words" />
            </label>
            if let Some(missing) = *missing {
                <p class="note note-bad" role="alert" data-test="step-missing" data-missing={missing.word()}>
                    { t_word("console-missing", missing.word()) }
                </p>
            }
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
