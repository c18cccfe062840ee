//! What was given to a mediator or a department: by what is asked of them, with the chosen case beside
//! the list.

use super::arrange::sort;
use crate::console::asking::{LOOK_AGAIN_MS, use_kept};
use crate::console::case::papers::Papers;
use crate::console::case::steps::Steps;
use crate::console::desk::use_desk;
use crate::console::glyph::Glyph;
use crate::console::news::{use_fresh, use_pace};
use crate::console::route::Route;
use crate::console::states::{Empty, above};
use crate::console::{bits, window, words};
use shared_model::api::Query;
use shared_model::api::desk::QueueItem;
use shared_model::api::view::{CaseView, LastStep};
use shared_model::casework::Stage;
use shared_model::ids::CaseId;
use shared_model::people::Role;
use ui::mark::mark;
use ui::text::{t, t_with, t_word};
use yew::prelude::*;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// To take it.
    ToTake,
    /// To work on it.
    InHand,
    /// To answer a task; the case is in other hands.
    Task,
    /// Nothing for now: settled, or in other hands.
    Waiting,
    /// Nothing more.
    Closed,
}

impl Group {
    /// All groups, in the order they stand.
    pub const ALL: [Group; 5] = [Group::ToTake, Group::InHand, Group::Task, Group::Waiting, Group::Closed];

    /// The word of its text (`console-group-<word>`) and of its `data-test`.
    pub fn word(self) -> &'static str {
        match self {
            Group::ToTake => "to-take",
            Group::InHand => "in-hand",
            Group::Task => "task",
            Group::Waiting => "waiting",
            Group::Closed => "closed",
        }
    }

    /// What is asked of who looks.
    pub fn of(row: &QueueItem) -> Group {
        let handles = row.item.handler.as_ref().is_some_and(|handler| handler.me);
        match row.item.stage {
            stage if stage.is_closed() => Group::Closed,
            Stage::Dispatched if handles => Group::ToTake,
            Stage::Settled => Group::Waiting,
            _ if handles => Group::InHand,
            _ if row.item.mine => Group::Task,
            _ => Group::Waiting,
        }
    }
}

/// The rows of a group, the gravest and latest first.
fn of_group(rows: &[QueueItem], group: Group) -> Vec<QueueItem> {
    let mut found: Vec<QueueItem> = rows.iter().filter(|row| Group::of(row) == group).cloned().collect();
    sort(&mut found);
    found
}

/// The page.
#[component]
pub fn GivenPage() -> Html {
    let desk = use_desk();
    let closed = use_state_eq(|| false);
    let chosen = use_state_eq(|| None::<CaseId>);
    let query = Query::Queue { search: String::new(), closed: *closed };
    let kept = use_kept::<Vec<QueueItem>>(query, Some(LOOK_AGAIN_MS));
    let rows: Vec<QueueItem> = kept.view.as_deref().cloned().unwrap_or_default();
    let groups: Vec<(Group, Vec<QueueItem>)> =
        Group::ALL.into_iter().map(|group| (group, of_group(&rows, group))).collect();
    // A look from above the village is noted: there a case is shown once somebody chose it.
    let opens = desk.account.role == Role::Mediator;
    let first =
        groups.iter().flat_map(|(_, rows)| rows).next().filter(|_| opens).map(|row| row.item.id.clone());
    let here = (*chosen).clone().filter(|id| rows.iter().any(|row| row.item.id == *id)).or(first);
    let late = rows.iter().filter(|row| row.item.due.overdue).count();
    let row = |row: &QueueItem| {
        let item = &row.item;
        let href = Route::Case(item.id.clone()).href();
        let onclick = {
            let (chosen, id, href) = (chosen.setter(), item.id.clone(), href.clone());
            move |_: MouseEvent| {
                if window::is_narrow() {
                    window::go(&href);
                } else {
                    chosen.set(Some(id.clone()));
                }
            }
        };
        let class = classes!("click", (here.as_ref() == Some(&item.id)).then_some("cur"));
        html! {
            <tr {class} {onclick} data-test={format!("queue-row-{}", item.id)} data-mine={item.mine.to_string()}>
                <td>{ mark(item.colour) }</td>
                <td>{ bits::due(item.due, &desk) }</td>
                <td class="c-what">
                    <div class="cut"><a class="t" {href} onclick={|event: MouseEvent| event.stop_propagation()}>{ item.title.clone() }</a></div>
                    <div class="sub cut">{ words::category(item) }</div>
                </td>
                <td class="c-given">{ row.given.as_ref().map(|given| by_whom(given, &desk)) }</td>
            </tr>
        }
    };
    let group = |(group, rows): &(Group, Vec<QueueItem>)| {
        if rows.is_empty() {
            return Html::default();
        }
        html! {
            <>
                <tr class="grp" data-test={format!("group-{}", group.word())}>
                    <th colspan="4" scope="rowgroup">{ t_word("console-group", group.word()) }{ " " }{ rows.len() }</th>
                </tr>
                { for rows.iter().map(row) }
            </>
        }
    };
    let show = |on: bool, word: &'static str| {
        let closed = closed.clone();
        html! {
            <button type="button" aria-pressed={(*closed == on).to_string()} onclick={move |_| closed.set(on)}
                data-test={format!("tab-{word}")}>{ t_word("console-given-show", word) }</button>
        }
    };
    html! {
        <>
            <div class="head">
                <h1>{ t("console-queue-title-handler") }</h1>
                if kept.view.is_some() {
                    <span class="sub" data-test="queue-numbers">
                        { t_with("console-given-numbers", &[("n", rows.len().into()), ("late", late.into())]) }
                    </span>
                }
                <div class="acts">
                    <div class="seg" role="group" aria-label={t("console-state")}>{ show(false, "open") }{ show(true, "all") }</div>
                </div>
            </div>
            <div class="split split-given">
                <div>
                    { above(&kept) }
                    if kept.view.is_some() && rows.is_empty() {
                        <Empty glyph={Glyph::Inbox} title={t("console-empty-given")} />
                    }
                    if !rows.is_empty() {
                        <table class="tb tb-two tb-fixed given" data-test="queue">
                            <thead><tr>
                                <th class="c-colour">{ t("console-colour") }</th><th class="c-due">{ t("console-due") }</th>
                                <th>{ t("console-case") }</th><th class="c-given">{ t("console-given-by") }</th>
                            </tr></thead>
                            <tbody>{ for groups.iter().map(group) }</tbody>
                        </table>
                    }
                    <p class="sub pad">{ t("console-given-explains") }</p>
                </div>
                if let Some(id) = here {
                    <Pane key={id.as_str().to_owned()} id={id.clone()} given={rows.iter().find(|row| row.item.id == id).and_then(|row| row.given.clone())}
                        changed={kept.reload.clone()} />
                }
            </div>
        </>
    }
}

/// Who gave it, and when.
fn by_whom(given: &LastStep, desk: &crate::console::desk::Desk) -> Html {
    html! {
        <>
            <div class="cut">{ words::who(&given.author) }</div>
            <div class="sub">{ words::stamp(given.written_at, desk.now()) }</div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct PaneProps {
    id: CaseId,
    given: Option<LastStep>,
    changed: Callback<()>,
}

/// The chosen case: what it is, what can be done, its papers.
#[component]
fn Pane(props: &PaneProps) -> Html {
    let desk = use_desk();
    let pace = use_pace();
    let kept = use_kept::<CaseView>(Query::Case { id: props.id.clone() }, Some(pace));
    let fresh = use_fresh(Some(props.id.clone()), kept.reload.clone());
    let Some(view) = kept.view.clone() else {
        return html! { <aside class="pane">{ above(&kept) }</aside> };
    };
    let changed = {
        let (reload, changed) = (kept.reload.clone(), props.changed.clone());
        Callback::from(move |()| {
            reload.emit(());
            changed.emit(());
        })
    };
    let item = &view.item;
    let from = props.given.as_ref().map(|given| given.words.clone()).filter(|words| !words.is_empty());
    html! {
        <aside class="pane" data-test="given-pane" data-case={item.id.as_str().to_owned()}>
            { fresh }
            { above(&kept) }
            <div class="sec">
                <h2>{ item.title.clone() }</h2>
                <div class="row">{ mark(item.colour) }{ bits::due(item.due, &desk) }{ bits::standing(item) }</div>
            </div>
            <div class="sec">
                <dl class="kv">
                    <dt>{ t("console-category") }</dt><dd>{ words::category(item) }</dd>
                    <dt>{ t("console-parties") }</dt>
                    <dd>{ if view.parties.is_empty() { t("console-no-parties") } else { words::list(&item.parties) } }</dd>
                    <dt>{ t("console-raised-in") }</dt><dd>{ item.micro_grid_name.clone() }</dd>
                    <dt>{ t("console-found") }</dt><dd class="said">{ view.words.clone() }</dd>
                    if let Some(words) = from {
                        <dt>{ t("console-given-words") }</dt><dd class="said">{ words }</dd>
                    }
                </dl>
                <a class="in-text" href={Route::Case(item.id.clone()).href()} data-test="given-open">{ t("console-given-open") }</a>
            </div>
            <Steps view={view.clone()} {changed} />
            <div class="sec"><h3>{ t("console-given-papers") }</h3><div class="acts acts-wrap"><Papers view={view.clone()} /></div></div>
        </aside>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::queue::telling::row;
    use shared_model::casework::Colour;

    #[test]
    fn a_case_stands_where_it_asks_something_and_once() {
        let given = |stage: Stage, handles: bool, mine: bool| {
            let mut row = row(2, Colour::Green, 5, stage);
            row.item.handler = handles.then(|| row.item.last_step.author.clone());
            row.item.mine = mine;
            Group::of(&row)
        };
        assert_eq!(given(Stage::Dispatched, true, true), Group::ToTake);
        assert_eq!(given(Stage::Taken, true, true), Group::InHand);
        assert_eq!(given(Stage::Dispatched, false, true), Group::Task);
        assert_eq!(given(Stage::Escalated, false, false), Group::Waiting);
        assert_eq!(given(Stage::Settled, true, false), Group::Waiting);
        assert_eq!(given(Stage::StruckOff, true, true), Group::Closed);
    }
}
