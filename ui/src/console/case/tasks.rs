//! The open tasks of a case: who is to do what, by when, and whether that has passed.

use crate::console::desk::use_desk;
use crate::console::glyph::{Glyph, Icon};
use crate::console::words;
use shared_model::api::view::TaskView;
use shared_model::moment::Millis;
use ui::text::{t, t_with};
use yew::prelude::*;

/// What [`Tasks`] takes.
#[derive(Properties, PartialEq)]
pub struct TasksProps {
    /// All tasks of the case.
    pub tasks: Vec<TaskView>,
    /// The form that is open in the place of the button, for the task that is being answered.
    pub answering: Option<Html>,
    /// The task that is being answered.
    pub chosen: Option<shared_model::ids::EventId>,
    /// Told which task somebody wants to answer.
    pub answer: Callback<TaskView>,
}

/// An open task whose day has passed.
pub fn is_late(task: &TaskView, now: Millis) -> bool {
    !task.done && task.by.is_some_and(|by| by < now)
}

/// The open tasks, and how many were answered.
#[component]
pub fn Tasks(props: &TasksProps) -> Html {
    let now = use_desk().now();
    let open: Vec<&TaskView> = props.tasks.iter().filter(|task| !task.done).collect();
    if open.is_empty() {
        return Html::default();
    }
    let answered = props.tasks.len() - open.len();
    let task = |task: &TaskView| {
        let late = is_late(task, now);
        let here = props.chosen.as_ref() == Some(&task.event);
        let onclick = {
            let (answer, task) = (props.answer.clone(), task.clone());
            move |_| answer.emit(task.clone())
        };
        html! {
            <li class="task" data-test={format!("task-{}", task.event)} data-late={late.to_string()}>
                <p class="said">{ task.words.clone() }</p>
                <p class="sub">
                    { words::who(&task.to) }{ t("console-dot") }{ words::role(task.to.role) }
                    if let Some(by) = task.by {
                        { t("console-dot") }{ t_with("console-task-by", &[("date", words::date(by, now).into())]) }
                    }
                    if late {
                        { " " }<span class="due due-late">{ t("console-task-late") }</span>
                    }
                </p>
                if here {
                    { props.answering.clone().unwrap_or_default() }
                } else if task.answerable {
                    <button type="button" class="btn btn-sm" {onclick} data-test={format!("task-answer-{}", task.event)}>
                        <Icon glyph={Glyph::Check} small=true />{ t("console-task-answer") }
                    </button>
                }
            </li>
        }
    };
    html! {
        <div class="sec" data-test="tasks">
            <h3>{ t_with("console-tasks", &[("n", open.len().into())]) }</h3>
            <ul>{ for open.into_iter().map(task) }</ul>
            if answered > 0 {
                <p class="sub">{ t_with("console-tasks-answered", &[("n", answered.into())]) }</p>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::api::view::AuthorView;
    use shared_model::ids::{AccountId, EventId};
    use shared_model::people::Role;

    #[test]
    fn a_task_is_late_once_its_day_has_passed_and_nobody_has_answered() {
        let now = Millis(1_773_806_400_000);
        let who = || AuthorView {
            account: AccountId::from_random([1; 10]),
            name: String::new(),
            role: Role::Member,
            me: false,
        };
        let task = |by: Option<i64>, done: bool| TaskView {
            event: EventId::from_random([2; 10]),
            to: who(),
            from: who(),
            words: String::new(),
            by: by.map(|millis| now.plus(millis)),
            done,
            answerable: true,
        };
        assert!(is_late(&task(Some(-1), false), now));
        assert!(!is_late(&task(Some(-1), true), now));
        assert!(!is_late(&task(Some(0), false), now));
        assert!(!is_late(&task(None, false), now));
    }
}
