//! A household and a case as rows of a list.

use crate::phone::parts::{delivery, stands};
use crate::phone::route::Route;
use shared_model::api::view::{CaseItem, HouseholdItem, TaskItem};
use shared_model::casework::Stage;
use shared_model::moment::Millis;
use ui::dates;
use ui::icons::{Icon, small};
use ui::mark;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// Tags in words.
pub fn tag_words(tags: &[String]) -> Vec<String> {
    tags.iter().map(|tag| t_word("tag", tag)).collect()
}

/// What joins the parts of a second line.
pub fn joined(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(&t("separator"))
}

/// The text with what was looked for marked in it.
pub fn marked(text: &str, search: &str) -> Html {
    let search = search.trim();
    match text.split_once(search) {
        Some((before, after)) if !search.is_empty() => {
            html! { <>{ before }<mark>{ search }</mark>{ after }</> }
        }
        _ => html! { text },
    }
}

/// A household in a list of all: who, how many, tags or what the search found; last visit.
pub fn household(item: &HouseholdItem, search: &str, to: &Route, now: Millis) -> Html {
    let below = match &item.hit {
        Some(hit) if !search.trim().is_empty() => marked(hit, search),
        _ => {
            let people = t_with("people-count", &[("n", item.residents.into())]);
            html! { joined(std::iter::once(people).chain(tag_words(&item.tags))) }
        }
    };
    let last = item.last_visit.map_or_else(|| t("never-visited"), |at| dates::ago(at, now));
    row(item, marked(&item.name, search), below, last, to)
}

/// A household that is due: tags and last visit; when it is due.
pub fn due_household(item: &HouseholdItem, now: Millis) -> Html {
    let last = item.last_visit.map_or_else(
        || t("never-visited"),
        |at| t_with("last-visit", &[("date", dates::day(at, now).into())]),
    );
    let below = joined(tag_words(&item.tags).into_iter().take(2).chain([last]));
    // What is past due is due today: how late nobody needs to be told each morning.
    let when = item.visit_due.map(|at| dates::near_day(at.max(now), now)).unwrap_or_default();
    row(item, html! { &item.name }, html! { below }, when, &Route::Household(item.id.clone()))
}

fn row(item: &HouseholdItem, name: Html, below: Html, right: String, to: &Route) -> Html {
    html! {
        <a key={item.id.as_str()} class="weui-cell weui-cell_access weui-cell_2" href={to.href()}
            data-test={format!("household-{}", item.id)} data-name={item.name.clone()}>
            <div class="weui-cell__hd"><span class="wg-no">{ &item.house_no }</span></div>
            <div class="weui-cell__bd">
                <p class="wg-ct">{ name }</p>
                <p class="wg-cd">{ below }</p>
            </div>
            <div class="weui-cell__ft">{ right }</div>
        </a>
    }
}

/// A case: gravity and lateness, what asks for a look, title, how it stands, what happened last.
pub fn case(item: &CaseItem, now: Millis) -> Html {
    case_row(item, &Route::Case(item.id.clone()), now)
}

/// A case that waits for the asker: the way to the very form.
pub fn asked(item: &CaseItem, now: Millis) -> Html {
    let case = || Route::Case(item.id.clone());
    let to = stands::form(item).map_or_else(case, |kind| Route::Step(item.id.clone(), kind));
    case_row(item, &to, now)
}

fn case_row(item: &CaseItem, to: &Route, now: Millis) -> Html {
    let last = &item.last_step;
    let who = if last.author.me { t("you") } else { name_or_role(&last.author) };
    let words = if last.words.is_empty() { t_word("event", last.kind.word()) } else { last.words.clone() };
    html! {
        <a key={item.id.as_str()} class="weui-cell weui-cell_access" href={to.href()}
            data-test={format!("case-{}", item.id)} data-stage={item.stage.word()}>
            <div class="weui-cell__bd">
                <p class="wg-line wg-line_b">{ mark::mark(item.colour) }{ stands::light(item.due, now) }{ attention(item) }</p>
                <p class="wg-ct">{ &item.title }</p>
                <p class="wg-b" data-test="case-stands">{ stands::stands(item) }</p>
                <p class="wg-cd wg-cut">{ t_with("said", &[("who", who.into()), ("words", words.into())]) }</p>
                if item.received_at.is_none() {
                    <p>{ delivery::state(&shared_model::api::view::Delivery::SavedHere) }</p>
                }
            </div>
            <div class="weui-cell__ft"></div>
        </a>
    }
}

/// A task that waits for the asker, leading to its answer.
pub fn task(item: &TaskItem, now: Millis) -> Html {
    let task = &item.task;
    let to = Route::Task(item.case.clone(), task.event.clone());
    let who = if task.from.me { t("you") } else { name_or_role(&task.from) };
    html! {
        <a key={task.event.as_str()} class="weui-cell weui-cell_access" href={to.href()} data-test={format!("task-{}", task.event)}>
            <div class="weui-cell__bd">
                <p class="wg-line wg-line_b">
                    { mark::mark(item.colour) }
                    <span class="wg-t4">{ t("asks-task") }</span>
                </p>
                <p class="wg-ct wg-words">{ &task.words }</p>
                <p class="wg-cd wg-cut">{ joined([who, item.title.clone()]) }</p>
                <p class="wg-st">{ small(Icon::Clock) }{ wanted(task.by, now) }</p>
            </div>
            <div class="weui-cell__ft"></div>
        </a>
    }
}

/// By when something is wanted: 3月27日前，还有 9 天.
pub fn wanted(by: Option<Millis>, now: Millis) -> String {
    by.map_or_else(
        || t("wanted-some-day"),
        |by| {
            let said = [("date", dates::day(by, now).into()), ("left", dates::left(by, now).into())];
            t_with("wanted-by", &said)
        },
    )
}

/// What asks for a look, in inverse ink.
pub fn attention(item: &CaseItem) -> Html {
    html! {
        <>
            if item.contested {
                <span class="wg-inv" data-test="contested-mark">{ small(Icon::Both) }{ t("contested") }</span>
            }
            if item.stage == Stage::Returned {
                <span class="wg-inv">{ small(Icon::Returned) }{ t("sent-back") }</span>
            }
        </>
    }
}

/// A person by name, or by role where the name isn't met here.
pub fn name_or_role(author: &shared_model::api::view::AuthorView) -> String {
    if author.name.is_empty() { t_word("role", author.role.word()) } else { author.name.clone() }
}
