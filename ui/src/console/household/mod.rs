//! One household: its facts, its people, its visits, its cases, and who changed what.

pub mod changes;
pub mod conflicts;
pub mod edit;
pub mod facts;
pub mod history;
pub mod homes;
pub mod list;
pub mod visits;

use super::asking::{Kept, LOOK_AGAIN_MS, use_kept};
use super::desk::use_desk;
use super::duty::keeps_households;
use super::glyph::{Glyph, Icon};
use super::route::Route;
use super::states::above;
use conflicts::Conflicts;
use edit::EditForm;
use facts::Facts;
use history::History;
use homes::{ArchiveForm, Marks, MoveForm};
use shared_model::api::Query;
use shared_model::api::view::{HistoryEntry, HouseholdView};
use shared_model::ids::HouseholdId;
use ui::text::{t, t_word};
use visits::Visits;
use yew::prelude::*;

/// A tab of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Visits,
    History,
    Cases,
}

impl Tab {
    fn word(self) -> &'static str {
        match self {
            Tab::Visits => "visits",
            Tab::History => "history",
            Tab::Cases => "cases",
        }
    }
}

/// What the left column shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    Facts,
    Edit,
    Move,
    Archive,
}

/// What [`HouseholdPage`] takes.
#[derive(Properties, PartialEq)]
pub struct HouseholdPageProps {
    /// Which household.
    pub id: HouseholdId,
}

/// The page of a household. Who doesn't keep the register is shown no history and changes nothing.
#[component]
pub fn HouseholdPage(props: &HouseholdPageProps) -> Html {
    let id = props.id.clone();
    if keeps_households(use_desk().account.role) {
        html! { <Keeper {id} /> }
    } else {
        html! { <Page {id} history={None::<Kept<Vec<HistoryEntry>>>} /> }
    }
}

/// The page with who changed what.
#[component]
fn Keeper(props: &HouseholdPageProps) -> Html {
    let query = Query::HouseholdHistory { id: props.id.clone() };
    let history = use_kept::<Vec<HistoryEntry>>(query, Some(LOOK_AGAIN_MS));
    html! { <Page id={props.id.clone()} {history} /> }
}

#[derive(Properties, PartialEq)]
struct PageProps {
    id: HouseholdId,
    /// Who changed what; none for who doesn't keep the register.
    history: Option<Kept<Vec<HistoryEntry>>>,
}

#[component]
fn Page(props: &PageProps) -> Html {
    let desk = use_desk();
    let kept = use_kept::<HouseholdView>(Query::Household { id: props.id.clone() }, Some(LOOK_AGAIN_MS));
    let keeps = props.history.is_some();
    let tabs: &[Tab] =
        if keeps { &[Tab::Visits, Tab::History, Tab::Cases] } else { &[Tab::Visits, Tab::Cases] };
    let tab = use_state_eq(|| if keeps { Tab::History } else { Tab::Visits });
    let left = use_state_eq(|| Left::Facts);
    let phones = use_state_eq(|| false);
    let (register, name) = if keeps {
        (Route::Households, t("console-to-households"))
    } else {
        (Route::Queue, t("console-to-queue"))
    };
    let back = html! {
        <a class="ib" href={register.href()} aria-label={name} data-test="household-back"><Icon glyph={Glyph::Left} /></a>
    };
    let Some(view) = kept.view.clone() else {
        return html! { <><div class="head">{ back }</div>{ above(&kept) }</> };
    };
    let household = &view.household;
    let changed = {
        let (one, other) =
            (kept.reload.clone(), props.history.as_ref().map(|history| history.reload.clone()));
        Callback::from(move |()| {
            one.emit(());
            if let Some(other) = &other {
                other.emit(());
            }
        })
    };
    let saved = {
        let (left, changed) = (left.setter(), changed.clone());
        Callback::from(move |()| {
            left.set(Left::Facts);
            changed.emit(());
        })
    };
    let set_left = |now: Left| {
        let left = left.setter();
        Callback::from(move |()| left.set(now))
    };
    let opens = |now: Left, glyph: Glyph, label: &str, test: &'static str| {
        html! {
            <button type="button" class="btn" onclick={set_left(now).reform(|_| ())} data-test={test}>
                <Icon {glyph} />{ t(label) }
            </button>
        }
    };
    let newest = props.history.as_ref().and_then(|history| history.view.as_deref());
    let edits: &[HistoryEntry] = newest.map_or(&[], Vec::as_slice);
    let number = |tab: Tab| match tab {
        Tab::Visits => view.visits.len(),
        Tab::History => edits.len(),
        Tab::Cases => view.cases.len(),
    };
    let tab_button = |one: Tab| {
        let tab = tab.clone();
        let on = *tab == one;
        html! {
            <button type="button" role="tab" aria-selected={on.to_string()} onclick={move |_| tab.set(one)} data-test={format!("tab-{}", one.word())}>
                { t_word("console-household-tab", one.word()) }<em>{ number(one) }</em>
            </button>
        }
    };
    let body = match *tab {
        Tab::Visits => html! { <Visits view={view.clone()} /> },
        Tab::History => {
            html! { <>{ for props.history.as_ref().map(above) }<History entries={edits.to_vec()} household={household.clone()} micro_grid_name={view.micro_grid_name.clone()} phones={*phones} />{ facts::cases_newest(&view.cases, &desk) }</> }
        }
        Tab::Cases => facts::cases(&view.cases, &desk),
    };
    let toggle = {
        let phones = phones.clone();
        Callback::from(move |()| phones.set(!*phones))
    };
    html! {
        <>
            <div class="head" data-test="household" data-household={household.id.as_str().to_owned()}>
                { back }
                <div class="head-cut"><h1 data-test="household-title">{ super::words::house(&household.house_no) }{ t("console-dot") }{ household.name().to_owned() }</h1></div>
                if desk.session.sample {
                    <span class="sample">{ t("sample") }</span>
                }
                <span>{ for household.tags.iter().map(|tag| html! { <span class="tag">{ t_word("tag", tag) }</span> }) }</span>
                <span class="sub nw">{ view.micro_grid_name.clone() }</span>
                <div class="acts">
                    if keeps && *left == Left::Facts {
                        if household.stands() {
                            { opens(Left::Move, Glyph::Arrow, "console-moving", "household-move") }
                            { opens(Left::Archive, Glyph::House, "console-archive", "household-archive") }
                        }
                        { opens(Left::Edit, Glyph::Edit, "console-edit", "household-edit") }
                    }
                </div>
            </div>
            { above(&kept) }
            <div class="split split-household">
                <div class="list"><div class="pad">
                    <Marks view={view.clone()} done={saved.clone()} />
                    { match *left {
                        Left::Edit => html! { <EditForm household={household.clone()} {saved} shut={set_left(Left::Facts)} /> },
                        Left::Move => html! { <MoveForm view={view.clone()} done={saved} /> },
                        Left::Archive => html! { <ArchiveForm view={view.clone()} done={saved} /> },
                        Left::Facts => html! { <Facts view={view.clone()} phones={*phones} {toggle} /> },
                    } }
                </div></div>
                <div class="col">
                    <div class="tabs" role="tablist" aria-label={t("console-tabs")}>{ for tabs.iter().copied().map(tab_button) }</div>
                    <div class="scroll" tabindex="0">
                        if keeps { <Conflicts household={household.clone()} phones={*phones} {changed} /> }
                        { body }
                    </div>
                </div>
            </div>
        </>
    }
}
