//! The story of a case as a conversation: one's own entries right, others' left, deeds without
//! words in between; what counts for nothing is struck through and says the rule.

use super::{contested, deed, merged_into};
use crate::phone::input::on_tap;
use crate::phone::parts::rows::{self, name_or_role};
use crate::phone::parts::{delivery, photos};
use shared_model::api::view::{AuthorView, CaseView, TaskView, TimelineEntry};
use shared_model::casework::{EventKind, Step};
use shared_model::ids::EventId;
use shared_model::moment::Millis;
use shared_model::people::the_server;
use ui::dates;
use ui::icons::{Icon, small};
use ui::mark;
use ui::text::{t, t_with, t_word};
use ui::told;
use yew::prelude::*;

/// The conversation, oldest first.
pub fn story(view: &CaseView, now: Millis, answers: &Callback<EventId>) -> Html {
    let last = view.timeline.iter().rposition(|entry| view.contested.contains(&entry.id));
    html! {
        <ol class="wg-chat" data-test="case-timeline">
            { for view.timeline.iter().enumerate().map(|(index, entry)| html! {
                <>
                    { message(entry, view.tasks.iter().find(|task| task.event == entry.id), now, answers) }
                    if last == Some(index) { <li>{ contested::block(view, now) }</li> }
                </>
            }) }
        </ol>
    }
}

/// Who speaks: 您, or a name.
pub fn speaker(author: &AuthorView) -> String {
    if author.me { t("you") } else { name_or_role(author) }
}

/// Who speaks, with the role before the name as one is addressed.
pub fn introduced(author: &AuthorView) -> String {
    if author.account == the_server() {
        return t("by-itself");
    }
    if author.me || author.name.is_empty() {
        return speaker(author);
    }
    t_with(
        "role-name",
        &[("role", t_word("role", author.role.word()).into()), ("name", author.name.clone().into())],
    )
}

/// What was done, beyond the words.
fn done(entry: &TimelineEntry) -> String {
    let what = t_word("event", entry.step.kind().word());
    match &entry.step {
        Step::Settled { outcome, .. } => with_detail(what, t_word("outcome", outcome.word())),
        Step::FollowedUp { satisfied, .. } => {
            with_detail(what, t_word("satisfied", if *satisfied { "yes" } else { "no" }))
        }
        Step::Dispatched { .. } => match &entry.to_name {
            Some(name) => t_with("dispatched-to", &[("name", name.clone().into())]),
            None => what,
        },
        Step::Tasked { .. } => match &entry.to_name {
            Some(name) => with_detail(what, name.clone()),
            None => what,
        },
        Step::Urged { by: Some(by), .. } => {
            with_detail(what, t_with("urged-by", &[("date", dates::day(*by, entry.written_at).into())]))
        }
        Step::PassedUp { .. } => told::facts(&entry.step).into_iter().fold(what, with_detail),
        _ => what,
    }
}

fn with_detail(what: String, detail: String) -> String {
    t_with("said", &[("who", what.into()), ("words", detail.into())])
}

/// The colours of a step that changes the colour: 黄 → 红.
fn colours(entry: &TimelineEntry) -> Html {
    let (Step::Recoloured { colour, .. } | Step::Raised { colour, .. }) = &entry.step else {
        return html! {};
    };
    html! {
        <p class="wg-line wg-line_b">
            if let Some(before) = entry.colour_before {
                { mark::mark(before) }<span class="wg-t4">{ t("becomes") }</span>
            }
            { mark::mark(*colour) }
            if entry.colour_before.is_some_and(|before| *colour < before) {
                <span class="wg-inv" data-test="lowered">{ small(Icon::Down) }{ t("colour-lowered") }</span>
            }
        </p>
    }
}

fn message(entry: &TimelineEntry, task: Option<&TaskView>, now: Millis, answers: &Callback<EventId>) -> Html {
    let kind = entry.step.kind();
    if entry.step.words().trim().is_empty() && entry.void.is_none() && kind != EventKind::Recoloured {
        return deed_line(entry, now);
    }
    let me = entry.author.me;
    let who = if me && kind == EventKind::Raised { t("you-raised") } else { introduced(&entry.author) };
    let title = (kind != EventKind::Progress && !(me && kind == EventKind::Raised)).then(|| done(entry));
    let struck = entry.void.map(|_| "wg-struck");
    let written = t_with("written-at", &[("time", dates::day_and_clock(entry.written_at, now).into())]);
    html! {
        <li key={entry.id.as_str()} class={classes!("wg-msg", me.then_some("wg-msg_me"))}
            data-test={format!("event-{}", kind.word())} data-event={entry.id.to_string()} data-void={entry.void.map(|rule| rule.word())}>
            if !me {
                <span class="wg-msg__av" aria-hidden="true">{ who_letter(&entry.author) }</span>
            }
            <div class="wg-msg__b">
                <p class="wg-msg__who">{ who }</p>
                <div class={classes!("wg-msg__t", struck)}>
                    if let Some(title) = title { <p class="wg-b">{ title }</p> }
                    { colours(entry) }
                    { for told::facts(&entry.step).into_iter().map(|fact| html! { <p class="wg-t4">{ fact }</p> }) }
                    if !entry.step.words().is_empty() { <p class="wg-words">{ entry.step.words() }</p> }
                    { photos::named(&entry.photos) }
                    { goes_on(&entry.step) }
                    { task.map(|task| task_line(task, now, answers)).unwrap_or_default() }
                </div>
                { rule(entry) }
                <p class="wg-msg__m">{ written }</p>
                <p class="wg-msg__m">{ delivery::state_with_time(&entry.delivery, entry.written_at, now) }</p>
                { delivery::through("wg-msg__m", entry.heard_from.as_ref(), &entry.carried_by) }
            </div>
        </li>
    }
}

fn goes_on(step: &Step) -> Html {
    match step {
        Step::Merged { into, .. } => merged_into(into),
        _ => html! {},
    }
}

/// Where a task stands, and the way to its answer.
fn task_line(task: &TaskView, now: Millis, answers: &Callback<EventId>) -> Html {
    let (answers, event) = (answers.clone(), task.event.clone());
    html! {
        <div class="wg-line wg-under" data-test={format!("task-{}", task.event)} data-done={task.done.to_string()}>
            if task.done {
                <span class="wg-st">{ small(Icon::Check) }{ t("task-answered") }</span>
            } else {
                <span class="wg-st">{ small(Icon::Clock) }{ rows::wanted(task.by, now) }</span>
            }
            if task.answerable {
                <button type="button" class="wg-link" data-test={format!("task-answer-{}", task.event)}
                    onclick={on_tap(move || answers.emit(event.clone()))}>{ t_word("do", EventKind::TaskDone.word()) }</button>
            }
        </div>
    }
}

/// The rule by which an entry counts for nothing.
fn rule(entry: &TimelineEntry) -> Html {
    let Some(rule) = entry.void else { return html! {} };
    html! {
        <p class="wg-msg__rule" data-test="void-rule">
            { small(Icon::Close) }<span>{ t_with("void-says", &[("rule", t_word("void", rule.word()).into())]) }</span>
        </p>
    }
}

fn who_letter(author: &AuthorView) -> String {
    name_or_role(author).chars().take(1).collect()
}

/// A step without words needs no bubble: one line in the middle.
fn deed_line(entry: &TimelineEntry, now: Millis) -> Html {
    let line =
        format!("{} {}", dates::day(entry.written_at, now), deed(introduced(&entry.author), done(entry)));
    html! {
        <li key={entry.id.as_str()} class="wg-note" data-test={format!("event-{}", entry.step.kind().word())} data-event={entry.id.to_string()}>
            <p>{ line }</p>
            <p>{ delivery::state_with_time(&entry.delivery, entry.written_at, now) }</p>
            { delivery::through("", entry.heard_from.as_ref(), &entry.carried_by) }
        </li>
    }
}
