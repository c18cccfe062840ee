//! The form of one step: what it asks for, and what became of sending it. A refusal keeps the
//! words and says the rule.

use super::draft::{Draft, Missing, build, must_speak};
use super::facts::outcome_word;
use crate::console::posts::{self, Group, groups};
use crate::console::states::Trouble;
use shared_model::api::view::CaseItem;
use shared_model::api::{Command, Query};
use shared_model::casework::{Agreement, Colour, EventKind, Outcome};
use shared_model::ids::{AccountId, CaseId, EventId};
use shared_model::people::{Account, Reference};
use ui::backend::{use_command, use_query};
use ui::mark::mark;
use ui::text::{t, t_word};
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What [`StepForm`] takes.
#[derive(Properties, PartialEq)]
pub struct StepFormProps {
    /// Which step.
    pub kind: EventKind,
    /// In which case.
    pub case: CaseId,
    /// The frontier of the case as it is shown: what the step has seen.
    pub seen: Vec<EventId>,
    /// The case's colour now.
    pub colour: Colour,
    /// What is filled in so far.
    pub draft: Draft,
    /// Told what is filled in.
    pub filled: Callback<Draft>,
    /// Told when somebody changed their mind.
    pub shut: Callback<()>,
    /// Told when the step was written.
    pub done: Callback<EventKind>,
}

/// The form.
#[component]
pub fn StepForm(props: &StepFormProps) -> Html {
    let doing = use_command();
    let missing = use_state_eq(|| None::<Missing>);
    let kind = props.kind;
    let onsubmit = {
        let (draft, case, done) = (props.draft.clone(), props.case.clone(), props.done.clone());
        let seen = props.seen.clone();
        let (run, missing) = (doing.run.clone(), missing.setter());
        move |event: SubmitEvent| {
            event.prevent_default();
            match build(kind, &draft) {
                Ok(step) => {
                    missing.set(None);
                    let done = done.reform(move |_| kind);
                    let (case, seen) = (case.clone(), Some(seen.clone()));
                    run.emit((Command::AddToCase { case, step, seen, anyway: false, photos: vec![] }, done));
                }
                Err(lacks) => missing.set(Some(lacks)),
            }
        }
    };
    let spoken = {
        let (draft, filled) = (props.draft.clone(), props.filled.clone());
        move |event: InputEvent| {
            let words = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            filled.emit(Draft { words, ..draft.clone() });
        }
    };
    let label =
        if must_speak(kind) { t_word("console-words", kind.word()) } else { t("console-words-optional") };
    let lacks_words = *missing == Some(Missing::Words);
    html! {
        <form class="form" {onsubmit} data-test="step-form" data-step={kind.word()}>
            <h3>{ t_word("event", kind.word()) }</h3>
            <Asks {kind} colour={props.colour} case={props.case.clone()} draft={props.draft.clone()} filled={props.filled.clone()} />
            <label class="fld">
                <span>{ label }</span>
                <textarea class={classes!("in", lacks_words.then_some("in-wrong"))} value={props.draft.words.clone()} oninput={spoken}
                    data-test="step-words" />
            </label>
            if let Some(missing) = *missing {
                <p class="note note-bad" role="alert" data-test="step-missing" data-missing={missing.word()}>
                    { t_word("console-missing", missing.word()) }
                </p>
            }
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} kept=true />
            }
            <div class="acts">
                <button class="btn btn-pri" disabled={doing.busy} data-test="step-submit">{ t_word("event", kind.word()) }</button>
                <button type="button" class="btn" onclick={props.shut.reform(|_| ())} data-test="step-cancel">{ t("cancel") }</button>
            </div>
        </form>
    }
}

#[derive(Properties, PartialEq)]
struct AsksProps {
    kind: EventKind,
    colour: Colour,
    case: CaseId,
    draft: Draft,
    filled: Callback<Draft>,
}

/// The form of the agreement.
fn agreement(draft: &Draft, filled: &Callback<Draft>) -> Html {
    let choice = |form: Agreement| {
        let wanted = Draft { agreement: Some(form), ..draft.clone() };
        let on = draft.agreement == Some(form);
        radio("step-agreement", form.word(), on, t_word("agreement", form.word()).into(), wanted, filled)
    };
    html! { <fieldset class="fld"><legend>{ t("agreement-form") }</legend>{ for Agreement::ALL.into_iter().map(choice) }</fieldset> }
}

/// What a step asks for beside words.
#[component]
fn Asks(props: &AsksProps) -> Html {
    let (draft, filled) = (&props.draft, &props.filled);
    match props.kind {
        EventKind::Dispatched => html! { <To draft={draft.clone()} filled={filled.clone()} /> },
        EventKind::Merged => {
            html! { <Into case={props.case.clone()} draft={draft.clone()} filled={filled.clone()} /> }
        }
        EventKind::Recoloured => {
            let choices = Colour::ALL.into_iter().filter(|colour| *colour != props.colour);
            let choice = |colour: Colour| {
                let wanted = Draft { colour: Some(colour), ..draft.clone() };
                let on = draft.colour == Some(colour);
                radio("step-colour", colour.word(), on, mark(colour), wanted, filled)
            };
            html! { <fieldset class="fld"><legend>{ t("console-new-colour") }</legend>{ for choices.map(choice) }</fieldset> }
        }
        EventKind::Settled => {
            let all = [Outcome::AgreementReached, Outcome::Rectified, Outcome::Served, Outcome::Failed];
            let choice = |outcome: Outcome| {
                let word = outcome_word(outcome);
                let wanted = Draft { outcome: Some(outcome), ..draft.clone() };
                radio(
                    "step-outcome",
                    word,
                    draft.outcome == Some(outcome),
                    t_word("outcome", word).into(),
                    wanted,
                    filled,
                )
            };
            html! {
                <>
                    <fieldset class="fld"><legend>{ t("console-outcome") }</legend>{ for all.into_iter().map(choice) }</fieldset>
                    if draft.outcome == Some(Outcome::AgreementReached) { { agreement(draft, filled) } }
                </>
            }
        }
        EventKind::FollowedUp => {
            let choice = |(word, yes): (&'static str, bool)| {
                let wanted = Draft { satisfied: Some(yes), ..draft.clone() };
                radio(
                    "step-satisfied",
                    word,
                    draft.satisfied == Some(yes),
                    t_word("satisfied", word).into(),
                    wanted,
                    filled,
                )
            };
            let all = [("yes", true), ("no", false)];
            html! { <fieldset class="fld"><legend>{ t("console-asked") }</legend>{ for all.into_iter().map(choice) }</fieldset> }
        }
        EventKind::Urged => {
            let oninput = {
                let (draft, filled) = (draft.clone(), filled.clone());
                move |event: InputEvent| {
                    let by_day = event.target_unchecked_into::<HtmlInputElement>().value();
                    filled.emit(Draft { by_day, ..draft.clone() });
                }
            };
            html! {
                <label class="fld">
                    <span>{ t("console-answer-by") }</span>
                    <input class="in" type="date" value={draft.by_day.clone()} {oninput} data-test="step-by" />
                </label>
            }
        }
        _ => Html::default(),
    }
}

fn radio(
    name: &'static str,
    word: &'static str,
    on: bool,
    label: Html,
    wanted: Draft,
    filled: &Callback<Draft>,
) -> Html {
    let filled = filled.clone();
    html! {
        <label class="choice">
            <input type="radio" {name} value={word} checked={on} onchange={move |_| filled.emit(wanted.clone())}
                data-test={format!("{name}-{word}")} />
            <span>{ label }</span>
        </label>
    }
}

#[derive(Properties, PartialEq)]
struct ToProps {
    draft: Draft,
    filled: Callback<Draft>,
}

/// Chooses a person, by post or role.
#[component]
fn To(props: &ToProps) -> Html {
    let asked = use_query::<Reference>(Query::Reference);
    let Some(reference) = asked.state.ready() else {
        return html! { <p class="sub">{ t("loading") }</p> };
    };
    let onchange = {
        let (draft, filled) = (props.draft.clone(), props.filled.clone());
        move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            filled.emit(Draft { to: AccountId::parse(&value).ok(), ..draft.clone() });
        }
    };
    let option = |person: &Account| {
        let on = props.draft.to.as_ref() == Some(&person.id);
        html! { <option value={person.id.as_str().to_owned()} selected={on}>{ posts::person(person, reference) }</option> }
    };
    let group = |group: &Group<'_>| {
        html! { <optgroup label={group.name()}>{ for group.people.iter().map(|person| option(person)) }</optgroup> }
    };
    html! {
        <label class="fld">
            <span>{ t("console-to") }</span>
            <select class="in" {onchange} data-test="dispatch-to">
                <option value="" selected={props.draft.to.is_none()}>{ t("console-choose") }</option>
                { for groups(&reference.people).iter().map(group) }
            </select>
        </label>
    }
}

#[derive(Properties, PartialEq)]
struct IntoProps {
    case: CaseId,
    draft: Draft,
    filled: Callback<Draft>,
}

/// Chooses the case that goes on.
#[component]
fn Into(props: &IntoProps) -> Html {
    let asked = use_query::<Vec<CaseItem>>(Query::Cases { search: String::new(), closed: false });
    let Some(cases) = asked.state.ready() else {
        return html! { <p class="sub">{ t("loading") }</p> };
    };
    let onchange = {
        let (draft, filled) = (props.draft.clone(), props.filled.clone());
        move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            filled.emit(Draft { into: CaseId::parse(&value).ok(), ..draft.clone() });
        }
    };
    let case = |item: &CaseItem| {
        let on = props.draft.into.as_ref() == Some(&item.id);
        html! { <option value={item.id.as_str().to_owned()} selected={on}>{ item.title.clone() }</option> }
    };
    html! {
        <label class="fld">
            <span>{ t("console-into") }</span>
            <select class="in" {onchange} data-test="step-into">
                <option value="" selected={props.draft.into.is_none()}>{ t("console-choose") }</option>
                { for cases.iter().filter(|item| item.id != props.case).map(case) }
            </select>
        </label>
    }
}
