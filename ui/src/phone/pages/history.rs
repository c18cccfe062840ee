//! Who changed what in a household: before, after, by whom, written when, and where it is.

use crate::phone::clock;
use crate::phone::input::on_tap;
use crate::phone::live::use_live;
use crate::phone::parts::bars::Top;
use crate::phone::parts::delivery;
use crate::phone::parts::filter::{filters, pressed};
use crate::phone::parts::frame::{close_page, shown};
use crate::phone::parts::older::{self, Older};
use crate::phone::parts::part::part;
use crate::phone::parts::rows::name_or_role;
use crate::phone::parts::wait::empty;
use shared_model::api::Query;
use shared_model::api::view::{HistoryEntry, HouseholdView};
use shared_model::household::Household;
use shared_model::ids::HouseholdId;
use shared_model::moment::Millis;
use shared_model::people::the_server;
use ui::dates;
use ui::icons::{Icon, small};
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// Which household.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its identity.
    pub id: HouseholdId,
}

/// What an entry is about: groups to filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Phone,
    Tag,
    People,
    House,
}

fn about(field: &str) -> About {
    if field.ends_with(".phone") {
        About::Phone
    } else if field.starts_with("tag.") {
        About::Tag
    } else if field.starts_with("resident.") {
        About::People
    } else {
        About::House
    }
}

/// The name of a field in words; whose it is is said by [`whose`].
pub fn field_name(field: &str) -> String {
    match field.strip_prefix("tag.") {
        Some(tag) => t_word("tag", tag),
        None => t_word("field", field.rsplit('.').next().unwrap_or(field)),
    }
}

/// The field with whose it is: 李玉珍 电话.
fn whose(field: &str, household: Option<&Household>) -> String {
    let id = field.strip_prefix("resident.").and_then(|rest| rest.split('.').next());
    let person = household
        .zip(id)
        .and_then(|(household, id)| household.residents.iter().find(|r| r.id.as_str() == id));
    match person {
        Some(person) => {
            t_with("field-of", &[("name", person.name.clone().into()), ("field", field_name(field).into())])
        }
        None => field_name(field),
    }
}

/// A value in words: what a tag or a coded value says, and what empty means.
fn value(field: &str, value: &str) -> String {
    let part = field.rsplit('.').next().unwrap_or(field);
    match (about(field), value) {
        (About::Tag, "1") => t("tag-on"),
        (About::Tag, _) => t("tag-off"),
        (_, "") if part == "gone" => t("gone-not"),
        (_, "") => t("value-empty"),
        (_, coded) if part == "gone_why" => t_word("gone-why", coded),
        (_, coded) if part == "gone" => t_word("gone", coded),
        (About::People, coded) if part == "sex" => t_word("sex", coded),
        (About::People, coded) if part == "relation" => t_word("relation", coded),
        _ => value.to_owned(),
    }
}

/// The record of a household.
#[component]
pub fn History(props: &Props) -> Html {
    let asked = use_live::<Vec<HistoryEntry>>(Query::HouseholdHistory { id: props.id.clone() });
    let household = use_live::<HouseholdView>(Query::Household { id: props.id.clone() });
    let only = use_state_eq(|| None::<About>);
    let again = household.reload.clone();
    let view = household.state.ready();
    let older = view.and_then(|view| view.older.clone());
    let household = view.map(|view| &view.household);
    let line = household.map(|household| t_with("home-of", &[("name", household.name().into())]));
    let chip = |which: Option<About>, label: String, test: &'static str| {
        let only = only.clone();
        pressed(*only == which, label, test, on_tap(move || only.set(which)))
    };
    let content = shown(&asked, |entries| list(entries, *only, household));
    let bar =
        Top { title: t("history-title").into(), line: line.unwrap_or_default().into(), ..Top::default() };
    let all = html! { <>
        { filters(html! { <>
            { chip(None, t("filter-all"), "history-all") }
            { chip(Some(About::Phone), t("field-phone"), "history-phone") }
            { chip(Some(About::Tag), t("tags-title"), "history-tags") }
            { chip(Some(About::People), t("people-title"), "history-people") }
            { chip(Some(About::House), t("house-title"), "history-house") }
        </> }) }
        { content }
        { for older.map(|older| part::<Older>(older::Props { older, reload: again.clone() })) }
    </> };
    close_page("page-history", bar.html(), all, html! {})
}

fn list(entries: &[HistoryEntry], only: Option<About>, household: Option<&Household>) -> Html {
    let now = clock::now();
    let shown: Vec<_> = entries.iter().filter(|e| only.is_none_or(|only| about(&e.field) == only)).collect();
    if shown.is_empty() {
        return empty(Icon::History, t("history-empty"), String::new());
    }
    html! {
        <section class="wg-sec wg-sec16">
            <div class="weui-cells" data-test="history-list">
                { for shown.into_iter().map(|e| entry(e, household, now)) }
            </div>
            <p class="weui-cells__tips">{ t("history-tips") }</p>
        </section>
    }
}

fn entry(entry: &HistoryEntry, household: Option<&Household>, now: Millis) -> Html {
    let field = &entry.field;
    let before = match entry.from.as_slice() {
        [] => value(field, ""),
        values => values.iter().map(|v| value(field, v)).collect::<Vec<_>>().join(&t("list-comma")),
    };
    let nothing = entry.from.iter().all(String::is_empty) && about(field) != About::Tag;
    let who = if entry.author.account == the_server() { t("by-itself") } else { name_or_role(&entry.author) };
    let who = if entry.author.me { t_with("you-named", &[("name", who.into())]) } else { who };
    let written = t_with("written-at", &[("time", dates::day_and_clock(entry.written_at, now).into())]);
    html! {
        <div class="weui-cell wg-cell_block" data-test="history-entry" data-field={field.clone()} data-stands={entry.stands.to_string()}>
            if entry.concurrent {
                <p class="wg-line wg-line_b"><span class="wg-inv">{ small(Icon::Both) }{ t("both-wrote") }</span></p>
            }
            <p class="wg-ct">{ whose(field, household) }</p>
            if let Some(home) = &entry.of { <p class="wg-cd">{ home }</p> }
            <dl class="wg-diff">
                <dt>{ t("before") }</dt><dd class={if nothing { "wg-none" } else { "old" }}>{ before }</dd>
                <dt>{ t("after") }</dt><dd class={if entry.stands { "wg-b" } else { "old" }}>{ value(field, &entry.to) }</dd>
            </dl>
            <p class="wg-cd">{ who }</p>
            <p class="wg-cd">{ written }</p>
            { delivery::state_with_time(&entry.delivery, entry.written_at, now) }
            { delivery::through("wg-cd", entry.heard_from.as_ref(), &entry.carried_by) }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_fall_into_the_groups_one_filters_by() {
        let groups = ["resident.a.phone", "tag.elderly", "resident.a.name", "note"].map(about);
        assert_eq!(groups, [About::Phone, About::Tag, About::People, About::House]);
    }
}
