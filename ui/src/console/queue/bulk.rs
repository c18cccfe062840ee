//! One step for several cases: which of the chosen it can be written into, as each row showed its case,
//! and what came of it row by row. Pure.

use shared_model::api::Problem;
use shared_model::api::desk::QueueItem;
use shared_model::casework::{EventKind, Void};
use shared_model::ids::{CaseId, EventId};
use std::collections::BTreeSet;

/// The steps that are offered for several cases at once, in the order of a case's life.
pub const KINDS: [EventKind; 4] =
    [EventKind::Accepted, EventKind::Dispatched, EventKind::Urged, EventKind::StruckOff];

/// The key that opens a step's form.
pub fn key(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Accepted => "A",
        EventKind::Dispatched => "D",
        EventKind::Urged => "U",
        _ => "S",
    }
}

/// A case the step is to be written into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// Which.
    pub case: CaseId,
    /// Its title, to be told.
    pub title: String,
    /// What its row had shown.
    pub seen: Vec<EventId>,
}

/// Why a step was not written into a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The row said so before.
    Rule(Void),
    /// The server said so, or didn't answer.
    Failed(Problem),
}

/// A case the step was not written into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDone {
    /// Which.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// Why not.
    pub why: Why,
}

/// What is about to be done with the chosen rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What will be tried.
    pub todo: Vec<Todo>,
    /// What the rows themselves speak against.
    pub not: Vec<NotDone>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// The step.
    pub kind: EventKind,
    /// Into how many cases it was written.
    pub done: usize,
    /// The others, each with its reason: they stay chosen.
    pub not: Vec<NotDone>,
}

/// Whether rows can be chosen: something can be done with several of them by who looks.
pub fn offers(rows: &[QueueItem]) -> bool {
    rows.iter().any(|row| !row.bulk.is_empty())
}

/// Plans a step for the chosen among the rows that are shown. What isn't offered to the asker's role
/// at all is in no plan.
pub fn plan(kind: EventKind, rows: &[QueueItem], chosen: &BTreeSet<CaseId>) -> Plan {
    let mut plan = Plan::default();
    for row in rows.iter().filter(|row| chosen.contains(&row.item.id)) {
        let (case, title) = (row.item.id.clone(), row.item.title.clone());
        match row.bulk.iter().find(|step| step.kind == kind).map(|step| step.not_now) {
            Some(None) => plan.todo.push(Todo { case, title, seen: row.seen.clone() }),
            Some(Some(void)) => plan.not.push(NotDone { case, title, why: Why::Rule(void) }),
            None => {}
        }
    }
    plan
}

/// The steps that can be written into at least one of the chosen, with into how many.
pub fn offered(rows: &[QueueItem], chosen: &BTreeSet<CaseId>) -> Vec<(EventKind, usize)> {
    let count = |kind: EventKind| (kind, plan(kind, rows, chosen).todo.len());
    KINDS.into_iter().map(count).filter(|(_, count)| *count > 0).collect()
}

/// The chosen after a row was pressed.
pub fn toggled(chosen: &BTreeSet<CaseId>, case: &CaseId) -> BTreeSet<CaseId> {
    let mut after = chosen.clone();
    if !after.remove(case) {
        after.insert(case.clone());
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::queue::telling::row;
    use shared_model::casework::{Colour, Stage};

    fn rows() -> Vec<QueueItem> {
        vec![
            row(1, Colour::Red, 5, Stage::Settled),
            row(2, Colour::Green, 5, Stage::Taken),
            row(3, Colour::Green, 5, Stage::Settled),
        ]
    }

    fn all() -> BTreeSet<CaseId> {
        rows().into_iter().map(|row| row.item.id).collect()
    }

    #[test]
    fn each_chosen_row_is_tried_as_it_was_shown_or_told_with_its_reason() {
        let plan = plan(EventKind::StruckOff, &rows(), &all());
        let tried: Vec<_> = plan.todo.iter().map(|todo| (todo.title.as_str(), &todo.seen)).collect();
        assert_eq!(tried, [("1", &rows()[0].seen), ("3", &rows()[2].seen)]);
        assert_eq!(plan.not.len(), 1);
        assert_eq!((plan.not[0].title.as_str(), &plan.not[0].why), ("2", &Why::Rule(Void::NotAtThisStage)));
    }

    #[test]
    fn only_shown_rows_and_only_steps_of_the_role_are_in_a_plan() {
        assert_eq!(offered(&rows(), &all()), [(EventKind::Urged, 3), (EventKind::StruckOff, 2)]);
        assert_eq!(plan(EventKind::Accepted, &rows(), &all()), Plan::default());
        let one = BTreeSet::from([rows()[1].item.id.clone()]);
        assert_eq!(offered(&rows(), &one), [(EventKind::Urged, 1)]);
        assert_eq!(offered(&rows()[..1], &one), [], "a chosen row that is no longer shown is left alone");
    }

    #[test]
    fn pressing_twice_takes_a_row_out_again() {
        let id = &rows()[0].item.id;
        let once = toggled(&BTreeSet::new(), id);
        assert!(once.contains(id));
        assert!(toggled(&once, id).is_empty());
    }
}
