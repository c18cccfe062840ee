//! Record a visit: one page, nothing compulsory but household and kind.

mod round;
mod sheet;

use crate::phone::form::use_form;
use crate::phone::input::on_typed;
use crate::phone::known::ChecklistItem;
use crate::phone::known::Known;
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::Top;
use crate::phone::parts::choice::{self, Choice};
use crate::phone::parts::field::{self, Takes};
use crate::phone::parts::frame::{Lead, group, kept, ready, title, unready_page};
use crate::phone::parts::part::part;
use crate::phone::parts::photos::{self, Photos};
use crate::phone::parts::position::{self, PositionRow};
use crate::phone::parts::rows;
use crate::phone::parts::save::Save;
use crate::phone::parts::wait::opening;
use crate::phone::route::Route;
use crate::phone::saving::use_saving;
use shared_model::api::Query;
use shared_model::api::view::{HouseholdView, TodayView};
use shared_model::ids::HouseholdId;
use shared_model::visit::VisitKind;
use sheet::{Act, VisitForm};
use ui::backend::{Told, use_link, use_query};
use ui::icons::Icon;
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
pub fn VisitPage(props: &Props) -> Html {
    let household = use_live::<HouseholdView>(Query::Household { id: props.id.clone() });
    let reference = use_query::<Known>(Query::Reference);
    let form = use_form::<VisitForm>(format!("visit:{}", props.id), VisitForm::default());
    let today = use_query::<TodayView>(Query::Today);
    let saved = use_state_eq(|| false);
    let saving = use_saving();
    let link = use_link();
    let bar = Top { title: t("do-visit").into(), form: true, children: kept(form.kept), ..Top::default() };
    let view = match ready(&household) {
        Ok(view) => view,
        Err(instead) => return unready_page(bar, instead),
    };
    let Some(content) = &form.content else { return unready_page(bar, opening()) };
    let next = today.state.ready().and_then(|today| round::next(&today.visits, &view.household));
    if let (true, Some(next)) = (*saved, next) {
        return round::offer(next);
    }
    let then = {
        let (saved, goes_on) = (saved.setter(), next.is_some());
        let (content, view) = (content.clone(), view.clone());
        Callback::from(move |_: Told| {
            if content.problem {
                super::raise::seed::open_instead(link.clone(), Some(&view), content.note.clone());
            } else if goes_on {
                saved.set(true);
            } else {
                nav::back();
            }
        })
    };
    let checklist =
        reference.state.ready().map(|reference| reference.policy.checklist.clone()).unwrap_or_default();
    let more = html! { <>
        { choice::switch(t("visit-then-raise"), None, Icon::Alert, content.problem, "visit-problem",
            form.act.reform(Act::Problem)) }
        { choice::switch(t("visit-helped"), None, Icon::People, content.helped, "visit-helped",
            form.act.reform(Act::Helped)) }
        if content.helped { { volunteer(content, &form.act) } }
    </> };
    let all = html! { <>
        { whom(view) }
        { why(content, &form.act) }
        { looked_at(&checklist, content, &form.act) }
        { words(content, &form.act) }
        { part::<Photos>(photos::Props { taken: content.photos.clone(), turn: form.act.reform(Act::Photo) }) }
        { part::<PositionRow>(position::Props { at: content.position, then: form.act.reform(Act::Position) }) }
        { group(String::new(), Lead::Icon, "", more) }
    </> };
    let save = Save {
        saving: &saving,
        done: &form.done,
        test: "visit-save",
        label: String::new(),
        second: false,
        note: t("save-means"),
        whole: content.help().is_some(),
        command: {
            let (content, id) = (content.clone(), props.id.clone());
            Callback::from(move |()| Some(content.command(&id)))
        },
        then,
    };
    save.page("page-visit", bar, all)
}

/// Who came along, and for how long.
fn volunteer(content: &VisitForm, act: &Callback<Act>) -> Html {
    let (who, minutes) = (act.clone(), act.clone());
    html! {
        <>
            { field::line(t("helped-who"), String::new(), &content.who, Takes::Words(40), "helped-who",
                move |text| who.emit(Act::Who(text))) }
            { field::line(t("helped-minutes"), String::new(), &content.minutes, Takes::Figure, "helped-minutes",
                move |text| minutes.emit(Act::Minutes(text))) }
        </>
    }
}

fn whom(view: &HouseholdView) -> Html {
    let household = &view.household;
    let change = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        nav::replace(&Route::PickForVisit);
    });
    let other = html! {
        <a class="weui-cell weui-cell_access weui-cell_2" href={Route::PickForVisit.href()} data-test="visit-other" onclick={change}>
            <div class="weui-cell__hd"><span class="wg-no">{ &household.house_no }</span></div>
            <div class="weui-cell__bd">
                <p class="wg-ct" data-test="visit-whom">{ household.name() }</p>
                <p class="wg-cd">{ rows::joined(rows::tag_words(&household.tags).into_iter().take(3)) }</p>
            </div>
            <div class="weui-cell__ft">{ t("visit-other") }</div>
        </a>
    };
    group(String::new(), Lead::None, "", other)
}

fn why(content: &VisitForm, act: &Callback<Act>) -> Html {
    let kinds = VisitKind::ALL.map(|kind| {
        Choice::new(kind, t_word("visit-chip", kind.word()), format!("visit-kind-{}", kind.word()))
    });
    html! {
        <section class="wg-sec">
            { title(t("visit-why")) }
            { choice::chips(&kinds, Some(&content.kind), &act.reform(Act::Kind)) }
        </section>
    }
}

fn looked_at(items: &[ChecklistItem], content: &VisitForm, act: &Callback<Act>) -> Html {
    if items.is_empty() {
        return html! {};
    }
    let row = |item: &ChecklistItem| {
        let choices = ["ok", "problem"].map(|answer| {
            let test = format!("check-{}-{answer}", item.key);
            (Choice::new(answer.to_owned(), t_word("answer", answer), test), answer == "problem")
        });
        let key = item.key.clone();
        let then = act.reform(move |answer: String| Act::Answer(key.clone(), answer));
        html! {
            <div key={item.key.clone()} class="weui-cell">
                <div class="weui-cell__bd">{ &item.name }</div>
                <div class="weui-cell__ft">
                    { choice::segments(&item.name, &choices, content.checklist.get(&item.key), &then) }
                </div>
            </div>
        }
    };
    group(t("visit-look"), Lead::None, "", items.iter().map(row).collect())
}

fn words(content: &VisitForm, act: &Callback<Act>) -> Html {
    let act = act.clone();
    group(
        t("visit-words"),
        Lead::None,
        "",
        html! { <><div class="weui-cell weui-cell_top"><div class="weui-cell__bd">
            { field::area("wg-area", t("visit-words"), t("visit-words-hint"), &content.note, "visit-note", None,
                on_typed(move |text| act.emit(Act::Note(text)))) }
        </div></div>
        </> },
    )
}
