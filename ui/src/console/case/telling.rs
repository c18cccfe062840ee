//! Invented cases for the tests of this folder: their events, and what each had seen.

use shared_model::api::view::{
    AuthorView, CaseItem, CaseView, Delivery, Due, LastStep, NextStep, TimelineEntry,
};
use shared_model::casework::{CaseKind, ClockKind, Colour, EventKind, Stage, Step, Void};
use shared_model::ids::{AccountId, CaseId, EventId};
use shared_model::moment::Millis;
use shared_model::people::Role;
use shared_model::place::{Level, PlaceCode};

pub const NOW: Millis = Millis(1_773_806_400_000);

pub fn event(number: u8) -> EventId {
    EventId::from_random([number; 10])
}

pub fn account(number: u8) -> AccountId {
    AccountId::from_random([number; 10])
}

pub fn author(number: u8) -> AuthorView {
    AuthorView { account: account(number), name: format!("{number}"), role: Role::Mediator, me: false }
}

/// An event by the person of the same number.
pub fn entry(number: u8, step: Step, after: &[u8]) -> TimelineEntry {
    TimelineEntry {
        id: event(number),
        step,
        author: author(number),
        written_at: NOW,
        delivery: Delivery::Received { at: NOW },
        void: None,
        policy_version: 1,
        colour_before: None,
        to_name: None,
        after: after.iter().copied().map(event).collect(),
        photos: vec![],
        heard_from: None,
        carried_by: vec![],
    }
}

/// A case of these events, contested between some of them, in which everything may be written.
pub fn contested(timeline: Vec<TimelineEntry>, between: &[u8], stage: Stage) -> CaseView {
    let next = |kind: EventKind| NextStep {
        kind,
        not_now: (kind == EventKind::StruckOff).then_some(Void::Contested),
    };
    CaseView {
        item: CaseItem {
            id: CaseId::from_random([1; 10]),
            title: "ditch".into(),
            kind: CaseKind::Dispute,
            category: "neighbours".into(),
            category_name: "neighbours".into(),
            colour: Colour::Yellow,
            stage,
            level: Level::Village,
            contested: !between.is_empty(),
            due: Due { at: NOW, clock: ClockKind::Settle, stopped: false, overdue: false },
            parties: vec![],
            micro_grid: PlaceCode::parse("51342410120301001").unwrap(),
            micro_grid_name: String::new(),
            handler: None,
            last_step: LastStep {
                kind: EventKind::Raised,
                author: author(1),
                written_at: NOW,
                words: String::new(),
            },
            received_at: Some(NOW),
            mine: true,
            to_follow_up: false,
        },
        parties: vec![],
        words: String::new(),
        outcome: None,
        satisfied: None,
        timeline,
        contested: between.iter().copied().map(event).collect(),
        frontier: between.iter().copied().map(event).collect(),
        next: EventKind::ALL.into_iter().map(next).collect(),
        policy_version: 1,
        tasks: vec![],
    }
}
