//! Editing a household in place. Only the fields that differ are written; a refusal keeps what
//! was typed.

use super::changes::{FIELDS, PARTS, edits, values, wrong};
use super::history::field_name;
use crate::console::faults::{Fault, Faults, use_tries};
use crate::console::states::Trouble;
use shared_model::api::Command;
use shared_model::household::{Household, Resident};
use std::collections::{BTreeMap, BTreeSet};
use ui::backend::use_command;
use ui::text::{t, t_with, t_word};
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What [`EditForm`] takes.
#[derive(Properties, PartialEq)]
pub struct EditFormProps {
    /// The household as it stands.
    pub household: Household,
    /// Told when the edits were written.
    pub saved: Callback<()>,
    /// Told when somebody changed their mind.
    pub shut: Callback<()>,
}

type Values = BTreeMap<String, String>;

/// The form. It compares with the household as it stood when the form was opened: what others
/// write meanwhile is not written over.
#[component]
pub fn EditForm(props: &EditFormProps) -> Html {
    let doing = use_command();
    let before = use_memo((), |()| values(&props.household));
    let after = use_state(|| (*before).clone());
    let tries = use_tries();
    let set = {
        let after = after.clone();
        Callback::from(move |(field, value): (String, String)| {
            let mut next: Values = (*after).clone();
            next.insert(field, value);
            after.set(next);
        })
    };
    let onsubmit = {
        let (before, after, failed) = (before.clone(), after.clone(), tries.failed.clone());
        let (run, saved, shut) = (doing.run.clone(), props.saved.clone(), props.shut.clone());
        let household = props.household.id.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let edits = edits(&before, &after);
            if !wrong(&edits).is_empty() {
                return failed.emit(());
            }
            if edits.is_empty() {
                shut.emit(());
                return;
            }
            run.emit((Command::EditHousehold { household: household.clone(), edits }, saved.reform(|_| ())));
        }
    };
    let lacks = || {
        let fault = |field: &str| Fault {
            field: field.to_owned(),
            word: field.to_owned(),
            text: t_with("console-edit-wrong", &[("field", field_name(field, &props.household).into())]),
        };
        wrong(&edits(&before, &after)).into_iter().map(fault).collect()
    };
    let faults = Faults::of("edit-wrong", tries.tried, lacks);
    let text = |field: String, label: String| {
        let set = set.clone();
        let key = field.clone();
        let value = after.get(&field).cloned().unwrap_or_default();
        let (class, invalid, said) = (faults.class(&field), faults.wrong(&field), faults.id(&field));
        let test = format!("edit-{field}");
        let control = if field == "note" {
            let oninput = move |event: InputEvent| {
                set.emit((key.clone(), event.target_unchecked_into::<HtmlTextAreaElement>().value()));
            };
            html! { <textarea {class} {value} {oninput} aria-invalid={invalid} aria-describedby={said} data-test={test} /> }
        } else {
            let oninput = move |event: InputEvent| {
                set.emit((key.clone(), event.target_unchecked_into::<HtmlInputElement>().value()));
            };
            html! { <input {class} {value} {oninput} aria-invalid={invalid} aria-describedby={said} data-test={test} /> }
        };
        html! { <label class="fld" data-wrong={invalid}><span>{ label }</span>{ control }{ faults.said(&field) }</label> }
    };
    let sex = |field: String| {
        let set = set.clone();
        let key = field.clone();
        let value = after.get(&field).cloned().unwrap_or_default();
        let onchange = move |event: Event| {
            set.emit((key.clone(), event.target_unchecked_into::<HtmlSelectElement>().value()));
        };
        html! {
            <label class="fld">
                <span>{ t_word("field", "sex") }</span>
                <select class="in" {onchange} data-test={format!("edit-{field}")}>
                    <option value="" selected={value.is_empty()}>{ t("console-not-set") }</option>
                    { for ["f", "m"].into_iter().map(|word| html! { <option value={word} selected={value == word}>{ t_word("sex", word) }</option> }) }
                </select>
            </label>
        }
    };
    let resident = |resident: &Resident| {
        let field = |part: &&'static str| {
            let key = format!("resident.{}.{part}", resident.id);
            // Who is the head is no word to type over.
            if *part == "relation" && resident.relation == "head" {
                return Html::default();
            }
            if *part == "sex" { sex(key) } else { text(key, t_word("field", part)) }
        };
        html! {
            <div class="sec"><h3>{ resident.name.clone() }</h3><div class="flds">{ for PARTS.iter().map(field) }</div></div>
        }
    };
    let tags: BTreeSet<&str> = after.keys().filter_map(|key| key.strip_prefix("tag.")).collect();
    let tag = |tag: &str| {
        let set = set.clone();
        let key = format!("tag.{tag}");
        let on = after.get(&key).is_some_and(|value| value == "1");
        let test = format!("edit-{key}");
        let onchange = move |_: Event| set.emit((key.clone(), if on { "" } else { "1" }.to_owned()));
        html! {
            <label class="choice"><input type="checkbox" checked={on} {onchange} data-test={test} /><span>{ t_word("tag", tag) }</span></label>
        }
    };
    html! {
        <form ref={tries.form.clone()} {onsubmit} data-test="edit-form">
            <div class="sec">
                <h3>{ t("console-edit-title") }</h3>
                { for FIELDS.iter().map(|field| text((*field).to_owned(), t_word("field", field))) }
            </div>
            <div class="sec"><h3>{ t("console-tags") }</h3><div class="flds flds-tight">{ for tags.into_iter().map(tag) }</div></div>
            { for props.household.residents.iter().map(resident) }
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} kept=true />
            }
            <div class="acts edit-acts">
                <button class="btn btn-pri" disabled={doing.busy} data-test="edit-save">{ t("save") }</button>
                <button type="button" class="btn" onclick={props.shut.reform(|_| ())} data-test="edit-cancel">{ t("cancel") }</button>
            </div>
        </form>
    }
}
