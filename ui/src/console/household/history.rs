//! Who changed what in a household: from, to, by whom, written when and received when.

use super::changes::{Field, field, is_phone};
use crate::console::case::story::{Times, times};
use crate::console::case::timeline::through;
use crate::console::desk::{Desk, use_desk};
use crate::console::glyph::{Glyph, Icon};
use crate::console::states::Empty;
use crate::console::{mask, words};
use shared_model::api::view::HistoryEntry;
use shared_model::household::Household;
use shared_model::people::the_server;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What [`History`] takes.
#[derive(Properties, PartialEq)]
pub struct HistoryProps {
    /// The changes.
    pub entries: Vec<HistoryEntry>,
    /// The household, for the names of its people.
    pub household: Household,
    /// The name of its micro-grid.
    pub micro_grid_name: AttrValue,
    /// Telephone numbers are shown in full.
    pub phones: bool,
}

/// What a field is called: a tag by its name, a person's field with the person's name.
pub fn field_name(key: &str, household: &Household) -> String {
    match field(key) {
        Field::Own("micro_grid") => t("console-micro-grid"),
        Field::Own(name) => t_word("field", name),
        Field::Tag(tag) => t_with("console-field-tag", &[("tag", t_word("tag", tag).into())]),
        Field::Of { resident, part } => {
            let person = household.residents.iter().find(|one| one.id.as_str() == resident);
            let name = person.map_or_else(|| t("unknown-person"), |one| one.name.clone());
            t_with("console-field-of", &[("name", name.into()), ("field", t_word("field", part).into())])
        }
    }
}

/// A field's value as people read it.
pub fn value_text(key: &str, value: &str, phones: bool) -> String {
    match field(key) {
        _ if is_phone(key) && !phones => mask::phone(value),
        Field::Own("gone") | Field::Of { part: "gone", .. } => {
            t_word("gone", if value.is_empty() { "not" } else { value })
        }
        Field::Own("gone_why") if !value.is_empty() => t_word("gone-why", value),
        Field::Tag(_) => t_word("console-tag", if value == "1" { "set" } else { "unset" }),
        _ if value.is_empty() => t("console-not-set"),
        Field::Of { part: "sex", .. } => t_word("sex", value),
        Field::Of { part: "relation", .. } => t_word("relation", value),
        _ => value.to_owned(),
    }
}

fn row(index: usize, entry: &HistoryEntry, props: &HistoryProps, desk: &Desk) -> Html {
    let now = desk.now();
    let text = |value: &String| {
        let home = entry.field == "micro_grid" && value == props.household.micro_grid.as_str();
        if home { props.micro_grid_name.to_string() } else { value_text(&entry.field, value, props.phones) }
    };
    let from: Vec<String> = entry.from.iter().map(text).collect();
    let from = if from.is_empty() { t("console-not-set") } else { words::list(&from) };
    let (written, received, late) = match times(entry.written_at, &entry.delivery) {
        Times::Once(at) => (at, at, false),
        Times::Both { written, received, late_hours } => (written, received, late_hours.is_some()),
    };
    html! {
        <tr data-test={format!("history-{index}")} data-field={entry.field.clone()} data-stands={entry.stands.to_string()}
            data-concurrent={entry.concurrent.to_string()}>
            <td class="c-head">{ field_name(&entry.field, &props.household) }
                if let Some(home) = &entry.of {
                    <div class="sub" data-test="history-of">{ home }</div>
                }
            </td>
            <td class="mute said" data-label={t("console-from")}>{ from }</td>
            <td class="c-arrow"><Icon glyph={Glyph::Arrow} small=true /></td>
            <td class="said" data-label={t("console-to-value")}>
                { text(&entry.to) }
                if entry.concurrent {
                    { " " }<span class="st st-fork" title={t("console-at-once-why")}>{ t("console-at-once") }</span>
                }
                if !entry.stands {
                    { " " }<span class="sub">{ t("console-replaced") }</span>
                }
            </td>
            <td class="nw" data-label={t("console-who")}>
                if entry.author.account == the_server() {
                    { t("by-itself") }
                } else {
                    { words::who(&entry.author) }{ t("console-dot") }<span class="mute">{ words::role(entry.author.role) }</span>
                }
                if entry.heard_from.is_some() {
                    <div>{ through(entry.heard_from.as_ref()) }</div>
                }
            </td>
            <td class="num" data-label={t("console-written")}>{ words::stamp(written, now) }</td>
            <td class="num" data-label={t("console-got")}>
                if late {
                    <span title={t("console-offline")}><Icon glyph={Glyph::Offline} small=true /></span>{ " " }
                }
                { words::stamp(received, now) }
            </td>
        </tr>
    }
}

/// The history of a household.
#[component]
pub fn History(props: &HistoryProps) -> Html {
    let desk = use_desk();
    if props.entries.is_empty() {
        return html! { <Empty glyph={Glyph::Edit} title={t("console-no-history")} /> };
    }
    html! {
        <>
            <table class="tb tb-cards" data-test="history">
                <thead><tr>
                    <th>{ t("console-field") }</th><th>{ t("console-from") }</th><th></th><th>{ t("console-to-value") }</th>
                    <th>{ t("console-who") }</th><th class="num">{ t("console-written") }</th><th class="num">{ t("console-got") }</th>
                </tr></thead>
                <tbody>{ for props.entries.iter().enumerate().map(|(index, entry)| row(index, entry, props, &desk)) }</tbody>
            </table>
            <p class="sub pad">{ t("console-history-kept") }</p>
        </>
    }
}
