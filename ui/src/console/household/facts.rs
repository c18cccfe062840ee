//! The facts of a household as they stand: its fields, its people, its cases.

use super::homes::lodging;
use crate::console::bits;
use crate::console::desk::Desk;
use crate::console::glyph::Glyph;
use crate::console::route::Route;
use crate::console::states::Empty;
use crate::console::{mask, words};
use shared_model::api::view::{CaseItem, HouseholdView};
use shared_model::household::{Household, Resident};
use std::rc::Rc;
use ui::mark::mark;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What [`Facts`] takes.
#[derive(Properties, PartialEq)]
pub struct FactsProps {
    /// The household.
    pub view: Rc<HouseholdView>,
    /// Telephone numbers are shown in full.
    pub phones: bool,
    /// Told to show or cover them.
    pub toggle: Callback<()>,
}

/// Why somebody lives here no more, where they live instead, or where they came from.
fn whereabouts(resident: &Resident, household: &Household) -> Html {
    match &resident.lives {
        Some(lives) if lives.to.id != household.id => lodging("home-to", &lives.to),
        Some(lives) if resident.gone.is_empty() => lodging("home-from", &lives.from),
        _ if resident.gone.is_empty() => Html::default(),
        _ => t_word("gone", &resident.gone).into(),
    }
}

fn resident(resident: &Resident, household: &Household, phones: bool) -> Html {
    let id = &resident.id;
    let phone = if phones { resident.phone.clone() } else { mask::phone(&resident.phone) };
    html! {
        <tr data-test={format!("resident-{id}")}>
            <td><b class={(!resident.gone.is_empty()).then_some("mute")}>{ resident.name.clone() }</b><div class="sub">{ whereabouts(resident, household) }</div><div class="sub nw" data-test={format!("resident-{id}-phone")}>{ phone }</div></td>
            <td>{ t_word("relation", &resident.relation) }</td>
            <td>{ if resident.sex.is_empty() { String::new() } else { t_word("sex", &resident.sex) } }</td>
            <td class="num">{ resident.birth_year.clone() }</td>
        </tr>
    }
}

/// The left column while nothing is edited.
#[component]
pub fn Facts(props: &FactsProps) -> Html {
    let household = &props.view.household;
    let fact = |(field, value): (&'static str, &String)| {
        let value = if value.is_empty() {
            html! { <span class="mute">{ t("console-not-set") }</span> }
        } else {
            value.clone().into()
        };
        html! {
            <><dt>{ t_word("field", field) }</dt><dd class="said" data-test={format!("fact-{field}")}>{ value }</dd></>
        }
    };
    let facts = [
        ("house_no", &household.house_no),
        ("address", &household.address),
        ("party_contact", &household.party_contact),
        ("joint_leader", &household.joint_leader),
        ("note", &household.note),
    ];
    let has_phone = household.residents.iter().any(|resident| !resident.phone.is_empty());
    html! {
        <>
            <div class="sec"><dl class="kv">{ for facts.into_iter().map(fact) }</dl></div>
            <div class="sec">
                <h3 class="row">
                    <span class="grow">{ t_with("console-residents", &[("n", household.present().count().into())]) }</span>
                    if has_phone {
                        <button type="button" class="txt sub" onclick={props.toggle.reform(|_| ())} data-test="phones-toggle">
                            { if props.phones { t("console-phones-cover") } else { t("console-phones-show") } }
                        </button>
                    }
                </h3>
                <table class="tb tb-in">
                    <tbody>{ for household.residents.iter().map(|one| resident(one, household, props.phones)) }</tbody>
                </table>
            </div>
            <div class="sec"><p class="sub">{ t("console-looks-logged") }</p></div>
        </>
    }
}

/// The newest event of a case: what, by whom, when, and its words.
fn newest(item: &CaseItem, desk: &Desk) -> Html {
    let last = &item.last_step;
    html! {
        <>
            <span class="nw">{ t_word("event", last.kind.word()) }{ t("console-dot") }{ words::by(last.kind, &last.author) }{ t("console-dot") }{ words::stamp(last.written_at, desk.now()) }</span>
            if !last.words.is_empty() {
                <div class="sub said">{ last.words.clone() }</div>
            }
        </>
    }
}

/// What was last done in each case of a household, the newest first: below what was changed in the
/// household itself.
pub fn cases_newest(items: &[CaseItem], desk: &Desk) -> Html {
    if items.is_empty() {
        return Html::default();
    }
    let mut items: Vec<&CaseItem> = items.iter().collect();
    items.sort_by_key(|item| std::cmp::Reverse(item.last_step.written_at));
    let row = |item: &&CaseItem| {
        html! {
            <tr key={item.id.as_str()} data-test={format!("history-case-{}", item.id)}>
                <td><a class="t" href={Route::Case(item.id.clone()).href()}>{ item.title.clone() }</a></td>
                <td>{ bits::standing(item) }</td>
                <td>{ newest(item, desk) }</td>
            </tr>
        }
    };
    html! {
        <table class="tb" data-test="history-cases">
            <thead><tr><th>{ t("console-case") }</th><th>{ t("console-state") }</th><th>{ t("console-newest") }</th></tr></thead>
            <tbody>{ for items.iter().map(row) }</tbody>
        </table>
    }
}

/// The cases a household is a party of.
pub fn cases(items: &[CaseItem], desk: &Desk) -> Html {
    if items.is_empty() {
        return html! { <Empty glyph={Glyph::Inbox} title={t("console-household-no-cases")} /> };
    }
    let row = |item: &CaseItem| {
        html! {
            <tr key={item.id.as_str()} data-test={format!("household-case-{}", item.id)}>
                <td class="c-mark">{ mark(item.colour) }</td>
                <td class="c-light">{ bits::due(item.due, desk) }</td>
                <td class="wrap"><a class="t" href={Route::Case(item.id.clone()).href()}>{ item.title.clone() }</a><div class="sub">{ newest(item, desk) }</div></td>
                <td class="c-place">{ item.category_name.clone() }</td>
                <td>{ bits::standing(item) }</td>
            </tr>
        }
    };
    html! {
        <table class="tb" data-test="household-cases">
            <thead><tr>
                <th>{ t("console-colour") }</th><th>{ t("console-due") }</th><th>{ t("console-case") }</th>
                <th class="c-place">{ t("console-category") }</th><th>{ t("console-state") }</th>
            </tr></thead>
            <tbody>{ for items.iter().map(row) }</tbody>
        </table>
    }
}
