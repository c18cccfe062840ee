//! What every page is built of: the page itself, its dock, and groups of cells under a title.

use crate::phone::nav;
use crate::phone::parts::bars::{Button, Top};
use crate::phone::parts::part::part;
use crate::phone::parts::wait::{Failed, FailedProps, opening};
use crate::phone::route::Route;
use shared_model::api::Problem;
use std::rc::Rc;
use ui::backend::{Asked, Loaded};
use ui::icons::{Icon, small};
use ui::text::t;
use yew::prelude::*;

/// A page by its name for tests: its bar, what can be scrolled, and what stays below.
pub fn page(test: &'static str, bar: Html, content: Html, dock: Html) -> Html {
    page_as("wg-main", test, bar, content, dock)
}

/// The same, where the parts that can be scrolled stand closer together.
pub fn close_page(test: &'static str, bar: Html, content: Html, dock: Html) -> Html {
    page_as("wg-main wg-main_col", test, bar, content, dock)
}

fn page_as(look: &'static str, test: &'static str, bar: Html, content: Html, dock: Html) -> Html {
    html! { <div class="wg-app" data-test={test}>{ bar }<main class={look}>{ content }</main>{ dock }</div> }
}

/// The dock: buttons side by side, a line below them unless it is empty, and the tabs of a page that has
/// them.
pub fn dock(buttons: Html, note: String, tabs: Html) -> Html {
    html! {
        <div class="wg-dock">
            { acts(buttons) }
            { self::note(note) }
            { tabs }
        </div>
    }
}

/// A line below buttons, unless it is empty.
pub fn note(note: String) -> Html {
    html! { if !note.is_empty() { <p class="wg-acts__note" data-test="dock-note">{ note }</p> } }
}

/// Buttons side by side.
pub fn acts(buttons: Html) -> Html {
    html! { <div class="wg-acts">{ buttons }</div> }
}

/// The two things one does: raise a case, write down a visit.
pub fn visit_or_raise(place: &str, raise: Callback<()>, visit: Route) -> Html {
    let (raising, visiting) = (format!("{place}-raise").into(), format!("{place}-visit").into());
    let on_visit = Callback::from(move |()| nav::go(&visit));
    let raise = Button {
        label: t("do-raise").into(),
        test: raising,
        icon: Some(Icon::Alert),
        second: true,
        on_tap: raise,
        ..Button::default()
    };
    let visit = Button {
        label: t("do-visit").into(),
        test: visiting,
        icon: Some(Icon::Pen),
        on_tap: on_visit,
        ..Button::default()
    };
    html! { <>{ raise.html() }{ visit.html() }</> }
}

/// What was asked for, or what stands in its place: that it comes, or why not.
pub fn ready<T>(asked: &Asked<T>) -> Result<&Rc<T>, Html> {
    match &asked.state {
        Loaded::Ready(view) => Ok(view),
        Loaded::Loading => Err(opening()),
        Loaded::Failed(problem) => Err(failed(problem, &asked.reload)),
    }
}

/// The same, shown.
pub fn shown<T>(asked: &Asked<T>, show: impl FnOnce(&T) -> Html) -> Html {
    match ready(asked) {
        Ok(view) => show(view),
        Err(instead) => instead,
    }
}

fn failed(problem: &Problem, again: &Callback<()>) -> Html {
    part::<Failed>(FailedProps { problem: problem.clone(), again: again.clone() })
}

/// A page of which there is no more than its bar and that.
pub fn unready_page(bar: Top, instead: Html) -> Html {
    html! { <div class="wg-app">{ bar.html() }{ instead }</div> }
}

/// The mark of a form whose words were kept from before.
pub fn kept(kept: bool) -> Html {
    if !kept {
        return html! {};
    }
    html! { <span class="wg-st wg-kept" data-test="draft-kept">{ small(Icon::Check) }{ t("draft-kept") }</span> }
}

/// What leads the cells of a group, which the lines between them leave free.
#[derive(Clone, Copy)]
pub enum Lead {
    /// Nothing.
    None,
    /// An icon.
    Icon,
    /// A house number.
    Number,
}

/// The title above a group.
pub fn title(name: String) -> Html {
    html! { <h2 class="weui-cells__title"><b>{ name }</b></h2> }
}

/// Cells under a title, or under none.
pub fn group(name: String, lead: Lead, test: &'static str, cells: Html) -> Html {
    let look = match lead {
        Lead::None => "weui-cells",
        Lead::Icon => "weui-cells wg-leadi",
        Lead::Number => "weui-cells wg-lead",
    };
    let test = (!test.is_empty()).then_some(test);
    html! {
        <section class="wg-sec" data-test={test}>
            if !name.is_empty() { { title(name) } }
            <div class={look}>{ cells }</div>
        </section>
    }
}
