//! The people of a household with their telephones, and who helps it.

use super::lodging;
use crate::phone::clock;
use crate::phone::parts::frame::{Lead, group, title};
use crate::phone::parts::rows::joined;
use shared_model::household::{Household, Resident};
use ui::icons::{Icon, icon};
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The people, the head first.
pub fn residents(household: &Household) -> Html {
    if household.residents.is_empty() {
        return html! {};
    }
    html! {
        <section class="wg-sec wg-sec16" data-test="household-people">
            { title(t("people-title")) }
            <div class="weui-cells">{ for household.residents.iter().map(|one| resident(one, household)) }</div>
        </section>
    }
}

fn resident(person: &Resident, household: &Household) -> Html {
    let relation =
        if person.relation.is_empty() { String::new() } else { t_word("relation", &person.relation) };
    let gone = if person.gone.is_empty() { String::new() } else { t_word("gone", &person.gone) };
    let sex = if person.sex.is_empty() { String::new() } else { t_word("sex", &person.sex) };
    let age = age(&person.birth_year, clock::now().day().year);
    let age = age.map(|years| t_with("years-old", &[("n", years.into())])).unwrap_or_default();
    html! {
        <div key={person.id.as_str()} class="weui-cell weui-cell_2" data-test={format!("resident-{}", person.id)}>
            <div class="weui-cell__bd">
                <p class="wg-ct">{ &person.name }</p>
                if let Some(lives) = &person.lives {
                    <p class="wg-cd">{ if lives.to.id == household.id { lodging("home-from", &lives.from) } else { lodging("home-to", &lives.to) } }</p>
                }
                <p class="wg-cd">
                    { joined([gone, relation, sex, age]) }
                    if !person.phone.is_empty() {
                        { t("separator") }<span class="wg-nowrap">{ &person.phone }</span>
                    }
                </p>
            </div>
            if !person.phone.is_empty() {
                <div class="weui-cell__ft">
                    <a class="wg-ib wg-call" href={format!("tel:{}", dialled(&person.phone))}
                        aria-label={t_with("call", &[("name", person.name.clone().into())])}>{ icon(Icon::Call) }</a>
                </div>
            }
        </div>
    }
}

/// Years in this year; none for a year that is none.
fn age(birth_year: &str, this_year: i32) -> Option<i32> {
    let years = this_year - birth_year.parse::<i32>().ok()?;
    (0..=130).contains(&years).then_some(years)
}

fn dialled(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// Linked party member and joint-household leader.
pub fn helpers(household: &Household) -> Html {
    let both = [
        (t("field-party_contact"), &household.party_contact),
        (t("field-joint_leader"), &household.joint_leader),
    ];
    if both.iter().all(|(_, name)| name.is_empty()) {
        return html! {};
    }
    group(
        t("helpers-title"),
        Lead::None,
        "",
        both.into_iter()
            .filter(|(_, name)| !name.is_empty())
            .map(|(label, name)| {
                html! {
                    <div class="weui-cell">
                        <div class="weui-cell__bd">{ label }</div>
                        <div class="weui-cell__ft wg-value">{ name }</div>
                    </div>
                }
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_said_only_when_it_can_be_true() {
        assert_eq!(age("1948", 2026), Some(78));
        assert_eq!([age("", 2026), age("48", 2026), age("2048", 2026)], [None, None, None]);
        assert_eq!(dialled("+86 139-0000 0001"), "+8613900000001");
    }
}
