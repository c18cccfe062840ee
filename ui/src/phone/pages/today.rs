//! Today: what is unsent, what waits for an answer, whom to see, and the two things one does.

use crate::phone::app::Session;
use crate::phone::clock;
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::{Button, Head, tabs};
use crate::phone::parts::part::part;
use crate::phone::parts::rows;
use crate::phone::parts::syncline::SyncLine;
use crate::phone::parts::wait::{Failed, FailedProps, empty, opening};
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::{OutboxItem, TodayView};
use shared_model::moment::Millis;
use ui::around::use_thing;
use ui::backend::Loaded;
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
    let content = match asked.state {
        Loaded::Loading => opening(),
        Loaded::Failed(problem) => part::<Failed>(FailedProps { problem, again: asked.reload }),
        Loaded::Ready(view) => body(&view),
    };
    html! {
        <div class="wg-app" data-test="page-today">
            { Head { title: t("tab-today").into(), line: line.into() }.html() }
            <main class="wg-main wg-main_col">{ part::<SyncLine>(()) }{ news }{ content }</main>
            <div class="wg-dock">
                <div class="wg-acts">
                    { Button { label: t("do-raise").into(), test: "today-raise".into(), icon: Some(Icon::Alert), second: true, on_tap: Callback::from(|()| nav::go(&Route::Raise)), ..Button::default() }.html() }
                    { Button { label: t("do-visit").into(), test: "today-visit".into(), icon: Some(Icon::Pen), on_tap: Callback::from(|()| nav::go(&Route::PickForVisit)), ..Button::default() }.html() }
                </div>
                { tabs(&Route::Today) }
            </div>
        </div>
    }
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
                <section class="wg-sec" data-test="today-waiting">
                    <h2 class="weui-cells__title"><b>{ t("today-waiting") }</b></h2>
                    <div class="weui-cells">
                        { for view.returned.iter().map(returned) }
                        { for view.tasks.iter().map(|task| rows::task(task, view.now)) }
                        { for view.cases.iter().map(|case| rows::asked(case, view.now)) }
                    </div>
                </section>
            }
            if !view.visits.is_empty() {
                { due(view, view.now) }
            }
        </>
    }
}

fn due(view: &TodayView, now: Millis) -> Html {
    html! {
        <section class="wg-sec" data-test="today-due">
            <h2 class="weui-cells__title"><b>{ t("today-due") }</b></h2>
            <div class="weui-cells wg-lead">
                { for view.visits.iter().take(DUE_MOST).map(|item| rows::due_household(item, now)) }
                if view.visits.len() > DUE_MOST {
                    <a class="weui-cell weui-cell_access" href={Route::PickForVisit.href()} data-test="today-due-all">
                        <div class="weui-cell__bd wg-link">{ t("today-due-all") }</div><div class="weui-cell__ft"></div>
                    </a>
                }
            </div>
        </section>
    }
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
