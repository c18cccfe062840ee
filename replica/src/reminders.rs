//! When the phone reminds its person of what is asked of them: worked out from the rows alone, so that
//! the same rows give the same reminders, and what was told once is not told again.

use crate::answers::household_items;
use crate::store::{OutboxState, Tx};
use shared_model::api::Problem;
use shared_model::api::view::Reminder;
use shared_model::casework::policy::Calendar;
use shared_model::casework::{ClockKind, Stage};
use shared_model::moment::{DAY, HOUR, Millis};
use shared_model::people::Role;
use shared_model::projection::{CaseProjection, Lens, my_tasks, views};
use std::collections::BTreeMap;

/// People are reminded at these hours of China and at no other: never at night.
const PARTS: [i64; 2] = [8, 14];
/// So far ahead reminders are planned. A clock that is set right must not ring for months at once.
const AHEAD: i64 = 7 * DAY;
/// Of a case that must be taken people hear at least so long before.
const TAKE_LEAD: i64 = 4 * HOUR;
/// Of a task and of a case that must be settled people hear at least so long before.
const LEAD: i64 = DAY;

/// So many waiting entries are counted.
const UNSENT_MOST: usize = 999;

/// What is asked of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A case must be taken or settled.
    Clock {
        /// Which.
        kind: ClockKind,
        /// Until when.
        due: Millis,
        /// The clock counts working time.
        working: bool,
    },
    /// A task is wanted by then.
    Task(Millis),
    /// A case was settled then, and its household is to be asked.
    FollowUp(Millis),
    /// A household's visit is due then.
    Visit(Millis),
    /// An entry was written then, and the village doesn't have it.
    Unsent(Millis),
}

/// What is asked of the phone's person now. A task without a day and a household that was never
/// visited have no moment to tell them at: they stand on the first page.
pub(crate) fn asked(tx: &Tx<'_>, lens: Lens<'_>) -> Result<Vec<Asked>, Problem> {
    // A task can be asked in a closed case too.
    let cases = tx.cases("", true)?;
    let tasks = cases.iter().flat_map(|case| my_tasks(case, lens));
    let mut asked: Vec<Asked> = tasks.filter_map(|item| item.task.by.map(Asked::Task)).collect();
    asked.extend(cases.iter().filter_map(|case| of_case(case, lens)));
    let waiting = tx.intents(OutboxState::Saved, UNSENT_MOST)?;
    asked.extend(waiting.iter().map(|row| Asked::Unsent(row.item.written_at)));
    let households = household_items(tx, "", lens)?;
    let visited = households.iter().filter(|item| item.last_visit.is_some());
    asked.extend(visited.filter_map(|item| item.visit_due.map(Asked::Visit)));
    Ok(asked)
}

fn of_case(case: &CaseProjection, lens: Lens<'_>) -> Option<Asked> {
    let item = views::case_item(case, lens);
    let tends = matches!(lens.me.role, Role::Member | Role::GridLeader);
    match item.stage {
        _ if !item.mine => None,
        Stage::Settled if tends => {
            let settled = case.state.events.iter().rfind(|event| event.void.is_none())?;
            Some(Asked::FollowUp(settled.written.received_at.unwrap_or(settled.written.event.written_at)))
        }
        _ if item.due.stopped => None,
        _ => {
            let kind = item.due.clock;
            let clock = lens.reference.policy.clocks.get(&item.colour);
            let term = clock.and_then(|clock| match kind {
                ClockKind::Take => clock.take,
                ClockKind::Settle => Some(clock.settle),
            });
            Some(Asked::Clock { kind, due: item.due.at, working: term.is_some_and(|term| term.is_working()) })
        }
    }
}

/// The reminders of the coming week, the next one first: one for each part of a day in which
/// something is to be told. Each thing has one moment, whatever the time is now: what lies behind was
/// told, or is on the first page of whoever opens the phone.
pub(crate) fn plan(asked: &[Asked], calendar: &Calendar, now: Millis) -> Vec<Reminder> {
    let mut parts: BTreeMap<Millis, Reminder> = BTreeMap::new();
    for one in asked {
        let at = told_at(*one, calendar);
        if at <= now || at > now.plus(AHEAD) {
            continue;
        }
        let key = u32::try_from(at.0 / HOUR).unwrap_or_default();
        let blank = Reminder { at, key, take: 0, settle: 0, tasks: 0, follow_ups: 0, visits: 0, unsent: 0 };
        let reminder = parts.entry(at).or_insert(blank);
        match one {
            Asked::Clock { kind: ClockKind::Take, .. } => reminder.take += 1,
            Asked::Clock { kind: ClockKind::Settle, .. } => reminder.settle += 1,
            Asked::Task(_) => reminder.tasks += 1,
            Asked::FollowUp(_) => reminder.follow_ups += 1,
            Asked::Visit(_) => reminder.visits += 1,
            Asked::Unsent(_) => reminder.unsent += 1,
        }
    }
    parts.into_values().collect()
}

/// The one moment at which somebody is told.
fn told_at(asked: Asked, calendar: &Calendar) -> Millis {
    match asked {
        Asked::Task(by) => part_before(by.plus(-LEAD)),
        Asked::Clock { kind, due, working } => {
            let lead = if kind == ClockKind::Take { TAKE_LEAD } else { LEAD };
            let at = part_before(due.plus(-lead));
            if working { on_a_working_day(at, calendar) } else { at }
        }
        // The morning after; an app that the system ended delivers nothing until it is opened.
        Asked::FollowUp(at) | Asked::Unsent(at) => morning(at.plus(DAY)),
        Asked::Visit(due) => morning(due),
    }
}

fn morning(of: Millis) -> Millis {
    of.day().start().unwrap_or_default().plus(PARTS[0] * HOUR)
}

/// The last part of a day that begins at a moment or before.
fn part_before(at: Millis) -> Millis {
    let today = at.day().start().unwrap_or_default();
    let begins = PARTS.map(|hour| today.plus(hour * HOUR));
    let last = begins.into_iter().rfind(|begin| *begin <= at);
    last.unwrap_or_else(|| today.plus(PARTS[1] * HOUR - DAY))
}

/// The same hour on the last day that is worked, within a month.
fn on_a_working_day(at: Millis, calendar: &Calendar) -> Millis {
    let days = (0..31).map(|back| at.plus(-back * DAY));
    days.into_iter().find(|day| calendar.works_on(*day)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::moment::Day;

    /// 2026-03-18 is a Wednesday.
    fn at(day: u8, hour: i64, minute: i64) -> Millis {
        let begins = Day { year: 2026, month: 3, day, weekday: 1 }.start().unwrap();
        begins.plus(hour * HOUR + minute * 60_000)
    }

    fn clock(kind: ClockKind, due: Millis, working: bool) -> Asked {
        Asked::Clock { kind, due, working }
    }

    fn holiday() -> Calendar {
        let days = serde_json::from_str("\"2026-03-19 to 2026-03-20\"").unwrap();
        Calendar { holidays: vec![days], ..Calendar::default() }
    }

    #[test]
    fn each_thing_is_told_at_one_moment_by_day() {
        use ClockKind::{Settle, Take};
        let calm = Calendar::default();
        let table = [
            ("wanted by the end of the 19th", Asked::Task(Millis(at(20, 0, 0).0 - 1)), &calm, at(18, 14, 0)),
            ("wanted at midnight in China", Asked::Task(at(20, 0, 0)), &calm, at(18, 14, 0)),
            ("wanted at eight", Asked::Task(at(20, 8, 0)), &calm, at(19, 8, 0)),
            ("wanted a minute before eight", Asked::Task(at(20, 7, 59)), &calm, at(18, 14, 0)),
            ("taken by noon", clock(Take, at(18, 12, 0), false), &calm, at(18, 8, 0)),
            ("taken a minute before noon", clock(Take, at(18, 11, 59), false), &calm, at(17, 14, 0)),
            ("taken by midnight", clock(Take, at(19, 0, 0), false), &calm, at(18, 14, 0)),
            ("taken by three at night", clock(Take, at(19, 3, 0), false), &calm, at(18, 14, 0)),
            ("settled by six in the evening", clock(Settle, at(20, 18, 0), false), &calm, at(19, 14, 0)),
            ("settled on a Monday", clock(Settle, at(23, 18, 0), false), &calm, at(22, 14, 0)),
            ("the same in working days", clock(Settle, at(23, 18, 0), true), &calm, at(20, 14, 0)),
            ("and after a holiday", clock(Settle, at(23, 18, 0), true), &holiday(), at(18, 14, 0)),
            ("settled at noon: the morning after", Asked::FollowUp(at(18, 12, 0)), &calm, at(19, 8, 0)),
            ("settled at 23:59", Asked::FollowUp(at(18, 23, 59)), &calm, at(19, 8, 0)),
            ("settled a minute later", Asked::FollowUp(at(19, 0, 0)), &calm, at(20, 8, 0)),
            ("a visit due in the evening", Asked::Visit(at(18, 21, 0)), &calm, at(18, 8, 0)),
            ("written at noon, not with the village", Asked::Unsent(at(18, 12, 0)), &calm, at(19, 8, 0)),
            ("a visit due at midnight", Asked::Visit(at(18, 0, 0)), &calm, at(18, 8, 0)),
        ];
        for (what, asked, calendar, expected) in table {
            assert_eq!(told_at(asked, calendar), expected, "{what}");
        }
    }

    #[test]
    fn nobody_is_woken_whatever_is_due_when() {
        for hour in 0..24 * 9 {
            let due = at(10, hour, 17);
            for kind in ClockKind::ALL {
                for one in [clock(kind, due, false), clock(kind, due, true), Asked::Task(due)] {
                    assert!([(8, 0), (14, 0)].contains(&told_at(one, &holiday()).clock()), "{one:?}");
                }
            }
        }
    }

    #[test]
    fn what_falls_together_is_one_reminder_and_what_lies_behind_is_not_told_again() {
        let asked = [
            Asked::Visit(at(18, 9, 0)),
            Asked::Visit(at(18, 20, 0)),
            Asked::FollowUp(at(17, 16, 0)),
            clock(ClockKind::Take, at(18, 12, 0), false),
            clock(ClockKind::Settle, at(19, 18, 0), false),
            Asked::Task(at(20, 0, 0)),
        ];
        let (calm, evening) = (Calendar::default(), at(17, 20, 0));
        let planned = plan(&asked, &calm, evening);
        let morning = planned.first().unwrap();
        assert_eq!(planned.len(), 2);
        assert_eq!((morning.at, morning.take, morning.visits, morning.follow_ups), (at(18, 8, 0), 1, 2, 1));
        assert_eq!((planned[1].at, planned[1].settle, planned[1].tasks), (at(18, 14, 0), 1, 1));
        assert_eq!(planned, plan(&asked, &calm, at(18, 7, 59)), "the same rows, the same reminders");
        assert_eq!(plan(&asked, &calm, at(18, 8, 0)), planned[1..], "told is told");
        assert_eq!(plan(&asked[..1], &calm, evening)[0].visits, 1, "what was done meanwhile is gone");
        assert_eq!(plan(&[], &calm, evening), []);
    }

    #[test]
    fn a_wrong_clock_floods_nobody() {
        let asked: Vec<Asked> = (0..400).map(|day| Asked::Visit(at(1, day * 24, 0))).collect();
        let calm = Calendar::default();
        for now in [Millis(0), Millis(i64::MIN), Millis(i64::MAX), at(18, 0, 0).plus(9_000 * DAY)] {
            assert_eq!(plan(&asked, &calm, now), [], "{now:?}");
        }
        assert_eq!(plan(&asked, &calm, at(1, 0, 0)).len(), 7, "a week and no more");
        let mad = [i64::MIN, i64::MAX].map(Millis);
        let mad = mad.map(|at| [Asked::Task(at), Asked::FollowUp(at), Asked::Visit(at)]).concat();
        assert_eq!(plan(&mad, &calm, at(18, 0, 0)), []);
    }
}
