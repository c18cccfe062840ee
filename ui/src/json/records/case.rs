//! How a case and its steps are read.

use super::*;
use shared_model::casework::{Party, RaisedFacts, SettledFacts, Step};

record! {
    Due { at, clock, stopped, overdue }
    CaseItem {
        id, title, kind, category, category_name, colour, stage, level, contested, due, parties, micro_grid,
        micro_grid_name, handler, last_step, received_at, mine, to_follow_up
    }
    LastStep { kind, author, written_at, words }
    CaseView {
        item, parties, words, outcome, satisfied, timeline, contested, frontier, next, policy_version, tasks
    }
    TimelineEntry {
        id, step, author, written_at, delivery, void, policy_version, colour_before, to_name, after, photos,
        heard_from, carried_by
    }
    NextStep { kind, not_now }
    TaskView { event, to, from, words, by, done, answerable }
    TaskItem { task, case, title, colour }
    Party { household, micro_grid, name, house_no }
    RaisedFacts { source, people, amount, service_item, position }
    SettledFacts { agreement, amount, difficult, went_to }
}

macro_rules! step {
    ($value:ident, $fault:ident, $kind:ident { $($field:ident),* $(; part $part:ident)? }) => {
        Step::$kind {
            $($field: $crate::field!($value, $fault, $field),)*
            $($part: Record::read($value, $fault),)?
        }
    };
}

impl Record for Step {
    fn read(value: &Value, fault: &Fault) -> Step {
        match EventKind::read(value.field("step"), fault) {
            EventKind::Raised => step!(value, fault, Raised {
                kind, category, colour, title, words, micro_grid, parties; part facts
            }),
            EventKind::Recoloured => step!(value, fault, Recoloured { colour, words }),
            EventKind::Accepted => step!(value, fault, Accepted { words }),
            EventKind::Dispatched => step!(value, fault, Dispatched { to, words }),
            EventKind::Taken => step!(value, fault, Taken { words }),
            EventKind::Progress => step!(value, fault, Progress { words }),
            EventKind::Urged => step!(value, fault, Urged { words, by }),
            EventKind::Escalated => step!(value, fault, Escalated { words }),
            EventKind::Returned => step!(value, fault, Returned { words }),
            EventKind::Settled => step!(value, fault, Settled { outcome, words; part facts }),
            EventKind::FollowedUp => step!(value, fault, FollowedUp { satisfied, words }),
            EventKind::StruckOff => step!(value, fault, StruckOff { words }),
            EventKind::Reopened => step!(value, fault, Reopened { words }),
            EventKind::Withdrawn => step!(value, fault, Withdrawn { words }),
            EventKind::Merged => step!(value, fault, Merged { into, words }),
            EventKind::Tasked => step!(value, fault, Tasked { to, words, by }),
            EventKind::TaskDone => step!(value, fault, TaskDone { task, words }),
            EventKind::Discussed => step!(value, fault, Discussed { took_part, words }),
            EventKind::Helped => step!(value, fault, Helped { who, minutes, words }),
            EventKind::PassedUp => step!(value, fault, PassedUp { clock, due_at, up_to }),
        }
    }
}
