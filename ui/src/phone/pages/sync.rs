//! Where each entry is: what came back first, then what waits, then what the village has.

use crate::phone::clock;
use crate::phone::input::on_tap;
use crate::phone::live::{use_live, use_watch};
use crate::phone::parts::bars::{Button, Top};
use crate::phone::parts::delivery;
use crate::phone::parts::frame::{Lead, dock, group, page, shown};
use crate::phone::parts::part::keyed;
use crate::phone::parts::rows::joined;
use crate::phone::parts::size::size;
use crate::phone::pulse::Pulse;
use crate::phone::route::Route;
use shared_model::api::view::{CameView, Delivery, IntentKind, OutboxItem, SyncView};
use shared_model::api::{Command, Query};
use shared_model::ids::{CaseId, HouseholdId};
use shared_model::moment::Millis;
use ui::around::use_thing;
use ui::backend::{Doing, Told, use_command};
use ui::dates;
use ui::icons::{Icon, icon, small};
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The page behind the sync line.
#[component]
pub fn Sync() -> Html {
    let asked = use_live::<SyncView>(Query::Sync);
    let pulse = use_thing::<Pulse>();
    let doing = use_command();
    let running = doing.busy || asked.state.ready().is_some_and(|view| view.running);
    // An exchange may begin and fail without this page: what it says is always how it stands.
    use_watch(&asked.reload, true);
    // The failure stands in the view; the command's own answer only says that it is over.
    let over = {
        let (reload, pulse) = (asked.reload.clone(), pulse.clone());
        Callback::from(move |()| {
            reload.emit(());
            if let Some(pulse) = &pulse {
                pulse.changed.emit(());
            }
        })
    };
    use_effect_with(doing.busy, {
        let over = over.clone();
        move |busy| {
            if !busy {
                over.emit(());
            }
        }
    });
    let now = {
        let run = doing.run.clone();
        Callback::from(move |()| run.emit((Command::Sync, Callback::noop())))
    };
    let content = shown(&asked, |view| body(view, running, &over));
    let send = Button {
        label: (if running { t("delivery-sending") } else { t("sync-now") }).into(),
        test: "sync-now".into(),
        icon: Some(Icon::Send),
        off: running,
        on_tap: now,
        ..Button::default()
    };
    let bar = Top { title: t("sync-title").into(), ..Top::default() };
    page("page-sync", bar.html(), content, dock(send.html(), String::new(), html! {}))
}

fn body(view: &SyncView, running: bool, over: &Callback<()>) -> Html {
    let now = clock::now();
    let (returned, rest): (Vec<_>, Vec<_>) =
        view.items.iter().partition(|item| matches!(item.delivery, Delivery::Returned { .. }));
    let (received, waiting): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|item| matches!(item.delivery, Delivery::Received { .. }));
    html! {
        <>
            { panel(view, waiting.len(), running, now) }
            if !returned.is_empty() {
                { group(t("sync-look"), Lead::None, "sync-returned", returned.into_iter().map(|item| keyed::<Returned>(item.id.as_str(), ReturnedProps { item: item.clone(), over: over.clone() })).collect()) }
            }
            { list(&waiting, t("sync-waiting"), "sync-waiting", now) }
            { photos(view) }
            { list(&received, t("delivery-received"), "sync-received", now) }
            { group(t("sync-compare"), Lead::None, "", html! { <><div class="weui-cell">
                    <div class="weui-cell__bd">{ if view.agreed { t("sync-agreed") } else { t("sync-last") } }</div>
                    <div class="weui-cell__ft" data-test="sync-last-success" data-at={view.last_success.map(|at| at.0.to_string())}>{ last(view, now) }</div>
                </div>
            </> }) }
            <p class="weui-cells__tips">{ t("sync-tips") }</p>
            { came(view) }
        </>
    }
}

fn last(view: &SyncView, now: Millis) -> String {
    view.last_success.map_or_else(|| t("sync-never"), |at| dates::moment(at, now))
}

/// The state in one sentence, and why not when it failed.
fn panel(view: &SyncView, waiting: usize, running: bool, now: Millis) -> Html {
    let all_there = waiting == 0 && view.photos.count == 0;
    let (state, which, title) = if running {
        ("running", Icon::Send, t("delivery-sending"))
    } else if view.last_failure.is_some() && !all_there {
        ("failed", Icon::Cloud, t("sync-failed"))
    } else if waiting > 0 {
        ("waiting", Icon::Phone, t("sync-here"))
    } else {
        ("clear", Icon::Received, t("line-received"))
    };
    let why = view.last_failure.as_ref().filter(|_| !running).map(|failure| {
        let time = dates::moment(failure.at, now);
        t_with("sync-why", &[("time", time.into()), ("why", t_word("problem", failure.code.word()).into())])
    });
    // The village's digest alone says that both have the same.
    let still = !running && view.waits.is_empty() && view.last_failure.is_none();
    let nothing = match all_there {
        true => (still && view.agreed).then(|| ("sync-same", t("sync-same"))),
        false => still.then(|| ("sync-free", t("sync-free"))),
    };
    html! {
        <div class="wg-panel" role="status" data-test="sync-state" data-state={state}>
            <p class="wg-panel__r">
                <span class="wg-t2 wg-b wg-labelled">{ icon(which) }<span class="wg-after">{ title }</span></span>
                if waiting > 0 { <span class="wg-t4" data-test="sync-left">{ t_with("sync-left", &[("n", waiting.into())]) }</span> }
            </p>
            // By the engine's own word: what was tapped a moment ago isn't on its way yet.
            if view.running || view.photos.running { { moved(view) } }
            { for view.waits.iter().filter(|_| !running).map(|wait| html! { <p class="wg-gap" data-test={format!("sync-waits-{}", wait.word())}>{ t_word("waits", wait.word()) }</p> }) }
            if let Some((test, says)) = nothing { <p class="wg-gap" data-test={test}>{ says }</p> }
            if let Some(why) = why { <p class="wg-gap" data-test="sync-failure" data-code={code(view)}>{ why }</p> }
            if waiting > 0 { <p class="wg-t4 wg-gap">{ t("sync-resumes") }</p> }
        </div>
    }
}

/// How much the village has of what is being sent, by its own answers.
fn moved(view: &SyncView) -> Html {
    let SyncView { words, photos, .. } = view;
    let (mut sent, mut left) = (words.sent, words.left);
    if photos.running {
        sent += photos.sent;
        left += photos.left;
    }
    let said = [("sent", size(sent).into()), ("left", size(left).into())];
    html! {
        <>
            <progress class="wg-progress" aria-label={t("delivery-sending")} value={sent.to_string()} max={(sent + left).max(1).to_string()}></progress>
            <p class="wg-t4" data-test="sync-moved" data-left={left.to_string()}>{ t_with("sync-moved", &said) }</p>
        </>
    }
}

/// The photos that the village lacks.
fn photos(view: &SyncView) -> Html {
    let moved = &view.photos;
    if moved.count == 0 {
        return html! {};
    }
    let here = t_with("sync-photos", &[("n", (moved.count as usize).into())]);
    let below = t_with("sync-moved", &[("sent", size(moved.sent).into()), ("left", size(moved.left).into())]);
    let delivery = if moved.running { Delivery::Sending } else { Delivery::SavedHere };
    group(
        t("sync-photos-title"),
        Lead::Icon,
        "sync-photos",
        row(None, String::new(), None, Icon::Camera, &here, below, delivery::state(&delivery)),
    )
}

/// What others wrote and the last exchange brought, each leading to it.
fn came(view: &SyncView) -> Html {
    if view.came.is_empty() {
        return html! {};
    }
    let one = |(number, one): (usize, &CameView)| {
        let to = target(one.case.as_ref(), one.household.as_ref());
        let which = joined([t_word("intent", one.kind.word()), one.by.join(&t("list-comma"))]);
        let count = t_with("sync-came-n", &[("n", (one.count as usize).into())]);
        row(to, format!("came-{number}"), None, icon_of(one.kind), &one.subject, which, html! { count })
    };
    group(t("sync-came"), Lead::Icon, "sync-came", view.came.iter().enumerate().map(one).collect())
}

fn code(view: &SyncView) -> Option<&'static str> {
    view.last_failure.as_ref().map(|failure| failure.code.word())
}

fn icon_of(kind: IntentKind) -> Icon {
    match kind {
        IntentKind::Edit => Icon::House,
        IntentKind::Visit | IntentKind::Correction => Icon::Pen,
        IntentKind::Raise => Icon::Alert,
        IntentKind::CaseStep | IntentKind::Feedback => Icon::Chat,
    }
}

fn target(case: Option<&CaseId>, household: Option<&HouseholdId>) -> Option<Route> {
    let case = case.cloned().map(Route::Case);
    case.or_else(|| household.cloned().map(Route::Household))
}

/// A row that leads somewhere: what it is about, a line below, and what stands on the right.
fn row(
    to: Option<Route>,
    test: String,
    delivery: Option<&'static str>,
    which: Icon,
    subject: &str,
    below: String,
    right: Html,
) -> Html {
    html! {
        <a key={test.clone()} class="weui-cell weui-cell_2 wg-cell_wrap" href={to.map(|route| route.href())} data-test={test} data-delivery={delivery}>
            <div class="weui-cell__hd">{ icon(which) }</div>
            <div class="weui-cell__bd"><p class="wg-ct wg-cut">{ subject }</p><p class="wg-cd">{ below }</p></div>
            <div class="weui-cell__ft">{ right }</div>
        </a>
    }
}

fn list(items: &[&OutboxItem], title: String, test: &'static str, now: Millis) -> Html {
    if items.is_empty() {
        return html! {};
    }
    group(title, Lead::Icon, test, items.iter().map(|item| one(item, now)).collect())
}

fn one(item: &OutboxItem, now: Millis) -> Html {
    let below = joined([t_word("intent", item.kind.word()), dates::moment(item.written_at, now)]);
    let to = target(item.case.as_ref(), item.household.as_ref());
    let test = format!("sync-item-{}", item.id);
    let right = delivery::state(&item.delivery);
    row(to, test, Some(delivery::word(&item.delivery)), icon_of(item.kind), &item.subject, below, right)
}

#[derive(Properties, PartialEq)]
struct ReturnedProps {
    item: OutboxItem,
    over: Callback<()>,
}

/// What came back: the reason, one's own words kept, and two ways on.
#[component]
fn Returned(props: &ReturnedProps) -> Html {
    let doing: Doing = use_command();
    let item = &props.item;
    let now = clock::now();
    let Delivery::Returned { reason } = &item.delivery else { return html! {} };
    let aside = {
        let (run, id, over) = (doing.run.clone(), item.id.clone(), props.over.clone());
        on_tap(move || {
            let over = over.clone();
            run.emit((
                Command::PutAside { intent: id.clone() },
                Callback::from(move |_: Told| over.emit(())),
            ));
        })
    };
    let written = t_with("written-at", &[("time", dates::day_and_clock(item.written_at, now).into())]);
    html! {
        <div class="weui-cell wg-cell_block" data-test={format!("sync-item-{}", item.id)} data-delivery="returned" data-reason={reason.clone()}>
            <p class="wg-line wg-line_b">
                <span class="wg-inv">{ small(Icon::Returned) }{ t("delivery-returned") }</span>
                <span class="wg-t4">{ t_word("intent", item.kind.word()) }</span>
            </p>
            <p class="wg-ct">{ &item.subject }</p>
            <p class="wg-cq">{ t_word("refused", reason) }</p>
            if !item.words.is_empty() {
                <blockquote class="wg-own wg-words" data-test="returned-words">{ &item.words }</blockquote>
            }
            <p class="wg-cd">{ written }</p>
            <p class="wg-line wg-gap">
                if let Some(route) = target(item.case.as_ref(), item.household.as_ref()) {
                    <a class="wg-chip wg-chip_s" href={route.href()} data-test="returned-open">{ t("returned-open") }</a>
                }
                <button type="button" class="wg-chip wg-chip_s" data-test="returned-aside" disabled={doing.busy} onclick={aside}>{ t("returned-aside") }</button>
            </p>
        </div>
    }
}
