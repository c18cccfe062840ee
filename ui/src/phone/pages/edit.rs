//! Change a household's fields: only what differs is written, field by field.

pub mod sheet;

use crate::phone::form::use_form;
use crate::phone::input::{on_chosen, on_tap, on_typed};
use crate::phone::nav;
use crate::phone::parts::bars::{Button, Top};
use crate::phone::parts::frame::{Lead, dock, group, kept, page, ready, title, unready_page};
use crate::phone::parts::trouble;
use crate::phone::parts::wait::opening;
use crate::phone::saving::use_saving;
use shared_model::api::view::HouseholdView;
use shared_model::api::{Command, Query};
use shared_model::household::{HOUSEHOLD_GONE, Household, NEW_RESIDENT, RESIDENT_GONE, TAGS};
use shared_model::ids::HouseholdId;
use sheet::{Act, EditForm};
use ui::backend::use_query;
use ui::icons::{Icon, small};
use ui::text::{t, t_word};
use yew::prelude::*;

/// Which household.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its identity.
    pub id: HouseholdId,
}

/// The form.
#[component]
pub fn Edit(props: &Props) -> Html {
    // Asked once: what others write meanwhile must not move the fields under the thumb.
    let asked = use_query::<HouseholdView>(Query::Household { id: props.id.clone() });
    let form = use_form::<EditForm>(format!("edit:{}", props.id), EditForm::default());
    let saving = use_saving();
    let bar = Top { title: t("edit-title").into(), form: true, children: kept(form.kept), ..Top::default() };
    let view = match ready(&asked) {
        Ok(view) => view,
        Err(instead) => return unready_page(bar, instead),
    };
    let Some(content) = &form.content else { return unready_page(bar, opening()) };
    let household = &view.household;
    let edits = content.edits(household);
    let wrong = EditForm::wrong(&edits);
    let off = saving.busy() || edits.is_empty() || wrong.is_some();
    let save = {
        let (saving, id, done) = (saving.clone(), props.id.clone(), form.done.clone());
        Callback::from(move |()| {
            let command = Command::EditHousehold { household: id.clone(), edits: edits.clone() };
            saving.save(command, &done, |_| nav::back());
        })
    };
    let fields = Fields { household, content, act: &form.act, wrong: wrong.as_deref() };
    let save =
        Button { label: t("save").into(), test: "edit-save".into(), off, on_tap: save, ..Button::default() };
    let note = if wrong.is_some() { t("edit-wrong") } else { t("save-means") };
    let all = html! { <>
        { for household.residents.iter().map(|person| fields.person(person)) }
        { fields.added() }
        { fields.tags() }
        { fields.house() }
        { trouble::unsaved(saving.problem()) }
    </> };
    let bar = Top { line: household.name().to_owned().into(), ..bar };
    page("page-edit", bar.html(), all, dock(save.html(), note, html! {}))
}

struct Fields<'a> {
    household: &'a Household,
    content: &'a EditForm,
    act: &'a Callback<Act>,
    wrong: Option<&'a str>,
}

impl Fields<'_> {
    fn value(&self, field: &str) -> String {
        self.content.value(field, self.household)
    }

    fn line(&self, field: String, label: String, mode: &'static str) -> Html {
        let wrong = self.wrong == Some(field.as_str());
        let (act, key) = (self.act.clone(), field.clone());
        html! {
            <label class={classes!("weui-cell", "wg-field", wrong.then_some("wg-field_wrong"))} key={field.clone()}>
                <span class="wg-field__l">{ label }</span>
                <input class="wg-field__in" type="text" inputmode={mode} autocomplete="off" value={self.value(&field)}
                    aria-invalid={wrong.to_string()} data-test={format!("edit-{field}")}
                    oninput={on_typed(move |text| act.emit(Act::Set(key.clone(), text)))} />
            </label>
        }
    }

    fn person(&self, person: &shared_model::household::Resident) -> Html {
        let field = |part: &str| format!("resident.{}.{part}", person.id);
        group(
            person.name.clone(),
            Lead::None,
            "",
            html! { <>
                { self.line(field("phone"), t("field-phone"), "tel") }
                { self.line(field("name"), t("field-name"), "text") }
                { self.line(field("birth_year"), t("field-birth_year"), "numeric") }
                { self.word(field("sex"), t("field-sex"), t("value-empty"), "sex", &["f", "m"]) }
                if person.relation != "head" {
                    { self.line(field("relation"), t("field-relation"), "text") }
                }
                { self.word(field("gone"), t("field-gone"), t("gone-not"), "gone", &RESIDENT_GONE) }
            </> },
        )
    }

    /// Somebody who came into the household.
    fn added(&self) -> Html {
        let field = |part: &str| format!("{NEW_RESIDENT}{part}");
        group(
            t("add-resident"),
            Lead::None,
            "",
            html! { <>
                { self.line(field("name"), t("field-name"), "text") }
                { self.line(field("relation"), t("field-relation"), "text") }
                { self.line(field("phone"), t("field-phone"), "tel") }
            </> },
        )
    }

    /// One word out of a few, or none.
    fn word(
        &self,
        field: String,
        label: String,
        none: String,
        family: &'static str,
        words: &[&'static str],
    ) -> Html {
        let (act, key, now) = (self.act.clone(), field.clone(), self.value(&field));
        html! {
            <label class="weui-cell wg-field">
                <span class="wg-field__l">{ label }</span>
                <select class="wg-field__in" data-test={format!("edit-{field}")}
                    onchange={on_chosen(move |value| act.emit(Act::Set(key.clone(), value)))}>
                    <option value="" selected={now.is_empty()}>{ none }</option>
                    { for words.iter().map(|word| html! { <option value={*word} selected={now == *word}>{ t_word(family, word) }</option> }) }
                </select>
            </label>
        }
    }

    fn tags(&self) -> Html {
        let chip = |tag: &'static str| {
            let field = format!("tag.{tag}");
            let on = self.value(&field) == "1";
            let (act, key) = (self.act.clone(), field.clone());
            let set = if on { "" } else { "1" };
            html! {
                <button type="button" class={classes!("wg-chip", on.then_some("wg-chip_on"))} aria-pressed={on.to_string()}
                    data-test={format!("edit-{field}")} onclick={on_tap(move || act.emit(Act::Set(key.clone(), set.into())))}>
                    if on { { small(Icon::Check) } }
                    { t_word("tag", tag) }
                </button>
            }
        };
        html! {
            <section class="wg-sec">
                { title(t("tags-title")) }
                <div class="wg-chips">{ for TAGS.into_iter().map(chip) }</div>
            </section>
        }
    }

    fn house(&self) -> Html {
        let act = self.act.clone();
        group(
            t("house-title"),
            Lead::None,
            "",
            html! { <>
                    { self.line("house_no".into(), t("field-house_no"), "text") }
                    { self.line("address".into(), t("field-address"), "text") }
                    { self.line("party_contact".into(), t("field-party_contact"), "text") }
                    { self.line("joint_leader".into(), t("field-joint_leader"), "text") }
                    { self.word("gone".into(), t("field-gone"), t("gone-not"), "gone", &HOUSEHOLD_GONE) }
                    <label class="weui-cell wg-field">
                        <span class="wg-field__l">{ t("field-note") }</span>
                        <textarea class="wg-area" maxlength="2000" value={self.value("note")} data-test="edit-note"
                            oninput={on_typed(move |text| act.emit(Act::Set("note".into(), text)))} />
                    </label>
            </> },
        )
    }
}
