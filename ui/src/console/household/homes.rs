//! Who of a household moves to another, which household is merged into which, and what is archived: the marks
//! of it, and the forms in the left column.

use crate::console::desk::use_desk;
use crate::console::duty::keeps_households;
use crate::console::items::household::ChooseHousehold;
use crate::console::route::Route;
use crate::console::states::Trouble;
use shared_model::api::Command;
use shared_model::api::view::{HouseholdItem, HouseholdView};
use shared_model::homes::Lodging;
use shared_model::household::{FieldEdit, GONE_WHY};
use shared_model::ids::{HouseholdId, ResidentId};
use std::rc::Rc;
use ui::backend::use_command;
use ui::text::{t, t_with, t_word};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A household's name with the way to it, where the asker may look at it.
pub fn lodging(key: &'static str, home: &Lodging) -> Html {
    let says = t_with(key, &[("home", home.words().into())]);
    if home.held {
        html! { <a class="t" href={Route::Household(home.id.clone()).href()} data-test={key}>{ says }</a> }
    } else {
        html! { <span data-test={key}>{ says }</span> }
    }
}

/// What [`Marks`] and the forms take.
#[derive(Properties, PartialEq)]
pub struct HomesProps {
    /// The household.
    pub view: Rc<HouseholdView>,
    /// Told when something was written, or a form was shut.
    pub done: Callback<()>,
}

/// That a household is archived, was merged, or has others merged into it, each with the way back.
#[component]
pub fn Marks(props: &HomesProps) -> Html {
    let doing = use_command();
    let keeps = keeps_households(use_desk().account.role);
    let household = &props.view.household;
    let button = |command: Command, label: String, test: &'static str| {
        let (run, done) = (doing.run.clone(), props.done.clone());
        // Who doesn't keep the register reads what was done and undoes nothing.
        if !keeps {
            return html! {};
        }
        let onclick = move |_: MouseEvent| run.emit((command.clone(), done.reform(|_| ())));
        html! { <button type="button" class="btn btn-sm" disabled={doing.busy} {onclick} data-test={test}>{ label }</button> }
    };
    let part = |id: &HouseholdId| {
        button(Command::MergeHousehold { household: id.clone(), into: None }, t("console-unmerge"), "unmerge")
    };
    let mark = |says: Html, way_back: Html| {
        html! { <div class="note" data-test="household-mark"><div class="grow">{ says }</div>{ way_back }</div> }
    };
    let archived = (!household.gone.is_empty()).then(|| {
        let field = |field: &str| FieldEdit { field: field.to_owned(), value: String::new() };
        let edits = vec![field("gone"), field("gone_why")];
        let back = Command::EditHousehold { household: household.id.clone(), edits };
        let why = t_word("gone-why", &household.gone_why);
        let says = t_with("console-archived", &[("why", why.into())]);
        mark(says.into(), button(back, t("console-unarchive"), "household-unarchive"))
    });
    let merged = |home: &Lodging| mark(lodging("merged-into", home), part(&household.id));
    let into = household.merged.as_ref().and_then(|merged| merged.into.as_ref());
    html! {
        <>
            { for archived }
            { for into.map(merged) }
            { for props.view.parts.iter().map(|home| mark(lodging("merged-from", home), part(&home.id))) }
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} />
            }
        </>
    }
}

fn buttons(label: &str, test: &'static str, off: bool, shut: &Callback<()>) -> Html {
    html! {
        <div class="acts edit-acts">
            <button class="btn btn-pri" disabled={off} data-test={test}>{ t(label) }</button>
            <button type="button" class="btn" onclick={shut.reform(|_| ())}>{ t("cancel") }</button>
        </div>
    }
}

/// The choice of everybody, where people are chosen by their id.
const ALL: &str = "all";
/// How a household's head is written down.
const HEAD: &str = "head";

/// Somebody, or the whole household, goes to another household. Nobody and nothing is chosen at first.
#[component]
pub fn MoveForm(props: &HomesProps) -> Html {
    let doing = use_command();
    let household = &props.view.household;
    let (who, relation) = (use_state_eq(String::new), use_state_eq(String::new));
    let to = use_state_eq(|| None::<HouseholdItem>);
    let choose = {
        let to = to.setter();
        Callback::from(move |item: HouseholdItem| to.set(Some(item)))
    };
    let onsubmit = {
        let (run, done, household) = (doing.run.clone(), props.done.clone(), household.id.clone());
        let (resident, relation) = (ResidentId::parse(&who).ok(), (*relation).clone());
        let to = to.as_ref().map(|item| item.id.clone());
        let all = *who == ALL;
        move |event: SubmitEvent| {
            event.prevent_default();
            let Some(to) = to.clone() else { return };
            let (household, relation) = (household.clone(), relation.clone());
            let command = match resident.clone() {
                Some(resident) => Command::MoveResident { household, resident, to, relation },
                None if all => Command::MergeHousehold { household, into: Some(to) },
                None => return,
            };
            run.emit((command, done.reform(|_| ())));
        }
    };
    let whose = {
        let who = who.setter();
        move |event: Event| who.set(event.target_unchecked_into::<HtmlSelectElement>().value())
    };
    let typed = {
        let relation = relation.setter();
        move |event: InputEvent| relation.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let one = !who.is_empty() && *who != ALL;
    let was_head = household.present().any(|person| person.id.as_str() == *who && person.relation == HEAD)
        && household.present().count() > 1;
    let off = doing.busy || to.is_none() || who.is_empty() || (one && relation.trim().is_empty());
    html! {
        <form {onsubmit} data-test="move-form">
            <div class="sec">
                <h3>{ t("console-moving") }</h3>
                <label class="fld"><span>{ t("console-moving-who") }</span>
                    <select class="in" onchange={whose} data-test="move-who">
                        <option value="" selected={who.is_empty()}>{ t("console-choose") }</option>
                        { for household.present().map(|one| html! {
                            <option value={one.id.to_string()} selected={*who == one.id.as_str()}>{ one.name.clone() }</option>
                        }) }
                        <option value={ALL} selected={*who == ALL}>{ t("console-moving-all") }</option>
                    </select>
                </label>
                <ChooseHousehold legend={t("console-move-to")} chosen={(*to).clone()} {choose} without={household.id.clone()} />
                if one {
                    <label class="fld"><span>{ t_word("field", "relation") }</span>
                        <input class="in" maxlength="20" value={(*relation).clone()} oninput={typed} data-test="move-relation" />
                    </label>
                }
                if one {
                    <p class="sub">{ t("console-move-means") }</p>
                    if was_head {
                        <p class="sub" data-test="move-head">{ t("console-move-head") }</p>
                    }
                } else if *who == ALL {
                    <p class="sub">{ t("console-merge-means") }</p>
                }
            </div>
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} kept=true />
            }
            { buttons(if *who == ALL { "console-moving-all" } else { "save" }, "move-save", off, &props.done) }
        </form>
    }
}

/// A household is archived, with the reason.
#[component]
pub fn ArchiveForm(props: &HomesProps) -> Html {
    let doing = use_command();
    let why = use_state_eq(|| GONE_WHY[0].to_owned());
    let words = use_state_eq(String::new);
    let onsubmit = {
        let (run, done, household) = (doing.run.clone(), props.done.clone(), props.view.household.id.clone());
        let said = if words.trim().is_empty() { (*why).clone() } else { words.trim().to_owned() };
        move |event: SubmitEvent| {
            event.prevent_default();
            let edit =
                |field: &str, value: &str| FieldEdit { field: field.to_owned(), value: value.to_owned() };
            let edits = vec![edit("gone", "moved"), edit("gone_why", &said)];
            run.emit((Command::EditHousehold { household: household.clone(), edits }, done.reform(|_| ())));
        }
    };
    let choice = |word: &'static str| {
        let why_set = why.setter();
        let on = *why == word;
        html! {
            <label class="choice">
                <input type="radio" name="archive-why" checked={on} onchange={move |_: Event| why_set.set(word.to_owned())} data-test={format!("archive-{word}")} />
                <span>{ t_word("gone-why", word) }</span>
            </label>
        }
    };
    let typed = {
        let words = words.setter();
        move |event: InputEvent| words.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    html! {
        <form {onsubmit} data-test="archive-form">
            <div class="sec">
                <h3>{ t("console-archive") }</h3>
                <fieldset class="fld"><legend>{ t_word("field", "gone_why") }</legend>{ for GONE_WHY.into_iter().map(choice) }</fieldset>
                <label class="fld"><span>{ t("console-archive-words") }</span>
                    <input class="in" maxlength="200" value={(*words).clone()} oninput={typed} data-test="archive-words" />
                </label>
                <p class="sub">{ t("console-archive-means") }</p>
            </div>
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} kept=true />
            }
            { buttons("console-archive", "archive-save", doing.busy, &props.done) }
        </form>
    }
}
