//! Which cases stand in the list, in which order, under which tab: pure decisions.

use crate::console::light::Light;
use shared_model::api::desk::QueueItem;
use shared_model::api::view::CaseItem;
use shared_model::casework::{CaseKind, Colour, Stage};
use shared_model::moment::Millis;
use shared_model::place::{Level, PlaceCode};
use std::cmp::Reverse;

/// A tab over the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The next step is mine.
    Mine,
    /// Whatever isn't closed, settled or not.
    Open,
    /// 待受理
    Raised,
    /// 待派单
    Accepted,
    /// 待接单
    Dispatched,
    /// 办理中
    Taken,
    /// 待复核
    Settled,
    /// Two opposite things happened at once.
    Contested,
    /// Sent back or opened again.
    Back,
    /// 已上报
    Escalated,
    /// Nothing more is to be done.
    Closed,
}

impl Tab {
    /// Those a reviewer sees.
    pub const REVIEWER: [Tab; 11] = [
        Tab::Mine,
        Tab::Open,
        Tab::Raised,
        Tab::Accepted,
        Tab::Dispatched,
        Tab::Taken,
        Tab::Settled,
        Tab::Contested,
        Tab::Back,
        Tab::Escalated,
        Tab::Closed,
    ];
    /// The word of its text (`console-tab-<word>`) and of its `data-test`.
    pub fn word(self) -> &'static str {
        match self {
            Tab::Mine => "mine",
            Tab::Open => "open",
            Tab::Raised => "raised",
            Tab::Accepted => "accepted",
            Tab::Dispatched => "dispatched",
            Tab::Taken => "taken",
            Tab::Settled => "settled",
            Tab::Contested => "contested",
            Tab::Back => "back",
            Tab::Escalated => "escalated",
            Tab::Closed => "closed",
        }
    }

    /// Whether a case stands under it.
    pub fn holds(self, item: &CaseItem) -> bool {
        match self {
            Tab::Closed => item.stage.is_closed(),
            _ if item.stage.is_closed() => false,
            Tab::Mine => item.mine,
            Tab::Open => true,
            Tab::Raised => item.stage == Stage::Raised,
            Tab::Accepted => item.stage == Stage::Accepted,
            Tab::Dispatched => item.stage == Stage::Dispatched,
            Tab::Taken => item.stage == Stage::Taken,
            Tab::Settled => item.stage == Stage::Settled,
            Tab::Contested => item.contested,
            Tab::Back => matches!(item.stage, Stage::Returned | Stage::Reopened),
            Tab::Escalated => item.stage == Stage::Escalated,
        }
    }

    /// Rare tabs are shown only while something stands under them.
    pub fn is_rare(self) -> bool {
        matches!(self, Tab::Contested | Tab::Back | Tab::Escalated)
    }
}

/// Which deadlines are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lateness {
    /// Any.
    #[default]
    All,
    /// Past the deadline.
    Late,
    /// Due today or tomorrow.
    Near,
}

impl Lateness {
    /// All choices.
    pub const ALL: [Lateness; 3] = [Lateness::All, Lateness::Late, Lateness::Near];

    /// The word of its text (`console-late-<word>`) and of its `data-test`.
    pub fn word(self) -> &'static str {
        match self {
            Lateness::All => "all",
            Lateness::Late => "late",
            Lateness::Near => "near",
        }
    }

    fn holds(self, item: &CaseItem, now: Millis) -> bool {
        let light = Light::at(item.due, now);
        match self {
            Lateness::All => true,
            Lateness::Late => light.is_late(),
            Lateness::Near => light.is_near(),
        }
    }
}

/// What is narrowed below the tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One colour.
    pub colour: Option<Colour>,
    /// How late.
    pub lateness: Lateness,
    /// One kind of case.
    pub kind: Option<CaseKind>,
    /// One place.
    pub place: Option<PlaceCode>,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_open(&self) -> bool {
        *self == Filter::default()
    }

    fn holds(&self, item: &CaseItem, now: Millis) -> bool {
        self.colour.is_none_or(|colour| item.colour == colour)
            && self.lateness.holds(item, now)
            && self.kind.is_none_or(|kind| item.kind == kind)
            && self.place.as_ref().is_none_or(|place| item.micro_grid.is_within(place))
    }
}

/// The cases under a tab that the filter lets through: the gravest first, then the latest; a
/// stopped clock comes after those that run.
pub fn arrange(rows: &[QueueItem], tab: Tab, filter: &Filter, now: Millis) -> Vec<QueueItem> {
    let held = rows.iter().filter(|row| tab.holds(&row.item) && filter.holds(&row.item, now));
    let mut found: Vec<QueueItem> = held.cloned().collect();
    sort(&mut found);
    found
}

/// The gravest first, then the latest; a stopped clock comes after those that run.
pub fn sort(rows: &mut [QueueItem]) {
    rows.sort_by(|a, b| {
        let key = |row: &QueueItem| (Reverse(row.item.colour), row.item.due.stopped, row.item.due.at);
        key(a).cmp(&key(b)).then_with(|| a.item.id.cmp(&b.item.id))
    });
}

/// What the head of the list sums up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Neither settled nor closed, raised in the asker's place: what the page of numbers counts as open.
    pub open: usize,
    /// Settled and not closed, raised in the asker's place.
    pub settled: usize,
    /// Waiting for who looks.
    pub mine: usize,
    /// Past a deadline.
    pub late: usize,
    /// Neither settled nor closed, raised elsewhere: counted there.
    pub elsewhere: usize,
}

/// Sums up a list for somebody of a place.
pub fn sums(rows: &[QueueItem], place: &PlaceCode) -> Sums {
    let mut sums = Sums::default();
    for item in rows.iter().map(|row| &row.item).filter(|item| !item.stage.is_closed()) {
        let settled = item.stage == Stage::Settled;
        let own = item.micro_grid.is_within(place);
        sums.open += usize::from(own && !settled);
        sums.settled += usize::from(own && settled);
        sums.elsewhere += usize::from(!own && !settled);
        sums.mine += usize::from(item.mine);
        sums.late += usize::from(item.due.overdue);
    }
    sums
}

/// How many stand under a tab.
pub fn count(rows: &[QueueItem], tab: Tab) -> usize {
    rows.iter().filter(|row| tab.holds(&row.item)).count()
}

/// How many of a tab's cases a filter lets through.
pub fn count_with(rows: &[QueueItem], tab: Tab, filter: &Filter, now: Millis) -> usize {
    rows.iter().filter(|row| tab.holds(&row.item) && filter.holds(&row.item, now)).count()
}

/// The places the cases were raised in, at a level, by code.
pub fn places(rows: &[QueueItem], level: Level) -> Vec<PlaceCode> {
    let mut found: Vec<PlaceCode> = rows.iter().filter_map(|row| row.item.micro_grid.at(level)).collect();
    found.sort();
    found.dedup();
    found
}

/// The row a key leads to: `by` below (or above) the current one, within the list.
pub fn step_row(current: Option<usize>, by: isize, rows: usize) -> Option<usize> {
    let last = rows.checked_sub(1)?;
    let Some(current) = current else { return Some(0) };
    Some(current.saturating_add_signed(by).min(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::queue::telling::{NOW, row};

    fn all() -> Vec<QueueItem> {
        vec![
            row(1, Colour::Green, -30, Stage::Raised),
            row(2, Colour::Red, 50, Stage::Taken),
            row(3, Colour::Yellow, -5, Stage::Accepted),
            row(4, Colour::Yellow, -50, Stage::Dispatched),
            row(5, Colour::Yellow, -500, Stage::Settled),
            row(6, Colour::Red, 3, Stage::Escalated),
            row(7, Colour::Red, -900, Stage::StruckOff),
            row(9, Colour::Green, 30, Stage::Taken),
        ]
    }

    fn titles(tab: Tab, filter: &Filter) -> Vec<String> {
        arrange(&all(), tab, filter, NOW).into_iter().map(|row| row.item.title).collect()
    }

    #[test]
    fn gravity_comes_first_then_lateness_and_a_stopped_clock_last() {
        assert_eq!(titles(Tab::Open, &Filter::default()), ["6", "2", "4", "3", "5", "1", "9"]);
    }

    #[test]
    fn a_tab_holds_its_stage_and_a_closed_case_stands_nowhere_else() {
        assert_eq!(titles(Tab::Mine, &Filter::default()), ["3", "5", "1", "9"]);
        assert_eq!(titles(Tab::Closed, &Filter::default()), ["7"]);
        assert_eq!(titles(Tab::Contested, &Filter::default()), ["9"]);
        assert_eq!(titles(Tab::Settled, &Filter::default()), ["5"]);
        assert_eq!(count(&all(), Tab::Taken), 2);
        let closed = &all()[6].item;
        let holding: Vec<Tab> = Tab::REVIEWER.into_iter().filter(|tab| tab.holds(closed)).collect();
        assert_eq!(holding, [Tab::Closed]);
    }

    #[test]
    fn the_head_counts_as_the_page_of_numbers_does_and_says_what_else_there_is() {
        let village = PlaceCode::parse("513424101203").unwrap();
        // Of eight one is closed and one settled.
        let expected = Sums { open: 6, settled: 1, mine: 4, late: 3, elsewhere: 0 };
        assert_eq!(sums(&all(), &village), expected);
        let neighbour = PlaceCode::parse("513424101204").unwrap();
        assert_eq!(sums(&all(), &neighbour), Sums { open: 0, settled: 0, elsewhere: 6, ..expected });
    }

    #[test]
    fn filters_narrow_together() {
        let late = Filter { lateness: Lateness::Late, ..Filter::default() };
        assert_eq!(titles(Tab::Open, &late), ["4", "3", "1"]);
        let yellow_late = Filter { colour: Some(Colour::Yellow), ..late };
        assert_eq!(titles(Tab::Open, &yellow_late), ["4", "3"]);
        let near = Filter { lateness: Lateness::Near, ..Filter::default() };
        assert_eq!(titles(Tab::Open, &near), ["6", "9"]);
        let place = Filter { place: Some(all()[1].item.micro_grid.clone()), ..Filter::default() };
        assert_eq!(titles(Tab::Open, &place), ["2"]);
        assert!(Filter::default().is_open() && !place.is_open());
    }

    #[test]
    fn keys_move_within_the_list() {
        assert_eq!(step_row(None, 1, 3), Some(0));
        assert_eq!(step_row(Some(0), 1, 3), Some(1));
        assert_eq!(step_row(Some(2), 1, 3), Some(2));
        assert_eq!(step_row(Some(0), -1, 3), Some(0));
        assert_eq!(step_row(Some(5), -1, 0), None);
    }
}
