//! Today: what is unsent, what waits for an answer, whom to see, and the two things one does.

use crate::phone::app::Session;
use crate::phone::clock;
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::{Head, tabs};
use crate::phone::parts::frame::{Lead, close_page, dock, group, shown, visit_or_raise};
use crate::phone::parts::part::part;
use crate::phone::parts::rows;
use crate::phone::parts::syncline::SyncLine;
use crate::phone::parts::wait::empty;
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::{OutboxItem, TodayView};
use shared_model::moment::Millis;
use ui::around::use_thing;
use ui::dates;
use ui::icons::{Icon, icon, small};
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// So many households are shown as due: more is no plan for a day.
const DUE_MOST: usize = 8;

/// The first tab.
#[component]
pub fn Today() -> Html {
    let asked = use_live::<TodayView>(Query::Today);
    let session = use_thing::<Session>();
    let place = session.and_then(|session| session.view.path.last().map(|place| place.name.clone()));
    let now = asked.state.ready().map_or_else(clock::now, |view| view.now);
    let line = rows::joined([dates::day_and_weekday(now), place.unwrap_or_default()]);
    let news = news(asked.state.ready().map_or(0, |view| view.news));
    let content = shown(&asked, body);
    let bar = Head { title: t("tab-today").into(), line: line.into() };
    let raise = Callback::from(|()| nav::go(&Route::Raise));
    let buttons = visit_or_raise("today", raise, Route::PickForVisit);
    let all = html! { <>{ part::<SyncLine>(()) }{ news }{ content }</> };
    close_page("page-today", bar.html(), all, dock(buttons, String::new(), tabs(&Route::Today)))
}

/// The way to the news, with how many are new.
fn news(unread: u32) -> Html {
    html! {
        <a class="wg-sync" href={Route::News.href()} data-test="news-line" data-unread={unread.to_string()}>
            { icon(Icon::Bell) }
            <div class="wg-sync__b">{ t("news-title") }</div>
            if unread > 0 { <span class="wg-inv">{ t_with("news-count", &[("n", unread.into())]) }</span> }
            { small(Icon::Chevron) }
        </a>
    }
}

fn body(view: &TodayView) -> Html {
    if view.returned.is_empty() && view.tasks.is_empty() && view.cases.is_empty() && view.visits.is_empty() {
        return empty(Icon::Calendar, t("today-empty"), t("today-empty-more"));
    }
    html! {
        <>
            if !view.returned.is_empty() || !view.tasks.is_empty() || !view.cases.is_empty() {
                { group(t("today-waiting"), Lead::None, "today-waiting", html! { <>
                        { for view.returned.iter().map(returned) }
                        { for view.tasks.iter().map(|task| rows::task(task, view.now)) }
                        { for view.cases.iter().map(|case| rows::asked(case, view.now)) }
            </> }) }
            }
            if !view.visits.is_empty() {
                { due(view, view.now) }
            }
        </>
    }
}

fn due(view: &TodayView, now: Millis) -> Html {
    group(
        t("today-due"),
        Lead::Number,
        "today-due",
        html! { <>
            { for view.visits.iter().take(DUE_MOST).map(|item| rows::due_household(item, now)) }
            if view.visits.len() > DUE_MOST {
                <a class="weui-cell weui-cell_access" href={Route::PickForVisit.href()} data-test="today-due-all">
                    <div class="weui-cell__bd wg-link">{ t("today-due-all") }</div><div class="weui-cell__ft"></div>
                </a>
            }
        </> },
    )
}

fn returned(item: &OutboxItem) -> Html {
    html! {
        <a key={item.id.as_str()} class="weui-cell weui-cell_access" href={Route::Sync.href()} data-test={format!("returned-{}", item.id)}>
            <div class="weui-cell__bd">
                <p class="wg-line wg-line_b">
                    <span class="wg-inv">{ small(Icon::Returned) }{ t("delivery-returned") }</span>
                    <span class="wg-t4">{ t_word("intent", item.kind.word()) }</span>
                </p>
                <p class="wg-ct">{ &item.subject }</p>
                <p class="wg-cd wg-cut">{ &item.words }</p>
            </div>
            <div class="weui-cell__ft"></div>
        </a>
    }
}
