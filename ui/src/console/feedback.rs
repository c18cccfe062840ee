//! Complaints and suggestions that were written to one's village or county: what is open first, each with
//! who wrote it and where, and the form of its one answer.

use super::asking::{LOOK_AGAIN_MS, use_kept};
use super::desk::use_desk;
use super::faults::{Fault, Faults, use_tries};
use super::glyph::{Glyph, Icon};
use super::states::{Empty, Trouble, above};
use super::words;
use shared_model::api::feedback::{FeedbackAuthor, FeedbackView};
use shared_model::api::{Command, Query};
use shared_model::feedback::{Addressee, FEEDBACK_WORDS_MOST, check_words};
use shared_model::people::Role;
use ui::backend::use_command;
use ui::text::{t, t_with, t_word};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// The page.
#[component]
pub fn FeedbackPage() -> Html {
    let desk = use_desk();
    let kept = use_kept::<Vec<FeedbackView>>(Query::Feedback, Some(LOOK_AGAIN_MS));
    let answering = use_state_eq(|| None::<String>);
    let all: &[FeedbackView] = kept.view.as_deref().map_or(&[], Vec::as_slice);
    // Who reads it is who it was written to: the village, or the county's office.
    let to = if desk.account.role == Role::Secretary { Addressee::Village } else { Addressee::County };
    let one = |view: &FeedbackView| {
        let key = key(view);
        let open = *answering == Some(key.clone());
        let choose = {
            let answering = answering.setter();
            let wanted = key.clone();
            Callback::from(move |on: bool| answering.set(on.then(|| wanted.clone())))
        };
        html! { <One key={key} view={view.clone()} {open} {choose} changed={kept.reload.clone()} /> }
    };
    html! {
        <>
            <div class="head">
                <h1>{ t("console-nav-feedback") }</h1>
                <span class="sub">{ t_word("console-feedback-why", to.word()) }</span>
            </div>
            <div class="scroll" tabindex="0">
                { above(&kept) }
                if kept.view.is_some() && all.is_empty() {
                    <Empty glyph={Glyph::Edit} title={t("console-no-feedback")} line={t("console-no-feedback-line")} />
                }
                if !all.is_empty() {
                    <ul class="pad" data-test="feedback">{ for all.iter().map(one) }</ul>
                }
            </div>
        </>
    }
}

/// Two authors may have used one identity.
fn key(view: &FeedbackView) -> String {
    let author = view.author.as_ref().map_or("", |author| author.account.as_str());
    format!("{author}-{}", view.id)
}

/// Who wrote it, as what and where: the village, and the own place within it.
fn who(author: &FeedbackAuthor) -> String {
    let name = if author.name.is_empty() { t("unknown-person") } else { author.name.clone() };
    let within = author.places.iter().skip(1).next_back();
    let places: Vec<&str> = author.places.first().into_iter().chain(within).map(String::as_str).collect();
    let all = [name, words::role(author.role), places.join(" ")];
    all.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(&t("console-dot"))
}

#[derive(Properties, PartialEq)]
struct OneProps {
    view: FeedbackView,
    /// Its form is open.
    open: bool,
    /// Told whether its form is to be open.
    choose: Callback<bool>,
    /// Told when it was answered.
    changed: Callback<()>,
}

/// One of them, with its answer or the way to it.
#[component]
fn One(props: &OneProps) -> Html {
    let now = use_desk().now();
    let view = &props.view;
    let at = view.received_at.unwrap_or(view.written_at);
    let state = if view.reply.is_some() { "answered" } else { "open" };
    let answer = {
        let choose = props.choose.clone();
        move |_: MouseEvent| choose.emit(true)
    };
    html! {
        <li class="task" data-test={format!("feedback-{}", view.id)} data-state={state} data-kind={view.kind.word()}>
            <p class="sub">
                <span class="st">{ t_word("feedback-kind", view.kind.word()) }</span>{ " " }
                if let Some(author) = &view.author { <span data-test="feedback-who">{ who(author) }</span>{ t("console-dot") } }
                { words::stamp(at, now) }
            </p>
            <p class="said" data-test="feedback-words">{ view.words.clone() }</p>
            if let Some(reply) = &view.reply {
                <div class="note" data-test="feedback-reply"><Icon glyph={Glyph::Check} /><div class="grow">
                    <span class="said">{ reply.words.clone() }</span>
                    <div class="sub">{ t_with("console-feedback-answered", &[("name", reply.by.clone().into()), ("time", words::stamp(reply.at, now).into())]) }</div>
                </div></div>
            } else if props.open {
                <Answer view={view.clone()} choose={props.choose.clone()} changed={props.changed.clone()} />
            } else {
                <button type="button" class="btn btn-sm" onclick={answer} data-test={format!("feedback-answer-{}", view.id)}>
                    <Icon glyph={Glyph::Edit} small=true />{ t("console-feedback-answer") }
                </button>
            }
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct AnswerProps {
    view: FeedbackView,
    choose: Callback<bool>,
    changed: Callback<()>,
}

/// The form of an answer. It is given once, and its author reads it.
#[component]
fn Answer(props: &AnswerProps) -> Html {
    let doing = use_command();
    let tries = use_tries();
    let said = use_state_eq(String::new);
    let onsubmit = {
        let (said, failed, run) = (said.clone(), tries.failed.clone(), doing.run.clone());
        let (view, changed) = (props.view.clone(), props.changed.reform(|_: ui::backend::Told| ()));
        move |event: SubmitEvent| {
            event.prevent_default();
            match view.author.as_ref().filter(|_| check_words(&said).is_ok()) {
                Some(author) => {
                    let (account, id, words) = (author.account.clone(), view.id.clone(), (*said).clone());
                    run.emit((Command::AnswerFeedback { account, id, words }, changed.clone()));
                }
                None => failed.emit(()),
            }
        }
    };
    // Somebody else may have answered meanwhile: then their answer is to be seen.
    use_effect_with(doing.problem.clone(), {
        let changed = props.changed.clone();
        move |problem| {
            if problem.is_some() {
                changed.emit(());
            }
        }
    });
    let lacks = || {
        let text = || t("console-feedback-missing");
        let missing = check_words(&said).is_err();
        missing
            .then(|| Fault { field: "words".to_owned(), word: "words".to_owned(), text: text() })
            .into_iter()
            .collect()
    };
    let faults = Faults::of("feedback-missing", tries.tried, lacks);
    let oninput = {
        let said = said.setter();
        move |event: InputEvent| said.set(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    };
    let shut = {
        let choose = props.choose.clone();
        move |_: MouseEvent| choose.emit(false)
    };
    html! {
        <form ref={tries.form.clone()} {onsubmit} data-test="feedback-form">
            <label class="fld" data-wrong={faults.wrong("words")}>
                <span>{ t("console-feedback-label") }</span>
                <textarea class={faults.class("words")} {oninput} value={(*said).clone()} maxlength={FEEDBACK_WORDS_MOST.to_string()}
                    aria-invalid={faults.wrong("words")} aria-describedby={faults.id("words")} data-test="feedback-reply-words" />
                { faults.said("words") }
            </label>
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} kept=true />
            }
            <div class="acts">
                <button class="btn btn-pri" disabled={doing.busy} data-test="feedback-submit">{ t("console-feedback-submit") }</button>
                <button type="button" class="btn" onclick={shut} data-test="feedback-cancel">{ t("cancel") }</button>
                <span class="sub">{ t("console-feedback-once") }</span>
            </div>
        </form>
    }
}
