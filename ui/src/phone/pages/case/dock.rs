//! What can be done with a case: two steps on the dock, the others behind the dots.

use super::Over;
use super::next::Offer;
use crate::phone::input::on_tap;
use crate::phone::parts::bars::Button;
use crate::phone::parts::sheet::Sheet;
use shared_model::api::view::NextStep;
use shared_model::casework::EventKind;
use ui::icons::{Icon, icon};
use ui::text::{t, t_word};
use yew::prelude::*;

/// The icon of a step on its button.
fn icon_of(kind: EventKind) -> Icon {
    match kind {
        EventKind::Progress | EventKind::TaskDone => Icon::Pen,
        EventKind::Recoloured => Icon::Flag,
        EventKind::Escalated => Icon::Send,
        EventKind::Returned | EventKind::Withdrawn => Icon::Returned,
        EventKind::Settled | EventKind::StruckOff => Icon::Check,
        EventKind::Taken | EventKind::Accepted | EventKind::Helped => Icon::Hand,
        EventKind::FollowedUp | EventKind::Discussed => Icon::Chat,
        EventKind::Dispatched | EventKind::Tasked => Icon::People,
        EventKind::Urged | EventKind::PassedUp => Icon::Bell,
        EventKind::Reopened => Icon::History,
        EventKind::Raised | EventKind::Merged => Icon::Alert,
    }
}

/// The two steps that matter now, the others behind the dots.
pub(super) fn dock(offer: &Offer, opens: &Callback<Over>) -> Html {
    let Some(first) = offer.first else { return no_primary(offer, opens) };
    let button = |kind: EventKind, second: bool| {
        html! {
            { Button { label: (t_word("do", kind.word())).into(), test: (format!("case-step-{}", kind.word())).into(), icon: Some(icon_of(kind)), second, on_tap: opens.reform(move |()| Over::Step(kind, None)), ..Button::default() }.html() }
        }
    };
    let more = (!offer.more.is_empty()).then_some("wg-acts_more");
    let single = offer.second.is_none().then_some("wg-acts_one");
    html! {
        <div class="wg-dock"><div class={classes!("wg-acts", more, single)}>
            { offer.second.map(|kind| button(kind, true)).unwrap_or_default() }
            { button(first, false) }
            if more.is_some() { { more_button(opens) } }
        </div></div>
    }
}

fn no_primary(offer: &Offer, opens: &Callback<Over>) -> Html {
    if offer.more.is_empty() {
        return html! {};
    }
    html! {
        <div class="wg-dock"><div class="wg-acts">
            { Button { label: t("case-more").into(), test: "case-more".into(), second: true, on_tap: opens.reform(|()| Over::More), ..Button::default() }.html() }
        </div></div>
    }
}

fn more_button(opens: &Callback<Over>) -> Html {
    let opens = opens.clone();
    html! {
        <button type="button" class="wg-ib wg-ib_mid" aria-label={t("case-more")} data-test="case-more"
            onclick={on_tap(move || opens.emit(Over::More))}>{ icon(Icon::More) }</button>
    }
}

/// All other steps; what is not allowed now says the rule instead of being hidden.
pub(super) fn more(offer: &Offer, opens: &Callback<Over>, close: &Callback<()>) -> Html {
    let row = |step: &NextStep| {
        let (kind, opens) = (step.kind, opens.clone());
        let why = step.not_now.map(|rule| t_word("void", rule.word()));
        html! {
            <button type="button" key={kind.word()} class="weui-cell wg-cellb" disabled={why.is_some()}
                data-test={format!("case-step-{}", kind.word())} onclick={on_tap(move || opens.emit(Over::Step(kind, None)))}>
                <span class="weui-cell__hd">{ icon(icon_of(kind)) }</span>
                <span class="weui-cell__bd">{ t_word("do", kind.word()) }
                    if let Some(why) = why { <span class="wg-cd">{ why }</span> }
                </span>
            </button>
        }
    };
    html! {
        { Sheet { title: t("case-more").into(), on_close: close.clone(), children: html! { <>            <div class="weui-cells wg-leadi wg-sheet__list">{ for offer.more.iter().map(row) }</div>
        </> } }.html() }
    }
}

/// After people sat together, and after each task: what they agreed can be given to somebody.
pub(super) fn give_tasks(opens: &Callback<Over>, close: &Callback<()>) -> Html {
    html! {
        { Sheet { title: t("give-tasks").into(), on_close: close.clone(), children: html! { <>            <div class="wg-sheet__b"><p>{ t("give-tasks-line") }</p></div>
            <div class="wg-acts">
                { Button { label: t("give-tasks-over").into(), test: "give-tasks-over".into(), second: true, on_tap: close.clone(), ..Button::default() }.html() }
                { Button { label: (t_word("do", EventKind::Tasked.word())).into(), test: "give-tasks".into(), icon: Some(Icon::People), on_tap: opens.reform(|()| Over::Step(EventKind::Tasked, None)), ..Button::default() }.html() }
            </div>
        </> } }.html() }
    }
}
