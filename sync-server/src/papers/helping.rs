//! The table of volunteers' help (志愿帮扶): how often and how long, a row a village and month. Who
//! helped stands in the case, and not here.

use super::period::Period;
use super::table::{Cell, Column, Table};
use super::words;
use shared_model::casework::Step;
use shared_model::moment::Millis;
use shared_model::place::PlaceCode;
use shared_model::projection::CaseProjection;
use std::collections::BTreeMap;

/// What was done in one village in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Helped {
    /// How often: events `helped` that count, by when the server received them, and visits at which
    /// somebody helped.
    pub times: u64,
    /// How long, in minutes, as they say.
    pub minutes: u64,
}

/// How long somebody helped at a visit, where and when. A visit counts at the time its author gave, but
/// never later than it was received, as everywhere.
pub struct AtVisit {
    /// The village.
    pub village: PlaceCode,
    /// When.
    pub at: Millis,
    /// For how long.
    pub minutes: u32,
}

/// A village, a year and a month.
type Where = (PlaceCode, i32, u8);

/// Sums up the help that lies in a period, by the village whose case or household it was and by month.
pub fn count<'a>(
    cases: impl Iterator<Item = &'a CaseProjection>,
    visits: &[AtVisit],
    period: &Period,
) -> BTreeMap<Where, Helped> {
    let mut sums: BTreeMap<Where, Helped> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| period.has(visit.at)) {
        let day = visit.at.day();
        let sum = sums.entry((visit.village.clone(), day.year, day.month)).or_default();
        sum.times += 1;
        sum.minutes += u64::from(visit.minutes);
    }
    for case in cases {
        let Some(village) = case.micro_grid.village() else { continue };
        for event in case.state.events.iter().filter(|event| event.void.is_none()) {
            let Step::Helped { minutes, .. } = &event.written.event.step else { continue };
            let Some(at) = event.written.received_at.filter(|at| period.has(*at)) else { continue };
            let day = at.day();
            let sum = sums.entry((village.clone(), day.year, day.month)).or_default();
            sum.times += 1;
            sum.minutes += u64::from(*minutes);
        }
    }
    sums
}

const COLUMNS: [Column; 5] = [
    Column { group: "", name: "村", width: 18 },
    Column { group: "", name: "月份", width: 12 },
    Column { group: "", name: "帮扶次数", width: 10 },
    Column { group: "", name: "帮扶分钟", width: 10 },
    Column { group: "", name: "合小时", width: 10 },
];

const NOTES: [&str; 3] = [
    "帮扶次数：案件里写下的志愿帮扶，服务器在当月收到的，不算数的记录不算；加上走访里写下的，按走访的时间。",
    "帮扶分钟：写下的分钟数之和。合小时：分钟数除以六十，留一位小数。",
    "按案件或住户所在的村算，不按志愿者住哪里。谁来帮的写在案件和走访里，这张表不写。",
];

/// Lays it out.
pub fn lay_out(
    place: &str,
    period: &Period,
    as_of: Millis,
    sums: &BTreeMap<Where, Helped>,
    village_name: impl Fn(&PlaceCode) -> String,
) -> Table {
    let line = |name: String, month: String, sum: Helped| {
        // In tenths, rounded half up: a whole number of them is exact.
        let tenths = (sum.minutes + 3) / 6;
        vec![
            Cell::text(name),
            Cell::text(month),
            Cell::Number(sum.times),
            Cell::Number(sum.minutes),
            Cell::text(format!("{}.{}", tenths / 10, tenths % 10)),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = sums
        .iter()
        .map(|((village, year, month), sum)| {
            line(village_name(village), format!("{year} 年 {month} 月"), *sum)
        })
        .collect();
    let all = sums.values().fold(Helped::default(), |all, one| Helped {
        times: all.times + one.times,
        minutes: all.minutes + one.minutes,
    });
    rows.push(line("合计".to_owned(), String::new(), all));
    Table {
        title: "志愿帮扶统计表".to_owned(),
        under: vec![format!("地方：{place}　　统计期：{period}"), format!("截至：{}", words::moment(as_of))],
        columns: COLUMNS.to_vec(),
        rows,
        notes: NOTES.map(str::to_owned).to_vec(),
    }
}
