//! One case in the list.

use super::parties;
use crate::console::bits;
use crate::console::desk::use_desk;
use crate::console::route::Route;
use crate::console::{window, words};
use shared_model::api::view::CaseItem;
use ui::mark::mark;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The names of the columns.
pub fn head(fewer: bool) -> Html {
    html! {
        <thead>
            <tr>
                <th class="c-colour">{ t("console-colour") }</th>
                <th class="c-due">{ t("console-due") }</th>
                <th>{ t("console-case") }</th>
                <th class="c-place">{ t("console-raised-in") }</th>
                if !fewer {
                    <th class="c-hold">{ t("console-holder") }</th>
                }
                <th class="c-last">{ t("console-last-step") }</th>
                <th class="c-state">{ t("console-state") }</th>
                <th class="c-recv num">{ t("console-received") }</th>
            </tr>
        </thead>
    }
}

/// What [`Row`] takes.
#[derive(Properties, PartialEq)]
pub struct RowProps {
    /// The case.
    pub item: CaseItem,
    /// Where it was raised.
    pub place: AttrValue,
    /// The keyboard stands on it.
    pub current: bool,
    /// For who handles: no column for the handler.
    pub fewer: bool,
}

/// One case.
#[component]
pub fn Row(props: &RowProps) -> Html {
    let desk = use_desk();
    let item = &props.item;
    let row = use_node_ref();
    {
        let row = row.clone();
        use_effect_with(props.current, move |current| {
            if let Some(element) = row.cast::<web_sys::Element>()
                && *current
            {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                element.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
    let href = Route::Case(item.id.clone()).href();
    let onclick = {
        let href = href.clone();
        move |_: MouseEvent| window::go(&href)
    };
    let mut below = vec![words::category(item)];
    let parties = parties(item);
    if !parties.is_empty() {
        below.push(parties);
    }
    let holder = item.handler.as_ref().map_or_else(
        || html! { <span class="mute">{ t("console-nobody") }</span> },
        |handler| html! { <><div class="cut">{ words::who(handler) }</div><div class="sub cut">{ words::role(handler.role) }</div></> },
    );
    let last = &item.last_step;
    let step = [("who", words::who(&last.author).into()), ("step", t_word("event", last.kind.word()).into())];
    let said =
        if last.words.is_empty() { words::stamp(last.written_at, desk.now()) } else { last.words.clone() };
    html! {
        <tr ref={row} class={classes!("click", props.current.then_some("cur"))} {onclick}
            data-test={format!("queue-row-{}", item.id)} data-mine={item.mine.to_string()}>
            <td>{ mark(item.colour) }</td>
            <td>{ bits::due(item.due, &desk) }</td>
            <td>
                <div class="cut"><a class="t" {href}>{ item.title.clone() }</a></div>
                <div class="sub cut">{ below.join(&t("console-dot")) }</div>
            </td>
            <td><div class="cut" title={props.place.clone()}>{ props.place.clone() }</div></td>
            if !props.fewer {
                <td>{ holder }</td>
            }
            <td><div class="cut">{ t_with("console-who-step", &step) }</div><div class="sub cut">{ said }</div></td>
            <td>{ bits::standing(item) }</td>
            <td class="num">{ item.received_at.map(|at| words::stamp(at, desk.now())) }</td>
        </tr>
    }
}
