//! What the policy asks of a case that is raised, for the office's tables: below all that matters, so
//! that it costs nobody a tap.

use super::sheet::{Act, RaiseForm};
use crate::phone::known::Ask;
use crate::phone::parts::field::{self, Takes};
use crate::phone::parts::frame::{Lead, group};
use shared_model::casework::{Fact, Source};
use shared_model::services::{ServiceItems, ServiceList};
use ui::text::{t, t_word};
use yew::prelude::*;

/// The fields, when any is asked for.
pub fn facts(content: &RaiseForm, ask: &Ask, items: &ServiceItems, act: &Callback<Act>) -> Html {
    let asked = |fact: Fact| ask.shows(fact);
    let item = asked(Fact::ServiceItem) && !items.is_empty();
    if !item && ![Fact::Source, Fact::People, Fact::Amount].into_iter().any(asked) {
        return html! {};
    }
    let title = if ask.required.is_empty() { t("facts-if-known") } else { t("facts-asked") };
    let (people, amount) = (act.clone(), act.clone());
    group(
        title,
        Lead::None,
        "raise-facts",
        html! { <>
            if item { { service_item(content, items, act) } }
            if asked(Fact::Source) { { source(content, act) } }
            if asked(Fact::People) {
                { field::line(t("people"), String::new(), &content.people, Takes::Figure, "raise-people",
                    move |text| people.emit(Act::People(text))) }
            }
            if asked(Fact::Amount) {
                { field::line(t("amount"), String::new(), &content.amount, Takes::Figure, "raise-amount",
                    move |text| amount.emit(Act::Amount(text))) }
            }
        </> },
    )
}

/// What the one-window service is asked for.
fn service_item(content: &RaiseForm, items: &ServiceItems, act: &Callback<Act>) -> Html {
    let act = act.clone();
    let services = items.items.iter().filter(|item| item.list == ServiceList::Service);
    let choices = services.map(|item| (item.key.clone(), item.name.clone()));
    field::list(
        t("service-item"),
        t("choose-or-not"),
        choices,
        &content.service_item,
        "raise-item",
        move |key| {
            act.emit(Act::ServiceItem(key));
        },
    )
}

fn source(content: &RaiseForm, act: &Callback<Act>) -> Html {
    let act = act.clone();
    let chosen = content.source.map(Source::word).unwrap_or_default();
    let choices = Source::ALL.into_iter().map(|way| (way.word().to_owned(), t_word("source", way.word())));
    let by_word = |word: String| Source::ALL.into_iter().find(|source| source.word() == word);
    field::list(t("source"), t("choose-or-not"), choices, chosen, "raise-source", move |word| {
        act.emit(Act::Source(by_word(word)));
    })
}
