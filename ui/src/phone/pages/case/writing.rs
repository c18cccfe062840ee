//! The sheet in which a step is written: what the step asks for, the words, and save.

use super::asks::asks;
use super::step::{Act, StepForm};
use crate::phone::form::use_form;
use crate::phone::input::on_typed;
use crate::phone::known::Known;
use crate::phone::parts::field;
use crate::phone::parts::part::part;
use crate::phone::parts::photos::{self, Photos};
use crate::phone::parts::save::Save;
use crate::phone::parts::sheet::Sheet;
use crate::phone::saving::use_saving;
use shared_model::api::view::{CaseView, TaskView};
use shared_model::api::{Command, Query};
use shared_model::casework::EventKind;
use shared_model::ids::EventId;
use std::rc::Rc;
use ui::backend::{Told, use_query};
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What is written.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Into which case.
    pub view: Rc<CaseView>,
    /// Which step.
    pub kind: EventKind,
    /// Which task is answered.
    pub task: Option<EventId>,
    /// It is saved.
    pub on_written: Callback<EventKind>,
    /// It is closed; the draft stays.
    pub on_close: Callback<()>,
}

/// The draft's name: one for each step of a case, and each task's answer.
fn draft_name(props: &Props) -> String {
    let task = props.task.as_ref().map(|task| format!(":{task}")).unwrap_or_default();
    format!("step:{}:{}{task}", props.view.item.id, props.kind.word())
}

/// The sheet.
#[component]
pub fn Writing(props: &Props) -> Html {
    let kind = props.kind;
    let form = use_form::<StepForm>(draft_name(props), StepForm::default());
    let reference = use_query::<Known>(Query::Reference);
    let saving = use_saving();
    // A step is judged by what was on screen when it was begun.
    let seen = use_state(|| props.view.frontier.clone());
    // No field before the draft was looked for: what is typed into it would be lost.
    let Some(content) = &form.content else {
        return html! { { Sheet { title: (t_word("do", kind.word())).into(), on_close: props.on_close.clone(), children: html! { <><p class="wg-sheet__b">{ t("loading") }</p></> } }.html() } };
    };
    let reference = reference.state.ready();
    let ask = reference.and_then(|reference| reference.policy.ask(props.view.item.kind, kind));
    let required = ask.map(|ask| ask.required.as_slice()).unwrap_or_default();
    let ready = content.step(kind, props.task.as_ref(), required);
    let save = Save {
        saving: &saving,
        done: &form.done,
        test: "step-save",
        label: String::new(),
        second: false,
        note: t("save-means"),
        whole: ready.is_some(),
        command: {
            let (case, photos, seen) =
                (props.view.item.id.clone(), content.photos.clone(), Some((*seen).clone()));
            Callback::from(move |()| {
                let (case, step, seen) = (case.clone(), ready.clone()?, seen.clone());
                Some(Command::AddToCase { case, step, seen, anyway: false, photos: photos.clone() })
            })
        },
        then: props.on_written.reform(move |_: Told| kind),
    };
    let task = props.view.tasks.iter().find(|task| Some(&task.event) == props.task.as_ref());
    html! {
        { Sheet { title: (t_word("do", kind.word())).into(), on_close: props.on_close.clone(), children: html! { <>            { task.map(asked).unwrap_or_default() }
            { asks(props, content, reference, &form.act) }
            <div class="wg-sheet__b">{ words(content, kind, form.kept, &form.act) }</div>
            if shows_something(kind) {
                { part::<Photos>(photos::Props { taken: content.photos.clone(), turn: form.act.reform(Act::Photo) }) }
            }
            { save.sheet() }
        </> } }.html() }
    }
}

/// Whether a picture says something beside such a step: what was found, done or agreed.
fn shows_something(kind: EventKind) -> bool {
    use EventKind::*;
    matches!(kind, Progress | Settled | FollowedUp | TaskDone | Discussed | Helped)
}

/// What was asked for, over its answer.
fn asked(task: &TaskView) -> Html {
    let who = super::story::speaker(&task.from);
    html! {
        <div class="wg-sheet__b"><p class="wg-words" data-test="task-asked">
            { t_with("said", &[("who", who.into()), ("words", task.words.clone().into())]) }
        </p></div>
    }
}

fn words(content: &StepForm, kind: EventKind, kept: bool, act: &Callback<Act>) -> Html {
    let act = act.clone();
    let hint = match kind {
        EventKind::Tasked => t("task-words-hint"),
        EventKind::Discussed => t("discussed-words-hint"),
        EventKind::Helped => t("helped-words-hint"),
        _ => t("step-words-hint"),
    };
    let oninput = on_typed(move |text| act.emit(Act::Words(text)));
    field::area(field::BOX, t("visit-words"), hint, &content.words, "step-words", Some(kept), oninput)
}
