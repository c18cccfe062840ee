//! Change a household's fields: only what differs is written, field by field.

pub mod sheet;

use crate::phone::form::use_form;
use crate::phone::input::{on_chosen, on_tap, on_typed};
use crate::phone::nav;
use crate::phone::parts::bars::Top;
use crate::phone::parts::field::{Takes, line_of, list_of, words};
use crate::phone::parts::frame::{Lead, group, kept, ready, title, unready_page};
use crate::phone::parts::save::Save;
use crate::phone::parts::wait::opening;
use crate::phone::saving::use_saving;
use shared_model::api::view::HouseholdView;
use shared_model::api::{Command, Query};
use shared_model::household::{Household, NEW_RESIDENT, RESIDENT_GONE, TAGS};
use shared_model::ids::HouseholdId;
use sheet::{Act, EditForm};
use ui::backend::{Told, use_query};
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
    let fields = Fields { household, content, act: &form.act, wrong: wrong.as_deref() };
    let all = html! { <>
        { for household.residents.iter().map(|person| fields.person(person)) }
        { fields.added() }
        { fields.tags() }
        { fields.house() }
    </> };
    let bar = Top { line: household.name().to_owned().into(), ..bar };
    let save = Save {
        saving: &saving,
        done: &form.done,
        test: "edit-save",
        label: String::new(),
        second: false,
        note: if wrong.is_some() { t("edit-wrong") } else { t("save-means") },
        whole: !edits.is_empty() && wrong.is_none(),
        command: {
            let household = props.id.clone();
            Callback::from(move |()| {
                Some(Command::EditHousehold { household: household.clone(), edits: edits.clone() })
            })
        },
        then: Callback::from(|_: Told| nav::back()),
    };
    save.page("page-edit", bar, all)
}

/// Hears what is typed into a field.
pub fn typed_into(act: &Callback<Act>, field: String) -> Callback<InputEvent> {
    let act = act.clone();
    on_typed(move |text| act.emit(Act::Set(field.clone(), text)))
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

    fn line(&self, field: String, label: String, takes: Takes) -> Html {
        let wrong = self.wrong == Some(field.as_str());
        let (value, test) = (self.value(&field), format!("edit-{field}").into());
        line_of(label, String::new(), &value, takes, test, wrong, typed_into(self.act, field))
    }

    fn person(&self, person: &shared_model::household::Resident) -> Html {
        let field = |part: &str| format!("resident.{}.{part}", person.id);
        group(
            person.name.clone(),
            Lead::None,
            "",
            html! { <>
                { self.line(field("phone"), t("field-phone"), Takes::Telephone) }
                { self.line(field("name"), t("field-name"), Takes::Words(40)) }
                { self.line(field("birth_year"), t("field-birth_year"), Takes::Figure) }
                { self.word(field("sex"), t("field-sex"), t("value-empty"), "sex", &["f", "m"]) }
                if person.relation != "head" {
                    { self.line(field("relation"), t("field-relation"), Takes::Words(20)) }
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
                { self.line(field("name"), t("field-name"), Takes::Words(40)) }
                { self.line(field("relation"), t("field-relation"), Takes::Words(20)) }
                { self.line(field("phone"), t("field-phone"), Takes::Telephone) }
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
        let (act, now, test) = (self.act.clone(), self.value(&field), format!("edit-{field}").into());
        let choices = words.iter().map(|word| ((*word).to_owned(), t_word(family, word))).collect();
        let set = on_chosen(move |value| act.emit(Act::Set(field.clone(), value)));
        list_of(label, none, choices, &now, test, set)
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
        group(
            t("house-title"),
            Lead::None,
            "",
            html! { <>
                    { self.line("house_no".into(), t("field-house_no"), Takes::Words(20)) }
                    { self.line("address".into(), t("field-address"), Takes::Words(100)) }
                    { self.line("party_contact".into(), t("field-party_contact"), Takes::Words(40)) }
                    { self.line("joint_leader".into(), t("field-joint_leader"), Takes::Words(40)) }
                    { words(t("field-note"), String::new(), &self.value("note"), "edit-note", typed_into(self.act, "note".into())) }
            </> },
        )
    }
}
