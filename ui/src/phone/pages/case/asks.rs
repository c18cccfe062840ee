//! What a step asks for beside words: by kind of step, and for a settlement by the policy.

use super::step::{self, Act, Line, StepForm};
use super::writing::Props;
use crate::phone::input::on_tap;
use crate::phone::known::{Known, Rules};
use crate::phone::parts::choice::{self, Choice};
use crate::phone::parts::field::{self, Takes};
use crate::phone::parts::part::part;
use shared_model::api::Query;
use shared_model::api::view::{CaseItem, CaseView};
use shared_model::casework::{Agreement, Colour, EventKind, Fact, Outcome, WentTo};
use shared_model::ids::{AccountId, CaseId};
use shared_model::people::Account;
use std::cmp::Reverse;
use ui::backend::use_query;
use ui::mark;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// The fields of a step.
pub fn asks(props: &Props, content: &StepForm, reference: Option<&Known>, act: &Callback<Act>) -> Html {
    match props.kind {
        EventKind::Recoloured => colours(props.view.item.colour, content.colour, act),
        EventKind::Settled => settled(props, content, reference, act),
        EventKind::FollowedUp => {
            let choices = [("yes", true), ("no", false)].map(|(word, value)| {
                Choice::new(value, t_word("satisfied", word), format!("satisfied-{word}"))
            });
            choice::chips(&choices, content.satisfied.as_ref(), &act.reform(Act::Satisfied))
        }
        EventKind::Dispatched => {
            let may =
                |person: &Account, policy: &Rules| fits(person, policy, EventKind::Settled, &props.view);
            cells(whom(t("dispatch-to"), "dispatch-to", may, content, reference, act))
        }
        EventKind::Tasked => cells(html! {
            <>
                { whom(t("task-to"), "task-to", |person, policy| {
                    fits(person, policy, EventKind::TaskDone, &props.view)
                }, content, reference, act) }
                { typed(t("by-day"), content, Line::Day, Takes::Day, "by-day", act) }
            </>
        }),
        EventKind::Urged => cells(typed(t("by-day"), content, Line::Day, Takes::Day, "by-day", act)),
        EventKind::Discussed => took_part(&props.view, content, act),
        EventKind::Helped => cells(html! {
            <>
                { typed(t("helped-who"), content, Line::Names, Takes::Words(40), "helped-who", act) }
                { typed(t("helped-hours"), content, Line::Hours, Takes::Figure, "helped-hours", act) }
                { typed(t("helped-minutes"), content, Line::Minutes, Takes::Figure, "helped-minutes", act) }
            </>
        }),
        EventKind::Merged => part::<Into>(IntoProps {
            view: props.view.item.clone(),
            chosen: content.into.clone(),
            act: act.clone(),
        }),
        _ => html! {},
    }
}

fn cells(content: Html) -> Html {
    html! { <div class="weui-cells wg-sheet__list">{ content }</div> }
}

/// A line of the form; `name` is its text, its hint and its name for tests.
fn typed(
    label: String,
    content: &StepForm,
    which: Line,
    takes: Takes,
    name: &'static str,
    act: &Callback<Act>,
) -> Html {
    let act = act.clone();
    let then = move |text| act.emit(Act::Type(which, text));
    field::line(label, String::new(), content.line(which), takes, name, then)
}

/// How it ended, and the facts the policy asks that fit the outcome.
fn settled(props: &Props, content: &StepForm, reference: Option<&Known>, act: &Callback<Act>) -> Html {
    let case_kind = props.view.item.kind;
    let ask = reference.and_then(|reference| reference.policy.ask(case_kind, EventKind::Settled));
    let asked = |fact: Fact| ask.is_some_and(|ask| ask.shows(fact));
    let choices = step::outcomes(case_kind)
        .map(|o| Choice::new(o, t_word("outcome", o.word()), format!("outcome-{}", o.word())));
    let agreed = content.outcome == Some(Outcome::AgreementReached) && asked(Fact::Agreement);
    let failed = content.outcome == Some(Outcome::Failed) && asked(Fact::WentTo);
    let difficult = act.clone();
    html! {
        <>
            { choice::chips(&choices, content.outcome.as_ref(), &act.reform(Act::Outcome)) }
            if agreed {
                { agreement(content, act) }
            }
            if content.outcome.is_some() && (failed || asked(Fact::Amount) || asked(Fact::Difficult)) {
                <div class="weui-cells wg-sheet__list">
                    if failed { { went_to(content, act) } }
                    if asked(Fact::Amount) { { typed(t("amount"), content, Line::Amount, Takes::Figure, "amount", act) } }
                    if asked(Fact::Difficult) {
                        { choice::switch(t("told-difficult"), None, ui::icons::Icon::Scale, content.difficult == Some(true),
                            "difficult", Callback::from(move |on| difficult.emit(Act::Difficult(on)))) }
                    }
                </div>
            }
        </>
    }
}

/// The form of the agreement.
fn agreement(content: &StepForm, act: &Callback<Act>) -> Html {
    let choices = Agreement::ALL.map(|form| {
        Choice::new(form, t_word("agreement", form.word()), format!("agreement-{}", form.word()))
    });
    choice::chips(&choices, content.agreement.as_ref(), &act.reform(Act::Agreement))
}

fn went_to(content: &StepForm, act: &Callback<Act>) -> Html {
    let act = act.clone();
    let chosen = content.went_to.map(WentTo::word).unwrap_or_default();
    let choices = WentTo::ALL.into_iter().map(|way| (way.word().to_owned(), t_word("went-to", way.word())));
    let by_word = |word: String| WentTo::ALL.into_iter().find(|way| way.word() == word);
    field::list(t("went-to"), t("choose-or-not"), choices, chosen, "went-to", move |word| {
        act.emit(Act::WentTo(by_word(word)));
    })
}

fn colours(now: Colour, chosen: Option<Colour>, act: &Callback<Act>) -> Html {
    let row = |colour: Colour| {
        let act = act.clone();
        choice::radio_row(
            html! { t_word("colour-title", colour.word()) },
            html! { t_word("colour-means", colour.word()) },
            mark::shape(colour, "wg-shape_l"),
            chosen == Some(colour),
            &format!("colour-{}", colour.word()),
            on_tap(move || act.emit(Act::Colour(colour))),
        )
    };
    html! {
        <div class="weui-cells wg-leadc wg-sheet__list" role="radiogroup" aria-label={t("raise-colour")}>
            { for Colour::ALL.into_iter().filter(|colour| *colour != now).map(row) }
        </div>
    }
}

/// Whom the case can be given to, and who may then do such a step.
fn fits(person: &Account, policy: &Rules, then: EventKind, view: &CaseView) -> bool {
    let village = view.item.micro_grid.village();
    policy.may(person.role, then) && village.is_some_and(|village| person.can_be_given(&village))
}

/// Somebody the phone knows by name and who fits.
fn whom(
    label: String,
    name: &'static str,
    fits: impl Fn(&Account, &Rules) -> bool,
    content: &StepForm,
    reference: Option<&Known>,
    act: &Callback<Act>,
) -> Html {
    let act = act.clone();
    let people = reference.into_iter().flat_map(|reference| {
        let fits = &fits;
        reference.people.iter().filter(move |person| fits(person, &reference.policy))
    });
    let choices = people.map(|person| {
        let role = t_word("role", person.role.word());
        let said = t_with("role-name", &[("role", role.into()), ("name", person.name.clone().into())]);
        (person.id.to_string(), said)
    });
    let chosen = content.to.as_ref().map(ToString::to_string).unwrap_or_default();
    field::list(label, t("dispatch-choose"), choices, &chosen, name, move |id| {
        act.emit(Act::To(AccountId::parse(&id).ok()));
    })
}

/// Who took part: typed, or tapped where they are parties.
fn took_part(view: &CaseView, content: &StepForm, act: &Callback<Act>) -> Html {
    let line = content.line(Line::Names);
    let there = step::names(line);
    let chip = |(index, name): (usize, &String)| {
        let (act, then) = (act.clone(), step::toggled(line, name));
        let on = there.contains(name);
        html! {
            <button type="button" class={classes!("wg-chip", on.then_some("wg-chip_on"))} aria-pressed={on.to_string()}
                data-test={format!("took-part-{index}")} onclick={on_tap(move || act.emit(Act::Type(Line::Names, then.clone())))}>{ name }</button>
        }
    };
    html! {
        <>
            { cells(typed(t("took-part"), content, Line::Names, Takes::Words(2000), "took-part", act)) }
            <div class="wg-chips">{ for view.item.parties.iter().enumerate().map(chip) }</div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct IntoProps {
    view: CaseItem,
    chosen: Option<CaseId>,
    act: Callback<Act>,
}

/// Into which open case: those with the same parties first, then those of the same place.
#[component]
fn Into(props: &IntoProps) -> Html {
    let asked = use_query::<Vec<CaseItem>>(Query::Cases { search: String::new(), closed: false });
    let here = &props.view;
    let mut others: Vec<CaseItem> = asked.state.ready().cloned().unwrap_or_default();
    let village = here.micro_grid.village();
    others.retain(|other| other.id != here.id && other.micro_grid.village() == village);
    others.sort_by_key(|other| {
        let shared = other.parties.iter().filter(|party| here.parties.contains(party)).count();
        Reverse((shared, other.micro_grid == here.micro_grid, other.category == here.category))
    });
    let choices = others.iter().map(|other| {
        let who = other.parties.join(&t("list-comma"));
        (other.id.to_string(), crate::phone::parts::rows::joined([other.title.clone(), who]))
    });
    let act = props.act.clone();
    let chosen = props.chosen.as_ref().map(ToString::to_string).unwrap_or_default();
    cells(field::list(t("merge-into"), t("merge-choose"), choices, &chosen, "merge-into", move |id| {
        act.emit(Act::Into(CaseId::parse(&id).ok()));
    }))
}
