//! What was asked of whom for a case, as somebody sees it.

use super::views::person_view;
use super::{CaseProjection, Lens};
use crate::api::view::{TaskItem, TaskView};
use crate::casework::fold::{Task, may_add};
use crate::casework::{Step, fold::JudgedEvent};
use std::cmp::Reverse;

/// All tasks of a case, oldest first.
pub(super) fn tasks(projection: &CaseProjection, lens: Lens<'_>) -> Vec<TaskView> {
    projection.state.tasks.iter().filter_map(|task| view(task, projection, lens)).collect()
}

/// The open tasks of a case that were given to who looks.
pub fn my_tasks(projection: &CaseProjection, lens: Lens<'_>) -> Vec<TaskItem> {
    let mine = projection.state.tasks.iter().filter(|task| task.done.is_none() && task.to == lens.me.id);
    let item = |task| TaskItem {
        task,
        case: projection.id.clone(),
        title: projection.title.clone(),
        colour: projection.state.colour,
    };
    mine.filter_map(|task| view(task, projection, lens).map(item)).collect()
}

/// The one wanted soonest first; those without a day last, the graver case before the other.
pub fn sort_tasks(tasks: &mut [TaskItem]) {
    tasks.sort_by_key(|item| {
        let by = item.task.by;
        (by.is_none(), by, Reverse(item.colour), item.task.event.clone())
    });
}

fn view(task: &Task, projection: &CaseProjection, lens: Lens<'_>) -> Option<TaskView> {
    let gave = |event: &&JudgedEvent| event.written.id == task.event;
    let written = &projection.state.events.iter().find(gave)?.written;
    let answer = Step::TaskDone { task: task.event.clone(), words: String::new() };
    let policy = &lens.reference.policy;
    let answerable =
        task.done.is_none() && may_add(&answer, &lens.as_author(), &projection.state, policy).is_ok();
    Some(TaskView {
        event: task.event.clone(),
        to: person_view(&task.to, projection, lens),
        from: lens.author(&written.author),
        words: written.event.step.words().to_owned(),
        by: task.by,
        done: task.done.is_some(),
        answerable,
    })
}
