//! "Perhaps the same thing": open cases that are near a case in parties, place and time, beside it, and
//! the one action that merges them.

use crate::console::desk::use_desk;
use crate::console::glyph::{Glyph, Icon};
use crate::console::route::Route;
use crate::console::states::Trouble;
use crate::console::{bits, words};
use shared_model::api::desk::NearCase;
use shared_model::api::view::{CaseItem, CaseView};
use shared_model::api::{Command, Query};
use shared_model::casework::near::Alike;
use shared_model::casework::{EventKind, Step};
use shared_model::ids::{CaseId, EventId};
use shared_model::people::Role;
use std::rc::Rc;
use ui::backend::{use_command, use_query};
use ui::mark::mark;
use ui::text::{t, t_with};
use yew::prelude::*;

/// What [`Near`] takes.
#[derive(Properties, PartialEq)]
pub struct NearProps {
    /// The case that is open.
    pub view: Rc<CaseView>,
    /// Told when two cases were merged.
    pub changed: Callback<()>,
}

/// Who may merge is told what might be merged.
fn merges(role: Role, view: &CaseView) -> bool {
    let may = view.next.iter().any(|step| step.kind == EventKind::Merged && step.not_now.is_none());
    may && matches!(role, Role::Secretary | Role::Township)
}

/// Two cases that were merged here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The title of the one that ended.
    pub ended: String,
    /// The one that goes on.
    pub into: CaseId,
    /// Its title.
    pub goes_on: String,
}

impl Merged {
    /// What the choice of a pair comes to.
    fn of(here: &CaseItem, there: &CaseItem, this_ends: bool) -> Merged {
        let (ended, on) = if this_ends { (here, there) } else { (there, here) };
        Merged { ended: ended.title.clone(), into: on.id.clone(), goes_on: on.title.clone() }
    }
}

/// Which case ended in which, with the way to the one that goes on.
fn told(merged: &Merged, here: &CaseId) -> Html {
    let names = [("ended", merged.ended.as_str().into()), ("title", merged.goes_on.as_str().into())];
    html! {
        <div class="note note-info note-stays" role="status" data-test="merge-done" data-into={merged.into.to_string()}>
            <Icon glyph={Glyph::Check} />
            <span>
                { t_with("console-near-merged", &names) }
                if merged.into != *here {
                    { " " }<a class="in-text" href={Route::Case(merged.into.clone()).href()} data-test="merge-goes-on">{ t("console-merged-into") }</a>
                }
            </span>
        </div>
    }
}

/// The suggestions, when there are any, and what became of the last one.
#[component]
pub fn Near(props: &NearProps) -> Html {
    let merged = use_state_eq(|| None::<Merged>);
    let role = use_desk().account.role;
    let done = {
        let (merged, changed) = (merged.setter(), props.changed.clone());
        Callback::from(move |one: Merged| {
            merged.set(Some(one));
            changed.emit(());
        })
    };
    let told = merged.as_ref().map(|merged| told(merged, &props.view.item.id));
    if merges(role, &props.view) {
        return html! { <Suggested view={props.view.clone()} {told} {done} /> };
    }
    // The case that is open has ended: it is said where the suggestion stood.
    told.map_or_else(Html::default, |told| html! { <section class="near">{ told }</section> })
}

#[derive(Properties, PartialEq)]
struct SuggestedProps {
    view: Rc<CaseView>,
    /// What became of the last suggestion.
    told: Option<Html>,
    /// Told what was merged.
    done: Callback<Merged>,
}

#[component]
fn Suggested(props: &SuggestedProps) -> Html {
    let asked = use_query::<Vec<NearCase>>(Query::NearCases { id: props.view.item.id.clone() });
    let opened = use_state_eq(|| None::<CaseId>);
    let found = asked.state.ready().cloned().unwrap_or_default();
    if found.is_empty() {
        let told = props.told.clone();
        return told.map_or_else(Html::default, |told| html! { <section class="near">{ told }</section> });
    }
    let done = {
        let (opened, done, reload) = (opened.setter(), props.done.clone(), asked.reload.clone());
        Callback::from(move |merged: Merged| {
            opened.set(None);
            done.emit(merged);
            reload.emit(());
        })
    };
    let suggestion = |near: &NearCase| {
        let id = near.item.id.clone();
        let here = opened.as_ref() == Some(&id);
        let onclick = {
            let (opened, id) = (opened.setter(), id.clone());
            move |_| opened.set((!here).then(|| id.clone()))
        };
        html! {
            <li data-test={format!("near-{id}")}>
                <div class="row near-row">
                    { mark(near.item.colour) }
                    <a class="in-text" href={Route::Case(id.clone()).href()}>{ near.item.title.clone() }</a>
                    <span class="sub">{ reasons(&near.alike) }</span>
                    <button type="button" class="btn btn-sm" aria-expanded={here.to_string()} {onclick} data-test={format!("near-open-{id}")}>
                        <Icon glyph={Glyph::Merge} />{ t("console-near-compare") }
                    </button>
                </div>
                if here {
                    <Pair view={props.view.clone()} near={near.clone()} done={done.clone()} />
                }
            </li>
        }
    };
    html! {
        <section class="near" data-test="near" aria-label={t("console-near")}>
            { props.told.clone().unwrap_or_default() }
            <h2><Icon glyph={Glyph::Merge} />{ t("console-near") }</h2>
            <ul>{ for found.iter().map(suggestion) }</ul>
        </section>
    }
}

/// In what two cases are alike, in words.
pub fn reasons(alike: &[Alike]) -> String {
    let reason = |one: &Alike| match one {
        Alike::Household { name } | Alike::Outsider { name } => {
            t_with("console-near-party", &[("name", name.clone().into())])
        }
        Alike::MicroGrid => t("console-near-micro-grid"),
        Alike::Village => t("console-near-village"),
        Alike::Metres { apart } => t_with("console-near-metres", &[("n", (*apart).into())]),
        Alike::Category => t("console-near-category"),
        Alike::Kind => t("console-near-kind"),
        Alike::Days { apart: 0 } => t("console-near-today"),
        Alike::Days { apart } => t_with("console-near-days", &[("n", (*apart).into())]),
    };
    words::list(&alike.iter().map(reason).collect::<Vec<_>>())
}

#[derive(Properties, PartialEq)]
struct PairProps {
    view: Rc<CaseView>,
    near: NearCase,
    /// Told what was merged.
    done: Callback<Merged>,
}

/// Which of two cases ends: by itself the one that was received later.
pub fn ends_by_itself(here: &CaseItem, there: &CaseItem) -> bool {
    (here.received_at, &here.id) > (there.received_at, &there.id)
}

/// Both cases side by side, and the choice which of them goes on.
#[component]
fn Pair(props: &PairProps) -> Html {
    let doing = use_command();
    let (here, there) = (&props.view.item, &props.near.item);
    // Whether the case that is open ends in the other one.
    let this_ends = use_state_eq(|| ends_by_itself(here, there));
    let choice = |ends: bool, goes_on: &CaseItem| {
        let onchange = {
            let this_ends = this_ends.setter();
            move |_| this_ends.set(ends)
        };
        let label = t_with("console-near-goes-on", &[("title", goes_on.title.clone().into())]);
        html! {
            <label class="choice">
                <input type="radio" name="goes-on" checked={*this_ends == ends} {onchange} data-test={format!("goes-on-{}", goes_on.id)} />
                <span>{ label }</span>
            </label>
        }
    };
    let onsubmit = {
        let merged = Merged::of(here, there, *this_ends);
        let (run, done) = (doing.run.clone(), props.done.reform(move |_| merged.clone()));
        let command = merge(&props.view, &props.near, *this_ends);
        move |event: SubmitEvent| {
            event.prevent_default();
            run.emit((command.clone(), done.clone()));
        }
    };
    html! {
        <form class="pair" {onsubmit} data-test="pair">
            <div class="fk">
                <Side item={here.clone()} words={props.view.words.clone()} this=true />
                <Side item={there.clone()} words={props.near.words.clone()} this=false />
            </div>
            <fieldset class="fld">
                <legend>{ t("console-near-which") }</legend>
                { choice(false, here) }
                { choice(true, there) }
            </fieldset>
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} kept=true />
            }
            <div class="acts">
                <button class="btn btn-pri" disabled={doing.busy} data-test="merge-submit">{ t("console-near-merge") }</button>
                <span class="sub">{ t("console-near-explains") }</span>
            </div>
        </form>
    }
}

/// The step that merges: written into the case that ends, as its author's screen showed it.
fn merge(view: &CaseView, near: &NearCase, this_ends: bool) -> Command {
    let step = |into: &CaseId| Step::Merged { into: into.clone(), words: String::new() };
    let (case, step, seen): (&CaseId, Step, &Vec<EventId>) = if this_ends {
        (&view.item.id, step(&near.item.id), &view.frontier)
    } else {
        (&near.item.id, step(&view.item.id), &near.seen)
    };
    Command::AddToCase { case: case.clone(), step, seen: Some(seen.clone()), anyway: false, photos: vec![] }
}

#[derive(Properties, PartialEq)]
struct SideProps {
    item: CaseItem,
    words: String,
    this: bool,
}

/// One of the two cases.
#[component]
fn Side(props: &SideProps) -> Html {
    let desk = use_desk();
    let (item, now) = (&props.item, desk.now());
    let received = item.received_at.map_or_else(|| t("console-unreceived"), |at| words::stamp(at, now));
    html! {
        <div>
            <h3>
                { item.title.clone() }
                if props.this {
                    <span class="st st-me">{ t("console-near-this") }</span>
                }
            </h3>
            <div class="row">{ mark(item.colour) }{ bits::due(item.due, &desk) }{ bits::standing(item) }</div>
            if !props.words.is_empty() {
                <p class="said">{ props.words.clone() }</p>
            }
            <dl>
                <dt>{ t("console-category") }</dt><dd>{ words::category(item) }</dd>
                <dt>{ t("console-raised-in") }</dt><dd>{ item.micro_grid_name.clone() }</dd>
                if !item.parties.is_empty() {
                    <dt>{ t("console-parties") }</dt><dd>{ words::list(&item.parties) }</dd>
                }
                <dt>{ t("console-received") }</dt><dd>{ received }</dd>
            </dl>
        </div>
    }
}
