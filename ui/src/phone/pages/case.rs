//! One case: how it stands in words, its story as a conversation, and what can be done next.

mod contested;
mod next;
mod step;
mod story;
mod writing;

use crate::phone::clock;
use crate::phone::input::on_tap;
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::{Button, Top};
use crate::phone::parts::rows::{attention, joined, name_or_role};
use crate::phone::parts::sheet::Sheet;
use crate::phone::parts::wait::{Failed, Opening};
use crate::phone::route::Route;
use next::Offer;
use shared_model::api::Query;
use shared_model::api::view::{CaseItem, CaseView, NextStep};
use shared_model::casework::{EventKind, Party};
use shared_model::ids::CaseId;
use shared_model::moment::Millis;
use ui::backend::Loaded;
use ui::dates;
use ui::icons::{Icon, icon, small};
use ui::mark;
use ui::text::{t, t_with, t_word};
use writing::Writing;
use yew::prelude::*;

/// Which case.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its identity.
    pub id: CaseId,
}

/// Which sheet is open over the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    Nothing,
    More,
    Step(EventKind),
}

/// The page of one case.
#[component]
pub fn CasePage(props: &Props) -> Html {
    let asked = use_live::<CaseView>(Query::Case { id: props.id.clone() });
    let over = use_state_eq(|| Over::Nothing);
    let view = match &asked.state {
        Loaded::Loading => return html! { <div class="wg-app"><Top title="" /><Opening /></div> },
        Loaded::Failed(problem) => {
            let again = asked.reload.clone();
            return html! { <div class="wg-app"><Top title="" /><Failed problem={problem.clone()} {again} /></div> };
        }
        Loaded::Ready(view) => view,
    };
    let now = clock::now();
    let opens = {
        let over = over.clone();
        Callback::from(move |which: Over| over.set(which))
    };
    let close = opens.reform(|()| Over::Nothing);
    let written = {
        let (close, reload) = (close.clone(), asked.reload.clone());
        Callback::from(move |()| {
            close.emit(());
            reload.emit(());
        })
    };
    let item = &view.item;
    let offer = next::offer(&view.next, item.stage);
    let line = joined([t_word("kind", item.kind.word()), item.category_name.clone()]);
    html! {
        <div class="wg-app" data-test="page-case" data-stage={item.stage.word()} data-colour={item.colour.word()}>
            <Top title={item.title.clone()} {line} />
            <main class="wg-main">
                { standing(view, now) }
                <section class="wg-sec">
                    <h2 class="weui-cells__title"><b>{ t("case-story") }</b></h2>
                    { story::story(view, now) }
                </section>
            </main>
            { dock(&offer, &opens) }
            { match *over {
                Over::Nothing => html! {},
                Over::More => more(&offer, &opens, &close),
                Over::Step(kind) => html! {
                    <Writing case={item.id.clone()} {kind} colour={item.colour} case_kind={item.kind}
                        frontier={view.frontier.clone()} on_written={written} on_close={close} />
                },
            } }
        </div>
    }
}

fn standing(view: &CaseView, now: Millis) -> Html {
    let item = &view.item;
    html! {
        <div class="wg-panel" data-test="case-standing">
            <p class="wg-line">{ mark::mark(item.colour) }{ attention(item) }</p>
            <p class="wg-ct wg-gap3" data-test="case-stage">{ stage_words(item) }</p>
            if let Some(due) = dates::due(item.due, now) {
                <p class="wg-st wg-gap" data-test="case-due">{ small(Icon::Clock) }{ due }</p>
            }
            if let Some(outcome) = view.outcome {
                <p class="wg-gap">{ t_word("outcome", story::outcome_word(outcome)) }</p>
            }
            if !view.parties.is_empty() {
                <div class="wg-pair">{ for view.parties.iter().enumerate().map(|(index, party)| side(index, party)) }</div>
            }
        </div>
    }
}

/// The stage with who has it: 办理中 · 调解员 赵明.
fn stage_words(item: &CaseItem) -> String {
    let handler = item.handler.as_ref().filter(|_| !item.stage.is_closed());
    let who = handler.map(|handler| if handler.me { t("you") } else { name_or_role(handler) });
    joined([t_word("stage", item.stage.word()), who.unwrap_or_default()])
}

fn side(index: usize, party: &Party) -> Html {
    let label = super::raise::party_name(party);
    let test = format!("case-party-{index}");
    match &party.household {
        Some(id) => {
            html! { <a class="wg-chip" href={Route::Household(id.clone()).href()} data-test={test}>{ label }</a> }
        }
        None => html! { <span class="wg-chip wg-chip_still" data-test={test}>{ label }</span> },
    }
}

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

fn dock(offer: &Offer, opens: &Callback<Over>) -> Html {
    let Some(first) = offer.first else { return no_primary(offer, opens) };
    let button = |kind: EventKind, second: bool| {
        html! {
            <Button label={t_word("do", kind.word())} test={format!("case-step-{}", kind.word())} icon={icon_of(kind)} {second}
                on_tap={opens.reform(move |()| Over::Step(kind))} />
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
            <Button label={t("case-more")} test="case-more" second={true} on_tap={opens.reform(|()| Over::More)} />
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
fn more(offer: &Offer, opens: &Callback<Over>, close: &Callback<()>) -> Html {
    let row = |step: &NextStep| {
        let (kind, opens) = (step.kind, opens.clone());
        let why = step.not_now.map(|rule| t_word("void", rule.word()));
        html! {
            <button type="button" key={kind.word()} class="weui-cell wg-cellb" disabled={why.is_some()}
                data-test={format!("case-step-{}", kind.word())} onclick={on_tap(move || opens.emit(Over::Step(kind)))}>
                <span class="weui-cell__hd">{ icon(icon_of(kind)) }</span>
                <span class="weui-cell__bd">{ t_word("do", kind.word()) }
                    if let Some(why) = why { <span class="wg-cd">{ why }</span> }
                </span>
            </button>
        }
    };
    html! {
        <Sheet title={t("case-more")} on_close={close.clone()}>
            <div class="weui-cells wg-leadi wg-sheet__list">{ for offer.more.iter().map(row) }</div>
        </Sheet>
    }
}

/// 李书记 派给 赵明: who did what, for lines between the messages.
fn deed(who: String, what: String) -> String {
    t_with("deed", &[("who", who.into()), ("what", what.into())])
}

/// Whether one can go somewhere from a case that was merged.
fn merged_into(id: &CaseId) -> Html {
    let to = Route::Case(id.clone());
    let onclick = on_tap(move || nav::go(&to));
    html! { <button type="button" class="wg-link" data-test="case-merged-into" {onclick}>{ t("case-merged-into") }</button> }
}
