//! Plays a pair: one document, two that part from it, and what stands in it when both have come.

use crate::support::*;
use crate::table::{Kind, Row, Side, Table};
use shared_model::api::view::Delivery;
use shared_model::casework::event::{CaseEvent, CaseKind, Colour, Outcome, Step};
use shared_model::casework::{CaseState, EventKind, RaisedFacts, SettledFacts};
use shared_model::document::{Doc, DocId, Put, accept};
use shared_model::ids::{AccountId, EventId};
use shared_model::moment::Millis;
use shared_model::people::{Author, Role};
use shared_model::projection::{Logged, Projected, project};

/// The cast, by letter: A raised the case, B is another member, M the mediator.
const CAST: [(&str, Role); 9] = [
    ("A", Role::Member),
    ("B", Role::Member),
    ("G", Role::GridLeader),
    ("S", Role::Secretary),
    ("M", Role::Mediator),
    ("D", Role::Department),
    ("T", Role::Township),
    ("C", Role::County),
    ("P", Role::Secretary),
];

fn cast(letter: &str) -> Author {
    let at = CAST.iter().position(|(known, _)| *known == letter);
    let at = at.unwrap_or_else(|| panic!("{letter:?} is nobody of the cast"));
    person(at as u8 + 1, CAST[at].1)
}

fn letter(account: &AccountId) -> String {
    let found = CAST.iter().find(|(letter, _)| cast(letter).account == *account);
    found.map(|(letter, _)| (*letter).to_owned()).expect("somebody of the cast")
}

/// What a pair came to.
#[derive(Debug, PartialEq, Eq)]
pub struct Played {
    state: CaseState,
    void: Vec<String>,
}

impl Played {
    fn handler(&self) -> String {
        self.state.handler.as_ref().map_or_else(|| "nobody".to_owned(), letter)
    }

    pub fn fits(&self, row: &Row) -> bool {
        let state = &self.state;
        let mut void = row.void.clone();
        void.sort();
        state.stage == row.stage
            && state.contested.is_empty() != row.contested
            && state.colour == row.colour
            && (row.handler == "either" || self.handler() == row.handler)
            && state.satisfied == row.satisfied
            && self.void == void
    }

    /// As a line of the table.
    pub fn as_row(&self, of: [EventKind; 2]) -> String {
        let state = &self.state;
        let mut row = format!(
            "  {{ of = [\"{}\", \"{}\"], stage = \"{}\"",
            of[0].word(),
            of[1].word(),
            state.stage.word()
        );
        if !state.contested.is_empty() {
            row += ", contested = true";
        }
        row += &format!(", colour = \"{}\", handler = \"{}\"", state.colour.word(), self.handler());
        if let Some(satisfied) = state.satisfied {
            row += &format!(", satisfied = {satisfied}");
        }
        if !self.void.is_empty() {
            row += &format!(", void = {:?}", self.void);
        }
        row + " },"
    }
}

/// The steps before the two part, and the two ways from there.
struct Story {
    shared: Vec<String>,
    ways: [Vec<String>; 2],
}

fn story(table: &Table, row: &Row) -> Story {
    let [one, other] = row.of.map(|kind| table.kind(kind));
    let range = |kind: &Kind| (table.point(kind.from), table.point(kind.to));
    let ((from, to), (other_from, other_to)) = (range(one), range(other));
    let (earliest, latest) = (from.max(other_from), to.min(other_to));
    let mut ways = [row.one.as_ref().unwrap_or(&one.one), row.other.as_ref().unwrap_or(&other.other)]
        .map(|step| vec![step.clone()]);
    let usual = table.point(Some(EventKind::Taken));
    // Where no point of the life fits both, one of the two was out of reach while the case went on.
    let fork = if earliest <= latest { usual.clamp(earliest, latest) } else { latest };
    let mut shared = table.life[..fork].to_vec();
    let needed = [one, other].map(|kind| kind.needs.as_ref().filter(|_| fork >= table.point(kind.from)));
    for step in needed.into_iter().flatten() {
        if !shared.contains(step) {
            shared.push(step.clone());
        }
    }
    for ((way, kind), needed) in ways.iter_mut().zip([one, other]).zip(needed) {
        let by_itself = kind.needs.iter().filter(|_| needed.is_none()).cloned();
        way.splice(0..0, by_itself);
    }
    if earliest > latest {
        for (way, from) in ways.iter_mut().zip([from, other_from]) {
            way.splice(0..0, table.life[fork..from.max(fork)].to_vec());
        }
    }
    Story { shared, ways }
}

/// Who writes the two.
pub fn authors(table: &Table, row: &Row) -> [String; 2] {
    let last = |way: &Vec<String>| way.last().unwrap().split_whitespace().next().unwrap().to_owned();
    let story = story(table, row);
    [last(&story.ways[0]), last(&story.ways[1])]
}

/// The two as they are told: with what came before them where the other saw nothing of it.
pub fn told(table: &Table, row: &Row) -> [String; 2] {
    story(table, row).ways.map(|way| way.join(", "))
}

/// Both ways written apart and merged in the order of `first`; `higher` has the higher identities.
pub fn play(table: &Table, row: &Row, first: Side, higher: Side) -> Played {
    let mut story = story(table, row);
    let mut numbers = if higher == Side::Other { [100, 200] } else { [200, 100] };
    if first == Side::Other {
        story.ways.reverse();
        numbers.reverse();
    }
    let mut base = Case::default();
    base.walk(&story.shared, 1);
    let mut all = base.log.clone();
    for (way, number) in story.ways.iter().zip(numbers) {
        let mut apart =
            Case { doc: base.doc.clone(), newest: base.newest.clone(), task: base.task.clone(), log: vec![] };
        apart.walk(way, number);
        all.extend(apart.log);
    }
    state_of(&all)
}

/// What counts for nothing when only one of the two ways was gone.
pub fn alone(table: &Table, row: &Row, side: Side) -> Vec<String> {
    let story = story(table, row);
    let mut case = Case::default();
    case.walk(&story.shared, 1);
    case.walk(&story.ways[usize::from(side == Side::Other)], 100);
    state_of(&case.log).void
}

/// One replica of the case while it is written.
#[derive(Default)]
struct Case {
    doc: Doc,
    newest: Vec<EventId>,
    task: Option<EventId>,
    log: Vec<(Author, Vec<u8>)>,
}

impl Case {
    fn walk(&mut self, steps: &[String], number: u64) {
        for (index, text) in steps.iter().enumerate() {
            let (author, step) = read(text, self.task.as_ref());
            step.check().unwrap();
            let id = event(number + index as u64);
            if step.kind() == EventKind::Tasked {
                self.task = Some(id.clone());
            }
            let after = std::mem::replace(&mut self.newest, vec![id.clone()]);
            let content = CaseEvent { written_at: Millis(1), after, photos: vec![], step };
            let put = Put { key: id.to_string(), value: serde_json::to_string(&content).unwrap() };
            let hand = 1 + CAST.iter().position(|(one, _)| text.starts_with(one)).unwrap() as u8;
            let (_, bytes) =
                self.doc.write(actor(hand, (number / 100) as u8), Millis(1), &[put]).unwrap().unwrap();
            self.log.push((author, bytes));
        }
    }
}

/// Takes all in by the door, in this order, and folds.
fn state_of(all: &[(Author, Vec<u8>)]) -> Played {
    let id = DocId::Case(village(), case_id(1));
    let mut doc = Doc::default();
    let mut log = Vec::new();
    for (number, (author, bytes)) in all.iter().enumerate() {
        accept(&id, &mut doc, bytes, None, true).unwrap();
        let at = Millis(1_773_800_000_000 + number as i64 * 60_000);
        let delivery = Delivery::Received { at };
        log.push(Logged { bytes: bytes.clone(), author: author.clone(), delivery });
    }
    let Projected::Case(case) = project(&id, &log, &policies()).unwrap() else { panic!("nothing begins it") };
    log.reverse();
    let Projected::Case(again) = project(&id, &log, &policies()).unwrap() else {
        panic!("nothing begins it")
    };
    assert_eq!(case, again, "the order in which a replica reads them changes nothing");
    let told = |e: &shared_model::casework::JudgedEvent| {
        e.void.map(|void| format!("{} {}", e.written.event.step.kind().word(), void.word()))
    };
    let mut void: Vec<String> = case.state.events.iter().filter_map(told).collect();
    void.sort();
    Played { state: case.state, void }
}

/// Reads a step such as `S dispatched M`, `A recoloured red` or `M settled failed`.
fn read(text: &str, task: Option<&EventId>) -> (Author, Step) {
    let mut parts = text.split_whitespace();
    let (who, kind) = (parts.next().unwrap(), parts.next().unwrap());
    let said = parts.next();
    let said = || said.unwrap_or_else(|| panic!("{text:?} says too little"));
    let colour = || serde_json::from_value::<Colour>(said().into()).unwrap();
    let words = "有人来说了情况".to_owned();
    let step = match serde_json::from_value::<EventKind>(kind.into()).unwrap() {
        EventKind::Raised => Step::Raised {
            kind: CaseKind::Dispute,
            category: "neighbours".into(),
            colour: colour(),
            title: "水渠".into(),
            words,
            micro_grid: micro_grid(),
            parties: vec![],
            facts: RaisedFacts::default(),
        },
        EventKind::Recoloured => Step::Recoloured { colour: colour(), words },
        EventKind::Accepted => Step::Accepted { words },
        EventKind::Dispatched => Step::Dispatched { to: cast(said()).account, words },
        EventKind::Taken => Step::Taken { words },
        EventKind::Progress => Step::Progress { words },
        EventKind::Urged => Step::Urged { words, by: None },
        EventKind::Escalated => Step::Escalated { words },
        EventKind::Returned => Step::Returned { words },
        EventKind::Settled => {
            let outcome = serde_json::from_value::<Outcome>(said().into()).unwrap();
            Step::Settled { outcome, words, facts: SettledFacts::default() }
        }
        EventKind::FollowedUp => Step::FollowedUp { satisfied: said() == "yes", words },
        EventKind::StruckOff => Step::StruckOff { words },
        EventKind::Reopened => Step::Reopened { words },
        EventKind::Withdrawn => Step::Withdrawn { words },
        EventKind::Merged => Step::Merged { into: case_id(said().parse().unwrap()), words },
        EventKind::Tasked => Step::Tasked { to: cast(said()).account, words, by: None },
        EventKind::TaskDone => Step::TaskDone { task: task.expect("a task stands before it").clone(), words },
        EventKind::Discussed => Step::Discussed { took_part: vec!["李玉珍".into()], words },
        EventKind::Helped => Step::Helped { who: "志愿者".into(), minutes: 30, words },
        EventKind::PassedUp => panic!("{text:?}: only the server writes it"),
    };
    (cast(who), step)
}
