//! The sheet in which a step is written: what the step asks for, the words, and save.

use super::step::{self, Act, StepForm};
use super::story::outcome_word;
use crate::phone::form::use_form;
use crate::phone::input::{on_chosen, on_tap, on_typed};
use crate::phone::notice::use_notify;
use crate::phone::parts::bars::Button;
use crate::phone::parts::choice::{self, Choice};
use crate::phone::parts::sheet::Sheet;
use crate::phone::parts::trouble;
use crate::phone::pulse::Pulse;
use shared_model::api::{Command, Query};
use shared_model::casework::{Agreement, CaseKind, Colour, EventKind, Outcome};
use shared_model::ids::{AccountId, CaseId, EventId};
use shared_model::people::{Reference, Role};
use ui::backend::{Told, use_command, use_query};
use ui::mark;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What is written.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Into which case.
    pub case: CaseId,
    /// Which step.
    pub kind: EventKind,
    /// The colour now.
    pub colour: Colour,
    /// What kind of case it is.
    pub case_kind: CaseKind,
    /// The newest events that the page shows.
    pub frontier: Vec<EventId>,
    /// It is saved.
    pub on_written: Callback<()>,
    /// It is closed; the draft stays.
    pub on_close: Callback<()>,
}

/// The sheet.
#[component]
pub fn Writing(props: &Props) -> Html {
    let form =
        use_form::<StepForm>(format!("step:{}:{}", props.case, props.kind.word()), StepForm::default());
    let doing = use_command();
    let notify = use_notify();
    let pulse = use_context::<Pulse>();
    // A step is judged by what was on screen when it was begun.
    let seen = use_state(|| props.frontier.clone());
    // No field before the draft was looked for: what is typed into it would be lost.
    let Some(content) = &form.content else {
        return html! { <Sheet title={t_word("do", props.kind.word())} on_close={props.on_close.clone()}><p class="wg-sheet__b">{ t("loading") }</p></Sheet> };
    };
    let ready = content.step(props.kind);
    let off = doing.busy || ready.is_none();
    let save = {
        let (run, case) = (doing.run.clone(), props.case.clone());
        let seen = (*seen).clone();
        let (written, done) = (props.on_written.clone(), form.done.clone());
        Callback::from(move |()| {
            let Some(step) = ready.clone() else { return };
            let (written, done, notify, pulse) =
                (written.clone(), done.clone(), notify.clone(), pulse.clone());
            let then = Callback::from(move |_: Told| {
                done.emit(());
                notify.emit(t("delivery-saved_here"));
                if let Some(pulse) = &pulse {
                    pulse.changed.emit(());
                }
                written.emit(());
            });
            let seen = Some(seen.clone());
            run.emit((
                Command::AddToCase { case: case.clone(), step, seen, anyway: false, photos: vec![] },
                then,
            ));
        })
    };
    html! {
        <Sheet title={t_word("do", props.kind.word())} on_close={props.on_close.clone()}>
            { asks(props, content, &form.act) }
            <div class="wg-sheet__b">{ words(content, &form.act) }</div>
            { trouble::unsaved(doing.problem.as_ref()) }
            <div class="wg-acts">
                <Button label={if doing.problem.is_some() { t("save-again") } else { t("save") }} test="step-save" {off} on_tap={save} />
            </div>
            <p class="wg-acts__note">{ t("save-means") }</p>
        </Sheet>
    }
}

fn words(content: &StepForm, act: &Callback<Act>) -> Html {
    let act = act.clone();
    html! {
        <textarea class="wg-area wg-area_box" aria-label={t("visit-words")} placeholder={t("step-words-hint")} maxlength="2000"
            value={content.words.clone()} data-test="step-words" oninput={on_typed(move |text| act.emit(Act::Words(text)))} />
    }
}

/// What the step asks for beside words.
fn asks(props: &Props, content: &StepForm, act: &Callback<Act>) -> Html {
    match props.kind {
        EventKind::Recoloured => colours(props.colour, content.colour, act),
        EventKind::Settled => {
            let choices = step::outcomes(props.case_kind).map(|o| {
                Choice::new(o, t_word("outcome", outcome_word(o)), format!("outcome-{}", outcome_word(o)))
            });
            html! {
                <>
                    { choice::chips(&choices, content.outcome.as_ref(), &act.reform(Act::Outcome)) }
                    if content.outcome == Some(Outcome::AgreementReached) { { agreement(content, act) } }
                </>
            }
        }
        EventKind::FollowedUp => {
            let choices = [("yes", true), ("no", false)].map(|(word, value)| {
                Choice::new(value, t_word("satisfied", word), format!("satisfied-{word}"))
            });
            choice::chips(&choices, content.satisfied.as_ref(), &act.reform(Act::Satisfied))
        }
        EventKind::Dispatched => html! { <Whom chosen={content.to.clone()} act={act.clone()} /> },
        _ => html! {},
    }
}

/// The form of the agreement.
fn agreement(content: &StepForm, act: &Callback<Act>) -> Html {
    let choices = Agreement::ALL.map(|form| {
        Choice::new(form, t_word("agreement", form.word()), format!("agreement-{}", form.word()))
    });
    choice::chips(&choices, content.agreement.as_ref(), &act.reform(Act::Agreement))
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

#[derive(Properties, PartialEq)]
struct WhomProps {
    chosen: Option<AccountId>,
    act: Callback<Act>,
}

/// Who is to handle it: everybody the phone knows by name who may settle a case.
#[component]
fn Whom(props: &WhomProps) -> Html {
    let reference = use_query::<Reference>(Query::Reference);
    let people = reference.state.ready().map(|reference| {
        let may = |role: Role| reference.policy.may(role, EventKind::Settled);
        reference.people.iter().filter(|person| may(person.role)).cloned().collect::<Vec<_>>()
    });
    let act = props.act.clone();
    html! {
        <div class="weui-cells wg-sheet__list"><label class="weui-cell wg-field">
            <span class="wg-field__l">{ t("dispatch-to") }</span>
            <select class="wg-field__in" data-test="dispatch-to" onchange={on_chosen(move |id| act.emit(Act::To(AccountId::parse(&id).ok())))}>
                <option value="" selected={props.chosen.is_none()}>{ t("dispatch-choose") }</option>
                { for people.unwrap_or_default().iter().map(|person| {
                    let role = t_word("role", person.role.word());
                    let label = t_with("role-name", &[("role", role.into()), ("name", person.name.clone().into())]);
                    html! { <option value={person.id.to_string()} selected={props.chosen.as_ref() == Some(&person.id)}>{ label }</option> }
                }) }
            </select>
        </label></div>
    }
}
