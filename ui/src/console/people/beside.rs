//! Beside a case: the service item it asks for, and who of the village's directory can help with it.

use crate::console::desk::use_desk;
use crate::console::items::days;
use crate::console::mask;
use shared_model::api::Query;
use shared_model::api::view::CaseView;
use shared_model::casework::Step;
use shared_model::directory::{ListedPerson, suggested};
use shared_model::people::Role;
use shared_model::services::{ServiceItem, ServiceItems};
use std::rc::Rc;
use ui::backend::use_query;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// So many are suggested; the others stand on the directory's page.
const SHOWN: usize = 4;

/// What [`Beside`] takes.
#[derive(Properties, PartialEq)]
pub struct BesideProps {
    /// The case.
    pub view: Rc<CaseView>,
}

/// The key of the item that a case asks for.
fn asked_item(view: &CaseView) -> Option<&str> {
    view.timeline.iter().filter(|entry| entry.void.is_none()).find_map(|entry| match &entry.step {
        Step::Raised { facts, .. } => facts.service_item.as_deref(),
        _ => None,
    })
}

/// All that a case's own words say, to find skills in.
fn said(view: &CaseView) -> String {
    format!("{} {} {}", view.item.category_name, view.item.title, view.words)
}

/// The panel; nothing where there is nothing to say.
#[component]
pub fn Beside(props: &BesideProps) -> Html {
    let role = use_desk().account.role;
    let in_village = matches!(role, Role::Member | Role::GridLeader | Role::Secretary | Role::Mediator);
    let key = asked_item(&props.view).map(str::to_owned);
    html! {
        <>
            if let Some(key) = key {
                <Item wanted={key} />
            }
            if in_village && !props.view.item.stage.is_closed() {
                <Helpers view={props.view.clone()} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ItemProps {
    wanted: String,
}

#[component]
fn Item(props: &ItemProps) -> Html {
    let asked = use_query::<ServiceItems>(Query::ServiceItems);
    let Some(all) = asked.state.ready() else { return Html::default() };
    let known = all.item(&props.wanted);
    let line = |item: &ServiceItem| {
        let parts = [item.desk.clone(), days(item.days)];
        let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        html! {
            <>
                <div class="sub">{ said.join(&t("console-dot")) }</div>
                if !item.papers.is_empty() {
                    <div class="sub said">{ t_with("console-items-bring", &[("papers", item.papers.as_str().into())]) }</div>
                }
            </>
        }
    };
    html! {
        <div class="sec" data-test="case-service-item" data-key={props.wanted.clone()}>
            <h3>{ t("console-nav-items") }</h3>
            <b>{ known.map_or_else(|| props.wanted.clone(), |item| item.name.clone()) }</b>
            { known.map(line) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct HelpersProps {
    view: Rc<CaseView>,
}

#[component]
fn Helpers(props: &HelpersProps) -> Html {
    let phones = use_state_eq(|| false);
    let asked = use_query::<Vec<ListedPerson>>(Query::Directory { place: None, kind: None });
    let Some(all) = asked.state.ready() else { return Html::default() };
    let item = &props.view.item;
    // Of the case's own village: a case of another one that names a household of this one is asked there.
    let near: Vec<ListedPerson> =
        all.iter().filter(|person| person.place.village() == item.micro_grid.village()).cloned().collect();
    let found = suggested(&near, item.kind, &item.micro_grid, &said(&props.view));
    if found.is_empty() {
        return Html::default();
    }
    let toggle = {
        let phones = phones.clone();
        move |_: MouseEvent| phones.set(!*phones)
    };
    let person = |person: &&ListedPerson| {
        let phone = if *phones { person.phone.clone() } else { mask::phone(&person.phone) };
        html! {
            <li data-test={format!("helper-{}", person.id)}>
                <b>{ person.name.clone() }</b>{ " " }<span class="mute">{ t_word("person", person.kind.word()) }</span>
                <div class="sub">{ phone }{ " " }{ for person.skills.iter().map(|skill| html! { <span class="tag">{ skill.clone() }</span> }) }</div>
            </li>
        }
    };
    html! {
        <div class="sec" data-test="helpers">
            <h3>{ t("console-helpers") }</h3>
            <ul>{ for found.iter().take(SHOWN).map(person) }</ul>
            <button type="button" class="txt" onclick={toggle} data-test="helpers-phones">
                { if *phones { t("console-people-hide") } else { t("console-people-show") } }
            </button>
        </div>
    }
}
