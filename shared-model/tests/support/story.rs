//! A case as people write it down, event by event.

use super::{case_id, event, micro_grid, person, policies};
use shared_model::casework::event::{CaseEvent, CaseKind, Colour, Outcome, Step};
use shared_model::casework::fold::{CaseState, Void, WrittenEvent, fold};
use shared_model::moment::Millis;
use shared_model::people::{Author, Role};

pub fn a() -> Author {
    person(1, Role::Member)
}
pub fn b() -> Author {
    person(2, Role::Member)
}
pub fn secretary() -> Author {
    person(3, Role::Secretary)
}
pub fn mediator() -> Author {
    person(4, Role::Mediator)
}
pub fn township() -> Author {
    person(5, Role::Township)
}

/// A case being written down: events are numbered from 1 in the order of writing; each has seen
/// the one before it unless [`Case::having_seen`] says otherwise.
#[derive(Clone, Default)]
pub struct Case {
    pub events: Vec<WrittenEvent>,
    pub seen: Option<Vec<u64>>,
}

pub fn case() -> Case {
    Case::default()
}

impl Case {
    /// The next event has seen just these.
    pub fn having_seen(mut self, seen: &[u64]) -> Case {
        self.seen = Some(seen.to_vec());
        self
    }

    pub fn step(mut self, author: Author, step: Step) -> Case {
        let number = self.events.len() as u64 + 1;
        let seen = self.seen.take().unwrap_or_else(|| (number > 1).then(|| number - 1).into_iter().collect());
        let at = Millis(1_773_800_000_000 + number as i64 * 60_000);
        let after = seen.into_iter().map(event).collect();
        self.events.push(WrittenEvent {
            id: event(number),
            author,
            received_at: Some(at.plus(5_000)),
            event: CaseEvent { written_at: at, after, photos: vec![], step },
        });
        self
    }

    pub fn raised(self, author: Author, colour: Colour) -> Case {
        self.step(author, raised(CaseKind::Dispute, colour))
    }
    pub fn recoloured(self, author: Author, colour: Colour) -> Case {
        self.step(author, Step::Recoloured { colour, words: "动手了".into() })
    }
    pub fn dispatched(self, author: Author, to: &Author) -> Case {
        self.step(author, Step::Dispatched { to: to.account.clone(), words: String::new() })
    }
    pub fn progress(self, author: Author) -> Case {
        self.step(author, Step::Progress { words: "已约双方".into() })
    }
    pub fn settled(self, author: Author) -> Case {
        self.step(
            author,
            Step::Settled {
                outcome: Outcome::AgreementReached,
                words: "已达成协议".into(),
                facts: Default::default(),
            },
        )
    }
    pub fn followed_up(self, author: Author) -> Case {
        self.step(author, Step::FollowedUp { satisfied: true, words: String::new() })
    }
    pub fn struck_off(self, author: Author) -> Case {
        self.step(author, Step::StruckOff { words: String::new() })
    }
    pub fn escalated(self, author: Author) -> Case {
        self.step(author, Step::Escalated { words: "村里办不了".into() })
    }
    pub fn withdrawn(self, author: Author) -> Case {
        self.step(author, Step::Withdrawn { words: "误报".into() })
    }
    pub fn reopened(self, author: Author) -> Case {
        self.step(author, Step::Reopened { words: "又吵起来".into() })
    }
    pub fn urged(self, author: Author) -> Case {
        self.step(author, Step::Urged { words: "三日内答复".into(), by: None })
    }
    pub fn merged(self, author: Author) -> Case {
        self.step(author, Step::Merged { into: case_id(77), words: String::new() })
    }

    /// Raised by A, dispatched to the mediator, settled, followed up by A: ready to be reviewed.
    pub fn ready_for_review() -> Case {
        case()
            .raised(a(), Colour::Yellow)
            .dispatched(secretary(), &mediator())
            .settled(mediator())
            .followed_up(a())
    }

    pub fn state(&self) -> CaseState {
        fold(self.events.clone(), &policies()).expect("somebody raised it")
    }

    pub fn void(&self, number: u64) -> Option<Void> {
        void_of(&self.state(), number)
    }
}

pub fn void_of(state: &CaseState, number: u64) -> Option<Void> {
    state.events.iter().find(|e| e.written.id == event(number)).expect("it is in the timeline").void
}

pub fn raised(kind: CaseKind, colour: Colour) -> Step {
    Step::Raised {
        kind,
        category: "neighbours".into(),
        colour,
        title: "水渠".into(),
        words: "两户争水".into(),
        micro_grid: micro_grid(),
        parties: vec![],
        facts: Default::default(),
    }
}
