//! One case: how it stands in words, its story as a conversation, and what can be done next.

mod asks;
mod contested;
mod dock;
mod next;
mod step;
mod story;
mod writing;

use crate::phone::clock;
use crate::phone::input::on_tap;
use crate::phone::live::use_live;
use crate::phone::nav;
use crate::phone::parts::bars::Top;
use crate::phone::parts::frame::{ready, title, unready_page};
use crate::phone::parts::homes::called;
use crate::phone::parts::part::part;
use crate::phone::parts::rows::{attention, joined};
use crate::phone::parts::stands;
use crate::phone::route::Route;
use shared_model::api::Query;
use shared_model::api::view::CaseView;
use shared_model::casework::{EventKind, Party};
use shared_model::ids::{CaseId, EventId};
use shared_model::moment::Millis;
use ui::mark;
use ui::text::{t, t_with, t_word};
use writing::Writing;
use yew::prelude::*;

pub use story::introduced;

/// Which case.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its identity.
    pub id: CaseId,
    /// The step whose sheet is open at first, with the task it answers: while it is allowed.
    #[prop_or_default]
    pub open: Option<(EventKind, Option<EventId>)>,
}

/// Which sheet is open over the page.
#[derive(Clone, PartialEq, Eq)]
enum Over {
    Nothing,
    More,
    Step(EventKind, Option<EventId>),
    /// What was agreed can be given to somebody.
    GiveTasks,
}

/// The page of one case.
#[component]
pub fn CasePage(props: &Props) -> Html {
    let asked = use_live::<CaseView>(Query::Case { id: props.id.clone() });
    let over = use_state_eq(|| match props.open.clone() {
        Some((kind, task)) => Over::Step(kind, task),
        None => Over::Nothing,
    });
    // What was begun stays open, whatever comes in meanwhile: a refusal keeps the words.
    let begun = use_mut_ref(|| None::<(EventKind, Option<EventId>)>);
    let view = match ready(&asked) {
        Ok(view) => view,
        Err(instead) => return unready_page(Top::default(), instead),
    };
    let now = clock::now();
    let opens = {
        let over = over.clone();
        Callback::from(move |which: Over| over.set(which))
    };
    let close = opens.reform(|()| Over::Nothing);
    let written = {
        let (opens, reload) = (opens.clone(), asked.reload.clone());
        let gives = next::allows(view, EventKind::Tasked);
        Callback::from(move |kind: EventKind| {
            let goes_on = gives && matches!(kind, EventKind::Discussed | EventKind::Tasked);
            opens.emit(if goes_on { Over::GiveTasks } else { Over::Nothing });
            reload.emit(());
        })
    };
    let item = &view.item;
    let offer = next::offer(&view.next, item.stage, next::pressing(view));
    let line = joined([t_word("kind", item.kind.word()), item.category_name.clone()]);
    let answers = opens.reform(|task: EventId| Over::Step(EventKind::TaskDone, Some(task)));
    let writes = match &*over {
        Over::Step(kind, named) => {
            let mut begun = begun.borrow_mut();
            if begun.is_none() {
                *begun = next::task_of(view, *kind, named.as_ref()).map(|task| (*kind, task));
            }
            begun.clone()
        }
        _ => {
            begun.replace(None);
            None
        }
    };
    html! {
        <div class="wg-app" data-test="page-case" data-stage={item.stage.word()} data-colour={item.colour.word()}>
            { Top { title: item.title.clone().into(), line: line.into(), ..Top::default() }.html() }
            <main class="wg-main">
                { standing(view, now) }
                <section class="wg-sec">
                    { title(t("case-story")) }
                    { story::story(view, now, &answers) }
                </section>
            </main>
            { dock::dock(&offer, &opens) }
            { match &*over {
                Over::Nothing => html! {},
                Over::More => dock::more(&offer, &opens, &close),
                Over::GiveTasks => dock::give_tasks(&opens, &close),
                Over::Step(..) => writes.map_or_else(Html::default, |(kind, task)| html! {
                    { part::<Writing>(writing::Props { view: view.clone(), kind, task, on_written: written, on_close: close }) }
                }),
            } }
        </div>
    }
}

fn standing(view: &CaseView, now: Millis) -> Html {
    let item = &view.item;
    html! {
        <div class="wg-panel" data-test="case-standing">
            <p class="wg-line">{ mark::mark(item.colour) }{ stands::light(item.due, now) }{ attention(item) }</p>
            <p class="wg-ct wg-gap3" data-test="case-stage">{ stands::stands(item) }</p>
            if let Some(outcome) = view.outcome {
                <p class="wg-gap">{ t_word("outcome", outcome.word()) }</p>
            }
            if !view.parties.is_empty() {
                <div class="wg-pair">{ for view.parties.iter().enumerate().map(|(index, party)| side(index, party)) }</div>
            }
        </div>
    }
}

fn side(index: usize, party: &Party) -> Html {
    let label = called(&party.name, &party.house_no);
    let test = format!("case-party-{index}");
    match &party.household {
        Some(id) => {
            html! { <a class="wg-chip" href={Route::Household(id.clone()).href()} data-test={test}>{ label }</a> }
        }
        None => html! { <span class="wg-chip wg-chip_still" data-test={test}>{ label }</span> },
    }
}

/// 李书记 派给 赵明: who did what, for lines between the messages.
fn deed(who: String, what: String) -> String {
    t_with("deed", &[("who", who.into()), ("what", what.into())])
}

/// Whether one can go somewhere from a case that was merged.
fn merged_into(id: &CaseId) -> Html {
    let to = Route::Case(id.clone());
    let onclick = on_tap(move || nav::go(&to));
    html! { <button type="button" class="wg-link" data-test="case-merged-into" {onclick}>{ t("case-merged-into") }</button> }
}
