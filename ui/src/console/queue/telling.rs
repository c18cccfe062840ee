//! Invented rows for the tests of this folder.

use shared_model::api::desk::QueueItem;
use shared_model::api::view::{AuthorView, CaseItem, Due, LastStep, NextStep};
use shared_model::casework::{CaseKind, ClockKind, Colour, EventKind, Stage, Void};
use shared_model::ids::{AccountId, CaseId, EventId};
use shared_model::moment::{HOUR, Millis};
use shared_model::people::Role;
use shared_model::place::{Level, PlaceCode};

pub const NOW: Millis = Millis(1_773_806_400_000);

/// A row whose deadline is in so many hours. Number 9 is contested, odd numbers wait for who looks.
pub fn row(number: u8, colour: Colour, hours: i64, stage: Stage) -> QueueItem {
    let author = AuthorView {
        account: AccountId::from_random([1; 10]),
        name: "Luo".into(),
        role: Role::Secretary,
        me: true,
    };
    let stopped = stage == Stage::Settled || stage.is_closed();
    let item = CaseItem {
        id: CaseId::from_random([number; 10]),
        title: format!("{number}"),
        kind: CaseKind::Dispute,
        category: "neighbours".into(),
        category_name: "neighbours".into(),
        colour,
        stage,
        contested: number == 9,
        due: Due {
            at: NOW.plus(hours * HOUR),
            clock: ClockKind::Settle,
            stopped,
            overdue: !stopped && hours < 0,
        },
        level: Level::Village,
        parties: vec![],
        micro_grid: PlaceCode::parse(&format!("513424101203010{number:02}")).unwrap(),
        micro_grid_name: String::new(),
        handler: None,
        last_step: LastStep { kind: EventKind::Raised, author, written_at: NOW, words: String::new() },
        received_at: Some(NOW),
        mine: number % 2 == 1,
        to_follow_up: false,
    };
    let strike = (stage != Stage::Settled).then_some(Void::NotAtThisStage);
    let bulk = vec![
        NextStep { kind: EventKind::Urged, not_now: None },
        NextStep { kind: EventKind::StruckOff, not_now: strike },
    ];
    let seen = vec![EventId::from_random([number; 10])];
    QueueItem { item, seen, bulk, came_up: None, urged: 0, urged_by: None, given: None }
}
