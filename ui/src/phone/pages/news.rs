//! What others wrote that concerns one, newest first; looking at it is reading it.

use crate::phone::clock;
use crate::phone::parts::bars::Top;
use crate::phone::parts::frame::{close_page, shown};
use crate::phone::parts::rows;
use crate::phone::parts::wait::empty;
use crate::phone::route::Route;
use shared_model::api::view::{NewsItem, NewsView};
use shared_model::api::{Command, Query};
use shared_model::casework::EventKind;
use shared_model::moment::Millis;
use ui::backend::{use_command, use_query};
use ui::dates;
use ui::icons::{Icon, small};
use ui::mark;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The list.
#[component]
pub fn News() -> Html {
    // Not asked again while one looks: what was new stays marked until one comes again.
    let asked = use_query::<NewsView>(Query::News);
    let doing = use_command();
    let unread = asked.state.ready().filter(|view| view.unread > 0).map(|view| view.upto);
    let run = doing.run.clone();
    use_effect_with(unread, move |unread| {
        if let Some(upto) = *unread {
            run.emit((Command::ReadNews { upto }, Callback::noop()));
        }
    });
    let content = shown(&asked, |view| {
        if view.items.is_empty() {
            return empty(Icon::Bell, t("news-none"), t("news-none-more"));
        }
        let now = clock::now();
        html! { <div class="weui-cells" data-test="news-list">{ for view.items.iter().map(|item| row(item, now)) }</div> }
    });
    let bar = Top { title: t("news-title").into(), ..Top::default() };
    close_page("page-news", bar.html(), content, html! {})
}

/// What somebody did, in plain words: what was given to one is said so.
fn what(item: &NewsItem) -> String {
    match item.kind {
        EventKind::Tasked | EventKind::Dispatched if item.to_me => t_word("news", item.kind.word()),
        EventKind::Returned => t_word("news", item.kind.word()),
        kind => t_word("event", kind.word()),
    }
}

fn row(item: &NewsItem, now: Millis) -> Html {
    let to = match item.kind {
        EventKind::Tasked if item.to_me => Route::Task(item.case.clone(), item.event.clone()),
        _ => Route::Case(item.case.clone()),
    };
    let who = super::case::introduced(&item.author);
    html! {
        <a key={item.event.as_str()} class="weui-cell weui-cell_access" href={to.href()}
            data-test={format!("news-{}", item.event)} data-kind={item.kind.word()} data-unread={item.unread.to_string()}>
            <div class="weui-cell__bd">
                <p class="wg-line wg-line_b">
                    if item.unread { <span class="wg-inv">{ small(Icon::Bell) }{ t("news-new") }</span> }
                    { mark::mark(item.colour) }
                    <span class="wg-t4">{ dates::moment(item.written_at, now) }</span>
                </p>
                <p class="wg-ct">{ t_with("deed", &[("who", who.into()), ("what", what(item).into())]) }</p>
                <p class="wg-cd wg-cut">{ rows::joined([item.title.clone(), item.words.clone()]) }</p>
            </div>
            <div class="weui-cell__ft"></div>
        </a>
    }
}
