//! A request begun from an item, for a household: who, what else is to be known, how grave.

use super::household::ChooseHousehold;
use crate::console::faults::{Fault, Faults, use_tries};
use crate::console::route::Route;
use crate::console::states::Trouble;
use crate::console::window;
use shared_model::api::view::HouseholdItem;
use shared_model::api::{Command, Query};
use shared_model::casework::policy::Category;
use shared_model::casework::{CaseKind, Colour, Party, RaisedFacts, Step};
use shared_model::ids::CaseId;
use shared_model::people::Reference;
use shared_model::services::ServiceItem;
use ui::backend::{Saved, Told, use_command, use_query};
use ui::mark::mark;
use ui::text::{t, t_word};
use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What has been filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// For whom.
    pub household: Option<HouseholdItem>,
    /// The category's key; empty while none is chosen.
    pub category: String,
    /// How grave.
    pub colour: Colour,
    /// What else is to be known.
    pub words: String,
}

/// The beginning that a draft stands for; none while nobody, or no category, is chosen. Without words
/// the item's name stands for them.
pub fn beginning(item: &ServiceItem, draft: &Draft) -> Option<Step> {
    let household = draft.household.as_ref()?;
    if draft.category.is_empty() {
        return None;
    }
    let party = Party {
        household: Some(household.id.clone()),
        micro_grid: Some(household.micro_grid.clone()),
        name: household.name.clone(),
        house_no: household.house_no.clone(),
    };
    let words = Some(draft.words.trim()).filter(|words| !words.is_empty()).unwrap_or(&item.name);
    Some(Step::Raised {
        kind: CaseKind::ServiceRequest,
        category: draft.category.clone(),
        colour: draft.colour,
        title: item.name.clone(),
        words: words.to_owned(),
        micro_grid: household.micro_grid.clone(),
        parties: vec![party],
        facts: RaisedFacts { service_item: Some(item.key.clone()), ..RaisedFacts::default() },
    })
}

/// What a draft lacks.
fn lacks(draft: &Draft) -> Vec<Fault> {
    let household = draft.household.is_none().then_some("household");
    let category = draft.category.is_empty().then_some("category");
    let fault = |field: &'static str| Fault {
        field: field.to_owned(),
        word: field.to_owned(),
        text: t_word("console-request-missing", field),
    };
    household.into_iter().chain(category).map(fault).collect()
}

/// What [`Request`] takes.
#[derive(Properties, PartialEq)]
pub struct RequestProps {
    /// What is asked for.
    pub item: ServiceItem,
}

/// The form.
#[component]
pub fn Request(props: &RequestProps) -> Html {
    let (doing, tries) = (use_command(), use_tries());
    let asked = use_query::<Reference>(Query::Reference);
    let draft = use_state_eq(|| Draft {
        household: None,
        category: String::new(),
        colour: Colour::Green,
        words: String::new(),
    });
    let of_kind = |category: &&Category| category.kind == CaseKind::ServiceRequest;
    let categories: Vec<Category> = asked
        .state
        .ready()
        .map_or_else(Vec::new, |all| all.policy.categories.iter().filter(of_kind).cloned().collect());
    let choose = {
        let draft = draft.clone();
        Callback::from(move |item: HouseholdItem| {
            draft.set(Draft { household: Some(item), ..(*draft).clone() })
        })
    };
    let categorised = {
        let draft = draft.clone();
        move |event: Event| {
            let category = event.target_unchecked_into::<HtmlSelectElement>().value();
            draft.set(Draft { category, ..(*draft).clone() });
        }
    };
    let spoken = {
        let draft = draft.clone();
        move |event: InputEvent| {
            let words = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            draft.set(Draft { words, ..(*draft).clone() });
        }
    };
    let colour = |colour: Colour| {
        let (wanted, set) = (Draft { colour, ..(*draft).clone() }, draft.setter());
        html! {
            <label class="choice">
                <input type="radio" name="request-colour" checked={draft.colour == colour} onchange={move |_| set.set(wanted.clone())}
                    data-test={format!("request-colour-{}", colour.word())} />
                <span>{ mark(colour) }</span>
            </label>
        }
    };
    let step = beginning(&props.item, &draft);
    let faults = Faults::of("request-missing", tries.tried, || lacks(&draft));
    let onsubmit = {
        let (run, failed) = (doing.run.clone(), tries.failed.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let Some(step) = step.clone() else { return failed.emit(()) };
            run.emit((Command::RaiseCase { step, photos: vec![] }, Callback::from(opened)));
        }
    };
    html! {
        <form class="form sec" ref={tries.form.clone()} {onsubmit} data-test="request-form">
            <h3>{ t("console-items-request") }</h3>
            <ChooseHousehold legend={t("console-items-for")} chosen={draft.household.clone()} {choose} faults={faults.clone()} />
            <label class="fld" data-wrong={faults.wrong("category")}>
                <span>{ t("console-category") }</span>
                <select class={faults.class("category")} onchange={categorised} aria-invalid={faults.wrong("category")}
                    aria-describedby={faults.id("category")} data-test="request-category">
                    <option value="" selected={draft.category.is_empty()}>{ t("console-choose") }</option>
                    { for categories.iter().map(|category| html! {
                        <option value={category.key.clone()} selected={draft.category == category.key}>{ category.name.clone() }</option>
                    }) }
                </select>
                { faults.said("category") }
            </label>
            <fieldset class="fld"><legend>{ t("console-colour") }</legend>{ for [Colour::Green, Colour::Yellow, Colour::Red].into_iter().map(colour) }</fieldset>
            <label class="fld">
                <span>{ t("console-words-optional") }</span>
                <textarea class="in" value={draft.words.clone()} oninput={spoken} data-test="request-words" />
            </label>
            if let Some(problem) = &doing.problem {
                <Trouble problem={problem.clone()} kept=true />
            }
            <div class="acts">
                <button class="btn btn-pri" disabled={doing.busy} data-test="request-submit">{ t("console-items-raise") }</button>
            </div>
        </form>
    }
}

/// Goes on to the case that was begun: there it is handed in.
fn opened(done: Told) {
    if let Ok(Saved { id }) = done.read::<Saved>()
        && let Ok(id) = CaseId::parse(&id)
    {
        window::go(&Route::Case(id).href());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::ids::HouseholdId;
    use shared_model::place::PlaceCode;
    use shared_model::services::ServiceList;

    #[test]
    fn a_request_names_the_item_the_household_and_where_it_lives() {
        let item = ServiceItem {
            key: "b1".into(),
            list: ServiceList::Service,
            name: "高龄津贴".into(),
            desk: String::new(),
            papers: String::new(),
            days: None,
            note: String::new(),
        };
        let micro_grid = PlaceCode::parse("51342410120301001").unwrap();
        let household = HouseholdItem {
            id: HouseholdId::from_random([1; 10]),
            house_no: "12".into(),
            name: "李玉珍".into(),
            address: String::new(),
            micro_grid: micro_grid.clone(),
            tags: vec![],
            residents: 1,
            last_visit: None,
            visit_due: None,
            open_cases: 0,
            hit: None,
            gone: false,
        };
        let empty =
            Draft { household: None, category: "allowance".into(), colour: Colour::Green, words: " ".into() };
        assert_eq!(beginning(&item, &empty), None);
        let fields = |draft: &Draft| lacks(draft).into_iter().map(|fault| fault.field).collect::<Vec<_>>();
        assert_eq!(fields(&Draft { category: String::new(), ..empty.clone() }), ["household", "category"]);
        assert_eq!(fields(&empty), ["household"]);
        let full = Draft { household: Some(household), ..empty };
        assert_eq!(beginning(&item, &Draft { category: String::new(), ..full.clone() }), None);
        let step = beginning(&item, &full).unwrap();
        assert_eq!(step.check(), Ok(()));
        let Step::Raised { title, words, micro_grid: at, parties, facts, .. } = step else { panic!() };
        assert_eq!((title.as_str(), words.as_str(), at), ("高龄津贴", "高龄津贴", micro_grid));
        assert_eq!(facts.service_item.as_deref(), Some("b1"));
        assert_eq!((parties.len(), parties[0].name.as_str()), (1, "李玉珍"));
    }
}
