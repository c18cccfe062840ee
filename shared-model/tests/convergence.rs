//! Whatever people write and however it is delivered, all replicas end with the same documents and
//! the same rows.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod support;

use proptest::prelude::*;
use shared_model::api::view::Delivery;
use shared_model::casework::event::{CaseEvent, CaseKind, Colour, Outcome, Step};
use shared_model::document::{Doc, DocError, DocId, Hash, Put, Refusal, Standing, accept, read_change};
use shared_model::moment::Millis;
use shared_model::people::{Author, Role};
use shared_model::projection::{Logged, Projected, project};
use shared_model::visit::{Correction, Visit, VisitEntry, VisitKind};
use std::collections::BTreeMap;
use support::*;

fn household() -> DocId {
    DocId::Household(village(), household_id(1))
}
fn book() -> DocId {
    DocId::VisitBook(village(), household_id(1), 2026)
}
fn case() -> DocId {
    DocId::Case(village(), case_id(1))
}

type Change = (DocId, Vec<u8>);

/// One phone or the office: its documents, who writes there, and how often it was started.
struct Replica {
    number: u8,
    starts: u8,
    written: u64,
    docs: BTreeMap<DocId, Doc>,
}

impl Replica {
    fn author(&self) -> Author {
        let role = [Role::Secretary, Role::Member, Role::Mediator, Role::Township][self.number as usize];
        person(self.number, role)
    }

    fn write(&mut self, doc: DocId, key: &str, value: String) {
        let at = Millis(1_773_800_000_000 + self.written as i64 * 1_000);
        let puts = [Put { key: key.into(), value }];
        let actor = actor(self.number, self.starts);
        self.docs.entry(doc).or_default().write(actor, at, &puts).unwrap();
    }

    fn entry(&mut self, doc: DocId, json: &impl serde::Serialize) {
        self.written += 1;
        let id = event(self.written << 8 | u64::from(self.number));
        self.write(doc, id.as_str(), serde_json::to_string(json).unwrap());
    }

    fn case_event(&mut self, kind: u8) {
        let fields = self.docs.get(&case()).map(Doc::fields).unwrap_or_default();
        let events: Vec<(String, CaseEvent)> =
            fields.into_iter().map(|(id, json)| (id, serde_json::from_str(&json).unwrap())).collect();
        if events.is_empty() && self.number != 1 {
            return;
        }
        // What the screen shows as newest, without a fold: those that no other names.
        let named = |id: &str| events.iter().any(|(_, e)| e.after.iter().any(|a| a.as_str() == id));
        let after = events.iter().filter(|(id, _)| !named(id)).map(|(id, _)| id.clone());
        let after = after.map(|id| shared_model::ids::EventId::parse(&id).unwrap()).collect();
        let words = "记录".to_owned();
        let step = match kind {
            _ if events.is_empty() => Step::Raised {
                kind: CaseKind::Dispute,
                category: "neighbours".into(),
                colour: Colour::Yellow,
                title: "水渠".into(),
                words,
                micro_grid: micro_grid(),
                parties: vec![],
                facts: Default::default(),
            },
            0 => Step::Recoloured { colour: Colour::Red, words },
            1 => Step::Accepted { words },
            2 => Step::Dispatched { to: account(2), words },
            3 => Step::Taken { words },
            4 => Step::Progress { words },
            5 => Step::Urged { words, by: None },
            6 => Step::Escalated { words },
            7 => Step::Returned { words },
            8 | 9 => Step::Settled { outcome: Outcome::AgreementReached, words, facts: Default::default() },
            10 => Step::FollowedUp { satisfied: true, words },
            11 => Step::StruckOff { words },
            12 => Step::Reopened { words },
            _ => Step::Withdrawn { words },
        };
        self.entry(case(), &CaseEvent { written_at: Millis(1), after, photos: vec![], step });
    }

    /// All changes, per document by hash (which is no order of writing).
    fn all(&self) -> Vec<Change> {
        let each = |(id, doc): (&DocId, &Doc)| {
            doc.changes().into_iter().map(|(_, bytes)| (id.clone(), bytes)).collect::<Vec<_>>()
        };
        self.docs.iter().flat_map(each).collect()
    }

    /// Takes what it can; gives back what lacks ancestors.
    fn take(&mut self, changes: &[Change]) -> Vec<Change> {
        let mut waiting = Vec::new();
        for (id, bytes) in changes {
            match accept(id, self.docs.entry(id.clone()).or_default(), bytes, None, true) {
                Ok(_) => {}
                Err(Refusal::Missing(_)) => waiting.push((id.clone(), bytes.clone())),
                Err(refused) => panic!("an honest change was refused: {refused}"),
            }
        }
        waiting
    }

    /// Takes everything, trying again what came before its ancestors.
    fn take_all(&mut self, changes: &[Change]) {
        let mut waiting = self.take(changes);
        while !waiting.is_empty() {
            let left = self.take(&waiting);
            assert!(left.len() < waiting.len(), "everything's ancestors are here");
            waiting = left;
        }
    }

    fn heads(&self) -> BTreeMap<DocId, Vec<Hash>> {
        let written = self.docs.iter().filter(|(_, doc)| !doc.heads().is_empty());
        written.map(|(id, doc)| (id.clone(), doc.heads())).collect()
    }
}

#[derive(Clone, Debug)]
enum Deed {
    Edit(u8, u8),
    Visit,
    Correct,
    Case(u8),
    /// Takes a part of what another has: a bit mask, reversed or not, each once or twice.
    Hear(usize, u64, bool, bool),
    Restart,
    SaveAndLoad,
}

fn deeds() -> impl Strategy<Value = Vec<(usize, Deed)>> {
    let deed = prop_oneof![
        3 => (0..5u8, 0..3u8).prop_map(|(field, value)| Deed::Edit(field, value)),
        2 => Just(Deed::Visit),
        1 => Just(Deed::Correct),
        5 => (0..14u8).prop_map(Deed::Case),
        5 => (0..4usize, any::<u64>(), any::<bool>(), any::<bool>())
            .prop_map(|(from, part, back, twice)| Deed::Hear(from, part, back, twice)),
        1 => Just(Deed::Restart),
        1 => Just(Deed::SaveAndLoad),
    ];
    prop::collection::vec((0..4usize, deed), 1..36)
}

fn play(count: usize, deeds: &[(usize, Deed)]) -> Vec<Replica> {
    let new = |number: usize| Replica { number: number as u8, starts: 1, written: 0, docs: BTreeMap::new() };
    let mut all: Vec<Replica> = (0..count).map(new).collect();
    all[0].write(household(), "micro_grid", MICRO_GRID.into());
    for (who, deed) in deeds {
        let heard = match deed {
            Deed::Hear(from, part, back, twice) => {
                let mut heard: Vec<Change> = all[from % count].all();
                let mut place = 0;
                heard.retain(|_| {
                    place += 1;
                    part >> (place % 64) & 1 == 1
                });
                if *back {
                    heard.reverse();
                }
                if *twice { [heard.clone(), heard].concat() } else { heard }
            }
            _ => vec![],
        };
        let me = &mut all[who % count];
        match deed {
            Deed::Edit(field, value) => {
                let phone = format!("resident.{}.phone", resident_id(1));
                let field = ["note", "address", "house_no", "tag.elderly", phone.as_str()][*field as usize];
                let value = if field == "tag.elderly" { value % 2 } else { *value };
                let text =
                    if field == "tag.elderly" && value == 0 { String::new() } else { value.to_string() };
                me.write(household(), field, text);
            }
            Deed::Visit => {
                let at = Millis(1_773_800_000_000 + me.written as i64);
                let visit = Visit {
                    at,
                    written_at: at,
                    kind: VisitKind::Routine,
                    checklist: BTreeMap::new(),
                    note: "一切如常".into(),
                    problem: false,
                    photos: vec![],
                    helped: None,
                    position: None,
                };
                me.entry(book(), &VisitEntry::Visit(visit));
            }
            Deed::Correct => {
                let visit = me.docs.get(&book()).and_then(|doc| doc.fields().into_keys().next());
                if let Some(visit) = visit {
                    let corrects = shared_model::ids::EventId::parse(&visit).unwrap();
                    let correction =
                        Correction { corrects, written_at: Millis(2), note: "应为周三".into() };
                    me.entry(book(), &VisitEntry::Correction(correction));
                }
            }
            Deed::Case(kind) => me.case_event(*kind),
            Deed::Hear(..) => {
                let waiting = me.take(&heard);
                me.take(&waiting);
            }
            Deed::Restart => me.starts += 1,
            Deed::SaveAndLoad => {
                for doc in me.docs.values_mut() {
                    *doc = Doc::load_saved(&doc.save()).unwrap();
                }
            }
        }
    }
    all
}

/// What is shown of every document, with the attestations that the server gives each change.
fn shown(changes: &[Change], all: &[Replica]) -> BTreeMap<DocId, Projected> {
    let mut logs: BTreeMap<DocId, Vec<Logged>> = BTreeMap::new();
    for (id, bytes) in changes {
        let change = read_change(bytes).unwrap();
        let author = all[change.actor[0] as usize].author();
        let at = Millis(1_773_900_000_000 + i64::from(change.hash[0]));
        let logged = Logged { bytes: bytes.clone(), author, delivery: Delivery::Received { at } };
        logs.entry(id.clone()).or_default().push(logged);
    }
    let policy = policies();
    logs.into_iter().map(|(id, log)| (id.clone(), project(&id, &log, &policy).unwrap())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_a_full_exchange_everybody_has_and_shows_the_same(count in 2..=4usize, deeds in deeds()) {
        let mut all = play(count, &deeds);
        let everything: Vec<Change> = all.iter().flat_map(Replica::all).collect();
        let mut backwards = everything.clone();
        backwards.reverse();
        for (number, replica) in all.iter_mut().enumerate() {
            replica.take_all(if number % 2 == 0 { &everything } else { &backwards });
        }
        let first = &all[0];
        let rows = shown(&first.all(), &all);
        for replica in &all {
            prop_assert_eq!(replica.heads(), first.heads());
            for (id, doc) in &replica.docs {
                let theirs = first.docs.get(id).map(Doc::fields).unwrap_or_default();
                prop_assert_eq!(doc.fields(), theirs);
                // Without building the document, the same stands under each key.
                let read: Vec<_> = doc.changes().iter().map(|(_, bytes)| read_change(bytes).unwrap()).collect();
                let standing = Standing::of(&read).unwrap();
                prop_assert_eq!(standing.fields(), doc.fields());
                for key in doc.fields().keys() {
                    prop_assert_eq!(standing.values(key), doc.values(key));
                }
                let saved = Doc::load_saved(&doc.save()).unwrap();
                prop_assert_eq!(saved.changes(), doc.changes());
                prop_assert_eq!(saved.fields(), doc.fields());
                let logged = doc.changes();
                let relaid = Doc::load(logged.iter().rev().map(|(_, bytes)| bytes.as_slice())).unwrap();
                prop_assert_eq!(relaid.heads(), doc.heads());
            }
            let mut log = replica.all();
            log.reverse();
            prop_assert_eq!(&shown(&log, &all), &rows);
        }
        // Nothing that anybody wrote is lost.
        let written: u64 = all.iter().map(|r| r.written).sum();
        let kept: usize = [book(), case()].iter().filter_map(|id| first.docs.get(id)).map(|d| d.fields().len()).sum();
        prop_assert_eq!(kept as u64, written);
    }
}

#[test]
fn what_stands_is_not_told_of_a_document_that_lacks_an_ancestor() {
    let mut doc = Doc::default();
    let mut write = |value: &str| {
        let put = Put { key: "note".into(), value: value.into() };
        read_change(&doc.write(actor(1, 1), Millis(1), &[put]).unwrap().unwrap().1).unwrap()
    };
    let (first, second) = (write("一"), write("二"));
    assert_eq!(Standing::of(&[second.clone(), first]).unwrap().values("note"), ["二"]);
    assert_eq!(Standing::of(&[second]), Err(DocError::Orphans(1)));
}

/// Two people write a required field at once; a third, who sees both values, chooses the shown one.
#[test]
fn choosing_the_shown_of_two_values_is_let_in_and_settles_it() {
    let actor =
        |device: u8| shared_model::document::actor_bytes(shared_model::ids::DeviceId([device; 8]), [0; 8]);
    let put = |value: &str| [Put { key: "house_no".into(), value: value.into() }];
    let id = household();
    let (mut one, mut two) = (Doc::default(), Doc::default());
    let (_, first) = one.write(actor(1), Millis(1), &put("12")).unwrap().unwrap();
    let (_, second) = two.write(actor(2), Millis(1), &put("12-1")).unwrap().unwrap();
    accept(&id, &mut one, &second, None, true).unwrap();
    accept(&id, &mut two, &first, None, true).unwrap();
    let shown = one.field("house_no").unwrap();
    let (_, chosen) = one.write(actor(1), Millis(2), &put(&shown)).unwrap().unwrap();
    accept(&id, &mut two, &chosen, None, true).unwrap();
    assert_eq!(two.values("house_no"), std::slice::from_ref(&shown));
    assert_eq!(
        one.write(actor(1), Millis(3), &put(&shown)).unwrap(),
        None,
        "there is nothing left to choose"
    );
}
