//! The visits of a household, newest first, with where each is, and the way to correct one.

use crate::phone::clock;
use crate::phone::form::use_form;
use crate::phone::input::{on_tap, on_typed};
use crate::phone::parts::field;
use crate::phone::parts::frame::title;
use crate::phone::parts::older::{self, Older};
use crate::phone::parts::part::part;
use crate::phone::parts::rows::{joined, name_or_role};
use crate::phone::parts::save::Save;
use crate::phone::parts::sheet::Sheet;
use crate::phone::parts::{delivery, photos};
use crate::phone::saving::use_saving;
use shared_model::api::Command;
use shared_model::api::view::{AuthorView, CorrectionView, OlderYears, VisitView};
use shared_model::ids::{EventId, HouseholdId};
use shared_model::moment::Millis;
use ui::backend::Told;
use ui::dates;
use ui::text::{t, t_with, t_word};
use ui::told;
use yew::prelude::*;

/// So many are shown before one asks for more.
const FIRST: usize = 3;

/// The visits.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Of which household.
    pub household: HouseholdId,
    /// Newest first.
    pub visits: Vec<VisitView>,
    /// Those of earlier years that are not here.
    pub older: Option<OlderYears>,
    /// Asks for them again.
    pub reload: Callback<()>,
}

/// A line through time, and a sheet to correct one's own visit.
#[component]
pub fn Visits(props: &Props) -> Html {
    let all = use_state_eq(|| false);
    let correcting = use_state_eq(|| None::<EventId>);
    let now = clock::now();
    let shown = if *all { props.visits.len() } else { FIRST };
    let correct = {
        let correcting = correcting.clone();
        Callback::from(move |id: EventId| correcting.set(Some(id)))
    };
    let open_all = {
        let all = all.clone();
        on_tap(move || all.set(true))
    };
    let close = {
        let correcting = correcting.clone();
        Callback::from(move |()| correcting.set(None))
    };
    html! {
        <section class="wg-sec" data-test="household-visits">
            { title(t("visits-title")) }
            <div class="weui-cells">
                if props.visits.is_empty() {
                    <div class="weui-cell"><p class="weui-cell__bd wg-t4">{ t("never-visited") }</p></div>
                }
                <ol class="wg-tl">{ for props.visits.iter().take(shown).map(|visit| one(visit, &correct, now)) }</ol>
                if props.visits.len() > shown {
                    <button type="button" class="weui-cell weui-cell_access wg-cellb" data-test="visits-all" onclick={open_all}>
                        <span class="weui-cell__bd">{ t("visits-all") }</span><span class="weui-cell__ft"></span>
                    </button>
                }
            </div>
            if let Some(older) = props.older.clone().filter(|_| props.visits.len() <= shown) {
                { part::<Older>(older::Props { older, reload: props.reload.clone() }) }
            }
            if let Some(visit) = &*correcting {
                { part::<Correct>(CorrectProps { household: props.household.clone(), visit: visit.clone(), on_close: close }) }
            }
        </section>
    }
}

fn who(author: &AuthorView) -> String {
    if author.me { t("you") } else { name_or_role(author) }
}

fn one(visit: &VisitView, correct: &Callback<EventId>, now: Millis) -> Html {
    let (id, correct) = (visit.id.clone(), correct.clone());
    let problems: Vec<_> = visit.checklist.iter().filter(|(_, answer)| *answer == "problem").collect();
    html! {
        <li key={visit.id.as_str()} data-test={format!("visit-{}", visit.id)}>
            <p class="wg-ct">{ t_word("visit", visit.kind.word()) }</p>
            <p class="wg-cd">{ joined([dates::day_and_clock(visit.at, now), who(&visit.author)]) }</p>
            if visit.problem || !problems.is_empty() {
                <p class="wg-line wg-gap">{ super::problem_mark() }</p>
            }
            if !visit.note.is_empty() {
                <p class="wg-cq wg-words">{ &visit.note }</p>
            }
            { photos::named(&visit.photos) }
            if let Some(help) = &visit.helped {
                <p class="wg-cd">{ t_with("told-helped", &[("name", help.who.clone().into()), ("n", help.minutes.into())]) }</p>
            }
            if let Some(at) = visit.position {
                <p class="wg-cd" data-test="visit-position">{ told::position(at) }</p>
            }
            { for visit.corrections.iter().map(|correction| corrected(correction, now)) }
            <p class="wg-line wg-under">
                { delivery::state(&visit.delivery) }
                if visit.author.me {
                    <button type="button" class="wg-link wg-link_s" data-test={format!("visit-correct-{}", visit.id)}
                        onclick={on_tap(move || correct.emit(id.clone()))}>{ t("visit-correct") }</button>
                }
            </p>
        </li>
    }
}

fn corrected(correction: &CorrectionView, now: Millis) -> Html {
    let when = dates::day_and_clock(correction.written_at, now);
    html! {
        <div class="wg-correction">
            <p class="wg-cd">{ t_with("visit-corrected", &[("who", who(&correction.author).into()), ("time", when.into())]) }</p>
            <p class="wg-cq wg-words">{ &correction.note }</p>
            <p>{ delivery::state(&correction.delivery) }</p>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct CorrectProps {
    household: HouseholdId,
    visit: EventId,
    on_close: Callback<()>,
}

#[component]
fn Correct(props: &CorrectProps) -> Html {
    // Kept like every other form: a call or a dead battery must not cost the words.
    let held = use_form(format!("correct:{}", props.visit), String::new());
    let note = held.content.unwrap_or_default();
    let saving = use_saving();
    let save = Save {
        saving: &saving,
        done: &held.done,
        test: "correct-save",
        label: String::new(),
        second: false,
        note: String::new(),
        whole: !note.trim().is_empty(),
        command: {
            let (household, visit, note) =
                (props.household.clone(), props.visit.clone(), note.trim().to_owned());
            Callback::from(move |()| {
                let (household, visit, note) = (household.clone(), visit.clone(), note.clone());
                Some(Command::CorrectVisit { household, visit, note })
            })
        },
        then: props.on_close.reform(|_: Told| ()),
    };
    let typed = held.act.clone();
    html! {
        { Sheet { title: t("visit-correct").into(), on_close: props.on_close.clone(), children: html! { <>            <div class="wg-sheet__b">
                <p class="wg-t4">{ t("visit-correct-how") }</p>
                { field::area(field::BOX, t("visit-correct"), String::new(), &note, "correct-note", Some(held.kept),
                    on_typed(move |text| typed.emit(text))) }
            </div>
            { save.sheet() }
        </> } }.html() }
    }
}
