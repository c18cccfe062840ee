//! One case in the list.

use super::parties;
use crate::console::bits;
use crate::console::desk::{Desk, use_desk};
use crate::console::route::Route;
use crate::console::{window, words};
use shared_model::api::desk::{CameUp, QueueItem};
use shared_model::ids::CaseId;
use ui::mark::mark;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// Which columns there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// For who is above the village: why it is here and how often somebody urged, in the place of the
    /// last step and the time of receipt.
    pub above: bool,
    /// Rows can be chosen.
    pub selects: bool,
}

/// The names of the columns.
pub fn head(columns: Columns, all_chosen: bool, toggle_all: Callback<()>) -> Html {
    let onchange = toggle_all.reform(|_: Event| ());
    html! {
        <thead>
            <tr>
                if columns.selects {
                    <th class="c-choose">
                        <input type="checkbox" class="cb" aria-label={t("console-bulk-all")} checked={all_chosen} {onchange} data-test="choose-all" />
                    </th>
                }
                <th class="c-colour">{ t("console-colour") }</th>
                <th class="c-due">{ t("console-due") }</th>
                <th>{ t("console-case") }</th>
                <th class="c-place">{ t("console-raised-in") }</th>
                <th class="c-hold">{ t("console-holder") }</th>
                <th class="c-last">{ if columns.above { t("console-why-here") } else { t("console-last-step") } }</th>
                <th class="c-state">{ t("console-state") }</th>
                <th class="c-recv num">{ if columns.above { t("console-urged") } else { t("console-received") } }</th>
            </tr>
        </thead>
    }
}

/// Why a case is shown above the village, in words.
pub fn why_here(up: CameUp, desk: &Desk) -> String {
    match up {
        CameUp::PassedUp { clock, at, up_to } => {
            let said = [
                ("date", words::date(at, desk.now()).into()),
                ("what", t_word("clock", clock.word()).into()),
                ("level", t_word("level", up_to.word()).into()),
            ];
            t_with("console-up-by-itself", &said)
        }
        CameUp::Escalated { at } => {
            t_with("console-up-escalated", &[("date", words::date(at, desk.now()).into())])
        }
        CameUp::Red => t("console-up-red"),
        CameUp::Overdue => t("console-up-overdue"),
    }
}

/// What [`Row`] takes.
#[derive(Properties, PartialEq)]
pub struct RowProps {
    /// The case.
    pub row: QueueItem,
    /// Where it was raised.
    pub place: AttrValue,
    /// The keyboard stands on it.
    pub current: bool,
    /// Which columns there are.
    pub columns: Columns,
    /// It is chosen.
    pub chosen: bool,
    /// Told that it was chosen, or isn't any more.
    pub toggle: Callback<CaseId>,
}

/// How often somebody urged, and by when the newest wants an answer.
fn urged(row: &QueueItem, desk: &Desk) -> Html {
    if row.urged == 0 {
        return html! { <span class="mute">{ "0" }</span> };
    }
    html! {
        <>
            <div>{ t_with("console-times", &[("n", row.urged.into())]) }</div>
            if let Some(by) = row.urged_by {
                <div class="sub">{ t_with("console-task-by", &[("date", words::date(by, desk.now()).into())]) }</div>
            }
        </>
    }
}

/// One case.
#[component]
pub fn Row(props: &RowProps) -> Html {
    let desk = use_desk();
    let item = &props.row.item;
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
    let toggle = {
        let (toggle, id) = (props.toggle.clone(), item.id.clone());
        move |_: Event| toggle.emit(id.clone())
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
    let step = [
        ("who", words::by(last.kind, &last.author).into()),
        ("step", t_word("event", last.kind.word()).into()),
    ];
    let said =
        if last.words.is_empty() { words::stamp(last.written_at, desk.now()) } else { last.words.clone() };
    let newest = t_with("console-who-step", &step);
    // Why it is here is read whole: its end says to which level the case went.
    let (first, second, cut) = match props.row.came_up.filter(|_| props.columns.above) {
        Some(up) => (why_here(up, &desk), newest, None),
        None => (newest, said, Some("cut")),
    };
    let class = classes!("click", props.current.then_some("cur"), props.chosen.then_some("sel-r"));
    html! {
        <tr ref={row} {class} {onclick} data-test={format!("queue-row-{}", item.id)} data-mine={item.mine.to_string()}
            data-chosen={props.chosen.to_string()}>
            if props.columns.selects {
                // The cell around the box is the box's too: who misses it by a little opens no case.
                <td class="c-choose" onclick={|event: MouseEvent| event.stop_propagation()}>
                    <label class="cb-l">
                        <input type="checkbox" class="cb" checked={props.chosen} onchange={toggle} data-test={format!("choose-{}", item.id)}
                            aria-label={t_with("console-bulk-choose", &[("title", item.title.clone().into())])} />
                    </label>
                </td>
            }
            <td>{ mark(item.colour) }</td>
            <td>{ bits::due(item.due, &desk) }</td>
            <td class="c-what">
                <div class="cut"><a class="t" {href}>{ item.title.clone() }</a></div>
                <div class="sub cut">{ below.join(&t("console-dot")) }</div>
            </td>
            <td class="c-place"><div class="cut" title={props.place.clone()}>{ props.place.clone() }</div></td>
            <td class="c-hold">{ holder }</td>
            <td class="c-last"><div class={cut}>{ first }</div><div class="sub cut">{ second }</div></td>
            <td>{ bits::standing(item) }</td>
            <td class="c-recv num">
                if props.columns.above {
                    { urged(&props.row, &desk) }
                } else {
                    { item.received_at.map(|at| words::stamp(at, desk.now())) }
                }
            </td>
        </tr>
    }
}
