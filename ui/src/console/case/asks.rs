//! What each step asks for beside words: the fields of its form.

use super::attach::Attach;
use super::draft::{Draft, takes_photos};
use super::people::To;
use crate::console::desk::use_desk;
use crate::console::faults::Faults;
use shared_model::api::Query;
use shared_model::api::view::CaseItem;
use shared_model::casework::policy::Ask;
use shared_model::casework::{Agreement, Colour, EventKind, Fact, Outcome, WentTo};
use shared_model::ids::CaseId;
use shared_model::moment::Millis;
use ui::backend::use_query;
use ui::dates::for_field;
use ui::mark::mark;
use ui::text::{t, t_word};
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What [`Asks`] takes.
#[derive(Properties, PartialEq)]
pub struct AsksProps {
    /// Which step.
    pub kind: EventKind,
    /// The case's colour now.
    pub colour: Colour,
    /// In which case.
    pub case: CaseId,
    /// What the policy asks at this step of this kind of case.
    pub ask: Ask,
    /// What is filled in so far.
    pub draft: Draft,
    /// Told what is filled in.
    pub filled: Callback<Draft>,
    /// What is wrong so far.
    pub faults: Faults,
}

/// The fields.
#[component]
pub fn Asks(props: &AsksProps) -> Html {
    let now = use_desk().now();
    let AsksProps { draft, filled, faults, .. } = props;
    let to = || html! { <To kind={props.kind} draft={draft.clone()} filled={filled.clone()} faults={faults.clone()} /> };
    let own = match props.kind {
        EventKind::Dispatched => to(),
        EventKind::Tasked => html! { <>{ to() }{ day(props, now) }</> },
        EventKind::Merged => {
            html! { <Into case={props.case.clone()} draft={draft.clone()} filled={filled.clone()} faults={faults.clone()} /> }
        }
        EventKind::Recoloured => recolour(props),
        EventKind::Settled => settle(props),
        EventKind::FollowedUp => {
            yes_or_no(props, "satisfied", t("console-asked"), "satisfied", draft.satisfied, |yes| Draft {
                satisfied: Some(yes),
                ..draft.clone()
            })
        }
        EventKind::Urged => day(props, now),
        EventKind::Discussed => {
            let oninput =
                typed::<HtmlTextAreaElement>(draft, filled, |draft, took_part| Draft { took_part, ..draft });
            html! {
                <label class="fld" data-wrong={faults.wrong("took-part")}>
                    <span>{ t("console-took-part") }</span>
                    <textarea class={classes!(faults.class("took-part"), "in-low")} value={draft.took_part.clone()} {oninput}
                        aria-invalid={faults.wrong("took-part")} aria-describedby={faults.id("took-part")} data-test="step-took-part" />
                    { faults.said("took-part") }
                </label>
            }
        }
        EventKind::Helped => html! {
            <div class="flds">
                { line(props, "who", t("console-who-helped"), &draft.who, |draft, who| Draft { who, ..draft }) }
                { line(props, "minutes", t("console-minutes"), &draft.minutes, |draft, minutes| Draft { minutes, ..draft }) }
            </div>
        },
        _ => Html::default(),
    };
    html! {
        <>
            { own }
            if takes_photos(props.kind) {
                <Attach case={props.case.clone()} draft={draft.clone()} filled={filled.clone()} />
            }
        </>
    }
}

/// Something that takes typed text.
trait Typed {
    fn text(&self) -> String;
}

impl Typed for HtmlInputElement {
    fn text(&self) -> String {
        self.value()
    }
}

impl Typed for HtmlTextAreaElement {
    fn text(&self) -> String {
        self.value()
    }
}

fn typed<E: Typed + wasm_bindgen::JsCast + AsRef<web_sys::EventTarget>>(
    draft: &Draft,
    filled: &Callback<Draft>,
    with: fn(Draft, String) -> Draft,
) -> Callback<InputEvent> {
    let (draft, filled) = (draft.clone(), filled.clone());
    Callback::from(move |event: InputEvent| {
        filled.emit(with(draft.clone(), event.target_unchecked_into::<E>().text()));
    })
}

/// A field of one line.
fn line(
    props: &AsksProps,
    field: &'static str,
    label: String,
    value: &str,
    with: fn(Draft, String) -> Draft,
) -> Html {
    let faults = &props.faults;
    let oninput = typed::<HtmlInputElement>(&props.draft, &props.filled, with);
    html! {
        <label class="fld" data-wrong={faults.wrong(field)}>
            <span>{ label }</span>
            <input class={faults.class(field)} value={value.to_owned()} {oninput} aria-invalid={faults.wrong(field)}
                aria-describedby={faults.id(field)} data-test={format!("step-{field}")} />
            { faults.said(field) }
        </label>
    }
}

/// The day by which an answer is wanted: today or later.
fn day(props: &AsksProps, now: Millis) -> Html {
    let AsksProps { draft, filled, faults, .. } = props;
    let oninput = typed::<HtmlInputElement>(draft, filled, |draft, by_day| Draft { by_day, ..draft });
    html! {
        <label class="fld" data-wrong={faults.wrong("by")}>
            <span>{ t("console-answer-by") }</span>
            <input class={faults.class("by")} type="date" min={for_field(now)} value={draft.by_day.clone()} {oninput}
                aria-invalid={faults.wrong("by")} aria-describedby={faults.id("by")} data-test="step-by" />
            { faults.said("by") }
        </label>
    }
}

/// Several choices under one question.
fn choices(props: &AsksProps, field: &'static str, label: String, all: Html) -> Html {
    let faults = &props.faults;
    html! {
        <fieldset class="fld" data-wrong={faults.wrong(field)} aria-describedby={faults.id(field)}>
            <legend>{ label }</legend>
            { all }
            { faults.said(field) }
        </fieldset>
    }
}

fn recolour(props: &AsksProps) -> Html {
    let (draft, filled) = (&props.draft, &props.filled);
    let others = Colour::ALL.into_iter().filter(|colour| *colour != props.colour);
    let choice = |colour: Colour| {
        let wanted = Draft { colour: Some(colour), ..draft.clone() };
        radio("step-colour", colour.word(), draft.colour == Some(colour), mark(colour), wanted, filled)
    };
    choices(props, "colour", t("console-new-colour"), others.map(choice).collect())
}

/// How it ended, and the facts of that ending which the policy asks for.
fn settle(props: &AsksProps) -> Html {
    let (draft, filled) = (&props.draft, &props.filled);
    let wants = |fact: Fact| props.ask.asked.contains(&fact) || props.ask.required.contains(&fact);
    let ended = |outcome: Outcome| draft.outcome == Some(outcome);
    let all = [Outcome::AgreementReached, Outcome::Rectified, Outcome::Served, Outcome::Failed];
    let choice = |outcome: Outcome| {
        let word = outcome.word();
        let wanted = Draft { outcome: Some(outcome), ..draft.clone() };
        radio("step-outcome", word, ended(outcome), t_word("outcome", word).into(), wanted, filled)
    };
    html! {
        <>
            { choices(props, "outcome", t("console-outcome"), all.into_iter().map(choice).collect()) }
            if wants(Fact::Agreement) && ended(Outcome::AgreementReached) { { agreement(props) } }
            if wants(Fact::WentTo) && ended(Outcome::Failed) { { went_to(props) } }
            if wants(Fact::Amount) && draft.outcome.is_some() {
                { line(props, "amount", t("console-amount"), &draft.amount, |draft, amount| Draft { amount, ..draft }) }
            }
            if wants(Fact::Difficult) && draft.outcome.is_some() {
                { yes_or_no(props, "difficult", t("told-difficult"), "console-yes", draft.difficult, |yes| {
                    Draft { difficult: Some(yes), ..draft.clone() }
                }) }
            }
        </>
    }
}

/// The form of the agreement.
fn agreement(props: &AsksProps) -> Html {
    let (draft, filled) = (&props.draft, &props.filled);
    let choice = |form: Agreement| {
        let wanted = Draft { agreement: Some(form), ..draft.clone() };
        let on = draft.agreement == Some(form);
        radio("step-agreement", form.word(), on, t_word("agreement", form.word()).into(), wanted, filled)
    };
    let all = Agreement::ALL.into_iter().map(choice).collect();
    choices(props, Fact::Agreement.word(), t("agreement-form"), all)
}

/// Where it went that failed here.
fn went_to(props: &AsksProps) -> Html {
    let (draft, filled) = (&props.draft, &props.filled);
    let choice = |way: WentTo| {
        let wanted = Draft { went_to: Some(way), ..draft.clone() };
        let on = draft.went_to == Some(way);
        radio("step-went-to", way.word(), on, t_word("went-to", way.word()).into(), wanted, filled)
    };
    let all = WentTo::ALL.into_iter().map(choice).collect();
    choices(props, Fact::WentTo.word(), t("console-went-to"), all)
}

/// A question that is answered with yes or no, in the words of a family of texts.
fn yes_or_no(
    props: &AsksProps,
    field: &'static str,
    label: String,
    family: &'static str,
    said: Option<bool>,
    with: impl Fn(bool) -> Draft,
) -> Html {
    let name = if field == "satisfied" { "step-satisfied" } else { "step-difficult" };
    let choice = |(word, yes): (&'static str, bool)| {
        radio(name, word, said == Some(yes), t_word(family, word).into(), with(yes), &props.filled)
    };
    let all = [("yes", true), ("no", false)];
    choices(props, field, label, all.into_iter().map(choice).collect())
}

/// One of several choices.
pub fn radio(
    name: &'static str,
    word: &str,
    on: bool,
    label: Html,
    wanted: Draft,
    filled: &Callback<Draft>,
) -> Html {
    let filled = filled.clone();
    html! {
        <label class="choice">
            <input type="radio" {name} value={word.to_owned()} checked={on} onchange={move |_| filled.emit(wanted.clone())}
                data-test={format!("{name}-{word}")} />
            <span>{ label }</span>
        </label>
    }
}

#[derive(Properties, PartialEq)]
struct IntoProps {
    case: CaseId,
    draft: Draft,
    filled: Callback<Draft>,
    faults: Faults,
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
    let faults = &props.faults;
    let case = |item: &CaseItem| {
        let on = props.draft.into.as_ref() == Some(&item.id);
        html! { <option value={item.id.as_str().to_owned()} selected={on}>{ item.title.clone() }</option> }
    };
    html! {
        <label class="fld" data-wrong={faults.wrong("into")}>
            <span>{ t("console-into") }</span>
            <select class={faults.class("into")} {onchange} aria-invalid={faults.wrong("into")} aria-describedby={faults.id("into")}
                data-test="step-into">
                <option value="" selected={props.draft.into.is_none()}>{ t("console-choose") }</option>
                { for cases.iter().filter(|item| item.id != props.case).map(case) }
            </select>
            { faults.said("into") }
        </label>
    }
}
