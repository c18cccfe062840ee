//! The bar above the list while rows are chosen: one step for all of them, and what came of each.

use super::bulk::{Came, NotDone, Plan, Why, key, offered, plan};
use crate::console::case::asks::Asks;
use crate::console::case::draft::{Draft, build, must_speak};
use crate::console::case::missing::faults;
use crate::console::desk::use_desk;
use crate::console::faults::{Faults, use_tries};
use crate::console::glyph::{Glyph, Icon};
use crate::console::words;
use shared_model::api::desk::QueueItem;
use shared_model::api::{Code, Command};
use shared_model::casework::policy::Ask;
use shared_model::casework::{Colour, EventKind, Step};
use shared_model::ids::CaseId;
use std::collections::BTreeSet;
use ui::backend::{Link, use_link};
use ui::text::{t, t_with, t_word};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// What [`BulkBar`] takes.
#[derive(Properties, PartialEq)]
pub struct BulkBarProps {
    /// The rows that are shown.
    pub rows: Vec<QueueItem>,
    /// The chosen among them.
    pub chosen: BTreeSet<CaseId>,
    /// Told which are chosen from now on.
    pub choose: Callback<BTreeSet<CaseId>>,
    /// The step whose form is open.
    pub open: Option<EventKind>,
    /// Told which form to open.
    pub open_form: Callback<Option<EventKind>>,
    /// Told when something was written.
    pub changed: Callback<()>,
}

/// Writes a step into each case, one after the other: what fails for one is told of that one.
async fn write(link: &Link, kind: EventKind, step: Step, plan: Plan) -> Came {
    let mut came = Came { kind, done: 0, not: plan.not };
    for todo in plan.todo {
        let command = Command::AddToCase {
            case: todo.case.clone(),
            step: step.clone(),
            seen: Some(todo.seen),
            anyway: false,
            photos: vec![],
        };
        match link.0.command(command).await {
            Ok(_) => came.done += 1,
            Err(problem) => {
                came.not.push(NotDone { case: todo.case, title: todo.title, why: Why::Failed(problem) });
            }
        }
    }
    came
}

/// Why a step was not written into a case, in words.
fn reason(why: &Why) -> String {
    match why {
        Why::Rule(void) => t_word("void", void.word()),
        Why::Failed(problem) => words::problem_text(problem),
    }
}

/// The words of the reason, for tests.
fn reason_word(why: &Why) -> String {
    match why {
        Why::Rule(void) => void.word().to_owned(),
        Why::Failed(problem) if problem.code == Code::Policy => problem.detail.clone(),
        Why::Failed(problem) => problem.code.word().to_owned(),
    }
}

/// What came of the last step: how many, and each that was left out with its reason.
fn told(came: &Came) -> Html {
    let said = [
        ("n", came.done.into()),
        ("not", came.not.len().into()),
        ("step", t_word("event", came.kind.word()).into()),
    ];
    let text = if came.not.is_empty() {
        t_with("console-bulk-done", &said)
    } else {
        t_with("console-bulk-done-but", &said)
    };
    let one = |not: &NotDone| {
        html! {
            <li data-test={format!("bulk-not-{}", not.case)} data-why={reason_word(&not.why)}>
                <b>{ not.title.clone() }</b>{ " " }<span class="mute">{ reason(&not.why) }</span>
            </li>
        }
    };
    html! {
        <div class={if came.not.is_empty() { "note note-info" } else { "note note-bad" }} role="status" data-test="bulk-came"
            data-done={came.done.to_string()} data-not={came.not.len().to_string()}>
            <Icon glyph={if came.not.is_empty() { Glyph::Check } else { Glyph::Warn }} />
            <div class="grow">
                <b>{ text }</b>
                <ul class="bulk-not">{ for came.not.iter().map(one) }</ul>
            </div>
        </div>
    }
}

/// The bar.
#[component]
pub fn BulkBar(props: &BulkBarProps) -> Html {
    let link = use_link();
    let draft = use_state_eq(Draft::default);
    let (tries, now) = (use_tries(), use_desk().now());
    let busy = use_state_eq(|| false);
    let came = use_state_eq(|| None::<Came>);
    let shown = props.rows.iter().filter(|row| props.chosen.contains(&row.item.id)).count();
    if shown == 0 && came.is_none() {
        return Html::default();
    }
    let button = |(kind, count): (EventKind, usize)| {
        let on = props.open == Some(kind);
        let onclick = props.open_form.reform(move |_| (!on).then_some(kind));
        let label = t_with(
            "console-bulk-step",
            &[("step", t_word("event", kind.word()).into()), ("n", count.into())],
        );
        html! {
            <button type="button" class="btn" aria-expanded={on.to_string()} {onclick} disabled={*busy} data-test={format!("bulk-{}", kind.word())}>
                { label }<kbd>{ key(kind) }</kbd>
            </button>
        }
    };
    let drop = {
        let (choose, came, open_form) = (props.choose.clone(), came.setter(), props.open_form.clone());
        move |_| {
            choose.emit(BTreeSet::new());
            came.set(None);
            open_form.emit(None);
        }
    };
    let submit = {
        let (rows, chosen, kind) = (props.rows.clone(), props.chosen.clone(), props.open);
        let (choose, open_form, changed) =
            (props.choose.clone(), props.open_form.clone(), props.changed.clone());
        let (draft, tries, busy, came) = (draft.clone(), tries.clone(), busy.clone(), came.setter());
        move |event: SubmitEvent| {
            event.prevent_default();
            let Some(kind) = kind.filter(|_| !*busy) else { return };
            let Ok(step) = build(kind, &draft, &Ask::default(), now) else { return tries.failed.emit(()) };
            tries.sent.emit(());
            busy.set(true);
            let plan = plan(kind, &rows, &chosen);
            let (link, choose, open_form, changed) =
                (link.clone(), choose.clone(), open_form.clone(), changed.clone());
            let (draft, busy, came) = (draft.clone(), busy.clone(), came.clone());
            spawn_local(async move {
                let result = write(&link, kind, step, plan).await;
                // What was not done stays chosen, so that nothing is lost and it can be tried again.
                choose.emit(result.not.iter().map(|not| not.case.clone()).collect());
                open_form.emit(None);
                draft.set(Draft::default());
                busy.set(false);
                came.set(Some(result));
                changed.emit(());
            });
        }
    };
    let form = props.open.map(|kind| {
        let filled = draft.setter();
        let spoken = {
            let draft = draft.clone();
            move |event: InputEvent| {
                let words = event.target_unchecked_into::<HtmlTextAreaElement>().value();
                draft.set(Draft { words, ..(*draft).clone() });
            }
        };
        let label =
            if must_speak(kind) { t_word("console-words", kind.word()) } else { t("console-words-optional") };
        let lacks = || build(kind, &draft, &Ask::default(), now).map_or_else(|missing| faults(&missing), |_| vec![]);
        let faults = Faults::of("bulk-missing", tries.tried, lacks);
        let planned = plan(kind, &props.rows, &props.chosen);
        // No step of those asks for the case or its colour.
        let case = planned.todo.first().map(|todo| todo.case.clone());
        html! {
            <form class="form bulk-form" ref={tries.form.clone()} onsubmit={submit} novalidate=true data-test="bulk-form" data-step={kind.word()}>
                <h3>{ t_with("console-bulk-step", &[("step", t_word("event", kind.word()).into()), ("n", planned.todo.len().into())]) }</h3>
                if let Some(case) = case {
                    <Asks {kind} ask={Ask::default()} colour={Colour::Green} {case} draft={(*draft).clone()}
                        filled={Callback::from(move |draft| filled.set(draft))} faults={faults.clone()} />
                }
                <label class="fld" data-wrong={faults.wrong("words")}>
                    <span>{ label }</span>
                    <textarea class={classes!(faults.class("words"), "in-low")} value={draft.words.clone()} oninput={spoken}
                        aria-invalid={faults.wrong("words")} aria-describedby={faults.id("words")} data-test="bulk-words" />
                    { faults.said("words") }
                </label>
                if !planned.not.is_empty() {
                    <p class="sub">{ t_with("console-bulk-left-out", &[("n", planned.not.len().into())]) }</p>
                }
                <div class="acts">
                    <button class="btn btn-pri" disabled={*busy} data-test="bulk-submit">
                        { if *busy { t("console-bulk-busy") } else { t_word("event", kind.word()) } }
                    </button>
                    <button type="button" class="btn" disabled={*busy} onclick={props.open_form.reform(|_| None)} data-test="bulk-cancel">{ t("cancel") }</button>
                </div>
            </form>
        }
    });
    html! {
        <div class="bulk" data-test="bulk">
            <div class="row bulk-row">
                <b data-test="bulk-count">{ t_with("console-bulk-chosen", &[("n", shown.into())]) }</b>
                { for offered(&props.rows, &props.chosen).into_iter().map(button) }
                <button type="button" class="ib keys-end" onclick={drop} aria-label={t("console-bulk-drop")} data-test="bulk-drop">
                    <Icon glyph={Glyph::Withdraw} />
                </button>
            </div>
            { form }
            { came.as_ref().filter(|_| props.open.is_none()).map(told) }
        </div>
    }
}
